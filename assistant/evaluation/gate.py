"""A gate before an index is published: labelled questions asked of the new and the old one.

Where a measure falls by more than its tolerance, the new index is held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from assistant.asking import Assistant
from assistant.evaluation import layout
from assistant.evaluation.judging import Judged, judge_all
from assistant.evaluation.metrics import Metric
from assistant.evaluation.moved import (
    Moved,
    Progress,
    asked_of_both,
    is_right,
    moved_lines,
    moved_object,
)
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.significance import paired
from assistant.index.snapshot import Snapshot

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of both indexes, from 0 to 1; `before` is None where there was no index."""

    name: str
    questions: int
    now: float
    before: float | None = None
    p: float | None = None
    """How often chance alone gives a difference as large."""
    tolerance: float = 0.0

    @property
    def fell(self) -> bool:
        """Whether it is lower by more than the tolerance."""
        return self.before is not None and self.before - self.now > self.tolerance + _ROUNDING


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the questions gave."""

    measured: tuple[Measured, ...]
    worse: tuple[Moved, ...] = ()
    """The questions that came out worse, the most changed first."""

    @property
    def passed(self) -> bool:
        """Whether the new index may be published."""
        return not any(one.fell for one in self.measured)


class Gate:
    """Decides on a new snapshot, and keeps what it found."""

    def __init__(
        self,
        index: Path,
        questions: Sequence[LabelledQuestion],
        tolerance: float,
        progress: Progress = lambda *_: None,
    ) -> None:
        """Ask nothing yet."""
        self.verdict: Verdict | None = None
        self._index, self._questions = index, questions
        self._tolerance, self._progress = tolerance, progress

    def __call__(self, new: Snapshot, old: Snapshot | None) -> bool:
        """Whether a new snapshot may be published; where there is no old one, it may."""
        if old is None:
            with Assistant.on(self._index, new, once=True) as assistant:
                judged = judge_all(assistant, self._questions, self._progress)
            self.verdict = Verdict(tuple(_alone(*row) for row in _rows(judged, judged)))
        else:
            moved = asked_of_both(self._index, new, old, self._questions, self._progress)
            self.verdict = judge_both(moved, self._tolerance)
        return self.verdict.passed


def judge_both(moved: Sequence[Moved], tolerance: float) -> Verdict:
    """What questions that were asked of both indexes give."""
    new, old = [one.now for one in moved], [one.before for one in moved]
    now, before = _rows(new, old), _rows(old, new)
    measured = tuple(
        Measured(
            name,
            len(values),
            fmean(values),
            fmean(others),
            paired(values, others).p,
            tolerance,
        )
        for (name, values), (_, others) in zip(now, before, strict=True)
    )
    worse = sorted((one for one in moved if one.is_worse), key=lambda one: one.gain)
    return Verdict(measured, tuple(worse))


def verdict_lines(found: Verdict) -> list[str]:
    """What the gate found, as lines for people."""
    rows = [("questions asked", "", "now", "before", "p")]
    for one in found.measured:
        before = "" if one.before is None else layout.figure(one.before)
        p = "" if one.p is None else f"{one.p:.2f}"
        name = f"{one.name}, fell by more than {one.tolerance:g}" if one.fell else one.name
        rows.append((name, str(one.questions), layout.figure(one.now), before, p))
    heading = f"Came out worse: {len(found.worse)}, the most changed first"
    return [*layout.table(rows), *moved_lines(heading, found.worse)]


def verdict_object(found: Verdict) -> Mapping[str, object]:
    """What the gate found, as an object for JSON."""
    return {
        "passed": found.passed,
        "measures": {
            one.name: {
                "questions": one.questions,
                "now": one.now,
                "before": one.before,
                "p": one.p,
                "tolerance": one.tolerance,
                "fell": one.fell,
            }
            for one in found.measured
        },
        "worse": moved_object(found.worse),
    }


def _rows(judged: Sequence[Judged], beside: Sequence[Judged]) -> list[tuple[str, list[float]]]:
    """Each measure's name and its value for each question; none without a question for it.

    Marks are compared where the quote stands first here and `beside`: what no longer does has
    fallen in rank.
    """
    answerable = [one for one in judged if one.question.answerable]
    rows: list[tuple[str, list[float]]] = [
        (metric.value, [one.metrics[metric] for one in answerable])
        for metric in (Metric.RECALL_3, Metric.NDCG)
    ]
    both = zip(judged, beside, strict=True)
    rows += [
        ("marks right", [float(one.mark.holds) for one, other in both if one.mark and other.mark]),
        ("outcomes right", [float(is_right(one)) for one in judged]),
        (
            "unanswerable not found",
            [float(is_right(one)) for one in judged if not one.question.answerable],
        ),
    ]
    return [row for row in rows if row[1]]


def _alone(name: str, values: Sequence[float]) -> Measured:
    return Measured(name, len(values), fmean(values))
