"""Dense retrieval by points: a passage is as near to a question as its nearest sentence or bullet.

One vector for a whole passage blurs what its sentences say; the best sentence's vector ranks
better.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors
from assistant.index.arrays import read_array, write_array
from assistant.index.dense import DenseIndex, write_dense
from assistant.index.snapshot import POINT_OFFSETS, POINT_VECTORS

_POINTS_A_PASSAGE = 5


def write_points(folder: Path, passages: Sequence[Vectors]) -> None:
    """Write the vectors of each passage's points, each of shape (points, dimension)."""
    write_dense(folder / POINT_VECTORS, np.concatenate(passages))
    offsets = np.concatenate([[0], np.cumsum([len(vectors) for vectors in passages])])
    write_array(folder / POINT_OFFSETS, offsets.astype(np.int64))


class PointIndex:
    """The vectors of a snapshot's points, and whose they are."""

    def __init__(self, folder: Path) -> None:
        """Open what `write_points` wrote into a folder."""
        self._dense = DenseIndex(folder / POINT_VECTORS)
        self._offsets = read_array(folder / POINT_OFFSETS)

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._offsets) - 1

    def nearest(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[int]:
        """The numbers of up to `most` passages by their nearest point to a query vector.

        With `allowed`, of shape (passages,), only of those that it holds true for.
        """
        points_allowed = None if allowed is None else np.repeat(allowed, np.diff(self._offsets))
        found = self._dense.search(query, most * _POINTS_A_PASSAGE, points_allowed)
        points = np.array([point for point, _ in found], np.int64)
        owners = np.searchsorted(self._offsets, points, side="right") - 1
        return list(dict.fromkeys(owners.tolist()))[:most]

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """For each passage the cosine of a query vector and its nearest point."""
        if not len(numbers):
            return np.zeros(0, np.float32)
        chosen = np.asarray(numbers, np.int64)
        lengths = self._offsets[chosen + 1] - self._offsets[chosen]
        firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        points = np.arange(lengths.sum()) + np.repeat(self._offsets[chosen] - firsts, lengths)
        cosines = np.einsum("ij,j->i", self._dense.vectors(points), query)  # in this thread
        best: Vectors = np.maximum.reduceat(cosines, firsts)
        return best

    def vectors(self, number: int) -> Vectors:
        """The vectors of one passage's points, shape (points, dimension)."""
        return self._dense.vectors(np.arange(self._offsets[number], self._offsets[number + 1]))
