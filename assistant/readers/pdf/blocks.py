"""The blocks that lines make up: headings, paragraphs, items, and rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby, islice, pairwise, takewhile

from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.layout import Layout
from assistant.readers.pdf.letters import bare, is_counted, is_dash, lettered
from assistant.readers.pdf.lines import (
    BOLDER,
    ROW,
    Body,
    PdfLine,
    Table,
    ends_sentence,
    fits,
    is_caption,
    is_heading,
    right_edges,
    runs_on,
    stands_alone,
)
from assistant.readers.pdf.pages import area_of, continues
from assistant.records import MarkKind

_HEADING_LINES = 5
_HEADING_WORDS = 25
_BOLD_LINES = 2
_HEADING_GAP = 1.7  # in ems, between the lines of one heading
_INDENT = 0.8  # in ems
_LONG_LINE = 8  # words: no bold line by itself over text that opens with a bold word
_FIRST_INDENT = 8.0  # in ems: what begins farther right is centred
_ITEM_INDENT = 0.5  # in ems: how much deeper an item of the next level stands
_LABEL_WORDS = 6  # of a line by itself that may open a list or what stands in a box
_FIGURES = 3  # below a chart's title
_FIGURE = re.compile(r"(?=.*\d)[\d.,%-]{1,7}")
_LOOSE = 1.22  # times the leading
_LABELLED = re.compile(r"(?=.{,60}$)[A-Z][\w-]*(?: [\w-]+){0,3}: ?\S")  # 'Next review: May 2025'
_UNFINISHED = re.compile(r"\b(?:the|and)$", re.IGNORECASE)  # 'Report by the'
_BESIDE = frozenset({MarkKind.BOILERPLATE, MarkKind.FOOTNOTE, MarkKind.LABEL})


@dataclass(frozen=True, slots=True)
class PdfBlock:
    """Lines that belong together; `level` is a heading's or an item's, or a row's place."""

    kind: MarkKind
    lines: tuple[PdfLine, ...]
    level: int | None = None
    cells: tuple[tuple[PdfLine, ...], ...] = ()
    """Of a row: the same lines, cell by cell."""
    area: Rectangle | None = None
    """The shaded or framed area in which it stands."""

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page


def ordered_blocks(layout: Layout, body: Body, titles: Mapping[str, int]) -> list[PdfBlock]:
    """Returns a page's blocks in reading order: running heads, text, footnotes, running feet.

    `titles` are the outline's titles for this page in `bare` form, with their levels. Other
    headings and all items come without a level.
    """
    # a table's rows are lines too
    in_rows = ([r.as_line for r in n.rows] if isinstance(n, Table) else [n] for n in layout.body)
    lines = list(chain.from_iterable(in_rows))
    edges = dict(zip(lines, right_edges(lines), strict=True))
    items = frozenset(lettered(lines))
    letters: Counter[int] = Counter()
    for line in lines:
        letters[line.quarter] += len(line.text)
    quarter = max(letters, key=lambda q: letters[q], default=0)
    found = [PdfBlock(MarkKind.BOILERPLATE, (line,)) for line in layout.head]
    for table, group in groupby(layout.body, key=lambda n: n if isinstance(n, Table) else None):
        if isinstance(table, Table):
            found += _rows(table)
        else:
            between = [n for n in group if isinstance(n, PdfLine)]
            blocks = _PageBlocks(between, body, layout, titles, edges, items, quarter).blocks()
            found += (replace(b, area=area_of(b.lines[0], layout.areas)) for b in blocks)
    found += [PdfBlock(MarkKind.FOOTNOTE, note) for note in layout.notes]
    return found + [PdfBlock(MarkKind.BOILERPLATE, (line,)) for line in layout.foot]


def _rows(table: Table) -> list[PdfBlock]:
    """The rows of a table, the header's number 0; the labels of a chart are one block."""
    if table.is_chart:
        return [PdfBlock(MarkKind.LABEL, tuple(chain(*(row.lines for row in table.rows))))]
    rows = enumerate(table.rows, 1 - table.headers)
    return [PdfBlock(MarkKind.ROW, row.lines, number, row.cells) for number, row in rows]


