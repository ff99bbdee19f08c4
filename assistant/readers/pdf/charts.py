"""Charts on a page of a PDF, told by their axes: numbers in even steps at even distances.

What a chart is labelled with is no sentence and answers nothing by itself, so it is put together
as the words of one chart, apart from the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.drawn import Rectangle, reach
from assistant.readers.pdf.lines import (
    PdfLine,
    Table,
    TableRow,
    ends_sentence,
    is_caption,
    runs_on_text,
)
from assistant.readers.pdf.order import Segment, bands, cut_line, is_below, rejoined

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

# in ems, from the plot
_JOINED = 2.0  # what is drawn farther away belongs to something else
_BESIDE = 6.0
_BELOW = 3.0
_OUTSIDE = 6.0  # titles and legends
_LARGER, _TITLE = 1.5, 2.0  # times the axis' type size: no label, and no title, is larger
_SAID = 2  # words with a figure: what is said about the chart
_CENTRED = 0.08  # of the plot's width: a title's middle is nearer to the plot's
_SWATCH = 1.5


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
    Axes whose labels stand among each other are of one chart.
    """
    axes = _axes(parts, turned=turned)
    plots = [_with_names(*axis.plot(drawn), names) for axis in axes]
    page = _Page(parts, drawn, _run_on(parts) if axes else {}, axes, plots)
    charts = _charts(page)
    known = {id(part) for chart in charts for part in chart.parts}
    titles = [p for p in parts if titled and id(p) not in known and _is_label(p.text)]
    charts += [_Chart(titles, _around(titles))] if titles else []
    known.update(map(id, titles))
    return [part for part in parts if id(part) not in known], [chart.labels() for chart in charts]


def placed(
    regions: Sequence[Sequence[Segment]], charts: Sequence[Segment]
) -> Sequence[Sequence[Segment]]:
    """Returns a page's regions in order, each chart after the text that stands nearest above it."""
    if not charts:
        return regions
    found = [list(region) for region in regions]
    for chart in sorted(charts, key=lambda c: -c.top):
        over = [
            (part, number, place)
            for number, region in enumerate(found)
            for place, part in enumerate(region)
            if part.left < chart.right and chart.left < part.right
        ]
        above = [o for o in over if o[0].bottom >= chart.top - chart.size / 2]
        if above:
            _, number, place = min(reversed(above), key=lambda o: o[0].bottom)
            found[number].insert(_text_ends(found[number], place), chart)
        elif over:
            _, number, place = max(over, key=lambda o: o[0].top)
            found[number].insert(place, chart)
        else:
            found.append([chart])
    return found


def _text_ends(region: Sequence[Segment], place: int) -> int:
    """Where the lines that go on from one end, which may go on beside a chart."""
    for above, part in pairwise(region[place:]):
        place += 1
        if not (above.is_before(part) or is_below(above, part)):
            return place
    return len(region)


@dataclass(slots=True, eq=False)
class _Chart:
    """The labels of a chart, and how far it reaches with what is drawn."""

    parts: list[Segment]
    reach: Rectangle

    def is_of(self, other: _Chart) -> bool:
        """Whether its labels stand among another's."""
        one, two = _around(self.parts), _around(other.parts)
        across = one.left < two.right and two.left < one.right
        return across and one.bottom < two.top and two.bottom < one.top

    def labels(self) -> Segment:
        """All as one segment."""
        whole = list({id(part): part for part in self.parts}.values())
        rows = (sorted(band, key=lambda p: (p.left, p.place)) for band in bands(whole))
        lines = (tuple(n for n in rejoined(row) if isinstance(n, PdfLine)) for row in rows)
        table = Table(tuple(TableRow((row,)) for row in lines), headers=0, is_chart=True)
        first, box = min(whole, key=lambda part: part.place), _around([*whole, self.reach])
        edges = {side: getattr(box, side) for side in ("left", "right", "bottom", "top")}
        return replace(first, **edges, content=table, end=0, whole=None)


