"""What a system found, held against the labels: ranking, surety and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.figures import Marking, marking, separation
from assistant.evaluation.questions import JudgedMark, Metric, mark_of
from assistant.records import Highlight
from benchmarks.retrieval.collection import Collection, Question
from benchmarks.retrieval.worker import First, Found


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the questions of a collection."""

    metrics: Sequence[Mapping[Metric, float]]
    """Of each answerable question."""
    area: float | None
    """Under the ROC curve: the share of pairs in which the answerable question scores higher.

    None where the system reports no score, or no question is unanswerable.
    """
    marking: Marking | None
    """Of right first passages that hold the quote; None where nothing is marked."""


def judged(collection: Collection, found: Sequence[Found]) -> Judged:
    """What came of the questions, answerable ones first."""
    answered = list(zip(collection.questions, found, strict=False))
    scores = [one.first.score for one in found]
    sure = [score for score in scores if score is not None]
    area = None
    if len(sure) == len(scores):
        parted = separation(sure[: len(answered)], sure[len(answered) :])
        area = parted.area if parted else None
    return Judged(
        [question.metrics(one.ranking) for question, one in answered],
        area,
        _marking(collection, [(question, one.first) for question, one in answered]),
    )


def _marking(collection: Collection, asked: Sequence[tuple[Question, First]]) -> Marking | None:
    if not any(first.mark for _, first in asked):
        return None
    texts = dict(zip(collection.ids, collection.texts, strict=True))
    marks = [_mark(texts[first.id], first, q.quote) for q, first in asked if first.id in q.right]
    return marking([mark for mark in marks if mark])


def _mark(text: str, first: First, quote: str) -> JudgedMark | None:
    return mark_of(text, Highlight(*first.mark) if first.mark else None, quote)
