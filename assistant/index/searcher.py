"""A snapshot's files as the index that retrieval searches."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from assistant.encoder import Encoded
from assistant.index import snapshot
from assistant.index.dense import PointIndex
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import Interaction, TokenIndex
from assistant.text import abbreviations, in_a_row, stands_in, words

_PASSAGES_READ = 50
"""Of the passages that hold all words of a phrase, how many are read for the phrase itself."""


class LocalIndex:
    """All that is asked of an index, here on this machine. Safe to use from several threads.

    Passages go by their numbers.
    """

    def __init__(self, opened: Snapshot) -> None:
        """Open the files of a checked snapshot."""
        self._open(opened)
        self.points = PointIndex(opened.folder, opened.manifest.files)
        self._tokens = TokenIndex(opened.folder / snapshot.TOKENS)
        self.dense_candidates, self.cosines = self.points.nearest, self.points.cosines
        self.lexical_candidates = self.vocabulary.search
        self.coded, self.weights = self._tokens.passage, self._tokens.weights
        self.passages, self.contexts = self.library.passages, self.library.contexts

    def _open(self, opened: Snapshot) -> None:
        """Opens what is read of the files wherever candidates are searched for."""
        self.library = Library(opened.library)
        self.vocabulary = LexicalIndex(opened.folder / snapshot.LEXICAL)
        self.holding = self.vocabulary.holding
        self.abbreviations = abbreviations.read(opened.folder / snapshot.ABBREVIATIONS)
        self.owners = self.library.owners()
        """For each passage, the place of its document among the library's sources."""
        self.apparatus = self.library.apparatus()

    def asking(self) -> AbstractContextManager[None]:
        """Bounds how long one question may search; files answer soon enough."""
        return nullcontext()

    def close(self) -> None:
        """Closes the files."""
        self.library.close()
        self.vocabulary.close()

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """Returns how the tokens of a question met those of passages."""
        return self._tokens.interact(query, numbers)

    def holds_phrase(self, phrase: str) -> bool:
        """Returns whether the words of a phrase stand next to each other in a passage."""
        forms = [phrase[word.start : word.end].lower() for word in words(phrase)]
        numbers = self.vocabulary.holding_forms(forms, _PASSAGES_READ) if forms else []
        return any(stands_in(phrase, in_a_row(p.text)) for p in self.passages(numbers))
