"""The pages of a PDF file, read with pdfium or, where that fails, with pypdf."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from pypdf import PdfReader

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance
from assistant.readers.pdf.characters import Characters, upright_text
from assistant.readers.pdf.drawn import Drawing, Frame, Ground, Rectangle, Typed, read_typed
from assistant.readers.pdf.filled import filled, with_bullets
from assistant.readers.pdf.gather import Gatherer
from assistant.readers.pdf.lines import PdfLine, body_of

_LOCK = Lock()  # pdfium crashes when two threads are in it
_NO_BOXES = np.empty((0, 4), np.float32)

# of pages that pypdf reads, which tells no sizes
_SIZE = 10.0
_LETTER = 5.0  # points: what a letter is taken to be wide
_LEADING = 12.0
_MOST_LETTERS = 1_000_000  # of a page; more is damage, not text


_HEADER_WITHIN = 1024
_NOT_PDF = "is named .pdf but is not a PDF file; save it as a PDF, or give it its true suffix"
_LOCKED = "is locked with a password or certificate; put a copy without one in its place"
_LOCKED_CODES = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_DAMAGED = "is damaged and cannot be opened; put a fresh copy in its place"
_EMPTY = "has no pages; put a complete copy in its place"

# of pages
UNREAD = "these pages were not read: the file takes too long, or they ended the reading before"
FAILED = "these pages are damaged and could not be read"
GARBLED = "words or letters of these pages are left out: their font does not say which they are"

# these warn of each flaw of a file that they cope with; nobody can act on that
for _library in ("pypdf", "pypdfium2"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True, eq=False)
class PdfPage:
    """A page's lines in the order in which the file draws them."""

    number: int
    lines: tuple[PdfLine, ...] = ()
    boxes: NDArray[np.float32] = field(default_factory=lambda: _NO_BOXES)
    """Left, bottom, right, top of each of pdfium's characters, where asked for; NaN where it has
    no box."""
    drawn: tuple[Rectangle, ...] = ()
    pictures: tuple[Rectangle, ...] = ()
    """As lines that are not turned see them."""
    edges: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    """Of the page: left, bottom, right, top."""
    problem: str | None = None
    """Why nothing of it could be read."""
    remarks: tuple[str, ...] = ()
    """What is to be known of its text."""


def read_pages(path: Path, name: str, allowance: Allowance = ALL) -> list[PdfPage]:
    """Returns the pages, at least one; damaged ones and those left out are empty and say so.

    Raises:
        UnreadableFileError: the file cannot be opened or has no pages; `name` is what it is called.
    """
    try:
        pages = _pdfium_pages(path, allowance)
    except Exception as error:
        reason = _reason(path, error)
        pages = _pypdf_pages(path, [], allowance) if reason == _DAMAGED else []
        if not any(page.lines for page in pages):
            raise UnreadableFileError(name, reason) from error
        return pages
    if not pages:
        raise UnreadableFileError(name, _EMPTY)
    failed = any(page.problem == FAILED for page in pages)
    return _pypdf_pages(path, pages, allowance) if failed else pages


def _reason(path: Path, error: Exception) -> str:
    """Why a file could not be opened."""
    if isinstance(error, pypdfium2.PdfiumError) and error.err_code in _LOCKED_CODES:
        return _LOCKED
    try:
        with path.open("rb") as file:
            begins = file.read(_HEADER_WITHIN)
    except OSError as reading:
        return f"cannot be opened: {reading.strerror}"
    if b"%PDF-" not in begins:
        return _NOT_PDF
    with suppress(Exception), PdfReader(path) as reader:
        # pdfium takes a sound file without pages for a damaged one
        return _DAMAGED if len(reader.pages) else _EMPTY
    return _DAMAGED


def _pdfium_pages(path: Path, allowance: Allowance) -> list[PdfPage]:
    """The pages of a PDF that needs no password; raises `pypdfium2.PdfiumError`."""
    started = time.monotonic()
    with _LOCK, closing(pypdfium2.PdfDocument(path)) as document:
        with suppress(Exception):  # fields are filled with it
            document.init_forms()
        return [
            _read_page(document, index, allowance)
            if allowance.begins(index + 1, started)
            else PdfPage(index + 1, problem=UNREAD)
            for index in range(len(document))
        ]


