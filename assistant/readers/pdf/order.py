"""What the order of a page is found from: stretches of lines, and tables, with where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median, median_high, median_low

from assistant.readers.pdf.furniture import mark, references, set_apart, without_references
from assistant.readers.pdf.grids import with_grids, with_tables
from assistant.readers.pdf.lines import PdfLine, runs_on_text
from assistant.readers.pdf.page import Frame, PdfPage
from assistant.readers.pdf.tables import Part, Table, bands, parts, rejoined

_NARROWEST = 12.0  # in ems: a region with columns is wider
_SIDE = 0.12  # of the region's width: a column is wider
_LEAST = 2  # lines of a column
_LEAST_BOTH = 5
_HANG = 0.3  # in ems: how far a line may begin left of its column
_ROOM = 0.6  # in ems: what is white at least left of a column
_PROSE = 15  # characters: lines of text are longer, cells of tables shorter
_ITEMS = 2
_FLOWS = 0.4  # of the lines of a column of prose go on in the next
_APART = 1.6  # in ems: the room between two paragraphs is less
_OVER = 4.0  # in ems: how far a line may hang over
_LARGER = 1.1
_BOLDER = 90.0


class Side(Enum):
    """On which side of a downward cut a part stands."""

    LEFT = "left"
    RIGHT = "right"
    ACROSS = "across"


@dataclass(eq=False)
class _Zone:
    """What stands between two parts that lie across a cut, or such parts themselves."""

    left: list[Part] = field(default_factory=list)
    right: list[Part] = field(default_factory=list)
    across: list[Part] = field(default_factory=list)

    @property
    def all(self) -> list[Part]:
        return [*self.left, *self.right, *self.across]

    @cached_property
    def is_columns(self) -> bool:
        return not self.across and _are_columns(self.left, self.right)


def regions(parts: Sequence[Part]) -> list[list[Part]]:
    """The page's regions in reading order, each with its parts in reading order."""
    zones = _best_zones(parts)
    if not zones:
        return [_in_order(parts)] if parts else []
    found: list[list[Part]] = []
    for zone in zones:
        if zone.is_columns:
            found += [*regions(zone.left), *regions(zone.right)]
        else:
            found += regions(zone.all)
    return found


def _best_zones(parts: Sequence[Part]) -> list[_Zone]:
    """The zones of the cut that most text lies beside; none where no cut is sure."""
    best: list[_Zone] = []
    most = 0
    for cut in _cuts(parts):
        zones = _merged(_zones(parts, cut))
        count = sum(len(zone.all) for zone in zones if zone.is_columns)
        if count > most:
            best, most = zones, count
    return best


def _cuts(parts: Sequence[Part]) -> Iterator[float]:
    """Where several parts begin below each other inside the region, from the left."""
    if len(parts) < _LEAST_BOTH:
        return
    size = median(part.size for part in parts)
    left, right = min(p.left for p in parts), max(p.right for p in parts)
    if right - left < _NARROWEST * size:
        return
    begins = Counter(round(part.left / size) for part in parts)
    for step in sorted(begins):
        near = [p.left for p in parts if abs(p.left / size - step) <= 0.5]
        if len(near) >= _LEAST and min(near) - left > _SIDE * (right - left):
            yield min(near)


def _zones(parts: Sequence[Part], cut: float) -> list[_Zone]:
    """The parts from the top, in zones with and zones without something across the cut."""
    sides = _sides(parts, cut)
    found = bands(parts)
    parted = _parted(found)
    zones: list[_Zone] = []
    for place, band in enumerate(found):
        crossed = any(sides[id(part)] is Side.ACROSS for part in band)
        if not zones or place in parted or crossed != bool(zones[-1].across):
            zones.append(_Zone())
        for part in band:
            side = Side.ACROSS if crossed else sides[id(part)]
            getattr(zones[-1], side.value).append(part)
    return zones


def _parted(found: Sequence[Sequence[Part]]) -> set[int]:
    """Which bands stand apart from all above, in the file's order too, so that none runs on."""
    parted = set()
    drawn: list[tuple[int, int]] = []
    bottom = 0.0
    flow = _flow(found)
    last = [min(part.place for part in found[place]) for place in flow]
    for n in range(len(last) - 2, -1, -1):
        last[n] = min(last[n], last[n + 1])
    for n, place in enumerate(flow):
        band = found[place]
        room = bottom - max(part.top for part in band)
        if drawn and max(drawn) < last[n] and room >= _APART * band[0].size:
            parted.add(place)
        drawn = [max([*drawn, *(part.place for part in band)])]
        bottom = min([*([bottom] if n else []), *(part.bottom for part in band)])
    return parted


