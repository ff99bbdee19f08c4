"""Dense retrieval: FAISS over unit vectors at 16 bits a number, every one compared (cosine).

Half the size of 32 bits and faster to go through; a cosine changes by less than .001.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, unit_length

# Questions are asked side by side; threads within one search would wait for each other, which on
# two busy cores takes six times as long as one thread does.
faiss.omp_set_num_threads(1)

_COUNT_AT = 8  # FAISS's file: four letters, the dimension, then the number of vectors
_SIZE = struct.Struct("<Q")


def write_dense(path: Path, vectors: Vectors) -> None:
    """Write an index of `vectors`, shape (vectors, dimension), numbered from 0."""
    unit_length(vectors)  # refuses what is not finite before there is a file
    with DenseWriter(path) as writer:
        writer.add(vectors)


class DenseWriter:
    """Writes a dense index a few vectors at a time, so that it need not fit into memory.

    The file is the one that FAISS would write of all of them: its header, with the number of
    vectors filled in at the end, and their codes. FAISS itself does not notice a disk that is full.

    Raises:
        OSError: the disk is full or failed.
    """

    def __init__(self, path: Path) -> None:
        """Begin a file; the first vectors say of which dimension."""
        self._file: BinaryIO = path.open("w+b")
        self._index: faiss.IndexScalarQuantizer | None = None
        self._count = self._start = 0

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write how many vectors there are, and close the file."""
        with self._file as file:
            if self._index is None:
                return
            bytes_written = file.tell() - self._start
            file.seek(_COUNT_AT)
            file.write(_SIZE.pack(self._count))
            file.seek(self._start - _SIZE.size)
            file.write(_SIZE.pack(bytes_written))

    def add(self, vectors: Vectors) -> None:
        """Add vectors, shape (vectors, dimension)."""
        if self._index is None:
            self._index = faiss.IndexScalarQuantizer(
                vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            self._start = self._file.write(faiss.serialize_index(self._index).tobytes())
        if len(vectors):
            codes = self._index.sa_encode(np.ascontiguousarray(unit_length(vectors)))
            self._file.write(codes.data)
            self._count += len(vectors)


class DenseIndex:
    """A dense index, mapped from its file."""

    def __init__(self, path: Path) -> None:
        """Open a file that `DenseWriter` made; its digest must have been checked before."""
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(self._index.d)

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

    def stretch(self, first: int, count: int) -> Vectors:
        """Up to `count` vectors from number `first` on, shape (vectors, dimension)."""
        found = self._index.reconstruct_n(first, min(count, len(self) - first))
        return np.asarray(found, dtype=np.float32)
