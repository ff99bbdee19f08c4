"""A page's axes as a line sees them that is turned by some quarters of a circle."""

from __future__ import annotations

import math
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from assistant.readers.canonical import ALL, Allowance
from assistant.readers.pdf.characters import (
    ADDRESS,
    FLOAT,
    HYPHEN,
    INT,
    Characters,
    Drawn,
    Run,
    address,
    bound,
    folded,
    read_drawn,
)
from assistant.readers.pdf.lines import Gap, PdfLine, Setting, main_setting


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, `left` to `right` in the direction of reading."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In the direction of reading."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Across the direction of reading."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns the page's own coordinates into those of a line.

    `quarter` counts the line's quarter turns clockwise; `edges` are the page's.
    """

    quarter: int
    edges: tuple[float, ...]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page as the line sees it."""
        if not self.quarter:
            return Box(left, bottom - self.edges[1], right, top - self.edges[1])
        if self.quarter % 2:
            begin, end = (bottom, top) if self.quarter == 3 else (-top, -bottom)
        else:
            begin, end = -right, -left
        one, other = self.up(left, bottom), self.up(right, top)
        return Box(begin, min(one, other), end, max(one, other))

    def up(self, x: float, y: float) -> float:
        """How far a point is above the page's lower edge."""
        left, bottom, right, top = self.edges
        return (y - bottom, x - left, top - y, right - x)[self.quarter]

    @property
    def height(self) -> float:
        """Of the page."""
        left, bottom, right, top = self.edges
        return top - bottom if self.quarter % 2 == 0 else right - left


_LOCK = Lock()  # pdfium crashes when two threads are in it
_LINE = re.compile("[^\r\n\v\f\x85\u2028\u2029]+")
_SPACE = re.compile(" ")
_SAMPLES = 64  # characters looked at for the page's direction
_GAP = 3.0  # points: the least that is noted between two words
_MARK = 6  # characters: a reference to a note is not longer
_GET_ANGLE = bound(pdfium.FPDFText_GetCharAngle, FLOAT, ADDRESS, INT)
_NO_BOXES = np.empty((0, 4), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class PdfPage:
    """A page's lines in the order in which the file draws them."""

    number: int
    lines: tuple[PdfLine, ...] = ()
    boxes: NDArray[np.float32] = field(default_factory=lambda: _NO_BOXES)
    """Left, bottom, right, top of each of pdfium's characters, where asked for; NaN where it has
    no box."""
    drawn: tuple[Drawn, ...] = ()
    edges: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    """Of the page: left, bottom, right, top."""
    failed: bool = False
    unread: bool = False
    """Whether it was left out: there was no time for it, or the caller wants it skipped."""


def read_pages(path: Path, allowance: Allowance = ALL) -> list[PdfPage]:
    """The pages of a PDF that needs no password; raises `pypdfium2.PdfiumError`."""
    started = time.monotonic()
    with _LOCK, closing(pypdfium2.PdfDocument(path)) as document:
        return [
            _read_page(document, index, allowance)
            if allowance.begins(index + 1, started)
            else PdfPage(index + 1, unread=True)
            for index in range(len(document))
        ]


def _read_page(document: Any, index: int, allowance: Allowance) -> PdfPage:
    try:
        with closing(document[index]) as page, closing(_upright_text(page)) as text:
            edges = page.get_bbox()
            characters = Characters(text.raw)
            return PdfPage(
                number=index + 1,
                lines=tuple(_Lines(index + 1, edges, characters).lines()),
                boxes=characters.boxes() if allowance.boxes else _NO_BOXES,
                drawn=tuple(read_drawn(page.raw)),
                edges=edges,
            )
    except Exception:  # noqa: BLE001 - whatever is wrong with one page, the others are kept
        return PdfPage(index + 1, failed=True)


def _upright_text(page: Any) -> Any:
    """The page's text, the page turned so that most is upright: pdfium orders that text best."""
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text.raw)
    places = range(0, count, max(count // _SAMPLES, 1))
    raw = address(text.raw)
    angles = [_GET_ANGLE(raw, place) for place in places]
    quarters = Counter(round(angle * 2 / math.pi) % 4 for angle in angles if angle >= 0)
    wanted = -quarters.most_common(1)[0][0] % 4 * 90 if quarters else 0
    if page.get_rotation() == wanted:
        return text
    text.close()
    page.set_rotation(wanted)
    return page.get_textpage()


class _Lines:
    """Gathers the characters of one page into lines."""

    def __init__(self, number: int, edges: tuple[float, ...], characters: Characters) -> None:
        self.number = number
        self.frames = [Frame(quarter, edges) for quarter in range(4)]
        self.characters = characters

    def lines(self) -> Iterator[PdfLine]:
        """The page's lines that are not blank, in the file's order."""
        for start, end in self._stretches():
            text, places = folded(self.characters.text, start, end)
            if text:
                yield self._line(text, places)

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Where each line starts and ends; pdfium has no line end after some hyphens."""
        for found in _LINE.finditer(self.characters.text):
            start, end = found.span()
            for hyphen in range(start, end - 1) if HYPHEN in found[0] else ():
                if self.characters.text[hyphen] == HYPHEN and self._ends_line(hyphen):
                    yield start, hyphen + 1
                    start = hyphen + 1
            yield start, end

    def _ends_line(self, hyphen: int) -> bool:
        """Whether the character after a hyphen stands on another line."""
        one, other = self.characters.box(hyphen), self.characters.box(hyphen + 1)
        if one is None or other is None:
            return True
        return not other[1] <= (one[1] + one[3]) / 2 <= other[3]

    def _line(self, text: str, places: Sequence[int]) -> PdfLine:
        runs = self.characters.runs(places[0], places[-1])
        main = max(runs, key=lambda run: run.last - run.first) if len(runs) > 1 else runs[0]
        frame = self.frames[round(main.look.angle / 90) % 4]
        ends = [end for run in runs for end in self._ends(run, frame)]
        baseline = frame.up(*self.characters.origin(main.first))
        settings = self._settings(runs, places, frame, baseline)
        return PdfLine(
            page=self.number,
            text=text,
            places=places,
            left=min([end.left for end in ends], default=0.0),
            right=max([end.right for end in ends], default=0.0),
            baseline=baseline,
            page_height=frame.height,
            angle=main.look.angle,
            gaps=tuple(self._gaps(text, places, frame, runs)),
            **main_setting(text, settings),
        )

    def _ends(self, run: Run, frame: Frame) -> list[Box]:
        """The boxes of a run's first and last character, where they have one."""
        places = (run.first,) if run.first == run.last else (run.first, run.last)
        return [box for place in places if (box := self._box(place, frame)) is not None]

    def _box(self, place: int, frame: Frame) -> Box | None:
        box = self.characters.box(place)
        return frame.box(*box) if box else None

    def _settings(
        self, runs: Sequence[Run], places: Sequence[int], frame: Frame, baseline: float
    ) -> list[Setting]:
        """How the line's stretches are set."""
        if len(runs) == 1:
            look = runs[0].look
            return [Setting(0, len(places), look.size, look.weight)]
        found: list[Setting] = []
        for run in runs:
            start, end = bisect_left(places, run.first), bisect_right(places, run.last)
            small = end - start <= _MARK
            rise = frame.up(*self.characters.origin(run.first)) - baseline if small else 0.0
            found.append(Setting(start, end, run.look.size, run.look.weight, rise))
        return found

    def _gaps(
        self, text: str, places: Sequence[int], frame: Frame, runs: Sequence[Run]
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
