"""What stands on a page: running heads and feet, footnotes, and the body in reading order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import normalize

from assistant.readers.pdf.characters import Frame
from assistant.readers.pdf.lines import RAISED, PdfLine, Table
from assistant.readers.pdf.order import regions, rejoined, segments
from assistant.readers.pdf.pages import PdfPage
from assistant.readers.pdf.tables import with_column_tables, with_ruled_tables

# of footnotes
_SMALLER = 0.93  # of the body's type size
_SIGNS = "*†‡§¶"
_MARK = re.compile(rf"\(?(\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z])[.)\]]?(?:\s+|(?=[^\W\d_a-z]))(?=\S)")
_SIGN = re.compile(rf"(?<=[^\s{_SIGNS}])[{_SIGNS}]{{1,3}}")
_REFERENCE = re.compile(rf"\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z]")

# of running heads and feet
_MARGIN = 0.2  # of the page's height, at the top and at the bottom
_DEPTH = 3  # lines from the edge
_REPEATS = 3
_PARAGRAPH_GAP = 1.5  # in ems
_SHIFT = 14.0  # points that a running line may move from page to page
_DISPLAY = 1.15  # times the body's size: as large as a heading, so a number tells it apart
_ROMAN = re.compile(r"[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on a page, each line once."""

    head: Sequence[PdfLine] = ()
    """Boilerplate of the page's upper half."""
    body: Sequence[PdfLine | Table] = ()
    opens: frozenset[PdfLine] = frozenset()
    """The lines of the body with which a column or another region begins."""
    notes: Sequence[tuple[PdfLine, ...]] = ()
    foot: Sequence[PdfLine] = ()
    """Other boilerplate."""


def laid_out(page: PdfPage, boilerplate: frozenset[PdfLine], size: float) -> Layout:
    """Returns a page in reading order; `size` is that of running text."""
    lines = [line for line in page.lines if line not in boilerplate]
    running = [line for line in page.lines if line in boilerplate]
    known = frozenset(sign for line in lines for sign in _references(line))
    body: list[PdfLine | Table] = []
    opens: set[PdfLine] = set()
    notes: list[tuple[PdfLine, ...]] = []
    for region in _regions(page, lines):
        content, region_notes = _notes_apart(region, size, known)
        body += content
        opens.update(n for n in content[:1] if isinstance(n, PdfLine))
        notes += region_notes
    head = [line for line in running if _height(line) > 0.5 and not line.is_slanted]
    return Layout(
        head=head,
        body=body,
        opens=frozenset(opens),
        notes=notes,
        foot=[line for line in running if line not in head],
    )


def _regions(page: PdfPage, lines: Sequence[PdfLine]) -> Iterator[list[PdfLine | Table]]:
    """The lines and tables of each region in order, those of lines turned alike together."""
    for quarter in dict.fromkeys(line.quarter for line in lines):
        turned = [line for line in lines if line.quarter == quarter]
        frame = Frame(quarter, page.edges)
        drawn = [frame.box(d.left, d.bottom, d.right, d.top) for d in page.drawn]
        for region in regions(with_ruled_tables(segments(turned), drawn)):
            yield list(rejoined(with_column_tables(region, drawn)))


def _notes_apart(
    content: Sequence[PdfLine | Table], body: float, known: frozenset[str]
) -> tuple[list[PdfLine | Table], list[tuple[PdfLine, ...]]]:
    """A region's content and the notes at its end, each the lines of one, that signs refer to.

    `body` is the type size of running text; `known` are the page's references.
    """
    tail = next((i for i in range(len(content), 0, -1) if isinstance(content[i - 1], Table)), 0)
    lines = [line for line in content[tail:] if isinstance(line, PdfLine)]
    end = len(lines)
    while end and lines[end - 1].text.isdigit():  # a page's number
        end -= 1
    start = end
    while start and lines[start - 1].size <= _SMALLER * body:
        start -= 1
    first = next((i for i in range(start, end) if _mark(lines[i]) in known), None)
    if first is None:
        return list(content), []
    notes: list[list[PdfLine]] = []
    for line in lines[first:end]:
        if not notes or _mark(line) in known:
            notes.append([])
        notes[-1].append(line)
    return [*content[: tail + first], *lines[end:]], [tuple(note) for note in notes]


def _references(line: PdfLine) -> Iterator[str]:
    """The signs and raised numbers that refer to notes."""
    for raised in RAISED.findall(line.text):
        yield from _REFERENCE.findall(normalize("NFKC", raised))
    if any(sign in line.text for sign in _SIGNS):
        yield from _SIGN.findall(line.text)


def _mark(line: PdfLine) -> str | None:
    """The sign or number with which a line begins as notes do."""
    raised = RAISED.match(line.text)
    found = _MARK.match(normalize("NFKC", raised[0]) + " " + line.text if raised else line.text)
    return found[1] if found else None


def boilerplate(pages: Sequence[Sequence[PdfLine]], body: float) -> frozenset[PdfLine]:
    """Returns page numbers, watermarks, and lines that repeat at one end of three pages or more.

    Digits are ignored, but not in lines set larger than `body`, the type size of running text:
    'Part 1' and 'Part 2' are headings.
    """
    groups: defaultdict[tuple[str, float, int], list[PdfLine]] = defaultdict(list)
    upright = [sorted((n for n in page if not n.is_slanted), key=_height) for page in pages]
    for lines in upright:
        for line in filter(_in_margin, {*lines[:_DEPTH], *lines[-_DEPTH:]}):
            groups[_key(line, body)].append(line)
    repeated = {line for group in groups.values() for line in _in_place(group)}
    running = {line for lines in upright for line in _set_apart(lines, repeated)}
    alone = {n for lines in pages for n in lines if n.is_slanted or _is_page_number(n)}
    return frozenset(running | alone)


def _is_page_number(line: PdfLine) -> bool:
    """Whether a line in the margin is its own page's number."""
    said = line.text == str(line.page) or re.fullmatch(rf"(?i:page {line.page}\b.*)", line.text)
    return bool(said) and line.look.words <= 4 and _in_margin(line)


def _in_margin(line: PdfLine) -> bool:
    return not _MARGIN < _height(line) < 1 - _MARGIN


def _set_apart(lines: Sequence[PdfLine], repeated: set[PdfLine]) -> set[PdfLine]:
    """The repeated ones of lines in order of height, without those of a paragraph with others."""
    kept = repeated.intersection(lines)
    for line, beside in (*pairwise(lines), *pairwise(lines[::-1])):
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
