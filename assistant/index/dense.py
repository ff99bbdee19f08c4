"""Dense retrieval by points: a passage is as near to a question as its nearest sentence or bullet.

One vector for a whole passage blurs what its sentences say; the best sentence's vector ranks
better. FAISS keeps unit vectors at 16 bits a number, half the size of 32 bits and faster to go
through; a cosine changes by less than .001.

An index of few vectors is searched exactly. Those of a large one are also grouped around centroids
(FAISS's inverted file, IVF) at 8 bits a number, and only those in the cells nearest to a query are
compared, at 16 bits. A vector in another cell is missed, so as many cells are looked into as it
takes for the ten nearest passages to be those that comparing every vector finds, as measured at the
build. Where even a wide search misses too many, or is no faster, every vector is compared.

A corpus comes without questions to measure on. They are made up from its own vectors: half lie
beside one vector, off by one and a half times the difference of two others, half lie between four.
Their nearest vectors are as far from them as those of real questions, and of the kinds tried these
were the hardest; real ones were a little harder still, hence the margin. The worse kind counts.
"""

from __future__ import annotations

import contextlib
import math
import os
import struct
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, ignoring_invalid, unit_length
from assistant.index import Allowed, Integers, Scored, in_chunks
from assistant.index.arrays import read_array, rows_of, write_offsets
from assistant.index.snapshot import CELLS, POINT_OFFSETS, POINT_VECTORS
from assistant.records import DenseSearch

# Questions are asked side by side; threads within one search would wait for each other, which on
# two busy cores takes six times as long as one thread does.
faiss.omp_set_num_threads(1)
_faiss: Any = faiss  # its own types know neither names of parameters nor arrays

EXACT_UP_TO = 200_000
"""Vectors; to compare so many takes one core 8 ms."""
POINTS_A_PASSAGE = 5
"""So many times as many points are searched for as passages are asked for."""
LEAST_RECALL = 0.99
_MARGIN = 0.007  # above that, for questions that are not made up

_COUNT_AT = 8  # FAISS's file: four letters, the dimension, then the number of vectors
_SIZE = struct.Struct("<Q")
_PASSAGES_AT_ONCE = 200
_VECTORS_AT_ONCE = 65_536

_SAMPLED = 50  # vectors a centroid, to find the centroids by
_ROUNDS = 8
_CENTROIDS_SEED = 7

_QUESTIONS_SEED = 11
_OFF = 1.5
_KIND = 128  # questions of each kind
_NEAREST = 10
_WIDEST = 4  # at most one in so many cells; beyond that little is gained
_WORTH_CELLS = 2  # a search of more than one in so many is not much faster than an exact one


def write_points(folder: Path, passages: Iterable[Vectors]) -> DenseSearch:
    """Writes the vectors of passages' points, each (points, dimension); returns how to search."""
    lengths: list[int] = []
    with DenseWriter(folder / POINT_VECTORS) as writer:
        for several in in_chunks(passages, _PASSAGES_AT_ONCE):
            writer.add(np.concatenate(several))
            lengths += map(len, several)
    offsets = write_offsets(folder / POINT_OFFSETS, lengths)
    return _choose(DenseIndex(folder / POINT_VECTORS), offsets, folder / CELLS)


class PointIndex:
    """The vectors of a snapshot's points, and whose they are."""

    def __init__(self, folder: Path, listed: Container[str] = (CELLS,)) -> None:
        """Open what `write_points` wrote into a folder: cells only where they are `listed`."""
        self._dense = DenseIndex(folder / POINT_VECTORS)
        self._offsets = read_array(folder / POINT_OFFSETS)
        self._cells: Any = None  # FAISS's own types know nothing of what it reads
        if CELLS in listed and (folder / CELLS).exists():
            self._cells = faiss.read_index(str(folder / CELLS), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._offsets) - 1

    def nearest(self, query: Vectors, most: int, allowed: Allowed = None) -> Scored:
        """Returns up to `most` passages, nearest first, each with the cosine of its nearest point.

        With `allowed`, of shape (passages,), only of those that it holds true for.
        """
        points_allowed = None if allowed is None else np.repeat(allowed, np.diff(self._offsets))
        asked = (query, most * POINTS_A_PASSAGE, points_allowed)
        if (found := self._in_cells(*asked)) is None:
            found = self._dense.search(*asked)
        owners = _owners(self._offsets, [point for point, _ in found]).tolist()
        return best_of_each(zip(owners, (cosine for _, cosine in found), strict=True), most)

    def _in_cells(self, query: Vectors, most: int, allowed: Allowed) -> Scored | None:
        """Returns the nearest points in the nearest cells; None where all are to be compared.

        The fewer points are allowed, the more cells are looked into. Where that is not enough for
        `most` points the allowed ones lie elsewhere.
        """
        if self._cells is None:
            return None
        probes = self._cells.nprobe
        if allowed is not None:
            probes = int(probes / max(float(allowed.mean()), 1e-9)) + 1
        if probes * _WORTH_CELLS > self._cells.nlist:
            return None
        parameters = _faiss.SearchParametersIVF(sel=_only(allowed), nprobe=probes)
        _, (found,) = self._cells.search(query.reshape(1, -1), most, params=parameters)
        near = found[found >= 0]
        if len(near) < most:
            return None
        cosines = np.einsum("ij,j->i", self._dense.vectors(near), query)
        order = np.argsort(-cosines, kind="stable")
        return list(zip(near[order].tolist(), cosines[order].tolist(), strict=True))

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """Returns for each passage the cosine of a query vector and its nearest point."""
        if not len(numbers):
            return np.zeros(0, np.float32)
        points, lengths = rows_of(self._offsets, numbers)
        cosines = np.einsum("ij,j->i", self._dense.vectors(points), query)  # in this thread
        best: Vectors = np.maximum.reduceat(cosines, np.cumsum(lengths) - lengths)
        return best

    def vectors(self, number: int) -> Vectors:
        """Returns the vectors of one passage's points, shape (points, dimension)."""
        return self._dense.vectors(np.arange(self._offsets[number], self._offsets[number + 1]))


