"""What stands on a page: running heads and feet, footnotes, and the body in reading order."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from assistant.readers.pdf.charts import charts_apart, figure_columns, placed, with_tables
from assistant.readers.pdf.columns import with_column_tables
from assistant.readers.pdf.drawn import Rectangle, areas, around, grouped, room_between, share_side
from assistant.readers.pdf.letters import beside_figure, notes_apart, references, with_initials
from assistant.readers.pdf.lines import PAGE_FOOT, Body, PdfLine, Table, ends_sentence, is_caption
from assistant.readers.pdf.order import (
    GUTTER,
    LARGER,
    NEXT,
    PROSE,
    Box,
    Segment,
    bands,
    by_bands,
    is_below,
    keeps,
    regions,
    rejoined,
    segments,
    white_between,
)
from assistant.readers.pdf.pages import PdfPage, area_of

# of running heads and feet
_MARGIN = 0.2  # of the page's height, at the top and at the bottom
_EDGE = 0.06  # the same: what is set as text is seldom nearer to an edge
_DEPTH = 3  # lines from the edge
_REPEATS = 3
_PARAGRAPH_GAP = 1.5  # in ems
_SHIFT = 14.0  # points that a running line may move from page to page
_TO_RING = re.compile(r"(?<!\d)(?!(?:19|20)\d\d)\d{3}")  # no year
_BESIDE = 0.6  # of the page's width: how far right the comments of reviewers stand, at least
_COMMENT = re.compile(r"Comment(?:ed)? \[[^\W\d_]+\d+\]: ?\S")  # 'Commented [AB1]: ...'

# of boxes of text
_TAB = 4.0  # in ems: the room between a number and its title is less
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")
_SECTION = 1.2  # times the size of a title: the room above it where a section begins
_APART_BOXES = 2.5  # in ems: so much room, and more than between columns, parts rows of boxes
_BETWEEN = 4.0  # points: the least room between boxes in a row; cells of a table have less
_ROMAN = re.compile(r"[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on a page, each line once."""

    head: Sequence[PdfLine] = ()
    """Boilerplate of the page's upper half."""
    body: Sequence[PdfLine | Table] = ()
    opens: frozenset[PdfLine] = frozenset()
    """The lines of the body with which a column or another region begins."""
    boxes: frozenset[PdfLine] = frozenset()
    """Those with which a box begins, which goes on from another only where the words tell."""
    areas: Sequence[Rectangle] = ()
    """What is shaded or framed."""
    notes: Sequence[tuple[PdfLine, ...]] = ()
    foot: Sequence[PdfLine] = ()
    """Other boilerplate."""


def laid_out(page: PdfPage, boilerplate: frozenset[PdfLine], size: float) -> Layout:
    """Returns a page in reading order; `size` is that of running text."""
    lines = with_initials([line for line in page.lines if line not in boilerplate])
    running = [line for line in page.lines if line in boilerplate]
    known = frozenset(sign for line in lines for sign in references(line))
    body: list[PdfLine | Table] = []
    notes: list[tuple[PdfLine, ...]] = []
    opens, boxes, shaded = set[PdfLine](), set[PdfLine](), list[Rectangle]()
    for regions_in_order, are_boxes, held in _readings(page, lines):
        shaded += held
        for region in regions_in_order:
            content, region_notes = notes_apart(list(rejoined(region)), size, known)
            body += content
            notes += region_notes
            (boxes if are_boxes else opens).update(n for n in content[:1] if isinstance(n, PdfLine))
    head = [line for line in running if _height(line) > 0.5 and not line.is_slanted]
    foot = [line for line in running if line not in head]
    return Layout(head, body, frozenset(opens), frozenset(boxes), shaded, notes, foot)


