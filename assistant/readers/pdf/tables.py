"""Tables on a page of a PDF that are ruled by lines or shades."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby, pairwise, permutations
from operator import itemgetter
from statistics import median

from assistant.readers.pdf.columns import FILLED, TIGHTER, header_rows, is_figure, replaced
from assistant.readers.pdf.drawn import THIN, Rectangle, around, grouped, room_between
from assistant.readers.pdf.lines import BOLDER, Gap, PdfLine, Table, TableRow, is_caption, runs_on
from assistant.readers.pdf.order import Segment, bands, cell_lines, white_between

_TOUCH = 2.5  # points
_JOINED = 0.3  # points: what one program draws end to end is nearer
_DOUBLE = 4.0  # points: rules that are nearer are one double rule
_MOST_RULES = 250  # in either direction: a drawing has more
_MOST_WORDS = 60  # of a cell in the mean: more is a page of prose in a frame
_MANY = 4  # lines of a cell
_UNSHADED = 3  # times as tall as what is shaded: what stands between is not taller
_SHADED = 0.45  # of the rows between two ends of upright rules
_CELL_FLOWS = 0.4  # of the lines of a cell of prose go on in the next
_CELL_GAP = 0.5  # in ems: the room between two lines of a cell is less
_PADDING = 1.0  # in ems: the room between a cell's edge and its words is less
_FULL = 0.75  # of a column of prose is a line that goes on in the next, or the next column
_SECTION = 3.0  # in ems: a row of one line is not taller
_Cells = dict[tuple[int, int], list[Segment]]  # by row and column


def with_ruled_tables(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> list[Segment]:
    """Returns a page's segments, each ruled table in place of those that stand in it."""
    found = list(parts)
    grids = [*_grids(drawn), *(_with_last_row(grid, found) for grid in _striped(drawn))]
    # a table of which rules part but some rows is tried whole first
    ordered = sorted(grids, key=lambda grid: not any(map(grid.goes_beyond, grids)))
    for grid in chain(ordered, _open_grids(found, drawn)):
        inside = [p for p in found if isinstance(p.content, PdfLine) and grid.holds(p)]
        table = _ruled_table(grid, inside, drawn) if inside else None
        if table is not None:
            found = replaced(found, inside, table, len(found))
    return found


@dataclass(frozen=True, slots=True)
class _Grid:
    """The edges of a table's columns from the left and of its rows from the bottom."""

    across: tuple[float, ...]
    up: tuple[float, ...]
    is_open: bool = False  # whether white parts its columns

    def cell(self, part: Segment) -> tuple[int, int]:
        """The row, negative and growing downwards, and the column that a segment is in."""
        return -_gap_of(self.up, part.y), _gap_of(self.across, part.left + 1)

    def parts(self, gap: Gap) -> bool:
        """Whether an upright rule goes through a gap."""
        near = (gap.left - _TOUCH <= edge <= gap.right + _TOUCH for edge in self.across)
        return not self.is_open and any(near)

    def goes_beyond(self, other: _Grid) -> bool:
        """Whether it has the columns of another and all of its rows and more."""
        alike = len(self.across) == len(other.across) and all(
            abs(one - edge) <= _DOUBLE for one, edge in zip(self.across, other.across, strict=True)
        )
        below, above = other.up[0] - self.up[0], self.up[-1] - other.up[-1]
        return alike and min(below, above) >= -_DOUBLE and max(below, above) > _DOUBLE

    def holds(self, part: Segment) -> bool:
        begins = self.across[0] - _TOUCH <= part.left < self.across[-1]
        return begins and self.up[0] <= part.y <= self.up[-1]


def _gap_of(edges: Sequence[float], place: float) -> int:
    """Between which two edges a place is; the outermost ones count for what is beyond."""
    return min(max(bisect_right(edges, place) - 1, 0), len(edges) - 2)


