"""What a slide takes from its layout and its master: where shapes stand, and their bullets."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assistant.readers.office import (
    DamagedPartError,
    Package,
    attribute,
    child,
    contents,
    descendants,
    is_yes,
    number,
    short,
)

_MASTER_TYPES = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_OF_THEIR_OWN = frozenset({"title", "dt", "ftr", "hdr", "sldNum"})
_FRAMES = {
    "p:sp": ("p:spPr", "a:xfrm"),
    "p:pic": ("p:spPr", "a:xfrm"),
    "p:grpSp": ("p:grpSpPr", "a:xfrm"),
    "p:graphicFrame": ("p:xfrm",),
}
_READ = frozenset({"p:sp", "p:graphicFrame", "p:grpSp"})
_LOWER = 0.5  # times what stands below it: a heading is not higher
_SHIFT = 230_000  # a quarter of an inch in the file's units


@dataclass(frozen=True, slots=True)
class Position:
    """Where a shape stands on its slide or in its group, in the file's own units."""

    top: int
    left: int
    height: int
    width: int = 0


_Placed = tuple[Position, Any]


@dataclass(frozen=True, slots=True)
class Design:
    """The layout and master of a slide and the presentation's text style, where there are any."""

    layout: Any | None = None
    master: Any | None = None
    defaults: Any | None = None
    size: Any | None = None
    """Of the slides (p:sldSz)."""

    def is_beside(self, shape: Any) -> bool:
        """Returns whether a shape is parked off its slide; a title may be, for screen readers."""
        at, kind = self.position(shape), placeholder_type(shape)
        width, height = (number(self.size, name) for name in ("cx", "cy"))
        if at is None or width is None or height is None or kind in ("title", "ctrTitle"):
            return False
        right, bottom = at.left + at.width, at.top + at.height
        return at.left >= width or at.top >= height or right < 0 or bottom < 0

    def position(self, shape: Any) -> Position | None:
        """Returns where a shape stands; None where neither it nor its design says so."""
        for holder in (shape, *self._inherited(shape)):
            frame = child(holder, *_FRAMES.get(short(holder), ("p:xfrm",)))
            top, left = (number(child(frame, "a:off"), name) for name in ("y", "x"))
            if top is not None and left is not None:
                extent = child(frame, "a:ext")
                height, width = (number(extent, name, 0) or 0 for name in ("cy", "cx"))
                return Position(top, left, height, width)
        return None

    def levels(self, shape: Any, level: int) -> Iterator[Any]:
        """Yields how paragraphs of a level look in a shape, what it says itself first."""
        found = (child(style, f"a:lvl{level + 1}pPr") for style in self._styles(shape))
        yield from (look for look in found if look is not None)

    def _styles(self, shape: Any) -> Iterator[Any | None]:
        for holder in (shape, *self._inherited(shape)):
            yield child(holder, "p:txBody", "a:lstStyle")
        if placeholder_type(shape) is None:
            yield self.defaults
        else:
            footer = _type(shape) in _OF_THEIR_OWN
            yield child(self.master, "p:txStyles", "p:otherStyle" if footer else "p:bodyStyle")

    def _inherited(self, shape: Any) -> Iterator[Any]:
        """Yields the placeholders of layout and master that a shape fills."""
        if placeholder_type(shape) is None:
            return
        of_layout = _matching(self.layout, shape)
        if of_layout is not None:
            yield of_layout
        kind = _type(shape if of_layout is None else of_layout)
        yield from islice((c for c in _placeholders(self.master) if _type(c) == kind), 1)


class Designs:
    """The designs of a presentation, each layout and master read once."""

    def __init__(self, package: Package, presentation: Any) -> None:
        """Keeps the package; `presentation` has a text style and the size of the slides."""
        self._package = package
        self._defaults = child(presentation, "p:defaultTextStyle")
        self._size = child(presentation, "p:sldSz")
        self._read: dict[str, Any | None] = {}

    def of(self, slide: str) -> Design:
        """Returns the design of a slide's part; what is damaged of it counts as absent.

        Raises:
            DamagedPartError: the slide's relations cannot be read.
        """
        layout = self._package.related(slide, "slideLayout")
        root = self._root(layout)
        master = self._package.related(layout, "slideMaster") if layout and root is not None else ""
        return Design(root, self._root(master), self._defaults, self._size)

    def _root(self, part: str | None) -> Any | None:
        if not part:
            return None
        if part not in self._read:
            try:
                self._read[part] = self._package.part(part)
            except DamagedPartError:
                self._read[part] = None
        return self._read[part]


def placeholder_type(shape: Any) -> str | None:
    """Returns which place of its layout a shape fills, such as 'title'; None for any other."""
    mark = _placeholder(shape)
    return None if mark is None else attribute(mark, "type") or "obj"


def _placeholder(shape: Any) -> Any | None:
    return child(shape, "p:nvSpPr", "p:nvPr", "p:ph")


def _type(shape: Any) -> str:
    kind = placeholder_type(shape) or "obj"
    return _MASTER_TYPES.get(kind, kind)


def _index(shape: Any) -> str:
    return attribute(_placeholder(shape), "idx") or "0"


def _matching(layout: Any | None, shape: Any) -> Any | None:
    """Returns the layout's placeholder of the same index; for titles and footers, of the type."""
    kind = _type(shape)
    candidates = list(_placeholders(layout))
    same_type = next((c for c in candidates if _type(c) == kind), None)
    if kind in _OF_THEIR_OWN:
        return same_type
    return next((c for c in candidates if _index(c) == _index(shape)), same_type)


def _placeholders(root: Any | None) -> Iterator[Any]:
    return (s for s in descendants(root, "p:sp") if _placeholder(s) is not None)


def in_reading_order(tree: Any | None, design: Design) -> list[Any]:
    """Returns the shapes with text and the graphics below a tree of shapes.

    They go from top to bottom, and from left to right where they stand side by side; a row of
    headings goes heading by heading, each with what stands below it. What is grouped stays
    together, in the same order among itself.
    """
    placed: list[_Placed] = []
    position = Position(0, 0, 0)
    for shape in contents(tree):
        hidden = is_yes(next(descendants(shape, "p:cNvPr"), None), "hidden")
        beside = short(tree) == "p:spTree" and design.is_beside(shape)
        if short(shape) in _READ and not hidden and not beside:
            position = design.position(shape) or position
            placed.append((position, shape))
    found: list[Any] = []
    for shape in _by_rows(placed):
        found += in_reading_order(shape, design) if short(shape) == "p:grpSp" else [shape]
    return found


def _by_rows(placed: list[_Placed]) -> list[Any]:
    """Returns shapes from the top, row by row; those of a row of headings with those below them."""
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
    return (
        1 < len(row) == len(below)
        and all(a.height <= _LOWER * b.height for (a, _), (b, _) in zip(row, below, strict=True))
        and all(abs(a.left - b.left) <= _SHIFT for (a, _), (b, _) in zip(row, below, strict=True))
    )


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    """Returns rows from the top, each from the left; what begins within half a height is one."""
    ordered = sorted(placed, key=lambda p: (p[0].top, p[0].left))
    rows: list[list[_Placed]] = []
    for position, shape in ordered:
        first = rows[-1][0][0] if rows else None
        if first and position.top - first.top < min(first.height, position.height) / 2:
            rows[-1].append((position, shape))
        else:
            rows.append([(position, shape)])
    return [sorted(row, key=lambda p: p[0].left) for row in rows]
