"""Cuts documents into passages: exact spans, on sentence and bullet ends.

A section (what stands under one heading, on one page or slide, with no boilerplate in between) is
cut into passages of about equal length where it is too long for one. A heading or lead-in stays
with what follows it. Each passage knows its place in the terms a reader uses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.records import Document, Locator, Mark, MarkKind, Passage
from assistant.records.documents import plain
from assistant.settings import PassageSettings
from assistant.text import BULLET_CHARACTERS, STAMP, may_open, sentences

_REMARKS = {
    MarkKind.NOTE: "speaker notes",
    MarkKind.FOOTNOTE: "footnote",
    MarkKind.RECOGNISED: "recognised text",
}


class Locate:
    """Pages, slides and headings of places in one document."""

    def __init__(self, document: Document) -> None:
        """Look through a document's marks once."""
        kinds = (MarkKind.PAGE, MarkKind.SLIDE, *_REMARKS)
        self._places = {kind: [m for m in document.marks if m.kind is kind] for kind in kinds}
        self._paths = list(_heading_paths(document))
        set_apart = (m for m in document.marks if m.kind is MarkKind.BOILERPLATE)
        said = ((m.start, document.text[m.start : m.end]) for m in set_apart)
        self._stamps = [(start, text) for start, text in said if STAMP.fullmatch(text)]

    def at(self, start: int, end: int) -> Locator:
        """Where the span stands; its headings are those it stands under at its start."""
        path = bisect_right(self._paths, start, key=lambda path: path[0]) - 1
        return Locator(
            pages=self._numbers(MarkKind.PAGE, start, end),
            slides=self._numbers(MarkKind.SLIDE, start, end),
            headings=self._paths[path][1] if path >= 0 else (),
            remarks=tuple(self._remarks(start, end)),
        )

    def _numbers(self, kind: MarkKind, start: int, end: int) -> tuple[int, int] | None:
        met = [m.number for m in self._met(kind, start, end) if m.number is not None]
        return (met[0], met[-1]) if met else None

    def _remarks(self, start: int, end: int) -> Iterator[str]:
        yield from (said for kind, said in _REMARKS.items() if self._met(kind, start, end))
        slides = self._met(MarkKind.SLIDE, start, end)
        if any(mark.label == "hidden" for mark in slides):
            yield "hidden slide"
        pages = [*self._met(MarkKind.PAGE, start, end), *slides]
        stamps = (text for at, text in self._stamps if any(m.start <= at < m.end for m in pages))
        yield from dict.fromkeys(f"marked {text}" for text in stamps)

    def _met(self, kind: MarkKind, start: int, end: int) -> list[Mark]:
        """The marks of a kind that lie over some of a span."""
        marks = self._places[kind]
        first = max(bisect_right(marks, start, key=lambda m: m.start) - 1, 0)
        last = bisect_left(marks, end, key=lambda m: m.start)
        return [mark for mark in marks[first:last] if mark.end > start]


def _heading_paths(document: Document) -> Iterator[tuple[int, tuple[str, ...]]]:
    """From each heading or slide on, the headings that hold, outermost first."""
    path: list[tuple[int, str]] = []
    for mark in document.marks:
        if mark.kind is MarkKind.SLIDE:
            path = []
            yield mark.start, ()
        elif mark.kind is MarkKind.HEADING:
            level = mark.number or 1
            words = " ".join(document.text[mark.start : mark.end].split())
            path = [*((depth, name) for depth, name in path if depth < level), (level, words)]
            yield mark.start, tuple(name for _, name in path)


_PLACES = frozenset({MarkKind.PAGE, MarkKind.SLIDE})
BLOCKS = frozenset(MarkKind) - _PLACES - {MarkKind.RECOGNISED, MarkKind.BOILERPLATE}
"""What stands by itself on a page."""
_APART = frozenset({MarkKind.NOTE, MarkKind.FOOTNOTE, MarkKind.LABEL})  # from all other blocks
_PROSE = _APART | {MarkKind.PARAGRAPH}
_CHARACTERS_A_WORD = 12  # where words are longer in the mean, length is counted in characters
_MID_PARAGRAPH = 400.0  # what a cut inside a paragraph costs, in squared words
_MID_LIST = 4500.0  # and one between a lead-in and the last item of its list


