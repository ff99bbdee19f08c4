"""Asks labelled questions of an index, and judges the ranking, the outcome and the mark of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from statistics import fmean
from typing import TYPE_CHECKING

from assistant import citation
from assistant.evaluation.questions import LabelledQuestion
from assistant.index import Progress
from assistant.records import Answer, Citation, Highlight, Outcome, Passage
from assistant.text import BULLET_CHARACTERS, units

if TYPE_CHECKING:
    from assistant.assistant import Assistant

DEPTH = 50
"""How many passages are judged."""
_OPENING = 200
_BULLET = f" -{BULLET_CHARACTERS}"
"""What a labelled quote may begin with; a mark is without."""


class Metric(StrEnum):
    """What is measured of a question's ranking; `recall@k` is ir-measures' Success@k.

    In this project recall@k is the share of questions with a right passage among the first k, as
    in work on answering questions, and not the share of the right passages.
    """

    NDCG = "nDCG@10"
    RECALL_1 = "recall@1"
    RECALL_3 = "recall@3"
    RECALL_10 = "recall@10"
    MRR = "MRR@10"


@dataclass(frozen=True, slots=True)
class JudgedMark:
    """What was marked in a passage that holds the quote."""

    text: str
    """The marked stretch, white space folded; empty where nothing was marked."""
    holds: bool
    """Whether the stretch holds all of the quote."""
    length: float | None
    """Over that of the smallest unit that holds the quote; None where nothing was marked."""


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
    mark: JudgedMark | None = None
    """What was marked in the first passage shown, where it is right and holds the quote."""

    @property
    def mark_misses(self) -> bool:
        """Whether the first passage shown holds the quote, and what is marked in it does not."""
        return self.mark is not None and not self.mark.holds


def judge_all(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Progress = lambda *_: None,
    stage: str = "Asking",
) -> tuple[Judged, ...]:
    """Asks every question, in order; `progress` is told of each."""
    return tuple(judge(assistant, question) for question in counted(questions, progress, stage))


def counted(
    questions: Sequence[LabelledQuestion], progress: Progress, stage: str = "Asking"
) -> Iterator[LabelledQuestion]:
    """Yields the questions, in order; `progress` is called before each and after the last."""
    for done, question in enumerate(questions):
        progress(stage, done, len(questions))
        yield question
    progress(stage, len(questions), len(questions))


def judge(assistant: Assistant, question: LabelledQuestion) -> Judged:
    """Asks one question as a user does, and finds its right passages among the first hits.

    The outcome is that of the answer a user gets. An answer also explains each passage it shows,
    which takes longer than finding it, so what is judged further down comes from the search alone.
    """
    taken = assistant.take(question.turns[-1], question.turns[:-1])
    answer = taken.answer()
    found = [quotation.passage for quotation in answer.quotations]
    right = _right_passages(assistant, question)
    if question.answerable:
        found = [hit.passage for hit in taken.hits(DEPTH)]
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


def _right_passages(assistant: Assistant, question: LabelledQuestion) -> list[Passage]:
    """Returns the passages of the index that are right for a question."""
    passages = [p for path in question.sources for p in assistant.passages(path)]
    quote = folded(question.quote)
    return [p for p in passages if quote in folded(p.text)] or passages


def _mark(answer: Answer, right: Sequence[Passage], quote: str) -> JudgedMark | None:
    """Returns the mark in the first passage shown, if that or one that says the same is right."""
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


def absent_sources(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[str]:
    """Returns the documents that questions name as right and the index does not hold, by name."""
    held = {source.path for source in assistant.sources()}
    return sorted(set(chain.from_iterable(q.sources for q in questions)) - held)


def measure(right: Sequence[bool], among: int) -> dict[Metric, float]:
    """Returns the metrics of one ranking: whether each place, best first, is right.

    `among` is how many right places there are in all, ranked or not; each has grade 1. Where there
    are none, all metrics are 0.
    """
    from ir_measures import RR, Qrel, ScoredDoc, Success, iter_calc, nDCG

    measures = {
        Metric.NDCG: nDCG @ 10,
        Metric.RECALL_1: Success @ 1,
        Metric.RECALL_3: Success @ 3,
        Metric.RECALL_10: Success @ 10,
        Metric.MRR: RR @ 10,
    }
    found = [place for place, is_right in enumerate(right) if is_right]
    unranked = range(len(right), len(right) + max(among, 1) - len(found))
    judgements = [Qrel("question", str(place), 1) for place in (*found, *unranked)]
    ranking = [ScoredDoc("question", str(place), -float(place)) for place in range(len(right))]
    values = {m.measure: m.value for m in iter_calc(measures.values(), judgements, ranking)}
    return {metric: values[measure] for metric, measure in measures.items()}


def mean(scores: Sequence[Mapping[Metric, float]]) -> dict[Metric, float]:
    """Returns the mean of each metric over questions; 0 where there are none."""
    return {m: fmean(score[m] for score in scores) if scores else 0.0 for m in Metric}


def mark_of(text: str, marked: Highlight | None, quote: str) -> JudgedMark | None:
    """Returns the mark in a passage's text; None where the text does not hold the quote."""
    quote = quote.lstrip(_BULLET)
    words = quote.split()
    places = [found.span() for found in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if not words or not places:
        return None
    if marked is None:
        return JudgedMark("", holds=False, length=None)
    stretch = folded(text[marked.start : marked.end])
    unit = min(_unit(units(text), *place) for place in places)
    return JudgedMark(stretch, folded(quote) in stretch, (marked.end - marked.start) / unit)


def _unit(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Returns the length of the unit that a quote is in, or of the units from first to last."""
    within = [span for span in spans if span[0] < end and start < span[1]]
    return within[-1][1] - within[0][0] if within else end - start


@dataclass(frozen=True, slots=True)
class Marking:
    """What the marks of several passages, each of which holds its quote, are worth."""

    questions: int
    holding: float
    """The share of the marks that hold the quote; where nothing was marked, none does."""
    length: float | None
    """The mean over the marks there are; None where there is none."""


def marking(marks: Sequence[JudgedMark]) -> Marking | None:
    """Returns what marks are worth; None where there was nothing to mark."""
    if not marks:
        return None
    lengths = [mark.length for mark in marks if mark.length is not None]
    holding = fmean(mark.holds for mark in marks)
    return Marking(len(marks), holding, fmean(lengths) if lengths else None)


def folded(text: str) -> str:
    """Returns the text with each run of white space as one space, and none at its ends."""
    return " ".join(text.split())
