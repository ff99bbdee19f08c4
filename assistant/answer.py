"""Hits to an `Answer`: whether the documents answer, and what to quote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant import citation
from assistant.records import (
    Answer,
    Citation,
    Explanation,
    Hit,
    Outcome,
    Quotation,
    Source,
)

FOUND_FROM = 0.4
NOT_FOUND_BELOW = 0.2

# Logistic regression on the labelled questions of both collections in benchmarks/data; run
# `python -m benchmarks.outcome` for the fit and for how often each outcome is right.
_INTERCEPT = -4.42
_SCORE_WEIGHT = 11.2


def compose(
    question: str,
    searched_for: str,
    hits: Sequence[Hit],
    explanations: Sequence[Explanation],
    sources: Mapping[str, Source],
    *,
    snapshot: str,
    carried: str | None = None,
) -> Answer:
    """The answer that hits, best first, give to a question, each with its explanation."""
    chance = probability(searched_for, hits)
    return Answer(
        question=question,
        searched_for=searched_for,
        outcome=outcome(chance),
        probability=chance,
        quotations=tuple(
            _quotation(hit, explanation, sources)
            for hit, explanation in zip(hits, explanations, strict=True)
        ),
        snapshot=snapshot,
        carried=carried,
    )


def probability(question: str, hits: Sequence[Hit]) -> float:
    """How likely hits, best first, answer a question, from 0 to 1.

    A logistic function of the best score; 0 where a question has no word to search by.
    """
    if not hits or not any(character.isalnum() for character in question):
        return 0.0
    return _chance(hits[0].score)


def worth_showing(answer: Answer) -> tuple[Quotation, ...]:
    """The quotations without those after the first that would not be found by themselves.

    A page that quotes three passages where one answers makes its reader look for the one.
    """
    first, rest = answer.quotations[:1], answer.quotations[1:]
    if answer.outcome is not Outcome.FOUND:
        return answer.quotations
    return (*first, *(q for q in rest if _chance(q.score) >= NOT_FOUND_BELOW))


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-_INTERCEPT - _SCORE_WEIGHT * score))


def outcome(chance: float) -> Outcome:
    """What a probability amounts to."""
    if chance >= FOUND_FROM:
        return Outcome.FOUND
    return Outcome.NOT_FOUND if chance < NOT_FOUND_BELOW else Outcome.UNCONFIRMED


def _quotation(hit: Hit, explanation: Explanation, sources: Mapping[str, Source]) -> Quotation:
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Quotation(
        passage=hit.passage,
        score=hit.score,
        explanation=explanation,
        citation=cited,
        cited=citation.short(cited),
    )
