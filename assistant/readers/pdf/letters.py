"""Letters and signs apart from words: spaced, twice, raised, large, struck; notes, figures."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from unicodedata import normalize

from assistant.readers.canonical import FRACTION, SUBSCRIPTS, SUPERSCRIPTS, raised, vulgar
from assistant.readers.pdf.characters import Characters
from assistant.readers.pdf.drawn import THIN, Frame, Rectangle, around, grouped
from assistant.readers.pdf.lines import (
    SMALL,
    PdfLine,
    Setting,
    Table,
    is_short_figure,
    main_setting,
    runs_on,
)
from assistant.readers.pdf.order import PROSE, Segment, is_below, white_between
from assistant.text.abbreviations import are_english

# of letters that are spaced
_TWICE = re.compile(r"(\S)(?=\1)")
_TORN = re.compile(r"(?<!\S)[^\W\d_aAI](?!\S)")  # a letter that is no word
_LETTERS = 8  # of a line, at least
_APART = (0.1, 0.6)  # in ems: the room between them
_ALIKE = 0.12  # in ems: how far most of that room differs
_MOST = 0.6  # of all letters
_WIDER = 0.2  # in ems: by so much the room between words is wider

# of what is raised or lowered
_LEVEL = 0.1  # points: how far the baselines of letters raised alike differ
_RISE = 0.15  # in ems: it stands higher
_SAME_SIZE_RISE = 0.25  # the same, in type of the same size
_FALL = 0.05  # in ems: it stands lower
_FIGURES = re.compile(r"(?=.*\d)[\d ,.–+=()/\u2044\u2215\u2212-]+|[a-z]")
_RAISED = re.compile(
    rf"[{''.join(SUPERSCRIPTS[ord(c)] for c in '0123456789abcdefghijklmnoprstuvwxyz')},–]+"
)
_SLASH = re.compile("[⁰¹²³⁴-⁹][/\u2044\u2215]$")
_REFERS = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\]\"'”’…])$")
_CLOSES = re.compile(r"[.,;:!?)\]”’…]")

# of large letters
_INITIAL = re.compile(r"[“‘\"']?[A-Z]")
_LARGER = 1.8  # times the size of the lines beside it
_HEIGHT = 0.72  # of a capital, in ems
_NEAR = 1.0  # in ems of the lines: how far right of it they begin, and how far from its top
_WORDS = frozenset({"a", "i"})
_LARGE = 1.4  # times the words below it: a figure is so large

# of bullets that are drawn
_BULLET = "• "
_DOT = (0.2, 0.6)  # in ems: how wide bullets are; smaller or nearer dots make lines
_BEFORE = 2.5  # in ems: how far before its line one stands

# of bars that strike words out
_INSIDE = re.compile(r"(?<=[^\W_])(?=[^\W_])")  # a place between two letters of a word
_STRIKES = (0.2, 0.5)  # in ems: how far above the baseline they lie
_THICK = 0.15  # in ems: they are thinner
_BEYOND = 0.35  # in ems: how far beyond the words they reach, as over a space
_SHORT = 0.2  # in ems: how far they fall short of them

# of footnotes
_SMALLER = 0.93  # of the body's type size
_SIGNS = "*†‡§¶"
_MARK = re.compile(rf"\(?(\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z])[.)\]]?(?:\s+|(?=[^\W\d_a-z]))(?=\S)")
_SIGN = re.compile(rf"(?<=[^\s{_SIGNS}])[{_SIGNS}]{{1,3}}")
_REFERENCE = re.compile(rf"\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z]")

BoxOf = Callable[[PdfLine, int], Rectangle | None]
"""Where the character at a place of a line's text stands."""
Edit = tuple[int, int, str, Sequence[int]]
"""From where to where in a text to put what, and its places among the page's characters."""


