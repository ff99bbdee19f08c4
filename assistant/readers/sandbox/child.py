"""Child processes as their parent sees them: those that read files, and one that draws a page.

A request to read is a line of JSON. A reply is a mark, its length and JSON; the mark tells a reply
from whatever else a process that went wrong may write, and the length is checked before anything
is read into memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from assistant.errors import UnreadableFileError
from assistant.records import CorpusFile
from assistant.settings import ReadSettings

if TYPE_CHECKING:
    from assistant.readers.pdf.pages import Picture

MOST_BYTES = 128 * 1024 * 1024
"""Of one reply: far more than the longest report holds, far less than a machine's memory."""
READY = b'"ready"'  # the first reply: the child has started
WORKER = (sys.executable, "-B", "-P", "-m", "assistant.readers.sandbox.worker")
"""The command of a child; its limit and its parent's process id follow."""
_WAIT_SECONDS = 5
_END_SECONDS = 1  # from the end of a process's output to its own
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")
_HEADER = struct.Struct(">8sQ")
_REPLY, _PAGE = b"document", b"now page"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read, and how."""

    file: CorpusFile
    seconds: int  # it may take
    skip: tuple[int, ...] = ()  # pages not to be touched: reading them broke a process before
    ocr: bool = False

    def line(self) -> bytes:
        """The request as a line; a name that is not UTF-8 survives it."""
        file = self.file
        values = [str(file.path), file.name, file.sha256, self.seconds, self.skip, self.ocr]
        return json.dumps(values).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """The request in a line."""
        path, name, sha256, seconds, skip, ocr = json.loads(line)
        return cls(CorpusFile(Path(path), name, sha256), seconds, tuple(skip), ocr)


def send(stream: BinaryIO, said: bytes | int) -> None:
    """Send a reply, or the number of a page that is begun."""
    if isinstance(said, int):
        stream.write(_HEADER.pack(_PAGE, said))
    else:
        stream.write(_HEADER.pack(_REPLY, len(said)) + said)
    stream.flush()


def read_reply(stream: IO[bytes], at_page: Callable[[int], object]) -> bytes | None:
    """The next reply; None at the end, and where something else comes.

    `at_page` is told each page that is begun before it.
    """
    while len(header := stream.read(_HEADER.size)) == _HEADER.size:
        mark, number = _HEADER.unpack(header)
        if mark == _PAGE:
            at_page(number)
        elif mark != _REPLY or number > MOST_BYTES or len(payload := stream.read(number)) < number:
            return None
        else:
            return payload
    return None


@dataclass(frozen=True, slots=True)
class ChildReply:
    """What came from a child: a payload, or none where it ended, wrote rubbish or took too long."""

    payload: bytes | None
    at: float = field(default_factory=time.monotonic)  # when it came
    is_overdue: bool = False


class Child:
    """One process; what it replies is put into a queue, whoever it comes from."""

    def __init__(
        self, settings: ReadSettings, replies: queue.SimpleQueue[tuple[Child, ChildReply]]
    ) -> None:
        """Start it; it is ready when it says so."""
        self.page: int | None = None
        """The page that it is at, where its reader says so; 0 before the first."""
        self.page_since = 0.0  # when it came to that page, on the monotonic clock
        self._process = subprocess.Popen(
            [*WORKER, str(settings.megabytes), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            process_group=0 if os.name == "posix" else None,
        )
        assert self._process.stdin is not None
        self._requests = self._process.stdin
        self._replies = replies
        self._turn = threading.Semaphore()
        self._pump = threading.Thread(target=self._pass_on, daemon=True)
        self._pump.start()

    def ask(self, request: Request) -> None:
        """Have it read a file; if it is gone, its reply says so."""
        self.page = None
        self._turn.release()
        with contextlib.suppress(OSError):
            self._requests.write(request.line())
            self._requests.flush()

    def ended(self) -> int | None:
        """What it ended with by itself, minus the signal if by one; None if it still runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_SECONDS)
        return None

    def stop(self) -> None:
        """Kill it, and on Unix also whatever it started."""
        if hasattr(os, "killpg") and hasattr(signal, "SIGKILL"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_WAIT_SECONDS)
        with contextlib.suppress(OSError):
            self._requests.close()
        self._turn.release()
        self._pump.join(_WAIT_SECONDS)

    def _pass_on(self) -> None:
        """Pass one reply on for each request, until there are no more; the last says that."""
        assert self._process.stdout is not None
        payload: bytes | None = b""
        with self._process.stdout as stream, contextlib.suppress(OSError, ValueError, MemoryError):
            while payload is not None and self._turn.acquire():
                payload = read_reply(stream, self._at)
                if payload is not None:
                    self._replies.put((self, ChildReply(payload)))
        self._replies.put((self, ChildReply(None)))

    def _at(self, page: int) -> None:
        self.page, self.page_since = page, time.monotonic()


def picture_of(path: Path, page: int, text: str, settings: ReadSettings) -> Picture:
    """The picture of a page, counted from 1, and where a text stands on it.

    Raises:
        UnreadableFileError: the page cannot be drawn within the limits.
    """
    from assistant.readers.pdf.pages import Box, Picture  # takes a while to load

    limits = map(str, (settings.megabytes, os.getpid(), settings.seconds))
    try:
        run = subprocess.run(
            [*WORKER, *limits],
            input=json.dumps([str(path), page, text]).encode("ascii"),
            capture_output=True,
            timeout=settings.seconds,
            check=True,
            env=_environment(),
        )
        boxes, _, png = run.stdout.partition(b"\n")
        if not png.startswith(_PNG):
            raise ValueError("no picture")
        return Picture(png, tuple(Box(*map(float, box)) for box in json.loads(boxes)))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise UnreadableFileError(path.name, f"page {page} cannot be drawn") from error


def _environment() -> dict[str, str]:
    paths = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, **_ONE_THREAD, "PYTHONPATH": paths}
