"""The order in which the segments of a page are read: regions, one below or beside another.

A segment is a line, or the part of one that could stand in a column of its own, or a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import accumulate, chain, groupby, pairwise
from statistics import median, median_high, median_low

from assistant.readers.pdf.drawn import Placed, Rectangle, around, grouped
from assistant.readers.pdf.lines import BOLDER, Gap, PdfLine, Table, ends_sentence, runs_on_text

GUTTER = 0.8  # in ems: the least room between two columns
_NARROWEST = 12.0  # in ems: a region with columns is wider
_SIDE = 0.12  # of the region's width: a column is wider
_LEAST = 2  # lines of a column
_LEAST_BOTH = 5
_HANG = 0.3  # in ems: how far a line may begin left of its column
_ROOM = 0.6  # in ems: what is white at least left of a column
PROSE = 15  # characters: lines of text are longer, cells of tables shorter
_FAR = 3.0  # in ems: another text begins farther off
_SHORT = 12  # characters: lines of text are longer in narrow boxes too
_WORD = 5  # letters
_ITEMS = 2
_FLOWS = 0.4  # of the lines of a column of prose go on in the next
_APART = 1.6  # in ems: the room between two paragraphs is less
_OVER = 4.0  # in ems: how far a line may hang over
LARGER = 1.1
NEXT = 0.9  # in ems: the room between two lines of a box is less
_EVEN = 0.3  # in ems: the widest and the least room between the words of a justified line
NEAR = 0.6  # in ems: what counts as one place in a table
_SAME = 0.3  # in ems: edges that are nearer are the same
_AROUND = 3  # lines before and after


@dataclass(frozen=True, slots=True, eq=False)
class Segment(Placed):
    """`text[start:end]` of a line, or a table; `place` is its place in the file's order."""

    left: float
    right: float
    bottom: float
    top: float
    place: tuple[int, int]
    size: float
    weight: float
    content: PdfLine | Table
    end: int = 0
    whole: PdfLine | None = None
    """The line; none for a table."""

    @property
    def text(self) -> str:
        """Its words; none for a table."""
        return self.content.text if isinstance(self.content, PdfLine) else ""

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return isinstance(self.content, Table)

    @property
    def is_whole(self) -> bool:
        """Whether it is all of a line."""
        return self.content is self.whole

    @property
    def opens_item(self) -> bool:
        """Whether it opens with a sign that only lists have."""
        return isinstance(self.content, PdfLine) and self.content.is_sure_bullet

    def cut(self, at: Callable[[Gap], bool]) -> list[Segment]:
        """Returns its pieces between the gaps of which `at` is true; itself where it is a table."""
        line = self.content
        if isinstance(line, Table):
            return [self]
        return [*_cut(line, self.place, [g.place for g in line.gaps if at(g)], self.whole)]

    def is_before(self, other: Segment) -> bool:
        """Returns whether the other is what follows in the same line; none far off a sentence."""
        if other.place != (self.place[0], self.end + 1) or self.is_table or other.is_table:
            return False
        is_far = other.left - self.right > _FAR * self.size and ends_sentence(self.text)
        is_initials = other.text.isupper() and len(other.text) < _WORD and self.text[-1] != "?"
        is_long = len(self.text) >= 2 * PROSE and (is_initials or len(other.text) >= 2 * PROSE)
        are_items = self.opens_item and other.opens_item
        return not (is_far and (is_long or are_items) and self.text[-1] != ":")

    def is_beside(self, other: Segment) -> bool:
        """Returns whether some of one stands at the same height as some of the other."""
        if self.bottom >= other.top or other.bottom >= self.top:  # as of most
            return False
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap > 0.25 * min(self.size, other.size)

    def is_like(self, other: Segment) -> bool:
        """Returns whether the other is set in the same type."""
        return abs(self.size - other.size) < 0.5 and abs(self.weight - other.weight) < BOLDER

    def heads_beside(self, other: Segment) -> bool:
        """Returns whether the other is set like it and stands less than a line higher or lower."""
        return self.is_like(other) and abs(self.top - other.top) < self.size


def segments(lines: Sequence[PdfLine]) -> list[Segment]:
    """Returns the lines, cut where there is room enough for another column to begin."""
    found: list[Segment] = []
    for number, line in enumerate(lines):
        wide = [gap.place for gap in line.gaps if gap.width >= GUTTER * line.size]
        if wide and _is_justified(line, lines[max(number - _AROUND, 0) : number + _AROUND + 1]):
            wide = []
        if wide and line.is_sure_bullet and wide[0] == line.text.find(" "):
            wide = wide[1:]  # a bullet is not a column
        found += _cut(line, (number, 0), wide, line)
    return found


