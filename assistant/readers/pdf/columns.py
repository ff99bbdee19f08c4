"""Tables without rules: words that stand below each other in columns, row for row.

A table that is missed reads line by line, as it is drawn; a false one tears prose apart. So where
the parts could as well be prose, they are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.frame import Box
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.parts import Part, bands, rejoined, table_part
from assistant.readers.pdf.sentences import runs_on_text
from assistant.readers.pdf.tables import Row, Table, has_header

_LEAST_ROWS = 3
_FILLED = 0.5  # of a column's cells
_ALIGNED = 0.7  # of a column's cells begin, end or are centred at one place
_NEAR = 0.6  # in ems: what counts as one place
_LONG = 35  # characters: a column of longer ones may be prose
_FLOWS = 0.3  # of its cells go on in the next row
_WRAP = 1.4  # in ems: the next line of a cell is not farther below
_ROW_GAP = 3.5  # in ems: the next row is not farther below
_TIGHTER = 0.85  # times the rows' distance: lines of one cell are nearer
_THIN = 3.0
_BOLDER = 90.0
_EVEN = 1.25  # times the rows' distance: a row of one cell is not farther below


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float

    def meets(self, part: Part) -> bool:
        return part.left < self.right and self.left < part.right


def with_tables(
    parts: Sequence[Part], lines: Sequence[PdfLine], drawn: Sequence[Box]
) -> list[Part]:
    """A region's parts in order, each table without rules in place of those it is made of."""
    if not any(a.place[0] == b.place[0] or a.is_beside(b) for a, b in pairwise(parts)):
        return list(parts)
    found = list(parts)
    for stretch in _stretches(bands(parts)):
        table = _table(stretch, lines, drawn)
        if table is None:
            continue
        members = [part for band in stretch for part in band]
        first = min(found.index(part) for part in members)
        inside = {id(part) for part in members}
        kept = [part for part in found if id(part) not in inside]
        found = [*kept[:first], table_part(table, members), *kept[first:]]
    return found


def _stretches(found: Sequence[list[Part]]) -> Iterator[list[list[Part]]]:
    """Runs of bands that fit into columns of their own; each begins with two cells or more."""
    place = 0
    while place < len(found):
        stretch = _stretch(found, place)
        if sum(len(band) > 1 for band in stretch) >= _LEAST_ROWS:
            yield stretch
            place += len(stretch)
        else:
            place += 1


def _stretch(found: Sequence[list[Part]], place: int) -> list[list[Part]]:
    stretch = [found[place]]
    columns = _columns(stretch)
    if len(columns) < 2 or _overlaps(stretch[0]):
        return []
    for above, band in pairwise(found[place:]):
        wider = _columns([*stretch, band])
        if not _is_near(above, band) or _overlaps(band) or len(wider) < len(columns):
            break
        if len(band) == 1 and not _belongs(stretch, band, columns):
            break
        stretch.append(band)
        columns = wider
    while len(stretch[-1]) == 1 and not _wraps(stretch, len(stretch) - 1, columns):
        stretch.pop()
    return stretch


def _belongs(
    stretch: Sequence[Sequence[Part]], band: Sequence[Part], columns: Sequence[_Column]
) -> bool:
    """Whether a band of one part could be of the table: a wrapped cell, or a row set as others."""
    (part,), above = band, stretch[-1][0]
    if not any(column.meets(part) for column in columns):
        return False
    if _wraps([*stretch, band], len(stretch), columns):
        return True
    alike = abs(above.size - part.size) < 0.5 and abs(above.weight - part.weight) < _BOLDER
    return alike and above.top - part.top <= _EVEN * _distance(stretch)


def _distance(stretch: Sequence[Sequence[Part]]) -> float:
    """The usual distance of two rows; 0 where there is but one."""
    rows = [a[0].top - b[0].top for a, b in pairwise(stretch) if len(a) > 1 < len(b)]
    return median(rows) if rows else 0.0


def _is_near(above: Sequence[Part], band: Sequence[Part]) -> bool:
    """Whether a band could be the next row, in type of about the same size."""
    one, other = above[0], band[0]
    lines = all(isinstance(part.content, PdfLine) for part in band)
    alike = abs(one.size - other.size) <= 0.25 * one.size
    return lines and alike and one.top - other.top <= _ROW_GAP * max(one.size, other.size)


