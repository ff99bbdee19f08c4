"""What the running chat withstands: `python -m benchmarks.service [INDEX] [RESULTS]`.

Starts `assistant chat` on an index (by default `index`) as a process of its own, with JSON logs,
asks it many questions at once, holds half-open connections, asks after made-up names, and ends it
with a question in flight. The figures go to `benchmarks/results/service.json`, or the file named.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

RESULTS = Path(__file__).parent / "results" / "service.json"
QUESTIONS = ("What is asked for?", "Who wrote this?", "What about pay?", "How many hours a week?")
AT_ONCE, USERS, EACH, HALF_OPEN, HELD_SECONDS, NAMES = 200, 10, 20, 100, 60, 100
_CLIENT = httpx.Client(limits=httpx.Limits(max_connections=None), trust_env=False)
"""One for all: making one takes longer than what is measured."""
_RUN = "import sys; from assistant.cli import main; sys.exit(main())"


def main() -> int:
    """Run each trial, print and keep what came of it."""
    index = Path(sys.argv[1] if len(sys.argv) > 1 else "index")
    results = Path(sys.argv[2]) if len(sys.argv) > 2 else RESULTS
    with tempfile.TemporaryFile("w+") as log:
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-c", _RUN, "chat", "--port", str(port), "--index", str(index)]
        started = time.monotonic()
        chat = subprocess.Popen(command, stderr=log, env={**os.environ, "ASSISTANT_LOG": "json"})
        try:
            _await(f"{address}/readyz")
            found: dict[str, object] = {"ready after seconds": _since(started)}
            for name, trial in _trials():
                found[name] = trial(address)
                print(f"{name}: {found[name]}", flush=True)
            found["ended"] = _ended(chat, address)
        finally:
            chat.kill()
            chat.wait()
        log.seek(0)
        told = log.read()
    found["log"] = {
        "lines": len(told.splitlines()),
        "with what was typed": sum("zebedee" in line.lower() for line in told.splitlines()),
        "no objects": sum(not line.startswith("{") for line in told.splitlines()),
    }
    print(f"ended: {found['ended']}; log: {found['log']}")
    results.write_text(f"{json.dumps(found, indent=1)}\n", "utf-8")
    return 0


def _trials() -> list[tuple[str, Callable[[str], object]]]:
    return [
        ("questions at once, API", lambda address: _at_once(address, _asked)),
        ("questions at once, page", lambda address: _at_once(address, _joined)),
        ("users", _users),
        ("half-open connections", _half_open),
        ("names", _names),
    ]


def _asked(address: str, number: int) -> httpx.Response:
    """The API's answer to a question."""
    body = {"question": QUESTIONS[number % len(QUESTIONS)]}
    return _CLIENT.post(f"{address}/api/ask", json=body, timeout=120)


def _joined(address: str, number: int, question: str = "") -> httpx.Response:
    """What the page is told of a question at once: that it waits, or that it cannot."""
    call = {
        "data": [question or QUESTIONS[number % len(QUESTIONS)], "", "", None],
        "fn_index": 0,
        "session_hash": f"s{number}",
        "trigger_id": 2,
    }
    return _CLIENT.post(f"{address}/gradio_api/queue/join", json=call, timeout=120)


def _at_once(address: str, ask: Callable[[str, int], httpx.Response]) -> object:
    """Statuses, how long refusals took, and whether the next question works."""

    def timed(number: int) -> tuple[int, float]:
        started = time.monotonic()
        return ask(address, number).status_code, time.monotonic() - started

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = list(threads.map(timed, range(AT_ONCE)))
    refused = [seconds for status, seconds in found if status == 503]
    return {
        "statuses": dict(Counter(status for status, _ in found)),
        "slowest refusal, seconds": round(max(refused, default=0), 2),
        "median refusal, seconds": round(statistics.median(refused or [0]), 2),
        "next": _asked(address, 0).status_code,
    }


def _users(address: str) -> object:
    """Statuses and times of users who each ask one question after another."""

    def user(number: int) -> list[tuple[int, float]]:
        times = []
        for question in range(EACH):
            started = time.monotonic()
            status = _asked(address, number + question).status_code
            times.append((status, time.monotonic() - started))
        return times

    with ThreadPoolExecutor(USERS) as threads:
        found = [one for times in threads.map(user, range(USERS)) for one in times]
    seconds = sorted(time for _, time in found)
    return {
        "statuses": dict(Counter(status for status, _ in found)),
        "median, seconds": round(statistics.median(seconds), 2),
        "p95, seconds": round(seconds[int(len(seconds) * 0.95)], 2),
    }


def _half_open(address: str) -> object:
    """How fast the page loads beside connections that do not go on, and how many are closed."""
    place = ("127.0.0.1", int(address.rpartition(":")[2]))
    held = [socket.create_connection(place) for _ in range(HALF_OPEN)]
    begun = (b"", b"GET / HTTP/1.1\r\nHos")
    for number, one in enumerate(held):
        one.sendall(begun[number % len(begun)])
    slowest, until = 0.0, time.monotonic() + HELD_SECONDS
    statuses: Counter[int] = Counter()
    while time.monotonic() < until:
        started = time.monotonic()
        statuses[_CLIENT.get(address, timeout=30).status_code] += 1
        slowest = max(slowest, _since(started))
        time.sleep(1)
    closed = sum(_is_closed(one) for one in held)
    return {"statuses": dict(statuses), "slowest page, seconds": slowest, "closed": closed}


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    finally:
        connection.close()


def _names(address: str) -> object:
    """Statuses of questions with made-up names, a fifth of them in requests that are no good."""
    statuses: Counter[int] = Counter()
    for number in range(NAMES):
        said = f"What did Zebedee{number} say?"
        if number % 5 == 0:
            answer = _CLIENT.post(f"{address}/api/ask?{said}", json={said: said}, timeout=60)
        elif number % 2:
            answer = _CLIENT.post(f"{address}/api/ask", json={"question": said}, timeout=60)
        else:
            answer = _joined(address, 1000 + number, said)
            _CLIENT.get(
                f"{address}/gradio_api/queue/data?session_hash=s{1000 + number}", timeout=60
            )
        statuses[answer.status_code] += 1
    counted = _CLIENT.get(f"{address}/metrics", timeout=60).text
    return {"statuses": dict(statuses), "in the counts": counted.lower().count("zebedee")}


def _ended(chat: subprocess.Popen[bytes], address: str) -> object:
    """How long the chat took to end with questions in flight, and what these were answered."""
    with ThreadPoolExecutor(10) as threads:
        asked = [threads.submit(_asked, address, number) for number in range(10)]
        time.sleep(0.2)
        started = time.monotonic()
        chat.send_signal(signal.SIGTERM)
        status = chat.wait(timeout=30)
        seconds = _since(started)
        answered = Counter(
            "cut off" if one.exception() else str(one.result().status_code) for one in asked
        )
    return {"status": status, "seconds": seconds, "in flight": dict(answered)}


def _await(address: str) -> None:
    """Return once the address answers with 200."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _CLIENT.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer: is there an index?")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)


if __name__ == "__main__":
    sys.exit(main())
