"""What retrieval asks of an index: the same from the index folder and from Milvus."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.encoder import Encoder
from assistant.evaluation.questions import Metric, load_questions
from assistant.index import engines, history, snapshot, verify
from assistant.index.build import build
from assistant.index.engines import LocalIndex, MilvusIndex, open_index
from assistant.index.milvus_client import Milvus
from assistant.records import Filters
from assistant.retrieval import rank
from assistant.settings import Settings
from benchmarks.collections import COLLECTIONS
from benchmarks.retrieval.collection import code_digest, collection, passage_id
from tests.conftest import TinyEncoder, TinyEncoderMaker
from tests.index.milvus_server import FILES, Server, opened, use

QUESTIONS = (
    "What do carers in Leeds earn?",
    "Who pays for the training of nurses?",
    "pension of drivers in Hull in 2021",
    "80-20 shares",
    "How many wrote on sick leave in York?",
    "zebra crossings",
)


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
    use(running, monkeypatch)
    return running


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
    prefix = engines.name_of(index, "")
    there = Milvus(server.settings)("list_collections")
    return {n.removeprefix(prefix) for n in there if n.startswith(prefix)}


def live_in(index: Path, server: Server) -> str:
    """The snapshot whose collection the alias of an index names."""
    told = Milvus(server.settings)("describe_alias", engines.name_of(index, "live"))
    return str(told["collection_name"]).removeprefix(engines.name_of(index, ""))


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
        Milvus(server.settings)("drop_collection", engines.name_of(index, name))
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
    name = engines.name_of(index, held.name)
    assert verify.collection_problems(held, server.settings) == []
    (row,) = call("get", name, [2**20], engines.FIELDS)
    call("upsert", name, [row | {"document": 7}])
    call("delete", name, ids=[3 * 2**20])
    assert verify.collection_problems(held, server.settings) == [
        f"collection {name} in Milvus: passage 1 is not what the build sent",
        f"collection {name} in Milvus: passage 3 is not what the build sent",
        f"collection {name} in Milvus: {engines.count(call, name):,} rows instead of "
        f"{engines.count(call, name) + 1:,}",
    ]


def test_a_passage_that_no_row_holds_comes_back_whole(
    own: tuple[Path, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One whose codes and text are longer than a row may be is put into as many as it takes."""
    index, settings = own
    monkeypatch.setattr(engines, "_PIECE", 100)
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
    engines.put(live, live.name, server.settings, lambda *_: None)
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
