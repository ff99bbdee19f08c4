"""Labelled questions, asked, to what came of each: where its right passage is, and the outcome.

A hit is right when it comes from a right source and holds the quote, white space folded; where no
passage of a right source holds the whole quote, any of its passages is right. A question without a
quote is judged by document: a document ranks where its best passage does. Where the first passage
shown is right and holds the quote, what is marked in it is judged too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from assistant import citation
from assistant.evaluation.marking import Mark, folded, mark_of
from assistant.evaluation.metrics import Metric, measure
from assistant.evaluation.questions import LabelledQuestion
from assistant.records import Answer, Citation, Outcome, Passage

if TYPE_CHECKING:
    from assistant.asking import Assistant

DEPTH = 50
"""How many passages are judged."""
_OPENING = 200


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage as a report names it: its place, its citation and how it begins."""

    path: str
    start: int
    end: int
    cited: str
    opening: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a question; the metrics are those of an answerable one, else empty."""

    question: LabelledQuestion
    rank: int | None
    """Of the first right hit, from 1; by document where the question has no quote."""
    metrics: Mapping[Metric, float]
    outcome: Outcome
    probability: float
    first: Extract | None
    """The first hit, if there was any."""
    right: Extract | None
    """The first right hit; where none was found, a right passage of the index, if it has one."""
    mark: Mark | None = None
    """What was marked in the first passage shown, where it is right and holds the quote."""

    @property
    def mark_misses(self) -> bool:
        """Whether the first passage shown holds the quote, and what is marked in it does not."""
        return self.mark is not None and not self.mark.holds


def judge_all(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Callable[[str, int, int], None] = lambda *_: None,
    stage: str = "Asking",
) -> tuple[Judged, ...]:
    """Ask every question, in order; `progress` is called with the stage, how many, of how many."""
    return tuple(judge(assistant, question) for question in counted(questions, progress, stage))


def counted(
    questions: Sequence[LabelledQuestion],
    progress: Callable[[str, int, int], None],
    stage: str = "Asking",
) -> Iterator[LabelledQuestion]:
    """The questions, in order; `progress` is called before each and after the last."""
    for done, question in enumerate(questions):
        progress(stage, done, len(questions))
        yield question
    progress(stage, len(questions), len(questions))


def judge(assistant: Assistant, question: LabelledQuestion) -> Judged:
    """Ask one question as a user does, and find its right passages among the first hits.

    The outcome is that of the answer a user gets. An answer also explains each passage it shows,
    which takes longer than finding it, so what is judged further down comes from the search alone.
    """
    answer = assistant.ask(question.turns[-1], question.turns[:-1])
    found = [quotation.passage for quotation in answer.quotations]
    right = _right_passages(assistant, question)
    if question.answerable:
        found = [
            hit.passage for hit in assistant.hits(question.turns[-1], DEPTH, question.turns[:-1])
        ]
    ranked = found if question.quote else _best_of_each_document(found)
    flags = [passage in right for passage in ranked]
    rank = flags.index(True) + 1 if True in flags else None
    first_right = [ranked[rank - 1]] if rank else right
    among = len(right if question.quote else question.sources)
    return Judged(
        question=question,
        rank=rank,
        metrics=measure(flags, among) if question.answerable else {},
        outcome=answer.outcome,
        probability=answer.probability,
        first=_extract(assistant, ranked[0]) if ranked else None,
        right=_extract(assistant, first_right[0]) if first_right else None,
        mark=_mark(answer, right, question.quote),
    )


def absent_sources(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[str]:
    """The documents that questions name as right and the index does not hold, by name."""
    held = {source.path for source in assistant.sources()}
    return sorted(set(chain.from_iterable(q.sources for q in questions)) - held)


def _right_passages(assistant: Assistant, question: LabelledQuestion) -> list[Passage]:
    """The passages of the index that are right for a question."""
    passages = [p for path in question.sources for p in assistant.passages(path)]
    quote = folded(question.quote)
    return [p for p in passages if quote in folded(p.text)] or passages


def _mark(answer: Answer, right: Sequence[Passage], quote: str) -> Mark | None:
    """The mark in the first passage shown, if that or one that says the same is right."""
    for shown in answer.quotations[:1]:
        if any(place in right for place in (shown.passage, *(also.passage for also in shown.also))):
            return mark_of(shown.passage.text, shown.sentence, quote)
    return None


def _best_of_each_document(passages: Sequence[Passage]) -> list[Passage]:
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.path, passage)
    return list(best.values())


def _extract(assistant: Assistant, passage: Passage) -> Extract:
    (source,) = (source for source in assistant.sources() if source.path == passage.path)
    cited = citation.short(Citation(source, passage.locator))
    text = folded(passage.text)
    opening = text if len(text) <= _OPENING else f"{text[:_OPENING]}…"
    return Extract(passage.path, passage.start, passage.end, cited, opening)
