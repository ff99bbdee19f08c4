"""Footnotes: small type at the foot of a page or column, with the sign that refers to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import PdfLine, is_beside

_SMALLER = 0.93  # of the body's type size
_SIGNS = "*†‡§¶"
_MARK = re.compile(rf"\(?(\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z])[.)\]]?(?:\s+|(?=[^\W\d_a-z]))(?=\S)")
_SIGN = re.compile(rf"(?<=[^\s{_SIGNS}])[{_SIGNS}]{{1,3}}")
_REFERENCE = re.compile(rf"\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z]")
_GLUED = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\]\"'”’…])$")


@dataclass(frozen=True, slots=True)
class Footnotes:
    """A region's lines, and the notes at its foot, each the lines of one note."""

    body: Sequence[PdfLine]
    notes: Sequence[tuple[PdfLine, ...]] = ()


def references(lines: Iterable[PdfLine]) -> frozenset[str]:
    """The signs and raised numbers that refer to notes."""
    return frozenset(sign for line in lines for sign in _references(line))


def _references(line: PdfLine) -> Iterator[str]:
    for raised in line.raised:
        yield from _REFERENCE.findall(line.text[raised.start : raised.end])
    if any(sign in line.text for sign in _SIGNS):
        yield from _SIGN.findall(line.text)


def set_apart(lines: Sequence[PdfLine], body: float, known: frozenset[str]) -> Footnotes:
    """The lines of a region and the notes at its end that signs refer to.

    `body` is the type size of running text; `known` are the page's references.
    """
    end = len(lines)
    while end and lines[end - 1].text.isdigit():  # a page's number
        end -= 1
    start = end
    while start and lines[start - 1].size <= _SMALLER * body:
        start -= 1
    first = next((i for i in range(start, end) if mark(lines[i]) in known), None)
    if first is None:
        return Footnotes(lines)
    notes: list[list[PdfLine]] = []
    for line in lines[first:end]:
        if not notes or mark(line) in known:
            notes.append([])
        notes[-1].append(line)
    return Footnotes([*lines[:first], *lines[end:]], [tuple(note) for note in notes])


def mark(line: PdfLine) -> str | None:
    """The sign or number with which a line begins as notes do."""
    raised = next((s for s in line.raised if s.start == 0), None)
    if raised is not None:
        return line.text[: raised.end].strip(" .)]")
    found = _MARK.match(line.text)
    return found[1] if found else None


def without_references(line: PdfLine, notes: frozenset[str]) -> PdfLine:
    """The line without raised numbers that stand right after a word or a sentence's end.

    'care¹' set with a small 1 would read as 'care1', which no search for 'care' finds. A number
    raised after something else ('10²', 'm²') stays unless a note on the page begins with it.
    """
    spans = [
        (s.start, s.end)
        for s in line.raised
        if s.start > 0 and _is_glued(line.text, s.start, s.end, notes)
    ]
    return line.without(spans) if spans else line


def _is_glued(text: str, start: int, end: int, notes: frozenset[str]) -> bool:
    said = text[start:end]
    signs = _REFERENCE.findall(said)
    if text[start - 1].isspace() or not signs or not all(c in "0123456789,–- " for c in said):
        return False
    return bool(_GLUED.search(text[:start])) or notes.issuperset(signs)


_MARGIN = 0.2  # of the page's height, at the top and at the bottom
_DEPTH = 3  # lines from the edge
_REPEATS = 3
_PARAGRAPH_GAP = 1.5  # in ems
_SHIFT = 14.0  # points that a running line may move from page to page
_DISPLAY = 1.15  # times the body's size: as large as a heading, so a number tells it apart
_ROMAN = re.compile(r"[ivxlcdm]+")


def boilerplate(pages: Sequence[Sequence[PdfLine]], body: float) -> frozenset[PdfLine]:
    """The lines that repeat at one end of three pages or more, page numbers, and watermarks.

    Digits are ignored, but not in lines set larger than `body`, the type size of running text:
    'Part 1' and 'Part 2' are headings.
    """
    groups: defaultdict[tuple[str, float, int], list[PdfLine]] = defaultdict(list)
    for lines in pages:
        for line in _outer(lines):
            groups[_key(line, body)].append(line)
    repeated = {line for group in groups.values() for line in _in_place(group)}
    running = {line for lines in pages for line in _set_apart(lines, repeated)}
    alone = {n for lines in pages for n in lines if n.is_slanted or _is_page_number(n)}
    return frozenset(running | alone)


def _is_page_number(line: PdfLine) -> bool:
    """Whether a line in the margin is its own page's number."""
    said = line.text == str(line.page) or re.fullmatch(rf"(?i:page {line.page}\b.*)", line.text)
    return bool(said) and line.look.words <= 4 and _in_margin(line)


def _outer(lines: Sequence[PdfLine]) -> Iterable[PdfLine]:
    """The few lines nearest to the upper and to the lower edge."""
    upright = sorted((n for n in lines if not n.is_slanted), key=_height)
    nearest = {*upright[:_DEPTH], *upright[-_DEPTH:]}
    return (n for n in nearest if _in_margin(n))


def _in_margin(line: PdfLine) -> bool:
    return not _MARGIN < _height(line) < 1 - _MARGIN


