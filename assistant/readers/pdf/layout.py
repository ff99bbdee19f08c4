"""A page put in reading order: its columns one after the other, its tables, its footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.readers.pdf.columns import with_tables
from assistant.readers.pdf.footnotes import mark, references, set_apart, without_references
from assistant.readers.pdf.frame import Frame
from assistant.readers.pdf.grids import with_grids
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.order import regions
from assistant.readers.pdf.page import PdfPage
from assistant.readers.pdf.parts import parts, rejoined
from assistant.readers.pdf.tables import Table


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


@dataclass(slots=True)
class _Body:
    """What is collected of a page, region by region."""

    found: list[PdfLine | Table] = field(default_factory=list)
    opens: set[PdfLine] = field(default_factory=set)
    notes: list[tuple[PdfLine, ...]] = field(default_factory=list)


def laid_out(page: PdfPage, boilerplate: frozenset[PdfLine], size: float) -> Layout:
    """A page in reading order; `size` is that of running text."""
    body = [line for line in page.lines if line not in boilerplate]
    running = [line for line in page.lines if line in boilerplate]
    known = references(body)
    found = _Body()
    for quarter in dict.fromkeys(line.quarter for line in body):
        _read(page, [line for line in body if line.quarter == quarter], size, known, found)
    marks = frozenset(m for note in found.notes if (m := mark(note[0])))
    cleaned = {
        line: without_references(line, marks)
        for line in found.found
        if isinstance(line, PdfLine) and len(line.settings) > 1
    }
    return Layout(
        head=[line for line in running if _is_upper(line)],
        body=[cleaned.get(n, n) if isinstance(n, PdfLine) else n for n in found.found],
        opens=frozenset(cleaned.get(line, line) for line in found.opens),
        notes=found.notes,
        foot=[line for line in running if not _is_upper(line)],
    )


def _is_upper(line: PdfLine) -> bool:
    return 2 * line.baseline > line.page_height and not line.is_slanted


def _read(
    page: PdfPage, lines: Sequence[PdfLine], size: float, known: frozenset[str], found: _Body
) -> None:
    """Collects the lines that are turned alike."""
    frame = Frame(lines[0].quarter, page.edges)
    drawn = [frame.box(d.left, d.bottom, d.right, d.top) for d in page.drawn]
    for region in regions(with_grids(parts(lines), lines, drawn)):
        content = list(rejoined(with_tables(region, lines, drawn), lines))
        end = len(content)
        while end and isinstance(content[end - 1], PdfLine):
            end -= 1
        tail = [line for line in content[end:] if isinstance(line, PdfLine)]
        split = set_apart(tail, size, known)
        content = [*content[:end], *split.body]
        found.notes += split.notes
        found.found += content
        found.opens.update(n for n in content[:1] if isinstance(n, PdfLine))
