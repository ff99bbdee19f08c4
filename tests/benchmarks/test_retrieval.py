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

import numpy as np
import pytest

from assistant.evaluation.metrics import Metric
from benchmarks.retrieval import __main__ as command
from benchmarks.retrieval import environment, methods, systems, worker
from benchmarks.retrieval.collection import Collection, Question, document_of, passage_id
from benchmarks.retrieval.systems import OURS, Run, System, SystemFailedError
from benchmarks.retrieval.worker import Asked, Built, Job

JOB = Job("", "", ["a:0", "b:0"], ["pay", "leave"], ["what pay?"])
RUN = Run(Built(2.0), Asked(1.0, [3.0], 5_000_000, [["a:0"]], {"library": "1.0"}), 7_000_000)


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
        return [i for i, text in zip(self._job.ids, self._texts, strict=True) if last in text]


@pytest.mark.parametrize(("place", "is_document"), [("a:0", False), ("a", True)])
def test_a_question_is_judged_by_passage_or_by_document(place: str, is_document: bool) -> None:
    """A document ranks where its best passage does; a passage for itself."""
    question = Question("?", frozenset({place}), is_document)
    assert question.metrics(["b:0", "b:7", "a:0"])[Metric.RECALL_3] == 1
    ndcg = question.metrics(["b:0", "b:7", "a:0"])[Metric.NDCG]
    assert ndcg == pytest.approx(1 / np.log2(3 if is_document else 4))


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
    asked = Asked(**json.loads(result.read_text("utf-8")))
    assert asked.rankings == [["a:0"]]
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

    def work(_: System, mode: str, __: Path, index: Path) -> dict[str, object]:
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
    monkeypatch: pytest.MonkeyPatch, campaign: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its line says so in the table; only without ours there is nothing to compare."""
    ranked = [sorted(question.right) for question in campaign.questions]

    def run(system: System, *_: object, **__: object) -> Run:
        if system.name == "txtai":
            raise SystemFailedError("txtai, hybrid: ask failed: ImportError: no such thing")
        return replace(RUN, asked=replace(RUN.asked, rankings=ranked))

    monkeypatch.setattr(command, "run", run)
    table, versions = command.measured(campaign, systems.SYSTEMS, Path(), fresh=False)
    assert [failure.label for failure in table.failures] == ["txtai, hybrid"]
    assert len(table.rows) == 4 + len(systems.SYSTEMS) - 1
    assert versions == {"library": "1.0"}
    command.show(table)
    shown = capsys.readouterr().out
    assert "txtai, hybrid: ask failed: ImportError: no such thing" in shown
    assert re.search(r"^ours +1\.000 1\.000 1\.000", shown, re.MULTILINE)


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
    questions = [question.text for question in campaign.questions]
    job = Job("", str(campaign.corpus), campaign.ids, campaign.texts, questions)
    asked = worker.ask(OURS.target, job, tmp_path / "index", time.perf_counter())
    assert all(set(ranking) <= set(campaign.ids) for ranking in asked.rankings)
    ranked = methods.rankings(campaign)
    found = {
        label: fmean(
            question.metrics(ranking)[Metric.NDCG]
            for question, ranking in zip(campaign.questions, rankings, strict=True)
        )
        for label, rankings in {**ranked, OURS.label: asked.rankings}.items()
    }
    assert found[OURS.label] > found[methods.DENSE] > 0.8
    assert found[OURS.label] > found[methods.BM25] > 0.8
