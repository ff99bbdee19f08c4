"""An evaluation as text for people: figures by kind of question, and where it fell short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.evaluation import layout
from assistant.evaluation.figures import (
    PASSING,
    Figures,
    by_kind,
    figures,
    missed_marks,
    worst,
    wrongly_found,
)
from assistant.evaluation.judging import DEPTH, Judged
from assistant.evaluation.metrics import Metric
from assistant.evaluation.results import Result
from assistant.records import Outcome

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
    yield from layout.paragraph(
        f"{found.answerable} answerable and {found.unanswerable} unanswerable questions; "
        f"{asked.passages:,} passages of {asked.documents:,} documents (snapshot {asked.snapshot},"
        f" {asked.encoder})"
    )
    if result.absent_sources:
        yield from layout.paragraph(
            "Questions name documents as right that the index does not hold, and so count as "
            f"missed: {', '.join(result.absent_sources)}"
        )


def _tables(result: Result) -> list[str]:
    kinds = by_kind(result.judged)
    return ["", *_tables_of({"all": figures(result.judged)}, kinds if len(kinds) > 1 else {})]


def _tables_of(top: Mapping[str, Figures], below: Mapping[str, Figures]) -> list[str]:
    """The tables, a row for each set of questions that has something to say in it."""
    named = [(layout.name(name), found) for name, found in (*top.items(), *below.items())]
    tables = [
        [(heading, "questions", *columns)]
        + [(name, *told) for name, found in named if (told := cells(found))]
        for heading, columns, cells in _TABLES
    ]
    shown = [layout.table(rows) for rows in tables if len(rows) > 1]
    return [line for lines in shown for line in (*lines, "")][:-1]


def _ranking(found: Figures) -> tuple[str, ...]:
    if not found.answerable:
        return ()
    return (str(found.answerable), *(layout.figure(found.metrics[m]) for m in Metric))


def _marks(found: Figures) -> tuple[str, ...]:
    told = found.marking
    if told is None:
        return ()
    return (str(told.questions), layout.figure(told.holding), layout.figure(told.length))


def _outcomes(found: Figures) -> tuple[str, ...]:
    return _counted(found.answerable, found.outcomes, found.found)


def _unanswerable(found: Figures) -> tuple[str, ...]:
    return _counted(found.unanswerable, found.outcomes_unanswerable, found.found_unanswerable)


def _counted(questions: int, counts: Mapping[Outcome, int], share: float | None) -> tuple[str, ...]:
    if not questions:
        return ()
    return (str(questions), *(str(counts[o]) for o in Outcome), layout.figure(share))


def _separation(found: Figures) -> tuple[str, ...]:
    told = found.separation
    if told is None:
        return ()
    return (str(found.unanswerable), layout.figure(told.passing), layout.figure(told.area))


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
        yield from layout.numbered(number, _summary(one))
        yield from layout.question(one.question)
        for part in parts:
            yield from part(one)


def _right(one: Judged) -> list[str]:
    return layout.passage("right:", one.right, "no passage of the index")


def _first(one: Judged) -> list[str]:
    return layout.passage("first:", one.first, "nothing was found")


def _quote(one: Judged) -> list[str]:
    return layout.stretch("quote:", one.question.quote)


def _marked(one: Judged) -> list[str]:
    return layout.stretch("marked:", one.mark.text if one.mark else "")


def _shown_of(all_of_them: Sequence[Judged], most: int) -> str:
    shown = min(len(all_of_them), most)
    return f": {shown} of {len(all_of_them)}" if shown < len(all_of_them) else f": {shown}"


def _summary(one: Judged) -> str:
    outcome = f"{one.outcome.replace('_', ' ')} ({layout.figure(one.probability)})"
    said = f"{one.question.id} ({one.question.kind}): "
    if not one.question.answerable:
        return f"{said}{outcome}"
    return f"{said}{rank_shown(one)}, nDCG {layout.figure(one.metrics[Metric.NDCG])}, {outcome}"
