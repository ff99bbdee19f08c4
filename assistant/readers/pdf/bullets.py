"""Bullets that a file draws as circles."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.lines import PdfLine, runs_on

_BULLET = "• "
_DOT = (0.2, 0.6)  # in ems: how wide bullets are; smaller or nearer dots make lines
_INDENT = 2.5  # in ems: how far before its line one stands


def with_bullets(lines: Sequence[PdfLine], dots: Sequence[Rectangle]) -> list[PdfLine]:
    """Returns the lines, with a bullet where a round dot stands before one, below another such.

    Not where all that follow dots only go on: there a drawing stands. The dots are in points above
    the page's lower edge, as baselines are.
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
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for place, dot in opened.items():
        columns[round(dot.left)].append(place)
    found = list(lines)
    for places in columns.values():
        is_list = any(
            p == 0 or p - 1 in places or not runs_on(lines[p - 1], lines[p]) for p in places
        )
        for place in places if len(places) > 1 and is_list else ():
            found[place] = _opened(lines[place], opened[place])
    return found


def _opened(line: PdfLine, dot: Rectangle) -> PdfLine:
    more, text = len(_BULLET), _BULLET + line.text
    places = [*(-1,) * more, *line.places]
    gaps = [replace(gap, place=gap.place + more) for gap in line.gaps]
    settings = [
        replace(s, start=s.start and s.start + more, end=s.end + more) for s in line.settings
    ]
    return replace(
        line, text=text, places=places, left=dot.left, gaps=tuple(gaps), settings=tuple(settings)
    )
