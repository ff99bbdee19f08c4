"""Dense retrieval by points: a passage is as near to a question as its nearest sentence or bullet.

One vector for a whole passage blurs what its sentences say; the best sentence's vector ranks
better. Every point is compared, but for indexes so large that only those in the nearest cells are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors
from assistant.index.arrays import in_chunks, read_array, write_array
from assistant.index.cells import CellIndex
from assistant.index.dense import DenseIndex, DenseWriter
from assistant.index.snapshot import CELLS, POINT_OFFSETS, POINT_VECTORS
from assistant.index.width import choose
from assistant.records import DenseSearch

_POINTS_A_PASSAGE = 5
_AT_ONCE = 200  # passages
_WIDEST = 2  # a search of more than one in so many cells is not much faster than an exact one


def write_points(folder: Path, passages: Iterable[Vectors]) -> DenseSearch:
    """Write the vectors of each passage's points, each of shape (points, dimension).

    Returns how they are to be searched.
    """
    lengths: list[int] = []
    with DenseWriter(folder / POINT_VECTORS) as writer:
        for several in in_chunks(passages, _AT_ONCE):
            writer.add(np.concatenate(several))
            lengths += map(len, several)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    write_array(folder / POINT_OFFSETS, offsets)
    return choose(folder / POINT_VECTORS, offsets, folder / CELLS)


class PointIndex:
    """The vectors of a snapshot's points, and whose they are."""

    def __init__(self, folder: Path) -> None:
        """Open what `write_points` wrote into a folder."""
        self._dense = DenseIndex(folder / POINT_VECTORS)
        self._offsets = read_array(folder / POINT_OFFSETS)
        self._cells = CellIndex(folder / CELLS) if (folder / CELLS).exists() else None

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._offsets) - 1

    def nearest(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Up to `most` passages, nearest first, each with the cosine of its nearest point.

        With `allowed`, of shape (passages,), only of those that it holds true for.
        """
        points_allowed = None if allowed is None else np.repeat(allowed, np.diff(self._offsets))
        found = self._found(query, most * _POINTS_A_PASSAGE, points_allowed)
        points = np.array([point for point, _ in found], np.int64)
        owners = np.searchsorted(self._offsets, points, side="right") - 1
        nearest: dict[int, float] = {}
        for owner, (_, cosine) in zip(owners.tolist(), found, strict=True):
            nearest.setdefault(owner, cosine)
        return list(nearest.items())[:most]

    def _found(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        """The points nearest to a query with their cosines, nearest first."""
        near = None if self._cells is None else self._near(self._cells, query, most, allowed)
        if near is None:
            return self._dense.search(query, most, allowed)
        cosines = np.einsum("ij,j->i", self._dense.vectors(near), query)
        order = np.argsort(-cosines, kind="stable")
        return list(zip(near[order].tolist(), cosines[order].tolist(), strict=True))

    def _near(
        self, cells: CellIndex, query: Vectors, most: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64] | None:
        """The points in the cells nearest to a query; None where every point is to be compared.

        The fewer points are allowed, the more cells are looked into. Where that is not enough for
        `most` points the allowed ones lie elsewhere.
        """
        probes = cells.probes
        if allowed is not None:
            probes = int(probes / max(float(allowed.mean()), 1e-9)) + 1
        if probes * _WIDEST > cells.cells:
            return None
        (found,) = cells.search(query.reshape(1, -1), most, probes, allowed)
        there: NDArray[np.int64] = found[found >= 0]
        return None if len(there) < most else there

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