def _overlaps(band: Sequence[Part]) -> bool:
    """Whether parts are drawn over each other, as no table has it."""
    ordered = sorted(band, key=lambda part: part.left)
    return any(b.left < a.right - 0.1 * a.size for a, b in pairwise(ordered))


def _columns(stretch: Sequence[Sequence[Part]]) -> list[_Column]:
    """Where the parts of all bands together leave white in between."""
    found: list[_Column] = []
    for part in sorted((p for band in stretch for p in band), key=lambda p: p.left):
        if found and part.left < found[-1].right + _NEAR * part.size:
            found[-1] = _Column(found[-1].left, max(found[-1].right, part.right))
        else:
            found.append(_Column(part.left, part.right))
    return found


def _wraps(stretch: Sequence[Sequence[Part]], place: int, columns: Sequence[_Column]) -> bool:
    """Whether a band of one part is the next line of a cell above, not a row."""
    if len(stretch[place]) > 1 or place == 0:
        return False
    (part,), above = stretch[place], stretch[place - 1][0]
    gap = above.top - part.top
    if gap > _WRAP * part.size:
        return False
    if not columns[0].meets(part):
        return True
    return gap < _TIGHTER * _distance(stretch)


def _table(
    stretch: Sequence[Sequence[Part]], lines: Sequence[PdfLine], drawn: Sequence[Box]
) -> Table | None:
    columns = _columns(stretch)
    grouped: list[list[Part]] = []
    for place, band in enumerate(stretch):
        if _wraps(stretch, place, columns):
            grouped[-1] += band
        else:
            grouped.append(list(band))
    cells = [[[p for p in row if column.meets(p)] for column in columns] for row in grouped]
    several = [row for row in cells if sum(map(bool, row)) > 1]
    if len(several) < _LEAST_ROWS or not all(map(_is_column, zip(*several, strict=True))):
        return None
    if _is_list(several):
        return None
    rows = [Row(tuple(_lines(cell, lines) for cell in row)) for row in cells]
    shades = [box for box in drawn if min(box.width, box.height) > _THIN]
    return Table(tuple(rows), has_header(rows, shades, ruled_off=_is_ruled_off(grouped, drawn)))


def _lines(cell: Sequence[Part], lines: Sequence[PdfLine]) -> tuple[PdfLine, ...]:
    return tuple(n for n in rejoined(cell, lines) if isinstance(n, PdfLine))


def _is_column(cells: Sequence[Sequence[Part]]) -> bool:
    """Whether enough cells are filled, stand below each other, and are no prose."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(_FILLED * len(cells), 2) or not _is_aligned(filled):
        return False
    if median(len(cell[0].text) for cell in filled) <= _LONG:
        return True
    joints = [runs_on_text(a[-1].text, b[0].text) for a, b in pairwise(filled)]
    return sum(joints) < _FLOWS * len(joints)


def _is_aligned(filled: Sequence[Sequence[Part]]) -> bool:
    room = _NEAR * median(cell[0].size for cell in filled)
    edges = (
        [cell[0].left for cell in filled],
        [max(part.right for part in cell) for cell in filled],
        [(cell[0].left + cell[0].right) / 2 for cell in filled],
    )
    return any(
        sum(abs(edge - median(places)) <= room for edge in places) >= _ALIGNED * len(places)
        for places in edges
    )


def _is_list(rows: Sequence[Sequence[Sequence[Part]]]) -> bool:
    """Whether what looks like the first of two columns are bullets or numbers of items."""
    if len(rows[0]) > 2:
        return False
    first = [row[0][0].text for row in rows if row[0]]
    return all(len(text) <= 3 or (text.endswith((".", ")")) and len(text) <= 5) for text in first)


def _is_ruled_off(rows: Sequence[Sequence[Part]], drawn: Sequence[Box]) -> bool:
    """Whether there is a rule below the first row and hardly any below the others."""
    left = min(part.left for part in rows[0])
    right = max(part.right for part in rows[0])
    rules = [b for b in drawn if b.height <= _THIN and b.left < right and left < b.right]

    def ruled(above: Sequence[Part], below: Sequence[Part]) -> bool:
        upper, lower = above[0].top, below[-1].bottom
        middle = (min(p.bottom for p in above) + max(p.top for p in below)) / 2
        room = max((upper - lower) / 4, 1.0)
        return any(abs(b.bottom - middle) < room for b in rules)

    first, *others = [ruled(a, b) for a, b in pairwise(rows)]
    return first and 3 * sum(others) <= len(others)
