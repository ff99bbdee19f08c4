"""The memory of the chat while it serves, after a question."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks.embedding.cold import ASSISTANT

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Resident:
    """What the process has resident."""

    ready_seconds: float
    """From its start until it would answer."""
    resident_mb: float
    """Mapped files included."""
    own_mb: float
    """That no file backs."""


def measure(index: Path, question: str) -> Resident:
    """Start the chat on a free port, ask it one question, look at its memory, end it."""
    port = _free_port()
    started = time.perf_counter()
    command = [*ASSISTANT, "chat", "--port", str(port), "--index", str(index)]
    chat = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/readyz")
        ready = time.perf_counter() - started
        body = json.dumps({"question": question}).encode()
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/ask", body, headers)
        with _OPENER.open(asked, timeout=_SECONDS) as answer:
            answer.read()
        return Resident(ready, _megabytes(chat.pid, "VmRSS"), _megabytes(chat.pid, "RssAnon"))
    finally:
        chat.terminate()
        chat.wait(_SECONDS)


def _megabytes(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    (held,) = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(held) * 1024 / 1e6


def _await(address: str) -> None:
    """Return once the address answers with 200."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        try:
            with _OPENER.open(address, timeout=_SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
