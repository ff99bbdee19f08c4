"""Hits to an `Answer`: whether the documents answer, and what to quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import citation
from assistant.calibration import Calibration
from assistant.folding import Folded
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Evidence,
    Explanation,
    Hit,
    Outcome,
    Quotation,
    Source,
)
from assistant.wording import topics


def compose(
    question: str,
    searched_for: str,
    shown: Sequence[Folded],
    explanations: Sequence[Explanation],
    evidence: Sequence[Evidence],
    sources: Mapping[str, Source],
    calibration: Calibration,
    *,
    snapshot: str,
    carried: str | None = None,
    read_as: Sequence[tuple[str, str]] = (),
) -> Answer:
    """The answer that distinct hits, best first, give to a question.

    Explanation and evidence are each hit's. Where the best met nothing of what is asked, the most
    probable goes first. The probability is the first one's, 0 where there is no hit or the question
    has no word to search by.
    """
    wordless = not any(character.isalnum() for character in searched_for)
    chances = [0.0 if wordless else calibration.probability(one) for one in evidence]
    quotations = [
        _quotation(folded, explanation, sources, chance, calibration.outcome(chance))
        for folded, explanation, chance in zip(shown, explanations, chances, strict=True)
    ]
    if evidence and evidence[0].met_nothing:
        quotations.insert(0, quotations.pop(chances.index(max(chances))))
    outcome = quotations[0].outcome if quotations else Outcome.NOT_FOUND
    return Answer(
        question=question,
        searched_for=searched_for,
        outcome=outcome,
        probability=quotations[0].probability if quotations else 0.0,
        quotations=tuple(quotations),
        snapshot=snapshot,
        carried=carried,
        read_as=tuple(read_as),
        covers=topics(sources.values()) if outcome is Outcome.NOT_FOUND else (),
    )


def replied(question: str, reply: str, *, snapshot: str) -> Answer:
    """The answer to what is not a question of the documents: a fixed reply and no passages."""
    return Answer(question, question, Outcome.NOT_FOUND, 0.0, (), snapshot, reply=reply)


def worth_showing(answer: Answer) -> tuple[Quotation, ...]:
    """The quotations without those after the first that would not be found by themselves.

    A page that quotes three passages where one answers makes its reader look for the one.
    """
    first, rest = answer.quotations[:1], answer.quotations[1:]
    if answer.outcome is not Outcome.FOUND:
        return answer.quotations
    return (*first, *(q for q in rest if q.outcome is not Outcome.NOT_FOUND))


def _quotation(
    folded: Folded,
    explanation: Explanation,
    sources: Mapping[str, Source],
    probability: float,
    outcome: Outcome,
) -> Quotation:
    shown = _placed(folded.hit, sources)
    return Quotation(
        passage=shown.passage,
        score=folded.hit.score,
        explanation=explanation,
        citation=shown.citation,
        cited=shown.cited,
        also=tuple(_placed(hit, sources) for hit in folded.also),
        probability=probability,
        outcome=outcome,
    )


def _placed(hit: Hit, sources: Mapping[str, Source]) -> Elsewhere:
    """A hit's passage with its citation."""
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Elsewhere(hit.passage, cited, citation.short(cited))
