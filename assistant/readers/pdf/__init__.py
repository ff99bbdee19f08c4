"""The text of pages that pdfium cannot read, from pypdf, line by line and without boxes."""

from __future__ import annotations

import gc
import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from pypdf import PdfReader

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance, Canonical, person
from assistant.readers.pdf.blocks import (
    Block,
    bare,
    joined_pages,
    levelled,
    ordered_blocks,
    without_contents,
)
from assistant.readers.pdf.furniture import Piece, Vocabulary, boilerplate, pieces, row_pieces
from assistant.readers.pdf.lines import PdfLine, body_of
from assistant.readers.pdf.order import laid_out
from assistant.readers.pdf.page import PdfPage, read_pages
from assistant.records import Document, Entry, MarkKind, Problem

_SIZE = 10.0
_LETTER = 5.0  # points: what a letter is taken to be wide
_LEADING = 12.0
_MOST_LETTERS = 1_000_000  # of a page; more is damage, not text


def reread(path: Path, pages: Iterable[PdfPage], allowance: Allowance) -> list[PdfPage]:
    """The pages; those that failed as pypdf gives them, or failed still."""
    found = list(pages)
    if not any(page.failed for page in found):
        return found
    with suppress(Exception), PdfReader(path) as reader:
        started = time.monotonic()
        return [_again(reader, page, allowance, started) for page in found]
    return found


def pages_without_boxes(path: Path, allowance: Allowance) -> list[PdfPage]:
    """All pages of a file that pdfium cannot open; none where pypdf finds no text either."""
    with suppress(Exception), PdfReader(path) as reader:
        count = len(reader.pages)
        failed = [PdfPage(number, failed=True) for number in range(1, count + 1)]
        found = [_again(reader, page, allowance, time.monotonic()) for page in failed]
        return found if any(page.lines for page in found) else []
    return []


def _again(reader: PdfReader, page: PdfPage, allowance: Allowance, started: float) -> PdfPage:
    if not page.failed:
        return page
    if not allowance.begins(page.number, started):
        return PdfPage(page.number, unread=True)
    try:
        text = reader.pages[page.number - 1].extract_text()[:_MOST_LETTERS]
    except Exception:  # noqa: BLE001 - pypdf raises what it likes on damaged pages
        return page
    return replace(page, lines=tuple(_lines(page.number, text)), failed=False)


def _lines(page: int, text: str) -> Iterator[PdfLine]:
    """The lines as if set in one column, so that paragraphs are told by where lines are short."""
    rows = text.splitlines()
    height = _LEADING * (len(rows) + 2)
    for place, row in enumerate(rows):
        shown = " ".join("".join(c for c in row if c.isprintable() or c.isspace()).split())
        if shown:
            yield PdfLine(
                page=page,
                text=shown,
                places=(-1,) * len(shown),
                left=0.0,
                right=_LETTER * len(shown),
                baseline=height - _LEADING * (place + 1),
                page_height=0.0,
                size=_SIZE,
                weight=400.0,
                angle=0.0,
            )


_FROM_WORD = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) +- +", re.IGNORECASE)
_BY_PROGRAM = re.compile(
    r"untitled.*|(?:document|presentation|slide) ?\d*"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|qxd|odt|tex)",
    re.IGNORECASE,
)

# pypdf warns of each flaw of a file that it copes with; nobody can act on these
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the outline; level 1 is outermost."""

    title: str
    page: int
    level: int


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """All of it; what the file does not say or pypdf cannot read is absent."""

    title: str | None = None
    author: str | None = None
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()


def read_facts(path: Path) -> PdfFacts:
    """What the file says of itself; nothing where pypdf cannot read it."""
    title: str | None = None
    author: str | None = None
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    with suppress(Exception), PdfReader(path) as reader:
        with suppress(Exception):
            title, author = _named(reader)
        with suppress(Exception):
            # without labels of its own, pypdf counts the pages, which takes long
            labels = tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
        with suppress(Exception):
            outline = tuple(_entries(reader, reader.outline, 1))
    return PdfFacts(title, author, labels, outline)


def has_no_pages(path: Path) -> bool:
    """Whether it is a sound PDF that has no pages, which pdfium takes for a damaged one."""
    with suppress(Exception), PdfReader(path) as reader:
        return len(reader.pages) == 0
    return False


def _named(reader: PdfReader) -> tuple[str | None, str | None]:
    """Title and author, without what a program put there by itself."""
    said = reader.metadata
    title = _FROM_WORD.sub("", _line(said.title if said else None))
    author = _line(said.author if said else None)
    title, author = ("" if _BY_PROGRAM.fullmatch(t) else t for t in (title, author))
    return person(title), person(author)


def _entries(reader: PdfReader, outline: list[Any], level: int) -> Iterator[OutlineEntry]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _entries(reader, entry, level + 1)
            continue
        with suppress(Exception):
            page = reader.get_destination_page_number(entry)
            if page is not None and page >= 0 and entry.title:
                yield OutlineEntry(_line(entry.title), page + 1, level)


def _line(text: object) -> str:
    """The text on one line; empty if there is none."""
    return " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""


_HEADER_WITHIN = 1024
_NOT_PDF = "is named .pdf but is not a PDF file; save it as a PDF, or give it its true suffix"
_LOCKED = "is locked with a password or certificate; put a copy without one in its place"
_LOCKED_CODES = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_DAMAGED = "is damaged and cannot be opened; put a fresh copy in its place"
_EMPTY = "has no pages; put a complete copy in its place"
_NO_TEXT = "no text on these pages (scanned images?)"
_UNREAD = "these pages were not read: the file takes too long, or they ended the reading before"
_FAILED = "these pages are damaged and could not be read"


@contextmanager
def without_collection() -> Iterator[None]:
    """No garbage collection for the while.

    All lines of a file live until it is read; looking through them for garbage again and again
    takes a quarter of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@without_collection()
