"""How a slide is laid out: what its shapes take from its layout, and in what order they are read.

What a slide does not say itself, where shapes stand and what bullets they have, its layout says,
and what that does not say, its master.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assistant.readers.office import (
    Package,
    attribute,
    child,
    contents,
    descendants,
    is_yes,
    number,
    own_text,
    short,
)

TITLES = frozenset({"title", "ctrTitle"})
FOOTERS = frozenset({"dt", "ftr", "hdr", "sldNum"})
_MASTER_KINDS = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_OF_THEIR_OWN = FOOTERS | {"title"}
_FRAMES = {
    "p:sp": ("p:spPr", "a:xfrm"),
    "p:grpSp": ("p:grpSpPr", "a:xfrm"),
    "p:graphicFrame": ("p:xfrm",),
}
_MARGIN = 1 / 6  # of a slide's height, at its top and bottom, where headers and footers stand
_SHIFT = 230_000  # a quarter of an inch in the file's units: what is less apart is alike
_LOWER = 0.5  # times what stands below it: a heading is not higher
_COLUMNS = 3  # at most; more are a table
_MOST_ROWS = 30  # looked at for one column
_FIGURE = 15  # characters at most: 3 out of 10
_FIGURES = re.compile(r"\W*\d")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a shape stands on its slide or in its group, in the file's own units."""

    top: int
    left: int
    height: int
    width: int = 0

    def is_below(self, heading: Position) -> bool:
        """Returns whether it lies within the width of what stands above it."""
        within = heading.left - _SHIFT <= self.left
        return within and self.left + self.width <= heading.left + heading.width + _SHIFT

    def crosses(self, other: Position) -> bool:
        """Returns whether it begins beside another and ends below it."""
        end, of_other = self.top + self.height, other.top + other.height
        slack = _SHIFT // 2
        return other.top + slack < self.top < of_other - slack and of_other + slack < end


_Placed = tuple[Position, Any]
_Row = list[_Placed]


class Design:
    """The layout and master of a slide, where there are any, and the presentation."""

    def __init__(self, package: Package, slide: str) -> None:
        """Finds them for a slide's part; a damaged layout or master counts as absent."""
        layout = package.related(slide, "slideLayout")
        self._layout = package.kept(layout)
        is_kept = self._layout is not None
        master = package.related(layout, "slideMaster") if layout and is_kept else None
        self._master = package.kept(master)
        self._presentation = package.root
        size = child(self._presentation, "p:sldSz")
        self._width, self._height = (number(attribute(size, side)) for side in ("cx", "cy"))

    def shapes(self, tree: Any | None) -> list[Any]:
        """Returns the shapes with text and the graphics below a tree of shapes, as they are read.

        They go from top to bottom, and from left to right where they stand side by side; a row of
        headings goes heading by heading, each with what stands below it. What is grouped stays
        together, in the same order among itself.
        """
        placed: list[_Placed] = []
        position = Position(0, 0, 0)
        for shape in contents(tree):
            hidden = is_yes(next(descendants(shape, "p:cNvPr"), None), "hidden")
            if short(shape) not in _FRAMES or hidden:
                continue
            at = self._position(shape)
            if not (at and short(tree) == "p:spTree" and self._is_beside(shape, at)):
                position = at or position
                placed.append((position, shape))
        found: list[Any] = []
        for shape in _by_rows(placed):
            found += self.shapes(shape) if short(shape) == "p:grpSp" else [shape]
        return found

    def _is_beside(self, shape: Any, at: Position) -> bool:
        """Returns whether a shape is parked off its slide; a title may be, for screen readers."""
        if self._width is None or self._height is None or kind_of(shape) in TITLES:
            return False
        right, bottom = at.left + at.width, at.top + at.height
        return at.left >= self._width or at.top >= self._height or right < 0 or bottom < 0

    def _position(self, shape: Any) -> Position | None:
        """Returns where a shape stands; None where neither it nor its design says so."""
        for holder in (shape, *self._inherited(shape)):
            frame = child(holder, *_FRAMES[short(holder)])
            offset, extent = child(frame, "a:off"), child(frame, "a:ext")
            top, left = (number(attribute(offset, name)) for name in ("y", "x"))
            if top is not None and left is not None:
                height, width = (number(attribute(extent, name)) or 0 for name in ("cy", "cx"))
                return Position(top, left, height, width)
        return None

    def margins(self, shape: Any) -> tuple[str, str]:
        """Returns the place of a shape in the top margin and in the bottom one; empty for none."""
        at, height = self._position(shape), self._height
        if at is None or height is None:
            return "", ""
        place = f" {at.top // _SHIFT} {at.left // _SHIFT}"
        is_head, is_foot = at.top + at.height <= height * _MARGIN, at.top >= height * (1 - _MARGIN)
        return place * is_head, place * is_foot

    def list_styles(self, shape: Any) -> list[Any | None]:
        """Returns what says how the paragraphs of a shape look, what it says itself first."""
        holders = (shape, *self._inherited(shape))
        if kind_of(shape) is None:
            usual = child(self._presentation, "p:defaultTextStyle")
        else:
            kind = "p:otherStyle" if _master_kind(shape) in _OF_THEIR_OWN else "p:bodyStyle"
            usual = child(self._master, "p:txStyles", kind)
        return [*(child(holder, "p:txBody", "a:lstStyle") for holder in holders), usual]

    def _inherited(self, shape: Any) -> list[Any]:
        """Returns the placeholders of layout and master that a shape fills."""
        if kind_of(shape) is None:
            return []
        kind, index = _master_kind(shape), _index(shape)
        of_layout = _first_of(self._layout, kind)
        if kind not in _OF_THEIR_OWN:
            alike = (other for other in _placeholders(self._layout) if _index(other) == index)
            of_layout = next(alike, of_layout)
        of_master = _first_of(self._master, kind if of_layout is None else _master_kind(of_layout))
        return [holder for holder in (of_layout, of_master) if holder is not None]


