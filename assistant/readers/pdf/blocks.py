"""The blocks that the lines of a page make up, headings, paragraphs, items, rows; their text."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate, chain, groupby, pairwise, takewhile
from operator import attrgetter
from string import ascii_lowercase, ascii_uppercase

from assistant.readers.canonical import Canonical
from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.layout import Layout
from assistant.readers.pdf.lines import (
    ROW,
    Body,
    PdfLine,
    Table,
    bare_title,
    continues,
    ends_sentence,
    fits,
    is_heading,
    is_short_figure,
    of_most,
    right_edges,
    runs_on,
    stands_alone,
)
from assistant.readers.pdf.pages import PdfPage, area_of
from assistant.records import MarkKind
from assistant.text.abbreviations import are_english

_HEADING_LINES = 5
_HEADING_WORDS = 25
_BOLD_LINES = 2
_SAID = 10  # words: a sentence of so many is no heading right below a larger one
_HEADING_GAP = 1.7  # in ems, between the lines of one heading
_INDENT = 0.8  # in ems
_LONG_LINE = 8  # words: no bold line by itself over text that opens with a bold word
_FIRST_INDENT = 8.0  # in ems: what begins farther right is centred
_LOOSE = 1.22  # times the leading
_WRAP = 1.4  # in ems: the next line of a large figure's words is not farther below
_LABELLED = re.compile(r"(?=.{,60}$)[A-Z][\w-]*(?: [\w-]+){0,3}: ?\S")  # 'Next review: May 2025'
_UNFINISHED = re.compile(r"\b(?:the|and)$", re.IGNORECASE)  # 'Report by the'

# of items that letters or Roman numbers open
_LETTERED = re.compile(r"([a-z]|[ivx]+|[A-Z]|[IVX]+)\. (?=\S)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SEQUENCES = (ascii_lowercase, ascii_uppercase, _ROMAN, [*map(str.upper, _ROMAN)])
_DEEPER = 0.5  # in ems: how much farther right an item stands

# of text
_CELL_SEPARATOR = " | "
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_HYPHENS = "-\u2010\xad"
_BROKEN = re.compile(rf"([^\W_]+)[{_HYPHENS}]$")
_WEB = re.compile(r"://|www\.|\w\.\w+/")
_SUSPENDED = frozenset({"and", "or", "to"})
_DASHED = re.compile(r"\w(?:—|–(?!\n(?:and|or|to)\b|\n\d+–))\n[\w£$€‘“]")  # no room beside it


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

    @property
    def is_line(self) -> bool:
        """Whether it is a paragraph of one line."""
        return self.kind is MarkKind.PARAGRAPH and len(self.lines) == 1


def ordered_blocks(layout: Layout, body: Body, titles: Mapping[str, int]) -> list[PdfBlock]:
    """Returns a page's blocks in reading order: running heads, text, footnotes, running feet.

    `titles` are the outline's titles for this page in `bare` form, with their levels. Other
    headings and all items come without a level.
    """
    # a table's rows are lines too
    in_rows = ([r.as_line for r in n.rows] if isinstance(n, Table) else [n] for n in layout.body)
    lines = list(chain.from_iterable(in_rows))
    edges = dict(zip(lines, right_edges(lines), strict=True))
    items = frozenset(_lettered(lines))
    quarter = of_most(lines, attrgetter("quarter"), 0)
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
    quarter: float
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
        for lines in accumulate((line,) for line in alike):
            if level := self.titles.get(bare_title(lines)):
                return PdfBlock(MarkKind.HEADING, lines, level)
        return None

    def _heading_lines(self, place: int) -> int:
        """How many lines the heading has that begins here; 0 if there is none by its type.

        It neither begins nor ends in the middle of a sentence or of lines that are set alike.
        """
        first = self.lines[place]
        across = first.quarter not in (0, self.quarter)
        near = (n for n in self.lines[:place][-1:] if ends_sentence(n.text))
        beside = any(abs(n.baseline - first.baseline) < ROW * n.size for n in near)
        if across or beside or not is_heading(first, self.body) or self._is_rest(place):
            return 0
        end = place + 1
        while self._is_rest(end):
            end += 1
        lines, display = self.lines[place:end], self.body.is_display(first)
        most = _HEADING_LINES if display else _BOLD_LINES
        if len(lines) > most or sum(line.look.words for line in lines) > _HEADING_WORDS:
            return 0
        is_numbered = [n.is_bullet and n.text[0].isdigit() for n in self.lines[end : end + 1]]
        is_sentence = lines[-1].text.endswith(".") and not any(is_numbered)
        is_sentence &= not display or self._is_standfirst(place, lines)
        if is_sentence or _UNFINISHED.search(lines[-1].text):
            return 0
        if not self._is_close(end) or stands_alone(self.lines[end].text):
            return len(lines)
        below = self.lines[end]
        is_full = lines[-1].look.words >= _LONG_LINE
        is_full = is_full and not fits(lines[-1], below, self.edges[lines[-1]])
        is_rest = below.is_in_brackets or (is_full and self.body.opens_bold(below))
        is_other = below.is_bullet or first.look.number_depth or not below.is_as_large(first)
        return 0 if (is_rest and not is_other) or runs_on(lines[-1], below) else len(lines)

    def _is_standfirst(self, place: int, lines: Sequence[PdfLine]) -> bool:
        """Whether a plain sentence, alone set so on the page, opens what a heading heads."""
        above, first = self.lines[max(place - 1, 0)], lines[0]
        is_title = first.look.number_depth or _LABELLED.match(first.text[:60])
        is_alone = sum(self.body.same_look(first, n) for n in self.lines) == len(lines)
        is_below = above.half_size > first.half_size and is_heading(above, self.body)
        is_plain = is_alone and not (is_title or self.body.is_set_off(first))
        return is_plain and is_below and sum(n.look.words for n in lines) >= _SAID

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
        meets = line.right > above.left  # what stands farther right heads another column
        return meets and -ROW < (above.baseline - line.baseline) / line.size < _HEADING_GAP

    def _goes_on(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a line belongs to the item or paragraph that began with the line `first`."""
        line = self.lines[place]
        ends = line in self.items or self.lines[place - 1].is_led
        if ends or self._outlined(place) or self._heading_lines(place):
            return False
        if self._is_counted(first, place):
            return True
        if line in self.layout.opens:
            return continues(self.lines[first:place], line)
        if line in self.layout.boxes:
            above = self.lines[place - 1]
            return line.is_as_large(above) and place - first > 1 and runs_on(above, line)
        return self._near(place) and self._wraps(kind, first, place)

    def _is_counted(self, first: int, place: int) -> bool:
        """Whether a large figure goes on in the words below or beside it, with which it goes.

        These go on from it, or no box or column begins with them.
        """
        figure = self.lines[first]
        if not is_short_figure(figure.text):
            return False
        words, above, line = (self.lines[n] for n in (first + 1, place - 1, place))
        begins = [n in self.layout.opens or n in self.layout.boxes for n in (figure, words)]
        near = abs(figure.baseline - words.baseline) < 2 * figure.size > 2 * words.size + 2
        near &= words.left < figure.right + 3 * figure.size and figure.left < words.right
        goes_on = words.text[0].islower() or begins == [True, False]
        wraps = line.half_size == words.half_size and not line.is_bullet
        wraps &= line is words or 0 < above.baseline - line.baseline <= _WRAP * line.size
        return near and goes_on and wraps

    def _wraps(self, kind: MarkKind, first: int, place: int) -> bool:
        above, line = self.lines[place - 1], self.lines[place]
        if line.is_bullet:
            is_text = kind is MarkKind.PARAGRAPH or self._is_dash(first, place)
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
        lefts = (above.left, *(g.right for g in above.gaps if g.place == above.text.find(" ")))
        shift = min(((line.left - left) / line.size for left in lefts), key=abs)
        if place - first > 1:
            return abs(shift) < _INDENT
        if shift < -_INDENT and ends_sentence(above.text) and not ends_sentence(line.text):
            rest = self.lines[place + 1 : place + 2]  # a term farther left, and what it means
            if any(abs(n.left - above.left) < _INDENT * n.size for n in rest):
                return False
        return shift > -_INDENT if kind is MarkKind.ITEM else -_FIRST_INDENT < shift < _INDENT

    def _is_dash(self, first: int, place: int) -> bool:
        """Whether a line of the item from `first` begins with a dash by chance: alone there."""
        above, line, *below = self.lines[place - 1 : place + 2]
        edge = (gap.right for gap in above.gaps if gap.place == above.text.find(" "))
        begins = above.left if place - first > 1 else next(edge, above.left + above.size)
        inside = abs(line.left - begins) < _DEEPER * line.size
        return inside and line.text[0] in "-–—" and all(n.text[0] != line.text[0] for n in below)

    def _changes_type(self, kind: MarkKind, first: int, place: int) -> bool:
        """Whether a sentence goes on from a bold line to one that is not, or the other way round.

        In an item, before a figure, or where the type changes within a line, too. Where a sentence
        ends, the type has changed in a line before, and no bold word opens the next.
        """
        above, line = self.lines[place - 1], self.lines[place]
        changes = [len({s.weight for s in n.settings}) > 1 for n in self.lines[first : place + 1]]
        if not above.is_as_large(line):
            return False
        if ends_sentence(above.text):
            return any(changes[:-1]) and not self.body.opens_bold(line)
        return any(changes[-2:]) or kind is MarkKind.ITEM or line.text[0].isdigit()

    def _near(self, place: int) -> bool:
        """Whether a line stands where the next line of a paragraph would."""
        above, line = self.lines[place - 1], self.lines[place]
        alike = abs(above.size - line.size) <= 0.25 * line.size
        alike |= self.body.is_display(above) and runs_on(above, line)
        if not alike or above.quarter != line.quarter:
            return False
        gap = (above.baseline - line.baseline) / max(above.size, line.size)
        return runs_on(above, line) if gap < -ROW else ROW <= gap < self.body.leading * _LOOSE


