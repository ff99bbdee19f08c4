"""The vectors of passages while an index is built: taken from the snapshot before, or encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.encoder import TextEncoder, Vectors
from assistant.index import snapshot
from assistant.index.library import Library
from assistant.index.points import PointIndex, write_points
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, TokenIndex, TokenWriter, code
from assistant.records import Passage
from assistant.sentences import points


class PassageVectors:
    """Token codes and point vectors of passages, in order; both are known or neither is."""

    def __init__(self, passages: Sequence[Passage], texts: Sequence[str]) -> None:
        """Begin with none known. `texts` are what is embedded: a context, then the passage."""
        self._passages = passages
        self._texts = texts
        self._codes: dict[int, CodedPassage] = {}
        self._points: dict[int, Vectors] = {}

    def reuse(self, before: Snapshot, digests: Sequence[bytes]) -> None:
        """Take what a snapshot of the same encoder has, by the digest of what was embedded."""
        library = Library(before.library)
        known = library.embedded()
        library.close()
        tokens = TokenIndex(before.folder / snapshot.TOKENS)
        vectors = PointIndex(before.folder)
        for place, digest in enumerate(digests):
            if digest in known:
                self._codes[place] = tokens.passage(known[digest])
                self._points[place] = vectors.vectors(known[digest])

    def encode(self, encoder: TextEncoder, progress: Callable[[str, int, int], None]) -> int:
        """Encode what is not known yet; returns how many passages that was."""
        missing = [i for i in range(len(self._texts)) if i not in self._codes]
        spans = {i: points(self._passages[i].text) for i in missing}
        total = len(missing) + sum(map(len, spans.values()))
        progress("Encoding", 0, total)
        done = 0
        for place, encoded in encoder.encode_passages([self._texts[i] for i in missing]):
            number = missing[place]
            context = len(self._texts[number]) - len(self._passages[number].text)
            starts = [context + start for start, _ in spans[number]]
            self._codes[number] = code(encoded, starts)
            done += 1
            progress("Encoding", done, total)
        owners = [(i, row) for i in missing for row in range(len(spans[i]))]
        parts = [self._passages[i].text[slice(*span)] for i in missing for span in spans[i]]
        for number in missing:
            shape = (len(spans[number]), encoder.description.dimension)
            self._points[number] = np.zeros(shape, np.float32)
        for place, pooled in encoder.pool(parts):
            number, row = owners[place]
            self._points[number][row] = pooled
            done += 1
            progress("Encoding", done, total)
        return len(missing)

    def write(self, folder: Path) -> None:
        """Write all of them into a snapshot's folder."""
        writer = TokenWriter()
        for place in range(len(self._texts)):
            writer.add(self._codes[place])
        writer.write(folder / snapshot.TOKENS)
        write_points(folder, [self._points[place] for place in range(len(self._texts))])
