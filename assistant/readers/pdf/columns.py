"""Tables without rules on a page of a PDF: words in columns; and what heads any table.

A table that is missed reads line by line, as it is drawn; a false one tears prose apart. So where
the segments could as well be prose, they are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations, pairwise
from statistics import median

from assistant.readers.pdf.drawn import THIN, Rectangle, around, room_between
from assistant.readers.pdf.lines import (
    BOLDER,
    PdfLine,
    Table,
    TableRow,
    ends_sentence,
    runs_on_text,
)
from assistant.readers.pdf.order import (
    NEAR,
    Segment,
    are_drawn_by_row,
    as_lines,
    as_table,
    bands,
    cell_lines,
    white_between,
)

FILLED = 0.5  # of the cells of a ruled table, or of a column
TIGHTER = 0.85  # times the rows' distance: lines of one cell are nearer
_OTHER_SIZE = 0.08  # of the other rows' type size
_LEAST_ROWS = 3
_SURE = 3  # columns: prose is set in fewer
_MOST_HEADS = 4  # rows above a table that head its columns
_HEAD_WORDS = 6  # of words that do by themselves
_ALIGNED = 0.7  # of a column's cells begin, end or are centred at one place
_LONG = 35  # characters: a column of longer ones may be prose
_WORDY = 20  # characters: a line of some cell that wraps is longer
_COLUMN_FLOWS = 0.3  # of its cells go on in the next row
_WRAP = 1.4  # in ems: the next line of a cell is not farther below
_LOOSE_WRAP = 1.7  # the same where the words tell that it goes on
_ROW_GAP = 3.5  # in ems: the next row is not farther below
_NEARER = 0.95  # times the rows' distance: lines of a header are nearer
_NONE_GIVEN = 2  # letters, as in "n/a"
_EVEN = 1.25  # times the rows' distance: a row of one cell is not farther below

_Bands = Sequence[list[Segment]]  # from the top
_Columns = Sequence[Rectangle]  # from the left
_Cells = list[list[list[Segment]]]  # row by row


def with_column_tables(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> list[Segment]:
    """Returns a region's segments in order, each table without rules in place of its own."""
    if not any(a.place[0] == b.place[0] or a.is_beside(b) for a, b in pairwise(parts)):
        return list(parts)
    found, rows, place, failed = list(parts), bands(parts), 0, 0
    while place < len(rows):
        stretch = _stretch(rows, place)
        columns = white_between(stretch)
        may_be = sum(len(band) > 1 for band in stretch) >= _LEAST_ROWS
        is_sure = len(columns) >= _SURE
        table = _column_table(stretch, drawn) if may_be and (is_sure or place >= failed) else None
        if table is not None:
            heads = _heads(rows[:place], columns, stretch)
            members = [part for band in (*heads, *stretch) for part in band]
            whole = _with_whole_heads(_headed(table, heads, columns), drawn)
            found = replaced(found, members, whole, min(map(found.index, members)))
            place += len(stretch)
        elif may_be:  # its first row may be what makes it none, or text beside it
            end = place + len(stretch)
            narrower = (
                n for n in range(place + 1, end) if len(white_between(rows[n:end])) >= _SURE
            )
            failed, place = max(failed, end), place + 1 if is_sure else next(narrower, end)
        else:
            place += 1
    return found


def replaced(
    found: Sequence[Segment], members: Sequence[Segment], table: Table, place: int
) -> list[Segment]:
    """Returns the segments, a table for its members at a place before which none of them is."""
    inside = {id(part) for part in members}
    kept = [part for part in found if id(part) not in inside]
    return [*kept[:place], as_table(members, table), *kept[place:]]


