"""What is drawn and typed on an open page besides its text, and how places on it are measured."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from assistant.readers.pdf.characters import (
    ADDRESS,
    INT,
    WHITE,
    address,
    bound,
    fill_colour,
    is_drawn,
)

_T = TypeVar("_T")
_CORNER = 8.0  # points: how far sides of a frame end from its corner where it is rounded
THIN = 3.0  # points: a rectangle not thicker is a line
_MOST_OBJECTS = 20_000  # of a page; a drawing has more, a table never
_MOST_SEGMENTS = 2_000  # of a path
_MOST_SIDES = 64  # of a path that cuts text off
_DOTS = (2.0, 12.0)  # points: how wide bullets are
_MOST_DOTS = 500  # of a page: more are a drawing
_UNROUND = 0.2  # of its width: how much higher or lower it is
_MOST_ROUNDED = 20  # segments of a rectangle with rounded corners
_ROUND = (9, 60)  # points of its curves
_PICTURE = 60.0  # points: what is smaller in a direction is a sign
_LEAST = 6.0  # points: what is shorter is a dash or part of a drawing
_GET_OBJECT = bound(pdfium.FPDFPage_GetObject, ADDRESS, ADDRESS, INT)
_GET_TYPE = bound(pdfium.FPDFPageObj_GetType, INT, ADDRESS)


class Span:
    """What reaches from one side to another, in points."""

    __slots__ = ()
    left: float
    right: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def x(self) -> float:
        """Half-way between its sides."""
        return (self.left + self.right) / 2

    def meets(self, other: Span) -> bool:
        """Returns whether some of one stands above or below some of the other."""
        return self.left < other.right and other.left < self.right


class Placed(Span):
    """What has a lower and an upper edge, too."""

    __slots__ = ()
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """From the lower edge to the upper."""
        return self.top - self.bottom

    @property
    def y(self) -> float:
        """Half-way between its lower edge and its upper."""
        return (self.bottom + self.top) / 2

    def holds(self, other: Placed) -> bool:
        """Returns whether the middle of the other stands in it."""
        across = self.left <= (other.left + other.right) / 2 <= self.right  # quicker than `x`
        return across and self.bottom <= (other.bottom + other.top) / 2 <= self.top


class _Edges(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


class Rectangle(_Edges, Placed):
    """A rule, an area or a character's box, on the page or turned into the direction of reading."""

    __slots__ = ()

    @property
    def turned(self) -> Rectangle:
        """The same with what is across and what is up exchanged."""
        return Rectangle(self.bottom, self.left, self.top, self.right)

    @property
    def is_level(self) -> bool:
        """Whether it is a line from left to right."""
        return self.height <= THIN < self.width

    @property
    def is_upright(self) -> bool:
        """Whether it is a line from the bottom to the top."""
        return self.width <= THIN < self.height

    @property
    def is_area(self) -> bool:
        """Whether it is no line."""
        return min(self.width, self.height) > THIN

    @property
    def is_rule(self) -> bool:
        """Whether it is a line, and no dash."""
        return not self.is_area and max(self.width, self.height) >= _LEAST

    @property
    def is_dot(self) -> bool:
        """Whether it is as wide as high and as large as a bullet."""
        is_even = abs(self.width - self.height) < _UNROUND * self.width
        return is_even and _DOTS[0] <= self.width <= _DOTS[1]


def grouped(items: Iterable[_T], joins: Callable[[list[_T], _T], bool]) -> list[list[_T]]:
    """Returns the items in groups; one is of the last group where `joins` says so of both."""
    found: list[list[_T]] = []
    for item in items:
        if found and joins(found[-1], item):
            found[-1].append(item)
        else:
            found.append([item])
    return found


def around(parts: Sequence[Placed]) -> Rectangle:
    """Returns the smallest rectangle that holds all of some parts."""
    left, bottom = min(part.left for part in parts), min(part.bottom for part in parts)
    return Rectangle(left, bottom, max(p.right for p in parts), max(p.top for p in parts))


