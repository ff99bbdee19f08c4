"""The document in a PDF file: its pages read, laid out, put together to blocks, and written."""

from __future__ import annotations

import gc
import math
import re
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, dropwhile, groupby, islice, pairwise, takewhile
from pathlib import Path

from assistant.readers.canonical import ALL, NO_TEXT, Allowance, Canonical
from assistant.readers.cover import Cover, CoverLine
from assistant.readers.imprint import described
from assistant.readers.pdf.blocks import PdfBlock, ordered_blocks, write
from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.layout import boilerplate, laid_out
from assistant.readers.pdf.lines import (
    Body,
    PdfLine,
    bare_title,
    body_of,
    continues,
    ends_sentence,
    fits,
    is_caption,
    main_size,
    runs_on,
)
from assistant.readers.pdf.pages import (
    FAILED,
    UNREAD,
    PdfMetadata,
    PdfPage,
    read_metadata,
    read_pages,
)
from assistant.records import Document, MarkKind, Problem

_AS_DRAWN = "the text of these pages stands as the file draws it; its order may be wrong"
_TURNED = 3  # degrees
_SAID = 12  # words: a slide with so many in type of one size says something
_SENTENCES = 2  # or labelled facts, read as headings
_LABELLED = re.compile(r"[^\d:]+: ")  # 'Present: A. Lee', not 'Part 1: Rates'
_BEYOND = 12.0  # points: how much wider than a box text below it is
_ITEM_INDENT = 0.5  # in ems: how much deeper an item of the next level stands
_LABEL_WORDS = 6  # of a line by itself that may open a list or what stands in a box
_FIGURES = 3  # below a chart's title
_FIGURE = re.compile(r"(?=.*\d)[\d.,%-]{1,7}")
_BESIDE = frozenset({MarkKind.BOILERPLATE, MarkKind.FOOTNOTE, MarkKind.LABEL})

# of tables of contents
_TITLES = frozenset({"contents", "table of contents", "list of contents"})
_ENDS_WITH_PAGE = re.compile(r"\D(\d{1,4})$|^(\d{1,4})$")
_LEAST = 3  # entries
_FRONT = 20  # pages that may be numbered apart, so that labels run ahead of what is counted
_TEXT = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.HEADING, MarkKind.LEAD_IN})
_ENTRIES = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW, MarkKind.LEAD_IN})