_FOLLOWING = BLOCKS - _APART | {MarkKind.SLIDE}  # what follows on a page from one another
_OPENERS = (MarkKind.LEAD_IN, MarkKind.ITEM)
_NAMES = re.compile(r"[^\W\d]\S*(?: [^\s\d]\S*){0,4}(?<![.!?])")  # of a group of rows
_TOTAL = re.compile(r"(?:All|Average|Grand total|Overall|Sub-?total|Total)\b", re.IGNORECASE)
_BULLET = f" -–*\t{BULLET_CHARACTERS}"


def lead_ins(document: Document, start: int) -> list[Mark]:
    """What opens the list or heads the table that a place stands in, outermost first.

    That is what stands directly above the first item or row, unless it is a sentence that has ended
    and announces nothing, or a heading over a table; the items that it is set in below; what heads
    its columns and its row.
    """
    text, run = document.text, _run(document, start)
    if not run or start >= run[-1].end:
        return []
    *_, (_, opening) = _opened(text, run)
    if run[-1].kind is MarkKind.ROW:
        *_, (_, heads) = headed(text, run)
        opening = [*(m for m in opening if m.kind is not MarkKind.ROW), *heads]
    spans = ((m, text[m.start : m.end]) for m in opening)
    bare = ((m, words.lstrip(_BULLET) if m.kind is MarkKind.ITEM else words) for m, words in spans)
    return [replace(mark, start=mark.end - len(words)) for mark, words in bare]


def _run(document: Document, start: int) -> list[Mark]:
    """The block that a place stands in, behind those that it goes on with: its list or table."""
    last = bisect_right(document.marks, start, key=lambda mark: mark.start)
    run: list[Mark] = []
    for place in reversed(range(last)):
        mark = document.marks[place]
        if mark.kind in _FOLLOWING:
            if run and not _goes_on(document.text, mark, run[-1]):
                break
            run.append(mark)
    return run[::-1]


def _opened(text: str, blocks: Iterable[Mark]) -> Iterator[tuple[Mark, list[Mark]]]:
    """Each block with what opens the list or table that it goes on with, outermost first."""
    opening: list[Mark] = []
    for mark in blocks:
        known = opening if opening and _goes_on(text, opening[-1], mark) else []
        opening = [m for m in known if not _is_beside(text, m, mark)]
        yield mark, opening
        opening = [*opening, mark]


def _goes_on(text: str, above: Mark, mark: Mark) -> bool:
    """Whether a block goes on with what stands directly above it, or is opened by that."""
    if mark.kind not in (MarkKind.ITEM, MarkKind.ROW):
        return mark.is_in_list and above.is_in_list
    opens = above.kind is MarkKind.PARAGRAPH and may_open(text[above.start : above.end])
    heads = above.kind is MarkKind.HEADING and mark.kind is MarkKind.ITEM
    goes_on = above.is_in_list if mark.is_in_list else above.kind is MarkKind.ROW
    return opens or heads or goes_on or above.kind is MarkKind.LEAD_IN


def _is_beside(text: str, above: Mark, mark: Mark) -> bool:
    """Whether a block opens nothing for one further down, as it stands no further out."""
    if above.kind is MarkKind.ROW:
        return not above.is_header or (above.number or 0) >= (mark.number or 0)
    if not above.is_in_list or mark.kind is MarkKind.ROW:
        return False
    are_items = above.kind is MarkKind.ITEM, mark.kind is MarkKind.ITEM
    depth, own = above.number or 0, (mark.number or 0) + (are_items == (False, True))
    return depth >= own or (not all(are_items) and not may_open(text[above.start : above.end]))


@dataclass(frozen=True, slots=True)
class _Uncut:
    """A stretch that is not cut: a heading, a lead-in, a bullet, a sentence."""

    start: int
    end: int
    words: int
    holds_next: bool
    """Whether what follows belongs to it, so that no cut may come between."""
    opens_block: bool
    lead_in: tuple[Mark, ...]
    """What opens the lists that it is an item of, outermost first; or heads it in a table."""


