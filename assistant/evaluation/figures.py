"""Judged questions to figures: means of the metrics and counts of the outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.evaluation.judging import Judged
from assistant.evaluation.marking import Marking, marking
from assistant.evaluation.metrics import Metric, mean
from assistant.records import Outcome

PASSING = 85
"""Percent of the answerable questions, at whose least probability the others are counted."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How far the probability tells unanswerable questions from answerable ones."""

    passing: float
    """The share of the unanswerable as probable as 85 % of the answerable are at the least."""
    area: float
    """Under the ROC curve: the share of pairs in which the answerable one is more probable."""


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
    marking: Marking | None
    """Of the first passages that hold the quote; None where none does."""
    separation: Separation | None
    """None without an unanswerable question, or an answerable one to tell it from."""

    @property
    def recall(self) -> dict[int, float]:
        """The share of answerable questions with a right passage among the first k, by k."""
        recalls = ((1, Metric.RECALL_1), (3, Metric.RECALL_3), (10, Metric.RECALL_10))
        return {k: self.metrics[metric] for k, metric in recalls}

    @property
    def found(self) -> float | None:
        """The share of answerable questions that are found; None where there is none."""
        return self.outcomes[Outcome.FOUND] / self.answerable if self.answerable else None

    @property
    def found_unanswerable(self) -> float | None:
        """The share of unanswerable questions that are found; None where there is none."""
        found = self.outcomes_unanswerable[Outcome.FOUND]
        return found / self.unanswerable if self.unanswerable else None

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return self.answerable + self.unanswerable


def figures(judged: Sequence[Judged], among: Sequence[Judged] | None = None) -> Figures:
    """The figures of judged questions, the unanswerable told from the answerable ones `among`.

    Without `among`, from the answerable ones of their own.
    """
    answerable = [j for j in judged if j.question.answerable]
    unanswerable = [j for j in judged if not j.question.answerable]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        metrics=mean([j.metrics for j in answerable]),
        outcomes=_outcomes(answerable),
        outcomes_unanswerable=_outcomes(unanswerable),
        marking=marking([j.mark for j in answerable if j.mark]),
        separation=separation(
            [j.probability for j in among or judged if j.question.answerable],
            [j.probability for j in unanswerable],
        ),
    )


def by_kind(judged: Sequence[Judged]) -> dict[str, Figures]:
    """The figures of each kind of question, the commonest first.

    The unanswerable ones of each are told from all answerable ones, as one threshold has to.
    """
    counts = Counter(j.question.kind for j in judged)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {kind: figures([j for j in judged if j.question.kind == kind], judged) for kind in kinds}


def worst(judged: Sequence[Judged], most: int) -> list[Judged]:
    """The answerable questions whose first hit is not right, the worst first."""
    missed = [j for j in judged if j.question.answerable and j.rank != 1]
    return sorted(missed, key=lambda j: (-(j.rank or float("inf")), j.metrics[Metric.NDCG]))[:most]


def missed_marks(judged: Sequence[Judged]) -> list[Judged]:
    """The questions whose quote stands in the first passage and not in its mark, surest first."""
    return sorted((j for j in judged if j.mark_misses), key=lambda j: -j.probability)


def wrongly_found(judged: Sequence[Judged]) -> list[Judged]:
    """The unanswerable questions whose outcome was 'found', the surest first."""
    found = [j for j in judged if not j.question.answerable and j.outcome is Outcome.FOUND]
    return sorted(found, key=lambda j: -j.probability)


def separation(right: Sequence[float], wrong: Sequence[float]) -> Separation | None:
    """How far the probabilities of unanswerable questions are from those of answerable ones.

    None without one of a kind.
    """
    right = sorted(right, reverse=True)
    if not right or not wrong:
        return None
    import numpy as np  # too large to load with the package

    from assistant.evaluation.reliability import area_under_roc

    threshold = right[-(-PASSING * len(right) // 100) - 1]
    flags = np.arange(len(right) + len(wrong)) < len(right)
    return Separation(
        passing=fmean(chance >= threshold for chance in wrong),
        area=area_under_roc(np.array([*right, *wrong]), flags),
    )


def _outcomes(judged: Sequence[Judged]) -> dict[Outcome, int]:
    counts = Counter(j.outcome for j in judged)
    return {outcome: counts[outcome] for outcome in Outcome}
