"""What is drawn and typed on an open page besides its text: rules, shaded areas, notes."""

from __future__ import annotations

import ctypes
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from pypdfium2 import PdfMatrix

from assistant.readers.pdf.characters import ADDRESS, INT, WHITE, address, bound

THIN = 3.0  # points: a rectangle not thicker is a line
_MOST_OBJECTS = 20_000  # of a page; a drawing has more, a table never
_MOST_SEGMENTS = 2_000  # of a path
_DOTS = (2.0, 12.0)  # points: how wide bullets are
_MOST_DOTS = 500  # of a page: more are a drawing
_UNROUND = 0.2  # of its width: how much higher or lower it is
_ROUND = (9, 60)  # points of its curves
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_PICTURE = 60.0  # points: what is smaller in a direction is a sign
_LEAST = 6.0  # points: what is shorter is a dash or part of a drawing
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""
_GET_OBJECT = bound(pdfium.FPDFPage_GetObject, ADDRESS, ADDRESS, INT)
_GET_TYPE = bound(pdfium.FPDFPageObj_GetType, INT, ADDRESS)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rule, an area or a character's box, on the page or turned into the direction of reading."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the lower edge to the upper."""
        return self.top - self.bottom

    @property
    def is_rule(self) -> bool:
        """Whether it is so thin that it is a line."""
        return min(self.width, self.height) <= THIN and max(self.width, self.height) >= _LEAST

    @property
    def is_dot(self) -> bool:
        """Whether it is as wide as high and as large as a bullet."""
        is_even = abs(self.width - self.height) < _UNROUND * self.width
        return is_even and _DOTS[0] <= self.width <= _DOTS[1]


def reach(edge: float, spans: Iterable[tuple[float, float]], room: float) -> float:
    """Returns how far stretches reach from an edge on that go on from each other."""
    for begins, ends in sorted(spans):
        if begins <= edge + room:
            edge = max(edge, ends)
    return edge


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns the page's own coordinates into those of a line.

    `quarter` counts the line's quarter turns clockwise; `edges` are the page's.
    """

    quarter: int
    edges: tuple[float, ...]

    def box(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Returns a rectangle of the page as the line sees it."""
        if not self.quarter:  # as of most lines
            return Rectangle(left, bottom - self.edges[1], right, top - self.edges[1])
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
            across, up = (left + box.bottom, left + box.top), (-box.right, -box.left)
        else:
            across, up = (right - box.top, right - box.bottom), (box.left, box.right)
        return Rectangle(across[0], up[0] - bottom, across[1], up[1] - bottom)

    @property
    def height(self) -> float:
        """Of the page."""
        left, bottom, right, top = self.edges
        return top - bottom if self.quarter % 2 == 0 else right - left


class Ground:
    """An open page as it looks, to tell letters that are to be seen from those that are not."""

    def __init__(self, page: Any) -> None:
        """Keep the page; it is drawn when it is asked for."""
        self._page = page

    def _draw(self) -> tuple[NDArray[np.uint8], Any]:
        """Its dots, 0 to 255, shape (height, width), and what turns places on it into theirs."""
        bitmap = self._page.render(scale=1, grayscale=True)
        return bitmap.to_numpy(), bitmap.get_posconv(self._page)

    def unseen(self, texts: Iterable[int], boxes: Mapping[int, Box]) -> set[int]:
        """Returns the keys of boxes in which the page looks the same without some text objects."""
        dots, turned = self._draw()
        objects = [ctypes.cast(text, pdfium.FPDF_PAGEOBJECT) for text in texts]
        for text in objects:
            pdfium.FPDFPageObj_SetIsActive(text, False)
        without, _ = self._draw()
        for text in objects:
            pdfium.FPDFPageObj_SetIsActive(text, True)
        places = {key: _dots(box, turned) for key, box in boxes.items()}
        return {key for key, at in places.items() if np.array_equal(dots[at], without[at])}


