"""Dense retrieval: FAISS over one unit vector a passage, exact inner product (cosine)."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from assistant.encoder import Vectors, unit_length


def write_dense(path: Path, vectors: Vectors) -> None:
    """Write an index of `vectors`, shape (passages, dimension), numbered from 0."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(unit_length(vectors)))
    # FAISS does not notice a disk that is full when it closes the file.
    path.write_bytes(faiss.serialize_index(index).tobytes())


class DenseIndex:
    """A dense index, mapped from its file."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_dense` made; its digest must have been checked before."""
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._index.ntotal)

    def search(self, query: Vectors, most: int) -> list[tuple[int, float]]:
        """The numbers and cosines of the `most` nearest passages to a vector, nearest first."""
        scores, numbers = self._index.search(query.reshape(1, -1), min(most, len(self)))
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]

    def vector(self, number: int) -> Vectors:
        """The vector of a passage, shape (dimension,)."""
        return np.asarray(self._index.reconstruct(number), dtype=np.float32)
