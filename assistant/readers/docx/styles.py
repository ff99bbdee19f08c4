"""What a paragraph is by its style: a heading, an item of a list, a line of the contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.readers.canonical import written
from assistant.readers.office import attribute, bullet, child, children, is_on, is_yes, number

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|index) ?(?:[1-9]|heading)|table of (?:figures|authorities)", re.I)
_BODY_TEXT = 9  # the outline level that says: no heading


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The list a paragraph belongs to and its level, counted from 0; None where not said."""

    list_id: str
    level: int | None
    styles: tuple[str, ...] = ()
    """The paragraph's style and those it is based on: a level may name one of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is; `heading` is its level, None for no heading."""

    heading: int | None = None
    place: ListPlace | None = None
    is_title: bool = False
    is_contents: bool = False


class Styles:
    """The styles of a document, each with those it is based on."""

    def __init__(self, root: Any | None) -> None:
        """Read word/styles.xml; without it, styles are known by their identifiers alone."""
        listed = [] if root is None else list(children(root, "w:style"))
        self._styles = {attribute(s, "w:styleId"): s for s in listed}
        self._default = next(
            (
                attribute(s, "w:styleId")
                for s in listed
                if attribute(s, "w:type") == "paragraph" and is_yes(s, "w:default")
            ),
            None,
        )
        self._looks: dict[str | None, Look] = {}
        self._switched: dict[tuple[str | None, str], bool] = {}

    def look(self, paragraph: Any) -> Look:
        """What a paragraph is, by what it says itself and by its style."""
        own = child(paragraph, "w:pPr")
        style = attribute(child(own, "w:pStyle"), "w:val") or self._default
        if style not in self._looks:
            self._looks[style] = self._of_style(style)
        look = self._looks[style]
        if own is None:
            return look
        outline = number(child(own, "w:outlineLvl"), "w:val")
        heading = look.heading if outline is None or look.is_title else _heading(outline)
        place = _place(own, look.place)
        return Look(heading, place, look.is_title, look.is_contents)

    def is_hidden(self, properties: Any | None, paragraph_style: str | None = None) -> bool:
        """Whether a run with these properties (w:rPr) is hidden text."""
        return self._is_on("w:vanish", properties, paragraph_style)

    def is_bold(self, properties: Any | None, paragraph_style: str | None = None) -> bool:
        """Whether a run with these properties (w:rPr) is set in bold type."""
        return self._is_on("w:b", properties, paragraph_style)

    def _is_on(self, switch: str, properties: Any | None, paragraph_style: str | None) -> bool:
        direct = child(properties, switch)
        if direct is not None:
            return is_on(direct, "w:val")
        own = attribute(child(properties, "w:rStyle"), "w:val")
        return self._switches(own, switch) or self._switches(paragraph_style, switch)

    def _switches(self, style: str | None, switch: str) -> bool:
        """Whether a style turns on what a property of runs says."""
        key = (style, switch)
        if key not in self._switched:
            said = (child(s, "w:rPr", switch) for s in self._chain(style))
            nearest = next((v for v in said if v is not None), None)
            self._switched[key] = is_on(nearest, "w:val")
        return self._switched[key]

    def _of_style(self, style: str | None) -> Look:
        chain = list(self._chain(style))
        names = [attribute(child(s, "w:name"), "w:val") or "" for s in chain] or [style or ""]
        ids = tuple(attribute(s, "w:styleId") or "" for s in chain)
        outlines = (number(child(s, "w:pPr", "w:outlineLvl"), "w:val") for s in chain)
        outline = next((o for o in outlines if o is not None), None)
        place: ListPlace | None = None
        for properties in (child(s, "w:pPr") for s in reversed(chain)):
            place = _place(properties, place, ids)
        is_title = any(name.casefold() == "title" for name in names)
        heading = 1 if is_title else _named_level(names)
        if heading is None and outline is not None:
            heading = _heading(outline)
        return Look(heading, place, is_title, any(_CONTENTS.fullmatch(name) for name in names))

    def _chain(self, style: str | None) -> Iterator[Any]:
        """A style and those it is based on, the nearest first; a circle ends where it closes."""
        seen: set[str | None] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = attribute(child(self._styles[style], "w:basedOn"), "w:val")


def _named_level(names: list[str]) -> int | None:
    found = (_HEADING.fullmatch(name) for name in names)
    return next((int(f[1]) for f in found if f), None)


def _heading(outline: int) -> int | None:
    return outline + 1 if 0 <= outline < _BODY_TEXT else None


def _place(
    properties: Any | None, inherited: ListPlace | None, styles: tuple[str, ...] = ()
) -> ListPlace | None:
    """The list that properties (w:pPr) name; the inherited one where they name none."""
    numbered = child(properties, "w:numPr")
    if numbered is None:
        return inherited
    list_id = attribute(child(numbered, "w:numId"), "w:val")
    level = number(child(numbered, "w:ilvl"), "w:val")
    if list_id is None:
        return ListPlace(inherited.list_id, level, styles) if inherited else None
    if list_id == "0":
        return None
    return ListPlace(list_id, level, styles)


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
