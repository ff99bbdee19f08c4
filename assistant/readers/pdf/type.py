"""How a PDF's running text is set, which tells its headings and paragraphs apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.readers.pdf.lines import PdfLine

_DIGIT = 0.556  # of the type size: how wide a digit is in Helvetica and its like
_NEIGHBOURS = 12
_SAME_COLUMN = 3.0  # in ems: how far the left edges of a column's lines lie apart
_LARGER = 1.15
_BOLDER = 90.0
_HEADING_WORDS = 25
_USUAL_LEADING = 1.25
_OF_CONTENTS = re.compile(r"(?:\d[\d.]* .*|.*\. ?\. ?\..*) \d+")
_WIDE_LEADING = 1.5


@dataclass(frozen=True, slots=True)
class Body:
    """The setting of running text: type size in points, weight, and line spacing in ems."""

    size: float = 10.0
    weight: float = 400.0
    leading: float = _USUAL_LEADING

    def is_display(self, line: PdfLine) -> bool:
        """Whether a line is set clearly larger than running text."""
        return line.size >= self.size * _LARGER

    def is_bold(self, line: PdfLine) -> bool:
        """Whether a line is bold throughout where running text is not."""
        return line.weight >= self.weight + _BOLDER

    def same_look(self, one: PdfLine, other: PdfLine) -> bool:
        """Whether two lines are set in the same type, in the same direction."""
        return (
            abs(one.size - other.size) <= 0.08 * max(one.size, other.size)
            and self.is_bold(one) == self.is_bold(other)
            and one.quarter == other.quarter
        )


def body_of(pages: Sequence[Sequence[PdfLine]]) -> Body:
    """The setting in which most of a document's letters stand."""
    sizes: Counter[float] = Counter()
    weights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[_half(line.size)] += len(line.text)
            weights[line.weight] += len(line.text)
    if not sizes:
        return Body()
    size = max(sizes, key=lambda s: (sizes[s], -s))
    weight = max(weights, key=lambda w: (weights[w], -w))
    return Body(size, weight, _leading(pages, size))


def _half(size: float) -> float:
    return round(size * 2) / 2


def _leading(pages: Sequence[Sequence[PdfLine]], size: float) -> float:
    """The spacing of lines that are so full that the next line must run on from them.

    Where such lines are few, a wide spacing is rather that of paragraphs of one line.
    """
    full: Counter[float] = Counter()
    count = 0
    for lines in pages:
        edges = right_edges(lines)
        for (line, below), edge in zip(pairwise(lines), edges, strict=False):
            gap = (line.baseline - below.baseline) / size
            if 0.8 < gap < 3.0 and _half(line.size) == _half(below.size) == size:
                count += 1
                full[round(gap, 1)] += not fits(line, below, edge)
    if not full or not max(full.values()):
        return _USUAL_LEADING
    usual = max(full, key=lambda gap: (full[gap], -gap))
    return usual if usual < _WIDE_LEADING or 2 * full[usual] > count else _USUAL_LEADING


def right_edges(lines: Sequence[PdfLine]) -> list[float]:
    """For each line of a page, how far right the lines around it in its column reach."""
    if not lines:
        return []
    measures = np.array([(n.left, n.right, n.size, n.quarter) for n in lines])
    left, right, size, quarter = _around(measures)
    own = (slice(None), slice(_NEIGHBOURS, _NEIGHBOURS + 1))
    beside = np.abs(left - left[own]) <= _SAME_COLUMN * size[own]
    alike = beside & (quarter == quarter[own]) & (np.abs(size - size[own]) < 1)
    alike[own] = True
    edges: list[float] = np.where(alike, right, -np.inf).max(axis=1).tolist()
    return edges


def _around(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each column of measures, a row for each value with those around it.

    NaN stands beyond the ends.
    """
    rows, columns = measures.shape
    padded = np.full((rows + 2 * _NEIGHBOURS, columns), np.nan)
    padded[_NEIGHBOURS:-_NEIGHBOURS] = measures
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1, axis=0)
    return windows.transpose(1, 0, 2)


def fits(line: PdfLine, below: PdfLine, edge: float) -> bool:
    """Whether the first word of the line below had room on this line, so the break was meant."""
    # A word of digits is wider than the mean of the letters around it.
    mean = (below.right - below.left) / max(len(below.text), 1)
    letter = max(mean, _DIGIT * below.size)
    word = letter * (len(below.text.split(" ", 1)[0]) + 1)
    return line.right + word + 0.5 * line.size < edge


def _listed(line: PdfLine) -> bool:
    """Whether it is a line of a table of contents."""
    return _OF_CONTENTS.fullmatch(line.text) is not None


def is_heading(line: PdfLine, body: Body) -> bool:
    """Whether a line could be (part of) a heading by its type and its words alone."""
    display = body.is_display(line)
    if not display and not (body.is_bold(line) and line.size >= 0.95 * body.size):
        return False
    too_long = line.look.words > _HEADING_WORDS
    if sum(c.isalpha() for c in line.text) < 2 or too_long or line.is_row or _listed(line):
        return False
    return not line.is_sure_bullet if display else line.look.is_heading_like