def doubled(shown: Characters) -> set[int]:
    """Returns the places of letters that another text object repeats at nearly the same place.

    Of a word's own two letters the second stands a letter's width apart.
    """
    found = set[int]()
    for place in (twice.start() for twice in _TWICE.finditer(shown.text)):
        if shown.text_object(place) == shown.text_object(place + 1):
            continue
        apart = zip(shown.origin(place), shown.origin(place + 1), strict=True)
        if max(abs(one - other) for one, other in apart) < shown.width(place) / 2:
            is_lighter = shown.style(place + 1).is_white and not shown.style(place).is_white
            found.add(place + 1 if is_lighter else place)
    return found


def torn(text: str, start: int, end: int, shown: Characters, frames: Sequence[Frame]) -> list[int]:
    """Returns the places of spaces in a stretch that pdfium made up between spaced letters.

    Where all letters stand as far apart, each of them may be meant: 'A B C D'.
    """
    if not _TORN.search(text, start, end):
        return []
    places = [place for place in range(start, end) if not text[place].isspace()]
    if len(places) < _LETTERS or 2 * sum(text[place].isalpha() for place in places) < len(places):
        return []
    style = shown.style(places[0])
    frame, size = frames[style.quarter], style.size
    boxes = [frame.box(*box) if (box := shown.box(place)) else None for place in places]
    rooms = [b.left - a.right if a and b else 0.0 for a, b in pairwise(boxes)]
    usual, parted = median(rooms), [b - a > 1 for a, b in pairwise(places)]
    alike = sum(abs(room - usual) <= _ALIKE * size for room in rooms)
    if not _APART[0] * size <= usual <= _APART[1] * size or alike < _MOST * len(rooms):
        return []
    letters = [text[a].isalpha() and text[b].isalpha() for a, b in pairwise(places)]
    apart = [gap for gap, are in zip(parted, letters, strict=True) if are]
    if all(apart) and max(rooms) < usual + _WIDER * size:
        return []
    return [
        place + 1
        for place, after, room in zip(places, places[1:], rooms, strict=False)
        if after - place == 2 and room <= usual + _ALIKE * size and shown.is_generated(place + 1)
    ]


def in_one(text: str, settings: Sequence[Setting], size: float) -> list[Setting]:
    """Returns the settings of a text, one for small letters or figures raised or lowered alike.

    `size` is that of the line's words.
    """

    def goes_on(group: Sequence[Setting], after: Setting) -> bool:
        before = group[-1]
        alike = before.size == after.size <= SMALL * size and abs(before.rise - after.rise) < _LEVEL
        said = text[group[0].start : after.end]
        is_one = before.end == after.start and (said.isalpha() or _FIGURES.fullmatch(said))
        return alike and bool(is_one and before.rise and after.rise)

    return [replace(group[0], end=group[-1].end) for group in grouped(settings, goes_on)]


def scripted(
    text: str, places: Sequence[int], settings: Sequence[Setting]
) -> tuple[str, Sequence[int], list[Setting]]:
    """Returns a line's text, places and settings with raised and lowered figures told apart.

    They become Unicode's own, a fraction one character, with the place of its first figure. A
    letter that marks a note has room between it and its word.
    """
    size: float = main_setting(text, settings)["size"]
    edits: list[Edit] = []
    for s in settings:
        said = text[s.start : s.end]
        script = _script(said, s, size, text[: s.start])
        if script == said:
            continue
        text = text[: s.start] + script + text[s.end :]
        is_letter = said.isalpha() and not _CLOSES.match(text, s.end)
        refers = is_letter and _REFERS.search(text[: s.start])
        if refers or (s.start == 0 and text[s.end : s.end + 1].isalpha()):
            place = s.start or s.end
            edits.append((place, place, " ", [-1]))
    for found in FRACTION.finditer(text):
        if (whole := vulgar(found)) != found[0]:
            edits.append((*found.span(), whole, [places[found.start()]]))
    return _edited(text, places, settings, sorted(edits)) if edits else (text, places, [*settings])


