"""Where shapes stand on a slide, and the order in which they are read by that."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assistant.readers.office import descendants, own_text

SHIFT = 230_000  # a quarter of an inch in the file's units: what is less apart is alike
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
        within = heading.left - SHIFT <= self.left
        return within and self.left + self.width <= heading.left + heading.width + SHIFT

    def crosses(self, other: Position) -> bool:
        """Returns whether it begins beside another and ends below it."""
        end, of_other = self.top + self.height, other.top + other.height
        slack = SHIFT // 2
        return other.top + slack < self.top < of_other - slack and of_other + slack < end


Placed = tuple[Position, Any]
_Row = list[Placed]


def by_rows(placed: list[Placed]) -> list[Any]:
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
    return all(abs(a.left - b.left) <= SHIFT for a, b in pairs) and (
        are_told or all(a.height <= _LOWER * b.height for a, b in pairs)
    )


def _are_figures(row: _Row) -> bool | None:
    """Returns whether boxes show but figures, as '£2.3m' or '1 in 4'; None where only some do."""
    texts = [" ".join(map(own_text, descendants(shape, "a:t"))) for _, shape in row]
    found = {len(text) <= _FIGURE and bool(_FIGURES.match(text)) for text in texts}
    return found.pop() if len(found) == 1 else None


def _rows(placed: list[Placed]) -> list[_Row]:
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
