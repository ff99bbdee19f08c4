"""The characters that pdfium finds on an open page, and how they are set.

pdfium's functions are bound so that a call takes half as long as with pypdfium2's own binding.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from assistant.readers.canonical import symbol
from assistant.text.abbreviations import are_english

ADDRESS, INT, FLOAT, DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""
HYPHEN = "\x02"  # what pdfium makes of a hyphen at a line's end
JOINT = "\x1f"  # stands for a line's end that is none
# bullets of Word's Symbol and Wingdings, which have no character of their own
_KNOWN = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "□", "\uf0d8": "➢", "\uf0fc": "✓"}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_OF_SYMBOLS = re.compile(r"(?:[A-Z]{6}\+)?(symbol|webdings|wingdings)[ -]?([23])?", re.IGNORECASE)
_NONE = ("Cc", "Cn", "Cs"), ("Cc", "Cn", "Co", "Cs")  # in the first plane, beyond it
_NO_LETTER = "\0\ufffd"  # what some files say instead of what a character is
_NO_BULLET = re.compile("[\ue000-\uf01f\uf100-\uf8ff]")  # other fonts have icons there
_HOLE = 2  # characters: more that nobody knows are a word, not part of one
# what some programs map the hyphens of their fonts to, in a word of Latin letters
_BAD_HYPHEN = re.compile("[\u0372\u01e6\u022c](?<=[A-Za-z].)(?=[a-z\\s]|$)")
_CODED = re.compile("[\ud800-\udbff][\udc00-\udfff]|.", re.DOTALL)  # surrogates two at once
_REGULAR = 400.0
_LEAST_SIZE = 0.5  # points
WHITE = 250  # of 255, in red, green and blue alike
_LEAST_READ, _MOST_READ = 2.0, 400.0  # points: a size that nobody reads is not what it says
_LETTERS = 60
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAMPLES = 64  # characters looked at for the page's direction
_CAPITALS = 1.4  # times the height of letters is a type's size
_BOLD = 700.0
_MOST_WEIGHT = 1200.0  # of strokes half as wide as a letter: some files tell more
_WHITER = 300.0
_IS_BOLD = re.compile("bold|[-, ]black|heavy|ultra(?!-?(?:light|thin))", re.I)


def address(pointer: Any) -> int:
    """Returns where a pointer points to; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Returns the function, taking each pointer as a number, the address it points to.

    pypdfium2's own checks the type of each pointer at each call, and lets other threads in.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


def fill_colour(drawn: int) -> list[int]:
    """Returns red, green, blue and opacity of what fills an object, 0 to 255; none if unknown."""
    return [*_COLOUR] if _GET_FILL_COLOUR(drawn, *_COLOUR_AT) else []


