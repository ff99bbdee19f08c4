"""The lines of a PDF's page put together to headings, paragraphs and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.type import Body, fits, is_heading, right_edges
from assistant.records import MarkKind

_HEADING_LINES = 4
_BOLD_LINES = 2
_HEADING_GAP = 1.7  # in ems, between the lines of one heading
_ROW = 0.3  # in ems: lines whose baselines are nearer stand side by side
_INDENT = 0.8  # in ems
_LOOSE = 1.22  # times the leading
_BROKEN_OFF = re.compile(r"\w[-\u2010\xad]$")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `level` is a heading's or an item's."""

    kind: MarkKind
    lines: tuple[PdfLine, ...]
    level: int | None = None

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page


def ordered_blocks(
    lines: Sequence[PdfLine],
    body: Body,
    boilerplate: frozenset[PdfLine] = frozenset(),
    titles: Mapping[str, int] | None = None,
) -> list[Block]:
    """The blocks of one page in reading order, which is the order of its lines.

    `titles` are the outline's titles for this page in `bare` form, with their levels. Other
    headings and all items come without a level.
    """
    return list(_PageBlocks(lines, body, boilerplate, titles or {}).blocks())


def bare(text: str) -> str:
    """The text's letters and digits, without the number in front, for comparing titles."""
    letters = re.sub(r"[\W_]+", "", text.casefold())
    unnumbered = re.sub(r"[\W_]+", "", re.sub(r"^[\W\d]+", "", text.casefold()))
    return unnumbered or letters


def runs_on(line: PdfLine, below: PdfLine) -> bool:
    """Whether the words show that a sentence goes on: no end above, a small letter below."""
    if _BROKEN_OFF.search(line.text):
        return below.text[0].isalnum()
    starts_small = below.text[0].islower() and not below.is_bullet
    return starts_small and not _ends_sentence(line) and any(c.isalpha() for c in line.text)


def _ends_sentence(line: PdfLine) -> bool:
    return line.text.rstrip("\"'”’)]").endswith(_SENTENCE_ENDS)


class _PageBlocks:
    """One pass over the lines of a page."""

    def __init__(
        self,
        lines: Sequence[PdfLine],
        body: Body,
        boilerplate: frozenset[PdfLine],
        titles: Mapping[str, int],
    ) -> None:
        self.lines = lines
        self.body = body
        self.boilerplate = boilerplate
        self.titles = titles
        self.edges = right_edges(lines)

    def blocks(self) -> Iterator[Block]:
        place = 0
        while place < len(self.lines):
            block = self._block(place)
            yield block
            place += len(block.lines)

    def _block(self, place: int) -> Block:
        """The block that begins with a line."""
        line = self.lines[place]
        if line in self.boilerplate:
            return Block(MarkKind.BOILERPLATE, (line,))
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
            if len(lines) < count or not alike or self.boilerplate.intersection(lines):
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
        if place >= len(self.lines) or self.lines[place] in self.boilerplate:
            return False
        above, line = self.lines[place - 1], self.lines[place]
        gap = above.baseline - line.baseline
        return self.body.same_look(above, line) and -_ROW < gap / line.size < _HEADING_GAP

    def _goes_on(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line belongs to the item or paragraph that began with the line `first`."""
        above, line = self.lines[place - 1], self.lines[place]
        if line in self.boilerplate or self._is_heading_at(place) or not self._near(place):
            return False
        meant = fits(above, line, self.edges[place - 1])
        if line.is_bullet:
            wraps = kind is MarkKind.PARAGRAPH and not meant and not _ends_sentence(above)
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
            return 0 <= line.left - above.right < line.size
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


def joined_pages(pages: Sequence[list[Block]]) -> list[Block]:
    """The blocks of all pages, a paragraph that runs over a page's end being one block."""
    done: list[Block] = []
    for blocks in pages:
        if done and blocks and _continues(done[-1], blocks[0]):
            done[-1] = replace(done[-1], lines=done[-1].lines + blocks[0].lines)
            blocks = blocks[1:]
        done += blocks
    return done


def _continues(last: Block, following: Block) -> bool:
    if last.kind is not MarkKind.PARAGRAPH or following.kind is not MarkKind.PARAGRAPH:
        return False
    above, below = last.lines[-1], following.lines[0]
    if below.page != above.page + 1 or abs(above.size - below.size) >= 1:
        return False
    return runs_on(above, below) or _breaks_off(above, below)


def _breaks_off(above: PdfLine, below: PdfLine) -> bool:
    """Whether a page ends in mid-sentence before a number or a quotation mark."""
    starts = below.text[0].isdigit() or below.text[0] in "‘“'\"(£$€"
    plain = not (above.is_row or below.is_row or below.is_bullet)
    return starts and plain and not _ends_sentence(above) and not above.text.endswith(":")