def _is_justified(line: PdfLine, near: Sequence[PdfLine]) -> bool:
    """Whether its words stand evenly apart, between the edges of a line of prose near it."""
    rooms = [gap.width for gap in line.gaps]
    if len(rooms) < 2 or len(rooms) < line.text.count(" "):
        return False
    return max(rooms) - min(rooms) <= _EVEN * line.size and any(
        max(abs(n.left - line.left), abs(n.right - line.right)) <= _SAME * line.size
        and abs(n.size - line.size) < 0.5
        and len(n.text) >= PROSE
        and all(gap.width < GUTTER * n.size for gap in n.gaps)
        for n in near
        if n.quarter == line.quarter
    )


def _cut(
    line: PdfLine, place: tuple[int, int], gaps: Iterable[int], whole: PdfLine | None
) -> Iterator[Segment]:
    """The segments between some gaps of a line, which is itself from a place in another."""
    number, start = place
    for before, end in pairwise([-1, *gaps, len(line.text)]):
        part, at = line.part(before + 1, end), (number, start + before + 1)
        left, low, right, high = part.box
        yield Segment(left, right, low, high, at, part.size, part.weight, part, start + end, whole)


def bands(found: Iterable[Segment]) -> list[list[Segment]]:
    """Returns the segments by height from the top, those that stand side by side together."""
    ordered = sorted(found, key=lambda p: (-p.top, p.left))
    return grouped(ordered, lambda band, part: any(map(part.is_beside, reversed(band))))


def are_drawn_by_row(rows: Iterable[Iterable[Segment]]) -> bool:
    """Returns whether the file draws all of each row before the next one."""
    places = [sorted(part.place for part in row) for row in rows]
    return all(above[-1] < below[0] for above, below in pairwise(places))


def white_between(rows: Sequence[Sequence[Segment]]) -> list[Rectangle]:
    """Returns the columns between which all rows together leave white."""
    found, edge = list[list[Segment]](), -math.inf
    for part in sorted(chain(*rows), key=lambda p: p.left):
        if part.left >= edge + NEAR * part.size:
            found.append([])
        found[-1].append(part)
        edge = max(edge, part.right)
    return [*map(around, found)]


def rejoined(found: Iterable[Segment]) -> Iterator[PdfLine | Table]:
    """Yields what the segments hold; those that follow each other in their line are one again."""
    for run in grouped(found, lambda run, part: run[-1].is_before(part)):
        line = run[0].whole
        yield line.part(run[0].place[1], run[-1].end) if line else run[0].content


def regions(parts: Sequence[Segment]) -> list[list[Segment]]:
    """Returns the page's regions in reading order, each with its segments in reading order.

    Of all cuts between columns, the one that most text lies beside is made first.
    """
    found = bands(parts)
    cuts = list(_cuts(parts))
    parted = _parted(found) if cuts else set()
    options = (_zones(parts, cut, found, parted) for cut in cuts)
    zones = max(options, key=_text_beside, default=[])
    if not _text_beside(zones):
        return [_in_order(parts, found)] if parts else []
    done: list[list[Segment]] = []
    for in_columns, group in groupby(zones, key=lambda zone: zone.is_columns):
        if in_columns:
            for zone in group:
                done += [*regions(zone.on[_Side.LEFT]), *regions(zone.on[_Side.RIGHT])]
        else:
            done += regions([part for zone in group for part in zone.all])
    return done


def by_bands(parts: Iterable[Segment]) -> list[Segment]:
    """Returns the segments from the top, those side by side from the left."""
    return [p for b in bands(parts) for p in sorted(b, key=lambda p: (p.left, p.place))]


def cell_lines(cell: Iterable[Segment]) -> tuple[PdfLine, ...]:
    """Returns the lines of a cell from the top."""
    return as_lines(by_bands(cell))


def as_lines(parts: Iterable[Segment]) -> tuple[PdfLine, ...]:
    """Returns the lines of which segments are parts, each whole again."""
    return tuple(n for n in rejoined(parts) if isinstance(n, PdfLine))


def as_table(members: Sequence[Segment], table: Table, *drawn: Rectangle) -> Segment:
    """Returns a table as a segment that reaches as far as its members and what is drawn of it."""
    first, box = min(members, key=lambda part: part.place), around([*members, *drawn])
    return replace(first, **box._asdict(), content=table, end=0, whole=None)


def _text_beside(zones: Sequence[_Zone]) -> int:
    return sum(len(zone.all) for zone in zones if zone.is_columns)


_Side = Enum("_Side", ["LEFT", "RIGHT", "ACROSS"])
"""On which side of a downward cut a segment stands."""


