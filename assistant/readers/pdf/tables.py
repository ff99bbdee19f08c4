"""Tables on a page of a PDF: ruled by lines, or columns of words that stand below each other.

A table that is missed reads line by line, as it is drawn; a false one tears prose apart. So where
the segments could as well be prose, they are left as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.drawn import THIN, Rectangle
from assistant.readers.pdf.lines import BOLDER, PdfLine, Table, TableRow, runs_on, runs_on_text
from assistant.readers.pdf.order import Segment, bands, cut_line, rejoined

_FILLED = 0.5  # of the cells of a ruled table, or of a column
_OTHER_SIZE = 0.08  # of the other rows' type size

# of ruled tables
_TOUCH = 2.5  # points
_DOUBLE = 4.0  # points: rules that are nearer are one double rule
_MOST_RULES = 250  # in either direction: a drawing has more
_MOST_WORDS = 60  # of a cell in the mean: more is a page of prose in a frame
_MANY = 4  # lines of a cell
_CELL_FLOWS = 0.4  # of the lines of a cell of prose go on in the next

# of tables without rules
_LEAST_ROWS = 3
_ALIGNED = 0.7  # of a column's cells begin, end or are centred at one place
_NEAR = 0.6  # in ems: what counts as one place
_LONG = 35  # characters: a column of longer ones may be prose
_COLUMN_FLOWS = 0.3  # of its cells go on in the next row
_WRAP = 1.4  # in ems: the next line of a cell is not farther below
_ROW_GAP = 3.5  # in ems: the next row is not farther below
_TIGHTER = 0.85  # times the rows' distance: lines of one cell are nearer
_EVEN = 1.25  # times the rows' distance: a row of one cell is not farther below


def with_ruled_tables(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> list[Segment]:
    """Returns a page's segments, each ruled table in place of those that stand in it."""
    found = list(parts)
    for grid in _grids(drawn):
        inside = [p for p in found if isinstance(p.content, PdfLine) and grid.holds(p)]
        table = _ruled_table(grid, inside, drawn)
        if table is not None:
            found = _replaced(found, inside, table, len(found))
    return found


def _replaced(
    found: Sequence[Segment], members: Sequence[Segment], table: Table, place: int
) -> list[Segment]:
    """The segments, with a table at a place that no member stands before instead of its members."""
    inside = {id(part) for part in members}
    kept = [part for part in found if id(part) not in inside]
    whole = replace(
        min(members, key=lambda part: part.place),
        left=min(part.left for part in members),
        right=max(part.right for part in members),
        bottom=min(part.bottom for part in members),
        top=max(part.top for part in members),
        content=table,
        end=0,
        whole=None,
    )
    return [*kept[:place], whole, *kept[place:]]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The edges of a table's columns from the left and of its rows from the bottom."""

    across: tuple[float, ...]
    up: tuple[float, ...]

    def cell(self, part: Segment) -> tuple[int, int]:
        """The row, negative and growing downwards, and the column that a segment is in."""
        return -_gap_of(self.up, (part.bottom + part.top) / 2), _gap_of(self.across, part.left + 1)

    def holds(self, part: Segment) -> bool:
        """Whether a segment begins inside."""
        middle = (part.bottom + part.top) / 2
        begins = self.across[0] - _TOUCH <= part.left < self.across[-1]
        return begins and self.up[0] <= middle <= self.up[-1]


def _gap_of(edges: Sequence[float], place: float) -> int:
    """Between which two edges a place is; the outermost ones count for what is beyond."""
    return min(max(bisect_right(edges, place) - 1, 0), len(edges) - 2)


def _grids(drawn: Sequence[Rectangle]) -> list[_Grid]:
    """The grids of rules that have two rows and two columns or more."""
    across = _connected([b for b in drawn if b.height <= THIN < b.width])
    upright = [_turned(b) for b in drawn if b.width <= THIN < b.height]
    upright = [_turned(b) for b in _connected(upright)]
    if max(len(across), len(upright)) > _MOST_RULES:
        return []
    return [grid for group in _groups(across, upright) if (grid := _grid(*group)) is not None]


def _turned(box: Rectangle) -> Rectangle:
    return Rectangle(box.bottom, box.left, box.top, box.right)