def room_between(above: Sequence[Placed], below: Sequence[Placed]) -> float:
    """Returns how far the lowest of some parts stands above the highest of others."""
    return min(part.bottom for part in above) - max(part.top for part in below)


def areas(drawn: Collection[Rectangle]) -> list[Rectangle]:
    """Returns what is shaded or framed."""
    return [*(b for b in drawn if b.is_area), *_framed(drawn)]


def _framed(drawn: Collection[Rectangle]) -> Iterator[Rectangle]:
    """What four rules go round; its corners may be rounded."""
    sides = sorted((b for b in drawn if b.is_upright), key=lambda b: b.left)
    levels = [b for b in drawn if b.is_level]
    for place, left in enumerate(sides):
        later = (b for b in sides[place + 1 :] if b.left - left.left > _CORNER)
        alike = (b for b in later if _near(b.bottom, left.bottom) and _near(b.top, left.top))
        if right := next(alike, None):
            over = [b for b in levels if _near(b.left, left.left) and _near(b.right, right.right)]
            below = [b.bottom for b in over if _near(b.bottom, left.bottom)]
            above = [b.top for b in over if _near(b.top, left.top)]
            if below and above:
                yield Rectangle(left.left, min(below), right.right, max(above))


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _CORNER


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns a page's own coordinates into those of a line of so many quarter turns clockwise."""

    quarter: int
    edges: Rectangle
    """Of the page."""

    def box(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Returns a rectangle of the page as the line sees it."""
        if not self.quarter:  # as of most lines
            lower = self.edges.bottom
            return Rectangle(left, bottom - lower, right, top - lower)
        begin, end = ((-top, -bottom), (-right, -left), (bottom, top))[self.quarter - 1]
        lower, upper = sorted((self.up(left, bottom), self.up(right, top)))
        return Rectangle(begin, lower, end, upper)

    def up(self, x: float, y: float) -> float:
        """Returns how far a point is above the page's lower edge."""
        left, bottom, right, top = self.edges
        return (y - bottom, x - left, top - y, right - x)[self.quarter]

    def on_page(self, box: Rectangle) -> Rectangle:
        """Returns where on the page stands what a line that goes up or down sees, its edge at 0."""
        left, bottom, right, _ = self.edges
        if self.quarter == 1:
            return Rectangle(
                left + box.bottom, -box.right - bottom, left + box.top, -box.left - bottom
            )
        return Rectangle(right - box.top, box.left - bottom, right - box.bottom, box.right - bottom)

    @property
    def height(self) -> float:
        """Of the page."""
        return self.edges.height if self.quarter % 2 == 0 else self.edges.width


class Drawing:
    """What an open page draws, in order: rules and areas, and what hides text drawn before it."""

    def __init__(self, page: Any) -> None:
        """Look at the page's objects, with those that it draws as one form."""
        count, at = pdfium.FPDFPage_CountObjects(page), address(page)
        known = range(count) if 0 < count <= _MOST_OBJECTS else ()
        self._objects = list(_objects((_GET_OBJECT(at, index) for index in known), None))

    def _of_kind(self, kind: int) -> Iterator[_Object]:
        return (one for one in self._objects if one.kind == kind)

    def rectangles(self) -> list[Rectangle]:
        """Returns the rules and shaded areas."""
        return [drawn for path in self._of_kind(pdfium.FPDF_PAGEOBJ_PATH) for drawn in path.drawn()]

    def pictures(self) -> list[Rectangle]:
        """Returns where pictures stand that are larger than signs."""
        found = (image.bounds for image in self._of_kind(pdfium.FPDF_PAGEOBJ_IMAGE))
        return [box for box in found if box and min(box.width, box.height) >= _PICTURE]

    def dots(self) -> list[Rectangle]:
        """Returns where rounds and squares stand that are as small as the bullets of a list.

        Squares of several colours below each other are the keys of a chart.
        """
        found, keys = list[Rectangle](), defaultdict[int, dict[Rectangle, tuple[int, ...]]](dict)
        for path in self._of_kind(pdfium.FPDF_PAGEOBJ_PATH):
            box = path.bounds
            if box and box.is_dot and path.is_round:
                found.append(box)
            elif box and box.is_dot and path.is_area and path.is_coloured:
                keys[round(box.left)][box] = tuple(fill_colour(path.at))
        for squares in keys.values():
            found += squares if len({*squares.values()}) == 1 else ()
        return found if len(found) <= _MOST_DOTS else []

    def covers(self, most: float) -> list[tuple[int, Rectangle]]:
        """Returns the areas and the pictures of at most so many square points, and their places.

        Only those of which the place in the order of drawing comes after that of some text.
        """
        first = next((n for n, o in enumerate(self._objects) if o.is_text), len(self._objects))
        found = []
        for place, one in enumerate(self._objects[first:], first):
            if one.is_text or (one.kind == pdfium.FPDF_PAGEOBJ_PATH and not one.is_area):
                continue
            box, is_picture = one.bounds, one.kind == pdfium.FPDF_PAGEOBJ_IMAGE
            if box and not box.is_rule and not (is_picture and box.width * box.height > most):
                found.append((place, box))
        return found

    def unheard(self, texts: Container[int]) -> list[tuple[int, Rectangle]]:
        """Returns the addresses and places of text that is none of these objects and not invisible.

        Of letters that are drawn twice at one place pdfium tells the first alone.
        """
        found = (o for o in self._objects if o.at in self.places and o.at not in texts)
        return [(o.at, box) for o in found if (box := o.bounds)]

    def cut_off(self) -> set[int]:
        """Returns the addresses of the text objects of forms of which nothing can be seen.

        They lie beyond the form's edges, or outside a shape to which it keeps.
        """
        return {o.at for o in self._objects if o.outer and o.is_text and o.is_cut_off}

    def strayed(self) -> dict[int, PdfMatrix]:
        """Returns what turns the places of text objects into the page's where pdfium does not.

        In a form it does not for those with a text of their own (`ActualText`), as small caps have.
        """
        texts = (o for o in self._objects if o.outer and o.is_text)
        return {o.at: o.outer for o in texts if o.outer and o.is_replaced}

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each text object that can be seen in the order of drawing, by address."""
        objects = enumerate(self._objects)
        return {one.at: place for place, one in objects if one.is_text and is_drawn(one.at)}


@dataclass(frozen=True, slots=True)
class _Object:
    """What is drawn with one command; `outer` turns its places into the page's, if they differ."""

    at: int
    kind: int
    outer: PdfMatrix | None

    @property
    def is_text(self) -> bool:
        return bool(self.kind == pdfium.FPDF_PAGEOBJ_TEXT)

    @property
    def pointer(self) -> Any:
        return ctypes.cast(self.at, pdfium.FPDF_PAGEOBJECT)

    @property
    def bounds(self) -> Rectangle | None:
        """Where on the page it stands; None where the file does not say."""
        sides = self._edges()
        if sides is None:
            return None
        return Rectangle(*(self.outer.on_rect(*sides) if self.outer else sides))

    def _edges(self) -> list[float] | None:
        """Left, bottom, right and top before `outer` turns them."""
        edges = [ctypes.c_float() for _ in range(4)]
        known = pdfium.FPDFPageObj_GetBounds(self.pointer, *edges)
        return [edge.value for edge in edges] if known else None

    @property
    def is_replaced(self) -> bool:
        """Whether the file says what it reads, whatever letters it draws."""
        text, size = self.pointer, ctypes.c_ulong()
        count = pdfium.FPDFPageObj_CountMarks(text)
        marks = (pdfium.FPDFPageObj_GetMark(text, n) for n in range(count))
        return any(
            pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, size)
            for mark in marks
        )

    @property
    def is_cut_off(self) -> bool:
        """Whether all of it lies outside a simple shape within which it is drawn."""
        path = pdfium.FPDFPageObj_GetClipPath(self.pointer)
        x, y = ctypes.c_float(), ctypes.c_float()
        left, bottom, right, top = self._edges() or (0.0,) * 4
        for index in range(pdfium.FPDFClipPath_CountPaths(path)):
            points = []
            count = pdfium.FPDFClipPath_CountPathSegments(path, index)
            for number in range(count if count <= _MOST_SIDES else 0):
                segment = pdfium.FPDFClipPath_GetPathSegment(path, index, number)
                pdfium.FPDFPathSegment_GetPoint(segment, x, y)
                points.append((x.value, y.value))
            across, up = zip(*points, strict=True) if points else ((left,), (bottom,))
            if left > max(across) or right < min(across) or bottom > max(up) or top < min(up):
                return True
        return False

    @property
    def matrix(self) -> PdfMatrix:
        """What turns its own places into the page's."""
        raw = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(self.pointer, raw)
        own = PdfMatrix.from_raw(raw)
        return own.multiply(self.outer) if self.outer else own

    # of a path

    @property
    def painted(self) -> tuple[bool, bool]:
        """Whether it is filled, and whether its outline is drawn."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(self.pointer, fill, stroke)
        return bool(fill.value), bool(stroke.value)

    @property
    def is_coloured(self) -> bool:
        """Whether it is filled with another colour than white."""
        colour = fill_colour(self.at)
        return bool(colour) and colour[3] > 0 and min(colour[:3]) < WHITE

    @property
    def is_area(self) -> bool:
        """Whether it is filled and a rectangle, or one with rounded corners."""
        count, bounds = pdfium.FPDFPath_CountSegments(self.pointer), self.bounds
        if not self.painted[0] or bounds is None or count > _MOST_ROUNDED:
            return False
        straight = sum(max(s.width, s.height) for s in self._sides() if min(s.width, s.height) < 1)
        return count <= 5 or straight >= bounds.width + bounds.height

    @property
    def is_round(self) -> bool:
        """Whether it can be seen and is of as many curves as a circle, hollow or not."""
        is_round = _ROUND[0] <= pdfium.FPDFPath_CountSegments(self.pointer) <= _ROUND[1]
        filled, outlined = self.painted
        return is_round and (outlined or (filled and self.is_coloured))

    def drawn(self) -> Iterator[Rectangle]:
        """Itself where it is thin, else its sides and its inside."""
        bounds = self.bounds
        if bounds is None:
            return
        if bounds.is_rule:
            yield bounds
            return
        if self.is_area and self.is_coloured:
            yield bounds
        if self.painted[1]:
            yield from (side for side in self._sides() if side.is_rule)

    def _sides(self) -> Iterator[Rectangle]:
        path, matrix, x, y = self.pointer, self.matrix, ctypes.c_float(), ctypes.c_float()
        count = pdfium.FPDFPath_CountSegments(path)
        start = at = (0.0, 0.0)
        for index in range(count if count <= _MOST_SEGMENTS else 0):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            before, at = at, matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = at
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield spanned(before, at)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield spanned(start, at)


def _objects(found: Iterable[int], outer: PdfMatrix | None) -> Iterator[_Object]:
    """The objects at some addresses, those of forms in their place."""
    for at in found:
        one = _Object(at, _GET_TYPE(at), outer)
        if one.kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield one
            continue
        form = one.pointer
        count = pdfium.FPDFFormObj_CountObjects(form)
        if count <= _MOST_OBJECTS:
            inner = (address(pdfium.FPDFFormObj_GetObject(form, n)) for n in range(count))
            yield from _objects(inner, one.matrix)


def spanned(one: tuple[float, float], other: tuple[float, float]) -> Rectangle:
    """Returns the rectangle between two corners."""
    (left, right), (bottom, top) = map(sorted, zip(one, other, strict=True))
    return Rectangle(left, bottom, right, top)


def share_side(one: Rectangle, other: Rectangle) -> bool:
    """Returns whether two areas touch at one side, as the cells of a table do."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    return -2 <= min(across, up) <= 2 < max(across, up)
