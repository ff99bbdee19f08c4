"""A child process that reads files, as the build sees it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import BinaryIO

from assistant.reading.protocol import READY, Request, read_reply
from assistant.settings import ReadSettings

WORKER = (sys.executable, "-B", "-P", "-m", "assistant.reading.worker")
"""The command of a child; its limit and its parent's process id follow."""

_WAIT_SECONDS = 5
_END_SECONDS = 1  # from the end of a process's output to its own
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came from a child: a payload, or none where it ended, wrote rubbish or took too long."""

    payload: bytes | None
    at: float = field(default_factory=time.monotonic)
    """When it came, on the monotonic clock."""
    is_overdue: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it says that the child has started."""
        return self.payload == READY


class Child:
    """One process; what it replies is put into a queue, whoever it comes from."""

    def __init__(
        self, settings: ReadSettings, replies: queue.SimpleQueue[tuple[Child, Reply]]
    ) -> None:
        """Start it; it is ready when it says so."""
        self.page: int | None = None
        """The page that it is at, where its reader says so; 0 before the first."""
        self.page_since = 0.0
        """When it came to that page, on the monotonic clock."""
        self._process = subprocess.Popen(
            [*WORKER, str(settings.megabytes), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": _import_path()},
            process_group=0 if os.name == "posix" else None,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self._turn = threading.Semaphore()
        arguments = (self, self._process.stdout, self._turn, replies)
        self._pump = threading.Thread(target=_pump, args=arguments, daemon=True)
        self._pump.start()

    def ask(self, request: Request) -> None:
        """Have it read a file; if it is gone, its reply says so."""
        self.page = None
        self._turn.release()
        with contextlib.suppress(OSError):
            self._requests.write(request.line())
            self._requests.flush()

    def at(self, page: int) -> None:
        """Note the page that it is at."""
        self.page, self.page_since = page, time.monotonic()

    def ended(self) -> int | None:
        """What it ended with by itself, minus the signal if by one; None if it still runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_SECONDS)
        return None

    def stop(self) -> None:
        """Kill it, and on Unix also whatever it started."""
        if os.name == "posix":
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


def _pump(
    child: Child,
    stream: BinaryIO,
    turn: threading.Semaphore,
    replies: queue.SimpleQueue[tuple[Child, Reply]],
) -> None:
    """Pass one reply on for each request, until there are no more; the last says that."""
    payload: bytes | None = b""
    with stream, contextlib.suppress(OSError, ValueError, MemoryError):
        while payload is not None and turn.acquire():
            payload = read_reply(stream, child.at)
            if payload is not None:
                replies.put((child, Reply(payload)))
    replies.put((child, Reply(None)))


def _import_path() -> str:
    """Where this process imports from, but for the folder it happens to run in."""
    return os.pathsep.join(path for path in sys.path if path)
