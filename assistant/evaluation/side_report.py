"""Two evaluations side by side as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evaluation import layout
from assistant.evaluation.comparison import Change, SideBySide, conclusion
from assistant.evaluation.figures import PASSING
from assistant.evaluation.report import rank_shown
from assistant.records import Outcome


def side_report(found: SideBySide, against: str, most: int) -> list[str]:
    """Figures of both, their differences, and the questions that changed most, `most` each way."""
    return [
        "",
        f"Beside {against}",
        *_left_out(found),
        *_metrics(found),
        *_outcomes(found),
        *_told(found),
        "",
        *layout.paragraph(conclusion(found)),
        *_changes("Worse now", found.worse, most),
        *_changes("Better now", found.better, most),
    ]


def _left_out(found: SideBySide) -> list[str]:
    if not found.left_out:
        return []
    one = found.left_out == 1
    return layout.paragraph(
        f"{found.left_out} question{' is' if one else 's are'} left out: "
        f"{'it is' if one else 'they are'} not there, or labelled otherwise."
    )


def _metrics(found: SideBySide) -> list[str]:
    rows = [
        (
            metric.value,
            layout.figure(found.now.metrics[metric]),
            layout.figure(found.against.metrics[metric]),
            _signed(d.difference),
            f"{_signed(d.low)} to {_signed(d.high)}",
            _p(d.p),
        )
        for metric, d in found.differences.items()
    ]
    first = f"{found.now.answerable} answerable"
    heading = (first, "now", "other", "difference", "95 % interval", "p")
    return ["", *layout.table([heading, *rows])] if rows else []


def _outcomes(found: SideBySide) -> list[str]:
    now, other = found.now, found.against
    rows = [
        (f"{kind}, {outcome.replace('_', ' ')}", str(here[outcome]), str(there[outcome]))
        for kind, here, there in (
            ("answerable", now.outcomes, other.outcomes),
            ("unanswerable", now.outcomes_unanswerable, other.outcomes_unanswerable),
        )
        for outcome in Outcome
        if any(here.values())
    ]
    return ["", *layout.table([("outcomes", "now", "other"), *rows])] if rows else []


def _told(found: SideBySide) -> list[str]:
    """What both tell of marks, and of how far the probability tells questions apart."""
    now, other = found.now, found.against
    rows: list[tuple[str, float | None, float | None]] = []
    if now.marking and other.marking:
        rows += [
            ("marks that hold the quote", now.marking.holding, other.marking.holding),
            ("length to the unit's", now.marking.length, other.marking.length),
        ]
    if now.separation and other.separation:
        passing = f"unanswerable, pass as {PASSING} % of answerable do"
        rows += [
            (passing, now.separation.passing, other.separation.passing),
            ("area under the ROC curve", now.separation.area, other.separation.area),
        ]
    told = [(name, layout.figure(here), layout.figure(there)) for name, here, there in rows]
    return ["", *layout.table([("marks and probability", "now", "other"), *told])] if told else []


def _changes(heading: str, changes: Sequence[Change], most: int) -> Iterator[str]:
    if not changes or not most:
        return
    shown = f"{most} of {len(changes)}" if most < len(changes) else str(len(changes))
    yield from ("", f"{heading}: {shown}, the most changed first")
    for number, change in enumerate(changes[:most], 1):
        question = change.now.question
        ranks = f"{rank_shown(change.now)}, other {rank_shown(change.against)}"
        yield from layout.numbered(number, f"{question.id} ({question.kind}): {ranks}")
        yield from layout.question(question)
        for label, judged in (("now:", change.now), ("other:", change.against)):
            yield from layout.passage(label, judged.first, "nothing was found")


def _signed(value: float) -> str:
    return f"{round(value, 3) + 0.0:+.3f}"  # no -0.000


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"
