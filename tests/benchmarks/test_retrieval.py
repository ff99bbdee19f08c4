from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean
from subprocess import CalledProcessError
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.evaluation.questions import Metric
from benchmarks.retrieval import __main__ as command
from benchmarks.retrieval import environment, methods, reranker, systems, worker
from benchmarks.retrieval.collection import Collection, Question, document_of, passage_id
from benchmarks.retrieval.judging import judged
from benchmarks.retrieval.systems import OURS, Run, System, SystemFailedError
from benchmarks.retrieval.worker import Asked, Built, First, Found, Job

pytestmark = pytest.mark.slow

JOB = Job("", "", ["a:0", "b:0"], ["pay", "leave"], ["what pay?"])
FOUND = Found(["a:0"], First("a:0", 0.5, [0, 3]))
RUN = Run(Built(2.0), Asked(1.0, [3.0], 5_000_000, [FOUND], {"library": "1.0"}), 7_000_000)


class Stub:
    """A system that finds the passages that hold the question's last word."""

    def __init__(self, job: Job, folder: Path) -> None:
        self._job, self._file = job, folder / "index.json"

    def build(self) -> None:
        self._file.parent.mkdir()
        self._file.write_text(json.dumps(self._job.texts), "utf-8")

    def open(self) -> None:
        self._texts = json.loads(self._file.read_text("utf-8"))

    def search(self, question: str) -> list[str]:
        last = question.rstrip("?").rpartition(" ")[2]
        self._ids = [i for i, t in zip(self._job.ids, self._texts, strict=True) if last in t]
        return self._ids

    def first(self) -> First:
        return First(self._ids[0], 0.5, [0, 3])


@pytest.mark.parametrize(("place", "is_document"), [("a:0", False), ("a", True)])
def test_a_question_is_judged_by_passage_or_by_document(place: str, is_document: bool) -> None:
    """A document ranks where its best passage does; a passage for itself."""
    question = Question("?", frozenset({place}), is_document)
    assert question.metrics(["b:0", "b:7", "a:0"])[Metric.RECALL_3] == 1
    ndcg = question.metrics(["b:0", "b:7", "a:0"])[Metric.NDCG]
    assert ndcg == pytest.approx(1 / np.log2(3 if is_document else 4))


def test_scores_and_marks_are_held_against_the_labels() -> None:
    """Surety tells answerable questions from others; a mark counts where its passage is right."""
    right = Question("?", frozenset({"a:0"}), by_document=False, quote="a b")
    pages = Collection(
        "pages", Path(), Path(), ["a:0", "b:0"], ["T\na b. c.", "d"], {}, [right, right], ["?"]
    )
    first = First("a:0", 0.9, [2, 6])
    elsewhere = First("b:0", 0.4, [0, 1])
    found = [Found([one.id], one) for one in (first, elsewhere, elsewhere)]
    held = judged(pages, found)
    assert [one[Metric.RECALL_1] for one in held.metrics] == [1, 0]
    assert held.area == 0.75
    assert held.marking is not None
    assert (held.marking.questions, held.marking.holding) == (1, 1)
    unmarked = Found(["a:0"], First("a:0", 0.9))
    held = judged(pages, [unmarked, *found[1:]])
    assert held.marking is not None
    assert held.marking.holding == 0
    without = judged(pages, [Found(["a:0"], First("a:0", None))] * 3)
    assert (without.area, without.marking) == (None, None)


def test_the_unit_that_scores_highest_is_marked() -> None:
    """By its place in the passage's text; a passage without units has no mark."""
    job = Job("", "", ["a:0"], ["T\none. three."], [], units={"a:0": [[2, 6], [7, 13]]})
    assert job.best_unit("a:0", lambda texts: [len(text) for text in texts]) == [7, 13]
    assert replace(job, units={}).best_unit("a:0", lambda _: []) is None


@pytest.mark.real
def test_the_units_of_a_collection_stand_in_its_passages(campaign: Collection) -> None:
    """In the text itself, after the title and heading, and without the white space around."""
    texts = dict(zip(campaign.ids, campaign.texts, strict=True))
    assert list(campaign.units) == campaign.ids
    marked = [texts[i][start:end] for i, spans in campaign.units.items() for start, end in spans]
    assert all(text and text == text.strip() for text in marked)
    assert len(campaign.asked) == len(campaign.questions) + len(campaign.unanswerable)


