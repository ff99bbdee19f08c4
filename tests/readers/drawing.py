"""Pages drawn for tests: prose, columns, ruled tables and notes, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.readers.pdf import read_pdf
from assistant.records import Document, MarkKind

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 60.0
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
SIZE, LEADING = 10.0, 12.5
BULLETS = ("a leaflet for each member", "a list of the branch’s stalls", "two pens")
WORDS = [
    *("members", "of", "the", "branch", "wrote", "to", "council", "about", "pay", "and", "hours"),
    *("before", "vote", "was", "held"),
]
TABLE = (("Region", "Members", "Votes"), ("North", "1,204", "61"), ("South", "987", "48"))


def sentence(number: int, words: int = 14) -> str:
    """A sentence that is told from all others by its number."""
    said = " ".join(WORDS[(number + k) % len(WORDS)] for k in range(words))
    return f"No{number} {said}."


def prose(first: int, count: int) -> list[str]:
    """So many numbered sentences."""
    return [sentence(number) for number in range(first, first + count)]


Placed = tuple[float, float, str]
Draw = Callable[[Any], None]


def set_in(left: float, top: float, width: float, sentences: Sequence[str]) -> list[Placed]:
    """Where the lines of a paragraph stand in a column."""
    wrapped = simpleSplit(" ".join(sentences), REGULAR, SIZE, width)
    return [(left, top - LEADING * place, line) for place, line in enumerate(wrapped)]


def put(canvas: Any, placed: Sequence[Placed], size: float = SIZE, font: str = REGULAR) -> None:
    """Draw lines in the order given."""
    canvas.setFont(font, size)
    for x, y, text in placed:
        canvas.drawString(x, y, text)


def draw(path: Path, *pages: Draw) -> Path:
    """The path of a PDF with these pages."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> Document:
    """The document in a file called campaign.pdf in the corpus."""
    return read_pdf(path, "campaign.pdf", "0" * 64)


def shown(document: Document, *kinds: MarkKind) -> list[str]:
    """The texts of all marks of some kinds."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind in kinds]


def rows(document: Document) -> list[tuple[int | None, str]]:
    """The rows of tables with their places."""
    marks = [m for m in document.marks if m.kind is MarkKind.ROW]
    return [(m.number, document.text[m.start : m.end]) for m in marks]


def by_column(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """All lines of one column, then those of the next."""
    return [line for column in columns for line in column]


def by_row(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """Line by line across all columns."""
    return sorted(by_column(columns), key=lambda line: (-line[1], line[0]))


def backwards(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """The last column first."""
    return by_column(columns[::-1])


def columns_of(sentences: Sequence[str], count: int, top: float) -> list[list[Placed]]:
    """The lines of a text in so many columns of about equal length."""
    gutter = 18.0
    width = (WIDTH - 2 * MARGIN - gutter * (count - 1)) / count
    lines = [text for _, _, text in set_in(0, 0, width, sentences)]
    height = -(-len(lines) // count)
    return [
        [
            (MARGIN + place * (width + gutter), top - LEADING * row, text)
            for row, text in enumerate(lines[place * height : (place + 1) * height])
        ]
        for place in range(count)
    ]


def in_order(document: Document, sentences: Sequence[str]) -> bool:
    """Whether all sentences stand there once, exact, in this order."""
    places = [document.text.find(s) for s in sentences]
    once = all(document.text.count(s) == 1 for s in sentences)
    return once and places == sorted(places)


def ruled(canvas: Any, cells: Sequence[Sequence[str]], top: float, bold: bool = True) -> None:
    """Draw a table with all its rules."""
    widths = [MARGIN + 130.0 * n for n in range(len(cells[0]) + 1)]
    canvas.grid(widths, [top - 30 * n for n in range(len(cells) + 1)])
    for row, texts in enumerate(cells):
        canvas.setFont(BOLD if bold and row == 0 else REGULAR, 9)
        for left, text in zip(widths, texts, strict=False):
            for line, part in enumerate(text.split("\n")):
                canvas.drawString(left + 3, top - 30 * row - 11 - 10 * line, part)


def referred(canvas: Any, x: float, y: float, text: str, mark: str) -> None:
    """Draw a line with a raised mark right after it."""
    put(canvas, [(x, y, text)])
    put(canvas, [(x + stringWidth(text, REGULAR, SIZE), y + 4, mark)], 6)
