"""The chat as a service: ready or not, counted, told to the log, and under load."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web import guard, server
from assistant.web.guard import listening
from assistant.web.server import serve
from assistant.web.service import Holder, Metrics, Unready, logged, opened
from tests.web.conftest import FakeAssistant, Slow, serving

if TYPE_CHECKING:
    from assistant.index.build import BuildReport
    from tests.cli.conftest import WriteCorpus
    from tests.conftest import TinyEncoderMaker

pytestmark = pytest.mark.slow

ASK, PAGE_ASK = "/api/ask", "/gradio_api/run/predict"
CALL = {"data": ["pay?", "", "", None], "fn_index": 0, "session_hash": "a", "trigger_id": 2}
AT_ONCE, PLACES = 60, 22
CANARIES = 100
FAILING = 20
RUN = "import sys; from assistant.cli import main; sys.exit(main())"


def ask_in_page(address: str, question: str, session: str = "a") -> httpx.Response:
    """What the page is told after a question, asked as the page does."""
    call = {**CALL, "data": [question, "", "", None], "session_hash": session}
    return httpx.post(address + PAGE_ASK, json=call, timeout=30)


def test_the_chat_starts_without_an_index_and_picks_it_up(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever opens the page before the first build reads what to do; after it the page answers."""
    monkeypatch.setattr("assistant.assistant.Encoder", lambda *_: maker.encoder)
    waiting = Unready(tmp_path / "index")
    with serving(waiting) as address, httpx.Client(base_url=address, timeout=20) as client:
        page = client.get("/")
        assert page.status_code == 200
        assert "There is no index of the documents" in page.text
        assert "assistant build" in page.text
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == client.head("/readyz").status_code == 503
        asked = client.post(ASK, json={"question": "pay?"})
        assert asked.status_code == 503
        assert "assistant build" in asked.json()["error"]
        assert "assistant_index_ready 0.0" in client.get("/metrics").text
        assert "no index of the documents" in ask_in_page(address, "pay?").text
        built = tiny_build(write_corpus({"pay.txt": "Fair pay for all social workers."}))
        assert client.get("/readyz").json() == {"status": "ready", "snapshot": built.snapshot.name}
        assert "1 document, 1 passage" in client.get("/").text
        found = client.post(ASK, json={"question": "fair pay for social workers"})
        assert found.json()["passages"][0]["text"] == "Fair pay for all social workers."


