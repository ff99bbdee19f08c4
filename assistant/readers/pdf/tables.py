"""Tables: rows of cells, each cell the lines that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from assistant.readers.pdf.frame import Box
from assistant.readers.pdf.lines import PdfLine

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
