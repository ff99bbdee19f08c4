"""The order in which the shapes of a slide are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from assistant.readers.office.xml import children, chosen, descendants, is_yes, short
from assistant.readers.pptx.layout import Design, Position

_READ = ("p:sp", "p:graphicFrame", "p:grpSp")
_NOWHERE = Position(0, 0, 0)
_LOWER = 0.5  # times what stands below it: a heading is not higher
_SHIFT = 230_000  # a quarter of an inch in the file's units

_Placed = tuple[Position, Any]


def in_reading_order(tree: Any, design: Design) -> list[Any]:
    """The shapes with text and the graphics below a tree of shapes.

    They go from top to bottom, and from left to right where they stand side by side; a row of
    headings goes heading by heading, each with what stands below it. What is grouped stays
    together, in the same order among itself.
    """
    placed: list[_Placed] = []
    for shape in _visible(tree):
        above = placed[-1][0] if placed else _NOWHERE
        placed.append((design.position(shape) or above, shape))
    found: list[Any] = []
    for shape in _by_rows(placed):
        found += in_reading_order(shape, design) if short(shape) == "p:grpSp" else [shape]
    return found


def _visible(tree: Any) -> Iterator[Any]:
    """The shapes right below a tree that are not hidden and can hold text."""
    for shape in children(tree, *_READ, "mc:AlternateContent"):
        if short(shape) == "mc:AlternateContent":
            way = chosen(shape)
            yield from _visible(way) if way is not None else ()
        elif not _is_hidden(shape):
            yield shape


def _is_hidden(shape: Any) -> bool:
    named = next(descendants(shape, "p:cNvPr"), None)
    return is_yes(named, "hidden")


def _by_rows(placed: list[_Placed]) -> list[Any]:
    """Shapes from the top, row by row; those of a row of headings with those below them."""
    found: list[Any] = []
    waiting = deque(_rows(placed))
    while waiting:
        row = waiting.popleft()
        if waiting and _are_headings(row, waiting[0]):
            pairs = zip(row, waiting.popleft(), strict=True)
            found += [shape for pair in pairs for _, shape in pair]
        else:
            found += [shape for _, shape in row]
    return found


def _are_headings(row: list[_Placed], below: list[_Placed]) -> bool:
    """Whether each shape of a row heads the one below it, as in the layout 'Comparison'."""
    return (
        1 < len(row) == len(below)
        and all(a.height <= _LOWER * b.height for (a, _), (b, _) in zip(row, below, strict=True))
        and all(abs(a.left - b.left) <= _SHIFT for (a, _), (b, _) in zip(row, below, strict=True))
    )


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    """Rows from the top, each from the left: what begins within half a height of its first."""
    ordered = sorted(placed, key=lambda p: (p[0].top, p[0].left))
    rows: list[list[_Placed]] = []
    for position, shape in ordered:
        first = rows[-1][0][0] if rows else None
        if first and position.top - first.top < min(first.height, position.height) / 2:
            rows[-1].append((position, shape))
        else:
            rows.append([(position, shape)])
    return [sorted(row, key=lambda p: p[0].left) for row in rows]