def _heads(above: _Bands, columns: _Columns, table: _Bands) -> list[list[Segment]]:
    """The bands right above a table that head its columns, wrapped or several of them at once.

    Words of one band stand over columns but the first, or side by side.
    """
    found: list[list[Segment]] = []
    below, left, right = table[0], columns[0].left, columns[-1].right
    for row in reversed(above[-_MOST_HEADS:]):
        size = below[0].size
        # others are of the text beside the table
        band = [p for p in row if p.right > left - size and p.left < right + size]
        if not band:
            break
        inside = all(left - size < part.left and part.right < right + size for part in band)
        short = len(band[0].text.split()) <= _HEAD_WORDS and not ends_sentence(band[0].text)
        over = len(band) > 1 or (band[0].left > columns[0].right and short)
        collide = any(a.is_beside(b) and a.meets(b) for a, b in combinations(band, 2))
        near = room_between(band, below) < size and _is_near(below, band)
        if collide or not (inside and over and near):
            break
        found.insert(0, band)
        below = band
    return found


def _headed(table: Table, heads: _Bands, columns: _Columns) -> Table:
    """The table below rows that head it, the words of each in the column that they stand over."""
    rows = []
    for band in heads:
        cells: list[list[Segment]] = [[] for _ in columns]
        for part in sorted(band, key=lambda p: p.left):
            apart = [abs(column.x - part.x) for column in columns]
            cells[apart.index(min(apart))].append(part)
        rows.append(TableRow(tuple(cell_lines(cell) for cell in cells)))
    return Table((*rows, *table.rows), len(rows) + table.headers)


def _with_whole_heads(table: Table, drawn: Sequence[Rectangle]) -> Table:
    """The table, the lines of each cell of its header together in the lowest row they reach."""
    rows = [*_lowered(table.rows[: table.headers], drawn), *table.rows[table.headers :]]
    headers = table.headers - len(table.rows) + len(rows)
    for place in range(min(headers, len(rows) - _LEAST_ROWS - 1), -1, -1):
        upper, lower, *others = rows[place:]
        if _goes_on(upper, lower, others):
            cells = zip(upper.cells, lower.cells, strict=True)
            rows[place : place + 2] = [TableRow(tuple(a + b for a, b in cells))]
            headers = max(headers - 1, 1)
    return Table(tuple(rows), headers)


def _lowered(header: Sequence[TableRow], drawn: Sequence[Rectangle]) -> Sequence[TableRow]:
    """A header's rows; where rules part some columns' cells, those of others are in the last."""
    if len(header) < 2:
        return header
    top, bottom = (max(line.baseline for line in header[n].lines) for n in (0, -1))
    rules = [b for b in drawn if b.height <= THIN and bottom < b.bottom < top]
    columns = [[*column] for column in zip(*(row.cells for row in header), strict=True)]
    for column in columns if rules else ():
        lines = [line for cell in column for line in cell]
        if not any(rule.meets(line) for rule in rules for line in lines):
            column[:] = [*((),) * (len(header) - 1), tuple(lines)]
    rows = [TableRow(cells) for cells in zip(*columns, strict=True)]
    return [row for row in rows if row.lines]


def _goes_on(upper: TableRow, lower: TableRow, others: Sequence[TableRow]) -> bool:
    """Whether cells above figures go on in the next row, nearer than the rows below stand.

    Words above several columns are wider than the one that they stand over.
    """
    columns = zip(upper.cells, lower.cells, *(row.cells for row in others), strict=True)
    wrapped = [(a[-1], b[0], [c for c in below if c]) for a, b, *below in columns if a and b]
    first = [row.lines[0].baseline for row in others]
    distance = TIGHTER * median(a - b for a, b in pairwise(first))

    def is_next(above: PdfLine, line: PdfLine, below: Sequence[tuple[PdfLine, ...]]) -> bool:
        room = NEAR * line.size
        edges = (above.left - line.left, above.right - line.right)
        width = max(n.width for n in chain((line,), *below))
        return (
            not (is_figure((above,)) or is_figure((line,)))
            and bool(below)
            and all(map(is_figure, below))
            and abs(above.size - line.size) < 0.5
            and abs(above.weight - line.weight) < BOLDER
            and 0 < above.baseline - line.baseline < min(_WRAP * line.size, distance)
            and min(*map(abs, edges), abs(sum(edges)) / 2) <= room
            and above.width <= width + room
        )

    return bool(wrapped) and all(is_next(*cells) for cells in wrapped)


