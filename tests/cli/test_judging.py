"""The command that tells what users say of answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.feedback import Place, Verdict, keep
from assistant.records import Outcome

if TYPE_CHECKING:
    from tests.conftest import Ran

Run = Callable[..., "Ran"]

YES = Verdict("2026-11-22", "a", Outcome.FOUND, True, (Place("pay.txt", 3, 9),))
ASKED = replace(YES, question="What of\npay\x1b[31m?", quote="We ask")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index folder in which two users said yes and one no."""
    for verdict in (YES, ASKED, replace(YES, helped=False)):
        keep(tmp_path, verdict)
    return tmp_path


def test_the_counts_and_the_questions_are_told(run: Run, index: Path) -> None:
    """Who looks after the documents reads how often they answered, and what was asked."""
    ran = run("feedback", "--index", str(index))
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "Did this answer it?",
        "  answered: 2 yes, 1 no",
        "",
        "Questions answered:",
        "  2026-11-22  What of pay\ufffd[31m?",
    ]
    listed = json.loads(run("feedback", "--index", str(index), "--json").out)
    assert [verdict["helped"] for verdict in listed] == [True, True, False]


def test_nobody_has_said_anything(run: Run, tmp_path: Path) -> None:
    """Before the first reply the command says so, and has no questions to write."""
    assert run("feedback", "--index", str(tmp_path)).out.splitlines()[1] == "  nobody has said"
    file = tmp_path / "questions.jsonl"
    ran = run("feedback", "--index", str(tmp_path), "--write", str(file))
    assert (ran.status, file.exists()) == (2, False)


def test_the_questions_are_written_for_evaluate(run: Run, index: Path) -> None:
    """The file has one question, and is not replaced unasked."""
    file = index / "questions.jsonl"
    write = ("feedback", "--index", str(index), "--write", str(file))
    assert run(*write).err == f"wrote {file}: 1 question\n"
    assert json.loads(file.read_text("utf-8"))["quote"] == "We ask"
    assert run(*write).status == 2
    assert run(*write, "--force").status == 0
