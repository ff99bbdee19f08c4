"""A snapshot's files as the index that retrieval searches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, Vectors
from assistant.index import snapshot
from assistant.index.dense import PointIndex
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, Interaction, TokenIndex
from assistant.records import Passage
from assistant.text import abbreviations, phrase_stands_in, words

_PASSAGES_READ = 50
"""Of the passages that hold all words of a phrase, how many are read for the phrase itself."""


class LocalIndex:
    """The index on this machine; passages go by their numbers. Safe to use from several threads."""

    def __init__(self, opened: Snapshot) -> None:
        """Open the files of a checked snapshot."""
        self.library = Library(opened.library)
        self._points = PointIndex(opened.folder)
        self._tokens = TokenIndex(opened.folder / snapshot.TOKENS)
        self._lexical = self.vocabulary = LexicalIndex(opened.folder / snapshot.LEXICAL)
        self.abbreviations = abbreviations.read(opened.folder / snapshot.ABBREVIATIONS)
        self.owners = self.library.owners()
        """For each passage, the place of its document among the library's sources."""

    def close(self) -> None:
        """Closes the files."""
        self.library.close()
        self._lexical.close()

    def dense_candidates(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Returns the passages whose nearest points are nearest to a query, with the cosines."""
        return self._points.nearest(query, most, allowed)

    def lexical_candidates(
        self,
        stems: Collection[str],
        most: int,
        shares: Mapping[str, float],
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        """Returns the passages that hold most of the stems, with BM25 as a share of the most.

        `shares` says what a stem counts where that is not 1.
        """
        return self._lexical.search(stems, most, shares, allowed)

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """Returns how the tokens of a question met those of passages."""
        return self._tokens.interact(query, numbers)

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """Returns for each passage the cosine of a query vector and its nearest point."""
        return self._points.cosines(query, numbers)

    def holding(self, stems: Collection[str]) -> list[int]:
        """Returns the passages that hold every stem, in themselves or in their contexts."""
        return self._lexical.holding(stems)

    def holds_phrase(self, phrase: str) -> bool:
        """Returns whether the words of a phrase stand next to each other in a passage."""
        forms = [phrase[word.start : word.end].lower() for word in words(phrase)]
        numbers = self._lexical.holding_forms(forms, _PASSAGES_READ) if forms else []
        return any(phrase_stands_in(phrase, p.text) for p in self.library.passages(numbers))

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """Returns the passages with these numbers, in the order asked for."""
        return self.library.passages(numbers)

    def contexts(self, numbers: Sequence[int]) -> list[str]:
        """Returns what was encoded in front of each of these passages."""
        return self.library.contexts(numbers)

    def coded(self, number: int) -> CodedPassage:
        """Returns the coded tokens of one passage."""
        return self._tokens.passage(number)

    def weights(self, query: Encoded) -> Vectors:
        """Returns what each token of a question weighs, summing to one."""
        return self._tokens.weights(query)
