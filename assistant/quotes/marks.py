"""Words in quotation marks, curly or straight, in text that somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MARK = re.compile('[“”"]')
_CITED = re.compile(r'[ \n]?\([^“”"]{1,800}?; read \d{1,2}\s[A-Z][a-z]{2,8}\s\d{4}\)')
_FLAT = re.compile('“([^“”]+)”|"([^"\n]+)"')
_BEFORE_OPENING = " \t\n\xa0([{-–—‘'“\""
_SECTION = "section "  # how a citation names a heading, which quotes nothing

Span = tuple[int, int, bool]


@dataclass(slots=True)
class _Reading:
    """What is open, and the last quotation that was closed: a citation may make it longer."""

    opened: list[int] = field(default_factory=list)
    last: tuple[int, int] | None = None
    found: list[Span] = field(default_factory=list)

    def open(self, place: int) -> None:
        if not self.opened:
            self.settle()
        self.opened.append(place)

    def close(self, place: int) -> None:
        start = self.opened.pop()
        if not self.opened:
            self.last = (start, place)

    def end_cited(self, place: int) -> None:
        """End what was opened first: no part of words that were cited may go unchecked."""
        start = self.last[0] if self.last else self.opened[0] if self.opened else None
        if start is not None:
            self.found.append((start + 1, place, True))
        self.opened, self.last = [], None

    def settle(self) -> None:
        """Take the last quotation as it is."""
        if self.last:
            self.found.append((self.last[0] + 1, self.last[1], False))
            self.last = None


def marked(text: str) -> Iterator[Span]:
    """Where words in quotation marks start and end, and whether a case note's citation follows.

    Marks within marks belong to the words. A mark that is never closed counts for nothing.
    """
    reading = _Reading()
    done = 0
    for found in _MARK.finditer(text):
        place = found.start()
        if place < done:
            continue
        if _opens(text, place):
            reading.open(place)
        elif cited := _CITED.match(text, place + 1):
            reading.end_cited(place)
            done = cited.end()
        elif reading.opened and _closes(text, reading.opened[-1], place):
            reading.close(place)
    reading.settle()
    yield from reading.found
    if reading.opened:
        yield from _flat(text, reading.opened[0] + 1)


def _flat(text: str, start: int) -> Iterator[Span]:
    """What stands between marks without others between them."""
    for found in _FLAT.finditer(text, start):
        if not text.endswith(_SECTION, 0, found.start()):
            yield found.start() + 1, found.end() - 1, False


def _opens(text: str, place: int) -> bool:
    if text[place] == "“":
        return not text.endswith(_SECTION, 0, place)
    return text[place] == '"' and (place == 0 or text[place - 1] in _BEFORE_OPENING)


def _closes(text: str, opening: int, place: int) -> bool:
    return (text[opening], text[place]) in {("“", "”"), ('"', '"')}
