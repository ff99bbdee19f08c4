"""The lines of a PDF's page put together to headings, paragraphs and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from assistant.readers.pdf.lines import (
    Body,
    PdfLine,
    continues,
    ends_sentence,
    fits,
    is_beside,
    is_heading,
    right_edges,
    runs_on,
)
from assistant.readers.pdf.order import Layout
from assistant.readers.pdf.tables import Table
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


_BESIDE = frozenset({MarkKind.BOILERPLATE, MarkKind.FOOTNOTE})


def joined_pages(pages: Sequence[list[Block]]) -> list[Block]:
    """The blocks of all pages in order.

    Where a paragraph runs over a page's end, the page's notes and running feet come before it, and
    the next page's running heads after it: each block is whole and on its page.
    """
    done: list[Block] = []
    for blocks in pages:
        last = _last(done)
        first = next((i for i, b in enumerate(blocks) if b.kind is not MarkKind.BOILERPLATE), None)
        if last is None or first is None or not _continues(done[last], blocks[first]):
            done += blocks
            continue
        whole = replace(done[last], lines=done[last].lines + blocks[first].lines)
        above, after = done[:last], done[last + 1 :]
        headings = _headings_at_end(above) if after else 0
        cut = len(above) - headings
        done = [*above[:cut], *after, *above[cut:], whole, *blocks[:first], *blocks[first + 1 :]]
    return done


def _last(blocks: Sequence[Block]) -> int | None:
    """The place of the last block that is no footnote or boilerplate."""
    places = range(len(blocks) - 1, -1, -1)
    return next((i for i in places if blocks[i].kind not in _BESIDE), None)


def _headings_at_end(blocks: Sequence[Block]) -> int:
    """How many headings stand at the end, which must not be torn from what follows."""
    place = len(blocks)
    while place and blocks[place - 1].kind is MarkKind.HEADING:
        place -= 1
    return len(blocks) - place


def _continues(last: Block, following: Block) -> bool:
    above, below = last.lines[-1], following.lines[0]
    if following.kind is not MarkKind.PARAGRAPH or below.page != above.page + 1:
        return False
    if last.kind is MarkKind.PARAGRAPH:
        return continues(last.lines, below)
    alike = abs(above.size - below.size) < 1
    return last.kind is MarkKind.ITEM and alike and runs_on(above, below)


_INDENT_LEVELS = 0.5  # in ems


def levelled(blocks: Sequence[Block], body: Body) -> list[Block]:
    """The same blocks with a level on each heading and item, and with lead-ins."""
    return list(_item_levels(list(_lead_ins(_heading_levels(blocks, body)))))


def _heading_levels(blocks: Sequence[Block], body: Body) -> list[Block]:
    """Levels by rank: larger type first, and last what is only bold.

    Where an outline gives levels, another heading takes the level of the outlined ones whose
    type is the next smaller or the same.
    """
    headings = [b for b in blocks if b.kind is MarkKind.HEADING]
    known = {_rank(b, body): b.level for b in reversed(headings) if b.level is not None}
    ranks = sorted({_rank(b, body) for b in headings}, reverse=True)
    deepest = max(known.values(), default=0)

    def level(block: Block) -> int:
        rank = _rank(block, body)
        if not known:
            return ranks.index(rank) + 1
        below = [known[r] for r in ranks if r <= rank and r in known]
        return below[0] if below else deepest + 1

    return [
        replace(b, level=level(b)) if b.kind is MarkKind.HEADING and b.level is None else b
        for b in blocks
    ]


def _rank(block: Block, body: Body) -> float:
    """A heading's type size to the half point; the body's for all that is only bold."""
    line = block.lines[0]
    return round(line.size * 2) / 2 if body.is_display(line) else body.size


def _lead_ins(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks; a paragraph that ends with a colon above an item is a lead-in."""
    shown = [b for b in blocks if b.kind is not MarkKind.BOILERPLATE]
    above_items = {
        id(b)
        for b, below in pairwise(shown)
        if below.kind is MarkKind.ITEM and b.kind is MarkKind.PARAGRAPH
    }
    for block in blocks:
        announces = id(block) in above_items and block.lines[-1].text.endswith(":")
        yield replace(block, kind=MarkKind.LEAD_IN) if announces else block


def _item_levels(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks; an item is one level deeper than the item above that is less indented.

    Indents are compared within a column only.
    """
    indents: list[float] = []
    above: PdfLine | None = None
    for block in blocks:
        if above is not None and _is_higher(block.lines[0], above):
            indents.clear()  # another column
        above = block.lines[-1]
        if block.kind is MarkKind.ITEM:
            left, size = block.lines[0].left, block.lines[0].size
            while indents and indents[-1] > left - _INDENT_LEVELS * size:
                indents.pop()
            indents.append(left)
            yield replace(block, level=len(indents))
            continue
        if block.kind is not MarkKind.BOILERPLATE:
            indents.clear()
        yield block


def _is_higher(line: PdfLine, above: PdfLine) -> bool:
    """Whether a line stands higher on its page than the line read before it."""
    return line.page == above.page and line.baseline > above.baseline + line.size


_TITLES = frozenset({"contents", "table of contents", "list of contents"})
_ENDS_WITH_PAGE = re.compile(r"\D(\d{1,4})$|^(\d{1,4})$")
_LEAST = 3  # entries
_FRONT = 20  # pages that may be numbered apart, so that labels run ahead of what is counted
_ENTRIES = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW, MarkKind.LEAD_IN})


def without_contents(blocks: Sequence[Block], pages: int) -> list[Block]:
    """The blocks, with the entries below a heading 'Contents' as boilerplate.

    Entries end with the numbers of pages, none lower than the one before.
    """
    found = list(blocks)
    for place, block in enumerate(blocks):
        if block.kind is MarkKind.HEADING and _text(block).casefold().strip(" :.") in _TITLES:
            entries = _entries(blocks, place + 1, pages + _FRONT)
            for entry in entries if len(entries) >= _LEAST else ():
                found[entry] = replace(found[entry], kind=MarkKind.BOILERPLATE, level=None)
    return found


def _entries(blocks: Sequence[Block], start: int, most: int) -> list[int]:
    """The places of the entries that follow each other from a place on."""
    found: list[int] = []
    before = 0
    for place in range(start, len(blocks)):
        block = blocks[place]
        if block.kind is MarkKind.BOILERPLATE:
            continue
        ends = _ENDS_WITH_PAGE.search(block.lines[-1].text)
        number = int(ends[1] or ends[2]) if ends else -1
        if block.kind not in _ENTRIES or not before <= number <= most:
            break
        found.append(place)
        before = number
    return found


def _text(block: Block) -> str:
    return " ".join(line.text for line in block.lines)
