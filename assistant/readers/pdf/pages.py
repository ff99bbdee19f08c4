"""The pages of a PDF file, read with pdfium or, where that fails, with pypdf."""

from __future__ import annotations

import logging
import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
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
from assistant.readers.pdf.characters import (
    HYPHEN,
    JOINT,
    Characters,
    StyledRun,
    folded,
    upright_text,
    without_unmapped,
)
from assistant.readers.pdf.drawn import Frame, Ground, Rectangle, Typed, read_drawn, read_typed
from assistant.readers.pdf.filled import filled
from assistant.readers.pdf.lines import (
    MARK,
    SMALL,
    Gap,
    PdfLine,
    Setting,
    body_of,
    main_setting,
    scripted,
)

_LOCK = Lock()  # pdfium crashes when two threads are in it
_LINE = re.compile("[^\r\n\v\f\x85\u2028\u2029]+")
_SPACE = re.compile(" ")
_GAP = 3.0  # points: the least that is noted between two words
_BREAK = re.compile(r"[\r\n]\s*")
_SCRIPT = frozenset("*†‡§¶()+,-/\u2212\u2044\u2215")
_HIGHEST = 0.9  # in ems: what is raised or lowered is nearer to the line
_BESIDE = 0.8  # in ems: what goes on beside it is nearer
_HANGING = 1.5  # in ems: the text of a note is nearer to its mark
_WORD_SPACE = 0.25  # in ems: the least room between two words
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
            reader = _Lines(index + 1, edges, Characters(text.raw), printed, Ground(page))
            lines = filled(list(reader.lines()), reader.box_in)
            if printed is not None:
                late = [n for n in lines if n.places[0] >= printed]
                lines = [n for n in lines if n.places[0] < printed]
                size, frame = body_of([lines]).size, Frame(0, edges)
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
                drawn=tuple(read_drawn(page.raw)),
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


