"""What a slide takes from its layout and its master: where shapes stand, and their bullets."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.readers.office import (
    DamagedPartError,
    attribute,
    child,
    children,
    chosen,
    descendants,
    is_yes,
    number,
    short,
)
from assistant.readers.office.package import Package

_MASTER_TYPES = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_OF_THEIR_OWN = frozenset({"title", "dt", "ftr", "hdr", "sldNum"})
_FRAMES = {
    "p:sp": ("p:spPr", "a:xfrm"),
    "p:pic": ("p:spPr", "a:xfrm"),
    "p:grpSp": ("p:grpSpPr", "a:xfrm"),
    "p:graphicFrame": ("p:xfrm",),
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a shape stands on its slide or in its group, in the file's own units."""

    top: int
    left: int
    height: int


def placeholder(shape: Any) -> Any | None:
    """The mark (p:ph) of a shape that fills a place of its layout; None for any other."""
    return child(shape, "p:nvSpPr", "p:nvPr", "p:ph")


@dataclass(frozen=True, slots=True)
class Design:
    """The layout and master of a slide and the presentation's text style, where there are any."""

    layout: Any | None = None
    master: Any | None = None
    defaults: Any | None = None

    def position(self, shape: Any) -> Position | None:
        """Where a shape stands; None where neither it nor its design says so."""
        for holder in (shape, *self._inherited(shape)):
            frame = child(holder, *_FRAMES.get(short(holder), ("p:xfrm",)))
            top, left = (number(child(frame, "a:off"), name) for name in ("y", "x"))
            if top is not None and left is not None:
                return Position(top, left, number(child(frame, "a:ext"), "cy", 0) or 0)
        return None

    def levels(self, shape: Any, level: int) -> Iterator[Any]:
        """How paragraphs of a level look in a shape, what it says itself first."""
        name = f"a:lvl{level + 1}pPr"
        for style in self._styles(shape):
            found = child(style, name)
            if found is not None:
                yield found

    def _styles(self, shape: Any) -> Iterator[Any | None]:
        for holder in (shape, *self._inherited(shape)):
            yield child(holder, "p:txBody", "a:lstStyle")
        if placeholder(shape) is None:
            yield self.defaults
        else:
            footer = _type(shape) in _OF_THEIR_OWN
            yield child(self.master, "p:txStyles", "p:otherStyle" if footer else "p:bodyStyle")

    def _inherited(self, shape: Any) -> Iterator[Any]:
        """The placeholders of layout and master that a shape fills."""
        if placeholder(shape) is None:
            return
        of_layout = _matching(self.layout, shape)
        if of_layout is not None:
            yield of_layout
        kind = _type(shape if of_layout is None else of_layout)
        for candidate in _placeholders(self.master):
            if _type(candidate) == kind:
                yield candidate
                return


class Designs:
    """The designs of a presentation, each layout and master read once."""

    def __init__(self, package: Package, defaults: Any | None) -> None:
        """Keep the package; `defaults` is the presentation's own text style."""
        self._package = package
        self._defaults = defaults
        self._read: dict[str, Any | None] = {}

    def of(self, slide: str) -> Design:
        """The design of a slide's part; what is damaged of it counts as absent.

        Raises:
            DamagedPartError: the slide's relations cannot be read.
        """
        layout = self._package.related(slide, "slideLayout")
        root = self._root(layout)
        master = self._package.related(layout, "slideMaster") if layout and root is not None else ""
        return Design(root, self._root(master), self._defaults)

    def _root(self, part: str | None) -> Any | None:
        if not part:
            return None
        if part not in self._read:
            try:
                self._read[part] = self._package.part(part)
            except DamagedPartError:
                self._read[part] = None
        return self._read[part]


def _type(shape: Any) -> str:
    """Which of the master's placeholders a shape belongs to."""
    kind = attribute(placeholder(shape), "type") or "obj"
    return _MASTER_TYPES.get(kind, kind)


def _matching(layout: Any | None, shape: Any) -> Any | None:
    """The layout's placeholder of the same index; of the same type for titles and footers."""
    index = attribute(placeholder(shape), "idx") or "0"
    kind = _type(shape)
    candidates = list(_placeholders(layout))
    if kind not in _OF_THEIR_OWN:
        for candidate in candidates:
            if (attribute(placeholder(candidate), "idx") or "0") == index:
                return candidate
    return next((c for c in candidates if _type(c) == kind), None)


def _placeholders(root: Any | None) -> Iterator[Any]:
    if root is not None:
        yield from (s for s in descendants(root, "p:sp") if placeholder(s) is not None)


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
