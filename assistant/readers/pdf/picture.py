"""A page of a PDF as a picture, and where on it a text stands."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from unicodedata import normalize

import pypdfium2

from assistant.readers.pdf.characters import HYPHEN, Characters

_DOTS_ACROSS = 1200
_MOST_SCALE = 4.0
_MOST_DOTS = 8_000_000
_WORD = re.compile(r"\w+")
_MARKS = re.compile(rf"[^\w\s{HYPHEN}]*")
_GAP = 3  # words on the page and in the text that may differ within what is one match
_LEAST_MATCH = 3


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
        place = bitmap.get_posconv(page)
        with closing(page.get_textpage()) as textpage:
            boxes = tuple(
                _box(place.to_bitmap(left, top), place.to_bitmap(right, bottom), bitmap)
                for start, end in found_in(Characters(textpage.raw).text, text)
                for number in range(textpage.count_rects(start, end - start))
                for left, bottom, right, top in [textpage.get_rect(number)]
            )
        written = io.BytesIO()
        bitmap.to_pil().save(written, "PNG")
    return Picture(written.getvalue(), boxes)


def _box(corner: tuple[int, int], opposite: tuple[int, int], bitmap: pypdfium2.PdfBitmap) -> Box:
    (left, right), (top, bottom) = map(sorted, zip(corner, opposite, strict=True))
    width, height = bitmap.width, bitmap.height
    return Box(left / width, top / height, (right - left) / width, (bottom - top) / height)


def found_in(page: str, text: str) -> list[tuple[int, int]]:
    """Returns the stretches of a page's text that hold the words of another text, in order."""
    there, sought = list(_WORD.finditer(page)), _WORD.findall(normalize("NFKC", text).casefold())
    least = max(min(_LEAST_MATCH, len(sought)), 1)
    matches = _matches([normalize("NFKC", w[0]).casefold() for w in there], sought)
    return [
        _with_marks(page, there[first].start(), there[last - 1].end())
        for first, last in _joined(matches)
        if last - first >= least
    ]


def _matches(there: list[str], sought: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """First and last word of each match, on the page and in the text.

    A word that the page breaks at a line's end takes both its parts in.
    """
    blocks = SequenceMatcher(None, there, sought, autojunk=False).get_matching_blocks()
    for first, text_first, size in blocks[:-1]:  # the last one is empty
        last, text_last = first + size, text_first + size
        if text_last < len(sought) and last < len(there):
            last += sought[text_last].startswith(there[last])
        if text_first and first:
            first -= sought[text_first - 1].endswith(there[first - 1])
        yield first, last, text_first, text_last


def _joined(matches: Iterable[tuple[int, int, int, int]]) -> list[tuple[int, int]]:
    """Matches on the page; two with no more than a few words between them are one."""
    joined: list[tuple[int, int]] = []
    before = 0
    for first, last, text_first, text_last in matches:
        if joined and first - joined[-1][1] <= _GAP and text_first - before <= _GAP:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
        before = text_last
    return joined


def _with_marks(page: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the quotation marks, brackets and stops around it."""
    opening = _MARKS.match(page[:start][::-1])
    closing_marks = _MARKS.match(page, end)
    before = opening.end() if opening else 0
    return start - before, closing_marks.end() if closing_marks else end
