"""A text as blocks: block quotations, and all other text in between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.quotes.marks import marked
from assistant.readers.office.archive import WORD
from assistant.readers.office.package import main_part, open_package
from assistant.readers.office.xml import attribute, child, chosen, descendants, short

_QUOTE_STYLES = frozenset({"Quote", "IntenseQuote"})
_HEADING_STYLES = re.compile(r"Heading\d|Title|Subtitle")
_WORD_BREAKS = {"w:br": "\n", "w:cr": "\n", "w:tab": "\t", "w:noBreakHyphen": "\u2011"}
_NOT_SHOWN = frozenset({"w:p", "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText"})
_TEXTS = frozenset({"text", "text_special", "code_inline"})
_PARSER = MarkdownIt("commonmark").enable("table")
_BREAKS = frozenset({"softbreak", "hardbreak"})


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text, and where each of its lines stands in the file."""

    text: str
    lines: tuple[int, ...]
    """The number in the file of each line of the text: of a paragraph in Word's files."""
    is_quotation: bool


def of_text(text: str) -> list[Block]:
    """The blocks of plain text; a run of lines that begin with '>' is a Markdown quotation.

    Unless it stands within quotation marks: then it belongs to the words between them.
    """
    found: list[Block] = []
    lines_of_marks = _lines_of_marks(text)
    numbered = enumerate(text.split("\n"), 1)
    for is_quotation, group in groupby(
        numbered, lambda line: line[1].startswith(">") and line[0] not in lines_of_marks
    ):
        numbers, lines = zip(*group, strict=True)
        if is_quotation:
            found += _of_markdown("\n".join(lines), numbers[0])
        else:
            found.append(Block("\n".join(lines), numbers, is_quotation=False))
    return found


def of_markdown(text: str) -> list[Block]:
    """The blocks of a CommonMark text; headings are left out."""
    return _joined(_of_markdown(text, 1))


def of_word(content: bytes, name: str) -> list[Block]:
    """The blocks of a Word file; headings are left out.

    Raises:
        UnreadableFileError: it is no Word file, damaged, or one that could do harm.
    """
    _, root = main_part(open_package(content, name, WORD), WORD)
    return _joined(_paragraphs(root))


def _lines_of_marks(text: str) -> set[int]:
    """The lines, counted from 1, that words in quotation marks go on in."""
    ends = [found.start() for found in re.finditer("\n", text)]
    found: set[int] = set()
    for start, end, _ in marked(text):
        found.update(range(bisect_left(ends, start) + 2, bisect_left(ends, end) + 2))
    return found


def _of_markdown(text: str, first_line: int) -> Iterator[Block]:
    tokens = _PARSER.parse(text)
    quoted: list[Block] = []
    depth = 0
    in_heading = False
    for token in tokens:
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


def _shown(token: Token, first_line: int, *, is_quotation: bool) -> Block | None:
    """What a reader sees of a token: of a paragraph, a cell, a block of code."""
    if token.type not in ("inline", "fence", "code_block"):
        return None
    parts = token.children if token.children is not None else [token]
    text = "".join(_words(part) for part in parts)
    start = first_line + (token.map or [0])[0]
    lines = range(start, start + text.count("\n") + 1)
    return Block(text, tuple(lines), is_quotation)


def _words(token: Token) -> str:
    if token.type in _BREAKS:
        return "\n"
    return token.content if token.type in _TEXTS or token.type in ("fence", "code_block") else ""


def _paragraphs(root: Any) -> Iterator[Block]:
    """The paragraphs of a Word document, quotations in Word's style for them."""
    for number, paragraph in enumerate(descendants(root, "w:p"), 1):
        style = attribute(child(paragraph, "w:pPr", "w:pStyle"), "w:val") or ""
        if not _HEADING_STYLES.fullmatch(style):
            text = "".join(_word_words(paragraph))
            lines = (number,) * (text.count("\n") + 1)
            yield Block(text, lines, style in _QUOTE_STYLES)


def _word_words(element: Any) -> Iterator[str]:
    """The words of a paragraph as Word shows them, without those of text boxes in it."""
    for inner in element:
        kind = short(inner)
        if kind == "w:t":
            yield inner.text or ""
        elif kind in _WORD_BREAKS:
            yield _WORD_BREAKS[kind]
        elif kind == "mc:AlternateContent":
            yield from _word_words(chosen(inner) or ())
        elif kind not in _NOT_SHOWN:
            yield from _word_words(inner)


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, other text that follows each other as one: words in marks may go on in it."""
    found: list[Block] = []
    for is_quotation, group in groupby(blocks, lambda block: block.is_quotation):
        run = list(group)
        found += run if is_quotation else [_as_one(run)]
    return found


def _as_one(blocks: list[Block]) -> Block:
    lines = tuple(line for block in blocks for line in block.lines)
    return Block("\n".join(block.text for block in blocks), lines, blocks[0].is_quotation)
