"""Dense retrieval: FAISS over unit vectors at 16 bits a number, every one compared (cosine).

Half the size of 32 bits and faster to go through; a cosine changes by less than .001.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, unit_length

# Questions are asked side by side; threads within one search would wait for each other, which on
# two busy cores takes six times as long as one thread does.
faiss.omp_set_num_threads(1)


def write_dense(path: Path, vectors: Vectors) -> None:
    """Write an index of `vectors`, shape (vectors, dimension), numbered from 0."""
    index = faiss.IndexScalarQuantizer(
        vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.add(np.ascontiguousarray(unit_length(vectors)))
    # FAISS does not notice a disk that is full when it closes the file.
    path.write_bytes(faiss.serialize_index(index).tobytes())


class DenseIndex:
    """A dense index, mapped from its file."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_dense` made; its digest must have been checked before."""
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def search(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The numbers and cosines of the `most` vectors nearest to one, nearest first.

        With `allowed`, of shape (vectors,), only of those that it holds true for.
        """
        asked = query.reshape(1, -1), min(most, len(self))
        if allowed is None:
            scores, numbers = self._index.search(*asked)
        else:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
            scores, numbers = self._index.search(*asked, params=parameters)
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]

    def vectors(self, numbers: NDArray[np.int64]) -> Vectors:
        """The vectors with these numbers, shape (numbers, dimension)."""
        return np.asarray(self._index.reconstruct_batch(numbers), dtype=np.float32)
