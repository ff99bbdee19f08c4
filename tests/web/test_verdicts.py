from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.feedback import FILE_NAME, Place, kept
from assistant.records import Outcome
from assistant.web.replies import Judge, Replier, Session
from assistant.web.service import Holder
from assistant.web.turns import verdict_html
from tests.web.conftest import CAMPAIGN

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant, Reading


def sent(**changed: object) -> str:
    """What the page sends."""
    reply = {"turn": 1, "snapshot": "20261122-a", "helped": "yes", "keep": False}
    return json.dumps({**reply, **changed})


@pytest.fixture
def judge(assistant: FakeAssistant, tmp_path: Path) -> Judge:
    """Keeps replies beside no index."""
    return Judge(Holder(assistant), tmp_path)


@pytest.fixture
def asked(assistant: FakeAssistant) -> Callable[..., Session]:
    """A session in which questions were asked."""

    def asking(*questions: str) -> Session:
        session = Session()
        for question in questions:
            session = Replier(Holder(assistant)).reply_anyway(question, session).session
        return session

    return asking


def said(judge: Judge, reply: str, session: Session) -> str:
    """What is said to a reply."""
    told = json.loads(judge.judge(reply, session))
    return str(told["said"])


def test_only_passages_are_asked_about(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Under passages the page asks whether they answer; each button says for which question."""
    reading = read(verdict_html(assistant.ask("pay"), 3))
    assert reading.text("button") == ("Yes (question 3 is answered)No (question 3 is not answered)")
    answer = assistant.ask("pay")
    for other in (replace(answer, outcome=Outcome.NOT_FOUND), replace(answer, summary="All.")):
        assert verdict_html(other, 1) == ""


def test_the_places_of_the_passages_are_kept(
    judge: Judge, asked: Callable[..., Session], tmp_path: Path
) -> None:
    """A reply is kept with what was shown, and with no word of the question."""
    session = asked("What of pay?", "perhaps Canary?")
    assert said(judge, sent(turn=2, helped="no"), session) == (
        "Thank you. Kept: your reply and which passages were shown."
    )
    (verdict,) = kept(tmp_path)
    start, end = CAMPAIGN.index("Workers"), CAMPAIGN.index("\nRecommend")
    assert (verdict.helped, verdict.outcome) == (False, Outcome.UNCONFIRMED)
    assert verdict.passages == (Place("homes.txt", start, end),)
    assert "Canary" not in (tmp_path / FILE_NAME).read_text("utf-8")


def test_a_question_is_kept_where_the_user_says_so(
    judge: Judge, asked: Callable[..., Session], tmp_path: Path
) -> None:
    """The question is kept with the words that answered it."""
    told = said(judge, sent(keep=True), asked("What of pay?"))
    assert told == "Thank you. Kept: your reply, which passages were shown, and your question."
    (verdict,) = kept(tmp_path)
    assert verdict.question == "What of pay?"
    assert verdict.quote in CAMPAIGN


def test_a_question_with_personal_data_is_not_kept(
    judge: Judge, asked: Callable[..., Session], tmp_path: Path
) -> None:
    """The tick does not let a person's details through, and the user is told."""
    told = said(judge, sent(keep=True), asked("pay for my client Jane Canary"))
    assert told.endswith("Your question is not kept: it seems to hold a name.")
    assert [verdict.question for verdict in kept(tmp_path)] == [""]
    assert "Canary" not in (tmp_path / FILE_NAME).read_text("utf-8")


def test_an_answer_that_is_no_longer_the_one_shown_is_not_judged(
    judge: Judge, asked: Callable[..., Session], assistant: FakeAssistant, tmp_path: Path
) -> None:
    """After a rebuild, or once the session is forgotten, the user is told and nothing is kept."""
    session = asked("pay")
    assert "forgotten" in said(judge, sent(), Session())
    assert "forgotten" in said(judge, sent(turn=2), session)
    assistant.next = type(assistant)("20261123-b")
    assert "read anew" in said(judge, sent(), session)
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "reply",
    [
        "", "x", "[]", "null", sent(turn="1"), sent(helped="maybe"), sent(keep="yes"),
        sent(more=1), sent(snapshot=None), "[" * 60_000,
    ],
)  # fmt: skip
def test_what_the_page_never_sends_is_dropped(
    judge: Judge, asked: Callable[..., Session], tmp_path: Path, reply: str
) -> None:
    """Whatever else arrives keeps nothing and breaks nothing."""
    assert judge.judge(reply, asked("pay")) == ""
    assert kept(tmp_path) == []


def test_a_failure_logs_no_question(
    assistant: FakeAssistant,
    asked: Callable[..., Session],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where nothing can be written the user is told, and the log has no word of the question."""
    (tmp_path / "file").touch()
    judge = Judge(Holder(assistant), tmp_path / "file")
    with caplog.at_level(logging.DEBUG, logger="assistant"):
        assert said(judge, sent(keep=True), asked("pay Canary")) == "Your reply could not be kept."
    assert "a reply was not kept" in caplog.text
    assert "Canary" not in caplog.text