def _script(said: str, setting: Setting, size: float, before: str) -> str:
    """What a setting says, in raised or lowered figures where it is set so."""
    rise, small = setting.rise / size, setting.size <= SMALL * size
    if not _FIGURES.fullmatch(said):
        return said
    if rise >= (_RISE if small else _SAME_SIZE_RISE) and (small or before[-1:].isalnum()):
        return raised(said)
    if small and (_SLASH.search(before) or (rise <= -_FALL and before[-1:].isdigit())):
        return said.translate(SUBSCRIPTS)
    return said


def _edited(
    text: str, places: Sequence[int], settings: Sequence[Setting], edits: Sequence[Edit]
) -> tuple[str, Sequence[int], list[Setting]]:
    """A line's text, places and settings after some edits, which come in order."""
    found = []
    for s in settings:  # what is put in front is set as the first words are
        start = _moved(s.start, edits) if s.start else 0
        found.append(replace(s, start=start, end=_moved(s.end, edits)))
    for start, end, put, put_places in reversed(edits):
        text = text[:start] + put + text[end:]
        places = [*places[:start], *put_places, *places[end:]]
    return text, places, [s for s in found if s.start < s.end]


def _moved(place: int, edits: Sequence[Edit]) -> int:
    return place + sum(len(put) + start - end for start, end, put, _ in edits if end <= place)


def edited(line: PdfLine, edits: Sequence[Edit]) -> PdfLine:
    """Returns a line after some edits, which come in order; room that goes is no gap."""
    text, places, settings = _edited(line.text, line.places, line.settings, edits)
    kept = (g for g in line.gaps if not any(start <= g.place < end for start, end, *_ in edits))
    gaps = tuple(replace(gap, place=_moved(gap.place, edits)) for gap in kept)
    setting = main_setting(text, settings or line.settings)
    return replace(line, text=text, places=places, gaps=gaps, **setting)


