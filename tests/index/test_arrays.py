from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.index.arrays import ArrayWriter, read_array, write_array

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from assistant.index.arrays import write_array
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
try:
    write_array(Path(sys.argv[1]), np.zeros(50, np.int64))
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.uint8).reshape(3, 4),
        np.arange(5, dtype=np.int64),
        np.arange(24, dtype=np.float32).reshape(4, 6)[:, ::2],
        np.array([7], np.uint16),
    ],
    ids=lambda a: f"{a.dtype}{list(a.shape)}",
)
def test_an_array_comes_back(
    tmp_path: Path, array: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> None:
    """What is written is read again with its type and shape, by numpy as well."""
    path = tmp_path / "array.npy"
    write_array(path, array)
    for found in (read_array(path), np.load(path)):
        np.testing.assert_array_equal(found, array)
        assert (found.dtype, found.shape) == (array.dtype, array.shape)


def test_a_full_disk_is_noticed_however_little_is_missing(tmp_path: Path) -> None:
    """An array that does not fit is an error, and never a short file with a digest of its own."""
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path / "array.npy"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "File too large\n"


def test_objects_are_refused(tmp_path: Path) -> None:
    """A file that would run code when loaded is not loaded."""
    path = tmp_path / "array.npy"
    np.save(path, np.array([print], object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        read_array(path)


@pytest.mark.parametrize("rows", [[0], [5, 1], [1, 300, 2], [7, 300, 70_000, 3], [2**40]])
def test_an_array_written_row_by_row_is_the_one_written_at_once(
    tmp_path: Path, rows: list[int]
) -> None:
    """However the largest number comes, each takes as few bytes as that needs."""
    expected = np.array(rows, np.min_scalar_type(max(rows)))
    write_array(tmp_path / "once.npy", expected)
    with ArrayWriter(tmp_path / "rows.npy", compact=True) as writer:
        for row in rows:
            writer.add(np.array([row, row], np.int64))
    found = read_array(tmp_path / "rows.npy")
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, np.repeat(expected, 2))
    with ArrayWriter(tmp_path / "again.npy") as plain:
        for row in expected:
            plain.add(row[None])
    assert (tmp_path / "again.npy").read_bytes() == (tmp_path / "once.npy").read_bytes()
