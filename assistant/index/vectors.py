"""The vectors of passages while an index is built: taken from what is there, or encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.encoder import TextEncoder
from assistant.index import snapshot
from assistant.index.journal import EncodedPassage, Journal
from assistant.index.library import Library, Shelved
from assistant.index.points import PointIndex, write_points
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import TokenIndex, TokenWriter, code
from assistant.sentences import points

Progress = Callable[[str, int, int], None]

_AT_ONCE = 64  # passages that are encoded between two entries of the journal


class PassageVectors:
    """Token codes and point vectors of passages, in order."""

    def __init__(self, passages: Sequence[Shelved]) -> None:
        """Begin with none known."""
        self._passages = passages
        self._digests = [passage.digest for passage in passages]
        self._encoded: dict[int, EncodedPassage] = {}

    def reuse(self, before: Snapshot) -> None:
        """Take what a snapshot of the same encoder has, by the digest of what was embedded."""
        library = Library(before.library)
        known = library.embedded()
        library.close()
        tokens = TokenIndex(before.folder / snapshot.TOKENS)
        vectors = PointIndex(before.folder)
        for place, digest in enumerate(self._digests):
            if digest in known and place not in self._encoded:
                number = known[digest]
                found = EncodedPassage(tokens.passage(number), vectors.vectors(number))
                self._encoded[place] = found

    def sample(self, least: int, most: int) -> list[str]:
        """Up to `most` of the texts to encode; none if those are less than `least`, or than known.

        Then encoding all of them anew in what is faster is not worth it.
        """
        missing = [i for i in range(len(self._passages)) if i not in self._encoded]
        if len(missing) < max(least, len(self._encoded)):
            return []
        return [self._passages[i].embedded for i in missing[:: -(-len(missing) // most)]]

    def encode(self, encoder: TextEncoder, journal: Journal, progress: Progress) -> int:
        """Encode what is neither known nor in the journal; returns how many passages that was."""
        for place, digest in enumerate(self._digests):
            if digest in journal.known and place not in self._encoded:
                self._encoded[place] = journal.known[digest]
        missing = [i for i in range(len(self._passages)) if i not in self._encoded]
        spans = {i: points(self._passages[i].passage.text) for i in missing}
        advance = _Advance(progress, len(missing) + sum(map(len, spans.values())))
        for start in range(0, len(missing), _AT_ONCE):
            chunk = missing[start : start + _AT_ONCE]
            self._encode(encoder, {i: spans[i] for i in chunk}, advance)
            journal.add({self._digests[i]: self._encoded[i] for i in chunk})
        return len(missing)

    def write(self, folder: Path) -> None:
        """Write all of them into a snapshot's folder."""
        writer = TokenWriter()
        for place in range(len(self._passages)):
            writer.add(self._encoded[place].coded)
        writer.write(folder / snapshot.TOKENS)
        write_points(folder, [self._encoded[i].points for i in range(len(self._passages))])

    def _encode(
        self, encoder: TextEncoder, spans: dict[int, list[tuple[int, int]]], advance: _Advance
    ) -> None:
        """Encode the passages with these numbers, whose points are at these places."""
        numbers = list(spans)
        coded = {}
        for place, encoded in encoder.encode_passages([self._passages[i].embedded for i in spans]):
            number = numbers[place]
            context = len(self._passages[number].context)
            coded[number] = code(encoded, [context + start for start, _ in spans[number]])
            advance()
        dimension = encoder.description.dimension
        pooled = {i: np.zeros((len(spans[i]), dimension), np.float32) for i in numbers}
        owners = [(i, row) for i in numbers for row in range(len(spans[i]))]
        texts = {i: self._passages[i].passage.text for i in numbers}
        for place, vector in encoder.pool([texts[i][slice(*spans[i][row])] for i, row in owners]):
            number, row = owners[place]
            pooled[number][row] = vector
            advance()
        self._encoded |= {i: EncodedPassage(coded[i], pooled[i]) for i in numbers}


class _Advance:
    """Counts what was encoded, and tells of it."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0
        progress("Encoding", 0, total)

    def __call__(self) -> None:
        self._done += 1
        self._progress("Encoding", self._done, self._total)
