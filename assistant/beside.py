"""New content in a file beside the one it is to replace, so that nobody ever sees half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_beside(path: Path, content: bytes) -> Iterator[Path]:
    """A file beside `path` with this content, on the disk; what is not moved away is removed.

    Raises:
        OSError: the disk is full or failed; `path` is as it was.
    """
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)
