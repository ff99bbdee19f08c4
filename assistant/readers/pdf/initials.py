"""Letters at the beginning of lines: those that count items, and large ones that begin a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.readers.pdf.lines import PdfLine
from assistant.text.abbreviations import are_english

_LETTERED = re.compile(r"([a-z]|[ivx]+|[A-Z]|[IVX]+)\. (?=\S)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SEQUENCES = (tuple("abcdefghijklmnopqrstuvwxyz"), _ROMAN)
_INDENT = 0.5  # in ems: how much farther right an item stands

# of large letters
_INITIAL = re.compile(r"[“‘\"']?[A-Z]")
_LARGER = 1.8  # times the size of the lines beside it
_HEIGHT = 0.72  # of a capital, in ems
_NEAR = 1.0  # in ems of the lines: how far right of it they begin, and how far from its top
_WORDS = frozenset({"a", "i"})


def lettered(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Returns the lines that open items as 'a.', 'b.' or 'ii.' do, one after the other.

    The first stands farther right than the line above, and no line between them as far left as
    their signs: so these are no initials in running text.
    """
    found: list[PdfLine] = []
    for place, line in enumerate(lines[1:], 1):
        run, above = [line], lines[place - 1]
        is_deeper = line.left - above.left > _INDENT * line.size and above.baseline > line.baseline
        if not is_deeper or not _LETTERED.match(line.text):
            continue
        for below in lines[place + 1 :]:
            if _text_left(below) < _text_left(line) - _INDENT * line.size:
                break
            if _follows(run[-1], below):
                run.append(below)
            elif below.left < _text_left(line) - _INDENT * line.size:
                break
        found += run if len(run) > 1 else []
    return found


def _text_left(line: PdfLine) -> float:
    """Where the words begin behind a letter or number of an item."""
    found = _LETTERED.match(line.text)
    ends = (gap.right for gap in line.gaps if found and gap.place == found.end() - 1)
    return next(ends, line.left)


def _follows(line: PdfLine, below: PdfLine) -> bool:
    """Whether the signs of two items follow each other."""
    one, other = _LETTERED.match(line.text), _LETTERED.match(below.text)
    if not one or not other or one[1].isupper() != other[1].isupper():
        return False
    signs = (one[1].lower(), other[1].lower())
    return below.quarter == line.quarter and any(signs in pairwise(s) for s in _SEQUENCES)


def with_initials(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Returns the lines; a large letter beside the first lines of a paragraph opens its word."""
    found = list(lines)
    for initial in lines:
        if not _INITIAL.fullmatch(initial.text):
            continue
        beside = sorted((n for n in found if _is_beside(initial, n)), key=lambda n: -n.baseline)
        if len(beside) > 1 and _is_top(initial, beside[0]):
            moved = {id(n): replace(n, left=initial.left) for n in beside}
            moved[id(beside[0])] = _opened(initial, beside[0])
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


def _is_top(initial: PdfLine, line: PdfLine) -> bool:
    """Whether a line goes on with a word as high up as the large letter reaches."""
    higher = initial.baseline - line.baseline + _HEIGHT * (initial.size - line.size)
    return abs(higher) <= _NEAR * line.size and _room(initial.text, line.text) is not None


def _opened(initial: PdfLine, line: PdfLine) -> PdfLine:
    """The line that a large letter opens; 'A' and 'I' may be words by themselves."""
    room = _room(initial.text, line.text) or ""
    more = len(initial.text) + len(room)
    first, *others = (replace(s, start=s.start + more, end=s.end + more) for s in line.settings)
    return replace(
        line,
        text=initial.text + room + line.text,
        places=[*initial.places, *([-1] if room else []), *line.places],
        left=initial.left,
        gaps=tuple(replace(gap, place=gap.place + more) for gap in line.gaps),
        settings=(replace(first, start=0), *others),
    )


def _room(initial: str, text: str) -> str | None:
    """What parts a large letter from the word beside it: nothing, or a space behind 'A' and 'I'.

    None where they do not belong together, as a sign and what it stands for.
    """
    letter, rest = initial[-1].lower(), re.split(r"\W", text, maxsplit=1)[0]
    whole = letter + rest.lower()
    known = are_english((rest.lower(), whole))
    if whole in known or (rest.islower() and rest not in known):
        return "" if rest.islower() or rest.isupper() else None
    return " " if letter in _WORDS and rest.islower() else None
