"""The document in a PDF file: its pages read, laid out, put together to blocks, and written."""

from __future__ import annotations

import gc
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from typing import Any

from pypdf import DocumentInformation, PdfReader

from assistant.readers.canonical import ALL, NO_TEXT, Allowance, Canonical
from assistant.readers.cover import Cover, CoverLine
from assistant.readers.imprint import Properties, described
from assistant.readers.pdf.blocks import PdfBlock, bare_title, ordered_blocks, whole_document
from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.layout import boilerplate, laid_out
from assistant.readers.pdf.letters import bare
from assistant.readers.pdf.lines import Body, PdfLine, body_of, main_size
from assistant.readers.pdf.pages import FAILED, UNREAD, PdfPage, read_pages
from assistant.records import Document, MarkKind, Problem
from assistant.text.abbreviations import are_english

_AS_DRAWN = "the text of these pages stands as the file draws it; its order may be wrong"
_DAY = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_CELL_SEPARATOR = " | "
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_HYPHENS = "-\u2010\xad"
_BROKEN = re.compile(rf"([^\W_]+)[{_HYPHENS}]$")
_WEB = re.compile(r"://|www\.|\w\.\w+/")
_TURNED = 3  # degrees
_SAID = 12  # words: a slide with so many in type of one size says something
_SENTENCES = 2  # or labelled facts, read as headings
_BEYOND = 12.0  # points: how much wider than a box text below it is
_LABELLED = re.compile(r"[^\d:]+: ")  # 'Present: A. Lee', not 'Part 1: Rates'
_SUSPENDED = frozenset({"and", "or", "to"})

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
    _write(canonical, pages, blocks, metadata.labels)
    problems = _problems(pages, name)
    found = Document(name, sha256, canonical.text, canonical.marks, problems=problems)
    return described(found, metadata.said, _cover(pages, body.size))


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
    blocks = [*_with_repeated_headers(whole_document(found, body, pictures))]
    return _without_contents(blocks, len(pages))


def _with_repeated_headers(blocks: Iterable[PdfBlock]) -> Iterator[PdfBlock]:
    """The blocks; a table's first row that is word for word another's header is its header."""
    known, ahead = set[tuple[str, ...]](), 0
    for block in blocks:
        number = block.level
        if block.kind is MarkKind.ROW and number is not None:
            said = tuple(" ".join(line.text for line in cell) for cell in block.cells)
            known |= {said} if number == 0 else set()
            ahead = int(number == 1 and said in known) if number <= 1 else ahead
            yield replace(block, level=number - ahead)
        else:
            yield block


def _outside_tables(blocks: Sequence[PdfBlock], body: Body) -> Body:
    """The setting of most text outside tables, where it is larger, and read as headings."""
    found = body_of([[n for block in blocks if block.kind in _TEXT for n in block.lines]])

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


def _of_slide(page: PdfPage, body: Body) -> Body:
    """The setting of running text; on a slide, that of most letters if they are below a title."""
    own, (left, bottom, right, top) = Body(main_size(page.lines), body.weight), page.edges
    is_titled = own.size > body.size and any(map(own.is_display, page.lines))
    words = sum(n.look.words for n in page.lines if n.half_size == own.size) if is_titled else 0
    return own if right - left > top - bottom and words >= _SAID else body


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


def _problems(pages: Sequence[PdfPage], name: str) -> tuple[Problem, ...]:
    """What could not be read, pages of one kind together."""
    found: dict[str, list[int]] = {NO_TEXT: [], FAILED: [], UNREAD: []}
    for page in pages:
        for remark in page.remarks:
            found.setdefault(remark, []).append(page.number)
        if not page.lines:
            found[page.problem or NO_TEXT].append(page.number)
    return tuple(Problem(name, reason, tuple(found[reason])) for reason in found if found[reason])


def _write(
    canonical: Canonical,
    pages: Sequence[PdfPage],
    blocks: Sequence[PdfBlock],
    labels: Sequence[str],
) -> None:
    """Write all blocks, each page begun where its first piece of text is."""
    words = _Words(line for page in pages for line in page.lines)
    named = {number: label for number, label in enumerate(labels, 1) if label != str(number)}
    unopened = deque(page.number for page in pages)

    def open_until(page: int) -> None:
        while unopened and unopened[0] <= page:
            number = unopened.popleft()
            canonical.open_page(number, named.get(number))

    for block in blocks:
        is_open = False
        for page, pieces in groupby(_pieces(block, words), key=lambda piece: piece.page):
            open_until(page)
            text = "".join(piece.text for piece in pieces)
            if is_open:
                canonical.run_on(text)
            else:
                canonical.block(block.kind, text, block.level)
            is_open = True
    open_until(len(pages))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line's share of a block's text; the pieces of a block put together are its text."""

    page: int
    text: str


def _pieces(block: PdfBlock, words: _Words) -> list[_Piece]:
    """The pieces of a block; a row's cells have ' | ' in between, an empty one too."""
    if block.kind is not MarkKind.ROW:
        return list(_run_on(block.lines, words))
    separator = _Piece(block.page, _CELL_SEPARATOR)
    cells = ([separator, *_run_on(cell, words)] for cell in block.cells)
    return [piece for pieces in cells for piece in pieces][1:]


def _run_on(lines: Sequence[PdfLine], words: _Words) -> Iterator[_Piece]:
    """The running text of a block's lines: one space between two, broken words whole again."""
    for line, following in pairwise(lines):
        text, broken = line.text + " ", _broken_word(line.text)
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


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """What a file says of itself; what it does not say or pypdf cannot read is absent."""

    said: Properties = field(default_factory=Properties)
    labels: tuple[str, ...] = ()
    outline: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Of each page, its titles in `bare` form, with their levels; 1 is outermost."""


def read_metadata(path: Path) -> PdfMetadata:
    """Returns what the file says of itself; nothing where pypdf cannot read it."""
    said: dict[str, Any] = {}
    with suppress(Exception), PdfReader(path) as reader:
        with suppress(Exception):
            if facts := reader.metadata:
                said["said"] = _properties(facts)
        with suppress(Exception):
            # without labels of its own, pypdf counts the pages, which takes long
            if "/PageLabels" in reader.root_object:
                said["labels"] = tuple(reader.page_labels)
        with suppress(Exception):
            said["outline"] = _titles(reader, reader.outline, 1, defaultdict(dict))
    return PdfMetadata(**said)


def _properties(facts: DocumentInformation) -> Properties:
    programs = f"{_line(facts.creator)} {_line(facts.producer)}"
    made, saved = (
        "-".join(found.groups()) if (found := _DAY.match(_line(date))) else ""
        for date in (facts.creation_date_raw, facts.modification_date_raw)
    )
    return Properties(_line(facts.title), _line(facts.author), made, saved, programs)


def _titles(
    reader: PdfReader, outline: list[Any], level: int, found: dict[int, dict[str, int]]
) -> dict[int, dict[str, int]]:
    for entry in outline:
        if isinstance(entry, list):
            _titles(reader, entry, level + 1, found)
            continue
        with suppress(Exception):
            page = reader.get_destination_page_number(entry)
            if page is not None and page >= 0 and entry.title:
                found[page + 1].setdefault(bare(_line(entry.title)), level)
    return found


def _line(text: object) -> str:
    """The text on one line; empty if there is none."""
    return " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""
