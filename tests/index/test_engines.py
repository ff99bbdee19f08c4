"""What retrieval asks of an index: the same from the index folder and from Milvus."""

from __future__ import annotations

import shutil
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
import numpy as np
import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.encoder import Encoder
from assistant.errors import EngineError, SettingError
from assistant.evaluation.judging import Metric
from assistant.evaluation.questions import load_questions
from assistant.index import history, milvus, snapshot, verify
from assistant.index.build import build
from assistant.index.milvus import Milvus, MilvusIndex, open_index
from assistant.index.searcher import LocalIndex
from assistant.records import Filters
from assistant.retrieval import rank
from assistant.settings import EngineSettings, Settings
from assistant.web.server import create_app
from benchmarks.collections import COLLECTIONS
from benchmarks.retrieval.collection import code_digest, collection, passage_id
from tests.conftest import TinyEncoder, TinyEncoderMaker, TinyReader
from tests.web.conftest import serving

FILES = {
    f"{place}.md": f"# Pay in {place}\n\n"
    + "\n\n".join(
        f"In {place} {who} earn {number + 9} pounds an hour. Their {what} is paid by the council."
        f" About {number} of them wrote to us on {what} and 80-20 shares in {year}."
        for number, (who, what, year) in enumerate(
            (who, what, year)
            for who in ("carers", "nurses", "drivers")
            for what in ("travel", "training", "sick leave", "pension")
            for year in (2019, 2021)
        )
    )
    for place in ("Leeds", "York", "Hull", "Bath")
}
QUESTIONS = (
    "What do carers in Leeds earn?",
    "Who pays for the training of nurses?",
    "pension of drivers in Hull in 2021",
    "80-20 shares",
    "How many wrote on sick leave in York?",
    "zebra crossings",
)


class Server:
    """A Milvus server in this process, which can be lost and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, 0
        self.start()

    def start(self) -> None:
        from milvus_lite.adapter.grpc.server import start_server_in_thread

        self._server, self._db, self.port = start_server_in_thread(
            str(self._folder), port=self.port
        )

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._db.close()

    @property
    def settings(self) -> EngineSettings:
        return EngineSettings("milvus", f"http://127.0.0.1:{self.port}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that all tests of this module share."""
    pytest.importorskip("milvus_lite")
    started = Server(tmp_path_factory.mktemp("milvus"))
    yield started
    started.stop()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, set as the engine."""
    _use(running, monkeypatch)
    return running


@pytest.fixture
def lone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of the test's own, to stop and start, set as the engine; `tmp_path` has a corpus."""
    pytest.importorskip("milvus_lite")
    started = Server(tmp_path / "milvus")
    _use(started, monkeypatch)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "pay.md").write_text(FILES["Leeds.md"], "utf-8")
    yield started
    started.stop()