def _readings(
    page: PdfPage, lines: Sequence[PdfLine]
) -> Iterator[tuple[Sequence[Sequence[Segment]], bool, Sequence[Rectangle]]]:
    """The regions of lines turned alike in reading order, whether they are boxes, and areas.

    Text runs through columns, not through boxes. Few words across a page on which there is a chart
    are the title of its axis.
    """
    has_chart = False
    for quarter in sorted({line.quarter for line in lines}):
        drawn = page.seen(quarter)
        held = areas(drawn)
        found = with_tables(segments([n for n in lines if n.quarter == quarter]), drawn)
        names = [] if quarter else [page.box_of(n) for n in lines if n.quarter % 2]
        titled = quarter > 0 and has_chart
        parts, charts = charts_apart(found, drawn, names, turned=quarter > 0, titled=titled)
        has_chart |= bool(charts)
        found_regions, are_boxes = _in_reading_order(parts, held, drawn)
        yield placed(found_regions, charts), are_boxes, [] if quarter else held


def boilerplate(pages: Sequence[PdfPage], body: Body) -> frozenset[PdfLine]:
    """Returns page numbers, watermarks, comments, and lines that repeat at one end of three pages.

    Digits are ignored, but not in lines set larger than `body`: 'Part 1', 'Part 2' are headings. Of
    up to four pages two are enough, where the very same words are outermost and set by themselves.
    What heads a box of text is none.
    """
    groups = defaultdict[tuple[str, float, int], list[PdfLine]](list)
    upright = [sorted((n for n in page.lines if not n.is_slanted), key=_height) for page in pages]
    for lines in upright:
        for line in filter(_in_margin, {*lines[:_DEPTH], *lines[-_DEPTH:]}):
            groups[_key(line, body)].append(line)
    few = upright if len(pages) < 2 * _REPEATS - 1 else []
    outer = (n for lines in few if len(lines) > _DEPTH for n in (lines[0], lines[-1]))
    ends = {n for n in outer if _runs(n, body)}
    repeated = {n for group in groups.values() for n in _in_place(group, ends)}
    running = {line for lines in upright for line in _set_apart(lines, repeated)}
    running -= {n for page in pages for n in _heads_of_boxes(page, running, body.size)}
    alone = {n for page in pages for n in page.lines if n.is_slanted or _is_own_page_number(n)}
    for lines in upright:  # farther in, one of several bare numbers may be of an axis
        numbers = {n for n in lines[_DEPTH:-_DEPTH] if n.text.isdigit()}
        alone -= numbers if len(numbers) > _REPEATS else set()
    return frozenset(running | alone).union(*map(_comments, pages))


def _comments(page: PdfPage) -> set[PdfLine]:
    """What reviewers wrote beside a text: all in the right margin where a program names them."""
    marks = (n for n in page.lines if not n.quarter and _COMMENT.match(n.text))
    edge = min((n.left - n.size for n in marks), default=math.inf)
    beside = {n for n in page.lines if n.left > edge}
    clear = all(n.right < edge or _in_margin(n) for n in page.lines if n not in beside)
    is_margin = edge - page.edges.left > _BESIDE * page.edges.width
    return beside if clear and is_margin else set()


def _runs(line: PdfLine, body: Body) -> bool:
    """Whether a line is set as running heads are, and is no sentence, row or number to ring.

    What is small and stands at both margins is no row.
    """
    small = line.size < body.size - 0.5
    outside = line.size <= body.size and not _EDGE < _height(line) < 1 - _EDGE
    told = ends_sentence(line.text) or _TO_RING.search(line.text)
    plain = not (line.quarter or body.is_bold(line))
    at_margins = any(2 * gap.width > line.width for gap in line.gaps)
    is_set_so = small and outside and at_margins if line.cell_gaps else small or outside
    return is_set_so and plain and not told


def _is_own_page_number(line: PdfLine) -> bool:
    if not _in_margin(line):
        return False
    number, foot = str(line.page), PAGE_FOOT.fullmatch(line.text)
    if foot:
        return number in (foot["first"], foot["last"])
    said = re.fullmatch(rf"(?i:{number}|page ({number}\b.*|[ivx]+ of [ivx]+))", line.text)
    return bool(said) and line.look.words <= 4


def _in_margin(line: PdfLine) -> bool:
    return not _MARGIN < _height(line) < 1 - _MARGIN


