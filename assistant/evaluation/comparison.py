"""The same questions asked twice: what differs, by more than chance, and what may be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from assistant.assistant import Assistant
from assistant.evaluation.figures import (
    ROUNDING,
    Comparison,
    Figures,
    figures,
    figures_object,
    paired,
)
from assistant.evaluation.questions import (
    Judged,
    LabelledQuestion,
    Metric,
    check_labels,
    counted,
    holders,
    judge,
    judge_all,
)
from assistant.index import Progress
from assistant.index.snapshot import Snapshot
from assistant.records import Outcome

COMPARED = (Metric.NDCG, Metric.MRR, Metric.RECALL_1, Metric.RECALL_3)
CHANCE = 0.05
"""A difference with a p below this is taken to be more than chance."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question as it came out now, and as it came out before or elsewhere."""

    now: Judged
    before: Judged
    outdated: str = ""
    """Why the documents no longer say what is labelled as right; '' where they do."""

    @property
    def gain(self) -> float:
        """By how much nDCG@10 is better now; 0 for a question that nothing answers."""
        if not self.now.question.answerable:
            return 0.0
        return self.now.metrics[Metric.NDCG] - self.before.metrics[Metric.NDCG]

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


def is_right(judged: Judged) -> bool:
    """Returns whether an outcome is right: 'found' where the documents answer, and nowhere else."""
    return (judged.outcome is Outcome.FOUND) == judged.question.answerable