def _connected(rules: Iterable[Rectangle]) -> list[Rectangle]:
    """Rules of one height that touch made one."""
    found: list[Rectangle] = []
    for rule in sorted(rules, key=lambda r: (round(r.bottom), r.left)):
        near = found and abs(found[-1].bottom - rule.bottom) <= 1
        if near and rule.left <= found[-1].right + _TOUCH:
            found[-1] = replace(found[-1], right=max(found[-1].right, rule.right))
        else:
            found.append(rule)
    return found


def _groups(
    across: Sequence[Rectangle], upright: Sequence[Rectangle]
) -> list[tuple[list[Rectangle], list[Rectangle]]]:
    """The level rules that upright ones connect, with these, in groups."""
    found: list[tuple[list[Rectangle], list[Rectangle]]] = [([level], []) for level in across]
    for post in upright:
        met = [group for group in found if any(_meet(level, post) for level in group[0])]
        if met:
            levels, posts = met[0]
            for group in met[1:]:
                levels += group[0]
                posts += group[1]
                found.remove(group)
            posts.append(post)
    return found


def _meet(level: Rectangle, post: Rectangle) -> bool:
    beside = level.left - _TOUCH <= post.left <= level.right + _TOUCH
    return beside and post.bottom - _TOUCH <= level.bottom <= post.top + _TOUCH


def _grid(across: Sequence[Rectangle], upright: Sequence[Rectangle]) -> _Grid | None:
    rules = [*across, *upright]
    left, right = min(r.left for r in rules), max(r.right for r in rules)
    bottom, top = min(r.bottom for r in rules), max(r.top for r in rules)
    columns = _distinct([left, *(r.left for r in upright), right])
    rows = _distinct([bottom, *(r.bottom for r in across), top])
    return _Grid(columns, rows) if len(columns) > 2 < len(rows) else None


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in order without those that nearly equal the one before."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _DOUBLE:
            found.append(value)
    return tuple(found)


def _ruled_table(
    grid: _Grid, inside: Sequence[Segment], drawn: Sequence[Rectangle]
) -> Table | None:
    """The table in a grid; None where too little stands in it, or prose."""
    cells: defaultdict[tuple[int, int], list[Segment]] = defaultdict(list)
    for part in (piece for whole in inside for piece in _cut(whole, grid)):
        cells[grid.cell(part)].append(part)
    if not cells:
        return None
    kept_rows, kept_columns = (sorted(set(places)) for places in zip(*cells, strict=True))
    rows = [
        TableRow(tuple(_as_lines(_from_top(cells[row, column])) for column in kept_columns))
        for row in kept_rows
    ]
    return Table(tuple(rows), _has_header(rows, drawn)) if _is_table(rows) else None


def _is_table(rows: Sequence[TableRow]) -> bool:
    filled = [cell for row in rows for cell in row.cells if cell]
    several = [row for row in rows if sum(map(bool, row.cells)) > 1]
    words = sum(len(line.text.split()) for cell in filled for line in cell)
    if any(map(_is_form, rows)) or len(several) < 2 or words > _MOST_WORDS * len(filled):
        return False
    columns = {place for row in several for place, cell in enumerate(row.cells) if cell}
    return len(filled) >= _FILLED * len(rows) * len(columns)


def _is_form(row: TableRow) -> bool:
    """Whether several cells hold many short lines each: a frame around fields, not a row."""
    long = [cell for cell in row.cells if len(cell) > _MANY]
    joints = [runs_on(a, b) for cell in long for a, b in pairwise(cell)]
    return len(long) > 1 and sum(joints) < _CELL_FLOWS * len(joints)


def _cut(part: Segment, grid: _Grid) -> Iterator[Segment]:
    """The segment's words, cut at the gaps through which an upright rule goes."""
    if isinstance(part.content, PdfLine):
        at = [
            gap.place
            for gap in part.content.gaps
            if any(gap.left - _TOUCH <= x <= gap.right + _TOUCH for x in grid.across)
        ]
        yield from cut_line(part.content, part.place, at, part.whole)


def _from_top(cell: Iterable[Segment]) -> Iterator[Segment]:
    return (p for band in bands(cell) for p in sorted(band, key=lambda p: (p.left, p.place)))


def _as_lines(cell: Iterable[Segment]) -> tuple[PdfLine, ...]:
    return tuple(n for n in rejoined(cell) if isinstance(n, PdfLine))


