"""The characters of a PDF's pages, from pdfium, gathered into lines."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median_low
from threading import Lock
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from assistant.readers.pdf.lines import PdfLine

_LOCK = Lock()  # pdfium crashes when two threads are in it
_HYPHEN = 0x02  # what pdfium makes of a hyphen at a line's end
_LINE_ENDS = frozenset(map(ord, "\r\n\v\f\x85\u2028\u2029"))
_SAMPLES = 12  # of a line
_STRIDE = 20  # characters from one to the next looked at for the page's direction
_REGULAR = 400.0
_BOLD = 700.0


@dataclass(frozen=True, slots=True, eq=False)
class PdfPage:
    """A page's lines in the order in which the file draws them."""

    number: int
    lines: tuple[PdfLine, ...] = ()
    boxes: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 4), np.float32))
    """Left, bottom, right, top of each of pdfium's characters; NaN where it has no box."""
    failed: bool = False


def read_pages(path: Path) -> list[PdfPage]:
    """The pages of a PDF that needs no password; raises `pypdfium2.PdfiumError`."""
    with _LOCK, closing(pypdfium2.PdfDocument(path)) as document:
        return [_read_page(document, index) for index in range(len(document))]


def _read_page(document: Any, index: int) -> PdfPage:
    try:
        with closing(document[index]) as page:
            _set_upright(page)
            with closing(page.get_textpage()) as text:
                return _PageReader(index + 1, page.get_bbox(), text.raw).page()
    except Exception:  # noqa: BLE001 - whatever is wrong with one page, the others are kept
        return PdfPage(index + 1, failed=True)


def _set_upright(page: Any) -> None:
    """Turn the page so that most of its text is upright: pdfium orders that text best."""
    with closing(page.get_textpage()) as text:
        places = range(0, pdfium.FPDFText_CountChars(text.raw), _STRIDE)
        angles = [pdfium.FPDFText_GetCharAngle(text.raw, place) for place in places]
    quarters = Counter(round(angle * 2 / math.pi) % 4 for angle in angles if angle >= 0)
    wanted = quarters.most_common(1)[0][0] * 90 if quarters else 0
    if page.get_rotation() != wanted:
        page.set_rotation(wanted)