def _grids(drawn: Sequence[Rectangle]) -> list[_Grid]:
    """The grids of rules that have two rows and two columns or more."""
    across = _connected(b for b in drawn if b.is_level)
    posts = (b.turned for b in drawn if b.is_upright)
    upright = [b.turned for b in _connected(posts)]
    if max(len(across), len(upright)) > _MOST_RULES:
        return []
    corners = _corners(drawn)
    return [*filter(None, (_grid(*group, corners) for group in _groups(across, upright)))]


def _striped(drawn: Sequence[Rectangle]) -> list[_Grid]:
    """The grids of which rows are shaded in turn; those without shade stand in between."""
    levels = _connected(b for b in drawn if b.is_level)
    found = []
    for across, rows in _shaded_rows(drawn).items():
        rows = sorted(rows)
        tallest = max(top - bottom for bottom, top in rows)
        near = all(above[0] - row[1] <= _UNSHADED * tallest for row, above in pairwise(rows))
        if len(rows) > 1 and len(across) > 3 and near:
            left, right = across[0], across[-1]
            wide = (r for r in levels if max(abs(r.left - left), abs(r.right - right)) <= _DOUBLE)
            found.append(_Grid(across, _distinct([*(r.bottom for r in wide), *chain(*rows)])))
    return found


def _with_last_row(grid: _Grid, parts: Sequence[Segment]) -> _Grid:
    """The grid of shaded rows, with what stands in its columns below as the row without shade."""
    heights = [above - below for below, above in pairwise(grid.up)]
    longer = replace(grid, up=(grid.up[0] - median(heights), *grid.up))
    row = [p for p in parts if longer.holds(p) and not grid.holds(p) and not p.is_table]
    cells = [cell for part in row for cell in part.cut(grid.parts)]
    inside = all(c.right <= grid.across[longer.cell(c)[1] + 1] + _TOUCH for c in cells)
    apart = len({longer.cell(cell) for cell in cells}) == len(cells) >= len(grid.across) - 1
    return longer if len(heights) > 2 and inside and apart else grid


def _shaded_rows(drawn: Sequence[Rectangle]) -> dict[tuple[float, ...], list[tuple[float, float]]]:
    """The lower and upper edges of shaded rows, by those of columns that rules or cells part."""
    shades = [b for b in drawn if b.is_area]
    if len(shades) > _MOST_RULES:
        return {}
    posts = [b for b in drawn if b.is_upright]
    posts += [
        other._replace(right=other.left)
        for one, other in permutations(shades, 2)
        if abs(other.left - one.right) <= THIN
        and max(abs(one.bottom - other.bottom), abs(one.top - other.top)) <= 1
    ]
    parted: defaultdict[tuple[float, float], list[float]] = defaultdict(list)
    for post in posts:
        parted[float(round(post.bottom)), float(round(post.top))].append(post.left)
    found: defaultdict[tuple[float, ...], list[tuple[float, float]]] = defaultdict(list)
    for (bottom, top), at in parted.items():
        shade = [b for b in shades if bottom - 1 <= b.bottom and b.top <= top + 1]
        left = min((b.left for b in shade), default=0.0)
        right = max((b.right for b in shade), default=0.0)
        # the bars of a chart fill less
        if sum(b.width * b.height for b in shade) >= _SHADED * (right - left) * (top - bottom):
            inner = _distinct(x for x in at if left + _DOUBLE < x < right - _DOUBLE)
            found[tuple(map(float, map(round, (left, *inner, right))))].append((bottom, top))
    return found