def with_column_tables(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> list[Segment]:
    """Returns a region's segments in order, each table without rules in place of its own."""
    if not any(a.place[0] == b.place[0] or a.is_beside(b) for a, b in pairwise(parts)):
        return list(parts)
    found = list(parts)
    for stretch in _stretches(bands(parts)):
        table = _column_table(stretch, drawn)
        if table is not None:
            members = [part for band in stretch for part in band]
            found = _replaced(found, members, table, min(map(found.index, members)))
    return found


_Column = tuple[float, float]  # left and right edge


def _meets(column: _Column, part: Segment) -> bool:
    return part.left < column[1] and column[0] < part.right


def _stretches(found: Sequence[list[Segment]]) -> Iterator[list[list[Segment]]]:
    """Runs of bands that fit into columns of their own; each begins with two cells or more."""
    place = 0
    while place < len(found):
        stretch = _stretch(found, place)
        if sum(len(band) > 1 for band in stretch) >= _LEAST_ROWS:
            yield stretch
            place += len(stretch)
        else:
            place += 1


def _stretch(found: Sequence[list[Segment]], place: int) -> list[list[Segment]]:
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
    stretch: Sequence[Sequence[Segment]],
    band: Sequence[Segment],
    columns: Sequence[_Column],
) -> bool:
    """Whether a band of one segment could be a wrapped cell of a table, or a row set as others."""
    (part,), above = band, stretch[-1][0]
    if not any(_meets(column, part) for column in columns):
        return False
    if _wraps([*stretch, band], len(stretch), columns):
        return True
    alike = abs(above.size - part.size) < 0.5 and abs(above.weight - part.weight) < BOLDER
    return alike and above.top - part.top <= _EVEN * _distance(stretch)


def _is_near(above: Sequence[Segment], band: Sequence[Segment]) -> bool:
    """Whether a band could be the next row, in type of about the same size."""
    one, other = above[0], band[0]
    lines = all(isinstance(part.content, PdfLine) for part in band)
    alike = abs(one.size - other.size) <= 0.25 * one.size
    return lines and alike and one.top - other.top <= _ROW_GAP * max(one.size, other.size)


def _overlaps(band: Sequence[Segment]) -> bool:
    """Whether segments are drawn over each other, as no table has it."""
    ordered = sorted(band, key=lambda part: part.left)
    return any(b.left < a.right - 0.1 * a.size for a, b in pairwise(ordered))


def _columns(stretch: Sequence[Sequence[Segment]]) -> list[_Column]:
    """Where the segments of all bands together leave white in between."""
    found: list[_Column] = []
    for part in sorted((p for band in stretch for p in band), key=lambda p: p.left):
        if found and part.left < found[-1][1] + _NEAR * part.size:
            found[-1] = (found[-1][0], max(found[-1][1], part.right))
        else:
            found.append((part.left, part.right))
    return found


def _wraps(stretch: Sequence[Sequence[Segment]], place: int, columns: Sequence[_Column]) -> bool:
    """Whether a band of one segment is the next line of a cell above, not a row."""
    if len(stretch[place]) > 1 or place == 0:
        return False
    (part,), above = stretch[place], stretch[place - 1][0]
    gap = above.top - part.top
    own_column = not _meets(columns[0], part)
    return gap <= _WRAP * part.size and (own_column or gap < _TIGHTER * _distance(stretch))


def _distance(stretch: Sequence[Sequence[Segment]]) -> float:
    """The usual distance of two rows; 0 where there is but one."""
    rows = [a[0].top - b[0].top for a, b in pairwise(stretch) if len(a) > 1 < len(b)]
    return median(rows) if rows else 0.0


def _column_table(stretch: Sequence[Sequence[Segment]], drawn: Sequence[Rectangle]) -> Table | None:
    columns = _columns(stretch)
    grouped: list[list[Segment]] = []
    for place, band in enumerate(stretch):
        if not _wraps(stretch, place, columns):
            grouped.append([])
        grouped[-1] += band
    cells = [[[p for p in row if _meets(column, p)] for column in columns] for row in grouped]
    several = [row for row in cells if sum(map(bool, row)) > 1]
    if len(several) < _LEAST_ROWS or _is_list(several) or _is_boxes(cells):
        return None
    if not all(map(_is_column, zip(*several, strict=True))):
        return None
    rows = [TableRow(tuple(_as_lines(cell) for cell in row)) for row in cells]
    return Table(tuple(rows), _has_header(rows, drawn, ruled_off=_is_ruled_off(grouped, drawn)))


