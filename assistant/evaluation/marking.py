"""The stretch marked in a passage, held against the labelled quote that the passage holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.comprehension.units import units
from assistant.readers.lines import BULLET_CHARACTERS
from assistant.records import Highlight

_BULLET = f" -{BULLET_CHARACTERS}"
"""What a labelled quote may begin with; a mark is without."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was marked in a passage that holds the quote."""

    text: str
    """The marked stretch, white space folded; empty where nothing was marked."""
    holds: bool
    """Whether the stretch holds all of the quote."""
    length: float | None
    """Over that of the smallest unit that holds the quote; None where nothing was marked."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What the marks of several passages, each of which holds its quote, are worth."""

    questions: int
    holding: float
    """The share of the marks that hold the quote; where nothing was marked, none does."""
    length: float | None
    """The mean over the marks there are; None where there is none."""


def mark_of(text: str, marked: Highlight | None, quote: str) -> Mark | None:
    """The mark in a passage's text; None where the text does not hold the quote."""
    quote = quote.lstrip(_BULLET)
    words = quote.split()
    places = [found.span() for found in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if not words or not places:
        return None
    if marked is None:
        return Mark("", holds=False, length=None)
    stretch = folded(text[marked.start : marked.end])
    unit = min(_unit(units(text), *place) for place in places)
    return Mark(stretch, folded(quote) in stretch, (marked.end - marked.start) / unit)


def marking(marks: Sequence[Mark]) -> Marking | None:
    """What marks are worth; None where there was nothing to mark."""
    if not marks:
        return None
    lengths = [mark.length for mark in marks if mark.length is not None]
    holding = fmean(mark.holds for mark in marks)
    return Marking(len(marks), holding, fmean(lengths) if lengths else None)


def folded(text: str) -> str:
    """The text with each run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def _unit(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """The length of the unit that a quote is in, or from the first to the last that it is in."""
    within = [span for span in spans if span[0] < end and start < span[1]]
    return within[-1][1] - within[0][0] if within else end - start
