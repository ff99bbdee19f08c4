"""The lines of a PDF's pages, and how lines become running text again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from assistant.readers.lines import Line, opens_item

CELL_SEPARATOR = " | "

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)+")
_BROKEN = re.compile(r"([^\W_]+)[-\u2010\xad]$")
_SYMBOL_BULLET = re.compile(r"[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fco✓✔➢➤►❖□☐](?:\s+(?=\S)|$)")
_SURE_BULLET = re.compile(r"[^\w\s(–—*-](?:\s|$)")
_CELL_GAP = 1.5  # in ems
_SMALL = 0.85  # of the line's type size
_RISE = 0.15  # in ems
_HYPHENS = "-\u2010\xad"
_ROW = 0.3  # in ems: lines whose baselines are nearer stand side by side
_SPACE = 0.25  # in ems: what is nearer has no space in between
_CLOSING = tuple(".,;:!?)]”’")
_SUSPENDED = frozenset({"and", "or", "to"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Room between two words of a line; `place` is that of the space in the line's text."""

    place: int
    left: float
    right: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Setting:
    """How `text[start:end]` of a line is set; `rise` is how far above the line's baseline."""

    start: int
    end: int
    size: float
    weight: float
    rise: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PdfLine:
    """A line as it stands on a page, in points, turned so that it reads from left to right.

    `places` says for each character of `text` which of the page's characters it is; -1 where
    there is none.
    """

    page: int
    text: str
    places: Sequence[int]
    left: float
    right: float
    baseline: float
    """Above the lower edge of the page."""
    page_height: float
    size: float
    weight: float
    """Of the lightest letters: 400 is regular, 700 is bold; fonts do not agree on it."""
    angle: float
    """Degrees clockwise that the line is turned on the page."""
    gaps: tuple[Gap, ...] = ()
    """Those between words that may be wider than a space."""
    settings: tuple[Setting, ...] = ()

    @property
    def look(self) -> Line:
        """What its text alone says of it."""
        return Line(0, len(self.text), self.text, 0, after_blank=False)

    @property
    def is_bullet(self) -> bool:
        """Whether it opens a list item."""
        return opens_item(self.text) or _SYMBOL_BULLET.match(self.text) is not None

    @property
    def is_sure_bullet(self) -> bool:
        """Whether it opens with a sign that only lists have, not with a dash or a number."""
        return self.is_bullet and _SURE_BULLET.match(self.text) is not None

    @property
    def is_row(self) -> bool:
        """Whether its words stand as far apart as the cells of a table do.

        What follows the first word does not count, as that may be a bullet.
        """
        if not self.gaps:
            return False
        first = self.text.find(" ")
        return any(g.width > _CELL_GAP * self.size for g in self.gaps if g.place > first)

    @property
    def is_slanted(self) -> bool:
        """Whether it is set neither upright nor at a right angle, as watermarks are."""
        return abs((self.angle + 45) % 90 - 45) > 5

    @property
    def quarter(self) -> int:
        """How many quarter turns clockwise it is turned on the page."""
        return round(self.angle / 90) % 4

    @property
    def raised(self) -> tuple[Setting, ...]:
        """What is set small and above the baseline, as references to notes are."""
        return tuple(
            s for s in self.settings if s.size <= _SMALL * self.size and s.rise >= _RISE * self.size
        )

    def part(self, start: int, end: int) -> PdfLine:
        """The words from one gap, or the line's begin, to another gap, or the line's end."""
        if start == 0 and end == len(self.text):
            return self
        kept = [s for s in self.settings if s.start < end and s.end > start]
        moved = [
            replace(s, start=max(s.start, start) - start, end=min(s.end, end) - start) for s in kept
        ]
        return replace(
            self,
            text=self.text[start:end],
            places=self.places[start:end],
            left=next((g.right for g in self.gaps if g.place == start - 1), self.left),
            right=next((g.left for g in self.gaps if g.place == end), self.right),
            gaps=tuple(
                replace(g, place=g.place - start) for g in self.gaps if start <= g.place < end
            ),
            **main_setting(self.text[start:end], moved),
        )

    def without(self, spans: Iterable[tuple[int, int]]) -> PdfLine:
        """The line with some of its characters left out."""
        kept = sorted(set(range(len(self.text))).difference(*(range(*span) for span in spans)))
        return replace(
            self,
            text="".join(self.text[place] for place in kept),
            places=[self.places[place] for place in kept],
            gaps=(),
            settings=(),
        )


def is_beside(line: PdfLine, following: PdfLine) -> bool:
    """Whether a line stands right after another at the same height, as after a raised number."""
    rise = abs(line.baseline - following.baseline) / max(line.size, following.size)
    same = line.page == following.page and rise < _ROW
    return same and 0 <= following.left - line.right < following.size


def main_setting(text: str, settings: Sequence[Setting]) -> dict[str, Any]:
    """A line's settings, its size and the weight of its lightest words, by name."""
    if len(settings) == 1:
        (only,) = settings
        return {"settings": (only,), "size": only.size, "weight": only.weight}
    main = max(settings, key=lambda s: s.end - s.start)
    words = [s.weight for s in settings if any(c.isalnum() for c in text[s.start : s.end])]
    return {
        "settings": tuple(settings),
        "size": main.size,
        "weight": min(words, default=main.weight),
    }


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
