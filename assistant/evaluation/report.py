"""An evaluation as text for people: figures by kind of question, and where it fell short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.evaluation import layout
from assistant.evaluation.figures import Figures, by_kind, figures, worst, wrongly_found
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
    """The table of metrics and that of outcomes, a row for each set of questions."""
    rows = [*top.items(), *below.items()]
    metrics = [("answerable: ranking", "questions", *Metric)] + [
        (layout.name(name), str(f.answerable), *(layout.figure(f.metrics[m]) for m in Metric))
        for name, f in rows
        if f.answerable
    ]
    outcomes = [
        [(heading, "questions", *_OUTCOMES)]
        + [
            (layout.name(name), str(sum(counts.values())), *(str(counts[o]) for o in Outcome))
            for name, counts in found
            if sum(counts.values())
        ]
        for heading, found in (
            ("answerable: outcome", [(name, f.outcomes) for name, f in rows]),
            ("unanswerable: outcome", [(name, f.outcomes_unanswerable) for name, f in rows]),
        )
    ]
    shown = [layout.table(each) for each in (metrics, *outcomes) if len(each) > 1]
    return [line for lines in shown for line in (*lines, "")][:-1]


def _worst(judged: Sequence[Judged], most: int) -> Iterator[str]:
    missed, found = worst(judged, len(judged)), wrongly_found(judged)
    if most and missed:
        yield from ("", f"Another passage came first{_shown_of(missed, most)}, the worst first")
        for number, one in enumerate(missed[:most], 1):
            yield from layout.numbered(number, _summary(one))
            yield from layout.question(one.question)
            yield from layout.passage("right:", one.right, "no passage of the index")
            yield from layout.passage("first:", one.first, "nothing was found")
    if most and found:
        yield from ("", f"Found, though unanswerable{_shown_of(found, most)}, the surest first")
        for number, one in enumerate(found[:most], 1):
            yield from layout.numbered(number, _summary(one))
            yield from layout.question(one.question)
            yield from layout.passage("first:", one.first, "nothing was found")


def _shown_of(all_of_them: Sequence[Judged], most: int) -> str:
    shown = min(len(all_of_them), most)
    return f": {shown} of {len(all_of_them)}" if shown < len(all_of_them) else f": {shown}"


def _summary(one: Judged) -> str:
    outcome = f"{one.outcome.replace('_', ' ')} ({layout.figure(one.probability)})"
    said = f"{one.question.id} ({one.question.kind}): "
    if not one.question.answerable:
        return f"{said}{outcome}"
    return f"{said}{rank_shown(one)}, nDCG {layout.figure(one.metrics[Metric.NDCG])}, {outcome}"