@dataclass(eq=False)
class _Zone:
    """What stands between two segments that lie across a cut, or such segments themselves."""

    on: dict[_Side, list[Segment]] = field(default_factory=lambda: {side: [] for side in _Side})

    @property
    def all(self) -> list[Segment]:
        return [part for parts in self.on.values() for part in parts]

    @cached_property
    def is_columns(self) -> bool:
        left, right, across = self.on.values()
        return not across and _are_columns(left, right)


def _cuts(parts: Sequence[Segment]) -> Iterator[float]:
    """Where several segments begin below each other inside the region, from the left."""
    if len(parts) < _LEAST_BOTH:
        return
    size = median(part.size for part in parts)
    box = around(parts)
    if box.width < _NARROWEST * size:
        return
    for step in sorted({round(part.left / size) for part in parts}):
        near = [p.left for p in parts if abs(p.left / size - step) <= 0.5]
        if len(near) >= _LEAST and min(near) - box.left > _SIDE * box.width:
            yield min(near)


def _zones(
    parts: Sequence[Segment], cut: float, found: Sequence[Sequence[Segment]], parted: set[int]
) -> list[_Zone]:
    """The segments from the top, in zones with and zones without something across the cut.

    `found` are their bands, of which those in `parted` stand apart from all above.
    """
    sides = _sides(parts, cut)
    zones: list[_Zone] = []
    for place, band in enumerate(found):
        crossed = any(sides[id(part)] is _Side.ACROSS for part in band)
        if not zones or place in parted or crossed != bool(zones[-1].on[_Side.ACROSS]):
            zones.append(_Zone())
        for part in band:
            zones[-1].on[_Side.ACROSS if crossed else sides[id(part)]].append(part)
    return zones


def _sides(parts: Sequence[Segment], cut: float) -> dict[int, _Side]:
    """The side of each segment; one that only hangs over is counted to its neighbours' column."""
    ordered = sorted(parts, key=lambda part: part.place)
    sides = [_side(part, cut) for part in ordered]
    large = LARGER * median(part.size for part in parts)
    bold = median(part.weight for part in parts) + BOLDER
    right = [part for part, side in zip(ordered, sides, strict=True) if side is _Side.RIGHT]
    for place in range(1, len(ordered)):
        before, part = sides[place - 1], ordered[place]
        is_display = part.size >= large or part.weight >= bold
        if sides[place] is _Side.ACROSS:
            after = sides[place + 1] if place + 1 < len(sides) else None
            over = min(part.right - cut, cut - part.left)
            if before is after and over <= _OVER * part.size and not is_display:
                sides[place] = before
        elif before is not _Side.LEFT and sides[place] is _Side.LEFT and is_display:
            alone = not any(part.is_beside(n) or part.heads_beside(n) for n in right)
            sides[place] = _Side.ACROSS if alone else _Side.LEFT
    return {id(part): side for part, side in zip(ordered, sides, strict=True)}


def _side(part: Segment, cut: float) -> _Side:
    if part.left >= cut - _HANG * part.size:
        return _Side.RIGHT
    return _Side.LEFT if part.right <= cut - _ROOM * part.size else _Side.ACROSS


def _parted(found: Sequence[Sequence[Segment]]) -> set[int]:
    """Which bands stand apart from all above, in the file's order too, so that none runs on."""
    flow = _flow(found)
    bodies = [found[place] for place in flow]
    drawn = list(accumulate((max(p.place for p in band) for band in bodies), max))
    bottoms = list(accumulate((min(p.bottom for p in band) for band in bodies), min))
    firsts = accumulate((min(p.place for p in band) for band in reversed(bodies)), min)
    later = zip(flow[1:], bodies[1:], list(firsts)[-2::-1], drawn, bottoms, strict=False)
    return {
        place
        for place, band, first, last, bottom in later
        if last < first and bottom - max(p.top for p in band) >= _APART * band[0].size
    }


def _flow(found: Sequence[Sequence[Segment]]) -> range:
    """The bands without those at the foot that are drawn early, and those at the head drawn late.

    Programs draw what stands in a page's margins before or after all of its text.
    """
    firsts = [min(part.place for part in band) for band in found]
    lasts = [max(part.place for part in band) for band in found]
    start, end = 0, len(found)
    while end > 1 and lasts[end - 1] < median_high(firsts[: end - 1]):
        end -= 1
    while end - start > 1 and firsts[start] > median_low(lasts[start + 1 : end]):
        start += 1
    return range(start, end)