def cut(document: Document, settings: PassageSettings) -> list[Passage]:
    """The passages of a document, in order; together they hold all text but boilerplate."""
    locate, text = Locate(document), document.text
    found: list[Passage] = []
    headings = (m for m in document.marks if m.kind is MarkKind.HEADING)
    titles = frozenset(plain(text[m.start : m.end]) for m in headings)
    bare = frozenset(_bare_headings(document))
    for section in _sections(document):
        for part in _parts(list(_units(text, section, settings.most)), settings):
            start, end, lead_in = part[0].start, part[-1].end, part[0].lead_in
            told = ((m.kind, text[max(m.start, start) : min(m.end, end)]) for m in section)
            blocks = [(kind, words) for kind, words in told if words]
            apparatus = start in bare or (not lead_in and _names_only(blocks, titles))
            between = "\n" if any(m.kind is MarkKind.ROW for m in lead_in) else " "
            opening = between.join(text[m.start : m.end] for m in lead_in) or None
            where = locate.at(start, end)
            found.append(
                Passage(document.path, start, end, text[start:end], where, opening, apparatus)
            )
    return found


def contexts(document: Document, passages: Sequence[Passage]) -> list[str]:
    """What each passage lacks to be understood by itself, in lines.

    That is the title, the innermost heading and a list's lead-in. The first passage also carries
    what is known of the whole document, for who wants to know who wrote it and when.
    """
    title, found = document.entry.title, []
    for place, passage in enumerate(passages):
        heading = passage.locator.headings[-1] if passage.locator.headings else ""
        heading = "" if passage.text.startswith(heading) else heading
        imprint = _imprint(document) if place == 0 else ""
        context = dict.fromkeys([title, imprint, heading, passage.lead_in])
        found.append("".join(f"{line}\n" for line in context if line))
    return found


def _imprint(document: Document) -> str:
    """What a document is, who wrote and published it, and when."""
    entry = document.entry
    kind = "Presentation" if document.numbers(MarkKind.SLIDE) else "Document"
    author = f"written by {entry.author}" if entry.author else ""
    publisher = f"published by {entry.publisher}" if entry.publisher else ""
    known = [*filter(None, [author, publisher, entry.published])]
    return ", ".join([kind, *known]) if known else ""


def _sections(document: Document) -> Iterator[list[Mark]]:
    """Runs of blocks that no heading, page, slide or boilerplate parts; notes by themselves.

    A heading with nothing of its own before a deeper one is left out: it names what is under it.
    """
    section: list[Mark] = []
    for mark in document.marks:
        if mark.kind is MarkKind.RECOGNISED:
            continue
        if mark.kind not in BLOCKS or _opens_section(section, mark):
            if section and not _contains(section, mark):
                yield section
            section = []
        if mark.kind in BLOCKS:
            section.append(mark)
    if section:
        yield section


def _opens_section(section: list[Mark], mark: Mark) -> bool:
    kinds = {mark.kind, *(before.kind for before in section[-1:])}
    return mark.kind is MarkKind.HEADING or (len(kinds) == 2 and not kinds.isdisjoint(_APART))


def _contains(section: list[Mark], following: Mark) -> bool:
    """Whether a section is but the heading of the sections under it."""
    deeper = (following.number or 0) > (section[0].number or 0)
    is_heading = len(section) == 1 and section[0].kind is following.kind is MarkKind.HEADING
    return is_heading and deeper


def _units(text: str, section: list[Mark], most: int) -> Iterator[_Uncut]:
    """What a section is made of, down to sentences and bullets."""
    rows = [heads for _, heads in headed(text, section)]
    for (mark, opening), heads, below in zip_longest(_opened(text, section), rows, rows[1:]):
        whole = text[mark.start : mark.end]
        opens = mark.kind is MarkKind.LEAD_IN or mark.is_header or mark in (below or ())
        uncut = mark.kind not in _PROSE and _length(whole) <= most
        holds = uncut and (opens or mark.kind is MarkKind.HEADING or whole.endswith(":"))
        told = [m for m in opening if m.kind in _OPENERS and mark.is_in_list]
        lists = [m for m in told if m.kind is MarkKind.LEAD_IN or text[m.end - 1] == ":"]
        spans = [(0, len(whole))] if uncut else _short_spans(whole, most)
        for place, (start, end) in enumerate(spans):
            span, words = (mark.start + start, mark.start + end), _length(whole[start:end])
            yield _Uncut(*span, words, holds, place == 0, (*lists, *heads))


