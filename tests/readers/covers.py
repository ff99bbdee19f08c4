"""Covers made for tests, and what is known of a document with such a cover."""

from __future__ import annotations

from assistant.readers.canonical import Canonical
from assistant.readers.cover import Cover, CoverLine
from assistant.readers.imprint import Properties, described
from assistant.records import Document, Entry, MarkKind

Line = tuple[str, float, float]
"""Words, the size of their type, and how far from the page's head they stand."""

BODY = 11.0
PROSE = (
    "The families whom we asked said that waiting was the worst of it, and that no one told them."
)
COVER = (
    ("Hillshire Borough Council", 22.0, 200.0),
    ("Waiting for a diagnosis: a survey of", 22.0, 300.0),
    ("families", 22.0, 326.0),
    ("June 2023", 16.0, 400.0),
    ("www.hillshire.gov.uk", 10.0, 700.0),
)
CARERS = ("Needs of carers", 26.0, 100.0)


def line(text: str, size: float, top: float) -> CoverLine:
    return CoverLine(text, size, top, 60.0, 60.0 + size * len(text) / 2)


def cited(
    lines: tuple[Line, ...] = COVER,
    said: Properties = Properties(),  # noqa: B008 (frozen)
    *,
    name: str = "waiting-survey.pdf",
    text: str = PROSE,
    later: float = 14.0,
) -> Entry:
    """What is known of a document with this cover, whose second page is the text."""
    written = Canonical()
    written.open_page(1)
    for words, _, _ in lines:
        written.block(MarkKind.PARAGRAPH, words)
    written.open_page(2)
    written.block(MarkKind.PARAGRAPH, text)
    cover = Cover(tuple(line(*one) for one in lines), BODY, later)
    return described(Document(name, "", written.text, written.marks), said, cover).entry


def typed(text: str) -> Entry:
    """What is known of a document without type sizes."""
    written = Canonical()
    for block in text.split("\n\n"):
        written.block(MarkKind.PARAGRAPH, block)
    found = Document("a.txt", "", written.text, written.marks)
    return described(found, Properties(), Cover()).entry
