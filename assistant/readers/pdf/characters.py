"""What pdfium finds on an open page: its characters, how they are set, and the rules around them.

pdfium's functions are bound so that a call takes half as long as with pypdfium2's own binding.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from pypdfium2 import PdfMatrix

ADDRESS, INT, FLOAT, DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double
HYPHEN = "\x02"  # what pdfium makes of a hyphen at a line's end
JOINT = "\x1f"  # stands for a line's end that is none
THIN = 3.0  # points: a rectangle not thicker is a line
_KNOWN = {
    HYPHEN: "-",
    # bullets of Word's Symbol and Wingdings, which have no character of their own
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0a8": "□",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
}
_UNKNOWN_BULLET = re.compile("\\A[\uf020-\uf0ff](?= |\\Z)")  # of a font of symbols
# what some programs map the hyphens of their fonts to, in a word of Latin letters
_BAD_HYPHEN = re.compile("[\u0372\u01e6\u022c](?<=[A-Za-z].)(?=[a-z\\s]|$)")
_CODED = re.compile("[\ud800-\udbff][\udc00-\udfff]|.", re.DOTALL)  # surrogates two at once
_REGULAR = 400.0
_LEAST_SIZE = 0.5  # points
_LEAST_READ, _MOST_READ = 2.0, 400.0  # points: a size that nobody reads is not what it says
_LETTERS = 60
_CAPITALS = 1.4  # times the height of letters is a type's size
_BOLD = 700.0
_MOST_OBJECTS = 20_000  # of a page; a drawing has more, a table never
_MOST_SEGMENTS = 2_000  # of a path
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_LEAST = 6.0  # points: what is shorter is a dash or part of a drawing
_WHITE = 250  # of 255


def address(pointer: Any) -> int:
    """Returns where a pointer points to; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Returns the function, taking each pointer as a number, the address it points to.

    pypdfium2's own checks the type of each pointer at each call, and lets other threads in.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


