"""Where two texts differ, character by character: the fewest changes that make one the other.

Approximate string matching by dynamic programming (Sellers 1980): the quotation whole, against the
stretch of the source that it is nearest to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

# Quotation marks, dashes and ligatures as typed; soft hyphens and what has no width as nothing.
_FORMS = str.maketrans(
    dict.fromkeys("‘’\u201a\u201b\u2032`\u00b4", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("\u2010\u2011\u2012–—―\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\ufeff", "")
    | {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Characters of a quotation that differ, and what stands in their place in the source."""

    start: int
    end: int
    """In the quotation; equal to `start` where characters are missing from it."""
    source_start: int
    source: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of a source that a quotation is nearest to, and how they differ."""

    start: int
    end: int
    cost: int
    """How many characters are to be changed, added or taken away."""
    differences: tuple[Difference, ...]


def aligned(quote: str, source: str, start: int, end: int) -> Alignment:
    """The stretch of `source[start:end]` nearest to a quotation; its offsets are in `source`."""
    window = source[start:end]
    costs = _costs(quote, window)
    last = len(window) - int(np.argmin(costs[-1][::-1]))
    path = _path(costs, quote, window, last)
    first = path[0][1]
    return Alignment(
        start=start + first,
        end=start + last,
        cost=int(costs[-1][last]),
        differences=_differences(path, quote, window, start),
    )


def folded(text: str) -> str:
    """The text without what typing and pasting change: white space, forms of marks and dashes."""
    shown = unicodedata.normalize("NFC", text.translate(_FORMS))
    return re.sub(r"\s+", " ", shown).strip()


def _costs(quote: str, window: str) -> npt.NDArray[np.int32]:
    """The fewest changes between the first i characters of a quotation and a stretch that ends.

    Of shape (len(quote) + 1, len(window) + 1): the stretch ends before character j of the window.
    """
    there = np.array([ord(character) for character in window], np.int32)
    steps = np.arange(len(window) + 1, dtype=np.int32)
    costs = np.zeros((len(quote) + 1, len(window) + 1), np.int32)
    for i, character in enumerate(quote, 1):
        row = costs[i - 1] + 1
        row[1:] = np.minimum(row[1:], costs[i - 1, :-1] + (there != ord(character)))
        costs[i] = np.minimum.accumulate(row - steps) + steps
    return costs


def _path(
    costs: npt.NDArray[np.int32], quote: str, window: str, last: int
) -> list[tuple[int, int]]:
    """The pairs of offsets that an alignment goes through, from its start to its end."""
    i, j = len(quote), last
    path = [(i, j)]
    while i:
        here = costs[i, j]
        if j and here == costs[i - 1, j - 1] + (quote[i - 1] != window[j - 1]):
            i, j = i - 1, j - 1
        elif here == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
        path.append((i, j))
    return path[::-1]


def _differences(
    path: list[tuple[int, int]], quote: str, window: str, offset: int
) -> tuple[Difference, ...]:
    """The stretches of an alignment where the texts are not the same; `offset` is the window's.

    Two in the same word are one: 'each' for 'every' is read as a word, not as letters.
    """
    spans: list[tuple[int, int, int, int]] = []
    for (i, j), (k, m) in pairwise(path):
        if (k - i, m - j) == (1, 1) and quote[i] == window[j]:
            continue
        if spans and not re.search(r"\W", quote[spans[-1][1] : i]):
            spans[-1] = (spans[-1][0], k, spans[-1][2], m)
        else:
            spans.append((i, k, j, m))
    return tuple(Difference(i, k, offset + j, window[j:m]) for i, k, j, m in spans)
