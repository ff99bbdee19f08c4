"""The bullets and numbers of lists, which Word counts itself and does not write in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from assistant.readers.docx.styles import ListPlace
from assistant.readers.numerals import written
from assistant.readers.office.symbols import bullet
from assistant.readers.office.xml import attribute, child, children, is_on, number

_PLACEHOLDER = re.compile(r"%([1-9])")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None
    """The level, counted from 1, that begins the count anew; 0 for none, None for any above."""
    legal: bool
    font: str | None
    picture: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    counter: str
    """Lists of one abstract definition count on from each other."""
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)
    """The levels that this list begins anew, and the numbers they begin with."""


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: Any | None) -> None:
        """Read word/numbering.xml; without it there are no lists."""
        self._abstract = _by_id(root, "w:abstractNum", "w:abstractNumId")
        self._nums = _by_id(root, "w:num", "w:numId")
        self._lists: dict[str, _List] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def level(self, place: ListPlace) -> int:
        """The level of a place in a list, counted from 0; that of its style if it has none."""
        if place.level is not None:
            return min(max(place.level, 0), _DEEPEST)
        levels = self._list(place.list_id).levels
        return next((n for n, lvl in levels.items() if lvl.style in place.styles), 0)

    def next_marker(self, place: ListPlace) -> str:
        """What stands in front of the next paragraph at a place; empty where nothing does."""
        found = self._list(place.list_id)
        at = self.level(place)
        level = found.levels.get(at)
        if level is None:
            return ""
        if level.picture:
            return "•"
        if level.format == "bullet":
            return bullet(level.text, level.font)
        self._count(found, place.list_id, at)
        return _PLACEHOLDER.sub(lambda m: self._numeral(found, level, int(m[1]) - 1), level.text)

    def _count(self, found: _List, list_id: str, at: int) -> None:
        counts = self._counts[found.counter]
        if at in found.restarts and (list_id, at) not in self._begun:
            counts[at] = found.restarts[at]
        else:
            counts[at] = counts.get(at, found.levels[at].start - 1) + 1
        self._begun.add((list_id, at))
        for deeper in [n for n in counts if n > at]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or restart > at:
                del counts[deeper]

    def _numeral(self, found: _List, level: _Level, at: int) -> str:
        of_level = found.levels.get(at)
        if of_level is None or of_level.format == "none":
            return ""
        value = self._counts[found.counter].get(at, of_level.start)
        return written(value, "decimal" if level.legal else of_level.format)

    def _list(self, list_id: str) -> _List:
        if list_id not in self._lists:
            self._lists[list_id] = self._read(list_id)
        return self._lists[list_id]

    def _read(self, list_id: str) -> _List:
        num = self._nums.get(list_id)
        counter = attribute(child(num, "w:abstractNumId"), "w:val") or ""
        levels = _levels(self._definition(counter))
        restarts: dict[int, int] = {}
        for override in [] if num is None else children(num, "w:lvlOverride"):
            at = number(override, "w:ilvl", 0) or 0
            levels |= _levels(override)
            start = number(child(override, "w:startOverride"), "w:val")
            if start is not None:
                restarts[at] = start
        return _List(counter, levels, restarts)

    def _definition(self, counter: str) -> Any | None:
        """The abstract list of an identifier; one that only names a style leads to that style's."""
        found = self._abstract.get(counter)
        style = attribute(child(found, "w:numStyleLink"), "w:val")
        if style is None:
            return found
        same = (
            a
            for a in self._abstract.values()
            if attribute(child(a, "w:styleLink"), "w:val") == style
        )
        return next(same, found)


def _by_id(root: Any | None, name: str, key: str) -> dict[str, Any]:
    listed = [] if root is None else children(root, name)
    return {attribute(element, key) or "": element for element in listed}


def _levels(holder: Any | None) -> dict[int, _Level]:
    """The levels that a list, or a change to one, defines."""
    listed = [] if holder is None else children(holder, "w:lvl")
    return {number(lvl, "w:ilvl", 0) or 0: _level(lvl) for lvl in listed}


def _level(element: Any) -> _Level:
    def value(name: str) -> str | None:
        return attribute(child(element, name), "w:val")

    fonts = child(element, "w:rPr", "w:rFonts")
    return _Level(
        format=value("w:numFmt") or "decimal",
        text=value("w:lvlText") or "",
        start=number(child(element, "w:start"), "w:val", 0) or 0,
        restart=number(child(element, "w:lvlRestart"), "w:val"),
        legal=is_on(child(element, "w:isLgl"), "w:val"),
        font=attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi"),
        picture=child(element, "w:lvlPicBulletId") is not None,
        style=value("w:pStyle"),
    )