def test_the_reranker_scores_as_the_base_weights_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is saved once; one that scores otherwise is refused and not kept."""
    base = pytest.importorskip("training.base")
    bert, head, words = _small_model()
    monkeypatch.setattr(base, "fetched", lambda folder: folder)
    monkeypatch.setattr(base, "restored", lambda _: (bert, head))
    monkeypatch.setattr(base, "tokenizer", lambda _: words)
    folder = reranker.saved(tmp_path, tmp_path / "reranker")
    assert (folder / "config.json").is_file()
    monkeypatch.setattr(base, "fetched", lambda _: pytest.fail("it was saved before"))
    assert reranker.saved(tmp_path, folder) == folder
    monkeypatch.setattr(base, "fetched", lambda folder: folder)
    monkeypatch.setattr(reranker, "_TOLERANCE", -1.0)
    with pytest.raises(reranker.RerankerError, match=r"scores .* and not .*--no-peers"):
        reranker.saved(tmp_path, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def _small_model() -> tuple[Any, Any, Any]:
    """A cross-encoder of one layer that knows no words, its head and its tokenizer."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel

    known = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "pay", "is", "what")
    words = BertWordPieceTokenizer(vocab={word: place for place, word in enumerate(known)})
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(known),
        hidden_size=384,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config), torch.nn.Linear(384, 1), words._tokenizer


def test_the_place_of_a_passage_names_its_document() -> None:
    """Whatever characters a path has."""
    assert document_of(passage_id("a:b/c.md", 12)) == "a:b/c.md"


def test_reciprocal_ranks_and_spread() -> None:
    """The usual constant of 60, equal scores in order; scores from 0 to 1 even if all are one."""
    assert methods.reciprocal_ranks(np.array([1.0, 3.0, 1.0])).tolist() == [1 / 62, 1 / 61, 1 / 63]
    assert methods.spread(np.array([1.0, 3.0, 2.0])).tolist() == [0, 1, 0.5]
    assert methods.spread(np.array([2.0, 2.0])).tolist() == [0, 0]


def test_a_worker_builds_and_asks_in_two_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it measures is written as JSON; every question is answered, in order."""
    stub = SimpleNamespace(Stub=Stub, PACKAGES=("numpy",))
    monkeypatch.setattr(worker, "import_module", lambda _: stub)
    job, result = tmp_path / "job.json", tmp_path / "result.json"
    job.write_text(json.dumps(asdict(JOB)), "utf-8")
    worker.main(["build", "stub:Stub", str(job), str(tmp_path / "index"), str(result)])
    assert Built(**json.loads(result.read_text("utf-8"))).seconds > 0
    worker.main(["ask", "stub:Stub", str(job), str(tmp_path / "index"), str(result)])
    asked = Asked.of(json.loads(result.read_text("utf-8")))
    assert asked.found == [FOUND]
    assert len(asked.milliseconds) == 1
    assert asked.versions == {"numpy": np.__version__}
    assert asked.ready_seconds > 0
    assert asked.peak_bytes > 10_000_000


def test_a_system_that_breaks_is_named_with_its_last_word(tmp_path: Path) -> None:
    """One line says which and why; its traceback is left out."""
    broken = System("broken", "Broken", "benchmarks.retrieval.worker:Nothing", is_peer=False)
    with pytest.raises(SystemFailedError, match=r"^Broken: build failed: AttributeError: [^\n]*$"):
        systems.run(broken, JOB, tmp_path, fresh=False)


def test_a_message_that_is_kept_names_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures are published; where they were measured is nobody's business."""

    def fail(*_: object, **__: object) -> None:
        raise CalledProcessError(
            1, "python", stderr="x\nOSError: no '/home/me/a b.json' in /tmp/d/e"
        )

    monkeypatch.setattr("subprocess.run", fail)
    with pytest.raises(
        SystemFailedError, match=r"^ours: build failed: OSError: no 'a b.json' in e$"
    ):
        systems.run(OURS, JOB, tmp_path, fresh=False)