def _charts(page: _Page) -> list[_Chart]:
    """The charts of a page; what could be a label of several is one of the nearest."""
    ticks = page.ticks
    nearest: dict[int, tuple[float, int]] = {}
    plots = zip(page.axes, page.plots, strict=True)
    single = [_Chart(list(axis.members), plot) for axis, (plot, _) in plots]
    for place in range(len(single)):
        for part, apart in page.labels(place):
            if id(part) in ticks:
                single[place].parts.append(part)
            else:
                nearest[id(part)] = min(nearest.get(id(part), (apart, place)), (apart, place))
    for part in page.parts:
        if id(part) in nearest:
            single[nearest[id(part)][1]].parts.append(part)
    found: list[_Chart] = []
    for chart in single:
        while met := next((other for other in found if chart.is_of(other)), None):
            found.remove(met)
            chart.parts += met.parts
            chart.reach = _around([chart.reach, met.reach])
        found.append(chart)
    return found


def _is_label(text: str, most: int = _WORDS) -> bool:
    """Returns whether a text could be a chart's label: a few words that are no sentence."""
    if ends_sentence(text) or ":" in text or is_caption(text):
        return False
    return 0 < len(text.split()) <= most


def _around(parts: Sequence[Segment | Rectangle]) -> Rectangle:
    return Rectangle(
        min(part.left for part in parts),
        min(part.bottom for part in parts),
        max(part.right for part in parts),
        max(part.top for part in parts),
    )


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


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on a page with charts, and what is drawn on it."""

    parts: Sequence[Segment]
    drawn: Sequence[Rectangle]
    lines: Mapping[int, Sequence[Segment]]
    axes: Sequence[_Axis]
    plots: Sequence[tuple[Rectangle, float]]
    """Of the axes: how far the drawing reaches, and the type size."""

    @property
    def ticks(self) -> frozenset[int]:
        """The ids of the segments of all axes."""
        return frozenset(id(part) for axis in self.axes for part in axis.members)

    def _text(self, part: Segment) -> str:
        """The words of all lines of which a segment is one."""
        return " ".join(line.text for line in self.lines.get(id(part), ()))

    def labels(self, place: int) -> Iterator[tuple[Segment, float]]:
        """What else may be labels of the chart of an axis, with how far off they stand.

        These are names of categories, legends, titles, and figures.
        """
        plot, size = self.plots[place]
        has_table = self._has_table(plot, size)
        for part in self.parts:
            text = self._text(part)
            if part.opens_item or not _is_label(text, _TITLE_WORDS):
                continue
            if has_table and part.bottom < plot.bottom:
                continue
            lines = self.lines.get(id(part), [part])
            named = _is_beside(plot, part, size) or _is_below(plot, lines[0], size)
            if _is_inside(plot, size, part):
                named = not _tells(text)
            elif not named and any(_is_inside(*other, part) for other in self.plots):
                continue
            legend = named or _is_legend(plot, part, size, self.drawn)
            if (legend and _is_label(text)) or _is_title(plot, part, size):
                yield part, max(part.bottom - plot.top, plot.bottom - part.top, 0.0)

    def _has_table(self, plot: Rectangle, size: float) -> bool:
        """Whether rows of a table stand below a plot: a name, and figures beside it."""
        below = [p for p in self.parts if 0 < plot.bottom - p.top <= _OUTSIDE * size]
        figures = [p for p in below if id(p) not in self.ticks and _FIGURES.fullmatch(p.text)]
        names = [p for p in below if p.left < plot.left and any(map(str.isalpha, p.text))]
        return any(
            sum(abs(name.bottom - figure.bottom) <= 0.2 * size for figure in figures) > 1
            for name in names
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Tick:
    """A number that may be one of an axis, and the segment in which it stands."""

    part: Segment
    member: Segment
    value: float

    @property
    def middle(self) -> float:
        return (self.part.left + self.part.right) / 2


def _ticks(parts: Iterable[Segment]) -> Iterator[_Tick]:
    """The numbers that stand by themselves, or beside nothing but others."""
    for part in parts:
        if not _FIGURES.fullmatch(part.text):
            continue
        pieces = _cells(part)
        values = [_TICK.fullmatch(piece.text) for piece in pieces]
        for piece, value in zip(pieces, values, strict=True):
            if value and all(values):
                sign = value["value"].replace(",", "").translate({0x2212: "-", 0x2013: "-"})
                yield _Tick(piece, part, float(sign))


def _cells(part: Segment) -> list[Segment]:
    """A segment cut at all its gaps."""
    line = part.content
    if not isinstance(line, PdfLine) or not line.gaps:
        return [part]
    return list(cut_line(line, (part.place[0], 0), [gap.place for gap in line.gaps], part.whole))


@dataclass(frozen=True, slots=True)
class _Axis:
    """The numbers of an axis and where they stand."""

    ticks: Sequence[_Tick]
    upright: bool

    @property
    def members(self) -> list[Segment]:
        return [tick.member for tick in self.ticks]

    def plot(self, drawn: Sequence[Rectangle]) -> tuple[Rectangle, float]:
        """How far the chart's drawing reaches from its axis, and the type size of that."""
        axis, size = _around([t.part for t in self.ticks]), median(t.part.size for t in self.ticks)
        room = _JOINED * size
        if self.upright:
            level = [
                d for d in drawn if d.bottom >= axis.bottom - room and d.top <= axis.top + room
            ]
            spans = ((d.left, d.right) for d in level if d.left > axis.left)
            return replace(axis, right=reach(axis.right, spans, room)), size
        over = [d for d in drawn if d.left >= axis.left - room and d.right <= axis.right + room]
        top = reach(axis.top, ((d.bottom, d.top) for d in over if d.top > axis.bottom), room)
        down = ((-d.top, -d.bottom) for d in over if d.bottom < axis.top)
        bottom = -reach(-axis.bottom, down, room)
        if top - axis.top < axis.bottom - bottom:  # an axis at the head of its chart
            return replace(axis, bottom=bottom), size
        return replace(axis, top=top), size


