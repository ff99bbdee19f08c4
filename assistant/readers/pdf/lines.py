"""The lines of a page, how running text is set in them, and whether one runs on in another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from assistant.readers.cover import is_date
from assistant.readers.page import Line
from assistant.readers.pdf.drawn import Rectangle, Span
from assistant.text import opens_item

BOLDER = 90.0  # than other text, in the units of a font's weight
_ASCENT = 0.75  # in ems
_DESCENT = 0.2
ROW = 0.3  # in ems: lines whose baselines are nearer stand side by side
_CELL_GAP = 1.5  # in ems
_PDF_BULLET = re.compile(  # a symbol, or a number without room behind it
    r"[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fco✓✔➢➤►❖□☐](?:\s+(?=\S)|$)|\d{1,2}\.(?=[A-Z][a-z]+ )"
)
_SURE_BULLET = re.compile(r"[^\w\s(–—*-](?:\s|$)")

# of what is raised or lowered, in ems
MARK = 6  # characters: it is not longer
SMALL = 0.85  # its type is not larger

_DIGIT = 0.556  # of the type size: how wide a digit is in Helvetica and its like
_NEIGHBOURS = 12
_SAME_COLUMN = 3.0  # in ems: how far the left edges of a column's lines lie apart
_LARGER = 1.15
_HEADING_WORDS = 25
_USUAL_LEADING = 1.25
_WIDE_LEADING = 1.5
_OF_CONTENTS = re.compile(r"(?:\d[\d.]* .*|.*\. ?\. ?\..*) \d+")
_LED = re.compile(r".*\.(?: ?\.){3,} ?\d+")
_NUMBERED_PART = re.compile(r"[^\W\d_]+ (?:\d{1,3}|[A-Z]|[IVX]{1,5})[.:]?")  # 'Appendix 2'
_MEASURE = re.compile(  # '80.5 years', '£4 each', 'Women = 6.8 years'
    r"(?:[£$€]\d[\d,.]*|\d+\.\d+%?|\d{1,3}(?:,\d{3})+) [a-z]+|[^()=]+ = \d[^()=]*"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BROKEN_OFF = re.compile(r"(?:\w[-\u2010\xad]|[^\W\d_] [–—])$")
_SHORT_FIGURE = re.compile(r"(?![^\W\d_])(?=.{0,11}\d).{1,12}")
_ENDS = (".", "!", "?", "…", ":", ";")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|chart|graph|diagram|map|table):?\s*\d+(?:[.-]\d+)*[a-z]?(?![\w%])", re.I
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[^\s@]+@\S+|[a-z-]+(?:\.[a-z-]+){2,}/?", re.I)
PAGE_FOOT = re.compile(
    r"(?P<first>\d{1,4})\s*\|\s*\S.*|.*\S\s*\|\s*(?:page\s*)?(?P<last>\d{1,4})", re.I
)


@dataclass(frozen=True, slots=True)
class Gap(Span):
    """Room between two words of a line; `place` is that of the space in the line's text."""

    place: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Setting:
    """How `text[start:end]` of a line is set; `rise` is how far above the line's baseline."""

    start: int
    end: int
    size: float
    weight: float
    rise: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PdfLine(Span):
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
    size: float
    weight: float = 400.0
    """Of the lightest letters: 400 is regular, 700 is bold; fonts do not agree on it."""
    angle: float = 0.0
    """Degrees clockwise that the line is turned on the page."""
    page_height: float = 0.0
    gaps: tuple[Gap, ...] = ()
    """Those between words that may be wider than a space."""
    settings: tuple[Setting, ...] = ()

    @property
    def box(self) -> Rectangle:
        """Where its letters stand."""
        low, high = self.baseline - _DESCENT * self.size, self.baseline + _ASCENT * self.size
        return Rectangle(self.left, low, self.right, high)

    @property
    def half_size(self) -> float:
        """Its type size to the half point."""
        return round(self.size * 2) / 2

    @property
    def look(self) -> Line:
        """What its text alone says of it."""
        return Line(0, len(self.text), self.text, 0, after_blank=False)

    @property
    def is_bullet(self) -> bool:
        """Whether it opens a list item."""
        return opens_item(self.text) or _PDF_BULLET.match(self.text) is not None

    @property
    def is_sure_bullet(self) -> bool:
        """Whether it opens with a sign that only lists have, not with a dash or a number."""
        return self.is_bullet and _SURE_BULLET.match(self.text) is not None

    @property
    def is_row(self) -> bool:
        """Whether its words stand as far apart as the cells of a table do.

        What follows the first word does not count, as that may be a bullet.
        """
        first = self.text.find(" ")
        return bool(self.gaps) and any(place > first for place in self.cell_gaps)

    @property
    def cell_gaps(self) -> list[int]:
        """The places of the spaces that are as wide as the room between cells."""
        return [g.place for g in self.gaps if g.width > _CELL_GAP * self.size]

    @property
    def is_numbered_part(self) -> bool:
        """Whether its only wide room stands behind what a part is called: 'Appendix 2   Rates'."""
        if len(wide := self.cell_gaps) != 1:
            return False
        called, title = self.text[: wide[0]], self.text[wide[0] :].strip()
        return bool(_NUMBERED_PART.fullmatch(called)) and not _NUMBERED_PART.fullmatch(title)

    @property
    def is_led(self) -> bool:
        """Whether dots lead to the number of a page, as in a table of contents."""
        return _LED.fullmatch(self.text) is not None

    @property
    def is_in_brackets(self) -> bool:
        """Whether all of it stands in one pair of brackets."""
        return _IN_BRACKETS.fullmatch(self.text) is not None

    @property
    def is_slanted(self) -> bool:
        """Whether it is set neither upright nor at a right angle, as watermarks are."""
        return abs((self.angle + 45) % 90 - 45) > 5

    @property
    def quarter(self) -> int:
        """How many quarter turns clockwise it is turned on the page."""
        return round(self.angle / 90) % 4 if self.angle else 0

    def is_as_large(self, other: PdfLine) -> bool:
        """Returns whether another is set in type of about the same size."""
        return abs(self.size - other.size) < 1

    def part(self, start: int, end: int) -> PdfLine:
        """Returns the words from a gap, or the line's begin, to another gap, or the line's end."""
        if start == 0 and end == len(self.text):
            return self
        text, gaps = self.text[start:end], [g for g in self.gaps if start <= g.place < end]
        kept = [s for s in self.settings if s.start < end and s.end > start]
        moved = [
            replace(s, start=max(s.start, start) - start, end=min(s.end, end) - start) for s in kept
        ]
        return replace(
            self,
            text=text,
            places=self.places[start:end],
            left=next((g.right for g in self.gaps if g.place == start - 1), self.left),
            right=next((g.left for g in self.gaps if g.place == end), self.right),
            gaps=tuple(replace(g, place=g.place - start) for g in gaps),
            **main_setting(text, moved),
        )