def test_a_run_is_kept_until_the_task_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured is not measured again, unless that is asked for or the questions differ."""
    worked: list[str] = []

    def work(_: System, mode: str, __: Path, index: Path, *___: object) -> dict[str, object]:
        worked.append(mode)
        (index / "encoder").mkdir(parents=True, exist_ok=True)
        (index / "encoder" / "graph").write_bytes(b"12345678")
        (index / "passages").write_bytes(b"1234")
        return asdict(RUN.built if mode == "build" else RUN.asked)

    monkeypatch.setattr(systems, "_worker", work)
    first = systems.run(OURS, JOB, tmp_path, fresh=False)
    assert first == replace(RUN, disk_bytes=4)
    assert systems.run(OURS, JOB, tmp_path, fresh=False) == first
    assert worked == ["build", "ask"]
    systems.run(OURS, JOB, tmp_path, fresh=True)
    systems.run(OURS, replace(JOB, questions=["another?"]), tmp_path, fresh=False)
    assert worked == ["build", "ask"] * 3


@pytest.mark.real
def test_a_peer_that_breaks_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch,
    campaign: Collection,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Its line says so in the table; only without ours there is nothing to compare."""
    ranked = [sorted(question.right) for question in campaign.questions]
    found = [Found(ranking, First(ranking[0], 0.9)) for ranking in ranked]
    found += [Found(campaign.ids[:1], First(campaign.ids[0], 0.1)) for _ in campaign.unanswerable]

    def run(system: System, *_: object, **__: object) -> Run:
        if system.name == "txtai":
            raise SystemFailedError("txtai, hybrid: ask failed: ImportError: no such thing")
        return replace(RUN, asked=replace(RUN.asked, found=found))

    monkeypatch.setattr(command, "run", run)
    table, versions = command.measured(campaign, systems.SYSTEMS, tmp_path, Path(), fresh=False)
    assert [failure.label for failure in table.failures] == ["txtai, hybrid"]
    assert len(table.rows) == 4 + len(systems.SYSTEMS) - 1
    assert versions == {"library": "1.0"}
    command.show(table)
    shown = capsys.readouterr().out
    assert "txtai, hybrid: ask failed: ImportError: no such thing" in shown
    assert re.search(r"^ours +1\.000 1\.000 1\.000 1\.000   none", shown, re.MULTILINE)


def test_an_environment_that_cannot_be_made_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the libraries the rest can still be measured."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(environment, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr("venv.create", refuse)
    with pytest.raises(environment.EnvironmentSetupError, match=r"no space left.*--no-peers"):
        environment.python()


def test_every_library_that_is_asked_for_is_pinned() -> None:
    """So that figures can be repeated."""
    folder = environment.REQUIREMENTS.parent
    asked = re.findall(r"^[\w-]+", (folder / "requirements.in").read_text("utf-8"), re.MULTILINE)
    pinned = re.findall(r"^([\w.-]+)==", environment.REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    assert {name.lower() for name in asked} <= {name.lower() for name in pinned}


@pytest.mark.real
def test_ours_is_asked_through_its_public_way(campaign: Collection, tmp_path: Path) -> None:
    """The worker's rankings are of the collection's own ids, and beat one vector a passage."""
    shutil.copytree(campaign.index, tmp_path / "index")
    job = Job("", str(campaign.corpus), campaign.ids, campaign.texts, campaign.asked)
    asked = worker.ask(OURS.target, job, tmp_path / "index", time.perf_counter())
    assert all(set(found.ranking) <= set(campaign.ids) for found in asked.found)
    each = {
        label: judged(campaign, found)
        for label, found in {**methods.found(campaign), OURS.label: asked.found}.items()
    }
    ndcg = {label: fmean(one[Metric.NDCG] for one in held.metrics) for label, held in each.items()}
    assert ndcg[OURS.label] > ndcg[methods.DENSE] > 0.8
    assert ndcg[OURS.label] > ndcg[methods.BM25] > 0.8
    ours, dense = each[OURS.label], each[methods.DENSE]
    assert ours.marking is not None
    assert ours.marking.holding > 0.8
    assert dense.marking is None
    assert ours.area is not None
    assert dense.area is not None
    assert ours.area > dense.area > 0.5