@dataclass(frozen=True, slots=True)
class _PageBlocks:
    """One pass over the lines of a page; `edges` are how far right the lines around each reach."""

    lines: Sequence[PdfLine]
    body: Body
    layout: Layout
    titles: Mapping[str, int]
    edges: Mapping[PdfLine, float]
    items: Collection[PdfLine]
    """Those that open an item by a letter or a Roman number."""
    quarter: int
    """The direction of most of the text; what is set across it heads nothing that follows."""

    def blocks(self) -> Iterator[PdfBlock]:
        place = 0
        while place < len(self.lines):
            block = self._block(place)
            yield block
            place += len(block.lines)

    def _block(self, place: int) -> PdfBlock:
        if titled := self._outlined(place):
            return titled
        if count := self._heading_lines(place):
            return PdfBlock(MarkKind.HEADING, tuple(self.lines[place : place + count]))
        is_item = self.lines[place].is_bullet or self.lines[place] in self.items
        kind = MarkKind.ITEM if is_item else MarkKind.PARAGRAPH
        end = place + 1
        while end < len(self.lines) and self._goes_on(kind, place, end):
            end += 1
        return PdfBlock(kind, tuple(self.lines[place:end]))

    def _outlined(self, place: int) -> PdfBlock | None:
        first, most = self.lines[place], _HEADING_LINES if self.titles else 0
        alike = takewhile(partial(self.body.same_look, first), self.lines[place : place + most])
        lines: tuple[PdfLine, ...] = ()
        for line in alike:
            lines = (*lines, line)
            if level := self.titles.get(bare_title(lines)):
                return PdfBlock(MarkKind.HEADING, lines, level)
        return None

    def _heading_lines(self, place: int) -> int:
        """How many lines the heading has that begins here; 0 if there is none by its type.

        It neither begins nor ends in the middle of a sentence or of lines that are set alike.
        """
        first = self.lines[place]
        across = first.quarter not in (0, self.quarter)
        if across or not is_heading(first, self.body) or self._is_rest(place):
            return 0
        end = place + 1
        while self._is_rest(end):
            end += 1
        lines, display = self.lines[place:end], self.body.is_display(first)
        most = _HEADING_LINES if display else _BOLD_LINES
        if len(lines) > most or sum(line.look.words for line in lines) > _HEADING_WORDS:
            return 0
        is_numbered = [n.is_bullet and n.text[0].isdigit() for n in self.lines[end : end + 1]]
        is_sentence = not display and lines[-1].text.endswith(".") and not any(is_numbered)
        if is_sentence or _UNFINISHED.search(lines[-1].text):
            return 0
        if not self._is_close(end) or stands_alone(self.lines[end].text):
            return len(lines)
        below = self.lines[end]
        opens_bold = any(s.weight >= self.body.weight + BOLDER for s in below.settings[:1])
        is_full = lines[-1].look.words >= _LONG_LINE
        is_full = is_full and not fits(lines[-1], below, self.edges[lines[-1]])
        is_rest = below.is_in_brackets or (is_full and opens_bold)
        is_rest = is_rest and abs(below.size - first.size) < 1
        is_rest = is_rest and not (below.is_bullet or first.look.number_depth)
        return 0 if is_rest or runs_on(lines[-1], below) else len(lines)

    def _is_rest(self, place: int) -> bool:
        """Whether a line goes on with the line above, which is set like it or broken off."""
        if not self._is_close(place):
            return False
        above, line = self.lines[place - 1], self.lines[place]
        alone = stands_alone(above.text) or stands_alone(line.text)
        return not alone and self.body.same_look(above, line)

    def _is_close(self, place: int) -> bool:
        """Whether a line stands no farther below the one above than the lines of a heading do."""
        if not 0 < place < len(self.lines) or self.lines[place] in self.layout.boxes:
            return False
        above, line = self.lines[place - 1], self.lines[place]
        return -ROW < (above.baseline - line.baseline) / line.size < _HEADING_GAP

    def _goes_on(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line belongs to the item or paragraph that began with the line `first`."""
        line = self.lines[place]
        ends = line in self.items or self.lines[place - 1].is_led
        if ends or self._outlined(place) or self._heading_lines(place):
            return False
        if is_counted(self.lines[first : place + 1], self.layout.opens | self.layout.boxes):
            return True
        if line in self.layout.opens:
            return continues(self.lines[first:place], line)
        if line in self.layout.boxes:
            alike = abs(self.lines[place - 1].size - line.size) < 1
            return alike and place - first > 1 and runs_on(self.lines[place - 1], line)
        return self._near(place) and self._wraps(kind, first, place)

    def _wraps(self, kind: MarkKind, first: int, place: int) -> bool:
        above, line = self.lines[place - 1], self.lines[place]
        if line.is_bullet:
            is_text = kind is MarkKind.PARAGRAPH or is_dash(self.lines, first, place)
            wraps = is_text and not fits(above, line, self.edges[above])
            return wraps and not (ends_sentence(above.text) or line.is_sure_bullet)
        is_row = above.is_row or line.is_row
        if is_row or runs_on(above, line):
            return not is_row
        if _LABELLED.match(above.text) and _LABELLED.match(line.text):
            return False
        alike = self.body.same_look(above, line) or self._changes_type(kind, first, place)
        if not alike or fits(above, line, self.edges[above]):
            return False
        shift = (line.left - above.left) / line.size
        if place - first > 1:
            return abs(shift) < _INDENT
        if shift < -_INDENT and ends_sentence(above.text) and not ends_sentence(line.text):
            rest = self.lines[place + 1 : place + 2]  # a term farther left, and what it means
            if any(abs(n.left - above.left) < _INDENT * n.size for n in rest):
                return False
        return shift > -_INDENT if kind is MarkKind.ITEM else -_FIRST_INDENT < shift < _INDENT

    def _changes_type(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a sentence goes on from a bold line to one that is not, or the other way round.

        In an item, before a figure, or where the type changes within a line, too. Where a sentence
        ends, the type has changed in a line before, and no bold word opens the next.
        """
        above, line = self.lines[place - 1], self.lines[place]
        changes = [len({s.weight for s in n.settings}) > 1 for n in self.lines[first : place + 1]]
        if abs(above.size - line.size) >= 1 or ends_sentence(above.text):
            opens_bold = line.settings[0].weight >= self.body.weight + BOLDER
            return abs(above.size - line.size) < 1 and any(changes[:-1]) and not opens_bold
        return any(changes[-2:]) or kind is MarkKind.ITEM or line.text[0].isdigit()

    def _near(self, place: int) -> bool:
        """Whether a line stands where the next line of a paragraph would."""
        above, line = self.lines[place - 1], self.lines[place]
        alike = abs(above.size - line.size) <= 0.25 * line.size
        alike |= self.body.is_display(above) and runs_on(above, line)
        if not alike or above.quarter != line.quarter:
            return False
        gap = (above.baseline - line.baseline) / max(above.size, line.size)
        if gap < -ROW:
            return runs_on(above, line)
        return ROW <= gap < self.body.leading * _LOOSE


def whole_document(
    pages: Sequence[list[PdfBlock]], body: Body, pictures: Mapping[int, Sequence[Rectangle]]
) -> list[PdfBlock]:
    """Returns the blocks of all pages in order, whole and levelled."""
    found = _without_captions(list(_box_titles(_joined_pages(pages))), body, pictures)
    return list(_item_levels(_lead_ins(_heading_levels(found, body))))


def _joined_pages(pages: Sequence[list[PdfBlock]]) -> list[PdfBlock]:
    """The blocks of all pages in order.

    Where a paragraph runs over a page's end, the page's notes, running feet and what is set across
    it come before it, and the next page's running heads after it: each block is whole and on its
    page. Where the words tell, it runs on over boxes, captions and charts, too; what is the title
    of a box on its own page then heads nothing, as the rest of the paragraph follows.
    """
    done: list[PdfBlock] = []
    for blocks in pages:
        first = next((i for i, b in enumerate(blocks) if b.kind is not MarkKind.BOILERPLATE), None)
        quarter = blocks[first].lines[0].quarter if first is not None else 0
        texts = (i for i in range(len(done) - 1, -1, -1) if done[i].kind not in _BESIDE)
        texts = (i for i in texts if done[i].lines[0].quarter == quarter)
        last = next(texts, None)
        if last is None or first is None or not _continues(done[last], blocks[first]):
            while last is not None and done[last].area is not None:
                last = next(texts, None)
            first = next((i for i, b in enumerate(blocks) if not _is_aside(b)), None)
            if last is None or first is None or not _runs_over(done[last], blocks[first]):
                done += blocks
                continue
        whole = replace(done[last], lines=done[last].lines + blocks[first].lines)
        after, cut = done[last + 1 :], last
        untitled = partial(replace, kind=MarkKind.PARAGRAPH)
        after = [untitled(b) if b.kind is MarkKind.HEADING else b for b in after]
        while after and cut and done[cut - 1].kind is MarkKind.HEADING:
            cut -= 1  # headings must not be torn from what follows
        done[cut:] = [*after, *done[cut:last], whole, *blocks[:first], *blocks[first + 1 :]]
    return done


def _is_aside(block: PdfBlock) -> bool:
    """Whether it could stand in the middle of a text without being of it."""
    return block.kind in _BESIDE or block.area is not None or _is_caption(block)


def _is_caption(block: PdfBlock) -> bool:
    return block.kind is MarkKind.PARAGRAPH and is_caption(block.lines[0].text)


def _runs_over(last: PdfBlock, following: PdfBlock) -> bool:
    above, below = last.lines[-1], following.lines[0]
    is_prose = len(last.lines) > 1 or last.lines[0].look.words > _LABEL_WORDS
    tells = above.text.endswith(",") or runs_on(above, below)
    return is_prose and tells and _continues(last, following)


def _box_titles(blocks: Sequence[PdfBlock]) -> Iterator[PdfBlock]:
    """The same blocks; a line by itself at the head of a box with prose is a heading."""
    for place, block in enumerate(blocks):
        is_first = block.area is not None and (not place or blocks[place - 1].area != block.area)
        is_line = block.kind is MarkKind.PARAGRAPH and len(block.lines) == 1
        is_title = is_first and is_line and block.lines[0].look.is_heading_like
        if is_title and not _is_caption(block) and _heads_box(blocks, place):
            block = replace(block, kind=MarkKind.HEADING)
        yield block


def _heads_box(blocks: Sequence[PdfBlock], place: int) -> bool:
    """Whether prose stands below a box's first line, and only a heading or nothing below the box.

    Other text that followed would stand under the box's title.
    """
    block, is_prose = blocks[place], False
    for other in islice(blocks, place + 1, None):
        if other.kind in _BESIDE:
            continue
        if (other.area, other.page) != (block.area, block.page):
            return is_prose and other.kind is MarkKind.HEADING
        is_prose |= len(other.lines) > 1
    return is_prose


def _continues(last: PdfBlock, following: PdfBlock) -> bool:
    above, below = last.lines[-1], following.lines[0]
    if following.kind is not MarkKind.PARAGRAPH or below.page != above.page + 1:
        return False
    if last.kind is MarkKind.ITEM:
        return abs(above.size - below.size) < 1 and runs_on(above, below)
    return last.kind is MarkKind.PARAGRAPH and continues(last.lines, below)


def _without_captions(
    blocks: Sequence[PdfBlock], body: Body, pictures: Mapping[int, Sequence[Rectangle]]
) -> list[PdfBlock]:
    """The same blocks; what is but bold above a chart or below a picture heads nothing else."""
    found = list(blocks)
    for place, block in enumerate(blocks):
        first = block.lines[0]
        is_outlined = block.level or first.look.number_depth
        is_bold = body.is_bold(first) and not body.is_display(first)
        if block.kind is MarkKind.HEADING and not is_outlined and is_bold:
            near = () if first.quarter else pictures.get(block.page, ())
            if _is_chart(blocks, place + 1) or _is_below(blocks, place, near):
                found[place] = replace(block, kind=MarkKind.PARAGRAPH)
    return found


def _is_below(blocks: Sequence[PdfBlock], place: int, pictures: Sequence[Rectangle]) -> bool:
    """Whether a block stands below a picture, and nearer to it than to the text below."""
    first, last = blocks[place].lines[0], blocks[place].lines[-1]
    above = blocks[max(place - 1, 0)].lines[-1]
    below = blocks[min(place + 1, len(blocks) - 1)].lines[0]
    top, room = first.baseline + first.size, last.baseline - below.baseline - below.size
    right = max(line.right for line in blocks[place].lines)
    return any(
        -first.size < picture.bottom - top < room
        and not first.baseline < above.baseline < picture.bottom
        and picture.left - first.size < first.left
        and right < picture.right + first.size
        for picture in pictures
    )


def _is_chart(blocks: Sequence[PdfBlock], start: int) -> bool:
    """Whether a chart's labels stand below a title, as one block or as figures among few words."""
    below = list(takewhile(lambda b: b.page == blocks[start - 1].page, blocks[start:]))
    if below and below[0].kind is MarkKind.LABEL:
        return True
    texts = (b.lines[0].text for b in takewhile(_is_few_words, below))
    return sum(_FIGURE.fullmatch(text) is not None for text in texts) >= _FIGURES


def _is_few_words(block: PdfBlock) -> bool:
    is_line = block.kind is MarkKind.PARAGRAPH and len(block.lines) == 1
    return is_line and not ends_sentence(block.lines[0].text)


def _heading_levels(blocks: Sequence[PdfBlock], body: Body) -> list[PdfBlock]:
    """Levels by rank; where an outline gives some, those of the next smaller or the same rank."""
    headings = [b for b in blocks if b.kind is MarkKind.HEADING]
    known = {_rank(b, body): b.level for b in reversed(headings) if b.level}
    ranks = sorted({_rank(b, body) for b in headings}, reverse=True)
    deepest = max(known.values(), default=0)

    def level(block: PdfBlock) -> int:
        rank = _rank(block, body)
        if block.level or not known:
            return block.level or ranks.index(rank) + 1
        return next((known[r] for r in ranks if r <= rank and r in known), deepest + 1)

    return [replace(b, level=level(b)) if b.kind is MarkKind.HEADING else b for b in blocks]


def _rank(block: PdfBlock, body: Body) -> float:
    """A heading's type size to the half point; the body's for all that is only bold."""
    line = block.lines[0]
    return line.half_size if body.is_display(line) else body.size


def _lead_ins(blocks: Sequence[PdfBlock]) -> list[PdfBlock]:
    """The same blocks; a paragraph that ends with a colon above an item is a lead-in."""
    found = list(blocks)
    places = [i for i, block in enumerate(blocks) if block.kind is not MarkKind.BOILERPLATE]
    for place, below in pairwise(places):
        alike = (blocks[place].kind, blocks[below].kind) == (MarkKind.PARAGRAPH, MarkKind.ITEM)
        if alike and blocks[place].lines[-1].text.endswith(":"):
            found[place] = replace(blocks[place], kind=MarkKind.LEAD_IN)
    return found


def _item_levels(blocks: Sequence[PdfBlock]) -> Iterator[PdfBlock]:
    """The same blocks; an item is a level deeper than the one above it that is less indented."""
    indents: list[float] = []
    above: PdfLine | None = None
    for block in blocks:
        first = block.lines[0]
        if above and first.page == above.page and first.baseline > above.baseline + first.size:
            indents.clear()  # another column
        above = block.lines[-1]
        if block.kind is MarkKind.ITEM:
            while indents and indents[-1] > first.left - _ITEM_INDENT * first.size:
                indents.pop()
            indents.append(first.left)
            yield replace(block, level=len(indents))
            continue
        if block.kind is not MarkKind.BOILERPLATE:
            indents.clear()
        yield block


def bare_title(lines: Sequence[PdfLine]) -> str:
    """Returns what a heading says, for comparing titles."""
    return bare(" ".join(line.text for line in lines))