_GET_TEXT_OBJECT = bound(pdfium.FPDFText_GetTextObject, ADDRESS, ADDRESS, INT)
_GET_FONT = bound(pdfium.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
_GET_FONT_SIZE = bound(pdfium.FPDFText_GetFontSize, DOUBLE, ADDRESS, INT)
_GET_MATRIX = bound(pdfium.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS)
_GET_ORIGIN = bound(pdfium.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS)
_GET_BOX = bound(pdfium.FPDFText_GetCharBox, INT, ADDRESS, INT, *[ADDRESS] * 4)
_IS_GENERATED = bound(pdfium.FPDFText_IsGenerated, INT, ADDRESS, INT)
_GET_OBJECT = bound(pdfium.FPDFPage_GetObject, ADDRESS, ADDRESS, INT)
_GET_TYPE = bound(pdfium.FPDFPageObj_GetType, INT, ADDRESS)


def folded(characters: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """Returns the text of some characters and the place of each of its own among them.

    One space stands for each run of white space, none at either end; surrogates are put together,
    and what is no character is left out.
    """
    text = characters[start:end]
    shown = text.strip()
    if shown.isprintable() and "  " not in shown:
        first = start + len(text) - len(text.lstrip())
        return shown, range(first, first + len(shown))
    kept: list[tuple[str, int]] = []
    for found in _CODED.finditer(characters, start, end):
        code = found[0].encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        letter = _KNOWN.get(code, code)
        if letter == JOINT:
            continue
        if letter.isspace():
            if kept and kept[-1][0] != " ":
                kept.append((" ", found.end() - 1))
        elif unicodedata.category(letter) not in ("Cc", "Cn", "Cs"):
            kept.append((letter, found.end() - 1))
    if kept and kept[-1][0] == " ":
        kept.pop()
    said = "".join(letter for letter, _ in kept)
    return _UNKNOWN_BULLET.sub("•", said), [place for _, place in kept]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the characters are set that the file draws with one command."""

    size: float
    weight: float
    angle: float
    """Degrees clockwise."""


@dataclass(frozen=True, slots=True)
class StyledRun:
    """Neighbouring characters of one command: those from `first` up to and with `last`."""

    first: int
    last: int
    style: TextStyle


class Characters:
    """The characters of one page; index i of `text` is pdfium's character i."""

    def __init__(self, raw: Any) -> None:
        """Read the text of an open text page, which must stay open."""
        self._raw = raw
        self._address = address(raw)
        self._styles: dict[int | None, TextStyle] = {}
        self._fonts: dict[int | None, tuple[float, float]] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._numbers = (DOUBLE * 4)()
        first = ctypes.addressof(self._numbers)
        self._numbers_at = [first + ctypes.sizeof(DOUBLE) * place for place in range(4)]
        self.count = max(int(pdfium.FPDFText_CountChars(raw)), 0)
        self.text = self._text()

    def _text(self) -> str:
        """All characters, surrogates as two; in one call where each has its place in the text."""
        buffer = np.zeros(self.count + 1, np.uint16)
        pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetText(self._raw, 0, self.count, pointer) - 1
        special = (buffer < ord(" ")) | (buffer > 0xFFFD) | ((buffer & 0xF800) == 0xD800)
        special[-1] = False
        special &= (buffer != ord("\r")) & (buffer != ord("\n"))
        if written == self.count and not special.any():
            return _BAD_HYPHEN.sub("-", buffer[:-1].tobytes().decode("utf-16-le"))
        codes = (pdfium.FPDFText_GetUnicode(self._raw, i) for i in range(self.count))
        shown = "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)
        return _BAD_HYPHEN.sub("-", shown)

    def is_generated(self, place: int) -> bool:
        """Returns whether pdfium put the character in between by itself."""
        return bool(_IS_GENERATED(self._address, place) == 1)

    def box(self, place: int) -> tuple[float, float, float, float] | None:
        """Returns a character's left, bottom, right and top; None where the file gives no box."""
        if not _GET_BOX(self._address, place, *self._numbers_at):
            return None
        left, right, bottom, top = self._numbers
        return left, bottom, right, top

    def boxes(self) -> NDArray[np.float32]:
        """Returns the boxes of all characters, NaN where there is none. Shape (count, 4)."""
        found, missing = array("f"), (math.nan,) * 4
        for place in range(self.count):
            found.extend((not self.is_generated(place) and self.box(place)) or missing)
        return np.array(found, np.float32).reshape(-1, 4)

    def origin(self, place: int) -> tuple[float, float]:
        """Returns where a character begins on its baseline."""
        _GET_ORIGIN(self._address, place, *self._numbers_at[:2])
        return self._numbers[0], self._numbers[1]

    def runs(self, first: int, last: int) -> list[StyledRun]:
        """Returns the runs between two characters that are no white space, in order."""
        found: list[StyledRun] = []
        for run in self._between(first, last, self._command(first), self._command(last)):
            if found and found[-1].style is run.style:
                run = StyledRun(found.pop().first, run.last, run.style)
            found.append(run)
        return found

    def _between(
        self, first: int, last: int, opens: int | None, closes: int | None
    ) -> Iterator[StyledRun]:
        """Halves a stretch until each piece begins and ends with one command."""
        if opens == closes:
            yield StyledRun(first, last, self._style(first, opens))
            return
        after = (first + last + 1) // 2
        while after < last and self.text[after].isspace():
            after += 1
        before = after - 1
        while before > first and self.text[before].isspace():
            before -= 1
        yield from self._between(first, before, opens, self._command(before))
        yield from self._between(after, last, self._command(after), closes)

    def _command(self, place: int) -> int | None:
        """The address of the text object that draws a character."""
        command: int | None = _GET_TEXT_OBJECT(self._address, place)
        return command

    def _style(self, place: int, command: int | None) -> TextStyle:
        if not command or command not in self._styles:
            matrix, scale, angle = self._matrix, 1.0, 0.0
            if _GET_MATRIX(self._address, place, self._matrix_at):
                scale = math.hypot(matrix.c, matrix.d) or 1.0
                angle = math.degrees(math.atan2(matrix.c, matrix.a)) % 360
            scale *= _GET_FONT_SIZE(self._address, place)
            weight, ems = self._font(place, command, scale)
            self._styles[command] = TextStyle(
                max(round(scale * ems, 1), _LEAST_SIZE), weight, angle
            )
        return self._styles[command]

    def _font(self, place: int, command: int | None, size: float) -> tuple[float, float]:
        """The weight of a font and how large its em is in units of its size.

        The weight is what the file gives, or bold where the font's name says so. Fonts that the
        file draws itself (Type 3) have ems of any size; letters tell them.
        """
        font: int | None = _GET_FONT(command) if command else None
        if font is None or font not in self._fonts:
            name = ctypes.create_string_buffer(128)
            pdfium.FPDFText_GetFontInfo(self._raw, place, name, len(name), ctypes.c_int())
            weight = float(pdfium.FPDFText_GetFontWeight(self._raw, place))
            least = _BOLD if b"bold" in name.value.lower() else 0.0
            ems = 1.0
            if not _LEAST_READ < size < _MOST_READ:
                near = range(place, min(place + _LETTERS, self.count))
                tallest = max((box[3] - box[1] for n in near if (box := self.box(n))), default=0.0)
                ems = _CAPITALS * tallest / size if size and tallest else 1.0
            self._fonts[font] = max(weight if weight > 0 else _REGULAR, least), ems
        return self._fonts[font]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rule, an area or a character's box, on the page or turned into the direction of reading."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the lower edge to the upper."""
        return self.top - self.bottom

    @property
    def is_rule(self) -> bool:
        """Whether it is so thin that it is a line."""
        return min(self.width, self.height) <= THIN and max(self.width, self.height) >= _LEAST


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns the page's own coordinates into those of a line.

    `quarter` counts the line's quarter turns clockwise; `edges` are the page's.
    """

    quarter: int
    edges: tuple[float, ...]

    def box(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Returns a rectangle of the page as the line sees it."""
        if not self.quarter:  # as of most lines
            return Rectangle(left, bottom - self.edges[1], right, top - self.edges[1])
        begin, end = ((-top, -bottom), (-right, -left), (bottom, top))[self.quarter - 1]
        lower, upper = sorted((self.up(left, bottom), self.up(right, top)))
        return Rectangle(begin, lower, end, upper)

    def up(self, x: float, y: float) -> float:
        """Returns how far a point is above the page's lower edge."""
        left, bottom, right, top = self.edges
        return (y - bottom, x - left, top - y, right - x)[self.quarter]

    @property
    def height(self) -> float:
        """Of the page."""
        left, bottom, right, top = self.edges
        return top - bottom if self.quarter % 2 == 0 else right - left


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on a page with a PDF editor, of which the file has no picture."""

    text: str
    box: Rectangle


def read_typed(page: Any) -> tuple[bool, list[Typed]]:
    """Returns whether an open page has filled fields or notes typed on it, and the latter."""
    found: list[Typed] = []
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
            found.append(Typed(_said(note, b"Contents"), box))
        pdfium.FPDFPage_CloseAnnot(note)
    return count > 0, found


def _said(note: Any, key: bytes) -> str:
    """A text of an annotation."""
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    written = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_GetStringValue(note, key, written, size)
    return buffer.raw.decode("utf-16-le", "ignore").strip("\0")


def read_drawn(page: Any) -> list[Rectangle]:
    """Returns the rules and shaded areas of an open page, without those inside form objects."""
    count = pdfium.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_OBJECTS:
        return []
    at = address(page)
    objects = (_GET_OBJECT(at, index) for index in range(count))
    paths = (o for o in objects if _GET_TYPE(o) == pdfium.FPDF_PAGEOBJ_PATH)
    return [drawn for o in paths for drawn in _drawn(ctypes.cast(o, pdfium.FPDF_PAGEOBJECT))]


def _drawn(path: Any) -> Iterator[Rectangle]:
    """What one path draws: itself where it is thin, else its sides and its inside."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *edges):
        return
    bounds = Rectangle(*(edge.value for edge in edges))
    if bounds.is_rule:
        yield bounds
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if fill.value and _is_coloured(path) and pdfium.FPDFPath_CountSegments(path) <= 5:
        yield bounds
    if stroke.value:
        yield from (side for side in _sides(path) if side.is_rule)


def _is_coloured(path: Any) -> bool:
    """Whether a path is filled with another colour than white."""
    colours = [ctypes.c_uint() for _ in range(4)]
    found = pdfium.FPDFPageObj_GetFillColor(path, *colours)
    return bool(found) and colours[3].value > 0 and min(c.value for c in colours[:3]) < _WHITE


def _sides(path: Any) -> Iterator[Rectangle]:
    """The straight pieces of a path."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return
    raw, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, raw)
    matrix = PdfMatrix.from_raw(raw)
    start = at = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        before, at = at, matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = at
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _spanned(before, at)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield _spanned(start, at)


def _spanned(one: tuple[float, float], other: tuple[float, float]) -> Rectangle:
    """The rectangle between two corners."""
    (left, right), (bottom, top) = map(sorted, zip(one, other, strict=True))
    return Rectangle(left, bottom, right, top)