def _stretch(found: _Bands, place: int) -> list[list[Segment]]:
    stretch = [found[place]]
    columns = white_between(stretch)
    if len(columns) < 2 or _overlaps(stretch[0]):
        return []
    for end, (above, band) in enumerate(pairwise(found[place:]), place + 2):
        wider = white_between([*stretch, band])
        if not _is_near(above, band) or _overlaps(band) or len(wider) < len(columns):
            break
        if len(band) == 1 and not _belongs(stretch, band, columns, found[end : end + 1]):
            break
        stretch.append(band)
        columns = wider
    while len(stretch[-1]) == 1 and not _wraps(stretch, len(stretch) - 1, columns):
        stretch.pop()
    return stretch


def _belongs(stretch: _Bands, band: list[Segment], columns: _Columns, below: _Bands) -> bool:
    """Whether a single segment is a wrapped cell, a row set as others, or names those `below`."""
    (part,), head, above = band, stretch[0], stretch[-1][0]
    first = [*stretch, band][1] if part.meets(columns[0]) else band  # right below the header
    begins = [[abs(part.left - p.left) <= NEAR * part.size for p in row] for row in (head, first)]
    names = any(begins[0]) and all(begins[1]) and all(map(part.is_like, (*head, *first)))
    heads = any(len(row) > 1 and not any(map(part.is_like, row)) for row in below)
    is_row = above.is_like(part) and above.top - part.top <= _EVEN * _distance(stretch)
    wraps = _wraps([*stretch, band], len(stretch), columns)
    return any(map(part.meets, columns)) and (is_row or wraps or (names and heads))


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


def _wraps(stretch: _Bands, place: int, columns: _Columns) -> bool:
    """Whether a band of one segment is the next line of a cell above, not a row."""
    if len(stretch[place]) > 1 or place == 0:
        return False
    (part,), row = stretch[place], stretch[place - 1]
    gap = row[0].top - part.top
    if part.meets(columns[0]):
        return gap <= _WRAP * part.size and gap < TIGHTER * _distance(stretch)
    goes_on = any(a.meets(part) and runs_on_text(a.text, part.text) for a in row)
    return gap <= (_LOOSE_WRAP if goes_on else _WRAP) * part.size


def _distance(stretch: _Bands) -> float:
    """The usual distance of two rows; 0 where there is but one."""
    return median([a[0].top - b[0].top for a, b in pairwise(stretch) if len(a) > 1 < len(b)] or [0])


def _column_table(stretch: _Bands, drawn: Sequence[Rectangle]) -> Table | None:
    columns = white_between(stretch)
    whole: list[list[Segment]] = []
    for place, band in enumerate(stretch):
        if not _wraps(stretch, place, columns):
            whole.append([])
        whole[-1] += band
    whole = _with_whole_header(whole, columns)
    torn, sure = _cells(whole, columns), len(columns) >= _SURE
    cells = _whole_rows(torn)
    several = [row for row in (cells if sure else torn) if sum(map(bool, row)) > 1]
    if len(several) < _LEAST_ROWS or _is_list(several) or _is_boxes(cells):
        return None
    first, *others = zip(*several, strict=True)
    is_named = _is_column(first) or _are_groups(first, others)
    if not is_named or not all(_is_column(c) or (sure and _is_headed(c)) for c in others):
        return None
    rows = [TableRow(tuple(as_lines(cell) for cell in row)) for row in cells]
    headers = header_rows(rows, drawn, ruled_off=_is_ruled_off(whole, drawn))
    return Table((*rows[:headers], *_with_names_raised(rows[headers:])), headers)


