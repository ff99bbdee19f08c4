"""Answers."""

from __future__ import annotations

import pytest

from assistant.answer import compose, worth_showing
from assistant.calibration import Calibration, Term
from assistant.folding import Folded
from assistant.records import (
    FEATURES,
    Answer,
    Entry,
    Evidence,
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
SOURCE = Source("a.txt", "", Entry(), None, None, 3)
TERMS = {name: Term(0.0, 1.0, 0.0) for name in FEATURES} | {"cosine": Term(0.0, 0.25, 1.0)}
BY_COSINE = Calibration(0.0, TERMS, 0.6, 0.4, 30, 20)
"""Even at 0; found above a cosine of .11, not found below one of -.11."""


def hit(cosine: float) -> Hit:
    passage = Passage("a.txt", 0, len(TEXT), TEXT, Locator())
    return Hit(passage, 0, cosine, Measures(cosine, cosine, cosine, 0.0))


def answer(question: str, *cosines: float, met_nothing: int = 0) -> Answer:
    evidence = [
        Evidence(cosine, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, place < met_nothing)
        for place, cosine in enumerate(cosines)
    ]
    return compose(
        question,
        question,
        [Folded(hit(cosine)) for cosine in cosines],
        [UNEXPLAINED] * len(cosines),
        evidence,
        {"a.txt": SOURCE},
        BY_COSINE,
        snapshot="s",
    )


@pytest.mark.parametrize(
    ("cosine", "outcome"),
    [(0.5, Outcome.FOUND), (0.0, Outcome.UNCONFIRMED), (-0.5, Outcome.NOT_FOUND)],
)
def test_the_outcome_is_that_of_the_first_passage(cosine: float, outcome: Outcome) -> None:
    """The better later passages look by themselves, the less the first one is the answer's."""
    found = answer("carers", cosine, 0.9)
    assert found.outcome is outcome
    assert found.probability == found.quotations[0].probability


@pytest.mark.parametrize("question", ["?!", "…", "\u202e", ""])
def test_a_question_without_words_is_not_found(question: str) -> None:
    """Punctuation alone never comes back with an answer."""
    found = answer(question, 0.9)
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


@pytest.mark.parametrize(
    ("met_nothing", "order"), [(0, (0.9, 0.8, 0.85)), (1, (0.85, 0.9, 0.8)), (3, (0.9, 0.8, 0.85))]
)
def test_the_best_gives_way_where_it_met_nothing_that_is_asked(
    met_nothing: int, order: tuple[float, ...]
) -> None:
    """A passage that a follow-up's topic alone brought up is not in front of one that answers."""
    found = answer("carers", 0.9, 0.8, 0.85, met_nothing=met_nothing)
    assert tuple(quotation.score for quotation in found.quotations) == order
    assert found.outcome is (Outcome.UNCONFIRMED if met_nothing == 3 else Outcome.FOUND)
    assert found.probability == found.quotations[0].probability


def test_nothing_found_is_not_found() -> None:
    """Without a hit there is no answer."""
    found = answer("carers")
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


def test_passages_that_answer_nothing_are_not_shown_beside_the_one_that_does() -> None:
    """A reader is shown the passage that answers, not two fillers after it."""
    found = answer("carers", 0.6, 0.0, -0.5)
    assert [quotation.score for quotation in worth_showing(found)] == [0.6, 0.0]
    near = answer("carers", -0.5, -0.5, -0.5)
    assert near.outcome is not Outcome.FOUND
    assert len(worth_showing(near)) == 3
