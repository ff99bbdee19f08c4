"""Arrays as `.npy` files, every byte of which was written or the writing fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")

_ROWS_COPIED = 2**20


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array that holds no objects.

    `numpy.save` writes through a C stream of its own, and does not notice a disk that is full
    when it closes that.

    Raises:
        OSError: the disk is full or failed.
    """
    with path.open("wb") as file:
        _write(file, array)


def read_array(path: Path) -> NDArray[Any]:
    """The array in a file, mapped; a file that holds objects, which could run code, is refused."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


def in_chunks(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Values in lists of up to so many, one list after another."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


class ArrayWriter:
    """Writes an array a few rows at a time, so that it need not fit into memory.

    With `compact` the numbers, none of which is negative, take as few bytes as the largest needs.

    Raises:
        OSError: the disk is full or failed.
    """

    def __init__(self, path: Path, *, compact: bool = False) -> None:
        """Begin a file; it takes type and width from the first rows."""
        self._path, self._compact = path, compact
        self._file: BinaryIO = path.open("w+b")
        self._kind: np.dtype[Any] | None = None
        self._row: tuple[int, ...] = ()
        self._rows = 0

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write how many rows there are, and close the file."""
        with self._file:
            self._write_head()

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows at the end."""
        kind = np.min_scalar_type(int(rows.max(initial=0))) if self._compact else rows.dtype
        if self._kind is None:
            self._kind, self._row = kind, rows.shape[1:]
            self._write_head()
        elif self._compact and kind.itemsize > self._kind.itemsize:
            self._widen(kind)
        self._file.write(np.ascontiguousarray(rows, self._kind).data)
        self._rows += len(rows)

    def _write_head(self) -> None:
        """The header leaves room for any number of rows, so that it is as long at the end."""
        described = np.lib.format.dtype_to_descr(self._kind or np.dtype(np.uint8))
        head = {"descr": described, "fortran_order": False, "shape": (self._rows, *self._row)}
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, head)

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Write what is there anew with more bytes a number."""
        self.__exit__()
        held = read_array(self._path)
        beside = self._path.with_suffix(".wider")
        self._file, self._kind = beside.open("w+b"), kind
        self._write_head()
        for first in range(0, self._rows, _ROWS_COPIED):
            self._file.write(held[first : first + _ROWS_COPIED].astype(kind).data)
        beside.replace(self._path)


def _write(file: BinaryIO, array: NDArray[Any]) -> None:
    whole = np.ascontiguousarray(array)
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(whole))
    file.write(whole.data)