def _set_apart(lines: Sequence[PdfLine], repeated: set[PdfLine]) -> set[PdfLine]:
    """The page's repeated lines but for those that other lines follow as in a paragraph."""
    upright = sorted((n for n in lines if not n.is_slanted), key=_height)
    kept = repeated.intersection(lines)
    for line, beside in (*pairwise(upright), *pairwise(upright[::-1])):
        close = abs(line.baseline - beside.baseline) < _PARAGRAPH_GAP * line.size
        if close and abs(line.size - beside.size) < 1 and beside not in kept:
            kept.discard(line)
    return kept


def _height(line: PdfLine) -> float:
    """Where on the page it stands: 0 at the lower edge, 1 at the upper."""
    return line.baseline / line.page_height if line.page_height else 0.5


def _key(line: PdfLine, body: float) -> tuple[str, float, int]:
    text = line.text.casefold()
    if line.size <= body * _DISPLAY:
        text = "#" if _ROMAN.fullmatch(text) else re.sub(r"\d+", "#", text)
    return text, round(line.size), line.quarter + 4 * (_height(line) > 0.5)


def _in_place(group: list[PdfLine]) -> list[PdfLine]:
    """The lines of a group that stand at one height, if they are on enough pages."""
    height = median(n.baseline for n in group)
    kept = [n for n in group if abs(n.baseline - height) <= _SHIFT]
    return kept if len({n.page for n in kept}) >= _REPEATS else []


CELL_SEPARATOR = " | "

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)+")
_BROKEN = re.compile(r"([^\W_]+)[-\u2010\xad]$")
_HYPHENS = "-\u2010\xad"
_SPACE = 0.25  # in ems: what is nearer has no space in between
_CLOSING = tuple(".,;:!?)]”’")
_SUSPENDED = frozenset({"and", "or", "to"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A line's share of a block's text; the pieces of a block put together are its text."""

    page: int
    text: str
    places: tuple[int, ...]


class Vocabulary:
    """The words that a document writes in one piece and those that it writes with a hyphen."""

    def __init__(self, lines: Iterable[PdfLine]) -> None:
        """Keep the lines; their words are collected when the first one is asked for."""
        self._lines = tuple(lines)

    @cached_property
    def _text(self) -> str:
        """All lines in small letters, without the words broken at a line's end."""
        kept = []
        rest_of_word = False
        for line in self._lines:
            text = line.text.partition(" ")[2] if rest_of_word else line.text
            rest_of_word = _broken_word(line.text) is not None
            kept.append(text.rpartition(" ")[0] if rest_of_word else text)
        return "\n".join(kept).casefold()

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text))

    @cached_property
    def _hyphenated(self) -> frozenset[str]:
        candidates = (w for w in self._text.split() if "-" in w or "\u2010" in w)
        found = (h for word in candidates for h in _HYPHENATED.findall(word))
        return frozenset(h.replace("\u2010", "-") for h in found)

    def joint(self, first: str, second: str, hyphen: str) -> str:
        """What stands between the halves of a word broken at a line's end: the hyphen or nothing.

        A suspended hyphen ('short- and long-term') gets its space back.
        """
        if hyphen == "\xad":
            return ""
        if first[-1].isdigit() or (first.isupper() and len(first) > 1):
            return hyphen
        first, second = first.casefold(), second.casefold()
        if f"{first}-{second}" in self._hyphenated:
            return hyphen
        if first + second in self._words:
            return ""
        if second in _SUSPENDED:
            return f"{hyphen} "
        return hyphen if {first, second} <= self._words else ""


def pieces(lines: Sequence[PdfLine], vocabulary: Vocabulary) -> list[Piece]:
    """The running text of a block's lines: one space between two, broken words whole again."""
    joined = [_joined(a, b, vocabulary) for a, b in pairwise(lines)]
    return [*joined, Piece(lines[-1].page, lines[-1].text, tuple(lines[-1].places))]


def row_pieces(cells: Sequence[Sequence[PdfLine]], vocabulary: Vocabulary) -> list[Piece]:
    """A row's cells with ' | ' in between, an empty one too."""
    found: list[Piece] = []
    page = next(line.page for cell in cells for line in cell)
    for place, cell in enumerate(cells):
        if place:
            found.append(Piece(page, CELL_SEPARATOR, (-1,) * len(CELL_SEPARATOR)))
        found += pieces(cell, vocabulary) if cell else ()
    return found


def _joined(line: PdfLine, following: PdfLine, vocabulary: Vocabulary) -> Piece:
    """The line's text with what stands between it and the following line."""
    broken = _broken_word(line.text)
    if broken is None:
        if _closes(line, following):
            return Piece(line.page, line.text, tuple(line.places))
        return Piece(line.page, line.text + " ", (*line.places, -1))
    hyphen = line.text[-1]
    rest = _WORD.match(following.text)
    joint = hyphen
    if rest and (rest[0][0].islower() or hyphen == "\xad"):
        joint = vocabulary.joint(broken, rest[0], hyphen)
    places = (line.places[-1], -1)[: len(joint)]
    return Piece(line.page, line.text[:-1] + joint, (*line.places[:-1], *places))


def _closes(line: PdfLine, following: PdfLine) -> bool:
    """Whether the following line is the punctuation that a raised number parted from its word."""
    near = is_beside(line, following) and following.left - line.right < _SPACE * line.size
    return near and following.text.startswith(_CLOSING)


def _broken_word(text: str) -> str | None:
    """The letters in front of a hyphen that ends the line; None where there is none."""
    found = _BROKEN.search(text) if text[-1] in _HYPHENS else None
    return found[1] if found else None