def _set_apart(lines: Sequence[PdfLine], repeated: set[PdfLine]) -> set[PdfLine]:
    """The repeated ones of lines in order of height that do not belong to what others say.

    Those of a paragraph with others do, and a row below a caption, which heads its table.
    """
    kept = repeated.intersection(lines)
    rows = [n for n in kept if n.cell_gaps and _height(n) > 0.5]
    captions = [n for n in lines if rows and n.quarter == 0 and is_caption(n.text)]
    kept.difference_update(n for n in rows if any(_height(n) < _height(c) for c in captions))
    for line, beside in (*pairwise(lines), *pairwise(lines[::-1])):
        may_go = line in kept and beside not in kept and line.is_as_large(beside)
        if may_go and abs(line.baseline - beside.baseline) < _PARAGRAPH_GAP * line.size:
            kept.discard(line)
    return kept


def _height(line: PdfLine) -> float:
    """Where on the page it stands: 0 at the lower edge, 1 at the upper."""
    return line.baseline / line.page_height if line.page_height else 0.5


def _key(line: PdfLine, body: Body) -> tuple[str, float, int]:
    text = "".join(line.text.casefold().split())
    if not body.is_display(line) or PAGE_FOOT.fullmatch(text):
        text = "#" if _ROMAN.fullmatch(text) else re.sub(r"\d+", "#", text)
    size = round(line.size if "#" in text else line.size / 2)  # figures are alike by chance
    return text, size, line.quarter + 4 * (_height(line) > 0.5)


def _in_place(group: list[PdfLine], ends: Container[PdfLine]) -> list[PdfLine]:
    """The lines of a group at one height, if on enough pages; two will do for the same `ends`."""
    height = median(n.baseline for n in group)
    kept = [n for n in group if abs(n.baseline - height) <= _SHIFT]
    same = len({n.text for n in kept if not n.cell_gaps}) <= 1
    least = _REPEATS - (same and all(n in ends for n in kept))
    return kept if len({n.page for n in kept}) >= least else []


def _heads_of_boxes(page: PdfPage, running: Container[PdfLine], size: float) -> Iterator[PdfLine]:
    """The lines that run through the file as large as text, and head others in one area."""
    heads = [n for n in page.lines if n in running and n.size > size - 0.5 and not n.cell_gaps]
    boxes = page.boxes() if heads else []
    for head in heads:
        if area := area_of(head, boxes):
            below = [n for n in page.lines if n.baseline < head.baseline and area_of(n, [area])]
            if sum(len(n.text) >= PROSE and n not in running for n in below) > 1:
                yield head


def _in_reading_order(
    parts: Sequence[Segment], areas: Sequence[Rectangle], drawn: Sequence[Rectangle]
) -> tuple[Sequence[Sequence[Segment]], bool]:
    """A page's segments by regions in reading order, and whether these are boxes.

    `areas` are shaded or framed. One box is read after the other where areas hold all text at their
    height, or columns would tear lines apart that the file draws below each other, as on posters.
    """
    levels = beside_figure(parts) if parts else []
    if not levels and (row := _side_by_side(parts, [*areas, *figure_columns(parts)], drawn)):
        box = around(row)
        levels = [[p for p in parts if p.y > box.top]]
        levels += [[p for p in parts if area.holds(p)] for area in row]
        levels += [[p for p in parts if p.y < box.bottom]]
    if levels:
        inner = [_in_reading_order(level, areas, drawn) for level in levels if level]
        return [region for found, _ in inner for region in found], True
    found = list[Sequence[Segment]]()
    for region in regions(parts):
        if len(region) < len(parts) and figure_columns(region):
            found += _in_reading_order(region, areas, drawn)[0]
        else:
            found.append(with_column_tables(region, drawn))
    if keeps(parts, [part for region in found for part in region]):
        return found, False
    return list(_by_boxes(_enclosed(_boxes(parts), areas), drawn)), True


def _side_by_side(
    parts: Sequence[Segment], areas: Sequence[Rectangle], drawn: Sequence[Rectangle]
) -> list[Rectangle]:
    """Areas in a row that hold all text at their height, in one of them more than one piece.

    Not those that are columns of one table, or shades behind one row of several.
    """
    holding = [a for a in areas if 0 < sum(map(a.holds, parts)) < len(parts)]
    holding.sort(key=lambda a: -a.width * a.height)
    for area in holding:
        row = [area]
        for other in (a for a in holding if a.bottom < area.y < a.top):
            if all(min(a.right, other.right) + _BETWEEN < max(a.left, other.left) for a in row):
                row.append(other)
        box = around(row)
        level = [part for part in parts if box.bottom <= part.y <= box.top]
        lines = [band for a in row for band in bands(filter(a.holds, level))]
        holds_all = 1 < len(row) < sum(map(len, lines)) == len(level)
        two = pairwise(bands(parts) if holds_all and len(lines) == len(row) else ())
        rows = [a for a, b in two if level[0] in a + b and len(white_between([a, b])) >= len(level)]
        if holds_all and not rows and len(with_column_tables(by_bands(level), drawn)) > 1:
            return sorted(row, key=lambda a: a.left)
    return []


