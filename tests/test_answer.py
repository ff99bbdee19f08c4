"""Outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import compose, outcome, probability, worth_showing
from assistant.folding import Folded
from assistant.records import (
    Answer,
    Entry,
    Explanation,
    Hit,
    Locator,
    Measures,
    Outcome,
    Passage,
    Source,
)

NOTHING = Measures(0.0, 0.0, 0.0, 0.0)
UNEXPLAINED = Explanation(NOTHING, NOTHING, (), 0.0, None)
TEXT = "In Leeds 35% of Children’s carers left the 80-20 scheme; carer pay was cited."


def hit(text: str, cosine: float) -> Hit:
    passage = Passage("a.txt", 0, len(text), text, Locator())
    return Hit(passage, 0, cosine, Measures(cosine, cosine, cosine, 0.0))


def composed(hits: list[Hit], source: Source) -> Answer:
    shown = [Folded(hit) for hit in hits]
    reasons = [UNEXPLAINED] * len(hits)
    return compose("carers", "carers", hits, shown, reasons, {"a.txt": source}, snapshot="s")


def test_a_passage_that_holds_the_words_is_found() -> None:
    """A near passage with the question's words is an answer; a far one without is not."""
    near = probability("Did carers leave the 80-20 scheme in Leeds?", [hit(TEXT, 0.7)])
    far = probability("recipe for lemon cake", [hit(TEXT, 0.05)])
    assert outcome(near) is Outcome.FOUND
    assert outcome(far) is Outcome.NOT_FOUND


@pytest.mark.parametrize("question", ["?!", "…", "\u202e", ""])
def test_a_question_without_words_is_not_found(question: str) -> None:
    """Punctuation alone never comes back with an answer."""
    assert probability(question, [hit(TEXT, 0.9)]) == 0.0


def test_passages_that_answer_nothing_are_not_shown_beside_the_one_that_does() -> None:
    """A reader is shown the passage that answers, not two fillers after it."""
    source = Source("a.txt", "", Entry(), None, None, 3)
    hits = [hit(TEXT, score) for score in (0.6, 0.5, 0.1)]
    found = composed(hits, source)
    assert [q.score for q in worth_showing(found)] == [0.6, 0.5]
    far = hits[2:] * 3
    near = composed(far, source)
    assert near.outcome is not Outcome.FOUND
    assert len(worth_showing(near)) == 3


def test_nothing_found_is_not_found() -> None:
    """Without a hit there is no answer."""
    assert outcome(probability("carers", [])) is Outcome.NOT_FOUND


@given(st.text(max_size=200), st.floats(-1, 1))
def test_any_question_has_a_probability(question: str, score: float) -> None:
    """No question raises, and the chance is one."""
    assert 0 <= probability(question, [hit(TEXT, score)]) <= 1
