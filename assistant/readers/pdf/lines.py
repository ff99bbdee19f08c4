"""The lines of a PDF's pages, and how lines become running text again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.readers.lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)+")
_BROKEN = re.compile(r"([^\W_]+)[-\u2010\xad]$")
_SYMBOL_BULLET = re.compile(r"[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fco✓✔➢➤►❖□☐](?:\s+(?=\S)|$)")
_SURE_BULLET = re.compile(r"[^\w\s(–—*-](?:\s|$)")
_CELL_GAP = 1.5  # in ems
_SUSPENDED = frozenset({"and", "or", "to"})


@dataclass(frozen=True, slots=True, eq=False)
class PdfLine:
    """A line as it stands on a page, in points, turned so that it reads from left to right.

    `places` says for each character of `text` which of the page's characters it is; -1 where
    there is none.
    """

    page: int
    text: str
    places: tuple[int, ...]
    left: float
    right: float
    baseline: float
    """Above the lower edge of the page."""
    page_height: float
    size: float
    weight: float
    """Of the lightest letters: 400 is regular, 700 is bold; fonts do not agree on it."""
    angle: float
    """Degrees counterclockwise that the line is turned on the page."""
    widest_gap: float = 0.0
    """Between two words, leaving out what follows the first word, which may be a bullet."""

    @property
    def look(self) -> Line:
        """What its text alone says of it."""
        return Line(0, len(self.text), self.text, 0, after_blank=False)

    @property
    def is_bullet(self) -> bool:
        """Whether it opens a list item."""
        return self.look.is_bullet or _SYMBOL_BULLET.match(self.text) is not None

    @property
    def is_sure_bullet(self) -> bool:
        """Whether it opens with a sign that only lists have, not with a dash or a number."""
        return self.is_bullet and _SURE_BULLET.match(self.text) is not None

    @property
    def is_row(self) -> bool:
        """Whether its words stand as far apart as the cells of a table do."""
        return self.widest_gap > _CELL_GAP * self.size

    @property
    def is_slanted(self) -> bool:
        """Whether it is set neither upright nor at a right angle, as watermarks are."""
        return abs((self.angle + 45) % 90 - 45) > 5

    @property
    def quarter(self) -> int:
        """How many quarter turns counterclockwise it is turned on the page."""
        return round(self.angle / 90) % 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A line's share of a block's text; the pieces of a block put together are its text."""

    page: int
    text: str
    places: tuple[int, ...]


class Vocabulary:
    """The words that a document writes in one piece and those that it writes with a hyphen."""

    def __init__(self, lines: Iterable[PdfLine]) -> None:
        """Collect the words of all lines except those broken at a line's end."""
        self._words: set[str] = set()
        self._hyphenated: set[str] = set()
        rest_of_word = False
        for line in lines:
            text = line.text.casefold()
            text = text.partition(" ")[2] if rest_of_word else text
            rest_of_word = _broken_word(line.text) is not None
            text = text.rpartition(" ")[0] if rest_of_word else text
            self._words.update(_WORD.findall(text))
            self._hyphenated.update(h.replace("\u2010", "-") for h in _HYPHENATED.findall(text))

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
    return [*joined, Piece(lines[-1].page, lines[-1].text, lines[-1].places)]


def _joined(line: PdfLine, following: PdfLine, vocabulary: Vocabulary) -> Piece:
    """The line's text with what stands between it and the following line."""
    broken = _broken_word(line.text)
    if broken is None:
        return Piece(line.page, line.text + " ", (*line.places, -1))
    hyphen = line.text[-1]
    rest = _WORD.match(following.text)
    joint = hyphen
    if rest and (rest[0][0].islower() or hyphen == "\xad"):
        joint = vocabulary.joint(broken, rest[0], hyphen)
    places = (line.places[-1], -1)[: len(joint)]
    return Piece(line.page, line.text[:-1] + joint, (*line.places[:-1], *places))


def _broken_word(text: str) -> str | None:
    """The letters in front of a hyphen that ends the line; None where there is none."""
    found = _BROKEN.search(text)
    return found[1] if found else None