def _boxes(parts: Sequence[Segment]) -> list[Box]:
    pieces = _pieces(sorted(parts, key=lambda p: p.place))
    runs = grouped(pieces, lambda run, piece: is_below(run[-1], piece))
    large = LARGER * median(part.size for part in parts)
    whole = ([part for piece in run for part in piece.parts] for run in runs)
    return [Box(run, all(part.size >= large for part in run)) for run in whole]


def _pieces(drawn: Sequence[Segment]) -> Iterator[Box]:
    """Each line's segments, together where a line near closes the gap, and numbers with titles."""
    lines = [list(group) for _, group in groupby(drawn, lambda p: p.place[0])]
    for above, line, below in zip([[], *lines], lines, [*lines[1:], []], strict=False):
        piece = line[:1]
        for last, part in pairwise(line):
            joins = last is line[0] and _opens_line(last, part)
            joins |= any(_closes(n, last, part) for n in (*above, *below))
            if joins and last.is_before(part):
                piece.append(part)
            else:
                yield Box(piece)
                piece = [part]
        yield Box(piece)


def _opens_line(first: Segment, part: Segment) -> bool:
    """Whether a line's first segment is its bullet or its heading's number."""
    is_bullet = first.whole is not None and first.whole.is_bullet
    near = part.left - first.right <= _TAB * part.size and first.size == part.size
    return is_bullet or (near and _NUMBER.fullmatch(first.text) is not None)


def _closes(near: Segment, left: Segment, right: Segment) -> bool:
    """Whether a segment just above or below two goes over the gap between them."""
    apart = max(near.bottom - left.top, left.bottom - near.top)
    over = near.left < left.right - left.size and near.right > right.left + left.size
    return over and apart <= NEXT * left.size


def _enclosed(boxes: Sequence[Box], areas: Sequence[Rectangle]) -> list[Box]:
    """The boxes, those that stand in one shaded area together made one."""
    found = list(boxes)
    for area in sorted(areas, key=lambda a: a.width * a.height):
        if any(share_side(area, other) for other in areas):
            continue  # as a table's cells do
        inner, outer = list[Box](), list[Box]()
        for box in found:
            if box.inner:
                (inner if all(map(area.holds, box.parts)) else outer).append(box)
            else:
                for is_inside, run in groupby(box.parts, area.holds):
                    (inner if is_inside else outer).append(Box(list(run), box.is_display))
        if inner and outer:
            whole = Box([part for box in inner for part in box.parts], inner=inner)
            found = [*outer, whole if len(inner) > 1 else inner[0]]
    return found


def _by_boxes(boxes: Sequence[Box], drawn: Sequence[Rectangle]) -> Iterator[list[Segment]]:
    """The regions of a page of boxes: those that stand side by side from left to right."""
    boxes = _with_tables(boxes, drawn) if len(boxes) > 1 else boxes
    for group in _groups(boxes):
        columns = _columns(group)
        if _is_row(group):
            yield sorted((part for box in group for part in box.parts), key=lambda p: p.place)
        elif len(columns) == 1:
            for box in group:
                yield from _by_boxes(box.inner, drawn) if box.inner else [box.parts]
        else:
            for is_text, some in groupby(columns, lambda column: any(b.is_text for b in column)):
                if is_text:
                    yield from (region for column in some for region in _by_boxes(column, drawn))
                else:  # labels as of a chart
                    down = (sorted(column, key=lambda b: (-b.top, b.left)) for column in some)
                    yield [p for column in down for box in column for p in box.parts]


