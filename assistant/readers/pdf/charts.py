"""Charts on a page of a PDF, told by their axes: numbers in even steps at even distances.

What a chart is labelled with is no sentence and answers nothing by itself, so it is put together
as the words of one chart, apart from the text around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from statistics import median

from assistant.readers.pdf.drawn import Rectangle, around, grouped, room_between
from assistant.readers.pdf.lines import (
    Table,
    TableRow,
    ends_sentence,
    is_caption,
    is_short_figure,
    runs_on_text,
)
from assistant.readers.pdf.order import (
    NEXT,
    Segment,
    as_table,
    bands,
    cell_lines,
    is_below,
    white_between,
)
from assistant.readers.pdf.tables import with_ruled_tables

_TICK = re.compile(
    r"[£$€]?(?P<value>[-+\u2212\u2013]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?: ?[%kKmM]|[-/\u2212\u2013]\d+)?"
)
"""A number of an axis, its unit if that is short, or the first of a range: '£5', '2013/14'."""
_FIGURES = re.compile(rf"(?:{_TICK.pattern.replace('?P<value>', '?:')}(?: |$))+")
_TICKS = 4  # of an axis
_EVEN = 0.12  # of the distance of two ticks
_ONE_EDGE = 0.4  # in ems: what counts as one place
_ALONE = 1 / 3  # of the ticks may have company as the cells of a table have
_CELL = 35  # characters: what stands in a table's row with a figure is shorter
_ROW_BELOW = 3.5  # in ems: the row below a table's header is not farther away
_WORDS = 8  # of a label
_TITLE_WORDS = 16

# in ems, from what is drawn of a chart
_JOINED = 2.0  # what is drawn farther away belongs to something else
_BESIDE = 6.0
_BELOW = 3.0
_OUTSIDE = 6.0  # titles and legends
_LARGER, _TITLE = 1.5, 2.0  # times the axis' type size: no label, and no title, is larger
_SAID = 2  # words with a figure: what is said about the chart
_CENTRED = 0.08  # of its width: a title's middle is nearer to its own
_SWATCH = 1.5
_CAPTION = 1.4  # times: a large figure's size beside the words below it


def with_tables(parts: Sequence[Segment], drawn: Sequence[Rectangle]) -> list[Segment]:
    """Returns a page's segments with its ruled tables, none of which takes in a chart above it.

    One does if several of an axis' numbers share cells. Bars of a chart of which none stands in a
    table are no rules of one.
    """
    found, rules = with_ruled_tables(parts, drawn), list(drawn)
    rows = [row for p in found if isinstance(p.content, Table) for row in p.content.rows]
    shared = {line for row in rows for cell in row.cells if len(cell) > 1 for line in cell}
    held = {line for row in rows for line in row.lines}
    ticks = set[int]()
    for axis in _axes(parts, turned=False):
        lines = {tick.member.content for tick in axis.ticks}
        if len(lines & shared) > 1 or not lines & held:
            ticks.update(id(tick.member) for tick in axis.ticks)
            box, foot = axis.chart(drawn, ()).box, min(tick.part.top for tick in axis.ticks)
            rules = [
                r for r in rules if not axis.upright or r.top <= foot or around([r, box]) != box
            ]
    if not ticks:
        return found
    apart = with_ruled_tables([p for p in parts if id(p) not in ticks], rules)
    return sorted([*apart, *(p for p in parts if id(p) in ticks)], key=lambda p: p.place)


def charts_apart(
    parts: Sequence[Segment],
    drawn: Sequence[Rectangle],
    names: Sequence[Rectangle],
    *,
    turned: bool,
    titled: bool,
) -> tuple[list[Segment], list[Segment]]:
    """Returns a page's segments without the labels of charts, and each chart's labels as one.

    `names` are where words stand that are set across, as below some axes; `turned` says that the
    segments are such words, `titled` that the page has a chart of which few of them are the title.
    """
    axes = _axes(parts, turned=turned)
    charts = _labelled([axis.chart(drawn, names) for axis in axes], parts, drawn)
    known = {id(part) for chart in charts for part in chart.parts}
    titles = [p for p in parts if titled and id(p) not in known and _is_label(p.text)]
    charts += [_Chart(titles, around(titles))] if titles else []
    known.update(map(id, titles))
    return [part for part in parts if id(part) not in known], [chart.labels() for chart in charts]


def placed(
    regions: Sequence[Sequence[Segment]], charts: Sequence[Segment]
) -> Sequence[Sequence[Segment]]:
    """Returns a page's regions in order, each chart after the text that stands nearest above it.

    A table right below it tells its figures.
    """
    found = [list(region) for region in regions]
    for chart in sorted(charts, key=lambda c: -c.top):
        tables = (p for region in found for p in region if p.is_table and p.meets(chart))
        data = [p for p in tables if abs(chart.bottom - p.top) <= chart.size]
        found = [[p for p in region if p not in data] for region in found]
        over = [(p, region, n) for region in found for n, p in enumerate(region) if p.meets(chart)]
        above = [o for o in over if o[0].bottom >= chart.top - chart.size / 2]
        if above:
            _, region, place = min(reversed(above), key=lambda o: o[0].bottom)
            place = _text_ends(region, place)
        elif over:
            _, region, place = max(over, key=lambda o: o[0].top)
        else:
            region, place = [], 0
            found.append(region)
        region[place:place] = [chart, *data]
    return found


def _text_ends(region: Sequence[Segment], place: int) -> int:
    """Where the lines that go on from one end, which may go on beside a chart."""
    for end, (above, part) in enumerate(pairwise(region[place:]), place + 1):
        if not (above.is_before(part) or is_below(above, part)):
            return end
    return len(region)


@dataclass(slots=True, eq=False)
class _Chart:
    """A chart: the numbers of its axis and its other labels, and how far it is drawn from there."""

    parts: list[Segment]
    box: Rectangle
    size: float = 0.0
    """Of the type of its axis."""

    def labels(self) -> Segment:
        whole = list({id(part): part for part in self.parts}.values())
        rows = (TableRow((cell_lines(band),)) for band in bands(whole))
        table = Table(tuple(rows), headers=0, is_chart=True)
        return as_table(whole, table, self.box)

    def is_of(self, other: _Chart) -> bool:
        one, two = around(self.parts), around(other.parts)
        return one.meets(two) and one.turned.meets(two.turned)

    def has_label(
        self,
        part: Segment,
        lines: Sequence[Segment],
        charts: Sequence[_Chart],
        drawn: Sequence[Rectangle],
    ) -> bool:
        """Whether a segment names a category, is of a legend, is a title, or is a figure of it.

        `lines` are those of the text of which the segment is one.
        """
        text = " ".join(line.text for line in lines)
        if part.opens_item or not _is_label(text, _TITLE_WORDS):
            return False
        is_named = self._is_beside(part) or self._is_above(lines[0])
        if self._holds(part):  # a figure among several words is said about the chart
            words = sum(map(str.isalpha, text.split()))
            is_named = words < _SAID or not any(map(str.isdigit, text))
        elif not is_named and any(other._holds(part) for other in charts):
            return False
        is_named = is_named and _is_label(text)
        return is_named or self._has_legend(part, drawn) or self._has_title(part)

    def has_table(self, parts: Sequence[Segment], ticks: Container[int]) -> bool:
        """Whether rows of a table stand below its drawing: a name, and figures beside it."""
        below = [p for p in parts if 0 < self.box.bottom - p.top <= _OUTSIDE * self.size]
        figures = [p for p in below if id(p) not in ticks and _FIGURES.fullmatch(p.text)]
        names = (p for p in below if p.left < self.box.left and any(map(str.isalpha, p.text)))
        beside = (sum(abs(n.bottom - f.bottom) <= 0.2 * self.size for f in figures) for n in names)
        return any(count > 1 for count in beside)

    def distance(self, part: Segment) -> float:
        """How far above or below its drawing a segment stands."""
        return max(part.bottom - self.box.top, self.box.bottom - part.top, 0.0)

    def _holds(self, part: Segment) -> bool:
        return self.box.holds(part) and part.size <= _LARGER * self.size

    def _is_beside(self, part: Segment) -> bool:
        """Whether a segment stands left of it, or is a figure right at its other side."""
        before, after = self.box.left - part.right, part.left - self.box.right
        near = 0 <= before <= _BESIDE * self.size
        near |= 0 <= after <= self.size and _FIGURES.fullmatch(part.text) is not None
        level = self.box.bottom <= part.y <= self.box.top
        return near and level and part.size <= _LARGER * self.size

    def _is_above(self, part: Segment) -> bool:
        """Whether a segment stands below it and farther in, unlike a heading of other text."""
        across = self.box.left + self.size < part.left and part.x <= self.box.right
        near = 0 < self.box.bottom - part.y <= _BELOW * self.size
        return across and near and part.size <= _LARGER * self.size

    def _has_title(self, part: Segment) -> bool:
        """Whether a segment is no wider and centred above it, or below it in its axis' size."""
        box, above, below = self.box, part.bottom - self.box.top, self.box.bottom - part.top
        near = -0.5 * self.size <= max(above, below) <= _OUTSIDE * self.size
        centred = abs(part.x - box.x) <= _CENTRED * box.width
        centred &= box.left <= part.left < part.right <= box.right
        size = (_TITLE if above > below else _LARGER) * self.size
        return near and centred and part.size <= size and any(map(str.isalpha, part.text))

    def _has_legend(self, part: Segment, drawn: Sequence[Rectangle]) -> bool:
        """Whether a segment stands near, and right before it a piece of line or a small area."""
        left, right = self.box.left - _BESIDE * self.size, self.box.right + 2 * _OUTSIDE * self.size
        near = left <= part.left < part.right <= right
        return (
            near
            and self.distance(part) <= _OUTSIDE * self.size
            and any(
                0 <= part.left - box.right <= _SWATCH * part.size
                and part.bottom <= box.y <= part.top
                and box.height <= 2.5 * part.size
                and box.width <= 6 * part.size
                for box in drawn
            )
        )


