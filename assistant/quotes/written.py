"""The two sides of a check: the quotations in a text, and the shelf of documents to look on.

Quotations are a text's block quotations, and its words in quotation marks.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice, pairwise, product
from pathlib import Path
from typing import Any, Self

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answers.marked import notes
from assistant.citation import comparable
from assistant.errors import UsageError
from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.passages import Locate, lead_ins
from assistant.readers.office import (
    WORD,
    attribute,
    child,
    chosen,
    descendants,
    open_package,
    short,
)
from assistant.records import Citation, Source
from assistant.records.answers import ELIDED
from assistant.text import content_stems, words
from assistant.text.files import decoded

_NEAREST = 6  # passages that hold most of a quotation's words
_FEWEST_CHARACTERS = 3  # of a half of a quotation that is looked for by itself
_FEWEST_FOR_PREFIX = 40
_MOST_NOTES = 4  # behind what is quoted
_FEWEST = 4  # words, so that a word in quotation marks is not taken for a quotation
_FILE_LINE = re.compile(r"File: (.+) \(SHA-256: ([0-9a-f]{64})\)")
_EXPORT_LINE = re.compile("Made on .+ from snapshot .+ of the index, built on ")
_MARK = re.compile('[“”"]')
_CITED = re.compile(  # as a case note cites, or a letter
    r'[ \n]?\([^“”"]{1,800}?; read \d{1,2}\s[A-Z][a-z]{2,8}\s\d{4}\)|\n— [^\n]{1,1000}'
)
_FLAT = re.compile('“([^“”]+)”|"([^"\n]+)"')
_OPENED_LINE = re.compile('\n[ \t\xa0]*[“"]')
_MOST_MARKS = 20  # of words that are cited, after a line of theirs that begins with a dash
_BEFORE_OPENING = " \t\n\xa0([{-–—‘'“\""
_SECTION = "section "  # how a citation names a heading, which quotes nothing
_PARSER = MarkdownIt("commonmark").enable("table")
_BREAKS = frozenset({"softbreak", "hardbreak"})
_CODE = frozenset({"fence", "code_block"})
_TEXTS = frozenset({"text", "text_special", "code_inline"}) | _CODE
_QUOTE_STYLES = frozenset({"Quote", "IntenseQuote"})
_HEADING_STYLES = re.compile(r"Heading\d|Title|Subtitle")
_WORD_BREAKS = {"w:br": "\n", "w:cr": "\n", "w:tab": "\t", "w:noBreakHyphen": "\u2011"}
_NOT_SHOWN = frozenset({"w:p", "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText"})
# no note's mark, and not of writing without spaces
_LETTER = "[^\\W_⁰¹²³⁴-⁹\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]"
_JOINS = f"(?:['’\u00ad\u2010\u2011-](?={_LETTER})|[.,](?=\\d))"
_WITHIN_WORD = re.compile(
    f"(?<={_LETTER})(?:{_LETTER}|{_JOINS})|(?<={_LETTER}['’\u00ad\u2010\u2011-]){_LETTER}"
    r"|(?<=\d[.,])\d"
)
Span = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a text quotes, and where in its file each of their lines stands."""

    text: str
    lines: tuple[int, ...]

    def line(self, offset: int) -> int:
        """Returns the line of the file, or the paragraph in Word, where a character stands."""
        return self.lines[min(self.text.count("\n", 0, offset), len(self.lines) - 1)]


@dataclass(frozen=True, slots=True)
class Written:
    """What a text quotes: its quotations in order, and its list of files with their digests."""

    quotes: tuple[Quote, ...]
    files: Mapping[str, str]
    """SHA-256 by path, of the files that an export lists."""
    short: tuple[Quote, ...]
    """What in quotation marks was passed over, as too few words to be a quotation."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A stretch of a text, and where each of its lines stands in the file."""

    text: str
    lines: tuple[int, ...]
    """The number in the file of each line of the text: of a paragraph in Word's files."""
    is_quotation: bool


