"""The same labelled questions asked of two snapshots: which come out otherwise, and worse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from assistant.assistant import Assistant
from assistant.evaluation import report
from assistant.evaluation.figures import paired
from assistant.evaluation.judging import Judged, Metric, counted, judge, judge_all
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.report import rank_shown
from assistant.index.snapshot import Snapshot
from assistant.records import Outcome

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """A question as it came out on a snapshot, and on the one beside it."""

    now: Judged
    before: Judged

    @property
    def differs(self) -> bool:
        """Whether its outcome, its right passage's rank, its first passage or mark is another."""
        return _seen(self.now) != _seen(self.before)

    @property
    def is_worse(self) -> bool:
        """Whether its right passages rank lower, or its outcome or mark is no longer right."""
        marked = self.before.mark is not None and self.before.mark.holds
        lost = is_right(self.before) and not is_right(self.now)
        return self.gain < 0 or lost or (marked and self.now.mark_misses)

    @property
    def gain(self) -> float:
        """By how much nDCG@10 is better now; 0 for a question that nothing answers."""
        if not self.now.question.answerable:
            return 0.0
        return self.now.metrics[Metric.NDCG] - self.before.metrics[Metric.NDCG]


def asked_of_both(
    index: Path,
    now: Snapshot,
    before: Snapshot,
    questions: Sequence[LabelledQuestion],
    progress: Progress,
) -> tuple[Moved, ...]:
    """Every question as it comes out on two checked snapshots.

    One whose quote stands in the documents of the other and no longer in those of the one counts
    as missed by the one, whichever passage it finds.
    """
    with Assistant.on(index, now) as new, Assistant.on(index, before, new) as old:
        return tuple(_asked(new, old, question) for question in counted(questions, progress))


def _asked(new: Assistant, old: Assistant, question: LabelledQuestion) -> Moved:
    one, other = judge(new, question), judge(old, question)
    lost = stands(old, one) and not stands(new, one)
    return Moved(_missed(one) if lost else one, other)


def stands(assistant: Assistant, judged: Judged) -> bool:
    """Whether the quote of a question stands in one of its sources, white space folded."""
    held = {source.path for source in assistant.sources()}
    texts = (assistant.document(p).text for p in judged.question.sources if p in held)
    quote = " ".join(judged.question.quote.split())
    return any(quote in " ".join(text.split()) for text in texts)


def is_right(judged: Judged) -> bool:
    """Whether an outcome is right: 'found' where the documents answer, and nowhere else."""
    return (judged.outcome is Outcome.FOUND) == judged.question.answerable


def moved_object(moved: Sequence[Moved]) -> list[dict[str, object]]:
    """The questions as objects for JSON."""
    return [
        {
            "id": one.now.question.id,
            "question": one.now.question.turns[-1],
            "worse": one.is_worse,
            "now": _judged_object(one.now),
            "before": _judged_object(one.before),
        }
        for one in moved
    ]


def moved_lines(heading: str, moved: Sequence[Moved]) -> Iterator[str]:
    """The questions as lines for people, each with both its first passages."""
    if moved:
        yield from ("", heading)
    for number, one in enumerate(moved, 1):
        said = f"{_said(one.now)}; before: {_said(one.before)}"
        yield from report.numbered(number, f"{one.now.question.id}: {said}")
        yield from report.question_lines(one.now.question)
        yield from report.passage_lines("now:", one.now.first, "nothing was found")
        yield from report.passage_lines("before:", one.before.first, "nothing was found")


def _missed(judged: Judged) -> Judged:
    return replace(judged, rank=None, metrics=dict.fromkeys(judged.metrics, 0.0))


def _said(judged: Judged) -> str:
    outcome = judged.outcome.replace("_", " ")
    beside = ", marked beside the quote" if judged.mark_misses else ""
    return f"{rank_shown(judged)}, {outcome}{beside}" if judged.question.answerable else outcome


def _seen(judged: Judged) -> tuple[object, ...]:
    """What its asker would see; where nothing is found, no passage is shown."""
    first = None if judged.outcome is Outcome.NOT_FOUND else judged.first
    return judged.outcome, judged.rank, first and (first.path, first.opening, judged.mark)


def _judged_object(judged: Judged) -> dict[str, object]:
    return {
        "outcome": judged.outcome.value,
        "rank": judged.rank,
        "first": asdict(judged.first) if judged.first else None,
        "mark": asdict(judged.mark) if judged.mark else None,
    }


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
            with Assistant.on(self._index, new) as assistant:
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
        before = "" if one.before is None else report.figure(one.before)
        p = "" if one.p is None else f"{one.p:.2f}"
        name = f"{one.name}, fell by more than {one.tolerance:g}" if one.fell else one.name
        rows.append((name, str(one.questions), report.figure(one.now), before, p))
    heading = f"Came out worse: {len(found.worse)}, the most changed first"
    return [*report.table(rows), *moved_lines(heading, found.worse)]


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
