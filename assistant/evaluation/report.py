"""The report of an evaluation: tables, and the worst questions; about 90 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.evaluation.comparison import Change, GateVerdict, SideBySide, conclusion
from assistant.evaluation.figures import (
    PASSING,
    Figures,
    by_kind,
    figures,
    missed_marks,
    worst,
    wrongly_found,
)
from assistant.evaluation.questions import DEPTH, Extract, Judged, LabelledQuestion, Metric
from assistant.evaluation.runs import Evaluation, Result
from assistant.records import Outcome
from assistant.wording import count

_WIDTH = 90
_NAME_WIDTH = 24
_LABEL = 10
_NOTHING = "nothing was found"
_OUTCOMES = tuple(outcome.value.replace("_", " ") for outcome in Outcome)
_TABLES = {
    "answerable: ranking": tuple(Metric),
    "quote in the first: mark": ("holds it", "length to unit's"),
    "answerable: outcome": (*_OUTCOMES, "share found"),
    "unanswerable: outcome": (*_OUTCOMES, "share found"),
    "unanswerable: told apart": (f"pass as {PASSING} % of answerable do", "ROC area"),
}
"""The columns of each table, by its heading."""
_BESIDE = {
    "outcomes": {
        "answerable: outcome": [f"answerable, {outcome}" for outcome in _OUTCOMES],
        "unanswerable: outcome": [f"unanswerable, {outcome}" for outcome in _OUTCOMES],
    },
    "marks and probability": {
        "quote in the first: mark": ["marks that hold the quote", "length to the unit's"],
        "unanswerable: told apart": [
            f"unanswerable, pass as {PASSING} % of answerable do",
            "area under the ROC curve",
        ],
    },
}
"""The tables of two evaluations: the rows that come of the columns of those above."""


def as_text(found: Evaluation, most: int) -> str:
    """Returns an evaluation as text for people, with the `most` worst questions of each kind."""
    lines: list[str] = []
    for result, side in zip_longest(found.results, found.sides):
        lines += file_report(result, most)
        lines += side_report(side, found.against, most) if side else []
        lines += ["", ""] if len(found.results) > 1 else []
    if len(found.results) > 1:
        lines += overall_report(found.results)
    if found.overall:
        lines += side_report(found.overall, found.against, 0)
    return "\n".join(lines)


def file_report(result: Result, most: int) -> list[str]:
    """Returns the figures of one question file, and its `most` worst of each kind of failure."""
    kinds = by_kind(result.judged)
    below = kinds.items() if len(kinds) > 1 else ()
    tables = _tables([("all", figures(result.judged)), *below])
    return [*_heading(result), *tables, *_worst(result.judged, most)]


def overall_report(results: Sequence[Result]) -> list[str]:
    """Returns a row for each file, and one for all their questions together."""
    everything = [judged for result in results for judged in result.judged]
    rows = [(result.name, figures(result.judged)) for result in results]
    return ["All files", *_tables([("all questions", figures(everything)), *rows])]


def _heading(result: Result) -> Iterator[str]:
    found, asked = figures(result.judged), result.asked
    yield result.name
    yield "=" * len(result.name)
    questions = f"{found.answerable} answerable and {found.unanswerable} unanswerable questions"
    index = f"{asked.passages:,} passages of {asked.documents:,} documents"
    told = [f"{questions}; {index} (snapshot {asked.snapshot}, {asked.encoder})"]
    if result.absent_sources:
        absent = "Questions name documents as right that the index does not hold, and so count as"
        named = [f"{path} ({', '.join(_naming(result, path))})" for path in result.absent_sources]
        told.append(f"{absent} missed: {', '.join(named)}; 'assistant documents' lists its own")
    for text in told:
        yield from textwrap.wrap(text, _WIDTH)


def _naming(result: Result, path: str) -> Iterator[str]:
    """The questions that name a document as right, by id."""
    return (one.question.id for one in result.judged if path in one.question.sources)


def _tables(sets: Sequence[tuple[str, Figures]]) -> list[str]:
    lines: list[str] = []
    named = [
        (name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…", _cells(found))
        for name, found in sets
    ]
    for heading, columns in _TABLES.items():
        rows = [(name, *cells[heading]) for name, cells in named if heading in cells]
        lines += _table_of((heading, "questions", *columns), rows)
    return lines


def _cells(found: Figures) -> dict[str, tuple[str, ...]]:
    """Returns the cells of some questions in each table in which they have something to say."""
    cells: dict[str, tuple[str, ...]] = {}
    answerable, unanswerable = str(found.answerable), str(found.unanswerable)
    if found.answerable:
        cells["answerable: ranking"] = (answerable, *(figure(found.metrics[m]) for m in Metric))
        counts = (str(found.outcomes[o]) for o in Outcome)
        cells["answerable: outcome"] = (answerable, *counts, figure(found.found))
    if found.unanswerable:
        counts = (str(found.outcomes_unanswerable[o]) for o in Outcome)
        share = figure(found.found_unanswerable)
        cells["unanswerable: outcome"] = (unanswerable, *counts, share)
    if told := found.marking:
        marks = (str(told.questions), figure(told.holding), figure(told.length))
        cells["quote in the first: mark"] = marks
    if apart := found.separation:
        shares = (figure(apart.passing), figure(apart.area))
        cells["unanswerable: told apart"] = (unanswerable, *shares)
    return cells


def _worst(judged: Sequence[Judged], most: int) -> Iterator[str]:
    """Yields `most` of the questions with each kind of failure, and what is wrong with each."""
    for heading, order, found, labels in (
        ("Another passage came first", "worst", worst(judged, len(judged)), ("right", "first")),
        ("Marked beside the quote", "surest", missed_marks(judged), ("quote", "marked")),
        ("Found, though unanswerable", "surest", wrongly_found(judged), ("first",)),
    ):
        yield from _shown_of(heading, len(found), most, order)
        for number, one in enumerate(found[:most], 1):
            yield from _numbered(number, _summary(one), one.question)
            wrong = {
                "right": _passage_lines("right:", one.right, "no passage of the index"),
                "first": _passage_lines("first:", one.first, _NOTHING),
                "quote": _stretch("quote:", one.question.quote),
                "marked": _stretch("marked:", one.mark.text if one.mark else ""),
            }
            for label in labels:
                yield from wrong[label]


def _shown_of(heading: str, number: int, most: int, order: str) -> list[str]:
    """Returns the heading of a list that shows `most` of a number of questions, if it has any."""
    shown = f"{most} of {number}" if most < number else number
    return ["", f"{heading}: {shown}, the {order} first"] if number and most else []


def _summary(one: Judged) -> str:
    ranked = f"{_rank(one)}, nDCG {figure(one.metrics[Metric.NDCG])}, " if one.metrics else ""
    return f"{_named(one)}{ranked}{one.outcome.replace('_', ' ')} ({figure(one.probability)})"


def _named(one: Judged) -> str:
    return f"{one.question.id} ({one.question.kind}): "


def side_report(found: SideBySide, against: str, most: int) -> list[str]:
    """Returns both figures, their differences, and the `most` questions that changed most."""
    told = f"{count(found.left_out, 'question')} left out: not there, or labelled otherwise."
    return [
        "",
        f"Beside {against}",
        *([told] if found.left_out else []),
        *_metrics(found),
        *_others(found),
        "",
        *textwrap.wrap(conclusion(found), _WIDTH),
        *_changes("Worse now", found.worse, most),
        *_changes("Better now", found.better, most),
    ]


def _metrics(found: SideBySide) -> list[str]:
    rows = [
        (
            metric.value,
            figure(found.now.metrics[metric]),
            figure(found.against.metrics[metric]),
            _signed(d.difference),
            f"{_signed(d.low)} to {_signed(d.high)}",
            f"{d.p:.3f}" if d.p >= 0.001 else "<0.001",
        )
        for metric, d in found.differences.items()
    ]
    first = f"{found.now.answerable} answerable"
    return _table_of((first, "now", "other", "difference", "95 % interval", "p"), rows)


def _others(found: SideBySide) -> Iterator[str]:
    """Yields the tables of outcomes, marks and probability; a row for what both have a cell for."""
    now, other = _cells(found.now), _cells(found.against)
    for heading, tables in _BESIDE.items():
        rows = [
            row
            for name, labels in tables.items()
            if name in now and name in other
            for row in zip(labels, now[name][1:], other[name][1:], strict=False)
        ]
        yield from _table_of((heading, "now", "other"), rows)


def _table_of(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    return ["", *table([heading, *rows])] if rows else []


def _changes(heading: str, changes: Sequence[Change], most: int) -> Iterator[str]:
    yield from _shown_of(heading, len(changes), most, "most changed")
    said = [f"{_named(c.now)}{_rank(c.now)}, other {_rank(c.before)}" for c in changes[:most]]
    yield from _change_lines(changes[:most], said, "other:")


def _signed(value: float) -> str:
    return f"{round(value, 3) + 0.0:+.3f}"  # no -0.000


def verdict_lines(found: GateVerdict) -> list[str]:
    """Returns what the gate found, as lines for people."""
    rows = [("questions asked", "", "now", "before", "p")]
    for one in found.measured:
        before = "" if one.before is None else figure(one.before)
        p = "" if one.p is None else f"{one.p:.2f}"
        name = f"{one.name}, fell by more than {one.tolerance:g}" if one.fell else one.name
        rows.append((name, str(one.questions), figure(one.now), before, p))
    heading = f"Came out worse: {len(found.worse)}, the most changed first"
    return [*table(rows), *moved_lines(heading, found.worse), *outdated_lines(found.outdated)]


def outdated_lines(outdated: Sequence[Change]) -> list[str]:
    """Returns the questions that are outdated, if any, as lines for people."""
    said = [f"    {one.now.question.id}: {one.outdated}" for one in outdated]
    return ["", "Left out unless most are such: correct these questions", *said] if said else []


def moved_lines(heading: str, moved: Sequence[Change]) -> Iterator[str]:
    """Yields the questions as lines for people, each with both its first passages."""
    if moved:
        yield from ("", heading)
    said = [f"{c.now.question.id}: {_said(c.now)}; before: {_said(c.before)}" for c in moved]
    yield from _change_lines(moved, said, "before:")


def _said(judged: Judged) -> str:
    outcome = judged.outcome.replace("_", " ")
    beside = ", marked beside the quote" if judged.mark_misses else ""
    return f"{_rank(judged)}, {outcome}{beside}" if judged.question.answerable else outcome


def _change_lines(changes: Sequence[Change], said: Sequence[str], other: str) -> Iterator[str]:
    """Yields what is said of each question that came out otherwise, and both first passages."""
    for number, (text, change) in enumerate(zip(said, changes, strict=True), 1):
        yield from _numbered(number, text, change.now.question)
        yield from _passage_lines("now:", change.now.first, _NOTHING)
        yield from _passage_lines(other, change.before.first, _NOTHING)


def _rank(judged: Judged) -> str:
    return f"rank {judged.rank}" if judged.rank else f"not in the first {DEPTH}"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns rows as lines, the first column aligned left and the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float | None) -> str:
    """Returns a metric or probability, with three decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def _numbered(number: int, text: str, asked: LabelledQuestion) -> Iterator[str]:
    """Yields a blank line, a text under a number, and the turns of a question, a line each."""
    yield ""
    yield from textwrap.wrap(f"{number:>2}. {text}", _WIDTH, subsequent_indent=" " * 4)
    for turn in asked.turns:
        yield from _labelled("asked:", " ".join(turn.split()))


def _passage_lines(label: str, shown: Extract | None, absent: str) -> list[str]:
    if shown is None:
        return list(_labelled(label, absent))
    return [*_labelled(label, shown.cited), *_stretch("", shown.opening)]


def _stretch(label: str, text: str) -> list[str]:
    opening = textwrap.shorten(text, 2 * (_WIDTH - _LABEL - 4) - 8, placeholder=" …")
    return list(_labelled(label, f"“{opening}”" if opening else "nothing"))


def _labelled(label: str, text: str) -> Iterator[str]:
    first = f"    {label:<{_LABEL}}"
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first)
    ) or [first.rstrip()]
