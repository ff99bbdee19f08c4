"""Arrays as `.npy` files, every byte of which was written or the writing fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array that holds no objects.

    `numpy.save` writes through a C stream of its own, and does not notice a disk that is full
    when it closes that.

    Raises:
        OSError: the disk is full or failed.
    """
    whole = np.ascontiguousarray(array)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(whole))
        file.write(whole.data)


def read_array(path: Path) -> NDArray[Any]:
    """The array in a file, mapped; a file that holds objects, which could run code, is refused."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped
