"""The pages of a PDF file, read with pdfium or, where that fails, with pypdf; as pictures, too."""

from __future__ import annotations

import ctypes
import io
import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import normalize

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import DocumentInformation, PdfReader

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance
from assistant.readers.imprint import Properties
from assistant.readers.pdf.characters import HYPHEN, Characters, upright_text
from assistant.readers.pdf.drawn import Drawing, Frame, Rectangle, areas, spanned
from assistant.readers.pdf.gather import Gatherer, filled
from assistant.readers.pdf.letters import with_bullets, without_struck
from assistant.readers.pdf.lines import PdfLine, bare, main_size

_MOST_OF_PAGE = 0.75  # of its height: an area that is higher is its ground or frame
_LOCK = Lock()  # pdfium crashes when two threads are in it

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

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_DAY = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")

# of pictures of pages
_DOTS_ACROSS = 1200
_MOST_SCALE = 4.0
_MOST_DOTS = 8_000_000
_WORD = re.compile(r"\w+")
_MARKS = re.compile(rf"[^\w\s{HYPHEN}]*")
_GAP = 3  # words on the page and in the text that may differ within what is one match
_LEAST_MATCH = 3

# these warn of each flaw of a file that they cope with; nobody can act on that
for _library in ("pypdf", "pypdfium2"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


_NOWHERE = Rectangle(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class PdfPage:
    """A page's lines in the order in which the file draws them."""

    number: int
    lines: tuple[PdfLine, ...] = ()
    drawn: tuple[Rectangle, ...] = ()
    pictures: tuple[Rectangle, ...] = ()
    """As lines that are not turned see them."""
    edges: Rectangle = _NOWHERE
    problem: str | None = None
    """Why nothing of it could be read."""
    remarks: tuple[str, ...] = ()
    """What is to be known of its text."""

    def seen(self, quarter: int = 0) -> list[Rectangle]:
        """Returns what is drawn on it, as lines see it that are turned so."""
        frame = Frame(quarter, self.edges)
        return [frame.box(*one) for one in self.drawn]

    def boxes(self) -> list[Rectangle]:
        """Returns what is shaded or framed on it, but for grounds that end at two of its edges."""
        left, bottom, right, top = self.edges

        def is_ground(a: Rectangle) -> bool:
            rooms = (a.left - left, a.bottom - bottom, right - a.right, top - a.top)
            return sorted(rooms)[1] < 1

        return [area for area in areas(self.seen()) if not is_ground(area)]

    def box_of(self, line: PdfLine) -> Rectangle:
        """Returns where a line that goes up or down stands on it."""
        return Frame(line.quarter, self.edges).on_page(line.box)


def area_of(line: PdfLine, among: Sequence[Rectangle]) -> Rectangle | None:
    """Returns the largest area in which a line stands, without the page's own ground or frame."""
    box = line.box
    boxes = (a for a in among if a.holds(box) and a.height < _MOST_OF_PAGE * line.page_height)
    return max(boxes, key=lambda a: a.width * a.height, default=None)


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
    try:
        with path.open("rb") as file:
            begins = file.read(_HEADER_WITHIN)
    except OSError as reading:
        return f"cannot be opened: {reading.strerror}"
    if b"%PDF-" not in begins:
        return _NOT_PDF
    with suppress(Exception), PdfReader(path) as reader:
        # pdfium takes a sound file without pages for a damaged one, with the last file's error
        if not reader.is_encrypted:
            return _DAMAGED if len(reader.pages) else _EMPTY
    code = error.err_code if isinstance(error, pypdfium2.PdfiumError) else None
    return _LOCKED if code in _LOCKED_CODES else _DAMAGED


def _pdfium_pages(path: Path, allowance: Allowance) -> list[PdfPage]:
    """The pages of a PDF that needs no password; raises `pypdfium2.PdfiumError`."""
    started = time.monotonic()
    with _LOCK, closing(pypdfium2.PdfDocument(path)) as document:
        with suppress(Exception):  # fields are filled with it
            document.init_forms()
        return [
            _read_page(document, index)
            if allowance.begins(index + 1, started)
            else PdfPage(index + 1, problem=UNREAD)
            for index in range(len(document))
        ]


def _read_page(document: Any, index: int) -> PdfPage:
    try:
        opened, printed, typed = _with_typed(document, index)
        with closing(opened) as page, closing(upright_text(page)) as text:
            frame, drawing = Frame(0, Rectangle(*page.get_bbox())), Drawing(page.raw)
            reader = Gatherer(index + 1, page, Characters(text.raw, drawing.strayed()), printed)
            lines = list(reader.lines())
            if reader.leave_out_unseen(lines, drawing):
                lines = list(reader.lines())
            dots = [frame.box(*dot) for dot in drawing.dots()]
            drawn = drawing.rectangles()
            bars = (frame.box(*bar) for bar in drawn)
            kept = without_struck(filled(lines, reader.box_in), bars, reader.box_in)
            lines = with_bullets(list(kept), dots)
            if printed is not None:
                late = [n for n in lines if n.places[0] >= printed]
                lines = [n for n in lines if n.places[0] < printed]
                size = main_size(lines)
                for said, box in typed:
                    late += _plain_lines(said, index + 1, frame.box(*box), size, frame.height)
                lines = _among(lines, late)
            if not np.isfinite([(n.left, n.right, n.baseline, n.size) for n in lines]).all():
                raise ValueError("text stands nowhere")
            return PdfPage(
                number=index + 1,
                lines=tuple(lines),
                drawn=tuple(drawn),
                pictures=tuple(frame.box(*picture) for picture in drawing.pictures()),
                edges=frame.edges,
                remarks=(GARBLED,) if reader.is_garbled else (),
            )
    except Exception:  # noqa: BLE001 - whatever is wrong with one page, the others are kept
        return PdfPage(index + 1, problem=FAILED)


def _with_typed(document: Any, index: int) -> tuple[Any, int | None, list[tuple[str, Rectangle]]]:
    """An open page, how many characters are printed on it, and what was typed on but is not drawn.

    What fields are filled with and what was typed on the page is made part of it, after the rest.
    """
    page = document[index]
    found, typed = _read_typed(page.raw)
    if not found:
        return page, None, []
    with closing(page), closing(page.get_textpage()) as text:
        count = pdfium.FPDFText_CountChars(text.raw)
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    return document[index], count, typed


def _read_typed(page: Any) -> tuple[bool, list[tuple[str, Rectangle]]]:
    """Whether an open page has filled fields or notes typed on it.

    And the texts and places of those notes of which the file has no picture.
    """
    found = []
    count = 0
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        kind, edges = pdfium.FPDFAnnot_GetSubtype(note), pdfium.FS_RECTF()
        seen = not pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN
        count += seen and kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET)
        drawn = pdfium.FPDFAnnot_HasKey(note, b"AP")
        if seen and kind == pdfium.FPDF_ANNOT_FREETEXT and not drawn:
            pdfium.FPDFAnnot_GetRect(note, edges)
            box = Rectangle(edges.left, edges.bottom, edges.right, edges.top)
            found.append((_said(note), box))
        pdfium.FPDFPage_CloseAnnot(note)
    return count > 0, found


def _said(note: Any) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    buffer = ctypes.create_string_buffer(size)
    written = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_GetStringValue(note, b"Contents", written, size)
    return buffer.raw.decode("utf-16-le", "ignore").strip("\0")


def _among(printed: list[PdfLine], typed: Sequence[PdfLine]) -> list[PdfLine]:
    """All lines, what was typed after the printed line that it stands beside or below."""
    for line in typed:
        above = [
            (up + 0.2 * max(line.left - p.right, p.left - line.right, 0), n)
            for n, p in enumerate(printed)
            if (up := p.baseline - line.baseline) > line.size / 2
            or (up > -line.size / 2 and p.left <= line.left)
        ]
        printed.insert(min(above)[1] + 1 if above else 0, line)
    return printed


def _pypdf_pages(path: Path, pages: list[PdfPage], allowance: Allowance) -> list[PdfPage]:
    """The pages, those that failed as pypdf gives them; all of the file's where none are given."""
    with suppress(Exception), PdfReader(path) as reader:
        started = time.monotonic()
        pages = pages or [PdfPage(n, problem=FAILED) for n in range(1, len(reader.pages) + 1)]
        return [_again(reader, page, allowance, started) for page in pages]
    return pages


def _again(reader: PdfReader, page: PdfPage, allowance: Allowance, started: float) -> PdfPage:
    if page.problem != FAILED:
        return page
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


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """What a file says of itself; what it does not say or pypdf cannot read is absent."""

    said: Properties = field(default_factory=Properties)
    labels: tuple[str, ...] = ()
    outline: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Of each page, its titles in `bare` form, with their levels; 1 is outermost."""


def read_metadata(path: Path) -> PdfMetadata:
    """Returns what the file says of itself; nothing where pypdf cannot read it."""
    said: dict[str, Any] = {}
    with suppress(Exception), PdfReader(path) as reader:
        with suppress(Exception):
            if facts := reader.metadata:
                said["said"] = _properties(facts)
        with suppress(Exception):
            # without labels of its own, pypdf counts the pages, which takes long
            if "/PageLabels" in reader.root_object:
                said["labels"] = tuple(reader.page_labels)
        with suppress(Exception):
            said["outline"] = _titles(reader, reader.outline, 1, defaultdict(dict))
    return PdfMetadata(**said)


def _properties(facts: DocumentInformation) -> Properties:
    programs = f"{_line(facts.creator)} {_line(facts.producer)}"
    made, saved = (
        "-".join(found.groups()) if (found := _DAY.match(_line(date))) else ""
        for date in (facts.creation_date_raw, facts.modification_date_raw)
    )
    return Properties(_line(facts.title), _line(facts.author), made, saved, programs)


def _titles(
    reader: PdfReader, outline: list[Any], level: int, found: dict[int, dict[str, int]]
) -> dict[int, dict[str, int]]:
    for entry in outline:
        if isinstance(entry, list):
            _titles(reader, entry, level + 1, found)
            continue
        with suppress(Exception):
            page = reader.get_destination_page_number(entry)
            if page is not None and page >= 0 and entry.title:
                found[page + 1].setdefault(bare(_line(entry.title)), level)
    return found


def _line(text: object) -> str:
    """The text on one line; empty if there is none."""
    return " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in shares of its width and height from the top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks, and the lines on it that a text takes up."""

    png: bytes
    boxes: tuple[Box, ...]

    def size(self) -> tuple[int, int]:
        """Returns width and height in dots, as a PNG's first chunk has them (W3C, PNG, 11.2.1)."""
        return int.from_bytes(self.png[16:20]), int.from_bytes(self.png[20:24])


def page_picture(path: Path, number: int, text: str) -> Picture:
    """Returns the picture of a page, counted from 1, and where the text stands on it.

    The text is looked for word by word, as it is seldom on the page just as it was read: words
    were joined, columns put in order. No box is given for what is not found.
    """
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        page = pdf[number - 1]
        width, height = page.get_size()
        most = (_MOST_DOTS / max(width * height, 1)) ** 0.5
        bitmap = page.render(scale=min(_DOTS_ACROSS / max(width, 1), _MOST_SCALE, most))
        turned = bitmap.get_posconv(page)
        with closing(page.get_textpage()) as textpage:
            rects = (
                textpage.get_rect(place)
                for start, end in found_in(Characters(textpage.raw).text, text)
                for place in range(textpage.count_rects(start, end - start))
            )
            dots = [spanned(turned.to_bitmap(*r[:2]), turned.to_bitmap(*r[2:])) for r in rects]
        wide, high = bitmap.width, bitmap.height
        # a picture's rows count from its top: there `bottom` is the upper edge
        boxes = [Box(d.left / wide, d.bottom / high, d.width / wide, d.height / high) for d in dots]
        written = io.BytesIO()
        bitmap.to_pil().save(written, "PNG")
    return Picture(written.getvalue(), tuple(boxes))


def found_in(page: str, text: str) -> list[tuple[int, int]]:
    """Returns the stretches of a page's text that hold the words of another text, in order."""
    there, sought = list(_WORD.finditer(page)), _WORD.findall(normalize("NFKC", text).casefold())
    least = max(min(_LEAST_MATCH, len(sought)), 1)
    matches = _matches([normalize("NFKC", w[0]).casefold() for w in there], sought)
    return [
        _with_marks(page, there[first].start(), there[last - 1].end())
        for first, last in matches
        if last - first >= least
    ]


def _matches(there: list[str], sought: list[str]) -> list[tuple[int, int]]:
    """First and last word of each match on the page; two with but a few words between are one.

    A word that the page breaks at a line's end takes both its parts in.
    """
    found: list[tuple[int, int]] = []
    before = 0
    blocks = SequenceMatcher(None, there, sought, autojunk=False).get_matching_blocks()
    for first, text_first, size in blocks[:-1]:  # the last one is empty
        last, text_last = first + size, text_first + size
        if text_last < len(sought) and last < len(there):
            last += sought[text_last].startswith(there[last])
        if text_first and first:
            first -= sought[text_first - 1].endswith(there[first - 1])
        if found and first - found[-1][1] <= _GAP and text_first - before <= _GAP:
            first, _ = found.pop()
        found.append((first, last))
        before = text_last
    return found


def _with_marks(page: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the quotation marks, brackets and stops around it."""
    before, after = _MARKS.match(page[:start][::-1]), _MARKS.match(page, end)
    return start - (before.end() if before else 0), after.end() if after else end
