"""How the lines of a PDF become running text again: words whole, one space between two lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.readers.pdf.lines import PdfLine, is_beside

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
