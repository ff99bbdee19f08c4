"""The lines of a PDF's page, gathered from its characters.

What a file draws apart from the line in which it stands is put back into it. Some programs draw
what is underlined after the rest of a page. Read by itself, the line has a hole there, and may say
the opposite: 'were [not] prescribed'.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from assistant.readers.pdf.characters import (
    HYPHEN,
    JOINT,
    Box,
    Characters,
    StyledRun,
    TextStyle,
    folded,
    without_unmapped,
)
from assistant.readers.pdf.drawn import Drawing, Frame, Rectangle, grouped, spanned
from assistant.readers.pdf.letters import BoxOf, doubled, edited, in_one, scripted, torn
from assistant.readers.pdf.lines import MARK, SMALL, Gap, PdfLine, Setting, main_setting

_LINE = re.compile("[^\r\n\v\f\x85\u2028\u2029]+")
_SPACE = re.compile(" ")
_GAP = 3.0  # points: the least that is noted between two words
_BREAK = re.compile(r"[\r\n]\s*")
_SCRIPT = frozenset("*†‡§¶()+,-/\u2212\u2044\u2215")
_HIGHEST = 0.9  # in ems: what is raised or lowered is nearer to the line
_BESIDE = 0.8  # in ems: what goes on beside it is nearer
_BESIDE_WORD = 0.2  # in ems: letters that are raised are nearer to their word
_LEAST_RISE = 0.15  # in ems: how high they stand at least
_RAISED = re.compile(rf"\w{{1,{MARK}}}(?!\w)")
_HANGING = 1.5  # in ems: the text of a note is nearer to its mark
_MOST_COVERED = 0.5  # of the page: under a larger picture stands what was read in it
_BACK = 2.0  # in ems: the words of one line never go so far back, nor those from right to left
_WORD_SPACE = 0.25  # in ems: the least room between two words

_LEANING = 0.2  # of the dots of a letter's box; a letter that is seen has half of them
_MOST_LEANING = 12  # dots: large letters may be thin

# of what is put back into its line
_LEVEL = 0.1  # in ems: how far apart the baselines of a line's words are at most
_FILLS = 0.8  # in ems: the most room that a hole has left on either side of what fills it
_OVERLAP = 0.15  # in ems: how far two words' boxes may lie in each other
_PARTED = 0.15  # in ems: the least room between two words
_SIZES = 1.2  # times: the sizes of a line's words differ by no more
_MOST = 100  # lines on one level: a drawing has more


class Gatherer:
    """Gathers the characters of one page into lines."""

    def __init__(self, number: int, page: Any, characters: Characters, printed: int | None) -> None:
        """Begin with an open page, its number from 1 and its characters, `printed` of them first.

        Those after them were typed on the page; None where nothing was.
        """
        self.number = number
        self.page = page
        self.printed = characters.count if printed is None else printed
        self.edges = Rectangle(*page.get_bbox())
        self.frames = [Frame(quarter, self.edges) for quarter in range(4)]
        self.areas = [frame.box(*self.edges) for frame in self.frames]
        self.characters = characters
        self.left_out: set[int] = set()
        self.unseen: set[int] = set()
        self.is_garbled = False
        """Whether words, or letters of some, were left out, as nobody can know them."""

    def lines(self) -> Iterator[PdfLine]:
        """The page's lines that are not blank, in the file's order."""
        self._raised_at = len(self.characters.text)  # where what was raised last begins
        self.text = _BREAK.sub(self._break, self.characters.text)
        self._put(JOINT, doubled(self.characters))
        for found in _LINE.finditer(self.text):
            self._put(JOINT, torn(self.text, *found.span(), self.characters, self.frames))
        self._put(" ", self.unseen)
        for start, end in self._stretches():
            yield from self._lines_of(start, end)

    def _put(self, sign: str, places: Collection[int]) -> None:
        """Put a sign in place of some of the page's characters."""
        if places:
            text = [*self.text]
            for place in places:
                text[place] = sign
            self.text = "".join(text)

    def leave_out_unseen(self, lines: Sequence[PdfLine], drawing: Drawing) -> bool:
        """Returns whether letters of these lines are left out from now on, as nobody sees them.

        Something is drawn over them later, or they are white, and the page looks the same without;
        or a form draws them beyond its edges.
        """
        of, cut = self.characters.text_object, drawing.cut_off()
        places = chain.from_iterable(line.places for line in (lines if cut else ()))
        hidden = {place for place in places if 0 <= place < self.printed and of(place) in cut}
        for may_be in filter(None, (self._covered(lines, drawing), self._whites(lines))):
            twice = drawing.unheard({of(place) for place in range(self.characters.count)})
            boxes = {place: box for place, box in may_be.items() if place not in hidden}
            texts = {of(place) for place in boxes}
            letters = [Rectangle(*box) for box in boxes.values()]
            texts.update(at for at, area in twice if any(map(area.holds, letters)))
            hidden |= _unseen(self.page, texts, boxes)
        self.unseen = {place for place in hidden if not self._is_of_word(place, hidden)}
        return bool(self.unseen)

    def _is_of_word(self, place: int, hidden: Container[int]) -> bool:
        """Whether a character is a mark beside a letter that is seen: it may be drawn twice."""
        text = self.characters.text
        near = (n for n in (place - 1, place + 1) if 0 <= n < len(text) and n not in hidden)
        return not text[place].isalnum() and any(text[n].isalnum() for n in near)

    def _whites(self, lines: Sequence[PdfLine]) -> dict[int, Box]:
        shown = self.characters
        places = chain.from_iterable(line.places for line in (lines if shown.has_white else ()))
        white = (place for place in places if place >= 0 and shown.style(place).is_white)
        return {place: box for place in white if (box := shown.box(place))}

    def _covered(self, lines: Sequence[PdfLine], drawing: Drawing) -> dict[int, Box]:
        """The places and boxes of letters where something is drawn after them."""
        page = self.edges
        covers = drawing.covers(_MOST_COVERED * page.width * page.height)
        found = dict[int, Box]()
        for line in lines if covers else ():
            middle = page.bottom + line.baseline + line.size / 3
            over = [(at, a) for at, a in covers if a.meets(line) and a.bottom < middle < a.top]
            for place in line.places if over and not line.quarter else ():
                box = self.characters.box(place) if place >= 0 else None
                own = drawing.places.get(self.characters.text_object(place)) if box else None
                if box and own is not None:
                    x = Rectangle(*box).x
                    if any(own < at and a.left < x < a.right for at, a in over):
                        found[place] = box
        return found

    def _lines_of(self, start: int, end: int) -> Iterator[PdfLine]:
        """The line of a stretch; several where it turns, none where nothing can be read."""
        text, places = folded(self.text, start, end)
        stretch = self.text[start:end]
        first, last = end - len(stretch.lstrip()), start + len(stretch.rstrip()) - 1
        runs = self.characters.runs(first, last) if first <= last else []
        unread = [place for run in runs for place in self.characters.unmapped(run)]
        if not self.left_out.issuperset(unread):
            self.text, lacks = without_unmapped(self.text, start, unread)
            self.left_out.update(unread)
            self.is_garbled |= lacks
            yield from self._lines_of(start, end)
        elif len(runs) > 1 and len({run.style.quarter for run in runs}) > 1:
            for _, group in groupby(runs, lambda run: run.style.quarter):
                one_way = [*group]
                yield from self._lines_of(one_way[0].first, one_way[-1].last + 1)
        elif text:
            line = self._line(text, places, runs)
            back = next((line.places[gap.place] for gap in line.gaps if gap.width < 0), None)
            if back:
                yield from self._lines_of(start, back)
                yield from self._lines_of(back, end)
            elif self._is_inside(line):
                yield line
            else:
                text, places = folded(self._cropped(start, end), start, end)
                if text:
                    yield self._line(text, places, self.characters.runs(places[0], places[-1]))

    def _is_inside(self, line: PdfLine) -> bool:
        page = self.areas[line.quarter]
        across = page.left - 1 <= line.left and line.right <= page.right + 1
        return across and 0 <= line.baseline <= page.top - line.size / 2

    def _cropped(self, start: int, end: int) -> str:
        """The page's text with room in place of what of a stretch lies beyond its edges."""
        kept = list(self.text)
        for place in range(start, end):
            box = self.characters.box(place)
            if box and not self.text[place].isspace() and not self.edges.holds(Rectangle(*box)):
                kept[place] = " "
        return "".join(kept)

    def _break(self, found: re.Match[str]) -> str:
        """The line's end; what stands for none where only what is raised or lowered made one."""
        shown, before, after = self.characters.text, found.start() - 1, found.end()
        while before >= 0 and shown[before].isspace():
            before -= 1
        if before < 0 or after == len(shown):
            return found[0]
        ends = shown[before] + shown[after]
        of_figures = any(map(str.isdigit, ends)) or not _SCRIPT.isdisjoint(ends)
        one, other = self.characters.style(before), self.characters.style(after)
        small, size = sorted((one.size, other.size))
        if not of_figures and small > SMALL * size:
            return found[0]
        frame = self.frames[one.quarter]
        room = self._room(before, after, frame)
        if room is None or one.angle != other.angle:
            return found[0]
        gap, rise = room / size, self._rise(before, after, one)
        highest, most = (_HIGHEST, _BESIDE) if small <= SMALL * size else (0.05, 0.4)
        if not of_figures:
            most = self._nearest(before, after, (one.size, other.size), rise)
        if not -most < gap < most or abs(rise) > highest * size:
            return found[0]
        self._raised_at = after
        return (" " if gap >= _WORD_SPACE or " " in shown[before:after] else JOINT) * len(found[0])

    def _nearest(self, before: int, after: int, sizes: tuple[float, float], rise: float) -> float:
        """How near, in ems, raised letters are to their word, or what follows to them; else 0."""
        shown, size, first = self.characters.text, max(sizes), self._raised_at
        if min(sizes) > SMALL * size or abs(rise) < _LEAST_RISE * size:
            return 0.0
        if rise < 0:
            is_back = first <= before < first + MARK and shown[first : before + 1].isalnum()
            return _BESIDE if is_back and sizes[0] < sizes[1] else 0.0
        is_word = before and shown[before - 1 : before + 1].isalnum()  # none is a drop cap
        is_mark = is_word and _RAISED.match(shown, after) is not None
        return _BESIDE_WORD if is_mark and sizes[1] < sizes[0] else 0.0

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Where each line starts and ends.

        pdfium has no line end after some hyphens, and none between what is typed in two fields.
        """
        for found in _LINE.finditer(self.text):
            start, end = found.span()
            is_typed = start >= self.printed
            for place in range(start, end - 1) if is_typed or HYPHEN in found[0] else ():
                sign = self.text[place]
                if (sign == HYPHEN or (is_typed and sign.isspace())) and self._ends_line(place):
                    yield start, place + 1
                    start = place + 1
            yield start, end

    def _ends_line(self, place: int) -> bool:
        one = self.characters.box(place - self.text[place].isspace())
        other = self.characters.box(place + 1)
        return not (one and other and other[1] <= (one[1] + one[3]) / 2 <= other[3])

    def _line(self, text: str, places: Sequence[int], runs: Sequence[StyledRun]) -> PdfLine:
        main = runs[0]  # the only one of most lines
        if len(runs) > 1:
            main = max(runs, key=lambda run: (max(run.last - run.first, MARK), run.style.size))
        frame = self.frames[main.style.quarter]
        at_ends = {place for run in runs for place in (run.first, run.last)}
        ends = [box for place in at_ends if (box := self._box(place, frame))]
        if len(runs) == 1:
            settings = [Setting(0, len(places), main.style.size, main.style.weight)]
        else:
            settings = [*self._settings(runs, places, frame, main)]
            settings = in_one(text, settings, main.style.size)
            text, places, settings = scripted(text, places, settings)
        return PdfLine(
            page=self.number,
            text=text,
            places=places,
            left=min([end.left for end in ends], default=0.0),
            right=max([end.right for end in ends], default=0.0),
            baseline=frame.up(*self.characters.origin(main.first)),
            page_height=frame.height,
            angle=main.style.angle,
            gaps=tuple(self._gaps(text, places, frame, runs, main.style.size)),
            **main_setting(text, settings),
        )

    def box_in(self, line: PdfLine, place: int) -> Rectangle | None:
        """Returns where the character at a place of a line's text stands; None where unknown."""
        known = line.places[place] >= 0
        return self._box(line.places[place], self.frames[line.quarter]) if known else None

    def _box(self, place: int, frame: Frame) -> Rectangle | None:
        box = self.characters.box(place)
        return frame.box(*box) if box else None

    def _room(self, before: int, after: int, frame: Frame) -> float | None:
        """How wide the room is between two characters; None where one of them has no box."""
        left, right = self._box(before, frame), self._box(after, frame)
        return right.left - left.right if left and right else None

    def _rise(self, before: int, after: int, style: TextStyle) -> float:
        """How far a character stands above the baseline of another's line."""
        frame, lean = self.frames[style.quarter], math.radians(style.angle - 90 * style.quarter)
        one, other = (self.characters.origin(place) for place in (before, after))
        up = frame.up(*other) - frame.up(*one)
        along = frame.box(*other, *other).left - frame.box(*one, *one).left
        return up * math.cos(lean) + along * math.sin(lean)

    def _settings(
        self, runs: Sequence[StyledRun], places: Sequence[int], frame: Frame, main: StyledRun
    ) -> Iterator[Setting]:
        for run in runs:
            start, end = bisect_left(places, run.first), bisect_right(places, run.last)
            if start == end:  # its letters are drawn twice
                continue
            rise = 0.0
            if run is not main and end - start <= MARK:
                most = (_BESIDE if start else _HANGING) * main.style.size
                edge = start or end
                before = next(p for p in reversed(places[:edge]) if not self.text[p].isspace())
                after = next(p for p in places[edge:] if not self.text[p].isspace())
                if (self._room(before, after, frame) or 0.0) < most:
                    rise = self._rise(main.first, run.first, main.style)
            yield Setting(start, end, run.style.size, run.style.weight, rise)

    def _gaps(
        self, text: str, places: Sequence[int], frame: Frame, runs: Sequence[StyledRun], size: float
    ) -> Iterator[Gap]:
        """The gaps between words that may be wide: a space of the font's own never is.

        One where the text goes back has a width below 0.
        """
        begins = {run.first for run in runs}
        for found in _SPACE.finditer(text):
            place = found.start()
            before, own, after = places[place - 1], places[place], places[place + 1]
            is_made_up = self.characters.is_generated(own)
            if not is_made_up and after - before == 2 and after not in begins:
                continue
            one, other = self._box(before, frame), self._box(after, frame)
            if one and other:
                goes_back = is_made_up and one.left - other.right > _BACK * size
                if goes_back or other.left - one.right > _GAP:
                    yield Gap(place, one.right, other.left)