def _with_names(
    plot: Rectangle, size: float, names: Sequence[Rectangle]
) -> tuple[Rectangle, float]:
    """A plot down to the foot of what is set across right below it, and the type size."""
    across = (n for n in names if plot.left <= n.left <= plot.right and n.bottom < plot.bottom)
    feet = (n.bottom for n in across if abs(plot.bottom - n.top) <= _JOINED * size)
    return replace(plot, bottom=min(feet, default=plot.bottom)), size


def _is_level_with(plot: Rectangle, part: Segment, size: float) -> bool:
    level = plot.bottom <= (part.bottom + part.top) / 2 <= plot.top
    return level and part.size <= _LARGER * size


def _is_inside(plot: Rectangle, size: float, part: Segment) -> bool:
    """Whether a segment stands in a plot."""
    across = plot.left <= (part.left + part.right) / 2 <= plot.right
    return across and _is_level_with(plot, part, size)


def _is_beside(plot: Rectangle, part: Segment, size: float) -> bool:
    """Whether a segment stands left of a plot, or is a figure right at its other side."""
    before, after = plot.left - part.right, part.left - plot.right
    near = 0 <= before <= _BESIDE * size
    near |= 0 <= after <= size and _FIGURES.fullmatch(part.text) is not None
    return near and _is_level_with(plot, part, size)


def _is_below(plot: Rectangle, part: Segment, size: float) -> bool:
    """Whether a segment stands below a plot and farther in, unlike a heading of other text."""
    across = plot.left + size < part.left and part.left + part.right <= 2 * plot.right
    room = plot.bottom - (part.bottom + part.top) / 2
    return across and 0 < room <= _BELOW * size and part.size <= _LARGER * size