def main_setting(text: str, settings: Sequence[Setting]) -> dict[str, Any]:
    """Returns a line's settings, its size and the weight of its lightest words, by name."""
    main, weight = settings[0], settings[0].weight
    if len(settings) > 1:
        main = max(settings, key=lambda s: (max(s.end - s.start, MARK), s.size))
        words = (s.weight for s in settings if any(map(str.isalnum, text[s.start : s.end])))
        weight = min(words, default=main.weight)
    return {"settings": tuple(settings), "size": main.size, "weight": weight}


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    """A row of a table; a cell in which nothing stands has no lines."""

    cells: tuple[tuple[PdfLine, ...], ...]

    @property
    def lines(self) -> tuple[PdfLine, ...]:
        """The lines of all cells."""
        return tuple(line for cell in self.cells for line in cell)

    @property
    def as_line(self) -> PdfLine:
        """A line that reaches as far as the row."""
        return replace(self.lines[0], right=max(line.right for line in self.lines))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows from the top; the first `headers` of them are headers."""

    rows: tuple[TableRow, ...]
    headers: int
    is_chart: bool = False
    """Whether these are the labels of a chart, line by line."""


@dataclass(frozen=True, slots=True)
class Body:
    """The setting of running text: type size in points, weight, and line spacing in ems."""

    size: float = 10.0
    weight: float = 400.0
    leading: float = _USUAL_LEADING

    def is_display(self, line: PdfLine) -> bool:
        """Returns whether a line is set clearly larger than running text."""
        return line.size >= self.size * _LARGER

    def is_bold(self, line: PdfLine) -> bool:
        """Returns whether a line is bold throughout where running text is not."""
        return line.weight >= self.weight + BOLDER

    def opens_bold(self, line: PdfLine) -> bool:
        """Returns whether a line's first words are bold where running text is not."""
        return any(s.weight >= self.weight + BOLDER for s in line.settings[:1])

    def is_set_off(self, line: PdfLine) -> bool:
        """Returns whether a line is bold; or lighter than running text, and larger or capitals."""
        if line.size < 0.95 * self.size:
            return False
        lighter = line.weight <= self.weight - BOLDER and line.look.is_capitals
        return lighter or self._is_light(line) or self.is_bold(line)

    def _is_light(self, line: PdfLine) -> bool:
        return line.weight <= self.weight - BOLDER and line.size > 1.05 * self.size

    def same_look(self, one: PdfLine, other: PdfLine) -> bool:
        """Returns whether two lines are set in the same type, in the same direction."""
        looks = [(self.is_bold(n), self._is_light(n), n.quarter) for n in (one, other)]
        near = abs(one.size - other.size) <= 0.08 * max(one.size, other.size)
        return near and looks[0] == looks[1]


