"""Which lines of a PDF are running headers, footers, page numbers and watermarks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import PdfLine

_MARGIN = 0.2  # of the page's height, at the top and at the bottom
_DEPTH = 3  # lines from the edge
_REPEATS = 3
_PARAGRAPH_GAP = 1.5  # in ems
_SHIFT = 14.0  # points that a running line may move from page to page
_DISPLAY = 1.15  # times the body's size: as large as a heading, so a number tells it apart
_ROMAN = re.compile(r"[ivxlcdm]+")


def boilerplate(pages: Sequence[Sequence[PdfLine]], body: float) -> frozenset[PdfLine]:
    """The lines that repeat at one end of three pages or more, page numbers, and watermarks.

    Digits are ignored, but not in lines set larger than `body`, the type size of running text:
    'Part 1' and 'Part 2' are headings.
    """
    groups: defaultdict[tuple[str, float, int], list[PdfLine]] = defaultdict(list)
    for lines in pages:
        for line in _outer(lines):
            groups[_key(line, body)].append(line)
    repeated = {line for group in groups.values() for line in _in_place(group)}
    running = {line for lines in pages for line in _set_apart(lines, repeated)}
    alone = {n for lines in pages for n in lines if n.is_slanted or _is_page_number(n)}
    return frozenset(running | alone)


def _is_page_number(line: PdfLine) -> bool:
    """Whether a line in the margin is its own page's number."""
    said = line.text == str(line.page) or re.fullmatch(rf"(?i:page {line.page}\b.*)", line.text)
    return bool(said) and line.look.words <= 4 and _in_margin(line)


def _outer(lines: Sequence[PdfLine]) -> Iterable[PdfLine]:
    """The few lines nearest to the upper and to the lower edge."""
    upright = sorted((n for n in lines if not n.is_slanted), key=_height)
    nearest = {*upright[:_DEPTH], *upright[-_DEPTH:]}
    return (n for n in nearest if _in_margin(n))


def _in_margin(line: PdfLine) -> bool:
    return not _MARGIN < _height(line) < 1 - _MARGIN


def _set_apart(lines: Sequence[PdfLine], repeated: set[PdfLine]) -> set[PdfLine]:
    """The page's repeated lines but for those that other lines follow as in a paragraph."""
    upright = sorted((n for n in lines if not n.is_slanted), key=_height)
    kept = repeated.intersection(lines)
    for line, beside in (*pairwise(upright), *pairwise(upright[::-1])):
        close = abs(line.baseline - beside.baseline) < _PARAGRAPH_GAP * line.size
        if close and abs(line.size - beside.size) < 1 and beside not in kept:
            kept.discard(line)
    return kept


def _height(line: PdfLine) -> float:
    """Where on the page it stands: 0 at the lower edge, 1 at the upper."""
    return line.baseline / line.page_height if line.page_height else 0.5


def _key(line: PdfLine, body: float) -> tuple[str, float, int]:
    text = line.text.casefold()
    if line.size <= body * _DISPLAY:
        text = "#" if _ROMAN.fullmatch(text) else re.sub(r"\d+", "#", text)
    return text, round(line.size), line.quarter + 4 * (_height(line) > 0.5)


def _in_place(group: list[PdfLine]) -> list[PdfLine]:
    """The lines of a group that stand at one height, if they are on enough pages."""
    height = median(n.baseline for n in group)
    kept = [n for n in group if abs(n.baseline - height) <= _SHIFT]
    return kept if len({n.page for n in kept}) >= _REPEATS else []