def kind_of(shape: Any) -> str | None:
    """Returns which placeholder of its layout a shape fills, as 'ctrTitle'; None for no one."""
    mark = _placeholder(shape)
    return None if mark is None else attribute(mark, "type") or "obj"


def _placeholder(shape: Any) -> Any | None:
    return child(shape, "p:nvSpPr", "p:nvPr", "p:ph")


def _master_kind(shape: Any) -> str:
    kind = kind_of(shape) or "obj"
    return _MASTER_KINDS.get(kind, kind)


def _index(shape: Any) -> str:
    return attribute(_placeholder(shape), "idx") or "0"


def _placeholders(root: Any | None) -> Iterator[Any]:
    return (shape for shape in descendants(root, "p:sp") if _placeholder(shape) is not None)


def _first_of(root: Any | None, kind: str) -> Any | None:
    return next((shape for shape in _placeholders(root) if _master_kind(shape) == kind), None)


def _by_rows(placed: list[_Placed]) -> list[Any]:
    """Returns shapes from the top, row by row; those of a row of headings with those below them."""
    found: list[Any] = []
    waiting = deque(_rows(placed))
    while waiting:
        row = waiting.popleft()
        columns, used = _columns(row, waiting)
        for _ in range(used):
            waiting.popleft()
        found += [shape for column in columns for _, shape in column]
    return found


def _columns(row: _Row, below: Sequence[_Row]) -> tuple[list[_Row], int]:
    """Returns a row's shapes, each with those below it where it heads them, and how many rows.

    Rows of boxes that are alike may be a table, which is read row by row.
    """
    columns = [[one] for one in row]
    has_headings, used = _are_headings(row, below), 0
    if has_headings or len(row) <= _COLUMNS:
        for place, boxes in enumerate(islice(below, _MOST_ROWS)):
            heads = [[n for n, (h, _) in enumerate(row) if at.is_below(h)] for at, _ in boxes]
            following = [*islice(below, place + 1, place + 3)]
            is_next = place > 0 and _are_headings(boxes, following)
            if is_next or any(len(heading) != 1 for heading in heads):
                break
            used += 1
            for (head,), box in zip(heads, boxes, strict=True):
                columns[head].append(box)
    if used and all(len(c) > 1 for c in columns) and (has_headings or _are_uneven(columns)):
        return columns, used
    if has_headings:
        return [list(pair) for pair in zip(row, below[0], strict=True)], 1
    return [[one] for one in row], 0


def _are_uneven(columns: list[_Row]) -> bool:
    """Returns whether a box begins beside one of another column and ends below it: no rows then."""
    return any(
        at.crosses(other)
        for column in columns
        for another in columns
        if another is not column
        for at, _ in another[1:]
        for other, _ in column[1:]
    )


def _are_headings(row: _Row, below: Sequence[_Row]) -> bool:
    """Returns whether each box heads one below: it is lower, or one row is of figures alone."""
    if not below or not 1 < len(row) == len(below[0]):
        return False
    pairs = [(a, b) for (a, _), (b, _) in zip(row, below[0], strict=True)]
    figures = [_are_figures(boxes) for boxes in (row, *islice(below, 2))]
    is_table = figures == [False, True, True]
    are_told = set(figures[:2]) == {True, False} and not is_table
    return all(abs(a.left - b.left) <= _SHIFT for a, b in pairs) and (
        are_told or all(a.height <= _LOWER * b.height for a, b in pairs)
    )


def _are_figures(row: _Row) -> bool | None:
    """Returns whether boxes show but figures, as '£2.3m' or '1 in 4'; None where only some do."""
    texts = [" ".join(map(own_text, descendants(shape, "a:t"))) for _, shape in row]
    found = {len(text) <= _FIGURE and bool(_FIGURES.match(text)) for text in texts}
    return found.pop() if len(found) == 1 else None


def _rows(placed: list[_Placed]) -> list[_Row]:
    """Returns rows from the top, each from the left; what begins within half a height is one."""
    ordered = sorted(placed, key=lambda p: (p[0].top, p[0].left))
    rows: list[_Row] = []
    for position, shape in ordered:
        first = rows[-1][0][0] if rows else None
        if first and position.top - first.top < min(first.height, position.height) / 2:
            rows[-1].append((position, shape))
        else:
            rows.append([(position, shape)])
    return [sorted(row, key=lambda p: p[0].left) for row in rows]
