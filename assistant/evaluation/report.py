"""Lines of a report: tables with aligned columns, questions, passages; about 90 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.evaluation.figures import (
    PASSING,
    Figures,
    by_kind,
    figures,
    missed_marks,
    worst,
    wrongly_found,
)
from assistant.evaluation.judging import DEPTH, Extract, Judged, Metric
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.results import Change, Result, SideBySide, conclusion
from assistant.records import Outcome

WIDTH = 90
NAME_WIDTH = 24
_LABEL = 10
_GAP = "  "


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines: the first column aligned left, the others right; no space at line ends."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float | None) -> str:
    """A metric or probability, with three decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def shown_name(text: str) -> str:
    """A name that fits the first column of a table."""
    return text if len(text) <= NAME_WIDTH else f"{text[: NAME_WIDTH - 1]}…"


def paragraph(text: str, indent: str = "") -> list[str]:
    """A text as lines."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def numbered(number: int, text: str) -> list[str]:
    """A text under a number, what follows indented, after a blank line."""
    return ["", *textwrap.wrap(f"{number:>2}. {text}", WIDTH, subsequent_indent=" " * 4)]


def question_lines(asked: LabelledQuestion) -> list[str]:
    """The turns of a question, a line each, the last as asked."""
    return [line for turn in asked.turns for line in _labelled("asked:", " ".join(turn.split()))]


def passage_lines(label: str, shown: Extract | None, absent: str) -> list[str]:
    """A passage under its citation, or what is said where there is none."""
    if shown is None:
        return list(_labelled(label, absent))
    return [*_labelled(label, shown.cited), *stretch("", shown.opening)]


def stretch(label: str, text: str) -> list[str]:
    """The beginning of a text as a quotation, or that there is none."""
    opening = textwrap.shorten(text, 2 * (WIDTH - _LABEL - 4) - 8, placeholder=" …")
    return list(_labelled(label, f"“{opening}”" if opening else "nothing"))


def _labelled(label: str, text: str) -> Iterator[str]:
    first = f"    {label:<{_LABEL}}"
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)
    ) or [first.rstrip()]


_OUTCOMES = tuple(outcome.value.replace("_", " ") for outcome in Outcome)


def file_report(result: Result, most: int) -> list[str]:
    """The figures of one question file, its `most` worst questions and surest wrong answers."""
    return [*_heading(result), *_tables(result), *_worst(result.judged, most)]


def overall_report(results: Sequence[Result]) -> list[str]:
    """A row for each file, and one for all their questions together."""
    everything = [judged for result in results for judged in result.judged]
    rows = {result.name: figures(result.judged) for result in results}
    return ["All files", "", *_tables_of({"all questions": figures(everything)}, rows)]


def rank_shown(judged: Judged) -> str:
    """A rank in words."""
    return f"rank {judged.rank}" if judged.rank else f"not in the first {DEPTH}"


def _heading(result: Result) -> Iterator[str]:
    found, asked = figures(result.judged), result.asked
    yield result.name
    yield "=" * len(result.name)
    yield from paragraph(
        f"{found.answerable} answerable and {found.unanswerable} unanswerable questions; "
        f"{asked.passages:,} passages of {asked.documents:,} documents (snapshot {asked.snapshot},"
        f" {asked.encoder})"
    )
    if result.absent_sources:
        yield from paragraph(
            "Questions name documents as right that the index does not hold, and so count as "
            f"missed: {', '.join(result.absent_sources)}"
        )


def _tables(result: Result) -> list[str]:
    kinds = by_kind(result.judged)
    return ["", *_tables_of({"all": figures(result.judged)}, kinds if len(kinds) > 1 else {})]


def _tables_of(top: Mapping[str, Figures], below: Mapping[str, Figures]) -> list[str]:
    """The tables, a row for each set of questions that has something to say in it."""
    named = [(shown_name(name), found) for name, found in (*top.items(), *below.items())]
    tables = [
        [(heading, "questions", *columns)]
        + [(name, *told) for name, found in named if (told := cells(found))]
        for heading, columns, cells in _TABLES
    ]
    shown = [table(rows) for rows in tables if len(rows) > 1]
    return [line for lines in shown for line in (*lines, "")][:-1]


def _ranking(found: Figures) -> tuple[str, ...]:
    if not found.answerable:
        return ()
    return (str(found.answerable), *(figure(found.metrics[m]) for m in Metric))


def _marks(found: Figures) -> tuple[str, ...]:
    told = found.marking
    if told is None:
        return ()
    return (str(told.questions), figure(told.holding), figure(told.length))


def _outcomes(found: Figures) -> tuple[str, ...]:
    return _counted(found.answerable, found.outcomes, found.found)


def _unanswerable(found: Figures) -> tuple[str, ...]:
    return _counted(found.unanswerable, found.outcomes_unanswerable, found.found_unanswerable)


def _counted(questions: int, counts: Mapping[Outcome, int], share: float | None) -> tuple[str, ...]:
    if not questions:
        return ()
    return (str(questions), *(str(counts[o]) for o in Outcome), figure(share))


def _separation(found: Figures) -> tuple[str, ...]:
    told = found.separation
    if told is None:
        return ()
    return (str(found.unanswerable), figure(told.passing), figure(told.area))


_TABLES = (
    ("answerable: ranking", tuple(Metric), _ranking),
    ("quote in the first: mark", ("holds it", "length to unit's"), _marks),
    ("answerable: outcome", (*_OUTCOMES, "share found"), _outcomes),
    ("unanswerable: outcome", (*_OUTCOMES, "share found"), _unanswerable),
    (
        "unanswerable: told apart",
        (f"pass as {PASSING} % of answerable do", "ROC area"),
        _separation,
    ),
)


def _worst(judged: Sequence[Judged], most: int) -> Iterator[str]:
    wrong = wrongly_found(judged)
    missed, beside = worst(judged, len(judged)), missed_marks(judged)
    yield from _listed("Another passage came first", "worst", missed, most, _right, _first)
    yield from _listed("Marked beside the quote", "surest", beside, most, _quote, _marked)
    yield from _listed("Found, though unanswerable", "surest", wrong, most, _first)


def _listed(
    heading: str,
    order: str,
    found: Sequence[Judged],
    most: int,
    *parts: Callable[[Judged], list[str]],
) -> Iterator[str]:
    """Under a heading `most` of the questions, and of each the parts that tell what is wrong."""
    if not most or not found:
        return
    yield from ("", f"{heading}{_shown_of(found, most)}, the {order} first")
    for number, one in enumerate(found[:most], 1):
        yield from numbered(number, _summary(one))
        yield from question_lines(one.question)
        for part in parts:
            yield from part(one)


def _right(one: Judged) -> list[str]:
    return passage_lines("right:", one.right, "no passage of the index")


def _first(one: Judged) -> list[str]:
    return passage_lines("first:", one.first, "nothing was found")


def _quote(one: Judged) -> list[str]:
    return stretch("quote:", one.question.quote)


def _marked(one: Judged) -> list[str]:
    return stretch("marked:", one.mark.text if one.mark else "")


def _shown_of(all_of_them: Sequence[Judged], most: int) -> str:
    shown = min(len(all_of_them), most)
    return f": {shown} of {len(all_of_them)}" if shown < len(all_of_them) else f": {shown}"


def _summary(one: Judged) -> str:
    outcome = f"{one.outcome.replace('_', ' ')} ({figure(one.probability)})"
    said = f"{one.question.id} ({one.question.kind}): "
    if not one.question.answerable:
        return f"{said}{outcome}"
    return f"{said}{rank_shown(one)}, nDCG {figure(one.metrics[Metric.NDCG])}, {outcome}"


def side_report(found: SideBySide, against: str, most: int) -> list[str]:
    """Figures of both, their differences, and the questions that changed most, `most` each way."""
    return [
        "",
        f"Beside {against}",
        *_left_out(found),
        *_metrics(found),
        *_outcomes_side_report(found),
        *_told(found),
        "",
        *paragraph(conclusion(found)),
        *_changes("Worse now", found.worse, most),
        *_changes("Better now", found.better, most),
    ]


def _left_out(found: SideBySide) -> list[str]:
    if not found.left_out:
        return []
    one = found.left_out == 1
    return paragraph(
        f"{found.left_out} question{' is' if one else 's are'} left out: "
        f"{'it is' if one else 'they are'} not there, or labelled otherwise."
    )


def _metrics(found: SideBySide) -> list[str]:
    rows = [
        (
            metric.value,
            figure(found.now.metrics[metric]),
            figure(found.against.metrics[metric]),
            _signed(d.difference),
            f"{_signed(d.low)} to {_signed(d.high)}",
            _p(d.p),
        )
        for metric, d in found.differences.items()
    ]
    first = f"{found.now.answerable} answerable"
    heading = (first, "now", "other", "difference", "95 % interval", "p")
    return ["", *table([heading, *rows])] if rows else []


def _outcomes_side_report(found: SideBySide) -> list[str]:
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
    return ["", *table([("outcomes", "now", "other"), *rows])] if rows else []


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
    told = [(name, figure(here), figure(there)) for name, here, there in rows]
    return ["", *table([("marks and probability", "now", "other"), *told])] if told else []


def _changes(heading: str, changes: Sequence[Change], most: int) -> Iterator[str]:
    if not changes or not most:
        return
    shown = f"{most} of {len(changes)}" if most < len(changes) else str(len(changes))
    yield from ("", f"{heading}: {shown}, the most changed first")
    for number, change in enumerate(changes[:most], 1):
        question = change.now.question
        ranks = f"{rank_shown(change.now)}, other {rank_shown(change.against)}"
        yield from numbered(number, f"{question.id} ({question.kind}): {ranks}")
        yield from question_lines(question)
        for label, judged in (("now:", change.now), ("other:", change.against)):
            yield from passage_lines(label, judged.first, "nothing was found")


def _signed(value: float) -> str:
    return f"{round(value, 3) + 0.0:+.3f}"  # no -0.000


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"
