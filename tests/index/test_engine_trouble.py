"""A Milvus server that is lost, slow or silent, and a client that is not installed."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.errors import EngineError, SettingError
from assistant.index import engines, history, milvus_client, snapshot
from assistant.index.build import build
from assistant.index.milvus_client import Milvus
from assistant.settings import EngineSettings, Settings
from assistant.web.server import create_app
from tests.conftest import TinyEncoder, TinyEncoderMaker, TinyReader
from tests.index.milvus_server import FILES, Server, opened, use
from tests.web.conftest import serving


@pytest.fixture
def lone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of the test's own, to stop and start, set as the engine; `tmp_path` has a corpus."""
    pytest.importorskip("milvus_lite")
    started = Server(tmp_path / "milvus")
    use(started, monkeypatch)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "pay.md").write_text(FILES["Leeds.md"], "utf-8")
    yield started
    started.stop()


def test_a_server_that_is_lost_is_told_and_asked_again(
    lone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a question fails with what is wrong; once it is back, questions are answered."""
    monkeypatch.setattr(milvus_client, "_PAUSE", 0.0)
    monkeypatch.setattr(milvus_client, "_SECONDS", 3.0)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    build(corpus, index, Settings(engine=lone.settings), encoders=TinyEncoderMaker())
    question = "What do carers in Leeds earn?"
    said = rf"Milvus at 127.0.0.1:{lone.port}\) does not answer; ask again in a minute"
    with opened(index) as assistant:
        assert assistant.ask(question).quotations
        lone.stop()
        with pytest.raises(EngineError, match=said):
            assistant.ask(question)
        with opened(index) as late, pytest.raises(EngineError, match=said):
            late.ask(question)
        client = TestClient(create_app(assistant, Settings()), base_url="http://127.0.0.1")
        refused = client.post("/api/ask", json={"question": question})
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
        assert "the search engine" in refused.json()["error"]
        lone.start()
        assert assistant.ask(question).quotations


def test_loading_has_a_time_of_its_own_and_is_told(
    lone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart, opening waits for the server; no question spends its time on that."""
    from milvus_lite.index.sparse_ip import SparseIpIndex

    corpus, index = tmp_path / "corpus", tmp_path / "index"
    stages: list[tuple[str, int, int]] = []

    def told(*stage: Any) -> None:
        if stage[0] == "Loading into Milvus":
            stages.append(stage)

    settings = Settings(engine=lone.settings)
    build(corpus, index, settings, encoders=TinyEncoderMaker(), progress=told)
    live = snapshot.open_snapshot(index)
    passages = live.manifest.passages
    loaded = [("Loading into Milvus", done, passages) for done in (0, passages)]
    assert stages == loaded
    lone.stop()
    lone.start()
    monkeypatch.setattr(milvus_client, "_SECONDS", 2.0)
    make = SparseIpIndex.build

    def slowly(*given: Any) -> None:
        time.sleep(2.5)
        make(*given)

    monkeypatch.setattr(SparseIpIndex, "build", slowly)
    stages.clear()
    for expected in (loaded, []):
        with Assistant(index, live, TinyEncoder(), TinyReader(), None, told) as assistant:
            assert stages == expected
            assert assistant.ask("What do carers in Leeds earn?").quotations
        stages.clear()


def test_a_server_without_sparse_vectors_is_refused(
    lone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build says which one it needs, and leaves nothing in it."""
    from pymilvus import MilvusClient

    monkeypatch.setattr(MilvusClient, "get_server_version", lambda *_, **__: "v2.3.5-lite")
    with pytest.raises(EngineError, match=r"^Milvus v2.3 is too old: it needs 2.4 or later"):
        build(
            tmp_path / "corpus",
            tmp_path / "index",
            Settings(engine=lone.settings),
            encoders=TinyEncoderMaker(),
        )
    assert not history.names(tmp_path / "index")
    assert MilvusClient(lone.settings.milvus_uri).list_collections() == []


class Wire:
    """Passes bytes to a port and back, those back when it is let."""

    def __init__(self, port: int) -> None:
        self._port, self.open, self.delay = port, threading.Event(), 0.0
        self.open.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.settings = EngineSettings(
            "milvus", f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        )
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._port))
                for way in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pass, args=way, daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, is_back: bool) -> None:
        with suppress(OSError), one, other:
            while content := one.recv(65_536):
                if is_back:
                    self.open.wait()
                    time.sleep(self.delay)
                other.sendall(content)

    def close(self) -> None:
        self.open.set()
        self._listener.close()


def test_a_server_that_hangs_or_is_slow_costs_no_more_than_the_time_that_is_set(
    lone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked in several threads each question gets 503 in time, and an answer once it is back."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    build(corpus, index, Settings(engine=lone.settings), encoders=TinyEncoderMaker())
    monkeypatch.setattr(milvus_client, "_PAUSE", 0.2)
    monkeypatch.setattr(engines, "_KEPT", 0)
    with closing(Wire(lone.port)) as wire:
        monkeypatch.setenv("ASSISTANT_MILVUS_URI", wire.settings.milvus_uri)
        with opened(index) as assistant, serving(assistant) as address:

            def asked(number: int) -> tuple[int, str]:
                question = {"question": f"What do carers in Leeds earn in {number}?"}
                told = httpx.post(f"{address}/api/ask", json=question, timeout=60)
                return told.status_code, told.json().get("error", "")

            with ThreadPoolExecutor(4) as several:
                for hindered in (wire.open.clear, lambda: setattr(wire, "delay", 0.4)):
                    assert {status for status, _ in several.map(asked, range(4))} == {200}
                    monkeypatch.setattr(milvus_client, "_SECONDS", 1.0)
                    hindered()
                    started = time.monotonic()
                    for status, error in several.map(asked, range(8)):
                        assert status == 503
                        assert "does not answer; ask again in a minute" in error
                    assert time.monotonic() - started < 8  # each of them waits a second or not
                    monkeypatch.setattr(milvus_client, "_SECONDS", 10.0)
                    wire.open.set()
                    wire.delay = 0.0
                    time.sleep(milvus_client._PAUSE)
                assert asked(9)[0] == 200


def test_a_server_that_accepts_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that accepts and says nothing is given up on, and not tried again at once."""
    monkeypatch.setattr(milvus_client, "_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"http://someone:secret@127.0.0.1:{silent.getsockname()[1]}"
        call = Milvus(EngineSettings("milvus", uri))
        for _ in range(2):
            started = time.monotonic()
            with pytest.raises(EngineError, match="does not answer") as failed:
                call("list_collections")
            assert "secret" not in str(failed.value)
        assert time.monotonic() - started < 0.1


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets the engine without its client is told what to install."""
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingError, match=r"pip install 'campaign-assistant\[milvus\]'"):
        Milvus(EngineSettings("milvus"))("list_collections")