def _labelled(
    charts: Sequence[_Chart], parts: Sequence[Segment], drawn: Sequence[Rectangle]
) -> list[_Chart]:
    """The charts with their labels; what could be a label of several is one of the nearest."""
    ticks = {id(part) for chart in charts for part in chart.parts}
    lines = _run_on(parts) if charts else {}
    nearest: dict[int, tuple[float, int]] = {}
    for place, chart in enumerate(charts):
        lowest = chart.box.bottom if chart.has_table(parts, ticks) else -math.inf
        for part in parts:
            said = lines.get(id(part), ())
            if part.bottom < lowest or not chart.has_label(part, said, charts, drawn):
                continue
            if id(part) in ticks:
                chart.parts.append(part)
            else:
                near = (chart.distance(part), place)
                nearest[id(part)] = min(nearest.get(id(part), near), near)
    for part in parts:
        if id(part) in nearest:
            charts[nearest[id(part)][1]].parts.append(part)
    return _joined(charts)


def _joined(charts: Sequence[_Chart]) -> list[_Chart]:
    """The charts, those whose labels stand among each other as one."""
    found: list[_Chart] = []
    for chart in charts:
        while met := next((other for other in found if chart.is_of(other)), None):
            found.remove(met)
            chart.parts += met.parts
            chart.box = around([chart.box, met.box])
        found.append(chart)
    return found


