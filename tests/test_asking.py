"""Asking one snapshot, with the tiny encoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.asking import Assistant
from assistant.encoder import TextEncoder
from assistant.errors import NoIndexError, QuestionError
from assistant.index.build import BuildReport
from assistant.records import Outcome

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]


class TextEncoderMaker(Protocol):
    """What the tests need of the `maker` fixture."""

    encoder: TextEncoder


CORPUS = {
    "pay.txt": "Pay\nCarers in Leeds are paid weekly. The rate rose in 2021.\n",
    "homes.txt": "Homes\nEvery council must offer a settled home to care leavers.\n",
}
"""Two pages of one section each."""


@pytest.fixture
def assistant_(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> Assistant:
    """An assistant on the two pages."""
    tiny_build(write_corpus(CORPUS))
    return tiny_assistant()


def test_the_answer_quotes_the_document(assistant_: Assistant) -> None:
    """The best passage comes first, word for word, with its citation and place."""
    answer = assistant_.ask("When are carers in Leeds paid?")
    first = answer.quotations[0]
    assert answer.outcome is Outcome.FOUND
    assert first.passage.text == CORPUS["pay.txt"].strip()
    assert first.passage.locator.headings == ("Pay",)
    assert first.cited == "Pay"
    document = assistant_.document("pay.txt")
    assert document.text[first.passage.start : first.passage.end] == first.passage.text


def test_what_no_document_says_is_not_found(assistant_: Assistant) -> None:
    """A question about something else gets no answer."""
    assert assistant_.ask("lemon cake recipe").outcome is not Outcome.FOUND


def test_a_follow_up_is_searched_with_its_topic(assistant_: Assistant) -> None:
    """The answer says what was searched for, so that the user can see how it was understood."""
    answer = assistant_.ask("and when did it rise?", ["What are carers in Leeds paid?"])
    assert answer.searched_for == "What are carers in Leeds paid? and when did it rise?"
    assert answer.question == "and when did it rise?"
    assert answer.quotations[0].passage.path == "pay.txt"


def test_the_object_for_json_is_as_documented(assistant_: Assistant) -> None:
    """Programs find the documented keys, and offsets that point into the text."""
    found: dict[str, Any] = assistant_.ask("settled home for care leavers", k=1).to_dict()
    (passage,) = found["passages"]
    assert list(found) == [
        "question", "searched_for", "outcome", "probability", "passages", "snapshot",
    ]  # fmt: skip
    assert passage["document"]["path"] == "homes.txt"
    assert passage["document"]["url"] is None
    assert passage["locator"] == {"pages": None, "slides": None, "headings": ["Homes"]}
    marked = [passage["text"][a:b] for a, b in passage["highlights"]]
    assert marked == ["Homes", "settled", "home", "care", "leavers"]


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "empty"), (" \n\t", "empty"), ("x" * 2001, "2,001 characters")],
)
def test_a_question_that_cannot_be_searched_is_refused(
    assistant_: Assistant, question: str, message: str
) -> None:
    """The message says what is wrong with the question."""
    with pytest.raises(QuestionError, match=message):
        assistant_.ask(question)


def test_the_longest_question_is_answered(assistant_: Assistant) -> None:
    """Two thousand characters are not too long."""
    assert assistant_.ask("carers " * 285 + "pay??").quotations


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.text(min_size=1, max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_no_question_raises(assistant_: Assistant, question: str, history: list[str]) -> None:
    """Emoji, right-to-left text, SQL, control characters: an answer or a plain refusal."""
    try:
        answer = assistant_.ask(question, history)
    except QuestionError:
        assert not question.strip()
    else:
        assert 0 <= answer.probability <= 1


def test_a_new_snapshot_is_picked_up(
    assistant_: Assistant,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    maker: TextEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A running chat answers from the rebuilt index; without a rebuild nothing is reopened."""
    assert assistant_.refreshed() is assistant_
    monkeypatch.setattr("assistant.asking.Encoder", lambda _: maker.encoder)
    tiny_build(write_corpus({"new.txt": "Visits\nSocial workers visit on Fridays.\n"}))
    after = assistant_.refreshed()
    assert after.ask("who visits on Fridays?").quotations[0].passage.path == "new.txt"
    assert assistant_.ask("carers in Leeds").quotations[0].passage.path == "pay.txt"


def test_without_an_index_the_message_says_what_to_do(tmp_path: Path) -> None:
    """The first thing a new user meets says which command to run."""
    with pytest.raises(NoIndexError, match="run 'assistant build' first"):
        Assistant.open(tmp_path)