@contextmanager
def _without_collection() -> Iterator[None]:
    """No collecting of garbage, which takes a quarter of the time: all lines of a file live on."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_without_collection()
def read_pdf(path: Path, name: str, sha256: str, allowance: Allowance = ALL) -> Document:
    """Returns the document in a PDF file; `name` is its path within the corpus.

    Raises `UnreadableFileError` where there is nothing to read. Pages without text, damaged ones
    and those that the allowance left out are problems of the document.
    """
    started = time.monotonic()
    pages = read_pages(path, name, allowance)
    metadata = read_metadata(path) if allowance.begins(0, started) else PdfMetadata()
    body = body_of([page.lines for page in pages])
    canonical = Canonical()
    blocks = _blocks(pages, metadata, body)
    if (outside := _outside_tables(blocks, body)).size > body.size:
        body, blocks = outside, _blocks(pages, metadata, outside)
    write(canonical, pages, blocks, metadata.labels)
    problems = _problems(pages, name)
    found = Document(name, sha256, canonical.text, canonical.marks, problems=problems)
    return described(found, metadata.said, _cover(pages, body.size))


def _problems(pages: Sequence[PdfPage], name: str) -> tuple[Problem, ...]:
    """What could not be read, pages of one kind together."""
    found: dict[str, list[int]] = {NO_TEXT: [], FAILED: [], UNREAD: []}
    for page in pages:
        for remark in page.remarks:
            found.setdefault(remark, []).append(page.number)
        if not page.lines:
            found[page.problem or NO_TEXT].append(page.number)
    return tuple(Problem(name, reason, tuple(found[reason])) for reason in found if found[reason])


def _cover(pages: Sequence[PdfPage], body: float) -> Cover:
    """The lines of the first page that has any, or of the second, with what sets off a title."""
    first = next((page for page in pages[:2] if page.lines), pages[0])
    others = [line for page in pages if page is not first for line in page.lines]
    times = Counter(line.text for line in (*first.lines, *others))
    later = [line.size for line in others if times[line.text] == 1]  # running headings left out
    lines = tuple(
        CoverLine(line.text, line.size, line.page_height - line.baseline, line.left, line.right)
        for line in first.lines
        if abs(line.angle) < _TURNED
    )
    return Cover(lines, body, max(later, default=0.0))


def _blocks(pages: list[PdfPage], metadata: PdfMetadata, body: Body) -> list[PdfBlock]:
    running = boilerplate(pages, body)
    found: list[list[PdfBlock]] = []
    for place, page in enumerate(pages):
        titles = metadata.outline.get(page.number, {})
        try:
            layout = laid_out(page, running, body.size)
            blocks = ordered_blocks(layout, _of_slide(page, body), titles)
            found.append(_with_side_boxes(blocks))
        except Exception:  # noqa: BLE001 - a page in no sensible order costs no other
            found.append([PdfBlock(MarkKind.PARAGRAPH, (line,)) for line in page.lines])
            pages[place] = replace(page, remarks=tuple({*page.remarks, _AS_DRAWN}))
    pictures = {page.number: page.pictures for page in pages}
    whole = _without_captions(list(_box_titles(_joined_pages(found))), body, pictures)
    levelled = _with_repeated_headers(_item_levels(_lead_ins(_heading_levels(whole, body))))
    return _without_contents(list(levelled), len(pages))


def _of_slide(page: PdfPage, body: Body) -> Body:
    """The setting of running text; on a slide, that of most letters if they are below a title."""
    own = Body(main_size(page.lines), body.weight)
    is_titled = own.size > body.size and any(map(own.is_display, page.lines))
    words = sum(n.look.words for n in page.lines if n.half_size == own.size) if is_titled else 0
    return own if page.edges.width > page.edges.height and words >= _SAID else body


def _outside_tables(blocks: Sequence[PdfBlock], body: Body) -> Body:
    """The setting of most text outside tables, where it is larger, and read as headings."""
    lines = [n for block in blocks if block.kind in _TEXT for n in block.lines]
    found = body_of([lines]) if main_size(lines) > body.size else body

    def is_said(line: PdfLine) -> bool:
        plain = line.half_size == found.size > body.size and not body.is_bold(line)
        return plain and bool(_LABELLED.match(line.text) or not line.look.is_title_like)

    pairs = pairwise([*blocks, *blocks[-1:]])
    texts = (block for block, below in pairs if below.kind is not MarkKind.ROW)
    titles = (block.lines for block in texts if block.kind is MarkKind.HEADING)
    return found if sum(any(map(is_said, lines)) for lines in titles) >= _SENTENCES else body


def _with_side_boxes(blocks: Sequence[PdfBlock]) -> list[PdfBlock]:
    """The blocks, a box with a lower heading after the wider text below, which is not under it."""
    runs = [(area, [*run]) for area, run in groupby(blocks, key=lambda b: b.area)]
    free = [line.baseline for b in blocks if b.area is None for line in b.lines]
    found: list[PdfBlock] = []
    for place in reversed(range(len(runs))):
        area, run = runs[place]
        rest = [*takewhile(lambda b: b.kind in _ENTRIES, found)]
        if area and rest and len(run) > 1 and run[0].kind is MarkKind.HEADING:
            text = (b for a, r in runs[:place] if a is None for b in r)
            above = [b for b in text if b.kind is MarkKind.HEADING]
            is_under = any(b.lines[0].size >= run[0].lines[0].size for b in above)
            is_beside = any(area.bottom < height < area.top for height in free)
            if is_under and is_beside and _is_wider(rest[0].lines, area):
                found = [*rest, *run, *found[len(rest) :]]
                continue
        found = [*run, *found]
    return found


def _is_wider(lines: Sequence[PdfLine], area: Rectangle) -> bool:
    """Whether lines below an area reach beyond one of its sides."""
    left, right = min(n.left for n in lines), max(n.right for n in lines)
    is_across = left < area.right and area.left < right and lines[0].baseline < area.bottom
    return is_across and (left + _BEYOND < area.left or area.right < right - _BEYOND)


def _joined_pages(pages: Sequence[list[PdfBlock]]) -> list[PdfBlock]:
    """The blocks of all pages in order.

    Where a paragraph runs over a page's end, the page's notes, running feet and what is set across
    it come before it, and the next page's running heads after it: each block is whole and on its
    page. Where the words tell, it runs on over boxes, captions and charts, too; what is the title
    of a box on its own page then heads nothing, as the rest of the paragraph follows.
    """
    done: list[PdfBlock] = []
    for blocks in pages:
        _join_rows(done, blocks)
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
        after, cut, text = done[last + 1 :], last, MarkKind.PARAGRAPH
        after = [replace(b, kind=text) if b.kind is MarkKind.HEADING else b for b in after]
        while after and cut and done[cut - 1].kind is MarkKind.HEADING:
            cut -= 1  # headings must not be torn from what follows
        done[cut:] = [*after, *done[cut:last], whole, *blocks[:first], *blocks[first + 1 :]]
    return done


def _join_rows(done: list[PdfBlock], blocks: list[PdfBlock]) -> None:
    """Move the rest of a row that a page's end cuts to its begin, past what the table repeats."""
    tables = (dropwhile(lambda b: b.kind in _BESIDE, p) for p in (reversed(done), blocks))
    ends, begins = ([*takewhile(lambda b: b.kind is MarkKind.ROW, t)] for t in tables)
    said = [[n.text for n in row.lines] for row in ends]
    rest = next((row for row in begins if [n.text for n in row.lines] not in said), None)
    if rest and {len(row.cells) for row in ends} == {len(rest.cells)}:
        last, columns = ends[0], zip(*(row.cells for row in (*ends, rest)), strict=True)
        edges = [max((n.right for n in chain(*column)), default=0.0) for column in columns]
        if sum(map(_cell_goes_on, last.cells, rest.cells, edges)) > 0:
            cells = tuple(one + other for one, other in zip(last.cells, rest.cells, strict=True))
            done[done.index(last)] = replace(last, lines=last.lines + rest.lines, cells=cells)
            blocks.remove(rest)


