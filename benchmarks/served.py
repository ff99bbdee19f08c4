"""The chat served as a process of its own, for the benchmarks that ask it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

ASSISTANT = (sys.executable, "-c", "import sys; from assistant.cli import main; sys.exit(main())")
"""The command line, in this environment."""
CLIENT = httpx.Client(limits=httpx.Limits(max_connections=None), trust_env=False)
"""One for all: making one takes longer than what is measured."""
_START_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    address: str
    process: subprocess.Popen[bytes]
    seconds: float
    """From the start of its process until it answered."""


@contextlib.contextmanager
def chat(index: Path, log: IO[str] | None = None) -> Iterator[Served]:
    """`assistant chat` on an index, ready; with `log` its messages go there as JSON."""
    port = free_port()
    command = [*ASSISTANT, "chat", "--port", str(port), "--index", str(index)]
    with served(command, port, "/readyz", log) as ready:
        yield ready


@contextlib.contextmanager
def served(
    command: Sequence[str], port: int, path: str = "/", log: IO[str] | None = None
) -> Iterator[Served]:
    """A command that serves on a port of this machine, once it answers for a path."""
    address = f"http://127.0.0.1:{port}"
    told = {} if log is None else {"ASSISTANT_LOG": "json"}
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, **told}
    )
    try:
        _await(address + path)
        yield Served(address, process, time.monotonic() - started)
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _await(address: str) -> None:
    """Return once the address answers with 200."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            if CLIENT.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{address} does not answer: is there an index?")
