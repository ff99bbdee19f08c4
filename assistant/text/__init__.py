"""The words of a text and their stems, its sentences, and the units that can be marked in it.

A unit is a bullet, a sentence or a row of a table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import Stemmer

BULLET_CHARACTERS = "•●▪■◦‣∙·"
_LETTER = "[^\\W⁰¹²³⁴-⁹]"  # a raised figure is the mark of a note, or a power
# Keeps 80-20, 35%, 1,250 and children’s whole.
_WORD = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?![\w,])(?:\.\d+)?%?|{_LETTER}+(?:[-.’']{_LETTER}+)*%?"
)
_DAY = re.compile(
    r"(?<![\w/.-])(?:(?P<day>\d\d?)(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark)(?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d))(?![\w/-]|\.\d)"
)
MONTHS = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_ANNOUNCES = re.compile(r"\b(?:follows|following|below|these)\b[^.!?]*\W*\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|\.00)")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
POSSESSIVE = re.compile(r"[’']s?$")
_STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could
    did do does doing for from had has have having he her hers him his how i if in into is it its
    just may me might more most much many my no nor not of off on once only or other our out over
    own please shall she should so some such tell than that the their them then there these they
    this those through to too under up us very was we were what when where which while who whom
    whose why will with would you your
    """.split()  # noqa: SIM905  # a hundred quoted words would read worse
)
_STEMMER = Stemmer.Stemmer("english", 0)  # without its cache: what people ask is not kept


class Word(NamedTuple):
    """A word of a text: where it stands, and its stem in lower case."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order; a hyphenated or dotted word counts as one.

    A date in numbers is three words, with the stems of the same day in words: '3', 'march', '2021'.
    """
    done = 0
    for day in _DAY.finditer(text):
        parts = _day_parts(day)
        if parts:
            yield from _plain_words(text, done, day.start())
            yield from parts
            done = day.end()
    yield from _plain_words(text, done, len(text))


def _plain_words(text: str, start: int, end: int) -> Iterator[Word]:
    for found in _WORD.finditer(text, start, end):
        yield Word(found.start(), found.end(), stem(found[0]))


def _day_parts(found: re.Match[str]) -> list[Word]:
    """The day, month and year of a date in numbers, as they stand; none where there is no such day.

    The day comes first, as in Britain, unless it is written 2021-03-03.
    """
    iso = "iso_" if found["iso_year"] else ""
    year, month, day = (int(found[f"{iso}{part}"]) for part in ("year", "month", "day"))
    try:
        date(year, month, day)
    except ValueError:
        return []
    stems = {"day": str(day), "month": stem(MONTHS[month - 1]), "year": str(year)}
    return sorted(Word(*found.span(f"{iso}{part}"), said) for part, said in stems.items())


def stands_in(phrase: str, row: str) -> bool:
    """Whether the words of a phrase stand next to each other in what `in_a_row` gave."""
    sought = in_a_row(phrase)
    return bool(sought.strip()) and sought in row


def in_a_row(text: str) -> str:
    """The words of a text as a phrase is sought in them: between single spaces.

    They are in lower case, without possessive endings.
    """
    forms = (POSSESSIVE.sub("", word.lower()) for word in _WORD.findall(text))
    return " ".join(["", *forms, ""])


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry its meaning: without stop words."""
    found = words(text)
    return frozenset(w.stem for w in found if text[w.start : w.end].casefold() not in _STOP_WORDS)


def stem(word: str) -> str:
    """The stem of a word, in lower case, without a possessive ending.

    What is written in several ways has one: 'self-employed' and 'selfemployed', '1,250' and '1250',
    '3rd' and '3'.
    """
    bare = word.casefold()
    if not bare.isalnum():
        bare = _HYPHEN.sub("", POSSESSIVE.sub("", bare).replace("’", "'"))
    if bare[:1].isdigit():
        bare = bare.replace(",", "")
        number = _NUMBER.fullmatch(bare)
        bare = number[1] if number else bare
    return str(_STEMMER.stemWord(bare))


_CHUNK = re.compile(r"(?s).{1,20000}(?!\S)|.{1,20000}")  # what the sentence splitter is given
STAMP = re.compile("DRAFT|CONFIDENTIAL|EMBARGOED|SPECIMEN|OFFICIAL(?:[- ]SENSITIVE)?")
SHOWN = re.compile(r"(?s)\S(?:.*\S)?")
_ROW = re.compile(r"[^\n]* \| [^\n]*")
_BREAK = re.compile(r"\n|(?=[•●▪■◦‣])")
_ITEM = re.compile(
    rf"[ \t]*(?:[-*–—{BULLET_CHARACTERS}]|\(?(?P<number>\d\d?)[.)]|\(?[a-z]\)|\(?[ivx]{{1,4}}\))"
    r"[ \t]+(?=\S)"
)
FULL_LINES = range(60, 101)  # characters: behind a line as long a sentence goes on
_LONG_LINE = 40  # and behind this in small letters
_ENDS = (".", "!", "?", "…", ":", ";")
ENDS_IN_BRACKETS = re.compile(r"\([^()]+\)\.")  # as '(more on Sundays).' does
_SMALL = re.compile(r"[a-z][a-z’'-]*[,;.]?(?!\S)")  # no iPhone, no address
_INITIALS = re.compile(r"\b\w\.\w\.$")
_LETTER_STOPPED = re.compile(r"[^\W\d_]\.$")  # no '£9.50.' or '(more).'
_NOTE_MARK = r"(?:[⁰¹²³⁴-⁹]|\[[^\[\]\n]{1,20}\])"
_NOTE_MARKS = re.compile(rf"(?<=[.!?])[”’\"]?{_NOTE_MARK}(?:,?{_NOTE_MARK})*(?=\s|\Z)")
_ENDED = re.compile(  # of sentences: with the mark of a note, or a number that opens a line
    r"[.!?]¹+\s+(?=[\"“‘(]?[A-Z\d])|[a-z]\n[ \t]*\d\d?\.\s+(?=[\"“‘(]?[A-Z])"
)


def opens_item(text: str) -> bool:
    """Whether a text begins with a bullet or number and goes on after it."""
    return _ITEM.match(text) is not None


def points(text: str) -> list[tuple[int, int]]:
    """The spans of the smallest parts that say something: lines, bullets and their sentences.

    A text without any is one part, so that there is always one.
    """
    found = [
        (part + start, part + end)
        for part, part_end in _lines(text)
        for start, end in sentences(text[part:part_end])
    ]
    return found or [(0, len(text))]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of lines and of bullets within them; lines that one sentence fills are one."""
    start, numbers = 0, {0, item_number(text)}
    for found in _BREAK.finditer(text):
        if not (found[0] and _goes_on(text, found.start(), numbers)):
            yield start, found.start()
            start = found.end()
            numbers.add(item_number(text, start))
    yield start, len(text)