def _cell_goes_on(above: Sequence[PdfLine], below: Sequence[PdfLine], edge: float) -> float:
    """1 where words tell that a full cell goes on, -1 where it may, less where one begins."""
    if not (above and below):
        return -len(below[:1])
    end, begin = above[-1], below[0]
    tells = runs_on(end, begin) and not above[0].text[0].islower()
    is_cut = continues(above, begin) and not fits(end, begin, edge)
    is_cut &= abs(end.left - begin.left) < _ITEM_INDENT * end.size and end.weight == begin.weight
    return (1 if tells else -1) if is_cut and (tells or len(above) > 1) else -math.inf


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


def _continues(last: PdfBlock, following: PdfBlock) -> bool:
    above, below = last.lines[-1], following.lines[0]
    if following.kind is not MarkKind.PARAGRAPH or below.page != above.page + 1:
        return False
    if last.kind is MarkKind.ITEM:
        return above.is_as_large(below) and runs_on(above, below)
    return last.kind is MarkKind.PARAGRAPH and continues(last.lines, below)


def _box_titles(blocks: Sequence[PdfBlock]) -> Iterator[PdfBlock]:
    """The same blocks; a line by itself at the head of a box with prose is a heading."""
    for place, block in enumerate(blocks):
        is_first = block.area is not None and (not place or blocks[place - 1].area != block.area)
        is_title = is_first and block.is_line and block.lines[0].look.is_heading_like
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
    few = takewhile(lambda b: b.is_line and not ends_sentence(b.lines[0].text), below)
    figures = sum(_FIGURE.fullmatch(b.lines[0].text) is not None for b in few)
    return figures >= _FIGURES or any(b.kind is MarkKind.LABEL for b in below[:1])


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
    """The same blocks; an item is a level deeper than the one above it that is less indented.

    A paragraph farther left than the list above it has level 0: it is not within that list.
    """
    indents: list[float] = []
    margin = -math.inf  # where the list above begins
    above: PdfLine | None = None
    for block in blocks:
        first = block.lines[0]
        if above and first.page == above.page and first.baseline > above.baseline + first.size:
            indents.clear()  # another column
            margin = -math.inf
        above = block.lines[-1]
        if block.kind is MarkKind.ITEM:
            while indents and indents[-1] > first.left - _ITEM_INDENT * first.size:
                indents.pop()
            indents.append(first.left)
            margin = indents[0]
            block = replace(block, level=len(indents))
        elif block.kind is not MarkKind.BOILERPLATE:
            indents.clear()
        is_outside = first.left < margin - _ITEM_INDENT * first.size
        yield replace(block, level=0) if block.kind is MarkKind.PARAGRAPH and is_outside else block