def _is_title(plot: Rectangle, part: Segment, size: float) -> bool:
    """Whether a segment is no wider than a plot and centred above it, or below it in its size."""
    above, below = part.bottom - plot.top, plot.bottom - part.top
    near = -0.5 * size <= max(above, below) <= _OUTSIDE * size
    shift = abs(part.left + part.right - plot.left - plot.right) / 2
    centred = shift <= _CENTRED * plot.width and plot.left <= part.left < part.right <= plot.right
    if not any(map(str.isalpha, part.text)):
        return False
    return near and centred and part.size <= (_TITLE if above > below else _LARGER) * size


def _is_legend(plot: Rectangle, part: Segment, size: float, drawn: Sequence[Rectangle]) -> bool:
    """Whether a segment stands near a plot, with a sign of how its data are drawn before it."""
    apart = max(part.bottom - plot.top, plot.bottom - part.top)
    left, right = plot.left - _BESIDE * size, plot.right + 2 * _OUTSIDE * size
    near = left <= part.left < part.right <= right and apart <= _OUTSIDE * size
    return near and _has_swatch(part, drawn)


def _tells(text: str) -> bool:
    """Whether a text has a figure among several words, as what is said about a chart has."""
    return any(map(str.isdigit, text)) and sum(map(str.isalpha, text.split())) >= _SAID


def _has_swatch(part: Segment, drawn: Sequence[Rectangle]) -> bool:
    """Whether a piece of line or a small area is drawn right before a label, as in a legend."""
    return any(
        0 <= part.left - box.right <= _SWATCH * part.size
        and part.bottom <= (box.bottom + box.top) / 2 <= part.top
        and box.height <= 2.5 * part.size
        and box.width <= 6 * part.size
        for box in drawn
    )


def _axes(parts: Sequence[Segment], *, turned: bool) -> list[_Axis]:
    """The axes of charts, those that go up first."""
    ticks = list(_ticks(parts))
    if len(ticks) < _TICKS:
        return []
    upright = [
        _Axis(run, upright=True)
        for edge in (lambda t: t.part.right, lambda t: t.part.left, lambda t: t.middle)
        for run in _runs(ticks, edge, lambda t: t.part.bottom)
        if run[-1].value > run[0].value or turned
    ]
    level = [
        _Axis(run, upright=False)
        for run in _runs(ticks, lambda t: t.part.bottom, lambda t: t.middle)
        if run[-1].value > run[0].value
    ]
    known = {id(tick.member) for axis in (*upright, *level) for tick in axis.ticks}
    rows = [p for p in parts if len(p.text) <= _CELL or _FIGURES.fullmatch(p.text)]
    others = [cell for part in rows if id(part) not in known for cell in _cells(part)]
    return [axis for axis in (*upright, *level) if not _is_of_a_table(axis, others)]


def _runs(
    ticks: Sequence[_Tick], edge: Callable[[_Tick], float], along: Callable[[_Tick], float]
) -> Iterator[list[_Tick]]:
    """The longest runs of ticks at one edge whose distances and steps are even."""
    ordered = sorted(ticks, key=edge)
    start = 0
    for end in range(1, len(ordered) + 1):
        first = ordered[start]
        if end < len(ordered) and edge(ordered[end]) - edge(first) <= _ONE_EDGE * first.part.size:
            continue
        yield from _even(sorted(ordered[start:end], key=along), along)
        start = end


def _even(ticks: Sequence[_Tick], along: Callable[[_Tick], float]) -> Iterator[list[_Tick]]:
    run: list[_Tick] = []
    for tick in ticks:
        if len(run) >= 2 and not _goes_on(run, tick, along):
            yield from [run] if len(run) >= _TICKS else []
            run = run[-1:]
        run.append(tick)
    yield from [run] if len(run) >= _TICKS else []


def _goes_on(run: Sequence[_Tick], tick: _Tick, along: Callable[[_Tick], float]) -> bool:
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
    across = part.left - room <= tick.middle <= part.right + room
    return across and 0.5 < apart / tick.part.size <= _ROW_BELOW and part.right - part.left < 60
