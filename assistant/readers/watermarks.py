"""Marks set on most slides of a transcript: DRAFT, a footer, a name and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.readers.lines import BULLET_CHARACTERS

KNOWN_MARK = re.compile(r"(?:DRAFT|CONFIDENTIAL|EMBARGOED|SPECIMEN|OFFICIAL(?:[- ]SENSITIVE)?)")
_POINT = re.compile(rf"[-*–—{BULLET_CHARACTERS}]")
_FOOTER_WORDS = 10


def without_watermarks(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each slide's span of the text, where its words begin and end without such marks.

    A mark is a word like DRAFT at either end, or a few words that end nearly every slide.
    """
    words = [[*re.compile(r"\S+").finditer(text, *span)] for span in spans]
    footers = _footers([[_without_digits(w[0]) for w in found] for found in words])
    words = [_without_footer(found, footers) for found in words]
    # No sentence ends in this word in capitals: it is a mark even where few slides have it.
    words = [found[:-1] if found and found[-1][0] == "DRAFT" else found for found in words]
    for end in (0, -1):
        marked = sum(bool(w) and _is_mark(w[end]) for w in words)
        if 2 * marked > sum(bool(w) for w in words):
            words = [_without_marks(found, end) for found in words]
    return [
        (found[0].start(), found[-1].end()) if found else (end, end)
        for (_, end), found in zip(spans, words, strict=True)
    ]


def _without_footer(
    words: list[re.Match[str]], footers: set[tuple[str, ...]]
) -> list[re.Match[str]]:
    for length in range(min(_FOOTER_WORDS, len(words) - 1), 0, -1):
        if tuple(_without_digits(w[0]) for w in words[-length:]) in footers:
            return words[:-length]
    return words


def _without_marks(words: list[re.Match[str]], end: int) -> list[re.Match[str]]:
    while words and _is_mark(words[end]):
        words = words[1:] if end == 0 else words[:-1]
    return words


def _is_mark(word: re.Match[str]) -> bool:
    return KNOWN_MARK.fullmatch(word[0]) is not None


def _footers(slides: list[list[str]]) -> set[tuple[str, ...]]:
    """Words that end nearly every slide after different words, and are no point of their own."""
    before: dict[tuple[str, ...], list[str]] = {}
    for words in slides:
        for length in range(1, min(_FOOTER_WORDS, len(words) - 1) + 1):
            before.setdefault(tuple(words[-length:]), []).append(words[-length - 1])
    least = max(3, 0.8 * sum(len(words) > 1 for words in slides))
    return {
        tail
        for tail, above in before.items()
        if len(above) >= least and len(set(above)) > 1 and _is_footer(tail, above)
    }


def _is_footer(tail: tuple[str, ...], above: list[str]) -> bool:
    """Whether words that end many slides look like a mark and not like the slides' own words."""
    if any(_POINT.fullmatch(word) for word in [*tail, *above]):
        return False
    if len(tail) > 1:
        return not tail[0][0].islower()
    return tail[0].isupper() and len(tail[0]) > 1


def _without_digits(word: str) -> str:
    return re.sub(r"\d", "#", word)
