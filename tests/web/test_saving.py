from __future__ import annotations

import base64
import json
import logging
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest

from assistant.answer_export import Format, Made, exported
from assistant.web.replies import NOT_SAVED, NOTHING, Replier, Session, Turn, saved
from assistant.web.service import Holder

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def replier(assistant: FakeAssistant) -> Replier:
    """Replies from the small assistant."""
    return Replier(Holder(assistant))


def content(file: str) -> bytes:
    """The bytes that the browser saves."""
    return base64.b64decode(json.loads(file)["content"])


def test_a_conversation_is_saved_as_it_was_asked(
    replier: Replier, assistant: FakeAssistant
) -> None:
    """Each question is asked again with the filters and the earlier questions that it had."""
    session = replier.reply("What of pay?", Session(), '{"nation": "Wales"}').session
    session = replier.reply("And in England?", session).session
    session = replier.reply("pay in Scotland", session, "", "yes").session
    asked = list(zip(assistant.histories, assistant.filters, strict=True))
    assistant.histories.clear()
    assistant.filters.clear()
    file = replier.save(session, Format.MARKDOWN).file
    assert list(zip(assistant.histories, assistant.filters, strict=True)) == asked
    text = content(file).decode()
    assert text.count("Workers spend 80–20") == 3
    assert "Searched for: And in England? pay" in text


def test_the_file_is_that_of_the_command_line(assistant: FakeAssistant) -> None:
    """A saved conversation is the export that 'assistant export' makes, to the byte."""
    answers = [assistant.ask("law"), assistant.ask("weather")]
    made = Made(NOW, assistant.snapshot, assistant.manifest.built_at)
    text = saved(answers, assistant, Format.MARKDOWN, NOW)
    assert content(text.file) == exported(answers, made, Format.MARKDOWN)
    told = json.loads(text.file)
    assert (told["name"], told["type"]) == (
        f"answers-{NOW.astimezone():%Y-%m-%d}.md",
        "text/markdown;charset=utf-8",
    )
    word = docx.Document(BytesIO(content(saved(answers, assistant, Format.WORD, NOW).file)))
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "law", "weather", "References",
    ]  # fmt: skip


def test_the_same_conversation_can_be_saved_twice(assistant: FakeAssistant) -> None:
    """The page acts on a value that has changed, so no two files are alike."""
    answers = [assistant.ask("pay")]
    later = NOW + timedelta(microseconds=1)
    first = saved(answers, assistant, Format.MARKDOWN, NOW).file
    second = saved(answers, assistant, Format.MARKDOWN, later).file
    assert content(first) == content(second)
    assert first != second


def test_a_long_conversation_is_saved_from_its_end(
    replier: Replier, assistant: FakeAssistant
) -> None:
    """The newest 20 questions are saved, and the first of them knows those before it."""
    session = Session()
    for number in range(50):
        session = session.after(Turn(f"pay {number}", session.history))
    text = content(replier.save(session, Format.MARKDOWN).file).decode()
    assert text.count("\n## pay ") == 20
    assert "\n## pay 30\n" in text
    assert assistant.histories[0] == tuple(f"pay {number}" for number in range(10, 30))


def test_a_forgotten_conversation_is_told_of(replier: Replier) -> None:
    """After an hour the server remembers no question, and the user is told why."""
    made = replier.save(Session(), Format.WORD)
    assert (made.file, made.notice) == ("", NOTHING)


def test_a_failure_to_save_says_little_and_logs_no_question(
    replier: Replier, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it fails the user is told so, and the log has no word of the questions."""
    with caplog.at_level(logging.DEBUG):
        made = replier.save(Session(1, (Turn("fail for Jane Canary"),)), Format.WORD)
    assert (made.file, made.notice) == ("", NOT_SAVED)
    assert "RuntimeError at" in caplog.text
    assert "Canary" not in caplog.text