def _unseen(page: Any, texts: Iterable[int], boxes: Mapping[int, Box]) -> set[int]:
    """The keys of boxes in which an open page looks the same without some text objects.

    A letter may lean out of what hides it: a few dots at its edge may differ.
    """
    objects = [ctypes.cast(text, pdfium.FPDF_PAGEOBJECT) for text in texts]
    bitmap = page.render(scale=1, grayscale=True)
    for text in objects:
        pdfium.FPDFPageObj_SetIsActive(text, False)
    changed = bitmap.to_numpy() != page.render(scale=1, grayscale=True).to_numpy()
    for text in objects:
        pdfium.FPDFPageObj_SetIsActive(text, True)
    turned = bitmap.get_posconv(page)
    return {
        key
        for key, box in boxes.items()
        if np.count_nonzero(changed[_dots(box, turned)])
        <= min(_LEANING * Rectangle(*box).width * Rectangle(*box).height, _MOST_LEANING)
    }


def _dots(box: Box, turned: Any) -> tuple[slice, slice]:
    """The rows and columns of a picture that a box touches, and one around: letters move."""
    at = spanned(turned.to_bitmap(*box[:2]), turned.to_bitmap(*box[2:]))
    rows = slice(max(int(at.bottom) - 1, 0), int(at.top) + 2)
    return rows, slice(max(int(at.left) - 1, 0), int(at.right) + 2)