def _is_label(text: str, most: int = _WORDS) -> bool:
    """Whether a text could be a chart's label: a few words that are no sentence."""
    is_said = ends_sentence(text) or ":" in text or is_caption(text)
    return not is_said and 0 < len(text.split()) <= most


def _run_on(parts: Sequence[Segment]) -> dict[int, list[Segment]]:
    """The lines of the text of which a segment is one, as the words tell, by the segment's id."""
    found: dict[int, list[Segment]] = {}
    above: list[Segment] = []
    for part in sorted((p for p in parts if p.text), key=lambda p: -p.top):
        lines = list[Segment]()
        if part.text[0].islower():
            goes_on = (a for a in above if is_below(a, part) and runs_on_text(a.text, part.text))
            lines = next((found[id(a)] for a in goes_on), lines)
        lines.append(part)
        found[id(part)] = lines
        above.append(part)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Tick:
    """A number that may be one of an axis, and the segment in which it stands."""

    part: Segment
    member: Segment
    value: float


_Along = Callable[[_Tick], float]
_BOTTOM: _Along = attrgetter("part.bottom")
_MIDDLE: _Along = attrgetter("part.x")
_WAYS: tuple[tuple[_Along, _Along], ...] = (
    (attrgetter("part.right"), _BOTTOM),
    (attrgetter("part.left"), _BOTTOM),
    (_MIDDLE, _BOTTOM),
    (_BOTTOM, _MIDDLE),
)
"""At what the numbers of an axis stand, and along what: up, or from left to right."""


