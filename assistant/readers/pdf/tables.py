"""Tables: rows of cells, each cell the lines that stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.page import Box

_BOLDER = 90.0
_OTHER_SIZE = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table; a cell in which nothing stands has no lines."""

    cells: tuple[tuple[PdfLine, ...], ...]

    @property
    def lines(self) -> tuple[PdfLine, ...]:
        """The lines of all cells."""
        return tuple(line for cell in self.cells for line in cell)

    @property
    def as_line(self) -> PdfLine:
        """A line that reaches as far as the row."""
        return replace(self.lines[0], right=max(line.right for line in self.lines))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows from the top; the first may be a header."""

    rows: tuple[Row, ...]
    has_header: bool


def has_header(rows: Sequence[Row], shades: Sequence[Box] = (), *, ruled_off: bool = False) -> bool:
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
        or all(line.weight >= weight + _BOLDER for line in first)
        or all(abs(line.size - size) > _OTHER_SIZE * size for line in first)
        or _is_shaded_alone(rows, shades)
        or _is_above_figures(rows)
    )


def _is_shaded_alone(rows: Sequence[Row], shades: Sequence[Box]) -> bool:
    """Whether the first row is shaded and less than half of the others are."""
    shaded = [all(any(_holds(s, n) for s in shades) for n in row.lines) for row in rows]
    return bool(shades) and shaded[0] and 2 * sum(shaded[1:]) < len(rows) - 1


def _holds(box: Box, line: PdfLine) -> bool:
    across = box.left - line.size <= line.left and line.right <= box.right + line.size
    return across and box.bottom <= line.baseline + 0.3 * line.size <= box.top


def _is_above_figures(rows: Sequence[Row]) -> bool:
    if any(c.isdigit() for line in rows[0].lines for c in line.text):
        return False
    columns = list(zip(*(row.cells for row in rows[1:]), strict=True))
    return len(rows) > 2 and any(_are_figures(column) for column in columns)


def _are_figures(cells: Sequence[tuple[PdfLine, ...]]) -> bool:
    """Whether each cell is mostly a figure."""
    texts = ["".join(line.text for line in cell) for cell in cells]
    return all(2 * sum(not c.isalpha() for c in t) > len(t) > 0 for t in texts) and all(
        any(c.isdigit() for c in text) for text in texts
    )


_GUTTER = 0.8  # in ems: the least room between two columns


_ASCENT = 0.75  # in ems


_DESCENT = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Part:
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

    @property
    def text(self) -> str:
        """Its words; none for a table."""
        return self.content.text if isinstance(self.content, PdfLine) else ""

    @property
    def opens_item(self) -> bool:
        """Whether it opens with a sign that only lists have."""
        return isinstance(self.content, PdfLine) and self.content.is_sure_bullet

    def is_beside(self, other: Part) -> bool:
        """Whether some of one stands at the same height as some of the other."""
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap > 0.25 * min(self.size, other.size)


def parts(lines: Sequence[PdfLine]) -> list[Part]:
    """The lines, cut where there is room enough for another column to begin."""
    return [part for place, line in enumerate(lines) for part in _cut(line, place)]


def line_part(line: PdfLine, place: tuple[int, int], end: int) -> Part:
    """Words of a line as a part."""
    bottom, top = line.baseline - _DESCENT * line.size, line.baseline + _ASCENT * line.size
    return Part(line.left, line.right, bottom, top, place, line.size, line.weight, line, end)


def table_part(table: Table, members: Sequence[Part]) -> Part:
    """A table in place of the parts it was made of."""
    first = min(members, key=lambda part: part.place)
    return Part(
        left=min(part.left for part in members),
        right=max(part.right for part in members),
        bottom=min(part.bottom for part in members),
        top=max(part.top for part in members),
        place=first.place,
        size=first.size,
        weight=first.weight,
        content=table,
    )


def rejoined(found: Iterable[Part], lines: Sequence[PdfLine]) -> Iterator[PdfLine | Table]:
    """What the parts hold; those that still follow each other in their line are one again."""
    run: list[Part] = []
    for part in found:
        if run and not _follows(run[-1], part):
            yield _whole(run, lines)
            run = []
        run.append(part)
    if run:
        yield _whole(run, lines)


def _follows(part: Part, following: Part) -> bool:
    lines = isinstance(part.content, PdfLine) and isinstance(following.content, PdfLine)
    return lines and following.place == (part.place[0], part.end + 1)


def _whole(run: Sequence[Part], lines: Sequence[PdfLine]) -> PdfLine | Table:
    if isinstance(run[0].content, Table):
        return run[0].content
    return lines[run[0].place[0]].part(run[0].place[1], run[-1].end)


def bands(found: Iterable[Part]) -> list[list[Part]]:
    """The parts by height from the top, those that stand side by side together."""
    done: list[list[Part]] = []
    for part in sorted(found, key=lambda p: (-p.top, p.left)):
        if done and any(part.is_beside(other) for other in reversed(done[-1])):
            done[-1].append(part)
        else:
            done.append([part])
    return done


def _cut(line: PdfLine, place: int) -> Iterator[Part]:
    wide = [gap.place for gap in line.gaps if gap.width >= _GUTTER * line.size]
    if wide and line.is_sure_bullet and wide[0] == line.text.find(" "):
        wide = wide[1:]  # a bullet is not a column
    if not wide:
        yield line_part(line, (place, 0), len(line.text))
        return
    starts, ends = [0, *(at + 1 for at in wide)], [*wide, len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        yield line_part(line.part(start, end), (place, start), end)
