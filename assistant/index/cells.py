"""Approximate dense retrieval for large indexes: only vectors in the cells nearest to a query.

Vectors are grouped around centroids (FAISS's inverted file, IVF) and kept at 8 bits a number. What
is found is compared again at 16 bits, so that scores are those of `dense`; a vector in a cell that
was not looked into is missed. How many cells must be looked into depends on the vectors, so it is
measured when an index is built (`index.width`) and stands in the file.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, unflagged, unit_length
from assistant.index.dense import DenseIndex, DenseWriter
from assistant.index.snapshot import CELLS, POINT_OFFSETS, POINT_VECTORS
from assistant.index.tokens import in_chunks, read_array, write_array
from assistant.records import DenseSearch

_SAMPLED = 50  # vectors a centroid, to find the centroids by
_ROUNDS = 8
_AT_ONCE = 65_536
_SEED = 7


class CellIndex:
    """Vectors in cells, mapped from their file."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_cells` made; its digest must have been checked before."""
        # FAISS's own types know nothing of what it reads.
        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self._index.nlist)

    @property
    def probes(self) -> int:
        """How many of them a search looks into."""
        return int(self._index.nprobe)

    def search(
        self,
        queries: Vectors,
        most: int,
        probes: int | None = None,
        allowed: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int64]:
        """The numbers of about the `most` nearest vectors, shape (queries, most); -1 for none.

        With `allowed`, of shape (vectors,), only of those that it holds true for.
        """
        parameters = looking_into(probes or self.probes)
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters.sel = selector
        _, numbers = self._index.search(queries, most, params=parameters)
        found: NDArray[np.int64] = numbers
        return found


