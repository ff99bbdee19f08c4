"""Arrays as `.npy` files, every byte of which was written or the writing fails.

What is kept of passages has rows for each, one passage after another; an array of offsets says
where those of each passage begin, and last where those of the last one end.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from assistant.index import Integers

_ROWS_COPIED = 2**20


def write_array(path: Path, array: NDArray[Any], *, compact: bool = False) -> None:
    """Writes an array that holds no objects, with `compact` as `ArrayWriter` does.

    `numpy.save` writes through a C stream of its own, and does not notice a disk that is full
    when it closes that.
    """
    with ArrayWriter(path, compact=compact) as writer:
        writer.add(array)


def read_array(path: Path) -> NDArray[Any]:
    """Returns the array in a file, mapped; one of objects, which could run code, is refused."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


def write_offsets(path: Path, lengths: Sequence[int]) -> Integers:
    """Writes and returns the offsets of passages that have so many rows."""
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    write_array(path, offsets)
    return offsets


def rows_of(offsets: Integers, numbers: Sequence[int] | Integers) -> tuple[Integers, Integers]:
    """Returns the rows of passages, one passage after another, and how many each has."""
    chosen = np.asarray(numbers, np.int64)
    lengths = offsets[chosen + 1] - offsets[chosen]
    firsts = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) + np.repeat(offsets[chosen] - firsts, lengths), lengths


class ArrayWriter(AbstractContextManager["ArrayWriter"]):
    """Writes an array a few rows at a time, so that it need not fit into memory.

    With `compact` the numbers, none of which is negative, take as few bytes as the largest needs.
    """

    def __init__(self, path: Path, *, compact: bool = False) -> None:
        """Begin a file; it takes type and width from the first rows."""
        self._path, self._compact = path, compact
        self._file: BinaryIO = path.open("w+b")
        self._kind: np.dtype[Any] | None = None
        self._row: tuple[int, ...] = ()
        self._rows = 0

    def __exit__(self, *_: object) -> None:
        """Write how many rows there are, and close the file."""
        with self._file:
            self._write_head()

    def add(self, rows: NDArray[Any]) -> None:
        """Adds rows at the end."""
        kind = np.min_scalar_type(int(rows.max(initial=0))) if self._compact else rows.dtype
        if self._kind is None:
            self._kind, self._row = kind, rows.shape[1:]
            self._write_head()
        elif self._compact and kind.itemsize > self._kind.itemsize:
            self._widen(kind)
        self._file.write(np.ascontiguousarray(rows, self._kind).data)
        self._rows += len(rows)

    def _write_head(self) -> None:
        """Writes the header, which has room for any number of rows: it is as long at the end."""
        described = np.lib.format.dtype_to_descr(self._kind or np.dtype(np.uint8))
        head = {"descr": described, "fortran_order": False, "shape": (self._rows, *self._row)}
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, head)

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Writes what is there anew with more bytes a number."""
        self.__exit__()
        held = read_array(self._path)
        beside = self._path.with_suffix(".wider")
        self._file, self._kind = beside.open("w+b"), kind
        self._write_head()
        for first in range(0, self._rows, _ROWS_COPIED):
            self._file.write(held[first : first + _ROWS_COPIED].astype(kind).data)
        beside.replace(self._path)
