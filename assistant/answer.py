"""Hits to an `Answer`: whether the documents answer, and what to quote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant import citation
from assistant.folding import Folded
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Explanation,
    Hit,
    Outcome,
    Quotation,
    Source,
)
from assistant.wording import topics

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
    shown: Sequence[Folded],
    explanations: Sequence[Explanation],
    sources: Mapping[str, Source],
    *,
    snapshot: str,
    carried: str | None = None,
    caution: str | None = None,
) -> Answer:
    """The answer that hits, best first, give to a question.

    `shown` are those to quote, each with its explanation.
    """
    chance = probability(searched_for, hits)
    found = outcome(chance)
    return Answer(
        question=question,
        searched_for=searched_for,
        outcome=found,
        probability=chance,
        quotations=tuple(
            _quotation(folded, explanation, sources)
            for folded, explanation in zip(shown, explanations, strict=True)
        ),
        snapshot=snapshot,
        carried=carried,
        caution=caution,
        covers=topics(sources.values()) if found is Outcome.NOT_FOUND else (),
    )


def replied(question: str, reply: str, *, snapshot: str) -> Answer:
    """The answer to what is not a question of the documents: a fixed reply and no passages."""
    return Answer(question, question, Outcome.NOT_FOUND, 0.0, (), snapshot, reply=reply)


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


def _quotation(
    folded: Folded, explanation: Explanation, sources: Mapping[str, Source]
) -> Quotation:
    shown = _placed(folded.hit, sources)
    return Quotation(
        passage=shown.passage,
        score=folded.hit.score,
        explanation=explanation,
        citation=shown.citation,
        cited=shown.cited,
        also=tuple(_placed(hit, sources) for hit in folded.also),
    )


def _placed(hit: Hit, sources: Mapping[str, Source]) -> Elsewhere:
    """A hit's passage with its citation."""
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Elsewhere(hit.passage, cited, citation.short(cited))
