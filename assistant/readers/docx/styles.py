"""What a paragraph of a Word file is: a heading, an item of a list, a line of the contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.readers.canonical import Block, written
from assistant.readers.office import attribute, child, children, is_on, is_yes, number, value
from assistant.readers.office.blocks import bullet
from assistant.readers.page import Line
from assistant.records import MarkKind

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|index) ?(?:[1-9]|heading)|table of (?:figures|authorities)", re.I)
_DEEPEST_HEADING = 9  # an outline level, counted from 0, of 9 says: no heading
_LEAST_RISE = 4  # half points; of what is set smaller, too
_PLACEHOLDER = re.compile(r"%([1-9])")
_DEEPEST_ITEM = 8
_HEADINGS_IN_A_ROW = 2  # in bold: one and another below it; more is an address or a poster
_BELOW_HEADINGS = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW})


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
        """Reads word/styles.xml; without it, styles are known by their identifiers alone."""
        self._styles = {attribute(s, "w:styleId"): s for s in children(root, "w:style")}
        defaults = (
            attribute(s, "w:styleId")
            for s in children(root, "w:style")
            if is_yes(s, "w:default") and attribute(s, "w:type") == "paragraph"
        )
        self._default = next(defaults, None)
        self._looks: dict[str | None, Look] = {}
        self._said: dict[tuple[str | None, str], Any | None] = {}

    def look(self, paragraph: Any) -> Look:
        """Returns what a paragraph is, by what it says itself and by its style."""
        own = child(paragraph, "w:pPr")
        style = value(own, "w:pStyle") or self._default
        if style not in self._looks:
            self._looks[style] = self._of_style(style)
        look = self._looks[style]
        if own is None:
            return look
        outline = number(child(own, "w:outlineLvl"), "w:val")
        heading = look.heading if outline is None or look.is_title else _heading(outline)
        return replace(look, heading=heading, place=_place(own, look.place))

    def turns_on(self, switch: str, properties: Any | None, paragraph_style: str | None) -> bool:
        """Returns whether a run with these properties (w:rPr) has a switch on, such as 'w:b'."""
        direct = child(properties, switch)
        if direct is not None:
            return is_on(direct)
        own = value(properties, "w:rStyle")
        return is_on(self._of_runs(own, switch)) or is_on(self._of_runs(paragraph_style, switch))

    def rise(self, properties: Any | None, paragraph_style: str | None) -> str | None:
        """Returns whether a run is set as 'superscript' or 'subscript'."""
        own = value(properties, "w:rStyle")
        said = (self._of_runs(style, "w:vertAlign") for style in (own, paragraph_style))
        holders = (child(properties, "w:vertAlign"), *said)
        rise = next((value(holder) for holder in holders if holder is not None), None)
        moved = number(child(properties, "w:position"), "w:val", 0) or 0  # of the base line
        if rise is not None or abs(moved) < _LEAST_RISE or child(properties, "w:sz") is None:
            return rise
        return "superscript" if moved > 0 else "subscript"

    def _of_runs(self, style: str | None, name: str) -> Any | None:
        """Returns what a style says of a property of runs."""
        key = (style, name)
        if key not in self._said:
            said = (child(s, "w:rPr", name) for s in self._chain(style))
            self._said[key] = next((v for v in said if v is not None), None)
        return self._said[key]

    def _of_style(self, style: str | None) -> Look:
        chain = list(self._chain(style))
        names = [value(s, "w:name") or "" for s in chain] or [style or ""]
        ids = tuple(attribute(s, "w:styleId") or "" for s in chain)
        outlines = (number(child(s, "w:pPr", "w:outlineLvl"), "w:val") for s in chain)
        outline = next((o for o in outlines if o is not None), None)
        place = None
        for based in reversed(chain):
            place = _place(child(based, "w:pPr"), place, ids)
        is_title = any(name.casefold() == "title" for name in names)
        named = (int(found[1]) for name in names if (found := _HEADING.fullmatch(name)))
        heading = 1 if is_title else next(named, None)
        if heading is None and outline is not None:
            heading = _heading(outline)
        return Look(heading, place, is_title, any(_CONTENTS.fullmatch(name) for name in names))

    def _chain(self, style: str | None) -> Iterator[Any]:
        """Yields a style and those it is based on, nearest first; a circle ends where it closes."""
        seen: set[str | None] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value(self._styles[style], "w:basedOn")


def _heading(outline: int) -> int | None:
    return outline + 1 if 0 <= outline < _DEEPEST_HEADING else None


def _place(
    properties: Any | None, inherited: ListPlace | None, styles: tuple[str, ...] = ()
) -> ListPlace | None:
    """Returns the list that properties (w:pPr) name; the inherited one where they name none."""
    numbered = child(properties, "w:numPr")
    if numbered is None:
        return inherited
    list_id = value(numbered, "w:numId")
    level = number(child(numbered, "w:ilvl"), "w:val")
    if list_id is None:
        return ListPlace(inherited.list_id, level, styles) if inherited else None
    if list_id == "0":
        return None
    return ListPlace(list_id, level, styles)


@dataclass(frozen=True, slots=True)
class _List:
    """A list, by its own changes to an abstract definition."""

    counter: str
    """Lists of one abstract definition count on from each other."""
    levels: dict[int, Any]
    """Their elements (w:lvl)."""
    restarts: dict[int, int]
    """The levels that this list begins anew, and the numbers they begin with."""


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: Any | None) -> None:
        """Reads word/numbering.xml; without it there are no lists."""
        self._abstract = _by_id(root, "w:abstractNum", "w:abstractNumId")
        self._nums = _by_id(root, "w:num", "w:numId")
        self._lists: dict[str, _List] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def level(self, place: ListPlace) -> int:
        """Returns a place's level in its list, counted from 0; that of its style if it has none."""
        if place.level is not None:
            return min(max(place.level, 0), _DEEPEST_ITEM)
        levels = self._list(place.list_id).levels
        return next((n for n, lvl in levels.items() if value(lvl, "w:pStyle") in place.styles), 0)

    def next_marker(self, place: ListPlace) -> str:
        """Returns what stands in front of the next paragraph at a place, if anything does."""
        found = self._list(place.list_id)
        at = self.level(place)
        level = found.levels.get(at)
        if level is None:
            return ""
        if child(level, "w:lvlPicBulletId") is not None:
            return "•"
        text = value(level, "w:lvlText") or ""
        if value(level, "w:numFmt") == "bullet":
            fonts = child(level, "w:rPr", "w:rFonts")
            return bullet(text, attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi"))
        self._count(found, place.list_id, at)
        style = "decimal" if is_on(level, "w:isLgl") else None
        return _PLACEHOLDER.sub(lambda m: self._numeral(found, int(m[1]) - 1, style), text)

    def _count(self, found: _List, list_id: str, at: int) -> None:
        counts = self._counts[found.counter]
        if at in found.restarts and (list_id, at) not in self._begun:
            counts[at] = found.restarts[at]
        else:
            counts[at] = counts.get(at, _start(found.levels[at]) - 1) + 1
        self._begun.add((list_id, at))
        for deeper in [n for n in counts if n > at]:
            restart = number(child(found.levels.get(deeper), "w:lvlRestart"), "w:val")
            if restart is None or restart > at:
                del counts[deeper]

    def _numeral(self, found: _List, at: int, style: str | None) -> str:
        level = found.levels.get(at)
        own = value(level, "w:numFmt") or "decimal"
        if level is None or own == "none":
            return ""
        return written(self._counts[found.counter].get(at, _start(level)), style or own)

    def _list(self, list_id: str) -> _List:
        if list_id in self._lists:
            return self._lists[list_id]
        num = self._nums.get(list_id)
        counter = value(num, "w:abstractNumId") or ""
        levels = _levels(self._definition(counter))
        restarts: dict[int, int] = {}
        for override in children(num, "w:lvlOverride"):
            at = number(override, "w:ilvl", 0) or 0
            levels |= _levels(override)
            start = number(child(override, "w:startOverride"), "w:val")
            if start is not None:
                restarts[at] = start
        self._lists[list_id] = _List(counter, levels, restarts)
        return self._lists[list_id]

    def _definition(self, counter: str) -> Any | None:
        """Returns an abstract list; one that only names a style leads to that style's."""
        found = self._abstract.get(counter)
        style = value(found, "w:numStyleLink")
        if style is None:
            return found
        named = (a for a in self._abstract.values() if value(a, "w:styleLink") == style)
        return next(named, found)


def _by_id(root: Any | None, name: str, key: str) -> dict[str, Any]:
    return {attribute(element, key) or "": element for element in children(root, name)}


def _levels(holder: Any | None) -> dict[int, Any]:
    return {number(lvl, "w:ilvl", 0) or 0: lvl for lvl in children(holder, "w:lvl")}


def _start(level: Any) -> int:
    return number(child(level, "w:start"), "w:val", 0) or 0


def with_bold_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks; a heading in bold is one level below the styled heading above it.

    None is one where most paragraphs are bold.
    """
    paragraphs = [b for b in blocks if b.kind is MarkKind.PARAGRAPH]
    mostly_bold = 2 * sum(b.is_bold for b in paragraphs) > len(paragraphs)
    headings = frozenset() if mostly_bold else _bold_headings(blocks)
    level = 0
    for place, block in enumerate(blocks):
        if place in headings:
            yield replace(block, kind=MarkKind.HEADING, level=min(level + 1, _DEEPEST_HEADING))
            continue
        if block.kind is MarkKind.HEADING:
            level = block.level or level
        yield block


def _bold_headings(blocks: Sequence[Block]) -> frozenset[int]:
    """Returns the places of bold lines with text below them, few in a row."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        text = block.text
        if block.is_bold and "\n" not in text and Line(0, len(text), text).is_heading_like:
            run.append(place)
            continue
        if len(run) <= _HEADINGS_IN_A_ROW and block.kind in _BELOW_HEADINGS and not block.is_bold:
            found.update(run)
        run = []
    return frozenset(found)
