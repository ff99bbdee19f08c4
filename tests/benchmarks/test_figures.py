from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evaluation.figures import Comparison, Marking
from assistant.evaluation.questions import Metric
from benchmarks.retrieval import figures
from benchmarks.retrieval.figures import Cost, Failure, Results, Row, Table
from benchmarks.retrieval.judging import Judged
from benchmarks.retrieval.page import (
    CLOSING,
    OPENING,
    MarkersMissingError,
    section,
    with_table,
)
from benchmarks.retrieval.systems import Run
from benchmarks.retrieval.worker import Asked, Built

PAGE = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text("utf-8")

COST = Cost(12.4, 1.0, 4.4, 7.6, 301.0, 2.04)
OURS = Row("ours", 0.91, 0.8, 0.95, None, COST, 0.987, Marking(12, 0.9, 1.1))
BEHIND = Row("behind", 0.5, 0.4, 0.6, Comparison(0.41, 0.3, 0.5, 0.0001), None)
LEVEL = Row("level", 0.9, 0.4, 0.6, Comparison(0.01, -0.1, 0.1, 0.6), COST, 0.75)
AHEAD = Row("ahead", 0.95, 0.4, 0.6, Comparison(-0.04, -0.05, -0.01, 0.01), COST)
TABLE = Table("pages", 1300, 20, [BEHIND, OURS], [], 15)
RESULTS = Results("2026-11-22", "A processor", 2, "3.11", "an encoder", {"x": "1"}, [TABLE])


def judged(*values: float) -> Judged:
    return Judged([dict.fromkeys(Metric, value) for value in values], 0.6, Marking(2, 0.5, None))


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Figures are kept to four decimals."""
    table = replace(TABLE, rows=[*TABLE.rows, LEVEL], failures=[Failure("broken", "it broke")])
    figures.write(replace(RESULTS, tables=[TABLE, table]), tmp_path / "new" / "results.json")
    found = figures.read(tmp_path / "new" / "results.json")
    assert found == replace(RESULTS, tables=[TABLE, table])
    assert figures.rounded({"a": [0.123456, 1, None]}) == {"a": [0.1235, 1, None]}


def test_a_row_is_compared_with_ours() -> None:
    """The difference is ours less the other, question by question; ours is compared with none."""
    ours, other = judged(1.0, 0.5, 1.0), judged(0.0, 0.5, 1.0)
    run = Run(Built(2.0), Asked(1.0, [1.0, 2.0, 30.0], 5_000_000, [], {}), 7_000_000)
    found = figures.row("other", other, ours, run)
    assert found.ndcg == 0.5
    assert (found.area, found.marking) == (0.6, Marking(2, 0.5, None))
    assert found.ours_less_this is not None
    assert found.ours_less_this.difference == pytest.approx(1 / 3)
    assert found.cost is not None
    assert replace(found.cost, p95_ms=27.2) == Cost(2.0, 1.0, 2.0, 27.2, 5.0, 7.0)
    assert found.cost.p95_ms == pytest.approx(27.2)
    assert figures.row("ours", ours, ours, None).ours_less_this is None


def test_results_name_the_processor_and_not_the_machine() -> None:
    """Date, model and versions; no host name and no path."""
    found = figures.results([TABLE], {"b": "2", "a": "1"}, 2)
    assert found.processor
    assert list(found.versions) == ["a", "b"]


def test_the_table_says_what_is_sure() -> None:
    """The best is bold; a star marks what may be as good as ours, a dagger what is better."""
    table = replace(TABLE, rows=[BEHIND, LEVEL, AHEAD, OURS])
    lines = section(replace(RESULTS, tables=[TABLE, table])).splitlines()
    cost = "12 s | 4 / 8 ms | 301 MB | 2.0 MB |"
    assert lines[0] == (
        "| nDCG@10 | pages | pages | near-miss AUC | marks | build | question, p50 / p95 | memory "
        "| disk |"
    )
    assert lines[2].startswith("| passages, questions, near misses | 1,300, 20, 15 |")
    assert lines[3] == "| behind | .500 | .500 | none | none | | | | |"
    assert f"| **ours** | **.910** | .910 | .99 / .99 | .90 / .90 | {cost}" in lines
    assert f"| level | failed | .900* | – / .75 | none | {cost}" in lines
    assert f"| ahead | failed | **.950**† | none | none | {cost}" in lines
    assert any(line.startswith("\\* not significantly different from ours") for line in lines)
    assert any("† significantly ahead of ours" in line for line in lines)
    assert max(len(line) for line in lines if not line.startswith("|")) <= 100


def test_the_table_stands_between_its_markers() -> None:
    """All else of a text stays; a text without the markers is refused."""
    text = f"Before.\n\n{OPENING}\nold\n{CLOSING}\n\nAfter.\n"
    written = with_table(text, "new\n")
    assert written == f"Before.\n\n{OPENING}\n\nnew\n\n{CLOSING}\n\nAfter.\n"
    assert with_table(written, "new\n") == written
    with pytest.raises(MarkersMissingError, match="are needed"):
        with_table("Before.\n", "new\n")


def test_the_table_of_the_readme_is_the_one_measured() -> None:
    """Nobody edits a figure by hand: `python -m benchmarks.retrieval.page` writes them."""
    assert with_table(PAGE, section(figures.read(figures.FILE))) == PAGE