def headed(text: str, blocks: Sequence[Mark]) -> Iterator[tuple[Mark, list[Mark]]]:
    """Each block with what heads it in its table: the rows of the header that are above it.

    So does a row of one cell above others in a table with a header, if it is a name, up to the next
    such row or a total; and where the first cell is empty, as below one that reaches over rows,
    that cell.
    """
    header: list[Mark] = []
    group: list[Mark] = []
    label: list[Mark] = []
    last = 0
    for mark, below in zip_longest(blocks, blocks[1:]):
        is_row, number = mark.kind is MarkKind.ROW, mark.number or 0
        if not is_row or (mark.is_header and number <= last):
            header, group, label = [], [], []
        whole = text[mark.start : mark.end]
        cell, *others = whole.split(" | ")
        if _TOTAL.match(cell) or (not others and _NAMES.fullmatch(whole)):
            group = []
        yield mark, [*header, *group] if cell else [*header, *group, *label]
        if mark.is_header:
            header = [*header, mark]
        elif is_row and not others:
            is_over = header and below and below.kind is mark.kind and _NAMES.fullmatch(whole)
            if is_over and below and " | " in text[below.start : below.end]:
                group = [mark]
            label = []
        elif is_row and cell:
            label = [replace(mark, end=mark.start + len(cell))]
        last = number


def _short_spans(text: str, most: int) -> Iterator[tuple[int, int]]:
    """The sentences of a block; one of more than `most` words is cut between words."""
    word = re.compile(rf"\S{{1,{most * _CHARACTERS_A_WORD}}}")
    for start, end in sentences(text):
        if _length(text[start:end]) <= most:
            yield start, end
            continue
        first = last = start
        for found in word.finditer(text, start, end):
            if last > first and _length(text[first : found.end()]) > most:
                yield first, last
                first = found.start()
            last = found.end()
        yield first, last


