"""Citations in words."""

from __future__ import annotations

import pytest

from assistant.citation import pages, place, short
from assistant.records import Citation, Entry, Locator, Source

REPORT = Source("r.pdf", "", Entry("Pay report", "A Union", None, "2023-05"), 9, None, 20)
BARE = Source("notes.txt", "", Entry(), None, None, 1)

CASES = [
    (REPORT, Locator(pages=(4, 4), headings=("Pay", "Rates")),
     "Pay report (A Union, 2023), section “Rates”, page 4"),
    (REPORT, Locator(pages=(4, 5)), "Pay report (A Union, 2023), pages 4–5"),
    (REPORT, Locator(headings=("Pay report",)), "Pay report (A Union, 2023)"),
    (BARE, Locator(slides=(2, 2)), "notes.txt, slide 2"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "locator", "text"), CASES)
def test_a_citation_names_document_section_and_place(
    source: Source, locator: Locator, text: str
) -> None:
    """A reader can find the passage from the citation alone."""
    assert short(Citation(source, locator)) == text


def test_a_document_without_pages_has_no_place() -> None:
    """No page number is made up for a web page."""
    assert place(Locator(headings=("Pay",))) == ""


def test_lists_of_pages_are_shortened() -> None:
    """A scan of forty pages is reported in one short line."""
    assert pages([3]) == "page 3"
    assert pages([7, 1, 2, 3]) == "pages 1–3, 7"


def test_what_to_know_of_a_place_is_said() -> None:
    """A quotation from notes or from a hidden slide says so wherever it is pasted."""
    assert place(Locator(slides=(2, 2), remarks=("speaker notes",))) == "slide 2 (speaker notes)"
    assert place(Locator(remarks=("footnote",))) == "footnote"
