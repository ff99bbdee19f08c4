"""What a paragraph of a Word file is: a heading, an item of a list, a line of the contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.readers.canonical import written
from assistant.readers.office import attribute, child, children, is_on, is_yes, number
from assistant.readers.office.blocks import OfficeBlock, bullet
from assistant.readers.page import Line
from assistant.records import MarkKind

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|index) ?(?:[1-9]|heading)|table of (?:figures|authorities)", re.I)
_DEEPEST_HEADING = 9  # an outline level, counted from 0, of 9 says: no heading
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
        self._switched: dict[tuple[str | None, str], bool] = {}

    def look(self, paragraph: Any) -> Look:
        """Returns what a paragraph is, by what it says itself and by its style."""
        own = child(paragraph, "w:pPr")
        style = attribute(child(own, "w:pStyle"), "w:val") or self._default
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
            return is_on(direct, "w:val")
        own = attribute(child(properties, "w:rStyle"), "w:val")
        return self._switches(own, switch) or self._switches(paragraph_style, switch)

    def _switches(self, style: str | None, switch: str) -> bool:
        """Returns whether a style turns on what a property of runs says."""
        key = (style, switch)
        if key not in self._switched:
            said = (child(s, "w:rPr", switch) for s in self._chain(style))
            self._switched[key] = is_on(next((v for v in said if v is not None), None), "w:val")
        return self._switched[key]

    def _of_style(self, style: str | None) -> Look:
        chain = list(self._chain(style))
        names = [attribute(child(s, "w:name"), "w:val") or "" for s in chain] or [style or ""]
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
            style = attribute(child(self._styles[style], "w:basedOn"), "w:val")


def _heading(outline: int) -> int | None:
    return outline + 1 if 0 <= outline < _DEEPEST_HEADING else None


def _place(
    properties: Any | None, inherited: ListPlace | None, styles: tuple[str, ...] = ()
) -> ListPlace | None:
    """Returns the list that properties (w:pPr) name; the inherited one where they name none."""
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


@dataclass(frozen=True, slots=True)
class _Level:
    """How the paragraphs of one level of a list are numbered."""

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
    """A list, by its own changes to an abstract definition."""

    counter: str
    """Lists of one abstract definition count on from each other."""
    levels: dict[int, _Level]
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
        return next((n for n, lvl in levels.items() if lvl.style in place.styles), 0)

    def next_marker(self, place: ListPlace) -> str:
        """Returns what stands in front of the next paragraph at a place, if anything does."""
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
        if list_id in self._lists:
            return self._lists[list_id]
        num = self._nums.get(list_id)
        counter = attribute(child(num, "w:abstractNumId"), "w:val") or ""
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
        style = attribute(child(found, "w:numStyleLink"), "w:val")
        if style is None:
            return found
        for abstract in self._abstract.values():
            if attribute(child(abstract, "w:styleLink"), "w:val") == style:
                return abstract
        return found


def _by_id(root: Any | None, name: str, key: str) -> dict[str, Any]:
    return {attribute(element, key) or "": element for element in children(root, name)}


def _levels(holder: Any | None) -> dict[int, _Level]:
    """Returns the levels that a list, or a change to one, defines."""
    return {number(lvl, "w:ilvl", 0) or 0: _level(lvl) for lvl in children(holder, "w:lvl")}


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


def with_bold_headings(blocks: Sequence[OfficeBlock]) -> Iterator[OfficeBlock]:
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


def _bold_headings(blocks: Sequence[OfficeBlock]) -> frozenset[int]:
    """Returns the places of bold lines with text below them, few in a row."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        if block.is_bold and _is_heading_like(block.text):
            run.append(place)
            continue
        if len(run) <= _HEADINGS_IN_A_ROW and block.kind in _BELOW_HEADINGS and not block.is_bold:
            found.update(run)
        run = []
    return frozenset(found)


def _is_heading_like(text: str) -> bool:
    line = Line(0, len(text), text, 0, after_blank=True)
    return "\n" not in text and line.is_heading_like