def _ticks(parts: Iterable[Segment]) -> Iterator[_Tick]:
    """The numbers that stand by themselves, or beside nothing but others."""
    for part in parts:
        if not _FIGURES.fullmatch(part.text):
            continue
        pieces = part.cut(lambda _: True)
        values = [_TICK.fullmatch(piece.text) for piece in pieces]
        for piece, value in zip(pieces, values, strict=True):
            if value and all(values):
                sign = value["value"].replace(",", "").translate({0x2212: "-", 0x2013: "-"})
                yield _Tick(piece, part, float(sign))


@dataclass(frozen=True, slots=True)
class _Axis:
    ticks: Sequence[_Tick]
    upright: bool

    def chart(self, drawn: Sequence[Rectangle], names: Sequence[Rectangle]) -> _Chart:
        """The chart as far as its drawing reaches, and what is set across right below it."""
        size = median(t.part.size for t in self.ticks)
        box = self._reach(drawn, _JOINED * size)
        across = (n for n in names if box.left <= n.left <= box.right and n.bottom < box.bottom)
        feet = (n.bottom for n in across if abs(box.bottom - n.top) <= _JOINED * size)
        box = box._replace(bottom=min(feet, default=box.bottom))
        return _Chart([tick.member for tick in self.ticks], box, size)

    def _reach(self, drawn: Sequence[Rectangle], room: float) -> Rectangle:
        axis = around([t.part for t in self.ticks])
        if self.upright:
            low, high = axis.bottom - room, axis.top + room
            level = (d for d in drawn if d.bottom >= low and d.top <= high)
            spans = ((d.left, d.right) for d in level if d.left > axis.left)
            return axis._replace(right=_reach(axis.right, spans, room))
        over = [d for d in drawn if d.left >= axis.left - room and d.right <= axis.right + room]
        top = _reach(axis.top, ((d.bottom, d.top) for d in over if d.top > axis.bottom), room)
        down = ((-d.top, -d.bottom) for d in over if d.bottom < axis.top)
        bottom = -_reach(-axis.bottom, down, room)
        if top - axis.top < axis.bottom - bottom:  # an axis at the head of its chart
            return axis._replace(bottom=bottom)
        return axis._replace(top=top)


def _reach(edge: float, spans: Iterable[tuple[float, float]], room: float) -> float:
    """How far stretches reach from an edge on that go on from each other."""
    for begins, ends in sorted(spans):
        if begins <= edge + room:
            edge = max(edge, ends)
    return edge


