"""What a file draws apart from the line in which it stands, put back into it.

Some programs draw what is underlined after the rest of a page. Read by itself, the line has a hole
there, and may say the opposite: 'were [not] prescribed'. Others draw bullets as circles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.lines import PdfLine, grouped, main_setting

_LEVEL = 0.1  # in ems: how far apart the baselines of a line's words are at most
_BESIDE = 0.8  # in ems: the most room that a hole has left on either side of what fills it
_OVERLAP = 0.15  # in ems: how far two words' boxes may lie in each other
_WORD_SPACE = 0.15  # in ems: the least room between two words
_SIZES = 1.2  # times: the sizes of a line's words differ by no more
_MOST = 100  # lines on one level: a drawing has more

_BULLET = "• "
_DOT = (0.2, 0.6)  # in ems: how wide bullets are; smaller or nearer dots make lines
_INDENT = 2.5  # in ems: how far before its line one stands

BoxOf = Callable[[PdfLine, int], Rectangle | None]
"""Where the character at a place of a line's text stands."""


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
        if all(-_OVERLAP * size <= room <= _BESIDE * size for room in (left, right)):
            return _joined(big, small, place + 1, left, right)
    return None


def _joined(big: PdfLine, small: PdfLine, at: int, left: float, right: float) -> PdfLine:
    """A line with another from a place of its text on; `left` and `right` is the room beside."""
    before = " " if left > _WORD_SPACE * big.size else ""
    after = " " if right > _WORD_SPACE * big.size and not big.text[at:].startswith(" ") else ""
    put = f"{before}{small.text}{after}"
    own = at + len(before)
    early = [replace(s, end=min(s.end, at)) for s in big.settings]
    more = len(put)
    late = [replace(s, start=max(s.start, at) + more, end=s.end + more) for s in big.settings]
    inner = [replace(s, start=s.start + own, end=s.end + own) for s in small.settings]
    around = [s for s in (*early, *late) if s.start < s.end]
    settings = sorted([*around, *inner], key=lambda s: s.start)
    text = big.text[:at] + put + big.text[at:]
    gaps = [replace(g, place=g.place + more) if g.place > at else g for g in big.gaps]
    gaps = [g for g in gaps if not (g.left <= small.left and small.right <= g.right)]
    gaps += [replace(g, place=g.place + own) for g in small.gaps]
    put_places = [*(-1,) * len(before), *small.places, *(-1,) * len(after)]
    return replace(
        big,
        text=text,
        places=[*big.places[:at], *put_places, *big.places[at:]],
        gaps=tuple(sorted(gaps, key=lambda g: g.place)),
        **main_setting(text, settings),
    )


def with_bullets(lines: Sequence[PdfLine], dots: Sequence[Rectangle]) -> list[PdfLine]:
    """Returns the lines, with a bullet where a round dot stands before one, below another such.

    The dots are in points above the page's lower edge, as baselines are.
    """
    opened: dict[int, Rectangle] = {}
    for dot in dots:
        middle = (dot.bottom + dot.top) / 2
        others = (math.dist(dot[:2], other[:2]) for other in dots if other is not dot)
        apart = min(others, default=math.inf)
        before = [
            (abs(middle - line.baseline - 0.35 * line.size), place)
            for place, line in enumerate(lines)
            if 0 < line.left - dot.right < _INDENT * line.size
            and 0 < middle - line.baseline < 0.8 * line.size
            and _DOT[0] < dot.width / line.size < _DOT[1]
            and apart > line.size
            and not (line.quarter or line.is_slanted or line.is_bullet)
        ]
        if before:
            opened[min(before)[1]] = dot
    columns = Counter(round(dot.left) for dot in opened.values())
    return [
        _opened(line, opened[place])
        if place in opened and columns[round(opened[place].left)] > 1
        else line
        for place, line in enumerate(lines)
    ]


def _opened(line: PdfLine, dot: Rectangle) -> PdfLine:
    """A line behind a bullet."""
    more = len(_BULLET)
    return replace(
        line,
        text=_BULLET + line.text,
        places=[*(-1,) * more, *line.places],
        left=dot.left,
        gaps=tuple(replace(gap, place=gap.place + more) for gap in line.gaps),
        settings=tuple(
            replace(s, start=s.start + more if s.start else 0, end=s.end + more)
            for s in line.settings
        ),
    )