def _whole_rows(rows: _Cells) -> _Cells:
    """The rows, each whole: its lines stand nearer than rows do, and words go on in them alone."""
    tops = [[part.top for part in chain(*row)] for row in rows]
    room = [min(above) - max(row) for above, row in pairwise(tops)]
    found, far, near = rows[:1], list[int](), list[int]()  # how long the lines are that go on
    for above, row, gap in zip(rows, rows[1:], room, strict=False):
        joints = [(a, b) for a, b in zip(above, row, strict=True) if b]
        on = [len(a[-1].text) * runs_on_text(a[-1].text, b[0].text) for a, b in joints if a]
        is_near = any(on) and gap * TIGHTER < min(room) <= _WRAP * joints[0][1][0].size
        is_near = is_near and all(
            a and abs(a[-1].weight - b[0].weight) < BOLDER and not (is_figure(a) and is_figure(b))
            for a, b in joints
        )
        (near if is_near else far).extend(on)
        upper = found.pop() if is_near else [[] for _ in row]
        found.append([a + b for a, b in zip(upper, row, strict=True)])
    wraps = max(near, default=0) > _WORDY and sum(map(bool, far)) < _COLUMN_FLOWS * len(far)
    by_row = len(found) >= _LEAST_ROWS and are_drawn_by_row([*chain(*row)] for row in found)
    return found if wraps and by_row else rows


