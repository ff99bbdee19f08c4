"""Reads text files: plain text, and transcripts of presentations as sharing sites print them.

Such a site prints the slides one after the other, numbered, with its own words around them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise, takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from assistant.readers.cover import Cover
from assistant.readers.imprint import Properties, described
from assistant.readers.page import Line, imprint, lines, page_marks
from assistant.records import Document, Mark, MarkKind, in_order
from assistant.text import BULLET_CHARACTERS, SHOWN, STAMP

_SITE_TITLE = re.compile(
    r"(?i)\s*(?:[-–|]\s*(?:power\s?point|pptx?\b|free (?:to )?(?:download|view))"
    r"|power\s?point presentation\s*\||^(?:pptx?|power\s?point)\s*[-–|]).*$"
)
_SITE_LINE = re.compile(
    r"(?i)play|(?:more )?recommend(?:ed)?|download presentation|view by category|slideshow"
    r"|(?:presentation|slideshow) transcript|(?:about this )?presentation(?: description)?"
    r"|(?:number of views|avg rating|slides)\s*:.*"
    r"|(?:about )?(?:powershow|slideserve|slideshare|slideplayer)(?:\.com)?"
)
_FIELD = re.compile(r"(?i)(?:title|tags|category)\s*:.*")  # other texts have them too
_POINT = re.compile(rf"[-*–—{BULLET_CHARACTERS}]")
_FOOTER_WORDS = 10
_NUMBERED = re.compile(r"(\d{1,3})[.)](?:\s+|$)")
_LABELLED = re.compile(
    r"(?im)\[?slide\s+(\d{1,3})(?:\s*(?:of|/)\s*\d{1,3})?"
    r"(?:(?:\]\s*[.:)–-]?|\s*[.:)–-])(?:\s+|$)|\s*$|\s+(?!(?-i:[a-z]).*[.,;:]$)(?=\S))"
)
_BULLET = re.compile(rf"[{BULLET_CHARACTERS}]\s*")
_TITLE_WORDS = 12
_WORD = re.compile(r"\S+")
_PAGE = re.compile(r"(?:\A|(?<=\f))[^\f]*")


class _Slide(NamedTuple):
    start: int  # where its number stands
    body: int  # where its words begin
    end: int


def read_text(text: str, path: str, sha256: str) -> Document:
    """Returns the document in a decoded text file; its canonical text is the file's own."""
    marks = _transcript_marks(text, path)
    if marks is not None:
        first = next(m for m in marks if m.kind is MarkKind.SLIDE)
        within = (m for m in marks if first.start <= m.start < first.end)
        title = next((m for m in within if m.kind is MarkKind.HEADING), None)
    else:
        marks = _levelled(page_marks(text), text)
        title = _title(marks, text)
        pages = _PAGE.finditer(text) if "\f" in text else ()
        marks += [Mark(MarkKind.PAGE, *page.span(), n) for n, page in enumerate(pages, 1)]
    cover = Cover(heading=text[title.start : title.end] if title else "")
    return described(Document(path, sha256, text, in_order(marks)), Properties(), cover)


def _title(marks: list[Mark], text: str) -> Mark | None:
    """Returns the first heading, if a second or an imprint follows at once, or it is the only one.

    Else it is one section of several.
    """
    shown = [m for m in marks if m.kind is not MarkKind.BOILERPLATE]
    headings = [m for m in shown if m.kind is MarkKind.HEADING]
    if not headings or shown[0] != headings[0]:
        return None
    if len(headings) == 1 or shown[1] == headings[1]:
        return shown[0]
    starts = {m.start for m in shown}
    return shown[0] if imprint([n for n in lines(text) if n.start in starts]) else None


def _levelled(marks: list[Mark], text: str) -> list[Mark]:
    """Returns the same marks with a level on each heading.

    A heading with a number of its own ('1.2') is as deep as its number. Otherwise the title,
    which another heading follows at once at the top, and headings in capitals are above the rest.
    """
    headings = [m for m in marks if m.kind is MarkKind.HEADING]
    capitals = [m for m in headings if text[m.start : m.end].isupper()]
    is_one_of_many = len(capitals) > 1 and capitals[0] == headings[0]
    title = None if is_one_of_many else _title(marks, text)
    ranks = {text[m.start : m.end].isupper() for m in headings if m != title}

    def level(mark: Mark) -> int:
        if mark == title:
            return 1
        line = next(lines(text, mark.start, mark.end))
        below = len(ranks) > 1 and not line.is_capitals
        return 1 + (title is not None) + below + max(line.number_depth - 1, 0)

    return [replace(m, number=level(m)) if m.kind is MarkKind.HEADING else m for m in marks]