def _axes(parts: Sequence[Segment], *, turned: bool) -> list[_Axis]:
    ticks = list(_ticks(parts))
    if len(ticks) < _TICKS:
        return []
    axes = [
        _Axis(run, upright=along is _BOTTOM)
        for edge, along in _WAYS
        for run in _runs(ticks, edge, along)
        if run[-1].value > run[0].value or (turned and along is _BOTTOM)
    ]
    known = {id(tick.member) for axis in axes for tick in axis.ticks}
    rows = [p for p in parts if len(p.text) <= _CELL or _FIGURES.fullmatch(p.text)]
    others = [p for row in rows if id(row) not in known for p in row.cut(lambda _: True)]
    return [axis for axis in axes if not _is_of_a_table(axis, others)]


def _runs(ticks: Sequence[_Tick], edge: _Along, along: _Along) -> list[list[_Tick]]:
    """The longest runs of ticks at one edge whose distances and steps are even."""

    def is_at(one_edge: Sequence[_Tick], tick: _Tick) -> bool:
        return edge(tick) - edge(one_edge[0]) <= _ONE_EDGE * one_edge[0].part.size

    runs: list[list[_Tick]] = []
    for one_edge in grouped(sorted(ticks, key=edge), is_at):
        runs.append([])
        for tick in sorted(one_edge, key=along):
            if len(runs[-1]) > 1 and not _goes_on(runs[-1], tick, along):
                runs.append(runs[-1][-1:])
            runs[-1].append(tick)
    return [run for run in runs if len(run) >= _TICKS]


def _goes_on(run: Sequence[_Tick], tick: _Tick, along: _Along) -> bool:
    distance, step = along(run[-1]) - along(run[-2]), run[-1].value - run[-2].value
    even = abs(along(tick) - along(run[-1]) - distance) <= _EVEN * distance
    return even and step != 0 and abs(tick.value - run[-1].value - step) < 1e-6 * abs(step) + 1e-9


def _is_of_a_table(axis: _Axis, others: Sequence[Segment]) -> bool:
    """Whether what looks like an axis are cells: others stand in their rows, or below them."""
    company = sum(any(_is_cell(axis, tick, part) for part in others) for tick in axis.ticks)
    return company > _ALONE * len(axis.ticks)


def _is_cell(axis: _Axis, tick: _Tick, part: Segment) -> bool:
    """Whether a segment stands beside an axis' number as in a row, or below it as in a column."""
    apart = tick.part.bottom - part.bottom
    if axis.upright or part.right < axis.ticks[0].part.left:
        return abs(apart) <= 0.2 * tick.part.size
    room = tick.part.size if _FIGURES.fullmatch(part.text) else 0.0
    across = part.left - room <= tick.part.x <= part.right + room
    return across and 0.5 < apart / tick.part.size <= _ROW_BELOW and part.width < 60


def figure_columns(parts: Sequence[Segment]) -> list[Rectangle]:
    """Returns where large figures, no row of a table, stand side by side above words of each."""
    found = list[Rectangle]()
    rows = bands(parts) if any(is_short_figure(p.text) for p in parts) else []
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else []
        headed = len(before) == len(row) and room_between(before, row) <= NEXT * row[0].size
        if headed or not all(is_short_figure(p.text) for p in row):
            continue
        strip = [row]
        for above, band in pairwise(rows[place:]):
            small = _CAPTION * max(p.size for p in band) <= min(p.size for p in row)
            apart = len(white_between([*strip, band])) == len(row)
            if not (small and apart and room_between(above, band) <= NEXT * above[0].size):
                break
            strip.append(band)
        held = [[*filter(c.meets, chain(*strip))] for c in white_between(strip)]
        worded = all(any(p not in row and p.text for p in column) for column in held)
        counted = any(len(b) > 1 and all(is_short_figure(p.text) for p in b) for b in strip[1:])
        if len(row) > 1 and worded and not counted:
            found += map(around, held)
    return found
