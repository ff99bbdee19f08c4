"""Plain pages printed for tests, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from assistant.readers.pdf import read_pdf
from assistant.records import Document, Mark, MarkKind

WIDTH, HEIGHT = 595.0, 842.0
LEFT = 72.0
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PROSE = (
    "Campaigns begin with one person who tells another what has to change. "
    "Members then write it down, and the branch takes it to the council."
)


@dataclass
class Page:
    """Draws text from the top of a page downwards."""

    canvas: Any
    y: float = HEIGHT - 150

    def line(self, text: str, size: float = 10, font: str = REGULAR, x: float = LEFT) -> None:
        """Draw one line."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= 1.2 * size

    def paragraph(self, text: str, size: float = 10, font: str = REGULAR, x: float = LEFT) -> None:
        """Draw lines up to the right margin and leave room below."""
        for line in simpleSplit(text, font, size, WIDTH - LEFT - x):
            self.line(line, size, font, x)
        self.y -= 0.8 * size

    def at(self, y: float, text: str, size: float = 10) -> None:
        """Draw one line at a height of the page."""
        self.canvas.setFont(REGULAR, size)
        self.canvas.drawString(LEFT, y, text)


Draw = Callable[[Page], None]


def draw(path: Path, pages: Iterable[Draw], **facts: str) -> Path:
    """The path of a PDF with these pages."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for name, value in facts.items():
        getattr(canvas, f"set{name.title()}")(value)
    for page in pages:
        page(Page(canvas))
        canvas.showPage()
    canvas.save()
    return path


def rewritten(path: Path, change: Callable[[PdfWriter], object]) -> Path:
    """The same PDF after pypdf changed it."""
    writer = PdfWriter(clone_from=PdfReader(path))
    change(writer)
    writer.write(path)
    return path


def read(path: Path) -> Document:
    """The document in a file called campaign.pdf in the corpus."""
    return read_pdf(path, "campaign.pdf", "0" * 64)


def lines(*texts: str, **setting: Any) -> Draw:
    """A page with these lines, one below the other."""

    def page(on: Page) -> None:
        for text in texts:
            on.line(text, **setting)

    return page


def prose(*texts: str) -> Draw:
    """A page with these paragraphs."""

    def page(on: Page) -> None:
        for text in texts:
            on.paragraph(text)

    return page


def shown(document: Document, *kinds: MarkKind) -> list[str]:
    """The texts of all marks of some kinds."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind in kinds]


def outline(document: Document) -> list[tuple[str, int | None]]:
    """The headings with their levels."""
    headings = [m for m in document.marks if m.kind is MarkKind.HEADING]
    return [(document.text[m.start : m.end], m.number) for m in headings]


def page_marks(document: Document) -> list[Mark]:
    """The marks of the pages."""
    return [m for m in document.marks if m.kind is MarkKind.PAGE]


def heading_at(document: Document, place: int) -> str:
    """The heading under which a place stands; empty above the first."""
    above = [m for m in document.marks if m.kind is MarkKind.HEADING and m.start <= place]
    return document.text[above[-1].start : above[-1].end] if above else ""
