"""The characters of a PDF's page as pdfium gives them, with as few calls as will do.

A call into pdfium takes about a microsecond, as long as the rest of the work on a character. So
the text comes in one call, and boxes and type are asked for only where they can change.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from assistant.readers.pdf.binding import ADDRESS, DOUBLE, INT, address, bound

HYPHEN = "\x02"  # what pdfium makes of a hyphen at a line's end
_REGULAR = 400.0
_BOLD = 700.0
_NUMBER = ctypes.sizeof(DOUBLE)
_GET_TEXT_OBJECT = bound(pdfium.FPDFText_GetTextObject, ADDRESS, ADDRESS, INT)
_GET_FONT = bound(pdfium.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
_GET_FONT_SIZE = bound(pdfium.FPDFText_GetFontSize, DOUBLE, ADDRESS, INT)
_GET_MATRIX = bound(pdfium.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS)
_GET_ORIGIN = bound(pdfium.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS)
_GET_BOX = bound(pdfium.FPDFText_GetCharBox, INT, ADDRESS, INT, *[ADDRESS] * 4)
_IS_GENERATED = bound(pdfium.FPDFText_IsGenerated, INT, ADDRESS, INT)


@dataclass(frozen=True, slots=True)
class Look:
    """How the characters are set that the file draws with one command."""

    size: float
    weight: float
    angle: float
    """Degrees clockwise."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one command: those from `first` up to and with `last`."""

    first: int
    last: int
    look: Look


class Characters:
    """The characters of one page; index i of `text` is pdfium's character i."""

    def __init__(self, raw: Any) -> None:
        """Read the text of an open text page, which must stay open."""
        self._raw = raw
        self._address = address(raw)
        self._looks: dict[int | None, Look] = {}
        self._fonts: dict[int | None, float] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._numbers = (DOUBLE * 4)()
        first = ctypes.addressof(self._numbers)
        self._numbers_at = [first + _NUMBER * place for place in range(4)]
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
            return buffer[:-1].tobytes().decode("utf-16-le")
        codes = (pdfium.FPDFText_GetUnicode(self._raw, i) for i in range(self.count))
        return "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)

    def is_generated(self, place: int) -> bool:
        """Whether pdfium put the character in between by itself."""
        return bool(_IS_GENERATED(self._address, place) == 1)

    def box(self, place: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right and top of a character; None where the file gives it no box."""
        if not _GET_BOX(self._address, place, *self._numbers_at):
            return None
        left, right, bottom, top = self._numbers
        return left, bottom, right, top

    def boxes(self) -> NDArray[np.float32]:
        """The boxes of all characters, NaN where there is none. Shape (count, 4)."""
        found, missing = array("f"), (math.nan,) * 4
        for place in range(self.count):
            box = None if self.is_generated(place) else self.box(place)
            found.extend(box or missing)
        return np.array(found, np.float32).reshape(-1, 4)

    def origin(self, place: int) -> tuple[float, float]:
        """Where a character begins on its baseline."""
        _GET_ORIGIN(self._address, place, *self._numbers_at[:2])
        return self._numbers[0], self._numbers[1]

    def runs(self, first: int, last: int) -> list[Run]:
        """The runs between two characters that are no white space, in order."""
        opens, closes = self._command(first), self._command(last)
        if opens == closes:
            return [Run(first, last, self._look(first, opens))]
        return list(self._between(first, last, opens, closes))

    def _between(
        self, first: int, last: int, opens: int | None, closes: int | None
    ) -> Iterator[Run]:
        """Halves a stretch until each piece begins and ends with one command."""
        if opens == closes:
            yield Run(first, last, self._look(first, opens))
            return
        before, after = self._middle(first, last)
        ends, begins = self._command(before), self._command(after)
        if ends == opens and begins == closes:
            yield Run(first, before, self._look(first, opens))
            yield Run(after, last, self._look(after, closes))
            return
        yield from _merged(
            [
                *self._between(first, before, opens, ends),
                *self._between(after, last, begins, closes),
            ],
            joined=ends == begins,
        )

    def _middle(self, first: int, last: int) -> tuple[int, int]:
        """Two neighbours in the middle of a stretch, white space left out."""
        after = (first + last + 1) // 2
        while after < last and self.text[after].isspace():
            after += 1
        before = after - 1
        while before > first and self.text[before].isspace():
            before -= 1
        return before, after

    def _command(self, place: int) -> int | None:
        """The address of the text object that draws a character."""
        command: int | None = _GET_TEXT_OBJECT(self._address, place)
        return command

    def _look(self, place: int, command: int | None) -> Look:
        look = self._looks.get(command) if command else None
        if look is None:
            look = self._looks[command] = self._new_look(place, command)
        return look

    def _new_look(self, place: int, command: int | None) -> Look:
        matrix, scale, angle = self._matrix, 1.0, 0.0
        if _GET_MATRIX(self._address, place, self._matrix_at):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            angle = math.degrees(math.atan2(matrix.c, matrix.a)) % 360
        size = round(_GET_FONT_SIZE(self._address, place) * scale, 1)
        return Look(size, self._weight(place, command), angle)

    def _weight(self, place: int, command: int | None) -> float:
        if not command:
            return self._weight_at(place)
        font: int | None = _GET_FONT(command)
        if font not in self._fonts:
            self._fonts[font] = self._weight_at(place)
        return self._fonts[font]

    def _weight_at(self, place: int) -> float:
        """The weight the file gives for the font; that of bold where the font's name says so."""
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._raw, place, name, len(name), ctypes.c_int())
        weight = float(pdfium.FPDFText_GetFontWeight(self._raw, place))
        weight = weight if weight > 0 else _REGULAR
        return max(weight, _BOLD) if b"bold" in name.value.lower() else weight


def _merged(runs: list[Run], *, joined: bool) -> list[Run]:
    """The runs of two halves; where one command draws over the middle, its two are made one."""
    if not joined:
        return runs
    done: list[Run] = []
    for run in runs:
        if done and done[-1].look is run.look:
            run = Run(done.pop().first, run.last, run.look)
        done.append(run)
    return done