def test_an_index_that_does_not_open_is_told_once(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A damaged index does not stop the start, nor is all of it read anew at each request."""
    built = tiny_build(write_corpus({"pay.txt": "Fair pay for all social workers."}))
    for file in built.snapshot.folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    clock = [100.0]
    waiting = Unready(tmp_path / "index", lambda: clock[0])
    with caplog.at_level(logging.WARNING):
        assert [waiting.refreshed() for _ in range(3)] == [waiting] * 3
        clock[0] += 60
        assert waiting.refreshed() is waiting
    assert len(caplog.records) == 1
    assert opened(tmp_path / "none").snapshot == ""


def test_what_is_counted_is_told_in_prometheus_text() -> None:
    """A monitor reads how many questions came, by which way, what became of them, how fast."""
    metrics = Metrics()
    for seconds in (0.01, 0.05, 0.3, 60):
        metrics.question("api", "found", seconds)
    metrics.question("chat", "failed", 0.1)
    metrics.failure()
    metrics.refused(503)
    lines = metrics.text(Holder(FakeAssistant())).splitlines()
    assert 'assistant_questions_total{outcome="found",way="api"} 4.0' in lines
    assert 'assistant_questions_total{outcome="failed",way="chat"} 1.0' in lines
    assert "assistant_failures_total 1.0" in lines
    assert 'assistant_refused_total{status="503"} 1.0' in lines
    buckets = [
        line.rpartition(" ")[2]
        for line in lines
        if line.startswith("assistant_question_seconds_bucket{") and 'way="api"' in line
    ]
    assert buckets == ["2.0", "2.0", "2.0", "3.0", "3.0", "3.0", "3.0", "3.0", "4.0"]
    assert 'assistant_question_seconds_sum{way="api"} 60.36' in lines
    assert 'assistant_question_seconds_count{way="api"} 4.0' in lines
    assert 'assistant_snapshot_info{snapshot="20261122-a"} 1.0' in lines
    (memory,) = (line for line in lines if line.startswith("process_resident"))
    assert float(memory.split()[1]) > 1_000_000


def test_counting_loses_nothing() -> None:
    """Questions that end at the same time are all counted."""
    metrics = Metrics()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: metrics.question("api", "found", 0.1), range(2000)))
    assert 'outcome="found",way="api"} 2000.0' in metrics.text(Holder(FakeAssistant()))


@pytest.mark.parametrize("kind", ["plain", "json"])
def test_nothing_that_was_typed_is_told(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Of names asked after, some of them where an error is raised, none is in the log."""
    count = CANARIES if kind == "json" else FAILING + 2
    names = [f"Canary{number:03}Zebedee" for number in range(count)]
    with logged(kind), serving(FakeAssistant()) as address:
        for number, name in enumerate(names):
            said = f"{name} {'fail' if number < FAILING else 'pay'}"
            if number % 2:
                httpx.post(address + ASK, json={"question": said, "history": [name]}, timeout=20)
            else:
                ask_in_page(address, said, f"s{number}")
        httpx.get(f"{address}/{names[0]}?{names[0]}", headers={"Host": names[0]})
        httpx.post(address + ASK, content=names[0].encode(), timeout=20)
        httpx.post(address + ASK, json={names[0]: names[0]}, timeout=20)
        counted = httpx.get(f"{address}/metrics").text
        logging.getLogger("other.library").error("cannot parse %s", names[0])
        try:
            raise ValueError(names[0])
        except ValueError:
            logging.getLogger("assistant.x").exception("something failed")
    told = "".join(capfd.readouterr())
    assert "Zebedee" not in told + counted
    assert "Traceback" not in told
    assert f'outcome="failed",way="api"}} {FAILING // 2}.0' in counted
    assert "ValueError at " in told
    if kind == "json":
        lines = [line for line in told.splitlines() if not line.startswith("Serving the chat at")]
        events = [json.loads(line) for line in lines]
        questions = [e for e in events if e["event"] == "question"]
        assert len(questions) == CANARIES
        assert {q["outcome"] for q in questions} == {"found", "failed"}
        assert {q["way"] for q in questions} == {"api", "chat"}
        assert set(questions[0]) == {
            "time", "level", "event", "way", "outcome", "seconds", "snapshot",
        }  # fmt: skip


@pytest.mark.parametrize(("path", "body"), [(ASK, {"question": "pay?"}), (PAGE_ASK, CALL)])
def test_of_too_many_questions_the_surplus_is_refused(path: str, body: dict[str, object]) -> None:
    """While two are answered and twenty wait others are told so at once; then there is room."""
    assistant = Slow()
    limits = httpx.Limits(max_connections=None)
    with (
        serving(assistant) as address,
        httpx.Client(base_url=address, timeout=30, limits=limits) as client,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        sent = as_completed([threads.submit(client.post, path, json=body) for _ in range(AT_ONCE)])
        refused = [next(sent).result() for _ in range(AT_ONCE - PLACES)]
        assistant.let.set()
        answered = [one.result() for one in sent] + [client.post(path, json=body)]
    assert {response.status_code for response in refused} == {503}
    assert {response.headers["retry-after"] for response in refused} == {"1"}
    assert "try again" in refused[0].json()["error"]
    assert all("of their time on forms" in response.text for response in answered)


def test_half_open_connections_leave_room_and_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page loads beside 100 connections that begin and do not go on; those are closed."""
    monkeypatch.setattr(server, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(guard, "BODY_SECONDS", 1.0)
    with serving(FakeAssistant()) as address:
        port = int(address.rpartition(":")[2])
        head = f"POST {ASK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{{".encode()
        whole = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"
        begun = [b"", b"GET / HTTP/1.1\r\nHos", head, whole]
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        for number, one in enumerate(held):
            one.sendall(begun[number % len(begun)])
        assert httpx.get(address, timeout=20).status_code == 200
        ends = []
        for one in held:
            one.settimeout(10)
            ends.append(_read_to_end(one))
            one.close()
    assert ends[0] == ends[1] == b""
    assert b" 408 " in ends[2]
    assert b" 200 " in ends[3]


def test_a_question_in_flight_is_answered_when_the_chat_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SIGTERM does not cut off whoever waits for an answer."""
    assistant = Slow()
    monkeypatch.setattr(Assistant, "open", lambda *_: assistant)
    with listening("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    found: list[int] = []

    def ask_and_stop() -> None:
        address = f"http://127.0.0.1:{port}"
        _await(address)
        with ThreadPoolExecutor(1) as other:
            asked = other.submit(httpx.post, address + ASK, json={"question": "pay?"}, timeout=20)
            while not assistant.asked.wait(0.05):
                pass
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.3)
            assistant.let.set()
            found.append(asked.result().status_code)

    visitor = threading.Thread(target=ask_and_stop)
    visitor.start()
    serve(Settings(port=port))
    visitor.join(timeout=10)
    assert found == [200]


def test_a_question_without_end_does_not_hold_the_chat_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the time for questions in flight is over, well within 10 s, the chat ends."""
    assert server._DRAIN_SECONDS <= 8
    monkeypatch.setattr(server, "_DRAIN_SECONDS", 1)
    assistant = Slow()
    monkeypatch.setattr(Assistant, "open", lambda *_: assistant)
    with listening("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    stopped: list[float] = []

    def ask_and_stop() -> None:
        _await(f"http://127.0.0.1:{port}")
        with ThreadPoolExecutor(1) as other:
            cut = other.submit(
                httpx.post, f"http://127.0.0.1:{port}{ASK}", json={"question": "pay?"}, timeout=20
            )
            assistant.asked.wait(20)
            stopped.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGTERM)
            cut.exception()

    visitor = threading.Thread(target=ask_and_stop)
    visitor.start()
    serve(Settings(port=port))
    assert time.monotonic() - stopped[0] < 15
    assistant.let.set()
    visitor.join(timeout=10)


def test_json_logs_tell_start_and_end(tmp_path: Path) -> None:
    """Every line of a whole run is an object, from the start without an index to the end."""
    with listening("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, "chat", "--port", str(port)],
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "ASSISTANT_LOG": "json",
            "ASSISTANT_INDEX": str(tmp_path / "index"),
            "ASSISTANT_CORPUS": str(tmp_path),
        },
        text=True,
    )
    try:
        _await(f"http://127.0.0.1:{port}")
    finally:
        run.terminate()
        _, told = run.communicate(timeout=20)
    assert run.returncode == 0
    events = [json.loads(line) for line in told.splitlines()]
    assert [e["event"] for e in events][-2:] == ["started", "stopped"]
    assert events[0]["event"].endswith("; the chat answers once there is an index")
    assert "there is no index" in events[1]["event"]


def _read_to_end(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _await(address: str) -> None:
    """Return once the chat answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        return
    raise TimeoutError(address)
