"""Limits that a reading process puts on itself before it opens a file.

Linux enforces them all. macOS does not enforce the limit on memory, and Windows has none of them:
there the build still ends a process that takes too long, and lives through one that crashes, but
a file may take as much memory as there is. On Linux a process ends with its parent, however that
ended; elsewhere it ends when it has read its file.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.pdf.pages import Box, Picture, page_picture
from assistant.settings import ReadSettings

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

UNLIMITED = (
    ""
    if resource and sys.platform == "linux"
    else "this system does not let the memory be limited that reading a file takes: add no files "
    "from people you do not know, or build on Linux"
)
"""What is to be said where a file may take as much memory as there is; '' where it may not."""
_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 64
_MODULE = "assistant.readers.sandbox.confinement"
_PNG = b"\x89PNG\r\n\x1a\n"


def end_with_parent(parent: int) -> None:
    """Be killed when the parent ends (Linux only); end at once if it has ended already."""
    if sys.platform == "linux" and hasattr(signal, "SIGKILL"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.name == "posix" and os.getppid() != parent:
        os._exit(1)


def confine() -> None:
    """Write no file, leave no core, open few files."""
    if resource:
        limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
        for kind, most in {**limits, resource.RLIMIT_NOFILE: _OPEN_FILES}.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def allow_memory(megabytes: int) -> None:
    """From now on take so much more memory; more is refused."""
    if resource:
        _limit(resource.RLIMIT_AS, address_space() + megabytes * 1024 * 1024)


def allow_time(seconds: int) -> None:
    """From now on take so much processor time; SIGXCPU then ends the process."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1)


def address_space() -> int:
    """The bytes of address space in use; 0 where that is not known."""
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _limit(kind: int, most: int) -> None:
    """Set the soft limit, which can be raised again for the next file."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # a system that does not know the limit
        resource.setrlimit(kind, (most, hard))


def picture_of(path: Path, page: int, text: str, settings: ReadSettings) -> Picture:
    """The picture of a page, counted from 1, and where a text stands on it.

    Raises:
        UnreadableFileError: the page cannot be drawn within the limits.
    """
    limits = (str(settings.megabytes), str(settings.seconds), str(os.getpid()))
    try:
        run = subprocess.run(
            [sys.executable, "-B", "-P", "-m", _MODULE, *limits],
            input=json.dumps([str(path), page, text]).encode("ascii"),
            capture_output=True,
            timeout=settings.seconds,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        boxes, _, png = run.stdout.partition(b"\n")
        if not png.startswith(_PNG):
            raise ValueError("no picture")
        return Picture(png, tuple(Box(*map(float, box)) for box in json.loads(boxes)))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise UnreadableFileError(path.name, f"page {page} cannot be drawn") from error


def main(arguments: list[str]) -> int:
    """Draw one page."""
    megabytes, seconds, parent = map(int, arguments)
    end_with_parent(parent)
    confine()
    allow_memory(megabytes)
    allow_time(seconds)
    path, page, text = json.loads(sys.stdin.buffer.read())
    picture = page_picture(Path(path), page, text)
    boxes = json.dumps([astuple(box) for box in picture.boxes]).encode("ascii")
    sys.stdout.buffer.write(boxes + b"\n" + picture.png)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