def body_of(pages: Sequence[Sequence[PdfLine]]) -> Body:
    """Returns the setting in which most of a document's letters stand."""
    weight = of_most(chain(*pages), attrgetter("weight"), Body().weight)
    size = main_size(chain(*pages))
    return Body(size, weight, _leading(pages, size))


def main_size(lines: Iterable[PdfLine]) -> float:
    """Returns the type size, to the half point, in which most letters of some lines stand."""
    return of_most(lines, attrgetter("half_size"), Body().size)


def of_most(lines: Iterable[PdfLine], value: Callable[[PdfLine], float], default: float) -> float:
    """Returns what is true of most letters of some lines; the least of several."""
    letters = Counter[float]()
    for line in lines:
        letters[value(line)] += len(line.text)
    return max(letters, key=lambda v: (letters[v], -v), default=default)


def _leading(pages: Sequence[Sequence[PdfLine]], size: float) -> float:
    """The spacing of lines that are so full that the next line must run on from them.

    Where such lines are few, a wide spacing is rather that of paragraphs of one line.
    """
    full: Counter[float] = Counter()
    count = 0
    for lines in pages:
        edges = right_edges(lines)
        for (line, below), edge in zip(pairwise(lines), edges, strict=False):
            gap = (line.baseline - below.baseline) / size
            if 0.8 < gap < 3.0 and line.half_size == below.half_size == size:
                count += 1
                full[round(gap, 1)] += not fits(line, below, edge)
    usual = max(full, key=lambda gap: (full[gap], -gap), default=_USUAL_LEADING)
    sure = full[usual] and (usual < _WIDE_LEADING or 2 * full[usual] > count)
    return usual if sure else _USUAL_LEADING


