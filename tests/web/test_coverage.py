from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.records import Entry, Problem, ProblemKind
from assistant.web.coverage import Covered, contents, covered_by, covered_html

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant, Reading


def test_the_summary_counts_and_dates(assistant: FakeAssistant) -> None:
    """One line says how much is covered and how old it is."""
    summary = covered_by(assistant).summary
    assert summary == "2 documents, 29 passages, built 22 November 2026"


def test_examples_are_those_made_for_the_snapshot(assistant: FakeAssistant) -> None:
    """The page offers what the build found to be answered."""
    assert covered_by(assistant).examples == ("What does fair pay mean?",)


def test_the_list_names_every_document_and_every_gap(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Readers see each document with its author and size, and what could not be read."""
    reading = read(covered_html(covered_by(assistant)))
    shown = reading.text()
    assert "Example Association, 14 March 2023, England, Easy Read, 4 pages, 2 passages" in shown
    assert "<script>alert('title')</script> & \"notes\"" in shown
    assert '"notes" Superseded by <i>new</i>.txt no date, 4 pages' in shown
    assert "What could not be read" in shown
    assert "scan.pdf, pages 2–3: no text on the page" in shown
    assert [a["href"] for name, a in reading.tags if name == "a"] == [
        "https://documents.example/homes?a=1&b=2"
    ]


def test_a_gapless_corpus_says_so(assistant: FakeAssistant) -> None:
    """Where all was read the page says that, so that silence never has to be interpreted."""
    coverage = covered_by(assistant)
    whole = replace(coverage, manifest=replace(coverage.manifest, problems=()))
    assert "Every page of every document could be read." in covered_html(whole)


def test_what_was_read_in_part_or_with_a_remark_is_told_apart(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A reader learns whether a file is missing, a part of it, or only something is to be known."""
    coverage = covered_by(assistant)
    partly = Problem("homes.txt", "no text", (2,), ProblemKind.PARTLY_READ)
    remark = Problem("homes.txt", "was read as Windows-1252", kind=ProblemKind.REMARK)
    told = replace(coverage, manifest=replace(coverage.manifest, problems=(partly, remark)))
    shown = read(covered_html(told)).text()
    assert "What could not be read" not in shown
    assert "What was read only in part" in shown
    assert "homes.txt, page 2: no text" in shown
    only_remark = replace(coverage, manifest=replace(coverage.manifest, problems=(remark,)))
    shown = read(covered_html(only_remark)).text()
    assert "Every page of every document could be read." in shown
    assert "What to know of these documents" in shown
    assert "homes.txt: was read as Windows-1252" in shown


def test_what_could_not_be_read_at_all_is_not_called_partly_read(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A document of which no page was read is not read, whatever its pages say."""
    coverage = covered_by(assistant)
    source = coverage.documents[0].source
    scan = replace(source, path="scan.pdf", entry=Entry(), passages=0)
    lost = Problem("scan.pdf", "no text", (1, 2), ProblemKind.PARTLY_READ)
    manifest = replace(coverage.manifest, problems=(lost,))
    shown = read(covered_html(replace(coverage, manifest=manifest, documents=(Covered(scan),))))
    assert shown.text("h3") == "What could not be read"
    assert shown.text().endswith("scan.pdf, pages 1–2: no text")


GROUPS: list[tuple[list[dict[str, Any]], str]] = [
    (
        [{"campaign": "pay", "publisher": "b"}, {"campaign": "Homes"}, {}] * 2,
        "Homes: 2 documentspay: 2 documentsOthers: 2 documents",
    ),
    (
        [{"campaign": "Homes", "publisher": "B"}, *([{"publisher": "A"}] * 2), {"publisher": "B"}],
        "A: 2 documentsB: 2 documents",
    ),
    ([{"publisher": f"P{number}"} for number in range(8)], "even: 4 documentsodd: 4 documents"),
    ([{"campaign": "Homes"}] * 6, "even: 3 documentsodd: 3 documents"),
    ([{}], ""),
]


@pytest.mark.parametrize(("entries", "headings"), GROUPS)
def test_documents_are_grouped_by_what_tells_them_apart(
    read: Callable[[str], Reading],
    assistant: FakeAssistant,
    entries: list[dict[str, Any]],
    headings: str,
) -> None:
    """By campaign, or else by publisher or folder; every document is listed once."""
    coverage = covered_by(assistant)
    source = coverage.documents[0].source
    documents = tuple(
        Covered(replace(source, path=f"{('even', 'odd')[n % 2]}/{n}", entry=Entry(**known)))
        for n, known in enumerate(entries)
    )
    shown = read(covered_html(replace(coverage, documents=documents)))
    assert shown.text("h3") == f"{headings}What could not be read"
    assert sum(tag == "li" for tag, _ in shown.tags) == len(entries) + 1


def test_a_large_corpus_is_summed_up(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A long list is shortened in an answer and folded in the page."""
    coverage = covered_by(assistant)
    large = replace(coverage, documents=coverage.documents * 10)
    told = read(contents(large, ["Pay", large.documents[0].source.title]))
    assert told.text("li").startswith("Pay")
    assert told.text("a") == "See all 20 documents"
    assert ("a", {"href": "#covered-title"}) in told.tags
    shown = read(covered_html(large))
    assert ("details", {}) in shown.tags
    [label, field] = [t for name, t in shown.tags if name in ("label", "input")]
    assert label["for"] == field["id"]
    assert "input" not in read(covered_html(coverage)).names()


def test_of_a_very_large_corpus_not_every_document_is_on_the_page(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A page of fifty thousand titles would not open; how many are left out is said."""
    coverage = covered_by(assistant)
    large = read(covered_html(replace(coverage, documents=coverage.documents * 600)))
    assert sum(tag == "li" for tag, _ in large.tags) < 1_100
    assert "And 200 more. Ask which documents mention something to find those." in large.text()
    assert "more. Ask" not in read(covered_html(coverage)).text()