def _with_repeated_headers(blocks: Iterable[PdfBlock]) -> Iterator[PdfBlock]:
    """The blocks; a table's first row that is word for word another's header is its header."""
    known, ahead = set[tuple[str, ...]](), 0
    for block in blocks:
        if block.kind is MarkKind.ROW:
            number = block.level or 0
            said = tuple(" ".join(line.text for line in cell) for cell in block.cells)
            known |= {said} if number == 0 else set()
            ahead = int(number == 1 and said in known) if number <= 1 else ahead
            block = replace(block, level=number - ahead)
        yield block


def _without_contents(blocks: Sequence[PdfBlock], pages: int) -> list[PdfBlock]:
    """The blocks, with the entries below 'Contents' as boilerplate: a heading, or dots lead to all.

    Entries end with the numbers of pages, none lower than the one before. What is set as a heading
    among them and is one elsewhere, too, is an entry of which the number is missing or apart.
    """
    found = list(blocks)
    times = Counter(bare_title(block.lines) for block in blocks if block.kind is MarkKind.HEADING)
    listed = {title for title, count in times.items() if count > 1}
    for place, block in enumerate(blocks):
        said = " ".join(line.text for line in block.lines).casefold().strip(" :.")
        if said in _TITLES:
            entries = _entries(blocks, place + 1, pages + _FRONT, listed)
            is_led = all(found[entry].lines[-1].is_led for entry in entries)
            is_contents = is_led or block.kind is MarkKind.HEADING
            for entry in entries if is_contents and len(entries) >= _LEAST else ():
                found[entry] = replace(found[entry], kind=MarkKind.BOILERPLATE, level=None)
    return found


def _entries(
    blocks: Sequence[PdfBlock], start: int, most: int, listed: Collection[str]
) -> list[int]:
    """The places of the entries from one on; a part of a report may list more pages than it has."""
    found, unnumbered, before = list[int](), list[int](), 0
    for place, block in enumerate(blocks[start:], start):
        if block.kind is MarkKind.BOILERPLATE:
            continue
        if block.kind is MarkKind.HEADING and bare_title(block.lines) in listed:
            unnumbered.append(place)
            continue
        ends = _ENDS_WITH_PAGE.search(block.lines[-1].text)
        number = int(ends[1] or ends[2]) if ends else -1
        if block.kind not in _ENTRIES or not before <= number <= max(most, before + _FRONT):
            break
        found += [*unnumbered, place]
        unnumbered.clear()
        before = number
    return found