def _dots(box: Box, turned: Any) -> tuple[slice, slice]:
    """Which dots of a drawn page a box of it takes up."""
    left, bottom, right, top = box
    corners = [turned.to_bitmap(left, bottom), turned.to_bitmap(right, top)]
    (x, right_x), (y, low_y) = map(sorted, zip(*corners, strict=True))
    return slice(max(int(y), 0), int(low_y) + 1), slice(max(int(x), 0), int(right_x) + 1)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on a page with a PDF editor, of which the file has no picture."""

    text: str
    box: Rectangle


def read_typed(page: Any) -> tuple[bool, list[Typed]]:
    """Returns whether an open page has filled fields or notes typed on it, and the latter."""
    found: list[Typed] = []
    count = 0
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        kind, edges = pdfium.FPDFAnnot_GetSubtype(note), pdfium.FS_RECTF()
        seen = not pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN
        count += seen and kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET)
        drawn = pdfium.FPDFAnnot_HasKey(note, b"AP")
        if seen and kind == pdfium.FPDF_ANNOT_FREETEXT and not drawn:
            pdfium.FPDFAnnot_GetRect(note, edges)
            box = Rectangle(edges.left, edges.bottom, edges.right, edges.top)
            found.append(Typed(_said(note, b"Contents"), box))
        pdfium.FPDFPage_CloseAnnot(note)
    return count > 0, found


def _said(note: Any, key: bytes) -> str:
    """A text of an annotation."""
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    written = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_GetStringValue(note, key, written, size)
    return buffer.raw.decode("utf-16-le", "ignore").strip("\0")


class Drawing:
    """What an open page draws, in order: rules and areas, and what hides text drawn before it."""

    def __init__(self, page: Any) -> None:
        """Look at the page's objects, with those that it draws as one form."""
        count, at = pdfium.FPDFPage_CountObjects(page), address(page)
        known = range(count) if 0 < count <= _MOST_OBJECTS else ()
        self._objects = list(_objects((_GET_OBJECT(at, index) for index in known), None))

    def rectangles(self) -> list[Rectangle]:
        """Returns the rules and shaded areas."""
        paths = (o for o in self._objects if o.kind == pdfium.FPDF_PAGEOBJ_PATH)
        return [drawn for path in paths for drawn in _drawn(path.pointer, path.outer)]

    def pictures(self) -> list[Rectangle]:
        """Returns where pictures stand that are larger than signs."""
        images = (o for o in self._objects if o.kind == pdfium.FPDF_PAGEOBJ_IMAGE)
        found = (_bounds(image.pointer, image.outer) for image in images)
        return [box for box in found if box and min(box.width, box.height) >= _PICTURE]

    def dots(self) -> list[Rectangle]:
        """Returns where round areas stand that are as small as the bullets of a list."""
        found = []
        for one in self._objects:
            if one.kind == pdfium.FPDF_PAGEOBJ_PATH and _is_round(one.pointer):
                box = _bounds(one.pointer, one.outer)
                if box and box.is_dot:
                    found.append(box)
        return found if len(found) <= _MOST_DOTS else []

    def covers(self, most: float) -> list[tuple[int, Rectangle]]:
        """Returns the areas and the pictures of at most so many square points, and their places.

        Only those of which the place in the order of drawing comes after that of some text.
        """
        first = next((n for n, o in enumerate(self._objects) if o.is_text), len(self._objects))
        found = []
        for place, one in enumerate(self._objects[first:], first):
            if one.is_text or (one.kind == pdfium.FPDF_PAGEOBJ_PATH and not _is_area(one.pointer)):
                continue
            box = _bounds(one.pointer, one.outer)
            is_picture = one.kind == pdfium.FPDF_PAGEOBJ_IMAGE
            if box and not box.is_rule and not (is_picture and box.width * box.height > most):
                found.append((place, box))
        return found

    def unheard(self, texts: Container[int]) -> list[tuple[int, Rectangle]]:
        """Returns the addresses and places of text that is none of these objects and not invisible.

        Of letters that are drawn twice at one place pdfium tells the first alone.
        """
        found = (o for o in self._objects if o.at in self.places and o.at not in texts)
        return [(o.at, box) for o in found if (box := _bounds(o.pointer, o.outer))]

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each text object that can be seen in the order of drawing, by address."""
        hidden = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        return {
            one.at: place
            for place, one in enumerate(self._objects)
            if one.is_text and pdfium.FPDFTextObj_GetTextRenderMode(one.pointer) != hidden
        }


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


def _objects(found: Iterable[int], outer: PdfMatrix | None) -> Iterator[_Object]:
    """The objects at some addresses, those of forms in their place."""
    for at in found:
        kind = _GET_TYPE(at)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield _Object(at, kind, outer)
            continue
        form = ctypes.cast(at, pdfium.FPDF_PAGEOBJECT)
        count = pdfium.FPDFFormObj_CountObjects(form)
        if count <= _MOST_OBJECTS:
            inner = (address(pdfium.FPDFFormObj_GetObject(form, n)) for n in range(count))
            yield from _objects(inner, _matrix(form, outer))


def _matrix(drawn: Any, outer: PdfMatrix | None) -> PdfMatrix:
    """What turns an object's own places into the page's."""
    raw = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, raw)
    own = PdfMatrix.from_raw(raw)
    return own.multiply(outer) if outer else own


def _bounds(drawn: Any, outer: PdfMatrix | None) -> Rectangle | None:
    """Where on the page an object stands; None where the file does not say."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
        return None
    sides = [edge.value for edge in edges]
    return Rectangle(*(outer.on_rect(*sides) if outer else sides))


def _drawn(path: Any, outer: PdfMatrix | None) -> Iterator[Rectangle]:
    """What one path draws: itself where it is thin, else its sides and its inside."""
    bounds = _bounds(path, outer)
    if bounds is None:
        return
    if bounds.is_rule:
        yield bounds
        return
    if _is_area(path) and _is_coloured(path):
        yield bounds
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value:
        yield from (side for side in _sides(path, outer) if side.is_rule)


def _is_round(path: Any) -> bool:
    """Whether a path is filled with a colour and of as many curves as a circle."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    is_round = _ROUND[0] <= pdfium.FPDFPath_CountSegments(path) <= _ROUND[1]
    return bool(
        is_round
        and pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        and fill.value
        and _is_coloured(path)
    )


def _is_area(path: Any) -> bool:
    """Whether a path is filled and has as many sides as a rectangle."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value) and pdfium.FPDFPath_CountSegments(path) <= 5


def _is_coloured(path: Any) -> bool:
    """Whether a path is filled with another colour than white."""
    colours = [ctypes.c_uint() for _ in range(4)]
    found = pdfium.FPDFPageObj_GetFillColor(path, *colours)
    return bool(found) and colours[3].value > 0 and min(c.value for c in colours[:3]) < WHITE


def _sides(path: Any, outer: PdfMatrix | None) -> Iterator[Rectangle]:
    """The straight pieces of a path."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = _matrix(path, outer)
    start = at = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        before, at = at, matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = at
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _spanned(before, at)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield _spanned(start, at)


def _spanned(one: tuple[float, float], other: tuple[float, float]) -> Rectangle:
    """The rectangle between two corners."""
    (left, right), (bottom, top) = map(sorted, zip(one, other, strict=True))
    return Rectangle(left, bottom, right, top)