def _read_page(document: Any, index: int, allowance: Allowance) -> PdfPage:
    try:
        opened, printed, typed = _with_typed(document, index)
        with closing(opened) as page, closing(upright_text(page)) as text:
            edges = page.get_bbox()
            drawing = Drawing(page.raw)
            reader = Gatherer(index + 1, edges, Characters(text.raw), printed, Ground(page))
            lines = list(reader.lines())
            if reader.leave_out_unseen(lines, drawing):
                lines = list(reader.lines())
            frame = Frame(0, edges)
            dots = [frame.box(d.left, d.bottom, d.right, d.top) for d in drawing.dots()]
            lines = with_bullets(filled(lines, reader.box_in), dots)
            if printed is not None:
                late = [n for n in lines if n.places[0] >= printed]
                lines = [n for n in lines if n.places[0] < printed]
                size = body_of([lines]).size
                for note in typed:
                    box = frame.box(note.box.left, note.box.bottom, note.box.right, note.box.top)
                    late += _plain_lines(note.text, index + 1, box, size, frame.height)
                lines = _among(lines, late)
            if not np.isfinite([(n.left, n.right, n.baseline, n.size) for n in lines]).all():
                raise ValueError("text stands nowhere")
            return PdfPage(
                number=index + 1,
                lines=tuple(lines),
                boxes=reader.boxes() if allowance.boxes else _NO_BOXES,
                drawn=tuple(drawing.rectangles()),
                pictures=tuple(
                    frame.box(p.left, p.bottom, p.right, p.top) for p in drawing.pictures()
                ),
                edges=edges,
                remarks=(GARBLED,) if reader.is_garbled else (),
            )
    except Exception:  # noqa: BLE001 - whatever is wrong with one page, the others are kept
        return PdfPage(index + 1, problem=FAILED)


def _with_typed(document: Any, index: int) -> tuple[Any, int | None, list[Typed]]:
    """An open page, how many characters are printed on it, and what was typed on but is not drawn.

    What fields are filled with and what was typed on the page is made part of it, after the rest.
    """
    page = document[index]
    found, typed = read_typed(page.raw)
    if not found:
        return page, None, []
    with closing(page), closing(page.get_textpage()) as text:
        count = pdfium.FPDFText_CountChars(text.raw)
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    return document[index], count, typed


def _among(printed: list[PdfLine], typed: Sequence[PdfLine]) -> list[PdfLine]:
    """All lines, what was typed after the printed line that it stands beside or below."""
    for line in typed:
        above = [
            (p.baseline - line.baseline + 0.2 * max(line.left - p.right, p.left - line.right, 0), n)
            for n, p in enumerate(printed)
            if p.baseline > line.baseline + line.size / 2
            or (p.baseline > line.baseline - line.size / 2 and p.left <= line.left)
        ]
        printed.insert(min(above)[1] + 1 if above else 0, line)
    return printed


def _pypdf_pages(path: Path, pages: list[PdfPage], allowance: Allowance) -> list[PdfPage]:
    """The pages, those that failed as pypdf gives them; all of the file's where none are given."""
    with suppress(Exception), PdfReader(path) as reader:
        started = time.monotonic()
        pages = pages or [PdfPage(n, problem=FAILED) for n in range(1, len(reader.pages) + 1)]
        return [
            _again(reader, page, allowance, started) if page.problem == FAILED else page
            for page in pages
        ]
    return pages


def _again(reader: PdfReader, page: PdfPage, allowance: Allowance, started: float) -> PdfPage:
    if not allowance.begins(page.number, started):
        return PdfPage(page.number, problem=UNREAD)
    try:
        text = reader.pages[page.number - 1].extract_text()[:_MOST_LETTERS]
    except Exception:  # noqa: BLE001 - pypdf raises what it likes on damaged pages
        return page
    box = Rectangle(0.0, 0.0, 0.0, _LEADING * (len(text.splitlines()) + 2))
    return replace(page, lines=tuple(_plain_lines(text, page.number, box)), problem=None)


def _plain_lines(
    text: str, page: int, box: Rectangle, size: float = _SIZE, page_height: float = 0.0
) -> Iterator[PdfLine]:
    """The lines of a text of which no character has a box, set in one column from a box's top."""
    for place, row in enumerate(text.splitlines()):
        shown = " ".join("".join(c for c in row if c.isprintable() or c.isspace()).split())
        if shown:
            yield PdfLine(
                page=page,
                text=shown,
                places=(-1,) * len(shown),
                left=box.left,
                right=box.left + _LETTER * len(shown),
                baseline=box.top - _LEADING * (place + 1),
                size=size,
                page_height=page_height,
            )
