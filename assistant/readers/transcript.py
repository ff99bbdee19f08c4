"""The slides of a presentation whose text was extracted with numbers in front of the slides.

Sites that share presentations print each slide as '2. Title • point • point', with words of their
own around the slides. Slides are recognised by their numbers, one after the other from 1; what
stands outside them and repeats them or labels the page is boilerplate, and so is a mark that
stands at the end of the slides (DRAFT).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath

from assistant.readers.lines import BULLET_CHARACTERS, Line, lines
from assistant.readers.page import page_marks
from assistant.readers.sharing_sites import is_sharing_sites, without_site
from assistant.readers.watermarks import KNOWN_MARK, without_watermarks
from assistant.records import Mark, MarkKind

_NUMBERED = re.compile(r"(\d{1,3})[.)](?:\s+|$)")
_LABELLED = re.compile(
    r"\[?slide\s+(\d{1,3})(?:\s*(?:of|/)\s*\d{1,3})?\]?\s*[.:)–-]?(?:\s+|$)", re.IGNORECASE
)
_BULLET = re.compile(rf"[{BULLET_CHARACTERS}]\s*")
_TITLE_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Slide:
    number: int
    start: int
    """Where its number stands."""
    body: int
    """Where its words begin."""
    end: int


def transcript_marks(text: str, path: str) -> list[Mark] | None:
    """The marks of a presentation's transcript; None where the text is not one."""
    slides = _slides(text)
    if not slides or not _is_transcript(text, slides):
        return None
    names = _names(text, slides, path)
    found: list[Mark] = _around(text, 0, slides[0].start, slides, path)
    spans = without_watermarks(text, [(s.body, s.end) for s in slides])
    for slide, (start, end) in zip(slides, spans, strict=True):
        found.append(Mark(MarkKind.SLIDE, slide.start, slide.end, slide.number))
        found += _boilerplate(text, slide.body, start)
        found += _slide_marks(text, start, end, names if slide is slides[0] else ())
        found += _boilerplate(text, end, slide.end)
    return found + _around(text, slides[-1].end, len(text), slides, path)


def _boilerplate(text: str, start: int, end: int) -> list[Mark]:
    words = text[start:end].strip()
    if not words:
        return []
    first = text.index(words, start)
    return [Mark(MarkKind.BOILERPLATE, first, first + len(words))]


def transcript_title(text: str, marks: list[Mark]) -> str | None:
    """The heading of the first slide, which names the presentation."""
    first = next(m for m in marks if m.kind is MarkKind.SLIDE)
    for mark in marks:
        if mark.kind is MarkKind.HEADING and first.start <= mark.start < first.end:
            return text[mark.start : mark.end]
    return None


def _slides(text: str) -> list[_Slide]:
    """The slides, numbered from 1 without a gap: by the word 'slide' if it is there, else bare."""
    found = list(lines(text))
    for pattern in (_LABELLED, _NUMBERED):
        opened = _openings(found, pattern)
        if len(opened) > 1:
            return _closed(text, found, opened)
    return []


def _openings(found: list[Line], pattern: re.Pattern[str]) -> list[_Slide]:
    """Where each slide opens, a line after a blank one before any other; `end` is not set yet."""
    candidates: dict[int, list[tuple[int, Line, int]]] = {}
    for place, line in enumerate(found):
        opening = pattern.match(line.text)
        if opening:
            candidates.setdefault(int(opening[1]), []).append((place, line, opening.end()))
    opened: list[_Slide] = []
    after = -1
    while number_candidates := [c for c in candidates.get(len(opened) + 1, ()) if c[0] > after]:
        spaced = [c for c in number_candidates if c[1].after_blank]
        after, line, length = (spaced or number_candidates)[0]
        opened.append(_Slide(len(opened) + 1, line.start, line.start + length, line.end))
    return opened


def _closed(text: str, found: list[Line], opened: list[_Slide]) -> list[_Slide]:
    """The slides with their ends: the last line before the next slide.

    The last slide ends at the first blank line, if no slide before it has a blank line within.
    """
    spans = zip(opened, [s.start for s in opened[1:]] + [len(text)], strict=True)
    parts = [[n for n in found if s.start <= n.start < limit] for s, limit in spans]
    if not any(line.after_blank for part in parts[:-1] for line in part[1:]):
        breaks = [i for i, line in enumerate(parts[-1]) if i and line.after_blank]
        parts[-1] = parts[-1][: breaks[0]] if breaks else parts[-1]
    while len(parts[-1]) > 1 and parts[-1][-1].is_site_label:
        parts[-1].pop()
    return [
        _Slide(s.number, s.start, min(s.body, part[-1].end), part[-1].end)
        for s, part in zip(opened, parts, strict=True)
    ]


