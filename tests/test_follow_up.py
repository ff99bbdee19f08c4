"""A question after others on a corpus of three pages, with the tiny encoder."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.encoder import Spans
from assistant.errors import QuestionError
from assistant.text.abbreviations import Vocabulary
from tests.conftest import assistant_on

pytestmark = pytest.mark.slow

CORPUS = {
    "bonus.txt": "Retention bonus\nThe retention bonus is paid in Cardiff from April. The manager "
    "wrote this page in 2023.\n",
    "visits.txt": "Home visits\nHome visits take place every month and last an hour. The panel "
    "wrote this page in 2021.\n",
    "supervision.txt": "Supervision\nSupervision is weekly in Wales. Supervision is monthly in "
    "Scotland.\n",
}


@pytest.fixture(scope="module")
def assistant_(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant on the three pages."""
    return assistant_on(tmp_path_factory.mktemp("follow-up"), CORPUS)


@pytest.mark.parametrize(
    ("question", "history", "searched", "found"),
    [
        (
            "when does it start?",
            ["retention bonus"],
            "retention bonus, when does it start?",
            "bonus.txt",
        ),
        (
            "and in Scotland?",
            ["How often is supervision in Wales?"],
            "How often is supervision in Scotland?",
            "supervision.txt",
        ),
        (
            "how long?",
            ["retention bonus in Cardiff", "how often are home visits in 2021?", "and in 2023?"],
            "how often are home visits in 2023? how long?",
            "visits.txt",
        ),
        (
            "which month?",
            ["when is the retention bonus paid in Cardiff?"],
            "when is the retention bonus paid in Cardiff? which month?",
            "bonus.txt",
        ),
    ],
)
def test_the_topic_is_carried_over(
    assistant_: Assistant, question: str, history: list[str], searched: str, found: str
) -> None:
    """What was searched for and carried over is said, and the topic's page is found."""
    answer = assistant_.ask(question, history)
    assert answer.searched_for == searched
    assert answer.carried is not None
    assert answer.quotations[0].passage.path == found


@pytest.mark.parametrize(
    "question",
    [
        "How often is supervision in Scotland?",
        "and is supervision weekly in Wales?",
        "so how often are home visits?",
        "is it right that home visits last an hour?",
        "supervision",
    ],
)
def test_a_new_topic_is_not_dragged_back(assistant_: Assistant, question: str) -> None:
    """A question that the index answers better alone is searched as typed, whatever its words."""
    answer = assistant_.ask(question, ["When is the retention bonus paid?"])
    assert (answer.searched_for, answer.carried) == (question, None)


def test_who_wrote_that_is_asked_of_the_document_just_shown(assistant_: Assistant) -> None:
    """Every passage is from that document, also when one asks on about it."""
    history = ["when is the retention bonus paid?"]
    for question in ("who wrote that?", "and when was it written?"):
        answer = assistant_.ask(question, history)
        assert {q.passage.path for q in answer.quotations} == {"bonus.txt"}
        assert answer.carried == history[0]
        history.append(question)


def test_a_slip_in_the_topic_or_the_question_is_put_right(
    assistant_: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question's own words stay those that count for more."""
    slips = {"homme": "home", "oftn": "often"}  # the tiny encoder knows every word

    def put_right(text: str, _spans: Spans, _vocabulary: Vocabulary, *_: object) -> str:
        return re.sub(r"\w+", lambda word: slips.get(word[0], word[0]), text)

    monkeypatch.setattr("assistant.conversation.corrected", put_right)
    searcher = assistant_.take("?")._answerer.searcher
    found = searcher.search("how oftn is it?", ["homme visits in Wales"])
    assert found.text == "home visits in Wales, how often is it?"
    assert found.query.own == (22, 38)
    assert found.text[slice(*found.query.own)] == "how often is it?"


def test_without_a_history_a_question_is_searched_as_typed(assistant_: Assistant) -> None:
    """The user's way to be taken at their word."""
    for question in ("and in Scotland?", "who wrote that?", "why?"):
        for history in ((), ("",), (" ", "\n")):
            answer = assistant_.ask(question, history)
            assert (answer.searched_for, answer.carried) == (question, None)


_TURNS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["who wrote that?", "and in Wales?", "2021", "why?", "adults", "\ud800 it"]),
)


@settings(max_examples=300)
@given(_TURNS, st.lists(_TURNS, max_size=6))
def test_no_history_raises(assistant_: Assistant, question: str, history: list[str]) -> None:
    """Any strings at all: an answer that says what was searched for, or a plain refusal."""
    try:
        answer = assistant_.ask(question, history)
    except QuestionError:
        assert not question.strip()
    else:
        assert (answer.carried is None) or any(turn.strip() for turn in history)
        assert 0 <= answer.probability <= 1


def test_a_long_conversation_is_followed(assistant_: Assistant) -> None:
    """Hundreds of turns about one document, one of them a pasted letter, are no trouble."""
    history = ["when is the retention bonus paid?", *["who wrote that?"] * 300, "word " * 4000]
    assert assistant_.ask("who wrote that?", history).searched_for.endswith("who wrote that?")