def right_edges(lines: Sequence[PdfLine]) -> list[float]:
    """Returns, for each line of a page, how far right the lines around it in its column reach."""
    if not lines:
        return []
    measures = np.array([(n.left, n.right, n.size, n.quarter) for n in lines])
    # a row for each line with its neighbours, NaN where there are none
    padded = np.pad(measures, ((_NEIGHBOURS, _NEIGHBOURS), (0, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1, axis=0)
    left, right, size, quarter = windows.transpose(1, 0, 2)
    own = (slice(None), slice(_NEIGHBOURS, _NEIGHBOURS + 1))
    beside = np.abs(left - left[own]) <= _SAME_COLUMN * size[own]
    alike = beside & (quarter == quarter[own]) & (np.abs(size - size[own]) < 1)
    alike[own] = True
    edges: list[float] = np.where(alike, right, -np.inf).max(axis=1).tolist()
    return edges


def fits(line: PdfLine, below: PdfLine, edge: float) -> bool:
    """Returns whether the next line's first word had room on this one, so the break was meant."""
    letter = max(below.width / max(len(below.text), 1), _DIGIT * below.size)  # digits are wide
    word = letter * (len(below.text.split(" ", 1)[0]) + 1)
    return line.right + word + 0.5 * line.size < edge


def is_heading(line: PdfLine, body: Body) -> bool:
    """Returns whether a line could be (part of) a heading by its type and its words alone.

    Behind a number such as 2.6 a colon may end it, and a semicolon stand in it. What is only bold
    and a measure is none: '80.5 years'.
    """
    display = body.is_display(line)
    if not (display or body.is_set_off(line)) or line.look.words > _HEADING_WORDS:
        return False
    are_labels = line.text[1 : min(line.cell_gaps, default=0)].islower() and not display
    are_labels = are_labels and len(line.cell_gaps) == line.text.count(" ")
    is_row = are_labels or (line.is_row and not (display and line.is_numbered_part))
    if sum(map(str.isalpha, line.text)) < 2 or is_row or _OF_CONTENTS.fullmatch(line.text):
        return False
    is_measure = not display and _MEASURE.fullmatch(line.text)
    if is_measure or stands_alone(line.text) or is_caption(line.text):
        return False
    if line.look.number_depth > 1:
        line = replace(line, text=line.text.replace(";", ",").rstrip(": "))
    return not line.is_sure_bullet if display else line.look.is_title_like


def is_caption(text: str) -> bool:
    """Returns whether a text begins as the numbered titles of figures and tables do."""
    return _CAPTION.match(text) is not None


def stands_alone(text: str) -> bool:
    """Returns whether a line is a date, addresses, or a page's number with a running title."""
    if is_date(text) or PAGE_FOOT.fullmatch(text):
        return True
    words = re.findall(r"[^\s|,;]+", text)
    return bool(words) and all(map(_ADDRESS.fullmatch, words))


def runs_on(line: PdfLine, below: PdfLine) -> bool:
    """Returns whether the words show that a sentence goes on from one line to another."""
    return runs_on_text(line.text, below.text) and not (below.text[0].islower() and below.is_bullet)


def runs_on_text(text: str, below: str) -> bool:
    """Returns whether the words tell that a sentence goes on: no end above, small letter below."""
    if _BROKEN_OFF.search(text[-3:]):
        return below[0].isalnum()
    is_small = below[0].islower() and not opens_item(below)
    return is_small and not ends_sentence(text) and any(map(str.isalpha, text))


def continues(lines: Sequence[PdfLine], following: PdfLine) -> bool:
    """Returns whether a block's lines go on in the line that begins the next column or page.

    The words tell, or that a sentence breaks off before a number or quotation mark, or in a line
    that is so full that its end was not meant. What stands in brackets is whole by itself.
    """
    above = lines[-1]
    if not above.is_as_large(following) or above.quarter != following.quarter:
        return False
    if runs_on(above, following):
        return True
    if above.page == following.page and above.baseline > following.baseline:
        return False
    if above.is_row or following.is_row or following.is_bullet or ends_sentence(above.text):
        return False
    starts = following.text[0].isdigit() or following.text[0] in "‘“'\"(£$€"
    starts = starts and not (len(lines) == 1 and above.is_in_brackets)
    column = [n.right for n in lines if abs(n.left - above.left) <= _SAME_COLUMN * above.size]
    return starts or (len(lines) > 1 and not fits(above, following, max(column)))


def ends_sentence(text: str) -> bool:
    """Returns whether a text ends as a sentence does."""
    return text.rstrip("\"'”’)]").endswith(_ENDS)


def is_short_figure(text: str) -> bool:
    """Returns whether a text is but a figure: '£1.2m', '1 in 4'."""
    return _SHORT_FIGURE.fullmatch(text) is not None


def bare(text: str) -> str:
    """Returns the text's letters and digits, without the number in front, for comparing titles."""
    folded = text.casefold()
    unnumbered = re.sub(r"[\W_]+", "", re.sub(r"^[\W\d]+", "", folded))
    return unnumbered or re.sub(r"[\W_]+", "", folded)


def bare_title(lines: Sequence[PdfLine]) -> str:
    """Returns what a heading says, for comparing titles."""
    return bare(" ".join(line.text for line in lines))
