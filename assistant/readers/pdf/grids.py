"""Tables that are ruled: a grid of lines and what stands in its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.readers.pdf.frame import Box
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.parts import Part, bands, line_part, rejoined, table_part
from assistant.readers.pdf.sentences import runs_on
from assistant.readers.pdf.tables import Row, Table, has_header

_TOUCH = 2.5  # points
_DOUBLE = 4.0  # points: rules that are nearer are one double rule
_MOST_RULES = 250  # in either direction: a drawing has more
_MOST_WORDS = 60  # of a cell in the mean: more is a page of prose in a frame
_FILLED = 0.5  # of the cells
_THIN = 3.0
_MANY = 4  # lines of a cell
_FLOWS = 0.4  # of the lines of a cell of prose go on in the next


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table's columns from the left and of its rows from the bottom."""

    across: tuple[float, ...]
    up: tuple[float, ...]

    def column(self, x: float) -> int:
        """Which column a place is in."""
        return min(max(bisect_right(self.across, x) - 1, 0), len(self.across) - 2)

    def row(self, y: float) -> int:
        """Which row a height is in, from the top."""
        found = min(max(bisect_right(self.up, y) - 1, 0), len(self.up) - 2)
        return len(self.up) - 2 - found

    def holds(self, part: Part) -> bool:
        """Whether a part begins inside."""
        middle = (part.bottom + part.top) / 2
        begins = self.across[0] - _TOUCH <= part.left < self.across[-1]
        return begins and self.up[0] <= middle <= self.up[-1]


def with_grids(parts: Sequence[Part], lines: Sequence[PdfLine], drawn: Sequence[Box]) -> list[Part]:
    """The parts, each ruled table in place of those that stand in it."""
    found = list(parts)
    for grid in grids(drawn):
        inside = [p for p in found if isinstance(p.content, PdfLine) and grid.holds(p)]
        table = _table(grid, inside, lines, drawn)
        if table is not None:
            members = {id(part) for part in inside}
            found = [part for part in found if id(part) not in members]
            found.append(table_part(table, inside))
    return found


def grids(drawn: Sequence[Box]) -> list[Grid]:
    """The grids of rules that have two rows and two columns or more."""
    across = _connected([b for b in drawn if b.height <= _THIN < b.width])
    upright = [_turned(b) for b in drawn if b.width <= _THIN < b.height]
    upright = [_turned(b) for b in _connected(upright)]
    if max(len(across), len(upright)) > _MOST_RULES:
        return []
    return [grid for group in _groups(across, upright) if (grid := _grid(*group)) is not None]


def _turned(box: Box) -> Box:
    return Box(box.bottom, box.left, box.top, box.right)


def _connected(rules: Iterable[Box]) -> list[Box]:
    """Rules of one height that touch made one."""
    found: list[Box] = []
    for rule in sorted(rules, key=lambda r: (round(r.bottom), r.left)):
        last = found[-1] if found else None
        level = last is not None and abs(last.bottom - rule.bottom) <= 1
        if last is not None and level and rule.left <= last.right + _TOUCH:
            found[-1] = Box(last.left, last.bottom, max(last.right, rule.right), last.top)
        else:
            found.append(rule)
    return found


def _groups(across: Sequence[Box], upright: Sequence[Box]) -> list[tuple[list[Box], list[Box]]]:
    """The rules that cross or touch each other, in groups."""
    group = list(range(len(across) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = index = group[group[index]]
        return index

    for i, level in enumerate(across):
        for j, post in enumerate(upright, len(across)):
            if _meet(level, post):
                group[root(j)] = root(i)
    found: defaultdict[int, tuple[list[Box], list[Box]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate((*across, *upright)):
        found[root(index)][index >= len(across)].append(rule)
    return list(found.values())


def _meet(level: Box, post: Box) -> bool:
    beside = level.left - _TOUCH <= post.left <= level.right + _TOUCH
    return beside and post.bottom - _TOUCH <= level.bottom <= post.top + _TOUCH


def _grid(across: Sequence[Box], upright: Sequence[Box]) -> Grid | None:
    rules = [*across, *upright]
    if not across or not upright:
        return None
    left, right = min(r.left for r in rules), max(r.right for r in rules)
    bottom, top = min(r.bottom for r in rules), max(r.top for r in rules)
    columns = _distinct([left, *(r.left for r in upright), right])
    rows = _distinct([bottom, *(r.bottom for r in across), top])
    return Grid(columns, rows) if len(columns) > 2 < len(rows) else None


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in order without those that nearly equal the one before."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _DOUBLE:
            found.append(value)
    return tuple(found)


def _table(
    grid: Grid, inside: Sequence[Part], lines: Sequence[PdfLine], drawn: Sequence[Box]
) -> Table | None:
    """The table in a grid; None where too little stands in it, or prose."""
    cells: defaultdict[tuple[int, int], list[Part]] = defaultdict(list)
    for part in (piece for whole in inside for piece in _cut(whole, grid)):
        middle = (part.bottom + part.top) / 2
        cells[grid.row(middle), grid.column(part.left + 1)].append(part)
    columns = range(len(grid.across) - 1)
    rows = [
        Row(tuple(_lines(cells[row, column], lines) for column in columns))
        for row in range(len(grid.up) - 1)
    ]
    rows = [row for row in rows if row.lines]
    if not _is_table(rows):
        return None
    kept = [c for c in columns if any(row.cells[c] for row in rows)]
    rows = [Row(tuple(row.cells[c] for c in kept)) for row in rows]
    shades = [box for box in drawn if min(box.width, box.height) > _THIN]
    return Table(tuple(rows), has_header(rows, shades))


def _is_table(rows: Sequence[Row]) -> bool:
    filled = [cell for row in rows for cell in row.cells if cell]
    several = [row for row in rows if sum(map(bool, row.cells)) > 1]
    words = sum(len(line.text.split()) for cell in filled for line in cell)
    if any(_is_form(row) for row in rows):
        return False
    if len(several) < 2 or words > _MOST_WORDS * len(filled):
        return False
    columns = {place for row in several for place, cell in enumerate(row.cells) if cell}
    return len(filled) >= _FILLED * len(rows) * len(columns)


def _is_form(row: Row) -> bool:
    """Whether several cells hold many short lines each: a frame around fields, not a row."""
    long = [cell for cell in row.cells if len(cell) > _MANY]
    joints = [runs_on(a, b) for cell in long for a, b in pairwise(cell)]
    return len(long) > 1 and sum(joints) < _FLOWS * len(joints)


def _cut(part: Part, grid: Grid) -> list[Part]:
    """The part's words, cut at the gaps through which an upright rule goes."""
    line = part.content
    if not isinstance(line, PdfLine):
        return [part]
    at = [
        gap.place
        for gap in line.gaps
        if any(gap.left - _TOUCH <= x <= gap.right + _TOUCH for x in grid.across)
    ]
    edges = [-1, *at, len(line.text)]
    number, start = part.place
    return [
        line_part(line.part(a + 1, b), (number, start + a + 1), start + b)
        for a, b in pairwise(edges)
    ]


def _lines(cell: Sequence[Part], lines: Sequence[PdfLine]) -> tuple[PdfLine, ...]:
    """A cell's lines from the top."""
    ordered = [p for band in bands(cell) for p in sorted(band, key=lambda p: (p.left, p.place))]
    return tuple(n for n in rejoined(ordered, lines) if isinstance(n, PdfLine))