def read_pdf(path: Path, name: str, sha256: str, allowance: Allowance = ALL) -> Document:
    """The document in a PDF file; `name` is its path within the corpus.

    Raises `UnreadableFileError` where there is nothing to read. Pages without text, damaged ones
    and those that the allowance left out are problems of the document.
    """
    reading = _read(path, name, allowance)
    canonical = reading.canonical
    entry = Entry(title=reading.facts.title or reading.first_title, author=reading.facts.author)
    problems = _problems(reading.pages, name)
    return Document(name, sha256, canonical.text, canonical.marks, entry, problems)


@without_collection()
def character_boxes(path: Path, name: str) -> NDArray[np.float32]:
    """A row for each character of the text that `read_pdf` gives: page, left, bottom, right, top.

    Shape (len(text), 5), in PDF points from the origin of the page's own coordinates, before any
    rotation for display. All of a row is NaN where white space was put in between blocks; its
    box alone is NaN where the file gives a character none, as between the cells of a table.
    """
    reading = _read(path, name, Allowance(boxes=True))
    rows = np.full((len(reading.canonical), 5), np.nan, np.float32)
    for start, piece in reading.pieces:
        places = np.array(piece.places)
        rows[start : start + len(places), 0] = piece.page
        known = np.flatnonzero(places >= 0)
        rows[start + known, 1:] = reading.pages[piece.page - 1].boxes[places[known]]
    return rows


@dataclass(frozen=True, slots=True)
class _Reading:
    """One walk over a file: what was on its pages and the text made of it."""

    pages: Sequence[PdfPage]
    facts: PdfFacts
    canonical: Canonical
    pieces: Sequence[tuple[int, Piece]]
    """With the place in the canonical text where each starts."""
    first_title: str | None


def _read(path: Path, name: str, allowance: Allowance = ALL) -> _Reading:
    started = time.monotonic()
    pages = _pages(path, name, allowance)
    facts = read_facts(path) if allowance.begins(0, started) else PdfFacts()
    blocks = _blocks(pages, facts)
    canonical = Canonical()
    vocabulary = Vocabulary(line for page in pages for line in page.lines)
    written = _write(canonical, pages, blocks, facts.labels, vocabulary)
    return _Reading(pages, facts, canonical, written, _first_title(blocks, vocabulary))


def _pages(path: Path, name: str, allowance: Allowance) -> list[PdfPage]:
    try:
        pages = reread(path, read_pages(path, allowance), allowance)
    except Exception as error:
        reason = _reason(path, error)
        pages = pages_without_boxes(path, allowance) if reason == _DAMAGED else []
        if not pages:
            raise UnreadableFileError(name, reason) from error
    if not pages:
        raise UnreadableFileError(name, _EMPTY)
    return pages


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
    return _EMPTY if has_no_pages(path) else _DAMAGED


def _blocks(pages: Sequence[PdfPage], facts: PdfFacts) -> list[Block]:
    """The blocks of the whole document, in order."""
    body = body_of([page.lines for page in pages])
    running = boilerplate([page.lines for page in pages], body.size)
    titles: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for entry in facts.outline:
        titles[entry.page].setdefault(bare(entry.title), entry.level)
    found = [
        ordered_blocks(laid_out(page, running, body.size), body, titles[page.number])
        for page in pages
    ]
    return without_contents(levelled(joined_pages(found), body), len(pages))


def _write(
    canonical: Canonical,
    pages: Sequence[PdfPage],
    blocks: Sequence[Block],
    labels: Sequence[str],
    vocabulary: Vocabulary,
) -> list[tuple[int, Piece]]:
    """The pieces of all blocks with the places where they were written."""
    written: list[tuple[int, Piece]] = []
    opened = 0

    def open_until(page: int) -> None:
        nonlocal opened
        for number in range(opened + 1, page + 1):
            label = labels[number - 1] if number <= len(labels) else str(number)
            canonical.open_page(number, label if label != str(number) else None)
            opened = number

    for block in blocks:
        first, *others = _pieces(block, vocabulary)
        open_until(first.page)
        written.append((canonical.block(block.kind, first.text, block.level), first))
        for piece in others:
            open_until(piece.page)
            written.append((canonical.run_on(piece.text), piece))
    open_until(len(pages))
    return written


def _pieces(block: Block, vocabulary: Vocabulary) -> list[Piece]:
    if block.kind is MarkKind.ROW:
        return row_pieces(block.cells, vocabulary)
    return pieces(block.lines, vocabulary)


def _first_title(blocks: Sequence[Block], vocabulary: Vocabulary) -> str | None:
    """The first heading, if it stands on the first page, unnumbered, and all others are smaller."""
    headings = [b for b in blocks if b.kind is MarkKind.HEADING]
    if not headings or headings[0].page != 1 or headings[0].lines[0].look.number_depth:
        return None
    sizes = [round(b.lines[0].size) for b in headings]
    if sizes[0] <= max(sizes[1:], default=0):
        return None
    return "".join(piece.text for piece in pieces(headings[0].lines, vocabulary))


def _problems(pages: Sequence[PdfPage], name: str) -> tuple[Problem, ...]:
    """What could not be read, pages of one kind together."""
    failed = tuple(p.number for p in pages if p.failed)
    unread = tuple(p.number for p in pages if p.unread)
    silent = tuple(p.number for p in pages if not (p.failed or p.unread or p.lines))
    found = ((_NO_TEXT, silent), (_FAILED, failed), (_UNREAD, unread))
    return tuple(Problem(name, reason, numbers) for reason, numbers in found if numbers)
