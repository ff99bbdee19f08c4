"""The lines of a PDF's pages, with how their words are set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.readers.lines import Line, opens_item

_SYMBOL_BULLET = re.compile(r"[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fco✓✔➢➤►❖□☐](?:\s+(?=\S)|$)")
_SURE_BULLET = re.compile(r"[^\w\s(–—*-](?:\s|$)")
_CELL_GAP = 1.5  # in ems
_SMALL = 0.85  # of the line's type size
_RISE = 0.15  # in ems
_ROW = 0.3  # in ems: lines whose baselines are nearer stand side by side


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