def _with_names_raised(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """The rows below a header; names in the middle of groups of them are in each one's first."""
    heights = [row.lines[-1].baseline for row in rows]
    names, start = dict[int, tuple[PdfLine, ...]](), 0
    for name in (row.cells[0] for row in rows if row.cells[0]):
        room, twice = NEAR * name[0].size, 2 * name[0].baseline
        ends = (
            n for n in range(start, len(rows)) if abs(heights[start] + heights[n] - twice) <= room
        )
        if (end := next(ends, None)) is None:
            return rows
        names[start], start = name, end + 1
    if start < len(rows) or not rows or rows[0].cells[0]:
        return rows
    return [TableRow((names.get(n, ()), *row.cells[1:])) for n, row in enumerate(rows)]


def _cells(rows: _Bands, columns: _Columns) -> _Cells:
    return [[[*filter(column.meets, row)] for column in columns] for row in rows]


def _with_whole_header(rows: list[list[Segment]], columns: _Columns) -> list[list[Segment]]:
    """The rows; those above columns of figures are one where each holds the next lines of cells.

    They stand nearer to each other than the rows below them do.
    """
    cells = _cells(rows, columns)
    first = next((n for n, row in enumerate(cells) if any(map(is_figure, row[1:]))), 0)
    below = zip(*cells[first:], strict=True)
    counted = len(rows) - first >= _LEAST_ROWS and any(all(map(is_figure, c)) for c in below)
    wraps = all(a or not b for pair in pairwise(cells[:first]) for a, b in zip(*pair, strict=True))
    apart = [above[0].top - row[0].top for above, row in pairwise(rows)]
    is_one = first > 1 and counted and wraps
    if not is_one or max(apart[: first - 1]) >= _NEARER * median(apart[first:]):
        return rows
    return [[*chain(*rows[:first])], *rows[first:]]


def _is_column(cells: _Bands) -> bool:
    """Whether enough cells are filled, stand below each other, and are no prose."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(FILLED * len(cells), 2) or not _is_aligned(filled):
        return False
    if median(len(cell[0].text) for cell in filled) <= _LONG:
        return True
    joints = [runs_on_text(a[-1].text, b[0].text) for a, b in pairwise(filled)]
    return sum(joints) < _COLUMN_FLOWS * len(joints)


def _are_groups(cells: _Bands, others: Sequence[_Bands]) -> bool:
    """Whether cells are the names of groups of rows, each in the first one, left of figures."""
    filled = [cell for cell in cells if cell]
    counted = any(2 * sum(map(is_figure, column)) > len(column) for column in others)
    short = all(len(cell) == 1 and len(cell[0].text) <= _LONG for cell in filled)
    is_sure = len(others) >= _SURE and len(filled) > 1 and bool(cells[0])
    return is_sure and counted and short and _is_aligned(filled)


def _is_headed(cells: _Bands) -> bool:
    """Whether all below the first cell are figures below each other; it may stand otherwise."""
    return bool(cells[0]) and all(map(is_figure, cells[1:])) and _is_aligned(cells[1:])


def _is_aligned(filled: _Bands) -> bool:
    room = NEAR * median(cell[0].size for cell in filled)

    def at_one(places: Sequence[float]) -> bool:
        middle = median(places)
        return sum(abs(place - middle) <= room for place in places) >= _ALIGNED * len(places)

    left = at_one([cell[0].left for cell in filled])
    right = left or at_one([max(part.right for part in cell) for cell in filled])
    return right or at_one([cell[0].x for cell in filled])


def _is_list(rows: _Cells) -> bool:
    """Whether what looks like the first of two columns are bullets or numbers of items."""
    first = [row[0][0].text for row in rows if row[0]]
    are_signs = all(len(t) <= 3 or (t.endswith((".", ")")) and len(t) <= 5) for t in first)
    return len(rows[0]) <= 2 and are_signs


def _is_boxes(rows: _Cells) -> bool:
    """Whether the columns are boxes of text, drawn one by one, in which sentences go on."""
    filled = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    joints = [(a[-1], b[0]) for column in filled for a, b in pairwise(column)]
    drawn = sum(0 < b.place[0] - a.place[0] <= 1 for a, b in joints)
    flows = sum(runs_on_text(a.text, b.text) for a, b in joints)
    return 2 * drawn > len(joints) and flows >= _COLUMN_FLOWS * len(joints)


def _is_ruled_off(rows: _Bands, drawn: Sequence[Rectangle]) -> bool:
    """Whether there is a rule below the first row and hardly any below the others."""
    row = around(rows[0])
    rules = [b for b in drawn if b.height <= THIN and b.meets(row)]

    def ruled(above: Sequence[Segment], below: Sequence[Segment]) -> bool:
        upper, lower = above[0].top, below[-1].bottom
        middle = (min(p.bottom for p in above) + max(p.top for p in below)) / 2
        room = max((upper - lower) / 4, 1.0)
        return any(abs(b.bottom - middle) < room for b in rules)

    first, *others = [ruled(a, b) for a, b in pairwise(rows)]
    return first and 3 * sum(others) <= len(others)


def header_rows(
    rows: Sequence[TableRow], drawn: Sequence[Rectangle], *, ruled_off: bool = False
) -> int:
    """Returns how many rows head a table: one by its looks, or those to names beside no label."""
    last = next((n for n, row in enumerate(rows[1:]) if row.cells[0]), 0)
    corner, *names = rows[last].cells
    alone = len(names) > 1 and not corner and all(names)
    alone = alone and not all(n.text.isdigit() and len(n.text) != 4 for c in names for n in c)
    alone = alone and all(row.cells[0] for row in rows[last + 1 :])
    alone = alone and not any(all(row.cells[1:]) for row in rows[:last])
    return last + 1 if alone else int(_has_header(rows, drawn, ruled_off))


def _has_header(rows: Sequence[TableRow], drawn: Sequence[Rectangle], ruled_off: bool) -> bool:
    """Whether the first row is a header: bold, in another size, ruled off, or shaded.

    Of the others, less than half may be shaded. Without that, it is one by words above figures: no
    digit in it, and a column of which all other cells hold some, but for rows of a single cell.
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
    shades = [box for box in drawn if box.is_area]
    shaded = [all(any(s.holds(n.box) for s in shades) for n in row.lines) for row in rows]
    return bool(shades) and shaded[0] and 2 * sum(shaded[1:]) < len(rows) - 1


def _is_above_figures(rows: Sequence[TableRow]) -> bool:
    said = "".join(line.text for line in rows[0].lines)
    columns = zip(*(row.cells for row in rows[1:] if sum(map(bool, row.cells)) > 1), strict=True)
    has_figures = any(all(map(_is_value, c)) and any(map(is_figure, c)) for c in columns)
    return len(rows) > 2 and has_figures and not any(map(str.isdigit, said))


def _is_value(cell: Sequence[PdfLine | Segment]) -> bool:
    """Whether a cell holds a figure, or stands for one that is not given: '*', '–', 'n/a'."""
    return is_figure(cell) or sum(map(str.isalpha, "".join(n.text for n in cell))) <= _NONE_GIVEN


def is_figure(cell: Sequence[PdfLine | Segment]) -> bool:
    """Returns whether a cell holds figures and few letters."""
    text = "".join(line.text for line in cell)
    return 2 * sum(map(str.isalpha, text)) < len(text) and any(map(str.isdigit, text))