def is_drawn(text: int) -> bool:
    """Returns whether a text object can be seen at all: what was read in a scan stands unseen."""
    return bool(_GET_RENDER_MODE(text) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


_GET_RENDER_MODE = bound(pdfium.FPDFTextObj_GetTextRenderMode, INT, ADDRESS)
_GET_ANGLE = bound(pdfium.FPDFText_GetCharAngle, FLOAT, ADDRESS, INT)
_GET_TEXT_OBJECT = bound(pdfium.FPDFText_GetTextObject, ADDRESS, ADDRESS, INT)
_GET_FONT = bound(pdfium.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
_GET_FONT_SIZE = bound(pdfium.FPDFText_GetFontSize, DOUBLE, ADDRESS, INT)
_GET_MATRIX = bound(pdfium.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS)
_GET_ORIGIN = bound(pdfium.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS)
_GET_BOX = bound(pdfium.FPDFText_GetCharBox, INT, ADDRESS, INT, *[ADDRESS] * 4)
_GET_LOOSE_BOX = bound(pdfium.FPDFText_GetLooseCharBox, INT, ADDRESS, INT, ADDRESS)
_IS_GENERATED = bound(pdfium.FPDFText_IsGenerated, INT, ADDRESS, INT)
_GET_FILL_COLOUR = bound(pdfium.FPDFPageObj_GetFillColor, INT, ADDRESS, *[ADDRESS] * 4)
_COLOUR = (ctypes.c_uint * 4)()
_COLOUR_AT = [ctypes.addressof(_COLOUR) + ctypes.sizeof(ctypes.c_uint) * n for n in range(4)]
_HAS_NO_MAP = bound(pdfium.FPDFText_HasUnicodeMapError, INT, ADDRESS, INT)


def upright_text(page: Any) -> Any:
    """Returns the text of a page, turned so that most is upright: pdfium orders that text best."""
    text = page.get_textpage()
    count, raw = pdfium.FPDFText_CountChars(text.raw), address(text.raw)
    angles = [_GET_ANGLE(raw, place) for place in range(0, count, max(count // _SAMPLES, 1))]
    quarters = Counter(round(angle * 2 / math.pi) % 4 for angle in angles if angle >= 0)
    wanted = -quarters.most_common(1)[0][0] % 4 * 90 if quarters else 0
    if page.get_rotation() == wanted:
        return text
    text.close()
    page.set_rotation(wanted)
    return page.get_textpage()


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
        letter = "-" if code == HYPHEN else code
        if letter.isspace() and letter != JOINT:
            if kept and kept[-1][0] != " ":
                kept.append((" ", found.end() - 1))
        elif unicodedata.category(letter) not in _NONE[letter > "\uffff"]:
            kept.append((letter, found.end() - 1))
    if kept and kept[-1][0] == " ":
        kept.pop()
    return "".join(letter for letter, _ in kept), [place for _, place in kept]


def without_unmapped(text: str, start: int, unmapped: Sequence[int]) -> tuple[str, bool]:
    """Returns a text without the characters of a line that nobody knows, and whether words lack.

    A word that lacks a letter has a hole, and what opens the line is its bullet; a sign that
    stands by itself is none of the words. `start` is where the line begins.
    """
    shown, is_garbled = [*text], False
    for _, group in groupby(enumerate(unmapped), lambda found: found[1] - found[0]):
        places = [place for _, place in group]
        first, last = places[0], places[-1]
        before, after = text[max(first - 1, start) : first], text[last + 1 : last + 2]
        is_few, is_private = len(places) <= _HOLE, _PRIVATE.match(text, first) is not None
        is_sign = is_few and is_private
        is_hole = is_few and not is_private and (before.isalnum() or after.isalnum())
        opens = len(unmapped) <= _HOLE and first == last and not text[start:first].strip()
        goes_on = after == " " and last + 2 not in unmapped and text[last + 2 :].strip()
        is_bullet = opens and bool(goes_on or (is_private and not after.strip()))
        is_bullet &= not _NO_BULLET.match(text, first)
        shown[first : last + 1] = ("\ufffd" if is_hole else "•" if is_bullet else " ") * len(places)
        is_garbled |= not (is_sign or is_bullet)
    return "".join(shown), is_garbled


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the characters are set that the file draws with one command."""

    size: float
    weight: float
    angle: float
    """Degrees clockwise."""
    font: int | None
    """Its address; None where it is unknown."""
    is_white: bool

    @property
    def quarter(self) -> int:
        """How many quarter turns clockwise."""
        return round(self.angle / 90) % 4 if self.angle else 0


@dataclass(frozen=True, slots=True)
class StyledRun:
    """Neighbouring characters of one command: those from `first` up to and with `last`."""

    first: int
    last: int
    style: TextStyle


class Characters:
    """The characters of one page; index i of `text` is pdfium's character i."""

    def __init__(self, raw: Any, strayed: Mapping[int, PdfMatrix] | None = None) -> None:
        """Read the text of an open text page, which must stay open.

        `strayed` is what turns the places of some text objects into the page's, by their addresses.
        """
        self._raw = raw
        self._strayed = strayed or {}
        self._address = address(raw)
        self._styles: dict[int, TextStyle] = {}
        self._fonts: dict[int | None, tuple[float, float]] = {}
        self._mapped: defaultdict[int | None, set[str]] = defaultdict(set)
        self._spelling: dict[int | None, bool] = {}
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
        special &= (buffer != ord("\r")) & (buffer != ord("\n"))
        if written == self.count and not special[:-1].any():
            shown = buffer[:-1].tobytes().decode("utf-16-le")
        else:
            codes = (pdfium.FPDFText_GetUnicode(self._raw, i) for i in range(self.count))
            shown = "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)
        return _BAD_HYPHEN.sub("-", _PRIVATE.sub(self._symbol, shown))

    def _symbol(self, found: re.Match[str]) -> str:
        """What a font of symbols shows for a private character; that, where nobody can know it."""
        family = _OF_SYMBOLS.match(self._font_name(found.start()))
        font = " ".join(filter(None, family.groups())) if family else None
        return _KNOWN.get(found[0]) or symbol(found[0], font) or found[0]

    def _font_name(self, place: int) -> str:
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._raw, place, name, len(name), ctypes.c_int())
        return name.value.decode("latin-1")

    def unmapped(self, run: StyledRun) -> list[int]:
        """Returns the places of a run's characters of which the file does not say what they are.

        A font's character that was known once is not looked at again.
        """
        font, shown = run.style.font, self.text[run.first : run.last + 1]
        mapped = self._mapped[font]
        if mapped.issuperset(shown):
            return []
        fresh, places = {*shown} - mapped, range(run.first, run.last + 1)
        found = [n for n in places if self.text[n] in fresh and self._is_unmapped(n, font)]
        mapped |= fresh.difference(self.text[n] for n in found)
        return found

    def _is_unmapped(self, place: int, font: int | None) -> bool:
        if self.text[place] in _NO_LETTER or _PRIVATE.match(self.text[place]):
            return True
        return _HAS_NO_MAP(self._address, place) == 1 and not self._spells(font)

    def _spells(self, font: int | None) -> bool:
        """Whether most codes without a map spell English words, as those of some fonts do."""
        if font not in self._spelling:
            own = (
                sign
                if _HAS_NO_MAP(self._address, n) == 1 and _GET_FONT(self.text_object(n)) == font
                else " "
                for n, sign in enumerate(self.text)
            )
            said = _WORD.findall("".join(own).casefold())
            english = are_english({*said})
            self._spelling[font] = 2 * sum(word in english for word in said) > len(said)
        return self._spelling[font]

    def is_generated(self, place: int) -> bool:
        """Returns whether pdfium put the character in between by itself."""
        return bool(_IS_GENERATED(self._address, place) == 1)

    def box(self, place: int) -> Box | None:
        """Returns a character's left, bottom, right and top; None where the file gives no box."""
        if not _GET_BOX(self._address, place, *self._numbers_at):
            return None
        left, right, bottom, top = self._numbers
        if self._strayed and (outer := self._strayed.get(self.text_object(place))):
            left, bottom, right, top = outer.on_rect(left, bottom, right, top)
        return left, bottom, right, top

    def width(self, place: int) -> float:
        """Returns how far it is from a character of an upright or turned line to the next."""
        found = pdfium.FS_RECTF()
        _GET_LOOSE_BOX(self._address, place, ctypes.byref(found))
        left, bottom, right, top = found.left, found.bottom, found.right, found.top
        if self._strayed and (outer := self._strayed.get(self.text_object(place))):
            left, bottom, right, top = outer.on_rect(left, bottom, right, top)
        return float(min(right - left, top - bottom))

    def origin(self, place: int) -> tuple[float, float]:
        """Returns where a character begins on its baseline."""
        _GET_ORIGIN(self._address, place, *self._numbers_at[:2])
        x, y = self._numbers[:2]
        outer = self._strayed.get(self.text_object(place)) if self._strayed else None
        return outer.on_point(x, y) if outer else (x, y)

    def runs(self, first: int, last: int) -> list[StyledRun]:
        """Returns the runs between two characters that are no white space, in order."""
        found: list[StyledRun] = []
        for run in self._between(first, last, self.text_object(first), self.text_object(last)):
            if found and found[-1].style is run.style:
                run = StyledRun(found.pop().first, run.last, run.style)
            found.append(run)
        return found

    def _between(self, first: int, last: int, opens: int, closes: int) -> Iterator[StyledRun]:
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
        yield from self._between(first, before, opens, self.text_object(before))
        yield from self._between(after, last, self.text_object(after), closes)

    def style(self, place: int) -> TextStyle:
        """Returns how a character is set."""
        return self._style(place, self.text_object(place))

    @property
    def has_white(self) -> bool:
        """Whether any of the characters whose styles were asked for are white."""
        return any(style.is_white for style in self._styles.values())

    def text_object(self, place: int) -> int:
        """Returns the address of the text object that draws a character; 0 where none does."""
        command: int | None = _GET_TEXT_OBJECT(self._address, place)
        return command or 0

    def _style(self, place: int, command: int) -> TextStyle:
        known = self._styles.get(command) if command else None
        if known is None:
            matrix, scale, angle = pdfium.FS_MATRIX(), 1.0, 0.0
            if _GET_MATRIX(self._address, place, ctypes.byref(matrix)):
                along = math.hypot(matrix.a, matrix.b) or 1.0  # slanted letters stand on it too
                scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) / along or 1.0
                angle = math.degrees(math.atan2(-matrix.b, matrix.a)) % 360
            scale *= _GET_FONT_SIZE(self._address, place)
            font: int | None = _GET_FONT(command)
            weight, ems = self._font(place, font, scale)
            size = max(round(scale * ems, 1), _LEAST_SIZE)
            colour = fill_colour(command) if command else []
            is_white = bool(colour) and min(colour[:3]) >= WHITE and is_drawn(command)
            if is_white:  # it stands on a colour, and stands out as bold letters do
                weight += _WHITER
            known = self._styles[command] = TextStyle(size, weight, angle, font, is_white)
        return known

    def _font(self, place: int, font: int | None, size: float) -> tuple[float, float]:
        """The weight of a font and how large its em is in units of its size.

        The weight is what the file gives, or bold where the font's name says so. Fonts that the
        file draws itself (Type 3) have ems of any size; letters tell them.
        """
        if font is None or font not in self._fonts:
            weight = float(pdfium.FPDFText_GetFontWeight(self._raw, place))
            if not 0 < weight <= _MOST_WEIGHT:
                weight = _REGULAR
            if _IS_BOLD.search(self._font_name(place)):
                weight = max(weight, _BOLD)
            ems = 1.0
            if not _LEAST_READ < size < _MOST_READ:
                near = range(place, min(place + _LETTERS, self.count))
                tallest = max((box[3] - box[1] for n in near if (box := self.box(n))), default=0.0)
                ems = _CAPITALS * tallest / size if size and tallest else 1.0
            self._fonts[font] = weight, ems
        return self._fonts[font]