def grouped(dense: DenseIndex) -> faiss.IndexIVFScalarQuantizer:
    """The vectors of a dense index in cells, in memory: about a byte a number."""
    cells = 2 ** int(math.log2(2 * len(dense) ** 0.5))
    centres = faiss.IndexFlatIP(dense.dimension)
    index = faiss.IndexIVFScalarQuantizer(
        centres,
        dense.dimension,
        cells,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter, index.cp.seed = _ROUNDS, _SEED
    with all_cores():
        index.train(_sample(dense, cells * _SAMPLED))
        for first in range(0, len(dense), _AT_ONCE):
            index.add(dense.stretch(first, _AT_ONCE))
    return index


def write_cells(path: Path, index: faiss.IndexIVFScalarQuantizer, probes: int) -> None:
    """Write vectors in cells, of which a search looks into so many.

    Raises:
        OSError: the disk is full or failed; FAISS's own writer does not notice.
    """
    index.nprobe = probes
    with path.open("wb") as file:
        writer: Any = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
        faiss.write_index(index, writer)


def looking_into(probes: int) -> Any:
    """What tells FAISS to look into so many cells."""
    parameters: Any = faiss.SearchParametersIVF()
    parameters.nprobe = probes
    return parameters


@contextlib.contextmanager
def all_cores() -> Iterator[None]:
    """Let FAISS use all cores, as a build may; a question has one."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)


def _sample(dense: DenseIndex, most: int) -> Vectors:
    """Vectors drawn by chance, in order of their numbers."""
    chance = np.random.default_rng(_SEED)
    drawn = chance.choice(len(dense), min(most, len(dense)), replace=False)
    return dense.vectors(np.sort(drawn))


EXACT_UP_TO = 200_000
"""Vectors; to compare so many takes one core 8 ms."""
LEAST_RECALL = 0.99
_MARGIN = 0.007  # above that, for questions that are not made up
_OFF = 1.5
_NEAREST = 10
_POINTS_A_PASSAGE = 5
_KIND = 128  # questions of each kind
_WIDEST = 4  # at most one in so many cells; beyond that little is gained
_AT_ONCE_WIDTH = 65_536
_SEED_WIDTH = 11


@dataclass(frozen=True, slots=True)
class Truth:
    """Questions and what comparing every vector finds for them."""

    queries: Vectors
    """Shape (questions, dimension)."""
    tenth: Vectors
    """For each question the cosine of the passage that is tenth nearest."""


def choose(points: Path, offsets: NDArray[np.int64], cells: Path) -> DenseSearch:
    """How an index of vectors is searched; where that is by cells they are written to `cells`.

    `offsets` says where the vectors of each passage begin.
    """
    dense = DenseIndex(points)
    if len(dense) <= EXACT_UP_TO:
        return DenseSearch(len(dense))
    made_up = questions(dense)
    known = truth(dense, offsets, made_up)
    index = grouped(dense)
    for probes, recall in _widening(index, dense, offsets, known):
        if recall >= LEAST_RECALL + _MARGIN:
            write_cells(cells, index, probes)
            return DenseSearch(len(dense), int(index.nlist), probes, recall, len(made_up))
    return DenseSearch(len(dense), tried=recall, questions=len(made_up))


def questions(dense: DenseIndex) -> Vectors:
    """Made-up questions, shape (questions, dimension): first those beside, then those between."""
    chance = np.random.default_rng(_SEED_WIDTH)
    drawn = dense.vectors(chance.integers(len(dense), size=7 * _KIND)).reshape(7, _KIND, -1)
    near, one, other, *four = drawn
    return unit_length(np.concatenate([near + _OFF * (one - other), np.sum(four, axis=0)]))


@unflagged
def truth(dense: DenseIndex, offsets: NDArray[np.int64], queries: Vectors) -> Truth:
    """What comparing every vector finds."""
    best: NDArray[np.float32] = np.zeros((len(queries), 0), np.float32)
    owners: NDArray[np.int64] = np.zeros((len(queries), 0), np.int64)
    for first in range(0, len(dense), _AT_ONCE_WIDTH):
        scores = queries @ dense.stretch(first, _AT_ONCE_WIDTH).T
        most = min(_NEAREST * _POINTS_A_PASSAGE, scores.shape[1])
        numbers = np.argpartition(-scores, most - 1, axis=1)[:, :most]
        whose = np.searchsorted(offsets, numbers + first, side="right") - 1
        best = np.concatenate([best, np.take_along_axis(scores, numbers, axis=1)], axis=1)
        owners = np.concatenate([owners, whose], axis=1)
        order = np.argsort(-best, axis=1)[:, : _NEAREST * _POINTS_A_PASSAGE]
        best = np.take_along_axis(best, order, axis=1)
        owners = np.take_along_axis(owners, order, axis=1)
    tenth = [_nearest(scores, whose)[-1] for scores, whose in zip(best, owners, strict=True)]
    return Truth(queries, np.array(tenth, np.float32))


@unflagged
def recalls(
    found: NDArray[np.int64], dense: DenseIndex, offsets: NDArray[np.int64], known: Truth
) -> NDArray[np.float64]:
    """For each question the share of the ten nearest passages that are found.

    A passage counts that is as near as the tenth of them: of equal ones it does not matter which.
    """
    shares = []
    for numbers, query, tenth in zip(found, known.queries, known.tenth, strict=True):
        there = numbers[numbers >= 0]
        whose = np.searchsorted(offsets, there, side="right") - 1
        cosines = dense.vectors(there) @ query
        nearest = _nearest(cosines, whose)
        there_are = min(_NEAREST, len(offsets) - 1)
        shares.append((nearest >= tenth - 1e-5).sum() / there_are)
    return np.array(shares)


def _nearest(cosines: Vectors, owners: NDArray[np.int64]) -> Vectors:
    """The cosines of up to ten nearest passages, each by its nearest point, nearest first."""
    order = np.argsort(-cosines, kind="stable")
    _, firsts = np.unique(owners[order], return_index=True)
    return cosines[order][np.sort(firsts)][:_NEAREST]


def _widening(
    index: faiss.IndexIVFScalarQuantizer,
    dense: DenseIndex,
    offsets: NDArray[np.int64],
    known: Truth,
) -> Iterator[tuple[int, float]]:
    """Numbers of cells to look into, ever more, and the recall with each."""
    most = 2 * _NEAREST * _POINTS_A_PASSAGE
    for probes in _widths(int(index.nlist)):
        with all_cores():
            _, found = index.search(known.queries, most, params=looking_into(probes))
        share = recalls(found, dense, offsets, known)
        yield probes, float(min(share[:_KIND].mean(), share[_KIND:].mean()))


def _widths(cells: int) -> Iterator[int]:
    """Numbers of cells to try."""
    probes, widest = 8, max(cells // _WIDEST, 1)
    while probes < widest:
        yield probes
        probes = probes * 5 // 4
    yield widest


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