def read_written(content: bytes, name: str) -> Written:
    """Returns the quotations in a Markdown, Word or text file; `name` says which it is.

    Block quotations are quotations, and so are words in quotation marks: from four words on, with
    a figure among them, or with a case note's citation after them. In an export, which says what
    it is, only block quotations are, for its questions and titles may hold any words.

    Raises:
        UsageError: the file is of another kind, or is no text.
        UnreadableFileError: it is a Word file that cannot be read.
    """
    blocks = list(_blocks(content, name))
    lines = [line for b in blocks if not b.is_quotation for line in b.text.split("\n")]
    files = {found[1]: found[2] for line in lines if (found := _FILE_LINE.fullmatch(line))}
    is_export = bool(files) or any(map(_EXPORT_LINE.match, lines))
    quotes = [q for b in blocks if b.is_quotation or not is_export for q in _quotes(b)]
    parted: dict[bool, list[Quote]] = {True: [], False: []}
    for quote, is_sure in quotes:
        has_figure = any(map(str.isdigit, quote.text))
        parted[is_sure or has_figure or len(quote.text.split()) >= _FEWEST].append(quote)
    return Written(tuple(parted[True]), files, tuple(parted[False]))


def _quotes(block: TextBlock) -> Iterator[tuple[Quote, bool]]:
    """Finds the quotations of a block, and whether each is sure to be one however few its words."""
    spans = [(0, len(block.text), True)] if block.is_quotation else marked(block.text)
    ends = _line_ends(block.text)
    for start, end, is_sure in spans:
        text = block.text[start:end]
        if text.strip():
            first, last = bisect_left(ends, start), bisect_left(ends, end)
            yield Quote(comparable(text), block.lines[first : last + 1]), is_sure


def _blocks(content: bytes, name: str) -> Iterator[TextBlock]:
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if suffix == "docx":
        return _joined(_word_blocks(open_package(content, name, WORD).root))
    if suffix not in ("md", "markdown", "txt", ""):
        raise UsageError(f"{name}: quotations are read from .md, .docx and .txt files")
    text = decoded(content, name)
    is_plain = suffix in ("txt", "")
    return _plain_blocks(text) if is_plain else _joined(_markdown_blocks(text, 1))


def _plain_blocks(text: str) -> Iterator[TextBlock]:
    """Yields the blocks of plain text; lines with '>', unless in marks, are Markdown quotations."""
    ends, within = _line_ends(text), set[int]()  # the lines that words in marks go on in
    for start, end, _ in marked(text):
        within.update(range(bisect_left(ends, start) + 2, bisect_left(ends, end) + 2))
    numbered = enumerate(text.split("\n"), 1)
    for is_quotation, group in groupby(
        numbered, lambda line: line[1].startswith(">") and line[0] not in within
    ):
        numbers, lines = zip(*group, strict=True)
        if is_quotation:
            yield from _markdown_blocks("\n".join(lines), numbers[0])
        else:
            yield TextBlock("\n".join(lines), numbers, is_quotation=False)