def with_initials(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Returns the lines; a large letter beside the first lines of a paragraph opens its word."""
    found = list(lines)
    least = _LARGER * min((line.size for line in lines), default=0.0)
    for initial in lines:
        if initial.size < least or not _INITIAL.fullmatch(initial.text):
            continue
        beside = sorted((n for n in found if _is_beside(initial, n)), key=lambda n: -n.baseline)
        room = _room(initial, beside[0]) if len(beside) > 1 else None
        if room is not None:  # 'A' and 'I' may be words by themselves
            places = [*initial.places, *[-1] * len(room)]
            opened = edited(beside[0], [(0, 0, initial.text + room, places)])
            lines_beside = zip(beside, [opened, *beside[1:]], strict=True)
            moved = {id(n): replace(new, left=initial.left) for n, new in lines_beside}
            found = [moved.get(id(n), n) for n in found if n is not initial]
    return found


def _is_beside(initial: PdfLine, line: PdfLine) -> bool:
    """Whether a line stands right of a letter that is much larger."""
    top, room = initial.baseline + _HEIGHT * initial.size, (line.left - initial.right) / line.size
    return (
        initial.quarter == line.quarter
        and initial.size >= _LARGER * line.size
        and -0.5 * _NEAR <= room <= _NEAR
        and initial.baseline - 0.5 * line.size <= line.baseline < top
    )


def _room(initial: PdfLine, line: PdfLine) -> str | None:
    """What parts a large letter from the word beside it: nothing, or a space behind 'A' and 'I'.

    None where they do not belong together, as a sign and what it stands for, or the word is not as
    high up as the letter reaches.
    """
    higher = initial.baseline - line.baseline + _HEIGHT * (initial.size - line.size)
    if abs(higher) > _NEAR * line.size:
        return None
    letter, rest = initial.text[-1].lower(), re.split(r"\W", line.text, maxsplit=1)[0]
    whole = letter + rest.lower()
    known = are_english((rest.lower(), whole))
    if whole in known or (rest.islower() and rest not in known):
        return "" if rest.islower() or rest.isupper() else None
    return " " if letter in _WORDS and rest.islower() else None


def with_bullets(lines: Sequence[PdfLine], dots: Sequence[Rectangle]) -> list[PdfLine]:
    """Returns the lines, with a bullet where a dot stands before one, below another such.

    Not where all that follow dots only go on: there a drawing stands. The dots are in points above
    the page's lower edge, as baselines are.
    """
    opened: dict[int, Rectangle] = {}
    for dot in dots:
        others = (math.dist(dot[:2], other[:2]) for other in dots if other is not dot)
        apart = min(others, default=math.inf)
        before = [
            (abs(dot.y - line.baseline - 0.35 * line.size), place)
            for place, line in enumerate(lines)
            if 0 < line.left - dot.right < _BEFORE * line.size
            and 0 < dot.y - line.baseline < 0.8 * line.size
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
        dot, above = opened[places[0]], opened.get(places[0] - 1)
        is_nested = above is not None and above.left < dot.left and above.bottom > dot.top
        for place in places if is_nested or (is_list and len(places) > 1) else ():
            begun = edited(lines[place], [(0, 0, _BULLET, (-1, -1))])
            found[place] = replace(begun, left=opened[place].left)
    return found


def without_struck(
    lines: Sequence[PdfLine], drawn: Iterable[Rectangle], box_of: BoxOf
) -> Iterator[PdfLine]:
    """Yields the lines without the words that bars strike out; they are placed as the dots are.

    A bar lies over the middle of their letters, and begins and ends with them.
    """
    bars = sorted((bar for bar in drawn if bar.height <= THIN), key=lambda bar: bar.bottom)
    bottoms = [bar.bottom for bar in bars]
    for line in lines:
        low, high = (line.baseline + up * line.size for up in _STRIKES)
        near = bars[bisect_left(bottoms, low) : bisect_right(bottoms, high)]
        near = [bar for bar in near if bar.meets(line)]
        struck = _struck(line, near, box_of) if near and not line.quarter else ()
        left = _without(line, struck) if struck else line
        if left is line or " " in left.text or (left.text and not line.is_bullet):
            yield left


def _struck(line: PdfLine, bars: Iterable[Rectangle], box_of: BoxOf) -> set[int]:
    """The places of the characters that bars strike out; several may lie side by side."""
    text, size, found = line.text, line.size, set[int]()
    boxes = [(n, b) for n in range(len(text)) if text[n] != " " and (b := box_of(line, n))]
    thin = sorted(bar for bar in bars if bar.height <= _THICK * size)
    for group in grouped(thin, lambda group, bar: bar.left < group[-1].right + _SHORT * size):
        bar = around(group)
        over = [(n, b) for n, b in boxes if bar.left < b.x < bar.right]
        letters = [b for n, b in over if text[n].isalnum()]
        if letters and all(b.bottom < bar.bottom and bar.top < b.top for b in letters):
            (first, begins), (last, ends) = over[0], over[-1]
            beyond = (begins.left - bar.left, bar.right - ends.right)
            is_fit = all(-_SHORT * size <= room <= _BEYOND * size for room in beyond)
            if is_fit and not (_INSIDE.match(text, first) or _INSIDE.match(text, last + 1)):
                found.update(range(first, last + 1))
    return found


def _without(line: PdfLine, struck: Container[int]) -> PdfLine:
    """A line without some of its characters, and without spaces that would then be too many."""
    kept: list[int] = []
    for place, sign in enumerate(line.text):
        if place not in struck and (sign != " " or (kept and line.text[kept[-1]] != " ")):
            kept.append(place)
    if kept and line.text[kept[-1]] == " ":
        kept.pop()
    gone = sorted({*range(len(line.text))}.difference(kept))
    return edited(line, [(place, place + 1, "", ()) for place in gone])


def notes_apart(
    content: Sequence[PdfLine | Table], body: float, known: frozenset[str]
) -> tuple[list[PdfLine | Table], list[tuple[PdfLine, ...]]]:
    """Returns a region's content and the notes at its end to which the page's known signs refer."""
    tail = next((i for i in range(len(content), 0, -1) if isinstance(content[i - 1], Table)), 0)
    lines = [line for line in content[tail:] if isinstance(line, PdfLine)]
    end = len(lines)
    while end and lines[end - 1].text.isdigit():  # a page's number
        end -= 1
    start = end
    while start and lines[start - 1].size <= _SMALLER * body:
        start -= 1
    first = next((i for i in range(start, end) if _mark(lines[i]) in known), None)
    if first is None:
        return list(content), []
    parts = _by_column(lines[first:end], known)
    notes = grouped(parts, lambda _, line: _mark(line) not in known)
    return [*content[: tail + first], *lines[end:]], [tuple(note) for note in notes]


def _by_column(lines: Sequence[PdfLine], known: frozenset[str]) -> list[PdfLine]:
    """The lines of notes, of those that begin beside others what stands left of them first."""
    rooms = ((n, gap) for n in lines for gap in n.gaps if gap.place in n.cell_gaps)
    begins = [g.right for n, g in rooms if _mark(n.part(g.place + 1, len(n.text))) in known]
    if not begins:
        return list(lines)
    first, others = list[PdfLine](), list[PdfLine]()
    for line in lines:
        near = (g.place for g in line.gaps if abs(g.right - min(begins)) < line.size)
        cut = next(near, len(line.text) if line.left < min(begins) - line.size else -1)
        first += [line.part(0, cut)] if cut > 0 else []
        others += [line.part(cut + 1, len(line.text))] if cut < len(line.text) else []
    return [*first, *_by_column(others, known)]


def references(line: PdfLine) -> Iterator[str]:
    """Yields the signs and numbers in a line that may refer to notes."""
    for found in () if line.text.isascii() else _RAISED.findall(line.text):
        yield from _REFERENCE.findall(normalize("NFKC", found))
    if any(sign in line.text for sign in _SIGNS):
        yield from _SIGN.findall(line.text)


def _mark(line: PdfLine) -> str | None:
    """The sign or number with which a line begins as notes do."""
    mark = _RAISED.match(line.text)
    found = _MARK.match(normalize("NFKC", mark[0]) + " " + line.text if mark else line.text)
    return found[1] if found else None


def beside_figure(parts: Sequence[Segment]) -> list[list[Segment]]:
    """Returns a page above the text beside a large figure in a margin of such, it, and the rest."""
    down, large = sorted(parts, key=lambda p: -p.top), _LARGE * median([p.size for p in parts])
    figures = [p for p in down if p.size >= large and is_short_figure(p.text)]
    for figure in figures:
        unit = [figure]
        for part in down:
            near = part.meets(figure) and 2 * abs(unit[-1].bottom - part.top) < figure.size
            unit += [part] if near and _LARGE * part.size <= figure.size else []
        box, others = around(unit), [p for p in down if p not in unit]
        beside = [p for p in others if p.bottom < box.top and box.bottom < p.top]
        text = max(beside, key=lambda p: len(p.text), default=figure)
        lines = [p for p in beside if p.is_like(text) and p.y < figure.top - figure.size / 4]
        is_text = len(text.text) >= 2 * PROSE and len(white_between([beside, unit])) == 2
        if len(unit) == 1 or not (is_text and lines) or any(p in figures for p in beside):
            continue
        first, column, top = lines[0], around(lines), max(p.top for p in down if p.is_like(text))
        margin = [p for p in down if p.meets(box) and not p.meets(column)]
        margin = [p for p in margin if p.bottom < top or p in figures]
        loose = [b for a, b in pairwise(margin) if 2 * abs(a.bottom - b.top) >= figure.size]
        is_short = all(len(p.text) < 2 * PROSE for p in margin)
        if is_short and all(p in figures for p in (margin[0], *loose)):
            for part in reversed(down):
                first = part if part.is_like(first) and is_below(part, first) else first
            at = others.index(first)
            return [sorted(s, key=lambda p: p.place) for s in (others[:at], unit, others[at:])]
    return []