class _PageReader:
    """Walks over pdfium's characters of one page."""

    def __init__(self, number: int, edges: tuple[float, ...], raw: Any) -> None:
        self.number = number
        self.edges = edges
        self.raw = raw
        self.codes = [pdfium.FPDFText_GetUnicode(raw, i) for i in range(self._count())]
        self.boxes = self._boxes()

    def page(self) -> PdfPage:
        found = (self._line(places) for places in self._lines())
        return PdfPage(self.number, tuple(n for n in found if n), self.boxes)

    def _count(self) -> int:
        return max(int(pdfium.FPDFText_CountChars(self.raw)), 0)

    def _boxes(self) -> NDArray[np.float32]:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        found, missing = array("f"), [math.nan] * 4
        for index in range(len(self.codes)):
            known = pdfium.FPDFText_GetCharBox(self.raw, index, left, right, bottom, top)
            if known and pdfium.FPDFText_IsGenerated(self.raw, index) != 1:
                found.extend((left.value, bottom.value, right.value, top.value))
            else:
                found.extend(missing)
        return np.array(found, np.float32).reshape(-1, 4)

    def _lines(self) -> Iterator[list[int]]:
        """The places of each line's characters."""
        line: list[int] = []
        for place, code in enumerate(self.codes):
            if code in _LINE_ENDS:
                yield line
                line = []
                continue
            line.append(place)
            if code == _HYPHEN and self._ends_line(place):
                yield line
                line = []
        yield line

    def _ends_line(self, hyphen: int) -> bool:
        """Whether the character after a hyphen stands on another line."""
        if hyphen + 1 == len(self.codes):
            return True
        _, bottom, _, top = self.boxes[hyphen]
        _, lower, _, upper = self.boxes[hyphen + 1]
        return not lower <= (bottom + top) / 2 <= upper

    def _line(self, places: list[int]) -> PdfLine | None:
        """The line with white space folded; None if it is blank."""
        letters = _folded(_decoded(self.codes, places))
        if not letters:
            return None
        shown = [place for letter, place in letters if not letter.isspace()]
        words = [place for letter, place in letters if letter.isalnum()] or shown
        step = -(-len(words) // _SAMPLES)
        sample = [_Glyph.read(self.raw, place) for place in words[::step]]
        angle = median_low(g.angle for g in sample)
        frame = _Frame(round(angle / 90) % 4, self.edges)
        across = frame.across(self.boxes[shown])
        first_word = "".join(letter for letter, _ in letters).find(" ")
        return PdfLine(
            page=self.number,
            text="".join(letter for letter, _ in letters),
            places=tuple(place for _, place in letters),
            left=float(np.nanmin(across)) if np.isfinite(across).any() else 0.0,
            right=float(np.nanmax(across)) if np.isfinite(across).any() else 0.0,
            baseline=median_low(frame.up(g.x, g.y) for g in sample),
            page_height=frame.height,
            size=median_low(g.size for g in sample),
            weight=min(g.weight for g in sample),
            angle=angle,
            widest_gap=_widest_gap(across[first_word:]) if first_word > 0 else 0.0,
        )


def _widest_gap(across: NDArray[np.float32]) -> float:
    """The most room between the end of one character and the beginning of the next."""
    gaps = across[1:, 0] - across[:-1, 1]
    return max(float(np.nanmax(gaps)), 0.0) if np.isfinite(gaps).any() else 0.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page's axes as a line sees them that is turned by some quarters of a circle."""

    quarter: int
    edges: tuple[float, ...]

    def across(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where boxes begin and end in the direction of reading."""
        found = boxes[:, [0, 2]] if self.quarter % 2 == 0 else boxes[:, [1, 3]]
        return found if self.quarter < 2 else -found[:, ::-1]

    def up(self, x: float, y: float) -> float:
        """How far a point is above the page's lower edge."""
        left, bottom, right, top = self.edges
        return (y - bottom, right - x, top - y, x - left)[self.quarter]

    @property
    def height(self) -> float:
        left, bottom, right, top = self.edges
        return top - bottom if self.quarter % 2 == 0 else right - left


@dataclass(frozen=True, slots=True)
class _Glyph:
    """How one character is set."""

    x: float
    y: float
    size: float
    weight: float
    angle: float

    @classmethod
    def read(cls, raw: Any, place: int) -> _Glyph:
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(raw, place, x, y)
        scale = 1.0
        if pdfium.FPDFText_GetMatrix(raw, place, matrix):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = round(pdfium.FPDFText_GetFontSize(raw, place) * scale, 1)
        angle = math.degrees(max(pdfium.FPDFText_GetCharAngle(raw, place), 0.0)) % 360
        return cls(x.value, y.value, size, _weight(raw, place), angle)


def _weight(raw: Any, place: int) -> float:
    """The weight the file gives for the font, or that of bold where the font's name says so."""
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(raw, place, name, len(name), ctypes.c_int())
    weight = float(pdfium.FPDFText_GetFontWeight(raw, place))
    weight = weight if weight > 0 else _REGULAR
    return max(weight, _BOLD) if b"bold" in name.value.lower() else weight


def _decoded(codes: list[int], places: list[int]) -> Iterator[tuple[str, int]]:
    """Characters with their places; what is no character is left out."""
    high = 0
    for place in places:
        code = codes[place]
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        letter = "-" if code == _HYPHEN else chr(code)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cn", "Cs"):
            yield letter, place


def _folded(letters: Iterator[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same with one space for each run of white space and none at either end."""
    kept: list[tuple[str, int]] = []
    for letter, place in letters:
        if not letter.isspace():
            kept.append((letter, place))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", place))
    if kept and kept[-1][0] == " ":
        kept.pop()
    return kept
