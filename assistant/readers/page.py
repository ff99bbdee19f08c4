"""The structure of a page whose headings, lists and paragraphs lost their markup.

What a line is follows from how it looks and from its neighbours: a short line without a full
stop above a paragraph is a heading; a line that ends with a colon opens a list; a plain line
between two bullets runs on from the bullet above it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.readers.lines import Line, lines
from assistant.records import Mark, MarkKind

_MENU_LINES = 4
_MENU_WORDS = 3
_WRAP_WIDTH = 100
_CONTINUED = frozenset({MarkKind.ITEM, MarkKind.PARAGRAPH, MarkKind.LEAD_IN})


def page_marks(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """Headings, paragraphs, lead-ins, items and boilerplate of `text[start:end]`, in order."""
    reader = _PageReader(list(lines(text, start, len(text) if end is None else end)))
    return _levelled(reader.marks(), text)


class _PageReader:
    """One pass over the lines, with a look at the neighbours of each."""

    def __init__(self, found: list[Line]) -> None:
        self.lines = found
        self.wrapped = _is_wrapped(found)
        self.menu = _menu_lines(found)
        self.done: list[Mark] = []

    def marks(self) -> list[Mark]:
        for place, line in enumerate(self.lines):
            kind = self._kind(place, line)
            if kind is None:
                self.done[-1] = replace(self.done[-1], end=line.end)
            else:
                level = line.indent // 2 + 1 if kind is MarkKind.ITEM else None
                self.done.append(Mark(kind, line.start, line.end, level))
        return self.done

    def _kind(self, place: int, line: Line) -> MarkKind | None:
        """What a line is; None where it runs on from the block above."""
        previous = self.done[-1].kind if self.done else None
        following = self._following(place)
        if place in self.menu or line.is_rule or line.is_chrome:
            return MarkKind.BOILERPLATE
        if line.is_bullet and not self._is_numbered_heading(line, following):
            return MarkKind.ITEM
        if previous in _CONTINUED and self._runs_on(place, line, previous):
            return None
        if self._is_heading(place, line, following):
            return MarkKind.HEADING
        if line.is_lead_in and following is not None:
            return MarkKind.LEAD_IN
        return MarkKind.PARAGRAPH

    def _following(self, place: int) -> Line | None:
        """The next line that is not a menu's or the site's; a drawn line counts."""
        for after in range(place + 1, len(self.lines)):
            if after not in self.menu and not self.lines[after].is_chrome:
                return self.lines[after]
        return None

    def _runs_on(self, place: int, line: Line, previous: MarkKind | None) -> bool:
        if line.after_blank:
            return False
        if line.text[0].islower():
            return True
        if previous is MarkKind.ITEM:
            return line.indent > 0 or self._is_between_items(place)
        return self.wrapped and not line.is_capitals

    def _is_between_items(self, place: int) -> bool:
        """Whether this plain line and those after it stand inside a list, up to its next bullet."""
        run: list[Line] = []
        for line in self.lines[place:]:
            if line.is_bullet:
                break
            if (run and line.after_blank) or line.is_rule:
                return False
            run.append(line)
        else:
            return False
        opens_section = run[0].is_heading_like and len(run) > 1 and run[1].is_sentence
        return not run[-1].is_lead_in and not opens_section

    def _is_numbered_heading(self, line: Line, following: Line | None) -> bool:
        return (
            line.number_depth > 0
            and line.is_heading_like
            and line.after_blank
            and following is not None
            and not following.is_bullet
            and following.words > line.words
        )

    def _is_heading(self, place: int, line: Line, following: Line | None) -> bool:
        if not line.is_heading_like or following is None:
            return False
        if following.is_rule and not following.after_blank:
            return True
        above = self.lines[place - 1] if place else None
        if line.is_capitals or line.after_blank:
            return self._opens_something(line, following)
        settled = above is not None and (
            above.is_bullet
            or above.is_sentence
            or above.is_chrome
            or place - 1 in self.menu
            or self.done[-1].kind in (MarkKind.HEADING, MarkKind.ITEM, MarkKind.BOILERPLATE)
        )
        if following.is_bullet and above is not None and above.is_bullet:
            return False
        return settled and self._opens_something(line, following)

    def _opens_something(self, line: Line, following: Line) -> bool:
        if following.is_bullet or following.is_lead_in or following.is_sentence:
            return True
        if line.after_blank and following.after_blank:
            return True
        return following.words > line.words or line.is_capitals


def _is_wrapped(found: list[Line]) -> bool:
    """Whether paragraphs were broken into lines of about equal width."""
    if not found or max(len(line.text) for line in found) > _WRAP_WIDTH:
        return False
    width = max(len(line.text) for line in found)
    pairs = [a for a, b in pairwise(found) if not b.after_blank and not b.is_bullet]
    full = [a for a in pairs if len(a.text) >= 0.7 * width and not a.is_sentence]
    return len(full) >= 2 and 2 * len(full) >= len(pairs)


def _menu_lines(found: list[Line]) -> frozenset[int]:
    """Places of the lines of menus: four or more short plain labels one below the other."""
    menu: set[int] = set()
    run: list[int] = []
    for place, line in enumerate(found):
        label = line.words <= _MENU_WORDS and not line.is_bullet and line.text[-1] not in ".:;,?!"
        opened = place == 0 or found[place - 1].is_lead_in
        if label and (run or not opened):
            run.append(place)
            continue
        menu.update(run if len(run) >= _MENU_LINES else ())
        run = []
    menu.update(run if len(run) >= _MENU_LINES else ())
    return frozenset(menu)


def _levelled(marks: list[Mark], text: str) -> list[Mark]:
    """The same marks with a level on each heading.

    A heading with a number of its own ('1.2') is as deep as its number. Otherwise the title,
    which another heading follows at once at the top, and headings in capitals are above the rest.
    """
    title = _title_mark(marks, text)
    headings = [m for m in marks if m.kind is MarkKind.HEADING and m != title]
    in_capitals = [text[m.start : m.end].isupper() for m in headings]
    two_ranks = any(in_capitals) and not all(in_capitals)

    def level(mark: Mark) -> int:
        if mark == title:
            return 1
        line = next(lines(text, mark.start, mark.end))
        below = two_ranks and not line.is_capitals
        return 1 + (title is not None) + below + max(line.number_depth - 1, 0)

    return [replace(m, number=level(m)) if m.kind is MarkKind.HEADING else m for m in marks]


def _title_mark(marks: list[Mark], text: str) -> Mark | None:
    """The title of the page, if it has one: another heading follows it at once."""
    shown = [m for m in marks if m.kind is not MarkKind.BOILERPLATE]
    if len(shown) < 2 or any(m.kind is not MarkKind.HEADING for m in shown[:2]):
        return None
    capitals = [m for m in shown if m.kind is MarkKind.HEADING and text[m.start : m.end].isupper()]
    return None if shown[0] in capitals and len(capitals) > 1 else shown[0]
