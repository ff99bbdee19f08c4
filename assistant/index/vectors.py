"""The vectors of passages while an index is built: taken from what is there, or encoded.

What is encoded goes into the journal and is read from there when the index is written, and what
earlier snapshots hold from their files, so that memory is needed for a few passages at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.encoder import TextEncoder, Vectors
from assistant.index import snapshot
from assistant.index.arrays import in_chunks
from assistant.index.journal import EncodedPassage, Journal
from assistant.index.library import Encodable, Library
from assistant.index.points import PointIndex, write_points
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, TokenIndex, code, write_tokens
from assistant.records import DenseSearch
from assistant.sentences import points

Progress = Callable[[str, int, int], None]

_AT_ONCE = 64  # passages that are encoded between two entries of the journal
_NOWHERE = -1


class PassageVectors:
    """Token codes and point vectors of the passages of a library, in order."""

    def __init__(self, library: Library) -> None:
        """Begin with none known."""
        self._library = library
        self._digests = library.digests()
        self._earlier: list[_Held] = []
        # For each passage which of the earlier snapshots has it, and under which number.
        self._holder = np.full(len(self._digests), _NOWHERE, np.int64)
        self._number = np.zeros(len(self._digests), np.int64)
        self._known: Mapping[bytes, EncodedPassage] = {}

    def reuse(self, before: Snapshot) -> None:
        """Take what a snapshot of the same encoder has, by the digest of what was embedded."""
        library = Library(before.library)
        known = library.embedded()
        library.close()
        for place, digest in enumerate(self._digests):
            if digest in known and self._holder[place] == _NOWHERE:
                self._holder[place] = len(self._earlier)
                self._number[place] = known[digest]
        self._earlier.append(_Held(before))

    def sample(self, least: int, most: int) -> list[str]:
        """Up to `most` of the texts to encode; none if those are less than `least`, or than known.

        Then encoding all of them anew in what is faster is not worth it.
        """
        missing = np.flatnonzero(self._holder == _NOWHERE).tolist()
        if len(missing) < max(least, len(self._digests) - len(missing)):
            return []
        chosen = missing[:: -(-len(missing) // most)]
        return [passage.embedded for passage in self._library.encodable(chosen)]

    def encode(self, encoder: TextEncoder, journal: Journal, progress: Progress) -> int:
        """Encode what is neither known nor in the journal; returns how many passages that was."""
        self._known = journal.known
        unknown = np.flatnonzero(self._holder == _NOWHERE).tolist()
        missing = [place for place in unknown if self._digests[place] not in self._known]
        progress("Encoding", 0, len(missing))
        done = 0
        for chunk in in_chunks(self._library.encodable(missing), _AT_ONCE):
            coded = _encoded(encoder, chunk)
            journal.add({self._digests[p.number]: e for p, e in zip(chunk, coded, strict=True)})
            for _ in chunk:
                done += 1
                progress("Encoding", done, len(missing))
        return len(missing)

    def write(self, folder: Path) -> DenseSearch:
        """Write all of them into a snapshot's folder; returns how they are to be searched."""
        write_tokens(folder / snapshot.TOKENS, self._coded())
        return write_points(folder, self._points())

    def _coded(self) -> Iterator[CodedPassage]:
        for place, digest in enumerate(self._digests):
            held = self._holder[place]
            if held == _NOWHERE:
                yield self._known[digest].coded
            else:
                yield self._earlier[held].tokens.passage(int(self._number[place]))

    def _points(self) -> Iterator[Vectors]:
        for place, digest in enumerate(self._digests):
            held = self._holder[place]
            if held == _NOWHERE:
                yield self._known[digest].points
            else:
                yield self._earlier[held].points.vectors(int(self._number[place]))


class _Held:
    """What an earlier snapshot holds."""

    def __init__(self, before: Snapshot) -> None:
        self.tokens = TokenIndex(before.folder / snapshot.TOKENS)
        self.points = PointIndex(before.folder)


def _encoded(encoder: TextEncoder, passages: Sequence[Encodable]) -> list[EncodedPassage]:
    """The passages encoded: each whole, and each of its points by itself."""
    spans = [points(passage.text) for passage in passages]
    coded: dict[int, CodedPassage] = {}
    for place, encoded in encoder.encode_passages([passage.embedded for passage in passages]):
        context = len(passages[place].context)
        coded[place] = code(encoded, [context + start for start, _ in spans[place]])
    owners = [(place, row) for place, held in enumerate(spans) for row in range(len(held))]
    dimension = encoder.description.dimension
    pooled = [np.zeros((len(held), dimension), np.float32) for held in spans]
    texts = [passages[place].text[slice(*spans[place][row])] for place, row in owners]
    for number, vector in encoder.pool(texts):
        place, row = owners[number]
        pooled[place][row] = vector
    return [EncodedPassage(coded[place], pooled[place]) for place in range(len(passages))]