def _open_grids(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> Iterator[_Grid]:
    """The grids of rows that only level rules or shades part; white parts their columns."""
    levels = _connected(b for b in drawn if b.is_level)
    levels += (b for b in drawn if b.is_area)
    levels.sort(key=lambda b: (round(b.left), round(b.right)))
    for group in grouped(
        levels, lambda g, b: max(abs(g[0].left - b.left), abs(g[0].right - b.right)) <= _DOUBLE
    ):
        box = around(group)
        # beside a cell over several rows, a rule begins at the next column
        group += [b for b in levels if b.height <= THIN and _is_beside_label(b, box)]
        edges = _distinct(y for b in group for y in (b.bottom, b.top))
        left, right = box.left + _DOUBLE, box.right - _DOUBLE
        posts = (b for b in drawn if b.is_upright and left < b.left < right)
        met = (b.bottom < box.top and box.bottom < b.top for b in posts)
        if not 2 < len(edges) <= _MOST_RULES or any(met):
            continue
        near = [part for part in parts if part.meets(box)]
        rows = [(e, [p for p in near if e[0] < p.y <= e[1]]) for e in pairwise(edges)]
        kinds = ((_may_be_row(row, box, e[1] - e[0]), e, row) for e, row in rows)
        for may_be, run in groupby(kinds, key=itemgetter(0)):
            _, ends, whole = zip(*run, strict=True)
            up = [ends[0][0], *(high for _, high in ends)]
            open_grid = partial(_open_grid, up, [*whole], near, box, drawn)
            if may_be and len(up) > 2:
                yield from filter(None, (open_grid(goes_on=goes_on) for goes_on in (True, False)))


def _is_beside_label(rule: Rectangle, box: Rectangle) -> bool:
    """Whether a rule ends where those of a table do and begins right of its first column."""
    inside = box.bottom < rule.bottom < box.top and abs(box.right - rule.right) <= _DOUBLE
    return inside and _DOUBLE < rule.left - box.left < box.width / 2


def _may_be_row(parts: Sequence[Segment], box: Rectangle, height: float) -> bool:
    """Whether two edges could hold one row; a heading and the header of the next table are none.

    Of a row that the page before began, a later column alone may go on.
    """
    found = bands(parts)
    if not found or not all(_is_within(p, box) for p in parts):
        return False
    if all(len(band) == 1 for band in found):
        is_section = len(found) == 1 and height <= _SECTION * parts[0].size
        return is_section or min(p.left for p in parts) > box.left + _SECTION * parts[0].size
    return len(found[0]) > 1 or _is_close(found)


def _is_within(part: Segment, box: Rectangle) -> bool:
    out = max(box.left - part.left, part.right - box.right)
    return out <= _TOUCH and not part.is_table and not is_caption(part.text)


def _is_close(found: Sequence[Sequence[Segment]]) -> bool:
    """Whether bands stand as near as the lines of a cell."""
    return all(
        room_between(above, band) < _CELL_GAP * band[0].size for above, band in pairwise(found)
    )


def _open_grid(
    up: list[float],
    rows: list[list[Segment]],
    parts: Sequence[Segment],
    box: Rectangle,
    drawn: Sequence[Rectangle],
    *,
    goes_on: bool,
) -> _Grid | None:
    """The grid of rows, from the lowest, and of those beyond that no edge closes, if it is one.

    Below the last edge, one may follow where it `goes_on`; what the page cuts off may be long.
    """

    def columns() -> list[Rectangle]:
        return white_between([row for row in rows if len(row) > 1])

    under = [p for p in parts if p.y <= up[0]]
    below = _row_beyond(under, up[0], box)
    above = _row_beyond([p for p in parts if p.y > up[-1]], up[-1], box)
    more = bands(below)[_MANY:]
    few = not more or (len(below) == len(under) and all(len(band) == 1 for band in more))
    if goes_on and few and len(white_between([below])) >= max(len(columns()) - 1, 2):
        up, rows = [around(below).bottom, *up], [below, *rows]
    if len(bands(above)) <= _MANY and len(white_between([above])) > 1:
        up, rows = [*up, around(above).top], [*rows, above]
    lefts = [column.left for column in columns()[1:]]
    grid = _Grid((box.left, *lefts, box.right), tuple(up), is_open=True)
    headed = len({grid.cell(part)[1] for part in rows[-1]}) >= max(len(lefts), 2)
    is_table = len(rows) > 2 and lefts and headed and _is_close(bands(rows[-1]))
    spans = _spans(grid.up, (grid.across[0] + grid.across[1]) / 2, drawn)
    labelled = {(row, 0) for span in spans if len(span) > 1 for row in span}
    apart = [[p for p in row if grid.cell(p) not in labelled] for row in rows]
    return grid if is_table and all(_is_row(r, grid, r is apart[-1]) for r in apart) else None


def _row_beyond(parts: Sequence[Segment], edge: float, box: Rectangle) -> list[Segment]:
    """What stands right above or below an edge in lines of one setting."""
    found: list[list[Segment]] = []
    for band in sorted(bands(parts), key=lambda band: abs(band[0].y - edge)):
        reach, (first, *_) = around(band), (found or [band])[0]
        room = max(reach.bottom - edge, edge - reach.top) / first.size
        alike = abs(first.size - band[0].size) < 0.5 > abs(first.weight - band[0].weight) / BOLDER
        near = room < (_CELL_GAP if found and len(band) == 1 else _PADDING)
        if not (near and all(_is_within(p, box) for p in band) and (alike or len(band) > 1)):
            break
        found.append(band)
        edge = max(reach.bottom, reach.top, key=lambda y: abs(y - edge))
    return [*chain(*found)]


def _is_row(parts: Sequence[Segment], grid: _Grid, is_header: bool) -> bool:
    """Whether the cells stand beside the tallest one, and their lines are no rows by themselves."""
    by_column = ([p for p in parts if grid.cell(p)[1] == n] for n in range(len(grid.across) - 1))
    cells = [bands(cell) for cell in by_column if cell]
    boxes = [around([*chain(*cell)]) for cell in cells]
    tallest, room = max(boxes, key=lambda b: b.height), _CELL_GAP * parts[0].size
    level = all(b.bottom > tallest.bottom - room and b.top < tallest.top + room for b in boxes)
    if not level or any(len(band) > 1 for cell in cells for band in cell):
        return False
    long = [cell_lines(chain(*cell)) for cell in cells if len(cell) > 1]
    joints = [runs_on(a, b) for cell in long for a, b in pairwise(cell)]
    flows = len(long) < 2 or sum(joints) >= _CELL_FLOWS * len(joints)
    apart = (is_figure(cell) or cell[0].weight >= cell[-1].weight + BOLDER for cell in long)
    return is_header or (flows and not any(apart))


def _connected(rules: Iterable[Rectangle]) -> list[Rectangle]:
    """Rules of one height that touch made one."""
    found: list[Rectangle] = []
    for rule in sorted(rules, key=lambda r: (round(r.bottom), r.left)):
        near = found and abs(found[-1].bottom - rule.bottom) <= 1
        if near and rule.left <= found[-1].right + _TOUCH:
            found[-1] = found[-1]._replace(right=max(found[-1].right, rule.right))
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


def _corners(drawn: Sequence[Rectangle]) -> list[Rectangle]:
    """The dots between two pieces of one level rule: where cells without upright rules meet."""
    dots = [b for b in drawn if max(b.width, b.height) <= THIN]
    pieces = [b for b in drawn if b.is_level]
    if max(len(dots), len(pieces)) > _MOST_RULES:
        return []

    def parts(dot: Rectangle) -> bool:
        beside = [p for p in pieces if abs(p.bottom - dot.bottom) < _JOINED]
        ends = any(abs(p.right - dot.left) < _JOINED for p in beside)
        return ends and any(abs(p.left - dot.right) < _JOINED for p in beside)

    return [*filter(parts, dots)]


def _grid(
    across: Sequence[Rectangle], upright: Sequence[Rectangle], corners: Sequence[Rectangle]
) -> _Grid | None:
    """The grid of rules; where level ones part all rows, corners part columns too."""
    whole = around([*across, *upright])
    columns = _distinct([whole.left, *(r.left for r in upright), whole.right])
    rows = _distinct([whole.bottom, *(r.bottom for r in across), whole.top])
    if not len(columns) > 2 < len(rows):
        return None
    if len(_distinct(r.bottom for r in across)) == len(rows):
        inner = [dot.left for dot in corners if any(_meet(level, dot) for level in across)]
        columns = _distinct([*columns, *inner])
    return _Grid(columns, rows)


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in order without those that nearly equal the one before."""
    return tuple(g[0] for g in grouped(sorted(values), lambda g, v: v - g[0] <= _DOUBLE))


def _ruled_table(
    grid: _Grid, inside: Sequence[Segment], drawn: Sequence[Rectangle]
) -> Table | None:
    """The table in a grid; None where too little stands in it, or prose."""
    cells: defaultdict[tuple[int, int], list[Segment]] = defaultdict(list)
    in_row: defaultdict[int, list[Segment]] = defaultdict(list)
    for part in chain.from_iterable(whole.cut(grid.parts) for whole in inside):
        in_row[grid.cell(part)[0]].append(part)
    for row, parts in in_row.items():
        for part in parts:
            # of a cell over several columns, shorter lines begin in a later one
            over = (other for other in parts if other.left <= part.left < other.right)
            cells[row, min(grid.cell(other)[1] for other in over)].append(part)
    for column, (left, right) in enumerate(pairwise(grid.across)):
        for span in _spans(grid.up, (left + right) / 2, drawn):
            height = (grid.up[1 - span[0]] - grid.up[-span[-1]]) / len(span)
            _raise_label(cells, column, [row for row in span if row in in_row], height)
    kept_rows, kept_columns = (sorted(set(places)) for places in zip(*cells, strict=True))
    rows = [TableRow(tuple(cell_lines(cells[r, c]) for c in kept_columns)) for r in kept_rows]
    headers = header_rows(rows, drawn)
    named = headers > 0 or all(len(cell) < 2 for cell in rows[0].cells)
    blocks = [row.cells for row in rows if all(len(cell) > 1 for cell in row.cells)]
    is_prose = grid.is_open and 2 * sum(_is_prose(b, named) for b in blocks) > len(rows) - named
    return Table(tuple(rows), headers) if _is_table(rows) and not is_prose else None


def _spans(edges: Sequence[float], place: float, drawn: Sequence[Rectangle]) -> list[list[int]]:
    """The rows of each cell at a place of a line across: nothing is drawn between them."""
    ends = [y for b in drawn if b.left <= place <= b.right for y in (b.bottom, b.top)]
    parted = [any(abs(y - edge) <= _DOUBLE for y in ends) for edge in edges]
    return grouped(range(2 - len(edges), 1), lambda _, row: not parted[1 - row])


def _raise_label(cells: _Cells, column: int, rows: Sequence[int], height: float) -> None:
    """Move what stands in a cell over rows to the first; no line of each, as far apart as rows."""
    filled = [row for row in rows if (row, column) in cells]
    label = bands(part for row in filled for part in cells[row, column])
    near = all(a[0].top - b[0].top < TIGHTER * height for a, b in pairwise(label))
    if filled and (len(filled) < len(rows) or near) and _is_close(label):
        for row in filled:
            del cells[row, column]
        cells[rows[0], column] = [*chain(*label)]


def _is_prose(cells: Sequence[tuple[PdfLine, ...]], is_named: bool) -> bool:
    """Whether cells are columns of prose: one runs on in the next, or nothing names equal ones."""
    widths = [max(n.right for n in cell) - min(n.left for n in cell) for cell in cells]
    runs_over = any(
        one[-1].width > _FULL * width and runs_on(one[-1], other[0])
        for (one, other), width in zip(pairwise(cells), widths, strict=False)
    )
    return runs_over or (not is_named and min(widths) > _FULL * max(widths))


def _is_table(rows: Sequence[TableRow]) -> bool:
    filled = [cell for row in rows for cell in row.cells if cell]
    several = [row for row in rows if sum(map(bool, row.cells)) > 1]
    words = sum(len(line.text.split()) for cell in filled for line in cell)
    if any(map(_is_form, rows)) or len(several) < 2 or words > _MOST_WORDS * len(filled):
        return False
    columns = {place for row in several for place, cell in enumerate(row.cells) if cell}
    return len(filled) >= FILLED * len(rows) * len(columns)


def _is_form(row: TableRow) -> bool:
    """Whether several cells hold many short lines each: a frame around fields, not a row."""
    long = [cell for cell in row.cells if len(cell) > _MANY]
    joints = [runs_on(a, b) for cell in long for a, b in pairwise(cell)]
    return len(long) > 1 and sum(joints) < _CELL_FLOWS * len(joints)
