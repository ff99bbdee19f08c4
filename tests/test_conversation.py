"""Follow-up questions."""

from __future__ import annotations

import pytest

from assistant.conversation import question_to_search

TOPIC = "What is the restorative justice scheme?"

LEANING = ["who runs it?", "and in Wales?", "what about adults?", "who wrote that?", "how many?"]
STANDING = [
    "How many foster carers are there in Cardiff?",
    "Which councils pay a retention bonus?",
    "caseloads",
    "the budget",
]


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_leans_back_takes_the_topic_along(question: str) -> None:
    """A follow-up without a subject is searched together with what it follows."""
    assert question_to_search(question, [TOPIC]) == f"{TOPIC} {question}"


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_stands_alone_is_searched_alone(question: str) -> None:
    """A new topic is not dragged back to the old one."""
    assert question_to_search(question, [TOPIC]) == question


def test_the_topic_is_the_last_question_that_stands_alone() -> None:
    """Two follow-ups in a row are about the same thing."""
    history = ["Which councils pay a bonus?", TOPIC, "who runs it?"]
    assert question_to_search("and in Wales?", history) == f"{TOPIC} and in Wales?"


def test_a_first_question_has_nothing_to_lean_on() -> None:
    """The first question is searched as typed, whatever its words."""
    assert question_to_search("who runs it?", []) == "who runs it?"
    assert question_to_search("who runs it?", ["  "]) == "who runs it?"