def _flow(found: Sequence[Sequence[Part]]) -> range:
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


def _sides(parts: Sequence[Part], cut: float) -> dict[int, Side]:
    """The side of each part; one that only hangs over is counted to its neighbours' column."""
    ordered = sorted(parts, key=lambda part: part.place)
    sides = [_side(part, cut) for part in ordered]
    is_display = _display(parts)
    right = [part for part, side in zip(ordered, sides, strict=True) if side is Side.RIGHT]
    for place in range(1, len(ordered)):
        before, part = sides[place - 1], ordered[place]
        if sides[place] is Side.ACROSS:
            after = sides[place + 1] if place + 1 < len(sides) else None
            if before is after and _hangs_over(part, cut) and not is_display(part):
                sides[place] = before
        elif before is not Side.LEFT and sides[place] is Side.LEFT and is_display(part):
            alone = not any(part.is_beside(other) for other in right)
            sides[place] = Side.ACROSS if alone else Side.LEFT
    return {id(part): side for part, side in zip(ordered, sides, strict=True)}


def _display(parts: Sequence[Part]) -> Callable[[Part], bool]:
    """Tells whether a part is larger or bolder than most."""
    size = _LARGER * median(part.size for part in parts)
    weight = median(part.weight for part in parts) + _BOLDER
    return lambda part: part.size >= size or part.weight >= weight


def _hangs_over(part: Part, cut: float) -> bool:
    """Whether a part reaches but a little over a cut."""
    return min(part.right - cut, cut - part.left) <= _OVER * part.size


def _side(part: Part, cut: float) -> Side:
    if part.left >= cut - _HANG * part.size:
        return Side.RIGHT
    return Side.LEFT if part.right <= cut - _ROOM * part.size else Side.ACROSS


def _merged(zones: Sequence[_Zone]) -> list[_Zone]:
    """The zones, neighbours without columns made one."""
    found: list[_Zone] = []
    for columns, group in groupby(zones, key=lambda zone: zone.is_columns):
        together = list(group)
        if columns:
            found += together
        else:
            found.append(_Zone(across=[part for zone in together for part in zone.all]))
    return found


def _are_columns(left: Sequence[Part], right: Sequence[Part]) -> bool:
    """Whether text on both sides of a cut is read one side after the other.

    It is if the file draws it so, unless it is a table drawn by columns; if it draws line by line
    across the cut, only prose that runs on from line to line within each side is.
    """
    fewest = min(len(bands(left)), len(bands(right)))
    if fewest < _LEAST or len(left) + len(right) < _LEAST_BOTH:
        return False
    prose = _is_prose(left) and _is_prose(right)
    changes = _changes(left, right)
    if changes == 1:
        return prose or not _is_aligned(left, right)
    if prose and changes <= max(2, fewest / 3):
        return True
    return prose and all(_flows(side) for side in (left, right))


def _is_prose(side: Sequence[Part]) -> bool:
    """Whether most lines are as long as those of text, or several open an item of a list."""
    items = sum(part.opens_item for part in side)
    return items >= _ITEMS or median(len(part.text) for part in side) >= _PROSE


def _changes(left: Sequence[Part], right: Sequence[Part]) -> int:
    """How often the file changes from one side to the other."""
    sides = [*((p.place, 0) for p in left), *((p.place, 1) for p in right)]
    return sum(a != b for (_, a), (_, b) in pairwise(sorted(sides)))


def _is_aligned(left: Sequence[Part], right: Sequence[Part]) -> bool:
    """Whether nearly each line has one at the same height on the other side."""
    fewer, more = sorted((left, right), key=len)
    beside = sum(any(part.is_beside(other) for other in more) for part in fewer)
    return beside >= 0.8 * len(fewer) and len(more) <= 2 * len(fewer)


def _flows(side: Sequence[Part]) -> bool:
    """Whether sentences of a column go on from line to line."""
    ordered = sorted(side, key=lambda part: -part.top)
    joints = [runs_on_text(a.text, b.text) for a, b in pairwise(ordered) if a.text and b.text]
    return bool(joints) and sum(joints) >= _FLOWS * len(joints)


def _in_order(parts: Sequence[Part]) -> list[Part]:
    """The parts of one column: by height where that is sure, else as the file draws them."""
    drawn = sorted(parts, key=lambda part: part.place)
    places = {id(part): place for place, part in enumerate(drawn)}
    found = [sorted(band, key=lambda part: part.place) for band in bands(parts)]
    for band in found:
        if places[id(band[-1])] - places[id(band[0])] != len(band) - 1:
            return drawn
    return [part for band in found for part in band]


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