def filled(lines: Sequence[PdfLine], box_of: BoxOf) -> list[PdfLine]:
    """Returns the lines in their order, each that just fills a hole of another put into it."""
    found: dict[int, PdfLine] = dict(enumerate(lines))
    for level in _levels(lines):
        for small in sorted(level, key=lambda place: len(lines[place].text)):
            for big in level:
                both = big != small and big in found and _into(found[big], found[small], box_of)
                if both:
                    found[big] = both
                    del found[small]
                    break
    return list(found.values())


def _levels(lines: Sequence[PdfLine]) -> Iterator[list[int]]:
    """The places of upright lines that stand on one baseline, where they are several."""

    def is_level(level: Sequence[int], place: int) -> bool:
        first, line = lines[level[0]], lines[place]
        near = line.baseline - first.baseline <= _LEVEL * line.size
        return near and line.quarter == first.quarter

    upright = [place for place, line in enumerate(lines) if not line.is_slanted]
    upright.sort(key=lambda place: (lines[place].quarter, lines[place].baseline))
    return (level for level in grouped(upright, is_level) if 1 < len(level) <= _MOST)


def _into(big: PdfLine, small: PdfLine, box_of: BoxOf) -> PdfLine | None:
    """A line with another in its hole; None where it has none that this just fills."""
    size = big.size
    if not big.left < small.left <= small.right < big.right:
        return None
    if max(size, small.size) > _SIZES * min(size, small.size):
        return None
    letters = (place for place, sign in enumerate(big.text) if not sign.isspace())
    boxes = ((place, box) for place in letters if (box := box_of(big, place)))
    for (place, before), (_, after) in pairwise(boxes):
        left, right = small.left - before.right, after.left - small.right
        if all(-_OVERLAP * size <= room <= _FILLS * size for room in (left, right)):
            return _joined(big, small, place + 1, left, right)
    return None


def _joined(big: PdfLine, small: PdfLine, at: int, left: float, right: float) -> PdfLine:
    """A line with another from a place of its text on; `left` and `right` is the room beside."""
    before = " " if left > _PARTED * big.size else ""
    after = " " if right > _PARTED * big.size and not big.text[at:].startswith(" ") else ""
    ends = len(small.text)
    put = edited(
        small, [(0, 0, before, [-1] * len(before)), (ends, ends, after, [-1] * len(after))]
    )
    pieces = [big.part(0, at), put, big.part(at, len(big.text))]
    starts = [0, at, at + len(put.text)]
    placed = [*zip(pieces, starts, strict=True)]
    settings = [
        replace(s, start=s.start + n, end=s.end + n) for piece, n in placed for s in piece.settings
    ]
    gaps = [replace(g, place=g.place + n) for piece, n in placed for g in piece.gaps]
    text = "".join(piece.text for piece in pieces)
    return replace(
        big,
        text=text,
        places=[*chain.from_iterable(piece.places for piece in pieces)],
        gaps=tuple(g for g in gaps if not (g.left <= small.left and small.right <= g.right)),
        **main_setting(text, settings),
    )
