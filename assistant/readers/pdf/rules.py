"""The straight lines and shaded areas drawn on a PDF's page, which rule its tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from assistant.readers.pdf.binding import ADDRESS, INT, address, bound

_MOST_OBJECTS = 20_000  # of a page; a drawing has more, a table never
_MOST_SEGMENTS = 2_000  # of a path
_THIN = 3.0  # points: a rectangle not thicker is a line
_LEAST = 6.0  # points: what is shorter is a dash or part of a drawing
_WHITE = 250  # of 255
_GET_OBJECT = bound(pdfium.FPDFPage_GetObject, ADDRESS, ADDRESS, INT)
_GET_TYPE = bound(pdfium.FPDFPageObj_GetType, INT, ADDRESS)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line or shaded area in the page's own coordinates."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_rule(self) -> bool:
        """Whether it is so thin that it is a line."""
        width, height = self.right - self.left, self.top - self.bottom
        return min(width, height) <= _THIN and max(width, height) >= _LEAST


def read_drawn(page: Any) -> list[Drawn]:
    """The lines and shaded areas of an open page; those inside of form objects are left out."""
    count = pdfium.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_OBJECTS:
        return []
    at = address(page)
    objects = (_GET_OBJECT(at, index) for index in range(count))
    paths = (o for o in objects if _GET_TYPE(o) == pdfium.FPDF_PAGEOBJ_PATH)
    return [drawn for o in paths for drawn in _drawn(ctypes.cast(o, pdfium.FPDF_PAGEOBJECT))]


def _drawn(path: Any) -> Iterator[Drawn]:
    """What one path draws: itself where it is thin, else its sides and its inside."""
    bounds = _bounds(path)
    if bounds is None:
        return
    if bounds.is_rule:
        yield bounds
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if fill.value and _is_coloured(path) and pdfium.FPDFPath_CountSegments(path) <= 5:
        yield bounds
    if stroke.value:
        yield from (side for side in _sides(path) if side.is_rule)


def _bounds(path: Any) -> Drawn | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *edges):
        return None
    return Drawn(*(edge.value for edge in edges))


def _is_coloured(path: Any) -> bool:
    """Whether a path is filled with another colour than white."""
    colours = [ctypes.c_uint() for _ in range(4)]
    found = pdfium.FPDFPageObj_GetFillColor(path, *colours)
    return bool(found) and colours[3].value > 0 and min(c.value for c in colours[:3]) < _WHITE


def _sides(path: Any) -> Iterator[Drawn]:
    """The straight pieces of a path."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 0 < count <= _MOST_SEGMENTS:
        return
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    segments = [pdfium.FPDFPath_GetPathSegment(path, index) for index in range(count)]
    points = [_point(segment, matrix) for segment in segments]
    kinds = [pdfium.FPDFPathSegment_GetType(segment) for segment in segments]
    start = points[0]
    for ((x, y), (u, v)), kind, segment in zip(
        pairwise(points), kinds[1:], segments[1:], strict=True
    ):
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = u, v
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield Drawn(min(x, u), min(y, v), max(x, u), max(y, v))
        if pdfium.FPDFPathSegment_GetClose(segment):
            x, y = start
            yield Drawn(min(x, u), min(y, v), max(x, u), max(y, v))


def _point(segment: Any, matrix: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return (
        matrix.a * x.value + matrix.c * y.value + matrix.e,
        matrix.b * x.value + matrix.d * y.value + matrix.f,
    )