class _Lines:
    """Gathers the characters of one page into lines."""

    def __init__(
        self,
        number: int,
        edges: tuple[float, ...],
        characters: Characters,
        printed: int | None,
        ground: Ground,
    ) -> None:
        self.number = number
        self.printed = characters.count if printed is None else printed
        """How many characters there are before those that were typed on the page."""
        self.frames = [Frame(quarter, edges) for quarter in range(4)]
        self.insides = [frame.box(*edges) for frame in self.frames]
        self.characters = characters
        self.ground = ground
        self.left_out: set[int] = set()
        self.is_garbled = False
        """Whether words, or letters of some, were left out, as nobody can know them."""
        self.merged: list[Sequence[int]] = []
        """The places of pdfium's characters for which one stands."""

    def lines(self) -> Iterator[PdfLine]:
        """The page's lines that are not blank, in the file's order."""
        self.text = _BREAK.sub(self._break, self.characters.text)
        for start, end in self._stretches():
            yield from self._lines_of(start, end)

    def _lines_of(self, start: int, end: int) -> Iterator[PdfLine]:
        """The line of a stretch; several where it turns, none where nothing can be read."""
        text, places = folded(self.text, start, end)
        stretch = self.text[start:end]
        first, last = end - len(stretch.lstrip()), start + len(stretch.rstrip()) - 1
        runs = self.characters.runs(first, last) if first <= last else []
        unread = [place for run in runs for place in self.characters.unmapped(run)]
        unseen = self._unseen(runs)
        if not self.left_out.issuperset(unseen):
            kept = (" " if p in unseen else self.text[p] for p in range(start, end))
            self.text = f"{self.text[:start]}{''.join(kept)}{self.text[end:]}"
            self.left_out |= unseen
            yield from self._lines_of(start, end)
        elif not self.left_out.issuperset(unread):
            self.text, lacks = without_unmapped(self.text, start, unread)
            self.left_out.update(unread)
            self.is_garbled |= lacks
            yield from self._lines_of(start, end)
        elif len(runs) > 1 and len({run.style.quarter for run in runs}) > 1:
            for _, group in groupby(runs, lambda run: run.style.quarter):
                one_way = [*group]
                yield from self._lines_of(one_way[0].first, one_way[-1].last + 1)
        elif text:
            line = self._line(text, places, runs)
            if self._is_inside(line):
                yield line
                return
            # what lies beyond the page's edges is not to be seen
            text, places = folded(self._cropped(start, end), start, end)
            if text:
                yield self._line(text, places, self.characters.runs(places[0], places[-1]))

    def _unseen(self, runs: Sequence[StyledRun]) -> set[int]:
        """The places of letters that are white on white."""
        found = set[int]()
        for run in runs:
            if run.style.is_white:
                places = range(run.first, run.last + 1)
                boxes = filter(None, map(self.characters.box, places))
                if self.ground.is_white(boxes):
                    found.update(places)
        return found

    def _is_inside(self, line: PdfLine) -> bool:
        page = self.insides[line.quarter]
        across = page.left - 1 <= line.left and line.right <= page.right + 1
        return across and 0 <= line.baseline <= page.top - line.size / 2

    def _cropped(self, start: int, end: int) -> str:
        """The page's text with room in place of what stands beyond its edges in a stretch."""
        left, bottom, right, top = self.frames[0].edges
        kept = list(self.text)
        for place in range(start, end):
            box = self.characters.box(place)
            if box and not self.text[place].isspace():
                x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                if not (left <= x <= right and bottom <= y <= top):
                    kept[place] = " "
        return "".join(kept)

    def _break(self, found: re.Match[str]) -> str:
        """The line's end; what stands for none where only what is raised or lowered made one."""
        shown, before, after = self.characters.text, found.start() - 1, found.end()
        while before >= 0 and shown[before].isspace():
            before -= 1
        if before < 0 or after == len(shown):
            return found[0]
        if not any(sign.isdigit() or sign in _SCRIPT for sign in (shown[before], shown[after])):
            return found[0]
        one, other = (self.characters.runs(place, place)[0].style for place in (before, after))
        small, size = sorted((one.size, other.size))
        frame = self.frames[one.quarter]
        left, right = self._box(before, frame), self._box(after, frame)
        if left is None or right is None or one.angle != other.angle:
            return found[0]
        gap = (right.left - left.right) / size
        rise = frame.up(*self.characters.origin(after)) - frame.up(*self.characters.origin(before))
        highest, most = (_HIGHEST, _BESIDE) if small <= SMALL * size else (0.05, 0.4)
        if not -most < gap < most or abs(rise) > highest * size:
            return found[0]
        apart = gap >= _WORD_SPACE or " " in shown[before:after]
        return (" " if apart else JOINT) * len(found[0])

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Where each line starts and ends.

        pdfium has no line end after some hyphens, and none between what is typed in two fields.
        """
        for found in _LINE.finditer(self.text):
            start, end = found.span()
            is_typed = start >= self.printed
            for place in range(start, end - 1) if is_typed or HYPHEN in found[0] else ():
                sign = self.text[place]
                if (sign == HYPHEN or (is_typed and sign.isspace())) and self._ends_line(place):
                    yield start, place + 1
                    start = place + 1
            yield start, end

    def _ends_line(self, place: int) -> bool:
        """Whether the character after a hyphen or space stands on another line."""
        before = place - self.text[place].isspace()
        one, other = self.characters.box(before), self.characters.box(place + 1)
        if one is None or other is None:
            return True
        return not other[1] <= (one[1] + one[3]) / 2 <= other[3]

    def _line(self, text: str, places: Sequence[int], runs: Sequence[StyledRun]) -> PdfLine:
        main = runs[0]
        if len(runs) > 1:
            main = max(runs, key=lambda run: (max(run.last - run.first, MARK), run.style.size))
        frame = self.frames[main.style.quarter]
        at_ends = {place for run in runs for place in (run.first, run.last)}
        ends = [box for place in at_ends if (box := self._box(place, frame)) is not None]
        baseline = frame.up(*self.characters.origin(main.first))
        if len(runs) == 1:  # as of most lines
            settings = [Setting(0, len(places), main.style.size, main.style.weight)]
        else:
            settings = list(self._settings(runs, places, frame, main))
            text, places, settings = scripted(text, places, settings, self._merged)
        return PdfLine(
            page=self.number,
            text=text,
            places=places,
            left=min([end.left for end in ends], default=0.0),
            right=max([end.right for end in ends], default=0.0),
            baseline=baseline,
            page_height=frame.height,
            angle=main.style.angle,
            gaps=tuple(self._gaps(text, places, frame, runs)),
            **main_setting(text, settings),
        )

    def _merged(self, places: Sequence[int]) -> int:
        """The place of a character that stands for several."""
        self.merged.append(places)
        return self.characters.count + len(self.merged) - 1

    def boxes(self) -> NDArray[np.float32]:
        """The boxes of pdfium's characters, and of those that stand for several."""
        boxes = self.characters.boxes()
        several = [boxes[list(places)] for places in self.merged]
        whole = [[*found[:, :2].min(axis=0), *found[:, 2:].max(axis=0)] for found in several]
        return np.array([*boxes, *whole], np.float32).reshape(-1, 4)

    def box_in(self, line: PdfLine, place: int) -> Rectangle | None:
        """Returns where the character at a place of a line's text stands; None where unknown."""
        known = 0 <= line.places[place] < self.characters.count
        return self._box(line.places[place], self.frames[line.quarter]) if known else None

    def _box(self, place: int, frame: Frame) -> Rectangle | None:
        box = self.characters.box(place)
        return frame.box(*box) if box else None

    def _settings(
        self, runs: Sequence[StyledRun], places: Sequence[int], frame: Frame, main: StyledRun
    ) -> Iterator[Setting]:
        """How the line's stretches are set."""
        baseline = frame.up(*self.characters.origin(main.first))
        for run in runs:
            start, end = bisect_left(places, run.first), bisect_right(places, run.last)
            rise = 0.0
            if run is not main and end - start <= MARK:
                most = (_BESIDE if start else _HANGING) * main.style.size
                if self._room_beside(places, start or end, frame) < most:
                    rise = frame.up(*self.characters.origin(run.first)) - baseline
            yield Setting(start, end, run.style.size, run.style.weight, rise)

    def _room_beside(self, places: Sequence[int], place: int, frame: Frame) -> float:
        """How wide the room is before a character of a line."""
        before = next(p for p in reversed(places[:place]) if not self.text[p].isspace())
        after = next(p for p in places[place:] if not self.text[p].isspace())
        left, right = self._box(before, frame), self._box(after, frame)
        return right.left - left.right if left and right else 0.0

    def _gaps(
        self, text: str, places: Sequence[int], frame: Frame, runs: Sequence[StyledRun]
    ) -> Iterator[Gap]:
        """The gaps between words that may be wide: a space of the font's own never is."""
        begins = {run.first for run in runs}
        is_generated = self.characters.is_generated
        for found in _SPACE.finditer(text):
            place = found.start()
            before, after = places[place - 1], places[place + 1]
            plain = after - before == 2 and after not in begins
            if plain and not is_generated(before + 1):
                continue
            one, other = self._box(before, frame), self._box(after, frame)
            if one and other and other.left - one.right > _GAP:
                yield Gap(place, one.right, other.left)
