"""Hits to an `Answer`: whether the documents answer, and what to quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import citation
from assistant.calibration import Calibration
from assistant.records import (
    Answer,
    Citation,
    Evidence,
    Explanation,
    Hit,
    Outcome,
    Quotation,
    Source,
)


def compose(
    question: str,
    searched_for: str,
    hits: Sequence[Hit],
    explanations: Sequence[Explanation],
    evidence: Sequence[Evidence],
    sources: Mapping[str, Source],
    calibration: Calibration,
    *,
    snapshot: str,
) -> Answer:
    """The answer that hits, best first, give to a question, each with its explanation.

    The evidence is each hit's; the probability is the first one's, 0 where there is no hit or the
    question has no word to search by.
    """
    wordless = not any(character.isalnum() for character in searched_for)
    chances = [0.0 if wordless else calibration.probability(one) for one in evidence]
    quotations = tuple(
        _quotation(hit, explanation, sources, chance, calibration.outcome(chance))
        for hit, explanation, chance in zip(hits, explanations, chances, strict=True)
    )
    return Answer(
        question=question,
        searched_for=searched_for,
        outcome=quotations[0].outcome if quotations else Outcome.NOT_FOUND,
        probability=quotations[0].probability if quotations else 0.0,
        quotations=quotations,
        snapshot=snapshot,
    )


def worth_showing(answer: Answer) -> tuple[Quotation, ...]:
    """The quotations without those after the first that would not be found by themselves.

    A page that quotes three passages where one answers makes its reader look for the one.
    """
    first, rest = answer.quotations[:1], answer.quotations[1:]
    if answer.outcome is not Outcome.FOUND:
        return answer.quotations
    return (*first, *(q for q in rest if q.outcome is not Outcome.NOT_FOUND))


def _quotation(
    hit: Hit,
    explanation: Explanation,
    sources: Mapping[str, Source],
    probability: float,
    outcome: Outcome,
) -> Quotation:
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Quotation(
        passage=hit.passage,
        score=hit.score,
        explanation=explanation,
        citation=cited,
        cited=citation.short(cited),
        probability=probability,
        outcome=outcome,
    )