def _seen(judged: Judged) -> tuple[object, ...]:
    """Returns what its asker would see; where nothing is found, no passage is shown."""
    first = None if judged.outcome is Outcome.NOT_FOUND else judged.first
    return judged.outcome, judged.rank, first and (first.path, first.opening, judged.mark)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The questions that both evaluations asked, and how they came out."""

    now: Figures
    against: Figures
    left_out: int
    """Questions that the other evaluation does not have, or labels otherwise."""
    differences: Mapping[Metric, Comparison]
    """Now less against, of each metric compared; empty where no question is answerable."""
    worse: tuple[Change, ...]
    better: tuple[Change, ...]


def compare(judged: Sequence[Judged], against: Iterable[Judged]) -> SideBySide:
    """Returns questions as they came out now beside how the same ones came out elsewhere."""
    others = {_label(j.question): j for j in against}
    both = ((j, others.get(_label(j.question))) for j in judged)
    changes = [Change(now, before) for now, before in both if before]
    answerable = [change for change in changes if change.now.question.answerable]
    moved = sorted((c for c in answerable if c.gain), key=lambda c: c.gain)
    differences = {
        m: paired([c.now.metrics[m] for c in answerable], [c.before.metrics[m] for c in answerable])
        for m in (COMPARED if answerable else ())
    }
    return SideBySide(
        now=figures([change.now for change in changes]),
        against=figures([change.before for change in changes]),
        left_out=len(judged) - len(changes),
        differences=differences,
        worse=tuple(c for c in moved if c.gain < 0),
        better=tuple(c for c in reversed(moved) if c.gain > 0),
    )


def _label(question: LabelledQuestion) -> LabelledQuestion:
    return replace(question, type="")  # which the other evaluation may have called otherwise


def conclusion(found: SideBySide) -> str:
    """Says in a plain sentence whether the two differ by more than chance."""
    if not found.differences:
        return "No answerable question is in both, so there is no ranking to compare."
    if not found.worse and not found.better:
        return "The two rank the right passages alike for every question."
    sure = {m: d for m, d in found.differences.items() if d.p < CHANCE}
    if not sure:
        return (
            "No difference that could not be chance: with "
            f"{found.now.answerable} questions, none of the metrics has p below {CHANCE}."
        )
    better = [metric for metric, gained in sure.items() if gained.difference > 0]
    kinds = (("better", better), ("worse", [metric for metric in sure if metric not in better]))
    said = [f"{word} than the other in {_listed(names)}" for word, names in kinds if names]
    unsure = [metric for metric in found.differences if metric not in sure]
    rest = f"; what differs in {_listed(unsure)} could be chance" if unsure else ""
    return f"This one is {' and '.join(said)}, by more than chance gives (p below {CHANCE}){rest}."


def _listed(metrics: Sequence[Metric]) -> str:
    *most, last = metrics
    return f"{', '.join(most)} and {last}" if most else last.value


def comparison_object(found: SideBySide) -> dict[str, object]:
    """Returns a comparison as an object for JSON."""
    return {
        "left_out": found.left_out,
        "now": figures_object(found.now),
        "against": figures_object(found.against),
        "differences": {metric: asdict(d) for metric, d in found.differences.items()},
        "worse": [_change_object(change) for change in found.worse],
        "better": [_change_object(change) for change in found.better],
        "conclusion": conclusion(found),
    }


def _change_object(change: Change) -> dict[str, object]:
    return {
        "id": change.now.question.id,
        "gain": change.gain,
        "rank": {"now": change.now.rank, "against": change.before.rank},
        "first": {"now": asdict(change.now)["first"], "against": asdict(change.before)["first"]},
    }


def asked_of_both(
    index: Path,
    now: Snapshot,
    before: Snapshot,
    questions: Sequence[LabelledQuestion],
    progress: Progress,
) -> tuple[Change, ...]:
    """Returns every question as it comes out on two checked snapshots.

    One is outdated where the files that held its quote before are others now, or gone.

    Raises:
        UsageError: a quote stands in neither.
    """
    with Assistant.on(index, now) as new, Assistant.on(index, before, new) as old:
        check_labels(questions, new, old)
        found = []
        for question in counted(questions, progress):
            outdated = _outdated(question, new, old)
            found.append(Change(judge(new, question), judge(old, question), outdated))
        return tuple(found)


def _outdated(question: LabelledQuestion, new: Assistant, old: Assistant) -> str:
    """Returns why no file holds the quote any more; '' where one does or one is as it was."""
    stood, files = holders(question, old), {s.path: s.sha256 for s in new.sources()}
    if not stood or stood.items() & files.items() or holders(question, new):
        return ""
    there = " and ".join(path for path in stood if path in files)
    lost = f"{' and '.join(stood)} is no longer in the index"
    return f"its quote no longer stands in {there}" if there else lost


def moved_object(moved: Sequence[Change]) -> list[dict[str, object]]:
    """Returns the questions as objects for JSON."""
    return [
        {
            "id": one.now.question.id,
            "question": one.now.question.turns[-1],
            "worse": one.is_worse,
            **{
                side: {name: told[name] for name in ("outcome", "rank", "first", "mark")}
                for side, told in (("now", asdict(one.now)), ("before", asdict(one.before)))
            },
        }
        for one in moved
    ]


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
        return self.before is not None and self.before - self.now > self.tolerance + ROUNDING


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What the questions gave."""

    measured: tuple[Measured, ...]
    worse: tuple[Change, ...] = ()
    """The questions that came out worse, the most changed first."""
    outdated: tuple[Change, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the new index may be published."""
        return not any(one.fell for one in self.measured)


@dataclass(slots=True)
class Gate:
    """Decides on a new snapshot, and keeps what it found."""

    index: Path
    questions: Sequence[LabelledQuestion]
    tolerance: float
    progress: Progress = lambda *_: None
    verdict: GateVerdict | None = None
    """None before it was asked."""

    def __call__(self, new: Snapshot, old: Snapshot | None) -> bool:
        """Returns whether a new snapshot may be published; where there is no old one, it may."""
        if old is None:
            with Assistant.on(self.index, new) as assistant:
                check_labels(self.questions, assistant)
                judged = judge_all(assistant, self.questions, self.progress)
            rows = _rows(judged, judged)
            self.verdict = GateVerdict(tuple(Measured(n, len(v), fmean(v)) for n, v in rows))
        else:
            moved = asked_of_both(self.index, new, old, self.questions, self.progress)
            self.verdict = judge_both(moved, self.tolerance)
        return self.verdict.passed


def judge_both(moved: Sequence[Change], tolerance: float) -> GateVerdict:
    """Returns what questions asked of both indexes give, those outdated only if most are."""
    outdated = tuple(one for one in moved if one.outdated)
    if 2 * len(outdated) <= sum(one.now.question.answerable for one in moved):
        moved = [one for one in moved if not one.outdated]
    new, old = [one.now for one in moved], [one.before for one in moved]
    now, before = _rows(new, old), _rows(old, new)
    measured = tuple(
        Measured(name, len(v), fmean(v), fmean(other), paired(v, other).p, tolerance)
        for (name, v), (_, other) in zip(now, before, strict=True)
    )
    worse = sorted((one for one in moved if one.is_worse), key=lambda one: one.gain)
    return GateVerdict(measured, tuple(worse), outdated)


def _rows(judged: Sequence[Judged], beside: Sequence[Judged]) -> list[tuple[str, list[float]]]:
    """Returns each measure's name and its value for each question; none without a question for it.

    Marks are compared where the quote stands first here and `beside`: what no longer does has
    fallen in rank.
    """
    answerable = [one for one in judged if one.question.answerable]
    both = zip(judged, beside, strict=True)
    others = [one for one in judged if not one.question.answerable]
    rows = [
        (Metric.RECALL_3.value, [one.metrics[Metric.RECALL_3] for one in answerable]),
        (Metric.NDCG.value, [one.metrics[Metric.NDCG] for one in answerable]),
        ("marks right", [float(one.mark.holds) for one, other in both if one.mark and other.mark]),
        ("outcomes right", [float(is_right(one)) for one in judged]),
        ("unanswerable not found", [float(is_right(one)) for one in others]),
    ]
    return [row for row in rows if row[1]]


def verdict_object(found: GateVerdict) -> Mapping[str, object]:
    """Returns what the gate found, as an object for JSON."""
    return {
        "passed": found.passed,
        "measures": {
            one.name: {k: v for k, v in asdict(one).items() if k != "name"} | {"fell": one.fell}
            for one in found.measured
        },
        "worse": moved_object(found.worse),
        "outdated": {one.now.question.id: one.outdated for one in found.outdated},
    }
