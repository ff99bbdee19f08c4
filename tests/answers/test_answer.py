"""Answers."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answers.composed import Folded, JudgedHit, compose
from assistant.comprehension import Calibration, Term
from assistant.conversation import Search
from assistant.encoder import Encoded
from assistant.records import (
    Answer,
    Entry,
    Evidence,
    Explanation,
    Highlight,
    Hit,
    Locator,
    Measures,
    Outcome,
    Passage,
    Reading,
    Source,
    Unit,
)
from assistant.records.answers import Ranking

NOTHING = Measures(0.0, 0.0, 0.0, 0.0)
UNENCODED = Encoded(np.zeros(4, np.float32), np.zeros((0, 4), np.float32), (), ())
UNEXPLAINED = Explanation(NOTHING, NOTHING, (), 0.0)
TEXT = "In Leeds 35% of Children’s carers left the 80-20 scheme; carer pay was cited."
SOURCE = Source("a.txt", "", Entry(), None, None, 3)
TERMS = {"answers": Term(0.0, 1.0, 1.0), "score": Term(0.0, 1.0, 0.0)}
BY_READING = Calibration(0.0, TERMS, 0.6, 0.3, 30, 20)
"""Even at 0; found above log odds of .41; on the topic from a score of .3."""


def judged(answers: float, score: float) -> JudgedHit:
    passage = Passage("a.txt", 0, len(TEXT), TEXT, Locator())
    folded = Folded(Hit(passage, 0, score, Measures(score, score, score, 0.0)))
    evidence = Evidence(answers, score)
    units = (Unit(0, 59, 0.9, 0.8), Unit(61, 76, 0.1, 0.2))
    return JudgedHit(folded, Reading(answers, units), evidence, BY_READING.probability(evidence))


def answer(question: str, *readings: float, score: float = 0.5) -> Answer:
    shown = [judged(reading, score) for reading in readings]
    return composed(question, shown, score)


def composed(question: str, shown: list[JudgedHit], best: float) -> Answer:
    search = Search(question, UNENCODED, Ranking((0,), (best,), (NOTHING,)))
    reasons = [UNEXPLAINED] * len(shown)
    return compose(question, search, shown, reasons, {"a.txt": SOURCE}, BY_READING, "s")


@pytest.mark.parametrize(
    ("reading", "score", "outcome"),
    [
        (0.5, 0.5, Outcome.FOUND),
        (0.0, 0.5, Outcome.UNCONFIRMED),
        (-9.0, 0.3, Outcome.UNCONFIRMED),
        (0.0, 0.29, Outcome.NOT_FOUND),
        (0.5, 0.1, Outcome.FOUND),
    ],
)
def test_the_outcome_is_that_of_the_first_passage(
    reading: float, score: float, outcome: Outcome
) -> None:
    """What is on the documents' topics and not answered is never said not to be covered."""
    found = answer("carers", reading, -9.0, score=score)
    assert found.outcome is outcome
    assert found.probability == found.quotations[0].probability


def test_the_best_unit_is_marked() -> None:
    """What is underlined, cited and copied is the unit that was read as the answer."""
    (quotation,) = answer("carers", 2.0).quotations
    assert quotation.sentence == Highlight(0, 59)
    assert [unit.share for unit in quotation.reading.units] == [0.9, 0.1]


@pytest.mark.parametrize("question", ["?!", "…", "\u202e", ""])
def test_a_question_without_words_is_not_found(question: str) -> None:
    """Punctuation alone never comes back with an answer."""
    found = answer(question, 9.0)
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


def test_nothing_found_is_not_found() -> None:
    """Without a hit there is no answer."""
    found = answer("carers")
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


def test_only_what_answers_is_an_answer() -> None:
    """A reader is shown the passages that answer by themselves; the rest is near."""
    found = answer("carers", 3.0, 1.0, -0.5)
    assert [q.answers for q in found.quotations] == [True, True, False]
    assert (len(found.answering), len(found.near)) == (2, 1)
    near = answer("carers", -0.5, -0.5, -0.5)
    assert near.outcome is Outcome.UNCONFIRMED
    assert (len(near.answering), len(near.near)) == (0, 3)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("homes not hospitals", "Staff should act early."),
        ("Are Homes Not Hospitals people in care?", "Staff should act early."),
        ("what is done about hospitals", "Homes Not Hospitals"),
    ],
)
def test_a_heading_that_says_no_more_than_the_question_is_no_answer(
    question: str, marked: str
) -> None:
    """Who types a campaign's name is told what stands under it, not its name again."""
    text = "Homes Not Hospitals\nStaff should act early."
    passage = Passage("a.txt", 0, len(text), text, Locator(headings=("Homes Not Hospitals",)))
    folded = Folded(Hit(passage, 0, 0.5, NOTHING))
    read = Reading(2.0, (Unit(0, 19, 0.99, 0.9), Unit(20, 43, 0.01, 0.1)))
    hit = JudgedHit(folded, read, Evidence(2.0, 0.5), 0.9)
    (quotation,) = composed(question, [hit], 0.5).quotations
    assert quotation.sentence is not None
    assert text[quotation.sentence.start : quotation.sentence.end] == marked
