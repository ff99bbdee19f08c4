"""Letters that a file draws one by one: twice for bold or a shadow, or wide apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.characters import Characters
from assistant.readers.pdf.drawn import Frame, grouped
from assistant.readers.pdf.lines import FIGURES, SMALL, Setting

_TWICE = re.compile(r"(\S)(?=\1)")
_TORN = re.compile(r"(?<!\S)[^\W\d_aAI](?!\S)")  # a letter that is no word
_LETTERS = 8  # of a line, at least
_APART = (0.1, 0.6)  # in ems: the room between letters that are spaced
_ALIKE = 0.12  # in ems: how far most of that room differs
_LEVEL = 0.1  # points: how far the baselines of letters raised alike differ
_MOST = 0.6  # of all letters
_WIDER = 0.2  # in ems: by so much the room between words is wider


def doubled(shown: Characters) -> set[int]:
    """Returns the places of letters that another text object repeats at nearly the same place.

    Of a word's own two letters the second stands a letter's width apart.
    """
    found = set[int]()
    for place in (twice.start() for twice in _TWICE.finditer(shown.text)):
        apart = zip(shown.origin(place), shown.origin(place + 1), strict=True)
        near = max(abs(one - other) for one, other in apart) < shown.width(place) / 2
        if near and shown.text_object(place) != shown.text_object(place + 1):
            is_lighter = shown.is_white(place + 1) and not shown.is_white(place)
            found.add(place + 1 if is_lighter else place)
    return found


def torn(text: str, start: int, end: int, shown: Characters, frames: Sequence[Frame]) -> list[int]:
    """Returns the places of spaces in a stretch that pdfium made up between spaced letters.

    Where all letters stand as far apart, each of them may be meant: 'A B C D'.
    """
    if not _TORN.search(text, start, end):
        return []
    places = [place for place in range(start, end) if not text[place].isspace()]
    if len(places) < _LETTERS or 2 * sum(text[place].isalpha() for place in places) < len(places):
        return []
    style = shown.runs(places[0], places[0])[0].style
    frame, size = frames[style.quarter], style.size
    boxes = [frame.box(*box) if (box := shown.box(place)) else None for place in places]
    rooms = [b.left - a.right if a and b else 0.0 for a, b in pairwise(boxes)]
    usual, parted = median(rooms), [b - a > 1 for a, b in pairwise(places)]
    alike = sum(abs(room - usual) <= _ALIKE * size for room in rooms)
    if not _APART[0] * size <= usual <= _APART[1] * size or alike < _MOST * len(rooms):
        return []
    if all(parted) and max(rooms) < usual + _WIDER * size:
        return []
    return [
        place + 1
        for place, after, room in zip(places, places[1:], rooms, strict=False)
        if after - place == 2 and room <= usual + _ALIKE * size and shown.is_generated(place + 1)
    ]


def in_one(text: str, settings: Sequence[Setting], size: float) -> list[Setting]:
    """Returns the settings of a text, one for small letters or figures raised or lowered alike.

    `size` is that of the line's words.
    """

    def goes_on(group: Sequence[Setting], after: Setting) -> bool:
        before = group[-1]
        alike = before.size == after.size <= SMALL * size and abs(before.rise - after.rise) < _LEVEL
        said = text[group[0].start : after.end]
        is_one = before.end == after.start and (said.isalpha() or FIGURES.fullmatch(said))
        return alike and bool(is_one and before.rise and after.rise)

    return [replace(group[0], end=group[-1].end) for group in grouped(settings, goes_on)]
