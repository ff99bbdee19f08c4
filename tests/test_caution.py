"""Cautions: danger is met with the way to help, and ordinary questions are not."""

from __future__ import annotations

import pytest

from assistant.caution import DANGER as CALL
from assistant.caution import SUICIDE, caution
from assistant.evaluation import load_questions
from assistant.personal_data import found
from benchmarks.danger_sentences import (
    DANGER_HELD_OUT,
    DANGER_SEEN,
    ORDINARY_HELD_OUT,
    ORDINARY_SEEN,
)
from benchmarks.outcome_samples import COLLECTIONS


@pytest.mark.parametrize("sentence", DANGER_SEEN)
def test_danger_is_cautioned(sentence: str) -> None:
    """Who tells of harm to someone now is told where help is."""
    assert caution(sentence) in (CALL, SUICIDE)


@pytest.mark.parametrize("sentence", ORDINARY_SEEN)
def test_ordinary_questions_are_not(sentence: str) -> None:
    """A question about law, training or numbers is answered without a warning."""
    assert caution(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("I want to kill myself", SUICIDE),
        ("she has taken an overdose", SUICIDE),
        ("Client says he will end his life", SUICIDE),
        ("He’s going to hurt her tonight", CALL),
        ("child left alone right now", CALL),
    ],
)
def test_suicidal_words_name_samaritans(sentence: str, expected: str) -> None:
    """Where someone may take their life, the line that is open day and night is named too."""
    assert caution(sentence) == expected


def test_the_words_name_999_the_duty_team_and_116_123() -> None:
    """The numbers are the right ones, in a text short enough to be read at once."""
    assert "999" in CALL
    assert "duty team" in CALL
    assert SUICIDE.startswith(CALL)
    assert "116 123" in SUICIDE
    assert len(SUICIDE) < 160


def test_questions_that_the_documents_answer_are_not_cautioned() -> None:
    """None of the labelled questions that the documents answer warns."""
    warned = [
        question.id
        for _, file in COLLECTIONS.values()
        for question in load_questions(file)
        if question.answerable and caution(question.turns[-1])
    ]
    assert warned == []


def test_sentences_that_the_patterns_were_not_written_on() -> None:
    """On sentences held out until the end half of the danger is caught, and no question warns."""
    caught = [sentence for sentence in DANGER_HELD_OUT if caution(sentence)]
    warned = [sentence for sentence in ORDINARY_HELD_OUT if caution(sentence)]
    assert len(caught) >= 0.5 * len(DANGER_HELD_OUT)
    assert warned == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Jane Example, dob 1/2/1990, has taken an overdose", SUICIDE),
        ("Mrs Patel fell last year, what is a carer assessment?", None),
    ],
)
def test_whoever_has_a_name_is_a_person(sentence: str, expected: str | None) -> None:
    """Danger is noticed where the one who is in it is named, and a name alone is no danger."""
    assert caution(sentence, found(sentence)) == expected
