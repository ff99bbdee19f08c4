"""Real PDFs, if they are there; what is expected was read from pictures of their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from assistant.errors import UnreadableFileError
from assistant.passages import cut
from assistant.readers.pdf import read_pdf
from assistant.records import Document, MarkKind
from assistant.settings import PassageSettings

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "pdf"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")


@dataclass(frozen=True)
class Expected:
    """What a person sees in a file."""

    name: str
    pages: int
    heading: str | None
    words: str
    on_page: int


EXPECTED = [
    Expected(
        "sample-files--multicolumn",
        3,
        "Two-Column Document with Lorem Ipsum",
        "Vivamus viverra fermentum felis.",
        1,
    ),
    Expected("markitdown--test", 1, "1 Introduction", "capable, reusable, customizable", 1),
    Expected(
        "markitdown--SPARSE-2024-INV-1234_borderless_table",
        2,
        "INVENTORY RECONCILIATION REPORT",
        "SKU-6678 | Software | $200.00 | $42,000.00 | 2024-10-25 | High Value",
        2,
    ),
    Expected(
        "sample-files--crazyones-pdfa", 1, "The Crazy Ones", "Maybe they have to be crazy.", 1
    ),
    Expected(
        "sample-files--libreoffice-form", 1, "Example for a Form", "Agree to privacy policy", 1
    ),
    Expected(
        "markitdown--movie-theater-booking-2024",
        1,
        "STARLIGHT CINEMAS",
        "December 2024 | 48 | $12,500.00",
        1,
    ),
    Expected("markitdown--pdf_complex_layout", 1, None, "Complex Layout Document", 1),
]


@cache
def sample(name: str) -> Document:
    """One of the samples."""
    return read_pdf(SAMPLES / f"{name}.pdf", f"{name}.pdf", "0" * 64)


def names() -> list[str]:
    """Of all samples."""
    return sorted(path.stem for path in SAMPLES.glob("*.pdf"))


@needs_samples
@pytest.mark.parametrize("name", names())
def test_each_sample_is_read_or_refused_with_a_reason(name: str) -> None:
    """No file ends the build, and each passage is a slice of its document."""
    try:
        document = sample(name)
    except UnreadableFileError as error:
        assert "password" in error.reason  # noqa: PT017 - only one of the samples is locked
        return
    for passage in cut(document, PassageSettings()):
        assert document.text[passage.start : passage.end] == passage.text


@needs_samples
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e.name)
def test_samples_say_what_their_pages_show(expected: Expected) -> None:
    """Number of pages, first heading, and a sentence with its page."""
    document = sample(expected.name)
    pages = [m for m in document.marks if m.kind is MarkKind.PAGE]
    headings = [m for m in document.marks if m.kind is MarkKind.HEADING]
    first = next((document.text[m.start : m.end] for m in headings), None)
    assert (len(pages), first) == (expected.pages, expected.heading)
    assert document.text.count(expected.words) == 1
    page = pages[expected.on_page - 1]
    assert page.start <= document.text.index(expected.words) < page.end


def before(*words: str) -> Callable[[str], bool]:
    """Whether all of these stand in a text, in this order."""
    return lambda text: [text.index(w) for w in words] == sorted(text.index(w) for w in words)


@needs_samples
def test_the_two_columns_are_read_one_after_the_other() -> None:
    """The left column's last line runs on in the first line of the right column."""
    text = sample("sample-files--multicolumn").text
    assert "Donec nonummy pellentesque ante. Phasellus adipiscing semper elit." in text
    assert before("Abstract", "Nam dui ligula", "Quisque ullamcorper", "Fusce mauris")(text)
