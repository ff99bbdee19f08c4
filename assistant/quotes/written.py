"""The quotations of a text that somebody wrote or exported, and the files it says they are from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.citation import comparable
from assistant.errors import UsageError
from assistant.quotes.blocks import Block, of_markdown, of_text, of_word
from assistant.quotes.marks import marked

_FILE_LINE = re.compile(r"File: (.+) \(SHA-256: ([0-9a-f]{64})\)")
_EXPORT_LINE = re.compile("Made on .+ from snapshot .+ of the index, built on ")
_FEWEST = 4  # words, so that a word in quotation marks is not taken for a quotation


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a text quotes, and where in its file each of their lines stands."""

    text: str
    lines: tuple[int, ...]

    def line(self, offset: int) -> int:
        """The line of the file, or the paragraph of a Word file, where a character stands."""
        return self.lines[min(self.text.count("\n", 0, offset), len(self.lines) - 1)]


@dataclass(frozen=True, slots=True)
class Written:
    """What a text quotes: its quotations in order, and its list of files with their digests."""

    quotes: tuple[Quote, ...]
    files: Mapping[str, str]
    """SHA-256 by path, of the files that an export lists."""
    short: int
    """How many words in quotation marks were passed over as too few to be a quotation."""


def read_written(content: bytes, name: str) -> Written:
    """The quotations in the bytes of a Markdown, Word or text file; `name` says which it is.

    Block quotations are quotations, and so are words in quotation marks: from four words on, or
    with a case note's citation after them. In an export, which says what it is, only block
    quotations are, for its questions and titles may hold any words.

    Raises:
        UsageError: the file is of another kind, or is no text.
        UnreadableFileError: it is a Word file that cannot be read.
    """
    blocks = _blocks(content, name)
    lines = [line for b in blocks if not b.is_quotation for line in b.text.split("\n")]
    files = {found[1]: found[2] for line in lines if (found := _FILE_LINE.fullmatch(line))}
    is_export = bool(files) or any(map(_EXPORT_LINE.match, lines))
    quotes = [
        quote for block in blocks if block.is_quotation or not is_export for quote in _of(block)
    ]
    kept = [quote for quote, is_sure in quotes if is_sure or len(quote.text.split()) >= _FEWEST]
    return Written(tuple(kept), files, len(quotes) - len(kept))


def _of(block: Block) -> Iterator[tuple[Quote, bool]]:
    """The quotations of a block, and whether each is sure to be one however few its words."""
    spans = [(0, len(block.text), True)] if block.is_quotation else marked(block.text)
    ends = [found.start() for found in re.finditer("\n", block.text)]
    for start, end, is_sure in spans:
        text = block.text[start:end]
        if text.strip():
            first, last = bisect_left(ends, start), bisect_left(ends, end)
            yield Quote(comparable(text), block.lines[first : last + 1]), is_sure


def _blocks(content: bytes, name: str) -> list[Block]:
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if suffix == "docx":
        return of_word(content, name)
    if suffix not in ("md", "markdown", "txt", ""):
        raise UsageError(f"{name}: quotations are read from .md, .docx and .txt files")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name} is not valid UTF-8 (line {line}); save it as UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return of_markdown(text) if suffix in ("md", "markdown") else of_text(text)