def _with_tables(boxes: Sequence[Box], drawn: Sequence[Rectangle]) -> list[Box]:
    """The boxes without what stands in tables, and the tables."""
    loose = [box for box in boxes if not box.inner]
    parts = [part for box in loose for part in box.parts]
    found = with_column_tables(by_bands(parts), drawn)
    left, old = {id(part) for part in found}, {id(part) for part in parts}
    kept = ([part for part in box.parts if id(part) in left] for box in loose)
    whole = [Box(parts, box.is_display) for parts, box in zip(kept, loose, strict=True) if parts]
    tables = [Box([part]) for part in found if id(part) not in old]
    return [*(box for box in boxes if box.inner), *whole, *tables]


def _groups(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes from the top, in groups through which the same white goes down.

    What stands above or below the columns on one side only belongs to them if it is near.
    """

    def is_beside(strip: Sequence[Box], box: Box) -> bool:
        last, part = strip[0].parts[-1], box.parts[0]
        is_title = box.is_display and strip[0].is_display and not last.meets(part)
        if is_title and last.heads_beside(part):
            return True
        return box.top > min(b.bottom for b in strip) + 0.2 * box.size

    strips = grouped(sorted(boxes, key=lambda b: -b.top), is_beside)
    groups: list[list[list[Box]]] = []
    for strip, below in zip(strips, [*strips[1:], None], strict=True):
        if groups and _go_together(groups[-1], strip, below):
            groups[-1].append(strip)
            continue
        begins = [strip]
        while groups and len(groups[-1][-1]) == 1 and _is_nearer(groups[-1], begins[0]):
            begins.insert(0, groups[-1].pop())
            groups = [group for group in groups if group]
        groups.append(begins)
    return [[box for strip in group for box in strip] for group in groups]


def _go_together(
    above: Sequence[Sequence[Box]], strip: Sequence[Box], below: Sequence[Box] | None
) -> bool:
    """Whether the columns of the strips above go on through another; `below` is the next one."""
    upper = [box for other in above for box in other]
    have_tables = all(any(box.is_table for box in boxes) for boxes in (upper, strip))
    if have_tables or _is_row(strip) or _is_row(upper):
        return False
    columns = _columns([*upper, *strip])
    if len(columns) == 1 or max(len(_columns(upper)), len(_columns(strip))) == 1:
        return False
    if not all(any(box.is_text for box in column) for column in columns):
        return False  # figures beside what they count
    room, rest = room_between(above[-1], strip), room_between(strip, below) if below else math.inf
    titles = [box.size for box in strip if box.is_display]
    if titles and room >= max(rest, _SECTION * max(titles)):
        return False
    if len(_columns(strip)) == len(columns) and all(box.is_display for box in strip):
        return room < max(rest, NEXT * strip[0].size)  # else titles of what follows
    gutter = min(min(b.left for b in y) - max(b.right for b in x) for x, y in pairwise(columns))
    return room <= max(_APART_BOXES * strip[0].size, gutter)


def _is_row(boxes: Sequence[Box]) -> bool:
    """Whether all are parts of one line, set alike, as labels and values of a form are."""
    parts = sorted((part for box in boxes for part in box.parts), key=lambda part: part.place)
    one_line = all(a.is_before(b) and abs(a.size - b.size) < 0.5 for a, b in pairwise(parts))
    return len(boxes) > 1 and one_line and not any(box.is_display for box in boxes)


def _is_nearer(group: Sequence[Sequence[Box]], strip: Sequence[Box]) -> bool:
    """Whether a group's last box is a title of the strip below it."""
    (title,), room = group[-1], room_between(group[-1], strip)
    like = [{title.parts[0].is_like(b.parts[0]) for b in s} for s in (*group[-2:-1], strip)]
    fits = len(_columns([title, *strip])) == len(_columns(strip))
    near = fits and room <= _APART_BOXES * title.size and (True in like[-1] or True not in like[0])
    return near and (len(group) == 1 or room < room_between(group[-2], group[-1]))


def _columns(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes from the left, parted where white goes down between them."""

    def is_in(column: Sequence[Box], box: Box) -> bool:
        return box.left < max(b.right for b in column) + GUTTER * box.size

    return grouped(sorted(boxes, key=lambda b: b.left), is_in)
