"""The lines of a PDF's page put together to headings, paragraphs and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.readers.pdf.layout import Layout
from assistant.readers.pdf.lines import PdfLine, is_beside
from assistant.readers.pdf.sentences import continues, ends_sentence, runs_on
from assistant.readers.pdf.tables import Table
from assistant.readers.pdf.type import Body, fits, is_heading, right_edges
from assistant.records import MarkKind

_HEADING_LINES = 4
_BOLD_LINES = 2
_HEADING_GAP = 1.7  # in ems, between the lines of one heading
_ROW = 0.3  # in ems: lines whose baselines are nearer stand side by side
_INDENT = 0.8  # in ems
_LOOSE = 1.22  # times the leading


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `level` is a heading's or an item's, or a row's place."""

    kind: MarkKind
    lines: tuple[PdfLine, ...]
    level: int | None = None
    cells: tuple[tuple[PdfLine, ...], ...] = ()
    """Of a row: the same lines, cell by cell."""

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page


def ordered_blocks(
    layout: Layout, body: Body, titles: Mapping[str, int] | None = None
) -> list[Block]:
    """The blocks of one page in reading order: running heads, text, footnotes, running feet.

    `titles` are the outline's titles for this page in `bare` form, with their levels. Other
    headings and all items come without a level.
    """
    found = [Block(MarkKind.BOILERPLATE, (line,)) for line in layout.head]
    edges = _edges(layout.body)
    for tabular, group in groupby(layout.body, key=lambda n: isinstance(n, Table)):
        if tabular:
            found += [row for n in group if isinstance(n, Table) for row in _rows(n)]
        else:
            lines = [n for n in group if isinstance(n, PdfLine)]
            found += _PageBlocks(lines, body, layout.opens, titles or {}, edges).blocks()
    found += [Block(MarkKind.FOOTNOTE, note) for note in layout.notes]
    return found + [Block(MarkKind.BOILERPLATE, (line,)) for line in layout.foot]


def _edges(content: Sequence[PdfLine | Table]) -> dict[PdfLine, float]:
    """How far right the lines around each line reach, a table's rows being lines too."""
    lines: list[PdfLine] = []
    for n in content:
        lines += [n] if isinstance(n, PdfLine) else [row.as_line for row in n.rows]
    return dict(zip(lines, right_edges(lines), strict=True))


def _rows(table: Table) -> Iterator[Block]:
    for place, row in enumerate(table.rows, 0 if table.has_header else 1):
        yield Block(MarkKind.ROW, row.lines, place, row.cells)


def bare(text: str) -> str:
    """The text's letters and digits, without the number in front, for comparing titles."""
    letters = re.sub(r"[\W_]+", "", text.casefold())
    unnumbered = re.sub(r"[\W_]+", "", re.sub(r"^[\W\d]+", "", text.casefold()))
    return unnumbered or letters


class _PageBlocks:
    """One pass over the lines of a page."""

    def __init__(
        self,
        lines: Sequence[PdfLine],
        body: Body,
        opens: frozenset[PdfLine],
        titles: Mapping[str, int],
        edges: Mapping[PdfLine, float],
    ) -> None:
        self.lines = lines
        self.body = body
        self.opens = opens
        self.titles = titles
        self.edges = [edges[line] for line in lines]

    def blocks(self) -> Iterator[Block]:
        place = 0
        while place < len(self.lines):
            block = self._block(place)
            yield block
            place += len(block.lines)

    def _block(self, place: int) -> Block:
        """The block that begins with a line."""
        line = self.lines[place]
        titled = self._outlined(place)
        if titled is not None:
            return titled
        count = self._heading_lines(place)
        if count:
            return Block(MarkKind.HEADING, tuple(self.lines[place : place + count]))
        kind = MarkKind.ITEM if line.is_bullet else MarkKind.PARAGRAPH
        end = place + 1
        while end < len(self.lines) and self._goes_on(kind, place, end):
            end += 1
        return Block(kind, tuple(self.lines[place:end]))

    def _outlined(self, place: int) -> Block | None:
        """The heading that begins here and that the outline names."""
        if not self.titles:
            return None
        for count in range(1, _HEADING_LINES + 1):
            lines = tuple(self.lines[place : place + count])
            alike = all(self.body.same_look(lines[0], n) for n in lines)
            if len(lines) < count or not alike:
                return None
            level = self.titles.get(bare(" ".join(n.text for n in lines)))
            if level is not None:
                return Block(MarkKind.HEADING, lines, level)
        return None

    def _heading_lines(self, place: int) -> int:
        """How many lines the heading has that begins here; 0 if there is none by its type."""
        first = self.lines[place]
        if not is_heading(first, self.body):
            return 0
        count = 1
        while self._same_heading(place + count):
            count += 1
        return count if count <= self._most_heading_lines(first) else 0

    def _most_heading_lines(self, first: PdfLine) -> int:
        return _HEADING_LINES if self.body.is_display(first) else _BOLD_LINES

    def _same_heading(self, place: int) -> bool:
        """Whether a line is set as the heading's line above it and close to it."""
        if place >= len(self.lines):
            return False
        above, line = self.lines[place - 1], self.lines[place]
        gap = above.baseline - line.baseline
        return self.body.same_look(above, line) and -_ROW < gap / line.size < _HEADING_GAP

    def _goes_on(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line belongs to the item or paragraph that began with the line `first`."""
        above, line = self.lines[place - 1], self.lines[place]
        if self._is_heading_at(place):
            return False
        if line in self.opens:
            return continues(self.lines[first:place], line)
        if not self._near(place):
            return False
        if is_beside(above, line):
            return not line.is_sure_bullet
        return self._wraps(kind, first, place)

    def _wraps(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line below another is its block's next one."""
        above, line = self.lines[place - 1], self.lines[place]
        meant = fits(above, line, self.edges[place - 1])
        if line.is_bullet:
            wraps = kind is MarkKind.PARAGRAPH and not meant and not ends_sentence(above.text)
            return wraps and not line.is_sure_bullet
        if above.is_row or line.is_row:
            return False
        if runs_on(above, line):
            return True
        if meant or not self.body.same_look(above, line):
            return False
        return self._aligned(kind, first, place)

    def _is_heading_at(self, place: int) -> bool:
        return self._outlined(place) is not None or self._heading_lines(place) > 0

    def _near(self, place: int) -> bool:
        """Whether a line stands where the next line of a paragraph would."""
        above, line = self.lines[place - 1], self.lines[place]
        if abs(above.size - line.size) > 0.25 * line.size or above.quarter != line.quarter:
            return False
        gap = (above.baseline - line.baseline) / max(above.size, line.size)
        if gap < -_ROW:
            return runs_on(above, line)
        if gap < _ROW:
            return is_beside(above, line)
        return gap < self.body.leading * _LOOSE

    def _aligned(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line begins where its block's lines do: no new indent, no outdent."""
        above, line = self.lines[place - 1], self.lines[place]
        shift = (line.left - above.left) / line.size
        if place - first > 1:
            return abs(shift) < _INDENT
        if kind is MarkKind.ITEM:
            return shift > -_INDENT
        return shift < _INDENT
