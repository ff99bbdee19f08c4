"""What was read to an `Answer`: whether the documents answer, and what to quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import citation
from assistant.calibration import Calibration
from assistant.comprehension.marks import mark
from assistant.folding import Folded
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Evidence,
    Explanation,
    Hit,
    Outcome,
    Part,
    Passage,
    Quotation,
    Reading,
    Source,
)
from assistant.wording import topics


@dataclass(frozen=True, slots=True)
class Judged:
    """A distinct hit that was read, and how probable it is that it answers."""

    folded: Folded
    reading: Reading
    evidence: Evidence
    probability: float


def compose(
    question: str,
    searched_for: str,
    shown: Sequence[Judged],
    explanations: Sequence[Explanation],
    sources: Mapping[str, Source],
    calibration: Calibration,
    *,
    best: float,
    snapshot: str,
    carried: str | None = None,
    read_as: Sequence[tuple[str, str]] = (),
) -> Answer:
    """The answer that passages which were read, best first, give to a question.

    The explanations are theirs, `best` is the best score of all. The probability is the first
    one's, 0 where there is none or the question has no word to search by.
    """
    wordless = not any(character.isalnum() for character in searched_for)
    quotations = tuple(
        _quotation(judged, explanation, sources, calibration, best, wordless=wordless)
        for judged, explanation in zip(shown, explanations, strict=True)
    )
    outcome = quotations[0].outcome if quotations else Outcome.NOT_FOUND
    return Answer(
        question=question,
        searched_for=searched_for,
        outcome=outcome,
        probability=quotations[0].probability if quotations else 0.0,
        quotations=quotations,
        snapshot=snapshot,
        carried=carried,
        read_as=tuple(read_as),
        covers=topics(sources.values()) if outcome is Outcome.NOT_FOUND else (),
    )


def in_parts(whole: Answer, parts: Sequence[Answer], k: int) -> Answer:
    """The answer to a question of several parts, with what answers each of them in front.

    It tells of its parts where some are found and some are not.
    """
    outcomes = {part.outcome is Outcome.FOUND for part in parts}
    if True not in outcomes:
        return whole
    distinct: dict[Passage, Quotation] = {}
    for quotation in (*(q for part in parts for q in part.answering[:1]), *whole.quotations):
        distinct.setdefault(quotation.passage, quotation)
    return replace(
        whole,
        quotations=tuple(distinct.values())[:k],
        parts=tuple(Part(p.question, p.outcome) for p in parts) if False in outcomes else (),
    )


def replied(question: str, reply: str, *, snapshot: str) -> Answer:
    """The answer to what is not a question of the documents: a fixed reply and no passages."""
    return Answer(question, question, Outcome.NOT_FOUND, 0.0, (), snapshot, reply=reply)


def _quotation(
    judged: Judged,
    explanation: Explanation,
    sources: Mapping[str, Source],
    calibration: Calibration,
    best: float,
    *,
    wordless: bool,
) -> Quotation:
    hit = judged.folded.hit
    shown = _placed(hit, sources)
    probability = 0.0 if wordless else judged.probability
    return Quotation(
        passage=shown.passage,
        score=hit.score,
        explanation=explanation,
        reading=judged.reading,
        sentence=mark(judged.reading),
        citation=shown.citation,
        cited=shown.cited,
        also=tuple(_placed(hit, sources) for hit in judged.folded.also),
        probability=probability,
        outcome=Outcome.NOT_FOUND if wordless else calibration.outcome(probability, best),
    )


def _placed(hit: Hit, sources: Mapping[str, Source]) -> Elsewhere:
    """A hit's passage with its citation."""
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Elsewhere(hit.passage, cited, citation.short(cited))