def _transcript_marks(text: str, path: str) -> list[Mark] | None:
    """Returns the marks of a presentation's transcript; None where the text is not one."""
    slides = _slides(text)
    if not slides or not _is_transcript(text, slides):
        return None
    above = (_SITE_TITLE.sub("", line.text) for line in lines(text, 0, slides[0].start))
    names = [n for n in map(_bare, (PurePosixPath(path).stem, *above)) if len(n) > 1]
    found = _around(text, slides, path)
    spans = _without_watermarks(text, [(s.body, s.end) for s in slides])
    for number, (slide, (start, end)) in enumerate(zip(slides, spans, strict=True), 1):
        found.append(Mark(MarkKind.SLIDE, slide.start, slide.end, number))
        found += _slide_marks(text, start, end, names if number == 1 else [])
        for outside in ((slide.body, start), (end, slide.end)):
            if words := SHOWN.search(text, *outside):
                found.append(Mark(MarkKind.BOILERPLATE, *words.span()))
    return found


def _slides(text: str) -> list[_Slide]:
    found = list(lines(text))
    for pattern in (_LABELLED, _NUMBERED):
        opened = _openings(found, pattern)
        if len(opened) > 1:
            return _closed(text, found, opened)
    return []


def _openings(found: list[Line], pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Returns where slides open, best after a blank line, and where their words begin."""
    candidates: defaultdict[int, list[tuple[Line, int]]] = defaultdict(list)
    for line in found:
        if opening := pattern.match(line.text):
            candidates[int(opening[1])].append((line, opening.end()))
    opened: list[tuple[int, int]] = []
    after = -1
    while later := [c for c in candidates[len(opened) + 1] if c[0].start > after]:
        line, length = next((c for c in later if c[0].after_blank), later[0])
        opened.append((line.start, line.start + length))
        after = line.start
    return opened


def _closed(text: str, found: list[Line], opened: list[tuple[int, int]]) -> list[_Slide]:
    """Returns the slides, each of which ends with the last line before the next.

    The last slide ends at the first blank line, if no slide before it has a blank line within.
    """
    spans = pairwise([*(start for start, _ in opened), len(text)])
    parts = [[n for n in found if start <= n.start < limit] for start, limit in spans]
    if not any(line.after_blank for part in parts[:-1] for line in part[1:]):
        breaks = (i for i, line in enumerate(parts[-1]) if i and line.after_blank)
        parts[-1] = parts[-1][: next(breaks, None)]
    while len(parts[-1]) > 1 and parts[-1][-1].is_site_label:
        parts[-1].pop()
    ends = [part[-1].end for part in parts]
    return [_Slide(a, min(body, end), end) for (a, body), end in zip(opened, ends, strict=True)]


def _is_transcript(text: str, slides: list[_Slide]) -> bool:
    """Returns whether numbered blocks are slides and not an ordinary numbered list."""
    firsts = (text[s.body : s.end].partition("\n")[0] for s in slides)
    in_points = sum(_BULLET.search(first) is not None for first in firsts)
    if _LABELLED.match(text, slides[0].start) or 2 * in_points >= len(slides):
        return True
    return any(_is_sharing_sites(line) for line in _outside(text, slides))


def _outside(text: str, slides: list[_Slide]) -> list[Line]:
    return [*lines(text, 0, slides[0].start), *lines(text, slides[-1].end)]


def _slide_marks(text: str, start: int, end: int, names: list[list[str]]) -> list[Mark]:
    bullets = [m.start() for m in _BULLET.finditer(text, start, end)]
    title = SHOWN.search(text, start, bullets[0] if bullets else end)
    found = _title_marks(text, *title.span(), names, alone=not bullets) if title else []
    for opening, closing in pairwise([*bullets, end]):
        item = text[opening:closing].rstrip()
        if _BULLET.sub("", item):
            found.append(Mark(MarkKind.ITEM, opening, opening + len(item), 1))
    return found


def _title_marks(
    text: str, start: int, end: int, names: list[list[str]], *, alone: bool
) -> list[Mark]:
    """Returns what stands before a slide's first bullet; `alone` where the slide has no bullets."""
    words = [*_WORD.finditer(text, start, end)]
    named = next(filter(None, (_prefix(words, name) for name in names)), 0)
    if 0 < named < len(words):
        title = Mark(MarkKind.HEADING, start, words[named - 1].end(), 1)
        return [title, Mark(MarkKind.PARAGRAPH, words[named].start(), end)]
    found = list(lines(text, start, end))
    if len(found) > 1 and (alone or len(words) > _TITLE_WORDS):
        return _several_lines(text, found, end)
    if alone and not _is_title(text[start:end]):
        return [Mark(MarkKind.PARAGRAPH, start, end)]
    return [Mark(MarkKind.HEADING, start, end, 1)]


def _is_title(words: str) -> bool:
    is_points = len(re.findall(r"\s[-–]\s", words)) > 1
    is_sentence = words.endswith((".", "!", "…"))
    return len(words.split()) <= _TITLE_WORDS and not is_sentence and not is_points


def _several_lines(text: str, found: list[Line], end: int) -> list[Mark]:
    first = found[0]
    is_titled = _is_title(first.text) and not first.is_bullet
    title = [Mark(MarkKind.HEADING, first.start, first.end, 1)] if is_titled else []
    return title + [
        replace(m, kind=MarkKind.PARAGRAPH, number=None) if m.kind is MarkKind.HEADING else m
        for m in page_marks(text, found[len(title)].start, end)
    ]


def _prefix(words: list[re.Match[str]], name: list[str]) -> int:
    """Returns how many of the words spell out a name; 0 where they do not begin with it."""
    spelled = accumulate(_bare(word[0]) for word in words)
    fitting = takewhile(lambda said: said == name[: len(said)], spelled)
    return next((count for count, said in enumerate(fitting, 1) if said == name), 0)


def _around(text: str, slides: list[_Slide], path: str) -> list[Mark]:
    """Returns what stands outside the slides: boilerplate if it labels the page or repeats them."""
    said = _spelled(PurePosixPath(path).stem) + _spelled(text[slides[0].start : slides[-1].end])
    found = []
    for line in _outside(text, slides):
        repeats = _spelled(_SITE_TITLE.sub("", line.text)) in said
        is_label = line.is_site_label or _FIELD.fullmatch(line.text) or _is_sharing_sites(line)
        kind = MarkKind.BOILERPLATE if is_label or repeats else MarkKind.PARAGRAPH
        found.append(Mark(kind, line.start, line.end))
    return found


def _spelled(text: str) -> str:
    """Returns the words only, without slide numbers and marks, for telling repeats."""
    kept = (w for w in text.split() if not _NUMBERED.fullmatch(w) and not STAMP.fullmatch(w))
    return " " + " ".join(word for w in kept for word in _bare(w))


def _bare(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_sharing_sites(line: Line) -> bool:
    return bool(_SITE_TITLE.search(line.text) or _SITE_LINE.fullmatch(line.text))


def _without_watermarks(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns for each slide's span of the text, where its words begin and end without such marks.

    A mark is a word like DRAFT at either end, or a few words that end nearly every slide.
    """
    words = [[*_WORD.finditer(text, *span)] for span in spans]
    said = [[re.sub(r"\d", "#", word[0]) for word in found] for found in words]
    footers = _footers(said)
    footed = (next((tail for tail in _tails(one) if tail in footers), ()) for one in said)
    words = [found[: len(found) - len(foot)] for found, foot in zip(words, footed, strict=True)]
    # No sentence ends in this word in capitals: it is a mark even where few slides have it.
    words = [found[:-1] if found and found[-1][0] == "DRAFT" else found for found in words]
    for end in (0, -1):
        marked = sum(bool(w and STAMP.fullmatch(w[end][0])) for w in words)
        if 2 * marked > sum(bool(w) for w in words):
            for found in words:
                while found and STAMP.fullmatch(found[end][0]):
                    found.pop(end)
    return [
        (found[0].start(), found[-1].end()) if found else (end, end)
        for (_, end), found in zip(spans, words, strict=True)
    ]


def _tails(words: list[str]) -> list[tuple[str, ...]]:
    """Returns the few words that may be the footer of a slide, the most first."""
    return [tuple(words[-n:]) for n in range(min(_FOOTER_WORDS, len(words) - 1), 0, -1)]


def _footers(slides: list[list[str]]) -> set[tuple[str, ...]]:
    before: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for words in slides:
        for tail in _tails(words):
            before[tail].append(words[-len(tail) - 1])
    least = max(3, 0.8 * sum(len(words) > 1 for words in slides))
    return {
        tail
        for tail, above in before.items()
        if len(above) >= least and len(set(above)) > 1 and _is_footer(tail, above)
    }


def _is_footer(tail: tuple[str, ...], above: list[str]) -> bool:
    if any(_POINT.fullmatch(word) for word in [*tail, *above]):
        return False
    if len(tail) > 1:
        return not tail[0][0].islower()
    return tail[0].isupper() and len(tail[0]) > 1
