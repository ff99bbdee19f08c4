from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import feedback
from assistant.errors import FeedbackError
from assistant.evaluation.questions import load_questions
from assistant.feedback import FILE_NAME, Place, Verdict, keep, kept, question_file
from assistant.records import Outcome

YES = Verdict("2026-11-22", "a", Outcome.FOUND, True, (Place("pay.txt", 3, 9),))
NO = replace(YES, helped=False, outcome=Outcome.UNCONFIRMED)
ASKED = replace(YES, question="What of “pay”?\nNow", quote="We ask\nfor more.")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """Each verdict comes back as it was given, in order; before the first there are none."""
    assert kept(tmp_path) == []
    for verdict in (YES, NO, ASKED):
        keep(tmp_path, verdict)
    assert kept(tmp_path) == [YES, NO, ASKED]


def test_without_consent_no_word_of_the_question_is_in_the_file(tmp_path: Path) -> None:
    """The file holds the day, the snapshot, the outcome, the reply and the places alone."""
    keep(tmp_path, YES)
    assert json.loads((tmp_path / FILE_NAME).read_text("utf-8")) == {
        "day": "2026-11-22",
        "snapshot": "a",
        "outcome": "found",
        "helped": True,
        "passages": [{"document": "pay.txt", "start": 3, "end": 9}],
        "question": "",
        "quote": "",
    }


def test_the_file_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a full file the oldest verdicts go, and the newest stay."""
    monkeypatch.setattr(feedback, "MOST_BYTES", 1000)
    given = [replace(YES, day=f"2026-11-{day:02}") for day in range(1, 21)]
    for verdict in given:
        keep(tmp_path, verdict)
    left = kept(tmp_path)
    assert (tmp_path / FILE_NAME).stat().st_size <= 1000
    assert 2 < len(left) < 20
    assert left == given[-len(left) :]


def test_replies_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    """Several users reply at once, and none replaces another's reply."""
    with ThreadPoolExecutor(8) as users:
        list(users.map(lambda _: keep(tmp_path, YES), range(24)))
    assert kept(tmp_path) == [YES] * 24


@pytest.mark.parametrize("line", ["{}", "[]", "x", '{"passages": 1}', "\u2028"])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    """Who looks after the index learns which line to take out; replies are kept even so."""
    (tmp_path / FILE_NAME).write_text(f"{line}\n", "utf-8")
    keep(tmp_path, YES)
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl, line 1 "):
        kept(tmp_path)


def test_answered_questions_become_a_question_file(tmp_path: Path) -> None:
    """'assistant evaluate' reads what was kept of questions that were answered, and no other."""
    file = tmp_path / "questions.jsonl"
    unanswered = replace(ASKED, helped=False)
    file.write_text("\n".join(question_file([YES, NO, ASKED, unanswered])), "utf-8")
    (question,) = load_questions(file)
    assert (question.turns, question.sources, question.quote) == (
        ("What of “pay”?\nNow",),
        ("pay.txt",),
        "We ask\nfor more.",
    )
