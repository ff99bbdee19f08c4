"""What a paragraph is by its style: a heading, an item of a list, a line of the contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.readers.office.xml import attribute, child, children, is_on, is_yes, number

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