def _length(text: str) -> int:
    """Length in words; text with hardly a space counts by its characters."""
    return max(len(text.split()), len(text) // _CHARACTERS_A_WORD)


def _parts(units: list[_Uncut], settings: PassageSettings) -> list[list[_Uncut]]:
    """The cut of a section into passages that costs least.

    Dynamic programming over the places where a cut may be: a passage costs the square of what
    its length misses the middle of the range by; a cut inside a paragraph or list costs extra.
    """
    if sum(u.words for u in units) <= settings.most:
        return [units]
    middle = (settings.least + settings.most) / 2
    best = [0.0] + [float("inf")] * len(units)
    cut_before = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        if end < len(units) and units[end - 1].holds_next:
            continue
        words = 0
        for start in range(end - 1, -1, -1):
            words += units[start].words
            if words > settings.most and best[end] < float("inf"):
                break
            cost = best[start] + (words - middle) ** 2 + _cut_cost(units[start])
            if cost < best[end]:
                best[end], cut_before[end] = cost, start
    parts, end = [], len(units)
    while end:
        parts.append(units[cut_before[end] : end])
        end = cut_before[end]
    return parts[::-1]


def _cut_cost(unit: _Uncut) -> float:
    return _MID_LIST * bool(unit.lead_in) + (0.0 if unit.opens_block else _MID_PARAGRAPH)


_DATED = re.compile(
    r"[(\[][^()\[\]]{0,20}\b(?:19|20)\d\d[a-z]?\b[^()\[\]]{0,20}[)\]]"
    r"|(?<=[.,] )(?:19|20)\d\d[a-z]?[.;:]|\b10\.\d{4,9}/"
)
"""A year as references have it, in brackets or between marks; or a DOI."""
_REFERRING = re.compile(
    r"\b[A-Z][\w’'-]+, ?(?:[A-Z]\.[ -]?)+|\b[A-Z][\w’'-]+ [A-Z]{1,2}(?=[,.] )"  # Okafor, J. P.
    r"|\b\d{1,4} ?\(\d{1,4}(?:[-–]\d+)?\)|\bpp?\. ?\d+|\b\d+[-–]\d+(?=[.;,]|$)"  # 12(3), pp. 4
    r"|(?<=[.)] )[A-Z][\w ]{2,20}: [A-Z][\w&’' -]+(?=[.;]|$)"  # London: Example Press
    r"|https?://|www\.|\bdoi\b",
    re.MULTILINE,
)
"""What else references have: initials behind a surname, volumes and pages, publishers, links."""
_WORDS_A_REFERENCE = 45
_LEADER = re.compile(r"(?:(?:[._] ?){4,}|…{2,})[ \t]*(?:\d{1,4}|[ivxl]{1,6})(?=\s|$)", re.MULTILINE)
_PAGE = re.compile(r"[ \t]+\d{1,4}$")
_INDEXED = re.compile(r"[^\d|]{2,60},(?: ?\d{1,4}(?:[-–]\d{1,4})?,)* ?\d{1,4}(?:[-–]\d{1,4})?")
_SAYING = re.compile(r"[.!]$|\d|@|www\.")
"""What makes a heading more than a name: the end of a sentence, a figure, an address."""
_LEAST_ENTRIES = 3


def _bare_headings(document: Document) -> Iterator[int]:
    """Where headings begin that name something and have nothing under them."""
    kinds = BLOCKS - {MarkKind.LABEL} | {MarkKind.SLIDE}
    blocks = [m for m in document.marks if m.kind in kinds]
    for mark, after in zip_longest(blocks, blocks[1:]):
        ends = after is None or after.kind in {MarkKind.HEADING, MarkKind.SLIDE}
        named = mark.kind is MarkKind.HEADING and document.text[mark.start : mark.end]
        if ends and named and not _SAYING.search(named):
            yield mark.start


def _names_only(blocks: list[tuple[MarkKind, str]], titles: frozenset[str]) -> bool:
    """Whether blocks are references, contents, an index or a chart's labels, told by their build.

    `titles` are the headings of the document, as `plain` gives them.
    """
    kinds = {kind for kind, _ in blocks}
    if kinds & {MarkKind.LEAD_IN, MarkKind.LABEL}:  # labels stand apart from all else
        return MarkKind.LABEL in kinds
    body = "\n".join(told for kind, told in blocks if kind is not MarkKind.HEADING)
    lines = (line.strip(_BULLET) for line in body.splitlines())
    entries = [line for line in lines if line]
    return _are_references(body) or _are_contents(entries, titles) or _are_of_an_index(entries)


def _are_references(body: str) -> bool:
    """Whether a text is as dense with years, initials, pages and links as a list of references."""
    dated, referring = len(_DATED.findall(body)), len(_REFERRING.findall(body))
    dense = len(body.split()) <= _WORDS_A_REFERENCE * dated
    return dense and referring >= max(2, dated)


def _are_contents(entries: Sequence[str], titles: frozenset[str]) -> bool:
    """Whether entries lead to pages by dots, or are most of the headings of the document."""
    if 2 * len(_LEADER.findall("\n".join(entries))) >= max(4, len(entries)):
        return True
    named = {plain(_PAGE.sub("", entry)) for entry in entries} & titles
    most = len(named) >= 0.8 * len(entries) and 2 * len(named) >= len(titles)
    return len(entries) >= _LEAST_ENTRIES and most


def _are_of_an_index(entries: Sequence[str]) -> bool:
    """Whether entries are words with pages, in the order of the alphabet."""
    indexed = sum(_INDEXED.fullmatch(entry) is not None for entry in entries)
    ordered = sorted(entries, key=str.casefold) == list(entries)
    return ordered and indexed >= max(_LEAST_ENTRIES, 0.8 * len(entries))
