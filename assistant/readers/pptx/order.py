"""The order in which the shapes of a slide are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.readers.office.xml import children, chosen, descendants, is_yes, short
from assistant.readers.pptx.layout import Design, Position

_READ = ("p:sp", "p:graphicFrame", "p:grpSp")
_NOWHERE = Position(0, 0, 0)


def in_reading_order(tree: Any, design: Design) -> list[Any]:
    """The shapes with text and the graphics below a tree of shapes.

    They go from top to bottom, and from left to right where they stand side by side; what is
    grouped stays together, in the same order among itself.
    """
    placed: list[tuple[Position, Any]] = []
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


def _by_rows(placed: list[tuple[Position, Any]]) -> list[Any]:
    """Shapes from the top; a row are those that begin within half a height of its first."""
    ordered = sorted(placed, key=lambda p: (p[0].top, p[0].left))
    rows: list[list[tuple[Position, Any]]] = []
    for position, shape in ordered:
        first = rows[-1][0][0] if rows else None
        if first and position.top - first.top < min(first.height, position.height) / 2:
            rows[-1].append((position, shape))
        else:
            rows.append([(position, shape)])
    return [s for row in rows for _, s in sorted(row, key=lambda p: p[0].left)]