def _are_columns(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether text on both sides of a cut is read one side after the other.

    It is if the file draws it so, unless it is one table drawn by columns; if it draws line by line
    across the cut, only prose that runs on from line to line within each side is.
    """
    rows = [bands(left), bands(right)]
    fewest = min(map(len, rows))
    if fewest < _LEAST or len(left) + len(right) < _LEAST_BOTH:
        return False
    prose = _is_prose(left) and _is_prose(right)
    sides = sorted([*((p.place, 0) for p in left), *((p.place, 1) for p in right)])
    changes = sum(a != b for (_, a), (_, b) in pairwise(sides))
    if changes == 1:
        several = (sum(len(row) > 1 for row in side) > _LEAST for side in rows)
        named = 2 * sum(row[0].text[:1].isalpha() for row in rows[1]) > len(rows[1])
        tables = named and all(several) and all(map(are_drawn_by_row, rows))
        return prose or tables or not _is_aligned(left, right)
    return prose and (changes <= max(2, fewest / 3) or all(map(_flows, (left, right))))


def _is_prose(side: Sequence[Segment]) -> bool:
    """Whether most lines are as long as those of text, or several open an item of a list."""
    is_long = median(len(part.text) for part in side) >= PROSE
    return is_long or sum(part.opens_item for part in side) >= _ITEMS


def _is_aligned(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether nearly each line has one at the same height on the other side."""
    fewer, more = sorted((left, right), key=len)
    beside = sum(any(part.is_beside(other) for other in more) for part in fewer)
    return beside >= 0.8 * len(fewer) and len(more) <= 2 * len(fewer)


def _flows(side: Sequence[Segment]) -> bool:
    """Whether sentences of a column go on from line to line."""
    ordered = sorted(side, key=lambda part: -part.top)
    joints = [runs_on_text(a.text, b.text) for a, b in pairwise(ordered) if a.text and b.text]
    return bool(joints) and sum(joints) >= _FLOWS * len(joints)


def _in_order(parts: Sequence[Segment], found: Sequence[Sequence[Segment]]) -> list[Segment]:
    """The segments of one column: by height where that is sure, else as the file draws them."""
    drawn = sorted(parts, key=lambda part: part.place)
    places = {id(part): place for place, part in enumerate(drawn)}
    level = [sorted(band, key=lambda part: part.place) for band in found]
    sure = all(places[id(band[-1])] - places[id(band[0])] == len(band) - 1 for band in level)
    return [part for band in level for part in band] if sure else drawn


@dataclass(eq=False)
class Box(Placed):
    """Segments that the file draws one below the other, a table, or what stands in one area."""

    parts: list[Segment]
    is_display: bool = False
    """Whether all is set larger than most of the page."""
    inner: Sequence[Box] = ()

    def __post_init__(self) -> None:
        """Measure how far all of it reaches."""
        self.left, self.bottom, self.right, self.top = around(self.parts)
        self.size, self.is_table = self.parts[0].size, self.parts[0].is_table

    @property
    def is_text(self) -> bool:
        """Whether it holds more than a figure or a label."""
        return len(self.parts) > 1 or not 0 < len(self.parts[0].text) < PROSE


def is_below(above: Segment | Box, piece: Segment | Box) -> bool:
    """Returns whether a piece of a line stands where the next line of the one above would."""
    room = (above.bottom - piece.top) / min(above.size, piece.size)
    near = above.meets(piece) and -0.3 <= room <= NEXT
    return near and not (above.is_table or piece.is_table)


def keeps(parts: Sequence[Segment], found: Sequence[Segment]) -> bool:
    """Returns whether an order keeps lines together that the file draws below each other.

    Nor may it come back to text above words of the same column. `parts` are as the file has them.
    """
    order = {id(part): place for place, part in enumerate(found)}
    for above, part in pairwise(parts):
        known = is_below(above, part) and id(above) in order and id(part) in order
        if known and abs(order[id(part)] - order[id(above)]) != 1:
            return False
    ups = [n for n, (above, part) in enumerate(pairwise(found), 1) if part.bottom >= above.top]
    for start, end in pairwise([*ups, len(found)]):
        text = [p for p in found[start:end] if p.is_whole and len(p.text) >= _SHORT]
        tops = _outermost(text)
        for above in filter(lambda part: part.is_whole, found[:start]):
            is_over = any(above.top <= p.bottom and above.meets(p) for p in tops)
            if is_over and sum(map(str.isalpha, above.text)) >= _WORD:
                return False
    return True


def _outermost(parts: Sequence[Segment]) -> list[Segment]:
    """The segments that are not all below another: what stands below any does below one of them."""
    found: list[Segment] = []
    for part in sorted(parts, key=lambda p: -p.bottom):
        if not any(over.left <= part.left and part.right <= over.right for over in found):
            found.append(part)
    return found