def _use(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ENGINE", "milvus")
    monkeypatch.setenv("ASSISTANT_MILVUS_URI", server.settings.milvus_uri)


@pytest.fixture(scope="module")
def built(running: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is in its folder and in Milvus."""
    folder = tmp_path_factory.mktemp("engines")
    for name, content in FILES.items():
        (folder / "corpus").mkdir(exist_ok=True)
        (folder / "corpus" / name).write_text(content, "utf-8")
    listed = '[[document]]\nfile = "York.md"\nnation = "Wales"\n'
    (folder / "corpus" / "catalogue.toml").write_text(listed, "utf-8")
    settings = Settings(engine=running.settings)
    build(folder / "corpus", folder / "index", settings, encoders=TinyEncoderMaker())
    return folder / "index"


@pytest.fixture
def both(
    built: Path, running: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Assistant, Assistant]]:
    """An assistant on the files of the index, and one on Milvus."""
    monkeypatch.setenv("ASSISTANT_MILVUS_URI", running.settings.milvus_uri)
    one = opened(built)
    monkeypatch.setenv("ASSISTANT_ENGINE", "milvus")
    other = opened(built)
    yield one, other
    one.close()
    other.close()


def opened(index: Path) -> Assistant:
    """An assistant on the live snapshot."""
    return Assistant(index, snapshot.open_snapshot(index), TinyEncoder(), TinyReader())


def rebuilt(index: Path, settings: Settings, **more: Any) -> str:
    """Builds the index anew with one file more; returns the name of the snapshot that is live."""
    corpus = index.parent / "corpus"
    (corpus / f"{len(list(corpus.iterdir()))}.md").write_text("# Bees\n\nBees are kept.", "utf-8")
    build(corpus, index, settings, encoders=TinyEncoderMaker(), **more)
    return snapshot.current_name(index)


@pytest.fixture
def own(tmp_path: Path, server: Server) -> tuple[Path, Settings]:
    """An index of one file in Milvus, to be changed, and the settings it was built with."""
    corpus, settings = tmp_path / "corpus", Settings(engine=server.settings)
    corpus.mkdir()
    (corpus / "pay.md").write_text(FILES["Leeds.md"], "utf-8")
    build(corpus, tmp_path / "index", settings, encoders=TinyEncoderMaker())
    return tmp_path / "index", settings


def collections(index: Path, server: Server) -> set[str]:
    """The snapshots whose collections of an index Milvus has."""
    prefix = milvus.name_of(index, "")
    there = Milvus(server.settings)("list_collections")
    return {n.removeprefix(prefix) for n in there if n.startswith(prefix)}


def live_in(index: Path, server: Server) -> str:
    """The snapshot whose collection the alias of an index names."""
    told = Milvus(server.settings)("describe_alias", milvus.name_of(index, "live"))
    return str(told["collection_name"]).removeprefix(milvus.name_of(index, ""))


def plain(name: str) -> str:
    """A snapshot's name as that of its collection ends."""
    return name.replace("-", "_")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("question", QUESTIONS)
def test_candidates_and_their_measures_are_the_same(built: Path, question: str) -> None:
    """Whichever engine finds them, the same passages have the same scores, filtered or not."""
    held = snapshot.open_snapshot(built)
    query = TinyEncoder().encode_query(question)
    with closing(LocalIndex(held)) as one, closing(open_index(held)) as other:
        assert isinstance(other, MilvusIndex)
        passages = len(one.owners)
        some = np.arange(passages) % 3 == 1  # parts of documents
        for allowed in (None, one.owners == 2, one.owners != 1, some, np.zeros(passages, bool)):
            mine, theirs = (
                rank(question, query, one, allowed),
                rank(question, query, other, allowed),
            )
            assert mine.numbers == theirs.numbers
            assert mine.scores == pytest.approx(theirs.scores, abs=1e-5)
        numbers = list(mine.numbers) or [4, 0]
        assert other.passages(numbers) == one.passages(numbers)
        assert other.contexts(numbers) == one.contexts(numbers)
        for name in ("codes", "segments", "ids"):
            coded, expected = other.coded(numbers[0]), one.coded(numbers[0])
            np.testing.assert_array_equal(getattr(coded, name), getattr(expected, name))


def test_answers_filters_and_follow_ups_are_the_same(both: tuple[Assistant, Assistant]) -> None:
    """What is answered does not tell which engine is searched."""
    one, other = both
    for question in QUESTIONS:
        for earlier in ((), ("What are carers in York paid?",)):
            for filters in (None, Filters(nation="Wales")):
                mine, theirs = (a.ask(question, earlier, filters=filters) for a in (one, other))
                assert mine.outcome is theirs.outcome
                assert [q.passage for q in mine.quotations] == [
                    q.passage for q in theirs.quotations
                ]
                assert mine.probability == pytest.approx(theirs.probability, abs=1e-4)


def test_a_new_index_is_moved_to_without_an_error(
    own: tuple[Path, Settings], server: Server
) -> None:
    """While questions come, builds and a rollback swap the index; the alias names the live one."""
    index, settings = own
    first = snapshot.current_name(index)
    errors: list[BaseException] = []
    answered: list[str] = []
    over = threading.Event()

    def ask() -> None:
        assistant = opened(index)
        try:
            while not over.is_set():
                assistant = assistant.refreshed()
                answer = assistant.ask("What do carers in Leeds earn?")
                assert answer.quotations
                answered.append(answer.snapshot)
        except BaseException as error:  # noqa: BLE001  # looked at below
            errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        second = rebuilt(index, settings)
        assert live_in(index, server) == plain(second)
        third = rebuilt(index, settings)
        assert collections(index, server) == {plain(second), plain(third)}
        history.roll_back(index)
        assert live_in(index, server) == plain(second)
    finally:
        over.set()
        asking.join()
    assert errors == []
    assert answered[0] == first
    assert opened(index).ask("Are bees kept?").snapshot == second


def test_an_index_built_before_comes_to_milvus_when_it_is_built_or_gone_back_to(
    own: tuple[Path, Settings], server: Server
) -> None:
    """Neither needs the corpus to have changed."""
    index, settings = own
    first = snapshot.current_name(index)
    rebuilt(index, settings)
    for name in collections(index, server):
        Milvus(server.settings)("drop_collection", milvus.name_of(index, name))
    report = build(index.parent / "corpus", index, settings, encoders=TinyEncoderMaker())
    assert report.up_to_date
    assert collections(index, server) == {plain(report.snapshot.name)}
    history.roll_back(index)
    assert live_in(index, server) == plain(first)


@pytest.mark.parametrize("stage", ["insert", "create_index", "rename_collection"])
def test_a_build_that_is_killed_leaves_the_live_index(
    own: tuple[Path, Settings],
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    """What it had sent is never live, and the next build removes it."""
    index, settings = own
    live, call = snapshot.current_name(index), Milvus.__call__

    def stopped(self: Milvus, method: str, *values: Any, **named: Any) -> Any:
        if method == stage:
            raise KeyboardInterrupt
        return call(self, method, *values, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "__call__", stopped)
        with pytest.raises(KeyboardInterrupt):
            rebuilt(index, settings)
    assert snapshot.current_name(index) == live
    assert live_in(index, server) == plain(live)
    (left,) = collections(index, server) - {plain(live)}
    assert left.endswith("_unfinished")
    assert opened(index).ask("What do carers in Leeds earn?").quotations
    now = rebuilt(index, settings)
    assert collections(index, server) == {plain(live), plain(now)}


def test_what_differs_from_the_build_is_found(own: tuple[Path, Settings], server: Server) -> None:
    """`verify` names the passage whose row is gone or changed, and rows that are too many."""
    index, _ = own
    held, call = snapshot.open_snapshot(index), Milvus(server.settings)
    name = milvus.name_of(index, held.name)
    assert verify.collection_problems(held, server.settings) == []
    (row,) = call("get", name, [2**20], milvus.FIELDS)
    call("upsert", name, [row | {"document": 7}])
    call("delete", name, ids=[3 * 2**20])
    assert verify.collection_problems(held, server.settings) == [
        f"collection {name} in Milvus: passage 1 is not what the build sent",
        f"collection {name} in Milvus: passage 3 is not what the build sent",
        f"collection {name} in Milvus: {milvus.count(call, name):,} rows instead of "
        f"{milvus.count(call, name) + 1:,}",
    ]


def test_a_server_that_is_lost_is_told_and_asked_again(
    lone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a question fails with what is wrong; once it is back, questions are answered."""
    monkeypatch.setattr(milvus, "_PAUSE", 0.0)
    monkeypatch.setattr(milvus, "_SECONDS", 3.0)
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
    monkeypatch.setattr(milvus, "_SECONDS", 2.0)
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
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked in several threads each question gets 503 in time, and an answer once it is back."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "pay.md").write_text(FILES["Leeds.md"], "utf-8")
    build(corpus, index, Settings(engine=server.settings), encoders=TinyEncoderMaker())
    monkeypatch.setattr(milvus, "_PAUSE", 0.2)
    monkeypatch.setattr(milvus, "_KEPT", 0)
    with closing(Wire(server.port)) as wire:
        monkeypatch.setenv("ASSISTANT_MILVUS_URI", wire.settings.milvus_uri)
        with opened(index) as assistant, serving(assistant) as address:

            def asked(number: int) -> tuple[int, str]:
                question = {"question": f"What do carers in Leeds earn in {number}?"}
                told = httpx.post(f"{address}/api/ask", json=question, timeout=60)
                return told.status_code, told.json().get("error", "")

            with ThreadPoolExecutor(4) as several:
                for hindered in (wire.open.clear, lambda: setattr(wire, "delay", 0.4)):
                    assert {status for status, _ in several.map(asked, range(4))} == {200}
                    monkeypatch.setattr(milvus, "_SECONDS", 1.0)
                    hindered()
                    started = time.monotonic()
                    for status, error in several.map(asked, range(8)):
                        assert status == 503
                        assert "does not answer; ask again in a minute" in error
                    assert time.monotonic() - started < 8  # each of them waits a second or not
                    monkeypatch.setattr(milvus, "_SECONDS", 10.0)
                    wire.open.set()
                    wire.delay = 0.0
                    time.sleep(milvus._PAUSE)
                assert asked(9)[0] == 200


def test_a_server_that_accepts_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that accepts and says nothing is given up on, and not tried again at once."""
    monkeypatch.setattr(milvus, "_SECONDS", 0.3)
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


def test_a_passage_that_no_row_holds_comes_back_whole(
    own: tuple[Path, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One whose codes and text are longer than a row may be is put into as many as it takes."""
    index, settings = own
    monkeypatch.setattr(milvus, "_PIECE", 100)
    rebuilt(index, settings)
    held = snapshot.open_snapshot(index)
    with closing(LocalIndex(held)) as one, closing(open_index(held)) as other:
        numbers = range(len(one.owners))
        assert other.passages(numbers) == one.passages(numbers)
        query = TinyEncoder().encode_query(QUESTIONS[0])
        mine, theirs = (rank(QUESTIONS[0], query, index) for index in (one, other))
        assert mine.numbers == theirs.numbers
        assert mine.scores == pytest.approx(theirs.scores, abs=1e-5)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_development_questions_are_answered_from_the_same_passages(
    server: Server, tmp_path: Path, campaign_index: Path, name: str
) -> None:
    """nDCG@10 is that of the local index, and of 100 questions 97 have the same first passage."""
    corpus, file = COLLECTIONS[name]
    shutil.copytree(campaign_index, tmp_path / "index")  # whose encoder is taken over
    (tmp_path / "code").write_text(code_digest(), "ascii")
    held = collection(name, corpus, load_questions(file), tmp_path)
    live = snapshot.open_snapshot(held.index)
    milvus.put(live, live.name, server.settings, lambda *_: None)
    encoder = Encoder(live.encoder)
    gains: list[tuple[float, ...]] = []
    same = []
    with closing(LocalIndex(live)) as one, closing(open_index(live)) as other:
        for question in held.questions:
            query = encoder.encode_query(question.text)
            found = [rank(question.text, query, index).numbers[:10] for index in (one, other)]
            ids = [[passage_id(p.path, p.start) for p in one.passages(ns)] for ns in found]
            same.append(found[0][:1] == found[1][:1])
            gains.append(tuple(question.metrics(ranking)[Metric.NDCG] for ranking in ids))
    assert np.mean(same) >= 0.97
    mine, theirs = np.mean(gains, axis=0)
    assert theirs == pytest.approx(mine, abs=0.005)