def _lettered(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines that open items as 'a.', 'b.' or 'ii.' do, one after the other.

    The first stands farther right than the line above, and no line between them as far left as
    their signs: so these are no initials in running text.
    """
    found: list[PdfLine] = []
    for place, line in enumerate(lines[1:], 1):
        run, above = [line], lines[place - 1]
        is_deeper = line.left - above.left > _DEEPER * line.size and above.baseline > line.baseline
        if not is_deeper or not _LETTERED.match(line.text):
            continue
        for below in lines[place + 1 :]:
            if _text_left(below) < _text_left(line) - _DEEPER * line.size:
                break
            if _follows(run[-1], below):
                run.append(below)
            elif below.left < _text_left(line) - _DEEPER * line.size:
                break
        found += run if len(run) > 1 else []
    return found


def _text_left(line: PdfLine) -> float:
    """Where the words begin behind a letter or number of an item."""
    found = _LETTERED.match(line.text)
    ends = (gap.right for gap in line.gaps if found and gap.place == found.end() - 1)
    return next(ends, line.left)


def _follows(line: PdfLine, below: PdfLine) -> bool:
    """Whether the signs of two items follow each other."""
    signs = [found[1] for n in (line, below) if (found := _LETTERED.match(n.text))]
    follows = any(signs == [*pair] for sequence in _SEQUENCES for pair in pairwise(sequence))
    return follows and below.quarter == line.quarter


def write(
    canonical: Canonical,
    pages: Sequence[PdfPage],
    blocks: Sequence[PdfBlock],
    labels: Sequence[str],
) -> None:
    """Write all blocks, each page begun where its first piece of text is; `labels` name pages."""
    words = _Words(line for page in pages for line in page.lines)
    named = {number: label for number, label in enumerate(labels, 1) if label != str(number)}
    unopened = deque(page.number for page in pages)

    def open_until(page: int) -> None:
        while unopened and unopened[0] <= page:
            number = unopened.popleft()
            canonical.open_page(number, named.get(number))

    for block in blocks:
        by_page = groupby(_pieces(block, words), key=attrgetter("page"))
        for place, (page, pieces) in enumerate(by_page):
            open_until(page)
            text = "".join(piece.text for piece in pieces)
            if place == 0:
                canonical.block(block.kind, text, block.level)
            else:
                canonical.run_on(text)
    open_until(len(pages))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line's share of a block's text; the pieces of a block put together are its text."""

    page: int
    text: str


def _pieces(block: PdfBlock, words: _Words) -> list[_Piece]:
    """The pieces of a block; a row, all of it on one page, has ' | ' between its cells."""
    if block.kind is not MarkKind.ROW:
        return list(_run_on(block.lines, words))
    separator = _Piece(block.page, _CELL_SEPARATOR)
    cells = ([separator, *_run_on(cell, words)] for cell in block.cells)
    return [replace(piece, page=block.page) for pieces in cells for piece in pieces][1:]


def _run_on(lines: Sequence[PdfLine], words: _Words) -> Iterator[_Piece]:
    """The running text of a block's lines: one space between two, broken words whole again."""
    for line, following in pairwise(lines):
        is_dashed = _DASHED.match(f"{line.text[-2:]}\n{following.text}")
        text, broken = line.text + " " * (not is_dashed), _broken_word(line.text)
        if broken is not None:
            text, hyphen, rest = line.text, line.text[-1], _WORD.match(following.text)
            is_address = hyphen != "\xad" and _WEB.search(line.text.rsplit(" ", 1)[-1])
            if rest and not is_address and (rest[0][0].islower() or hyphen == "\xad"):
                text = text[:-1] + words.joint(broken, rest[0], hyphen)
        yield _Piece(line.page, text)
    yield from (_Piece(line.page, line.text) for line in lines[-1:])


def _broken_word(text: str) -> str | None:
    """The letters in front of a hyphen that ends a line, if there is one."""
    found = _BROKEN.search(text) if text[-1] in _HYPHENS else None
    return found[1] if found else None


class _Words:
    """The words that a document writes in one piece and those that it writes with a hyphen."""

    def __init__(self, lines: Iterable[PdfLine]) -> None:
        """Keep the lines; their words are collected when the first one is asked for."""
        self._lines = tuple(lines)

    @cached_property
    def _known(self) -> frozenset[str]:
        """In small letters, without the words broken at a line's end."""
        kept = []
        rest_of_word = False
        for line in self._lines:
            text = line.text.partition(" ")[2] if rest_of_word else line.text
            rest_of_word = _broken_word(line.text) is not None
            kept.append(text.rpartition(" ")[0] if rest_of_word else text)
        text = "\n".join(kept).casefold().replace("\u2010", "-")
        hyphenated = (_HYPHENATED.findall(word) for word in text.split() if "-" in word)
        return frozenset(_WORD.findall(text)).union(*hyphenated)

    def joint(self, first: str, second: str, hyphen: str) -> str:
        """What joins the halves of a broken word; 'short- and long-term' gets its space back."""
        if hyphen == "\xad":
            return ""
        if first[-1].isdigit() or (first.isupper() and len(first) > 1):
            return hyphen
        first, second = first.casefold(), second.casefold()
        whole = first + second
        if f"{first}-{second}" in self._known:
            return hyphen
        if whole in self._known:
            return ""
        if second in _SUSPENDED:
            return f"{hyphen} "
        english = are_english((first, second, whole)) | self._known & {first, second}
        # British spelling parts equal vowels: co-ordination, pre-eminent
        parted = first[-1] == second[0] and first[-1] in "aeiou" and second in english
        compound = {first, second} <= english and whole not in english
        return hyphen if parted or compound or {first, second} <= self._known else ""