def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _joined(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yields the blocks, other text in a row as one, for words in marks may go on in it."""
    for is_quotation, group in groupby(blocks, lambda block: block.is_quotation):
        if is_quotation:
            yield from group
        else:
            yield _as_one(list(group))


def _as_one(blocks: list[TextBlock]) -> TextBlock:
    lines = tuple(line for block in blocks for line in block.lines)
    return TextBlock("\n".join(block.text for block in blocks), lines, blocks[0].is_quotation)


def _markdown_blocks(text: str, first_line: int) -> Iterator[TextBlock]:
    """Finds the blocks of a CommonMark text but its headings."""
    quoted: list[TextBlock] = []
    depth = 0
    in_heading = False
    for token in _PARSER.parse(text):
        depth += token.nesting if token.type.startswith("blockquote") else 0
        in_heading = token.nesting > 0 if token.type.startswith("heading") else in_heading
        block = None if in_heading else _shown(token, first_line, is_quotation=depth > 0)
        if block and depth:
            quoted.append(block)
        elif block:
            yield block
        elif quoted and not depth:
            yield _as_one(quoted)
            quoted = []


def _shown(token: Token, first_line: int, *, is_quotation: bool) -> TextBlock | None:
    """Returns what a reader sees of a token: of a paragraph, a cell, a block of code."""
    if token.type != "inline" and token.type not in _CODE:
        return None
    text = ""
    for part in token.children or [token]:
        text += "\n" if part.type in _BREAKS else part.content * (part.type in _TEXTS)
    start = first_line + (token.map or [0])[0]
    return TextBlock(text, tuple(range(start, start + text.count("\n") + 1)), is_quotation)


def _word_blocks(root: Any) -> Iterator[TextBlock]:
    """Finds the paragraphs of a Word document but its headings; their style tells quotations."""
    for number, paragraph in enumerate(descendants(root, "w:p"), 1):
        style = attribute(child(paragraph, "w:pPr", "w:pStyle"), "w:val") or ""
        if not _HEADING_STYLES.fullmatch(style):
            text = "".join(_paragraph_words(paragraph))
            yield TextBlock(text, (number,) * (text.count("\n") + 1), style in _QUOTE_STYLES)


def _paragraph_words(element: Any) -> Iterator[str]:
    """Finds the words of a paragraph as Word shows them, without those of text boxes in it."""
    for inner in element:
        kind = short(inner)
        if kind == "w:t":
            yield inner.text or ""
        elif kind in _WORD_BREAKS:
            yield _WORD_BREAKS[kind]
        elif kind == "mc:AlternateContent":
            yield from _paragraph_words(chosen(inner) or ())
        elif kind not in _NOT_SHOWN:
            yield from _paragraph_words(inner)


def marked(text: str) -> Iterator[Span]:
    """Finds where words in quotation marks start and end, and whether a citation follows.

    Marks within marks belong to the words. A mark that is never closed counts for nothing.
    """
    opened: list[int] = []
    closed: list[tuple[int, int]] = []  # the last quotation: a citation may make it longer
    place = 0
    while found := _MARK.search(text, place):
        mark, place = found.span()
        if _opens(text, mark):
            if not opened:
                yield from ((start + 1, end, False) for start, end in closed)
                closed = []
            opened.append(mark)
        elif (cited := _CITED.match(text, place)) and not _goes_on(text, place, len(opened)):
            # It ends what was opened first: no part of words that were cited may go unchecked.
            first = [start for start, _ in closed] or opened[:1]
            yield from ((start + 1, mark, True) for start in first)
            opened, closed, place = [], [], cited.end()
        elif opened and text[opened[-1]] + text[mark] in ("“”", '""'):
            start = opened.pop()
            if not opened:
                closed = [(start, mark)]
    yield from ((start + 1, end, False) for start, end in closed)
    if opened:
        yield from _paragraphs(text, opened[0])


def _goes_on(text: str, place: int, depth: int) -> bool:
    """Returns whether a line with a dash after words in marks is still of words that are cited.

    Such words are closed further on, where their own citation follows.
    """
    is_line = text.startswith("\n", place) and text[place + 1 : place + 2] != "("
    open_now, outermost = depth - 1, 0 if depth > 1 else -1
    for found in islice(_MARK.finditer(text, place), _MOST_MARKS if is_line else 0):
        open_now += 1 if _opens(text, found.start()) else -1
        if open_now <= outermost:
            return _CITED.match(text, found.end()) is not None
    return False


def _paragraphs(text: str, start: int) -> Iterator[Span]:
    """Finds paragraphs that are each opened but not closed where another follows, and the rest."""
    starts = [start, *(found.end() - 1 for found in _OPENED_LINE.finditer(text, start))]
    for first, last in pairwise([*starts, len(text)]):
        words = text[first + 1 : last].rstrip()
        curly = words.count("”") > words.count("“")
        closes = curly if text[first] == "“" else words.count('"') % 2
        if last < len(text) and not closes and "\n\n" not in words:
            yield first + 1, first + 1 + len(words), False
        else:
            yield from _flat(text, first, last)


def _flat(text: str, start: int, end: int) -> Iterator[Span]:
    """Finds what stands between marks without others between them."""
    for found in _FLAT.finditer(text, start, end):
        if not text.endswith(_SECTION, 0, found.start()):
            yield found.start() + 1, found.end() - 1, False


def _opens(text: str, place: int) -> bool:
    if text[place] == "“":
        return not text.endswith(_SECTION, 0, place)
    return text[place] == '"' and (place == 0 or text[place - 1] in _BEFORE_OPENING)


def is_within_word(text: str, place: int) -> bool:
    """Returns whether a word or number of a text goes on from before a place to after it."""
    return _WITHIN_WORD.match(text, place) is not None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document where a quotation may begin, and how many of its characters agree."""

    path: str
    start: int
    agreed: int


class Shelf(AbstractContextManager["Shelf"]):
    """All documents of an index, their text as an export can hold it."""

    def __init__(self, library: Library, lexical: LexicalIndex, name: str) -> None:
        """Look quotations up in the documents of an open snapshot called `name`."""
        self.snapshot = name
        self._library, self._lexical = library, lexical
        self.sources: Mapping[str, Source] = {s.path: s for s in library.sources()}
        self.texts = {path: comparable(library.document(path).text) for path in self.sources}
        self._document = cache(library.document)
        self._locate = cache(lambda path: Locate(self._document(path)))

    @classmethod
    def open(cls, index: Path) -> Self:
        """Opens the documents of the live snapshot of an index folder.

        Raises:
            SearchIndexError: there is none, or it is damaged.
        """
        opened = snapshot.open_snapshot(index)
        lexical = LexicalIndex(opened.folder / snapshot.LEXICAL)
        return cls(Library(opened.library), lexical, opened.name)

    def __exit__(self, *_: object) -> None:
        """Closes the files."""
        self._library.close()
        self._lexical.close()

    def exactly(self, text: str, listed: Iterable[str]) -> Spot | None:
        """Returns where a text stands character by character, the listed documents first.

        Neither end stands within a word or number: 'lawful' does not stand in 'unlawful'. What
        opens the list that it is of may go before it, and its notes behind it, with '…' between.
        """
        paths, parts = dict.fromkeys([*listed, *self.texts]), text.split(ELIDED)
        for first, noted in product(range(len(parts)), range(_MOST_NOTES)):
            last = len(parts) - noted
            text = ELIDED.join(parts[first:last])
            around = ELIDED.join(parts[:first]), ELIDED.join(parts[last:])
            for path in paths if text.strip() else ():
                held, start = self.texts[path], -1
                while (start := held.find(text, start + 1)) >= 0:
                    end = start + len(text)
                    cut = is_within_word(held, start) or is_within_word(held, end)
                    if not cut and (not any(around) or self._goes_with(path, start, end, around)):
                        return Spot(path, start, len(text))
        return None

    def _goes_with(self, path: str, start: int, end: int, around: tuple[str, str]) -> bool:
        """Whether what is around a stretch opens its list, or the inner ones, and notes it."""
        document, (above, below) = self._document(path), around
        led = [document.text[m.start : m.end] for m in lead_ins(document, start)]
        openings = (ELIDED.join(led[first:]) for first in range(len(led) + 1))
        noted = ELIDED.join(notes(document, start, end)) if below else ""
        return above in openings and below == noted

    def _anywhere(self, text: str) -> Spot | None:
        """Returns where a part of a quotation stands, which may be cut within a word."""
        found = ((path, held.find(text)) for path, held in self.texts.items())
        return next((Spot(path, at, len(text)) for path, at in found if at >= 0), None)

    def nearly(self, text: str) -> list[Spot]:
        """Returns where a text, or one much like it, may begin; where most of it agrees first."""
        spots = dict.fromkeys([*self._by_words(text), *self._by_halves(text)])
        return sorted(spots, key=lambda spot: -spot.agreed)

    def longest_start(self, text: str) -> Spot | None:
        """Returns where the longest beginning that stands anywhere does, if it is long."""
        lengths = range(1, len(text) + 1)
        longest = bisect_left(lengths, True, key=lambda n: self._anywhere(text[:n]) is None)
        return self._anywhere(text[:longest]) if longest >= _FEWEST_FOR_PREFIX else None

    def citation(self, path: str, start: int, end: int) -> Citation:
        """Returns the document and the place in it of a stretch of its text."""
        return Citation(self.sources[path], self._locate(path).at(start, end))

    def _by_words(self, text: str) -> Iterator[Spot]:
        """Finds, in the passages with most of its words, where it begins by their longest run."""
        quoted = list(words(text))
        said = [text[word.start : word.end].casefold() for word in quoted]
        stems = content_stems(text) or {word.stem for word in quoted}
        hits = self._lexical.search(stems, _NEAREST) if stems else []
        for passage in self._library.passages([number for number, _ in hits]):
            start = max(passage.start - len(text), 0)
            window = self.texts[passage.path][start : passage.end + len(text)]
            here = list(words(window))
            there = [window[word.start : word.end].casefold() for word in here]
            run = difflib.SequenceMatcher(None, said, there, autojunk=False).find_longest_match()
            if run.size:
                first, last = quoted[run.a].start, quoted[run.a + run.size - 1].end
                yield Spot(passage.path, start + here[run.b].start - first, last - first)

    def _by_halves(self, text: str) -> Iterator[Spot]:
        """Finds where one half of it stands, as where a short text has one slip."""
        middle = len(text) // 2
        for offset, half in ((0, text[:middle]), (middle, text[middle:])):
            if len(half) >= _FEWEST_CHARACTERS and (spot := self._anywhere(half)):
                yield Spot(spot.path, spot.start - offset, spot.agreed)
