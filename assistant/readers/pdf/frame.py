"""A page's axes as a line sees them that is turned by some quarters of a circle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, `left` to `right` in the direction of reading."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In the direction of reading."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Across the direction of reading."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns the page's own coordinates into those of a line.

    `quarter` counts the line's quarter turns clockwise; `edges` are the page's.
    """

    quarter: int
    edges: tuple[float, ...]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page as the line sees it."""
        if not self.quarter:
            return Box(left, bottom - self.edges[1], right, top - self.edges[1])
        if self.quarter % 2:
            begin, end = (bottom, top) if self.quarter == 3 else (-top, -bottom)
        else:
            begin, end = -right, -left
        one, other = self.up(left, bottom), self.up(right, top)
        return Box(begin, min(one, other), end, max(one, other))

    def up(self, x: float, y: float) -> float:
        """How far a point is above the page's lower edge."""
        left, bottom, right, top = self.edges
        return (y - bottom, x - left, top - y, right - x)[self.quarter]

    @property
    def height(self) -> float:
        """Of the page."""
        left, bottom, right, top = self.edges
        return top - bottom if self.quarter % 2 == 0 else right - left
