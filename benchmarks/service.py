"""What the running chat withstands: `python -m benchmarks.service [INDEX] [RESULTS]`.

Starts `assistant chat` on an index (by default `index`) as a process of its own, with JSON logs,
asks it many questions at once, holds half-open connections, asks after made-up names, and ends it
with a question in flight. The figures go to `benchmarks/results/service.json`, or the file named.
"""

from __future__ import annotations

import asyncio
import json
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
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.served import CLIENT, chat

RESULTS = Path(__file__).parent / "results" / "service.json"
QUESTIONS = ("What is asked for?", "Who wrote this?", "What about pay?", "How many hours a week?")
AT_ONCE, USERS, EACH, HALF_OPEN, HELD_SECONDS, NAMES = 200, 10, 100, 100, 60, 100
API, PAGE = "/api/ask", "/gradio_api/run/predict"


def main() -> int:
    """Run each trial, print and keep what came of it."""
    index = Path(sys.argv[1] if len(sys.argv) > 1 else "index")
    results = Path(sys.argv[2]) if len(sys.argv) > 2 else RESULTS
    with tempfile.TemporaryFile("w+") as log:
        with chat(index, log) as served:
            found: dict[str, object] = {"ready after seconds": round(served.seconds, 2)}
            for name, trial in _trials():
                found[name] = trial(served.address)
                print(f"{name}: {found[name]}", flush=True)
            found["ended"] = _ended(served.process, served.address)
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
        ("questions at once, API", lambda address: _at_once(address, API)),
        ("questions at once, page", lambda address: _at_once(address, PAGE)),
        ("users", _users),
        ("half-open connections", _half_open),
        ("names", _names),
    ]


@dataclass(frozen=True, slots=True)
class Response:
    """What came of a question."""

    status: int
    seconds: float
    """Until the status came."""


def _body(path: str, number: int, question: str = "") -> dict[str, object]:
    """A question as a program sends it, or as the page does."""
    asked = question or QUESTIONS[number % len(QUESTIONS)]
    if path == API:
        return {"question": asked}
    called: dict[str, object] = {"fn_index": 0, "session_hash": f"s{number}", "trigger_id": 2}
    return {"data": [asked, "", "", None], **called}


async def _sent(address: str, path: str, number: int) -> Response:
    """What came of a question, sent with as little work as can be: the server shares the cores."""
    host, _, port = address.removeprefix("http://").partition(":")
    body = json.dumps(_body(path, number)).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    started = time.monotonic()
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode() + body)
    status = int((await reader.readline()).split()[1])
    seconds = time.monotonic() - started
    await reader.read()
    writer.close()
    return Response(status, seconds)


def _at_once(address: str, path: str) -> object:
    """Statuses, how long refusals took, and whether the next question works."""

    async def all_sent() -> list[Response]:
        return await asyncio.gather(*(_sent(address, path, number) for number in range(AT_ONCE)))

    found = asyncio.run(all_sent())
    refused = [one.seconds for one in found if one.status == 503]
    return {
        "statuses": dict(Counter(one.status for one in found)),
        "slowest refusal, seconds": round(max(refused, default=0), 2),
        "median refusal, seconds": round(statistics.median(refused or [0]), 2),
        "slowest answer, seconds": round(max(one.seconds for one in found), 2),
        "next": asyncio.run(_sent(address, path, 0)).status,
    }


def _users(address: str) -> object:
    """Statuses and times of users who each ask one question after another."""

    async def user(number: int) -> list[Response]:
        return [await _sent(address, API, number + question) for question in range(EACH)]

    async def all_users() -> list[Response]:
        asked = await asyncio.gather(*(user(number) for number in range(USERS)))
        return [one for answers in asked for one in answers]

    found = asyncio.run(all_users())
    seconds = sorted(one.seconds for one in found)
    return {
        "statuses": dict(Counter(one.status for one in found)),
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
        statuses[CLIENT.get(address, timeout=30).status_code] += 1
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
        path = PAGE if number % 2 == 0 else API
        if number % 5 == 0:
            answer = CLIENT.post(f"{address}{API}?{said}", json={said: said}, timeout=60)
        else:
            answer = CLIENT.post(address + path, json=_body(path, number, said), timeout=60)
        statuses[answer.status_code] += 1
    counted = CLIENT.get(f"{address}/metrics", timeout=60).text
    return {"statuses": dict(statuses), "in the counts": counted.lower().count("zebedee")}


def _ended(process: subprocess.Popen[bytes], address: str) -> object:
    """How long the chat took to end with questions in flight, and what these were answered."""

    def asked(number: int) -> httpx.Response:
        return CLIENT.post(address + API, json=_body(API, number), timeout=120)

    with ThreadPoolExecutor(10) as threads:
        sent = [threads.submit(asked, number) for number in range(10)]
        time.sleep(0.2)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=30)
        seconds = _since(started)
        answered = Counter(
            "cut off" if one.exception() else str(one.result().status_code) for one in sent
        )
    return {"status": status, "seconds": seconds, "in flight": dict(answered)}


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)


if __name__ == "__main__":
    sys.exit(main())
