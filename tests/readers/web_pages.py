"""A web page read for a test, and what is in it."""

from __future__ import annotations

from pathlib import Path

from assistant.passages import cut
from assistant.readers.html import read_html
from assistant.records import Document, MarkKind
from assistant.settings import PassageSettings

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "html"

H, P, L, I, R, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.BOILERPLATE,
)


def read(text: str) -> Document:
    """The document in a web page of the corpus."""
    return read_html(text, "page.html", "0" * 64)


def blocks(document: Document) -> list[tuple[MarkKind, int | None, str]]:
    """Kind, level and text of each mark."""
    return [(m.kind, m.number, document.text[m.start : m.end]) for m in document.marks]


def content(document: Document) -> list[str]:
    """The texts that are not the site's."""
    return [text for kind, _, text in blocks(document) if kind is not B]


def site(document: Document) -> list[str]:
    """The texts that are the site's."""
    return [text for kind, _, text in blocks(document) if kind is B]


def quoted(document: Document) -> str:
    """All that a passage can quote."""
    return "\n".join(passage.text for passage in cut(document, PassageSettings()))