class DenseWriter(contextlib.AbstractContextManager["DenseWriter"]):
    """Writes a dense index a few vectors at a time, so that it need not fit into memory.

    The file is the one that FAISS would write of all of them: its header, with the number of
    vectors filled in at the end, and their codes. FAISS itself does not notice a disk that is full.
    """

    def __init__(self, path: Path) -> None:
        """Keep the path; the first vectors say of which dimension, and begin the file."""
        self._path = path
        self._file: BinaryIO
        self._index: faiss.IndexScalarQuantizer | None = None
        self._count = self._start = 0

    def __exit__(self, *_: object) -> None:
        """Write how many vectors there are, and close the file."""
        if self._index is None:
            return
        with self._file as file:
            bytes_written = file.tell() - self._start
            file.seek(_COUNT_AT)
            file.write(_SIZE.pack(self._count))
            file.seek(self._start - _SIZE.size)
            file.write(_SIZE.pack(bytes_written))

    def add(self, vectors: Vectors) -> None:
        """Adds vectors, shape (vectors, dimension)."""
        scaled = np.ascontiguousarray(unit_length(vectors))  # refuses what is not finite
        if self._index is None:
            self._file = self._path.open("w+b")
            kind = (faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
            self._index = faiss.IndexScalarQuantizer(vectors.shape[1], *kind)
            self._start = self._file.write(faiss.serialize_index(self._index).tobytes())
        if len(scaled):
            self._file.write(self._index.sa_encode(scaled).data)
            self._count += len(scaled)


class DenseIndex:
    """A dense index, mapped from its file."""

    def __init__(self, path: Path) -> None:
        """Open a file that `DenseWriter` made; its digest must have been checked before."""
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def search(self, query: Vectors, most: int, allowed: Allowed = None) -> Scored:
        """Returns the numbers and cosines of the `most` vectors nearest to one, nearest first."""
        parameters = _faiss.SearchParameters(sel=_only(allowed))
        asked, most = query.reshape(1, -1), min(most, len(self))
        (scores,), (numbers,) = self._index.search(asked, most, params=parameters)
        return [(int(n), float(s)) for n, s in zip(numbers, scores, strict=True) if n >= 0]

    def vectors(self, numbers: Integers) -> Vectors:
        """Returns the vectors with these numbers, shape (numbers, dimension)."""
        return np.asarray(self._index.reconstruct_batch(numbers), dtype=np.float32)

    def stretch(self, first: int, count: int) -> Vectors:
        """Returns up to `count` vectors from number `first` on, shape (vectors, dimension)."""
        found = self._index.reconstruct_n(first, min(count, len(self) - first))
        return np.asarray(found, dtype=np.float32)


def best_of_each(points: Iterable[tuple[int, float]], most: int) -> Scored:
    """Returns up to `most` passages, given that of each point with its cosine, nearest first."""
    best: dict[int, float] = {}
    for passage, cosine in points:
        best.setdefault(passage, cosine)
    return list(best.items())[:most]


def _owners(offsets: Integers, points: Sequence[int] | Integers) -> Integers:
    return np.searchsorted(offsets, np.asarray(points, np.int64), side="right") - 1


def _only(allowed: Allowed) -> Any:
    """Returns what has FAISS look at those vectors only that `allowed` holds true for."""
    if allowed is None:
        return None
    return _faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


@contextlib.contextmanager
def _all_cores() -> Iterator[None]:
    """Lets FAISS use all cores, as a build may; a question has one."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)


@_all_cores()
def _choose(dense: DenseIndex, offsets: Integers, cells: Path) -> DenseSearch:
    """Returns how vectors are searched; where that is by cells they are written to `cells`."""
    if len(dense) <= EXACT_UP_TO:
        return DenseSearch(len(dense))
    queries = _questions(dense)
    tenth = tenth_nearest(dense, offsets, queries)
    index = _grouped(dense)
    most = 2 * _NEAREST * POINTS_A_PASSAGE
    for probes in _widths(int(index.nlist)):
        _, found = index.search(queries, most, params=_faiss.SearchParametersIVF(nprobe=probes))
        shares = _recalls(found, dense, offsets, queries, tenth)
        recall = float(min(shares[:_KIND].mean(), shares[_KIND:].mean()))
        if recall >= LEAST_RECALL + _MARGIN:
            index.nprobe = probes
            with cells.open("wb") as file:  # FAISS's own writer does not notice a full disk
                faiss.write_index(index, _faiss.PyCallbackIOWriter(file.write))
            return DenseSearch(len(dense), int(index.nlist), probes, recall, len(queries))
    return DenseSearch(len(dense), tried=recall, questions=len(queries))


def _widths(cells: int) -> Iterator[int]:
    probes, widest = 8, max(cells // _WIDEST, 1)
    while probes < widest:
        yield probes
        probes = probes * 5 // 4
    yield widest


def _questions(dense: DenseIndex) -> Vectors:
    """Returns questions, shape (questions, dimension): first those beside, then those between."""
    chance = np.random.default_rng(_QUESTIONS_SEED)
    drawn = dense.vectors(chance.integers(len(dense), size=7 * _KIND)).reshape(7, _KIND, -1)
    near, one, other, *four = drawn
    return unit_length(np.concatenate([near + _OFF * (one - other), np.sum(four, axis=0)]))


@ignoring_invalid
def tenth_nearest(dense: DenseIndex, offsets: Integers, queries: Vectors) -> Vectors:
    """Returns for each question the cosine of its tenth nearest passage, all being compared."""
    found = []
    for first in range(0, len(dense), _VECTORS_AT_ONCE):
        scores = queries @ dense.stretch(first, _VECTORS_AT_ONCE).T
        most = min(_NEAREST * POINTS_A_PASSAGE, scores.shape[1])
        numbers = np.argpartition(-scores, most - 1, axis=1)[:, :most]
        found.append((np.take_along_axis(scores, numbers, axis=1), numbers + first))
    best, points = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
    order = np.argsort(-best, axis=1)[:, : _NEAREST * POINTS_A_PASSAGE]
    best, points = (np.take_along_axis(held, order, axis=1) for held in (best, points))
    owners = _owners(offsets, points)
    tenth = [_nearest(scores, whose)[-1] for scores, whose in zip(best, owners, strict=True)]
    return np.array(tenth, np.float32)


@ignoring_invalid
def _recalls(
    found: Integers, dense: DenseIndex, offsets: Integers, queries: Vectors, tenth: Vectors
) -> NDArray[np.float64]:
    """Returns for each question the share of the ten nearest passages that are found.

    A passage counts that is as near as the tenth of them: of equal ones it does not matter which.
    """
    shares = []
    there_are = min(_NEAREST, len(offsets) - 1)
    for numbers, query, cosine in zip(found, queries, tenth, strict=True):
        there = numbers[numbers >= 0]
        nearest = _nearest(dense.vectors(there) @ query, _owners(offsets, there))
        shares.append((nearest >= cosine - 1e-5).sum() / there_are)
    return np.array(shares)


def _nearest(cosines: Vectors, owners: Integers) -> Vectors:
    """Returns the cosines of up to ten nearest passages, by their nearest points, nearest first."""
    order = np.argsort(-cosines, kind="stable")
    _, firsts = np.unique(owners[order], return_index=True)
    return cosines[order][np.sort(firsts)][:_NEAREST]


def _grouped(dense: DenseIndex) -> faiss.IndexIVFScalarQuantizer:
    """Returns the vectors of a dense index in cells, in memory: about a byte a number."""
    cells = 2 ** int(math.log2(2 * len(dense) ** 0.5))
    dimension = dense.stretch(0, 1).shape[1]
    kind = (faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, cells, *kind)
    index.cp.niter, index.cp.seed = _ROUNDS, _CENTROIDS_SEED
    chance = np.random.default_rng(_CENTROIDS_SEED)
    drawn = chance.choice(len(dense), min(cells * _SAMPLED, len(dense)), replace=False)
    index.train(dense.vectors(np.sort(drawn)))
    for first in range(0, len(dense), _VECTORS_AT_ONCE):
        index.add(dense.stretch(first, _VECTORS_AT_ONCE))
    return index
