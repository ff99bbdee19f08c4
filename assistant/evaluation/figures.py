"""Judged questions to figures: means of the metrics and counts of the outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.judging import Judged
from assistant.evaluation.metrics import Metric, mean
from assistant.records import Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of labelled questions gives."""

    answerable: int
    unanswerable: int
    metrics: Mapping[Metric, float]
    """Means over the answerable questions."""
    outcomes: Mapping[Outcome, int]
    """How often each came of an answerable question."""
    outcomes_unanswerable: Mapping[Outcome, int]

    @property
    def recall(self) -> dict[int, float]:
        """The share of answerable questions with a right passage among the first k, by k."""
        recalls = ((1, Metric.RECALL_1), (3, Metric.RECALL_3), (10, Metric.RECALL_10))
        return {k: self.metrics[metric] for k, metric in recalls}

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return self.answerable + self.unanswerable


def figures(judged: Sequence[Judged]) -> Figures:
    """The figures of some judged questions."""
    answerable = [j for j in judged if j.question.answerable]
    unanswerable = [j for j in judged if not j.question.answerable]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        metrics=mean([j.metrics for j in answerable]),
        outcomes=_outcomes(answerable),
        outcomes_unanswerable=_outcomes(unanswerable),
    )


def by_kind(judged: Sequence[Judged]) -> dict[str, Figures]:
    """The figures of each kind of question, the commonest first."""
    counts = Counter(j.question.kind for j in judged)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {kind: figures([j for j in judged if j.question.kind == kind]) for kind in kinds}


def worst(judged: Sequence[Judged], most: int) -> list[Judged]:
    """The answerable questions whose first hit is not right, the worst first."""
    missed = [j for j in judged if j.question.answerable and j.rank != 1]
    return sorted(missed, key=lambda j: (-(j.rank or float("inf")), j.metrics[Metric.NDCG]))[:most]


def wrongly_found(judged: Sequence[Judged]) -> list[Judged]:
    """The unanswerable questions whose outcome was 'found', the surest first."""
    found = [j for j in judged if not j.question.answerable and j.outcome is Outcome.FOUND]
    return sorted(found, key=lambda j: -j.probability)


def _outcomes(judged: Sequence[Judged]) -> dict[Outcome, int]:
    counts = Counter(j.outcome for j in judged)
    return {outcome: counts[outcome] for outcome in Outcome}