def _is_transcript(text: str, slides: list[_Slide]) -> bool:
    """Whether numbered blocks are slides and not an ordinary numbered list.

    Slides have their points in the line of their number, or a sharing site's words around them.
    """
    if _LABELLED.match(text, slides[0].start):
        return True
    firsts = [text[s.body : s.end].partition("\n")[0] for s in slides]
    if 2 * sum(bool(_BULLET.search(first)) for first in firsts) >= len(slides):
        return True
    outside = [*lines(text, 0, slides[0].start), *lines(text, slides[-1].end)]
    return any(is_sharing_sites(line) for line in outside)


def _slide_marks(text: str, start: int, end: int, names: tuple[list[str], ...]) -> list[Mark]:
    """Title and points of one slide."""
    bullets = [m.start() for m in _BULLET.finditer(text, start, end)]
    title_end = bullets[0] if bullets else end
    title = text[start:title_end].strip()
    found: list[Mark] = []
    if title:
        first = text.index(title, start)
        found = _title_marks(text, first, first + len(title), names, alone=not bullets)
    for opening, closing in pairwise([*bullets, end]):
        item = text[opening:closing].rstrip()
        if _BULLET.sub("", item):
            found.append(Mark(MarkKind.ITEM, opening, opening + len(item), 1))
    return found


def _title_marks(
    text: str, start: int, end: int, names: tuple[list[str], ...], *, alone: bool
) -> list[Mark]:
    """What stands before a slide's first bullet; `alone` where the slide has no bullets."""
    words = [(m.start(), m.end()) for m in re.compile(r"\S+").finditer(text, start, end)]
    named = next((n for n in (_prefix(text, words, name) for name in names) if n), 0)
    if named and named < len(words):
        title_end = words[named - 1][1]
        rest = Mark(MarkKind.PARAGRAPH, words[named][0], end)
        return [Mark(MarkKind.HEADING, start, title_end, 1), rest]
    found = list(lines(text, start, end))
    if len(found) > 1 and (alone or len(words) > _TITLE_WORDS):
        return _several_lines(text, found, end)
    if alone and not _is_title(text[start:end]):
        return [Mark(MarkKind.PARAGRAPH, start, end)]
    return [Mark(MarkKind.HEADING, start, end, 1)]


def _is_title(words: str) -> bool:
    """Whether words that stand alone on a slide are its title."""
    sentence = words.endswith((".", "!", "…"))
    dashed_points = len(re.findall(r"\s[-–]\s", words)) > 1
    return len(words.split()) <= _TITLE_WORDS and not sentence and not dashed_points


def _several_lines(text: str, found: list[Line], end: int) -> list[Mark]:
    """A title line, if the first looks like one, and what the other lines are."""
    first = found[0]
    titled = _is_title(first.text) and not first.is_bullet
    rest = page_marks(text, found[1].start if titled else first.start, end)
    body = [
        replace(m, kind=MarkKind.PARAGRAPH, number=None) if m.kind is MarkKind.HEADING else m
        for m in rest
    ]
    title = [Mark(MarkKind.HEADING, first.start, first.end, 1)] if titled else []
    return title + body


def _prefix(text: str, words: list[tuple[int, int]], name: list[str]) -> int:
    """How many of the words spell out a name; 0 where they do not begin with it."""
    spelled: list[str] = []
    for count, (start, end) in enumerate(words, 1):
        spelled += _bare(text[start:end])
        if spelled == name:
            return count
        if spelled != name[: len(spelled)]:
            return 0
    return 0


def _names(text: str, slides: list[_Slide], path: str) -> tuple[list[str], ...]:
    """What the presentation may be called: the file's name, then lines above the slides."""
    above = [without_site(line.text) for line in lines(text, 0, slides[0].start)]
    called = [_bare(PurePosixPath(path).stem), *map(_bare, above)]
    return tuple(name for name in called if len(name) > 1)


def _around(text: str, start: int, end: int, slides: list[_Slide], path: str) -> list[Mark]:
    """Marks for what stands outside the slides: paragraphs, or boilerplate."""
    name, shown = PurePosixPath(path).stem, text[slides[0].start : slides[-1].end]
    said = f"{_spelled(name)}{_spelled(shown)}"
    return [
        Mark(
            MarkKind.BOILERPLATE if _is_site_text(line, said) else MarkKind.PARAGRAPH,
            line.start,
            line.end,
        )
        for line in lines(text, start, end)
    ]


def _is_site_text(line: Line, said: str) -> bool:
    """Whether a line outside the slides labels the page or repeats the slides."""
    repeats = _spelled(without_site(line.text)) in said
    return line.is_site_label or is_sharing_sites(line) or repeats


def _spelled(text: str) -> str:
    """The words only, without slide numbers and marks, for telling repeats."""
    kept = (w for w in text.split() if not _NUMBERED.fullmatch(w) and not KNOWN_MARK.fullmatch(w))
    return " " + " ".join(word for w in kept for word in _bare(w))


def _bare(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
