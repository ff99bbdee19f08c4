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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors
from assistant.index.dense import DenseIndex

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