def _is_column(cells: Sequence[Sequence[Segment]]) -> bool:
    """Whether enough cells are filled, stand below each other, and are no prose."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(_FILLED * len(cells), 2) or not _is_aligned(filled):
        return False
    if median(len(cell[0].text) for cell in filled) <= _LONG:
        return True
    joints = [runs_on_text(a[-1].text, b[0].text) for a, b in pairwise(filled)]
    return sum(joints) < _COLUMN_FLOWS * len(joints)


def _is_aligned(filled: Sequence[Sequence[Segment]]) -> bool:
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


def _is_list(rows: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Whether what looks like the first of two columns are bullets or numbers of items."""
    if len(rows[0]) > 2:
        return False
    first = [row[0][0].text for row in rows if row[0]]
    return all(len(text) <= 3 or (text.endswith((".", ")")) and len(text) <= 5) for text in first)


def _is_boxes(rows: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Whether the columns are boxes of text, drawn one by one, in which sentences go on."""
    filled = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    joints = [(a[-1], b[0]) for column in filled for a, b in pairwise(column)]
    drawn = sum(0 < b.place[0] - a.place[0] <= 1 for a, b in joints)
    flows = sum(runs_on_text(a.text, b.text) for a, b in joints)
    return 2 * drawn > len(joints) and flows >= _COLUMN_FLOWS * len(joints)


def _is_ruled_off(rows: Sequence[Sequence[Segment]], drawn: Sequence[Rectangle]) -> bool:
    """Whether there is a rule below the first row and hardly any below the others."""
    left = min(part.left for part in rows[0])
    right = max(part.right for part in rows[0])
    rules = [b for b in drawn if b.height <= THIN and b.left < right and left < b.right]

    def ruled(above: Sequence[Segment], below: Sequence[Segment]) -> bool:
        upper, lower = above[0].top, below[-1].bottom
        middle = (min(p.bottom for p in above) + max(p.top for p in below)) / 2
        room = max((upper - lower) / 4, 1.0)
        return any(abs(b.bottom - middle) < room for b in rules)

    first, *others = [ruled(a, b) for a, b in pairwise(rows)]
    return first and 3 * sum(others) <= len(others)


def _has_header(
    rows: Sequence[TableRow], drawn: Sequence[Rectangle], *, ruled_off: bool = False
) -> bool:
    """Whether the first row is set as a header: bold, shaded, in another size, or ruled off.

    Without that, words above figures make one: no digit in the first row, and a column of which
    all other cells hold some.
    """
    first, others = rows[0].lines, [line for row in rows[1:] for line in row.lines]
    if not first or not others or sum(map(bool, rows[0].cells)) < 2:
        return False
    weight = median(line.weight for line in others)
    size = median(line.size for line in others)
    return (
        ruled_off
        or all(line.weight >= weight + BOLDER for line in first)
        or all(abs(line.size - size) > _OTHER_SIZE * size for line in first)
        or _is_shaded_alone(rows, drawn)
        or _is_above_figures(rows)
    )


def _is_shaded_alone(rows: Sequence[TableRow], drawn: Sequence[Rectangle]) -> bool:
    """Whether the first row is shaded and less than half of the others are."""
    shades = [box for box in drawn if min(box.width, box.height) > THIN]
    shaded = [all(any(_holds(s, n) for s in shades) for n in row.lines) for row in rows]
    return bool(shades) and shaded[0] and 2 * sum(shaded[1:]) < len(rows) - 1


def _holds(box: Rectangle, line: PdfLine) -> bool:
    across = box.left - line.size <= line.left and line.right <= box.right + line.size
    return across and box.bottom <= line.baseline + 0.3 * line.size <= box.top


def _is_above_figures(rows: Sequence[TableRow]) -> bool:
    """Whether the first row has no digit, and some column below it nothing but figures."""
    if len(rows) < 3 or any(c.isdigit() for line in rows[0].lines for c in line.text):
        return False
    columns = zip(*(row.cells for row in rows[1:]), strict=True)
    return any(all(map(_is_figure, column)) for column in columns)


def _is_figure(cell: Sequence[PdfLine]) -> bool:
    text = "".join(line.text for line in cell)
    letters = sum(c.isalpha() for c in text)
    return 2 * letters < len(text) and any(c.isdigit() for c in text)
