"""Writes the retrieval table of docs/benchmarks.md: `python -m benchmarks.retrieval.page`.

It stands between the two comments that `OPENING` and `CLOSING` are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from benchmarks.collections import ROOT
from benchmarks.retrieval.figures import FILE, Cost, Results, Row, Table, read

OPENING = "<!-- retrieval table: written by python -m benchmarks.retrieval.page -->"
CLOSING = "<!-- end -->"
_LEVEL = 0.05
_TOLD: dict[str, Callable[[Row], float | None]] = {
    "near-miss AUC": lambda row: row.area,
    "marks": lambda row: row.marking.holding if row.marking else None,
}
"""What is told of all collections in one column."""
_EXPLAINED = (
    "Near-miss AUC: how often the first passage of an answerable question scores higher than that "
    "of one that the documents do not answer (area under the ROC curve, collection by collection; "
    "of ours the answer's probability). Marks: where the first passage is right and holds the "
    "labelled words, how often what is marked in it holds them; a library with a cross-encoder "
    "marks the sentence that it scores highest. These cross-encoders are of the size of ours and "
    "have the weights that its training began from."
)


class MarkersMissingError(Exception):
    """A text has no place for the table."""


def main() -> int:
    """Rewrite the table."""
    path = ROOT / "docs" / "benchmarks.md"
    try:
        path.write_text(with_table(path.read_text("utf-8"), section(read(FILE))), "utf-8")
    except MarkersMissingError as error:
        sys.stderr.write(f"docs/benchmarks.md: {error}\n")
        return 2
    return 0


def with_table(text: str, table: str) -> str:
    """The text with what stands between the markers replaced.

    Raises:
        MarkersMissingError: the markers are not there, once each and in order.
    """
    place = re.compile(f"(?<={re.escape(OPENING)}\n).*?(?={re.escape(CLOSING)})", re.DOTALL)
    if len(place.findall(text)) != 1:
        raise MarkersMissingError(f"one line {OPENING} and one {CLOSING} after it are needed")
    return place.sub(lambda _: f"\n{table}\n", text)


def section(found: Results) -> str:
    """The table and what it needs to be understood."""
    return f"{_rows(found)}\n{_notes(found)}"


def _rows(found: Results) -> str:
    tables, costs = found.tables, {row.label: row.cost for row in found.tables[-1].rows}
    measured = [row.label for table in tables for row in table.rows]
    failed = [failure.label for table in tables for failure in table.failures]
    labels = list(dict.fromkeys([*measured, *failed]))
    told = {name: of for name, of in _TOLD.items() if _is_told(tables, of)}
    columns = [
        *(table.collection for table in tables),
        *(*told, "build", "question, p50 / p95", "memory", "disk"),
    ]
    blank = [""] * (len(columns) - len(tables))
    lines = [
        ["nDCG@10", *columns],
        ["---"] * (len(columns) + 1),
        ["passages, questions, near misses", *map(_sizes, tables), *blank],
    ]
    ours = tables[-1].ours.label
    for label in labels:
        name = f"**{label}**" if label == ours else label
        quality = [_quality(table, label) for table in tables]
        quality += [_in_each(tables, label, figure) for figure in told.values()]
        lines.append([name, *quality, *_cost(costs.get(label))])
    recall = [_share(table.ours.recall_3) for table in tables]
    lines.append([f"{ours}, right passage among the three shown (recall@3)", *recall, *blank])
    return "".join(f"{''.join(f'| {cell} ' if cell else '| ' for cell in row)}|\n" for row in lines)


def _quality(table: Table, label: str) -> str:
    """The nDCG@10 of a system, the best of the table in bold; a mark says how sure that is."""
    rows = {row.label: row for row in table.rows}
    if label not in rows:
        return "failed"
    best = max(_share(row.ndcg) for row in table.rows)
    shown = _share(rows[label].ndcg)
    return (f"**{shown}**" if shown == best else shown) + _mark(rows[label])


def _sizes(table: Table) -> str:
    sizes = [table.passages, table.questions, table.unanswerable]
    return ", ".join(f"{size:,}" for size in sizes if size)


def _in_each(tables: list[Table], label: str, figure: Callable[[Row], float | None]) -> str:
    """A figure of a system on one collection after the other, a dash where it has none."""
    rows = [{row.label: row for row in table.rows}.get(label) for table in tables]
    found = [figure(row) if row else None for row in rows]
    if all(value is None for value in found):
        return "none"
    return " / ".join("–" if value is None else _share(value, 2) for value in found)


def _is_told(tables: list[Table], figure: Callable[[Row], float | None]) -> bool:
    return any(figure(row) is not None for table in tables for row in table.rows)


def _mark(row: Row) -> str:
    compared = row.ours_less_this
    if compared is None or (compared.p < _LEVEL and compared.difference > 0):
        return ""
    return "*" if compared.p >= _LEVEL else "†"


def _cost(cost: Cost | None) -> list[str]:
    if cost is None:
        return [""] * 4
    return [
        f"{cost.build_seconds:.0f} s",
        f"{cost.p50_ms:.0f} / {cost.p95_ms:.0f} ms",
        f"{cost.memory_mb:.0f} MB",
        f"{cost.disk_mb:.1f} MB",
    ]


def _notes(found: Results) -> str:
    """What the marks and columns mean, in lines of a page's width."""
    compared = [row.ours_less_this for table in found.tables for row in table.rows]
    sure = [c for c in compared if c and c.p < _LEVEL]
    marks = []
    if len(sure) < sum(c is not None for c in compared):
        marks.append("\\* not significantly different from ours")
    if any(c.difference < 0 for c in sure):
        marks.append("† significantly ahead of ours")
    marked = [f"{'; '.join(marks)} (paired randomisation test over questions, p < .05)."] * bool(
        marks
    )
    return _filled(
        *marked,
        *[_EXPLAINED] * any(_is_told(found.tables, of) for of in _TOLD.values()),
        "The weights of ours were chosen on these questions; the others have their defaults.",
        f"Times, memory and disk are those on {found.tables[-1].collection} ({found.processor}, "
        f"{found.cores} cores, {found.date}), each system in processes of its own, set up as its "
        "documentation has it. Build: from nothing to a saved index, loading the encoder "
        "included; ours also reads and cuts the documents. A question includes encoding it. "
        "Memory: the peak of the asking process. Disk: the saved index without the encoder.",
    )


def _filled(*sentences: str, width: int = 100) -> str:
    lines = [""]
    for word in " ".join(sentences).split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines) + "\n"


def _share(value: float, decimals: int = 3) -> str:
    return f"{value:.{decimals}f}".removeprefix("0")


if __name__ == "__main__":
    sys.exit(main())