def _goes_on(text: str, end: int, numbers: set[int]) -> bool:
    """Whether a sentence goes on behind the end of a line, as in files with lines of one width."""
    after = text.find("\n", end + 1)
    above = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
    below = text[end + 1 : after if after >= 0 else len(text)].strip()
    is_row = _ROW.fullmatch(above) or _ROW.fullmatch(below)
    # '25.' opens an item only behind one that is numbered 24
    is_item = opens_item(below) and item_number(below) - 1 in {-1, *numbers}
    if is_row or not above or not below or is_item:
        return False
    is_small = below[0].islower() and len(above) >= _LONG_LINE
    if above.endswith(_ENDS):
        return is_small and above.endswith(".")
    return is_small or len(above) in FULL_LINES or bool(ENDS_IN_BRACKETS.fullmatch(below))


def item_number(text: str, start: int = 0) -> int:
    """The number that opens an item where a text starts; 0 for none."""
    found = _ITEM.match(text, start)
    return int(found["number"] or 0) if found else 0


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of a block's sentences; a small letter begins none, unless it begins most."""
    found: list[tuple[int, int]] = []
    spans = [*_split(text)]
    are_small = 2 * sum(bool(_SMALL.match(text, start)) for start, _ in spans) > len(spans)
    for start, end in spans:
        above = text[max(found[-1][1] - 5, 0) : found[-1][1]] if found else ""
        is_within = _INITIALS.search(above) or (_LETTER_STOPPED.search(above) and not are_small)
        goes_on = is_within and _SMALL.match(text, start)
        found.append((found.pop()[0] if goes_on else start, end))
    return found


def _split(text: str) -> Iterator[tuple[int, int]]:
    from nupunkt import sent_spans  # its model takes a while to load

    text = _NOTE_MARKS.sub(lambda marks: "¹" * len(marks[0]), text)  # which it does not cut at
    for chunk in _CHUNK.finditer(text):
        for span in sent_spans(chunk[0]):
            start, end = (chunk.start() + place for place in span)
            cuts = (found.end() for found in _ENDED.finditer(text, start, end))
            for part in pairwise([start, *cuts, end]):
                if shown := SHOWN.search(text, *part):
                    yield shown.span()


Spans = tuple[tuple[int, int], ...]


def within(spans: Spans, start: int, end: int) -> range:
    """Returns which tokens have a part in a stretch of the text; `spans` says where each stands."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return range(first, bisect_left(spans, end, first, key=lambda span: span[0]))


_BULLET = re.compile(rf"\s*[{BULLET_CHARACTERS}]?\s*(?:[-*–—]\s+)?")


def units(text: str) -> Spans:
    """Returns the spans of a text's units, in order; none overlap.

    A table row is one however many sentences its cells hold; a bullet is one without its mark.
    """
    found: list[tuple[int, int]] = []
    done = 0
    for start, end in (*(row.span() for row in _ROW.finditer(text)), (len(text), len(text))):
        found += [(done + a, done + b) for a, b in points(text[done:start])]
        found.append((start, end))
        done = end
    return tuple(span for span in (_bare(text, *span) for span in found) if span[0] < span[1])


def owners(tokens: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Returns which span each token belongs to, the first that it has a part in; -1 for none."""
    ends = [end for _, end in spans]
    firsts = [bisect_right(ends, start) for start, _ in tokens]
    return [
        first if first < len(spans) and end > spans[first][0] else -1
        for first, (_, end) in zip(firsts, tokens, strict=True)
    ]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the bullet before it and white space around it."""
    bullet = _BULLET.match(text, start, end)
    first = bullet.end() if bullet else start
    return first, first + len(text[first:end].rstrip())


def may_open(words: str) -> bool:
    """Whether words may open a list or table: no sentence that has ended and announces nothing."""
    has_ended = words.rstrip(" )]”’\"'").endswith((".", "!"))
    return not has_ended or _ANNOUNCES.search(words) is not None
