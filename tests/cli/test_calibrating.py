"""The command that fits outcomes to an organisation's own questions."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import comprehension
from assistant.assistant import Assistant

if TYPE_CHECKING:
    from tests.conftest import Ran

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., "Ran"]

TOPICS = [f"topic{letter}{other}" for letter in "abcde" for other in "vwxyz"]
STRANGE = [f"stranger{letter}{other}" for letter in "abcde" for other in "vwxyz"]


@pytest.fixture
def index(run: Run, write_corpus: WriteCorpus, tmp_path: Path) -> Path:
    """The index of a document for each topic."""
    text = "Carers of {0} meet in the hall of {0}.\n"
    write_corpus({f"{topic}.txt": text.format(topic) for topic in TOPICS})
    assert run("build").status == 0
    return tmp_path / "index"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """As many answerable questions as there are topics, and as many unanswerable ones."""
    right = [
        {
            "id": topic,
            "turns": [f"where do carers of {topic} meet"],
            "answerable": True,
            "source": f"{topic}.txt",
            "quote": f"hall of {topic}",
        }
        for topic in TOPICS
    ]
    wrong = [{"id": name, "turns": [f"what {name} costs"], "answerable": False} for name in STRANGE]
    return written(tmp_path / "own.jsonl", right + wrong)


def written(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    return path


def test_own_questions_are_fitted_and_used(run: Run, index: Path, questions: Path) -> None:
    """The figures are printed, the file is kept, and status says that it is in use."""
    ran = run("calibrate", str(questions))
    assert ran.status == 0
    assert ran.out.startswith("25 answerable and 25 unanswerable questions; refitted: each")
    assert "log loss" in ran.out
    own = index / comprehension.FILE_NAME
    assert f"wrote {own}" in ran.err
    assert f"calibration: {own}, fitted on 25 answerable and 25" in run("status").out
    with Assistant.open(index) as opened:
        assert opened.calibration.file == own


def test_the_object_for_json(run: Run, index: Path, questions: Path) -> None:
    """A program reads what was fitted and what it is worth before and after."""
    told = run("calibrate", str(questions), "--json").json
    assert (told["answerable"], told["unanswerable"], told["left_out"]) == (25, 25, 0)
    assert told["after"]["log_loss"] < told["before"]["log_loss"]
    assert told["after"]["found"]["answerable"][1] == 25
    status = run("status", "--json").json["calibration"]
    assert status == {
        "file": str(index / comprehension.FILE_NAME),
        "answerable": 25,
        "unanswerable": 25,
        "problem": None,
    }


def test_it_outlives_a_rebuild_and_goes_with_reset(run: Run, index: Path, questions: Path) -> None:
    """A build leaves the calibration alone; `--reset` goes back to the shipped one."""
    run("calibrate", str(questions))
    own = index / comprehension.FILE_NAME
    before = own.read_bytes()
    assert run("build", "--full").status == 0
    assert own.read_bytes() == before
    assert run("calibrate", "--reset").status == 0
    assert not own.exists()
    assert "calibration: the one shipped" in run("status").out
    assert run("calibrate", "--reset", "--json").json == {"removed": False}


def test_a_running_assistant_takes_it_on(run: Run, index: Path, questions: Path) -> None:
    """A chat need not be restarted for a new calibration, nor for a reset."""
    with Assistant.open(index) as first:
        run("calibrate", str(questions))
        second = first.refreshed()
        assert second is not first
        assert second.refreshed() is second
        assert second.calibration.file == index / comprehension.FILE_NAME
        run("calibrate", "--reset")
        third = second.refreshed()
        assert third.calibration.calibration == comprehension.shipped()
        second.close()
        third.close()


def test_a_damaged_calibration_does_not_stop_asking(
    run: Run, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The shipped one is used, and both asking and status say so."""
    (index / comprehension.FILE_NAME).write_text("{", "utf-8")
    with caplog.at_level(logging.WARNING):
        assert run("ask", "where do carers of topicav meet").status == 0
    assert "the calibration shipped is used" in caplog.text
    assert "--reset" in run("status").out
    assert "--reset" in run("status", "--json").json["calibration"]["problem"]
    assert run("calibrate", "--reset").status == 0
    assert "--reset" not in run("status").out


def test_too_few_questions_are_refused(run: Run, index: Path, questions: Path) -> None:
    """The message counts both kinds and says how many are needed and why."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    ran = run("calibrate", str(written(questions, lines[:28])))
    assert ran.status == 2
    assert "25 questions that the documents of the index answer and 3 that they do not" in ran.err
    assert "at least 20 in all and 5 of each are needed" in ran.err
    assert not (index / comprehension.FILE_NAME).exists()


def test_questions_about_absent_documents_are_left_out(
    run: Run, index: Path, questions: Path
) -> None:
    """A question whose document is not there is no example of an answer."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    lines[0]["source"] = "gone.txt"
    told = run("calibrate", str(written(questions, lines)), "--json").json
    assert (told["answerable"], told["left_out"]) == (24, 1)
    assert index.is_dir()


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("given", [[], ["own.jsonl", "--reset"]])
def test_files_or_reset(run: Run, given: list[str]) -> None:
    """It is never unclear whether to fit or to forget."""
    ran = run("calibrate", *given)
    assert ran.status == 2
    assert "--reset alone" in ran.err
