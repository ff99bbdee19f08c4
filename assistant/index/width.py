"""How wide an approximate search must be, measured on the vectors of the index being built.

An index of few vectors is searched exactly, for that is fast enough. Of a large one the vectors
are grouped in cells, and as many cells are looked into as it takes for the ten nearest passages to
be those that comparing every vector finds. Where even a wide search misses too many, or is no
faster, every vector is compared.

An organisation's corpus comes without questions to measure on. They are made up from its own
vectors: half lie beside one vector, off by one and a half times the difference of two others, half
lie between four. Their nearest vectors are as far from them as those of real questions, and of the
kinds tried these were the hardest; real ones were a little harder still, hence the margin. The
worse of both kinds counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, unflagged, unit_length
from assistant.index.cells import all_cores, grouped, looking_into, write_cells
from assistant.index.dense import DenseIndex
from assistant.records import DenseSearch

EXACT_UP_TO = 200_000
"""Vectors; to compare so many takes one core 8 ms."""
LEAST_RECALL = 0.99
_MARGIN = 0.007  # above that, for questions that are not made up
_OFF = 1.5
_NEAREST = 10
_POINTS_A_PASSAGE = 5
_KIND = 128  # questions of each kind
_WIDEST = 4  # at most one in so many cells; beyond that little is gained
_AT_ONCE = 65_536
_SEED = 11


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
    chance = np.random.default_rng(_SEED)
    drawn = dense.vectors(chance.integers(len(dense), size=7 * _KIND)).reshape(7, _KIND, -1)
    near, one, other, *four = drawn
    return unit_length(np.concatenate([near + _OFF * (one - other), np.sum(four, axis=0)]))


@unflagged
def truth(dense: DenseIndex, offsets: NDArray[np.int64], queries: Vectors) -> Truth:
    """What comparing every vector finds."""
    best: NDArray[np.float32] = np.zeros((len(queries), 0), np.float32)
    owners: NDArray[np.int64] = np.zeros((len(queries), 0), np.int64)
    for first in range(0, len(dense), _AT_ONCE):
        scores = queries @ dense.stretch(first, _AT_ONCE).T
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
