"""The documents of an index as quotations are looked up in them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from assistant.citation import comparable, one_line
from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.passages import Locate
from assistant.quotes.written import Quote, Written
from assistant.records import Citation, Passage, Source
from assistant.text import content_stems, words

_NEAREST = 6
_FEWEST_CHARACTERS = 3  # of a half of a quotation that is looked for by itself
_FEWEST_FOR_PREFIX = 40


class Lexical(Protocol):
    """Finds the passages that hold most of some stems: their numbers, and how well."""

    def search(self, stems: Collection[str], most: int) -> list[tuple[int, float]]:
        """The numbers and scores of the passages, best first."""
        ...

    def close(self) -> None:
        """Close the files."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document where a quotation may begin, and how many of its characters agree."""

    path: str
    start: int
    agreed: int


class Shelf:
    """All documents of an index, their text as an export can hold it."""

    def __init__(self, library: Library, lexical: Lexical, name: str) -> None:
        """Look quotations up in the documents of an open snapshot called `name`."""
        self.snapshot = name
        self._library = library
        self._lexical = lexical
        self.sources: Mapping[str, Source] = {s.path: s for s in library.sources()}
        self.texts = {path: comparable(library.document(path).text) for path in self.sources}
        self._locates: dict[str, Locate] = {}

    @classmethod
    def open(cls, index: Path) -> Self:
        """The documents of the live snapshot of an index folder.

        Raises:
            SearchIndexError: there is none, or it is damaged.
        """
        opened = snapshot.open_snapshot(index)
        lexical = LexicalIndex(opened.folder / snapshot.LEXICAL)
        return cls(Library(opened.library), lexical, opened.name)

    def __enter__(self) -> Self:
        """The shelf itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self._library.close()
        self._lexical.close()

    def exactly(self, text: str, listed: Iterable[str]) -> Spot | None:
        """Where a text stands character by character, the listed documents first."""
        for path in dict.fromkeys([*(p for p in listed if p in self.texts), *self.texts]):
            start = self.texts[path].find(text)
            if start >= 0:
                return Spot(path, start, len(text))
        return None

    def nearly(self, text: str) -> list[Spot]:
        """Where a text, or one much like it, may begin; where most of it agrees first."""
        spots = dict.fromkeys([*self._by_words(text), *self._by_halves(text)])
        return sorted(spots, key=lambda spot: -spot.agreed)

    def longest_start(self, text: str) -> Spot | None:
        """Where the longest beginning of a text stands that stands anywhere, if it is long."""
        low, high = 0, len(text)
        found: Spot | None = None
        while low < high:
            middle = (low + high + 1) // 2
            spot = self.exactly(text[:middle], ())
            found, low, high = (spot, middle, high) if spot else (found, low, middle - 1)
        return found if low >= _FEWEST_FOR_PREFIX else None

    def citation(self, path: str, start: int, end: int) -> Citation:
        """The document and the place in it of a stretch of its text."""
        if path not in self._locates:
            self._locates[path] = Locate(self._library.document(path))
        return Citation(self.sources[path], self._locates[path].at(start, end))

    def _by_words(self, text: str) -> Iterator[Spot]:
        """In the passages that hold most of its words, where the longest run of them stands."""
        found = list(words(text))
        stems = content_stems(text) or {word.stem for word in found}
        hits = self._lexical.search(stems, _NEAREST) if stems else []
        for passage in self._library.passages([number for number, _ in hits]):
            spot = self._by_run(text, [(w.start, w.end) for w in found], passage)
            if spot:
                yield spot

    def _by_run(self, text: str, spans: list[tuple[int, int]], passage: Passage) -> Spot | None:
        """Where a text would begin, if its longest run of words were the same in a passage."""
        whole = self.texts[passage.path]
        start = max(passage.start - len(text), 0)
        window = whole[start : passage.end + len(text)]
        here = list(words(window))
        quoted = [text[a:b].casefold() for a, b in spans]
        there = [window[w.start : w.end].casefold() for w in here]
        run = difflib.SequenceMatcher(None, quoted, there, autojunk=False).find_longest_match()
        if not run.size:
            return None
        first, last = spans[run.a][0], spans[run.a + run.size - 1][1]
        return Spot(passage.path, start + here[run.b].start - first, last - first)

    def _by_halves(self, text: str) -> Iterator[Spot]:
        """Where one half of it stands, as where a short text has one slip."""
        middle = len(text) // 2
        for offset, half in ((0, text[:middle]), (middle, text[middle:])):
            spot = self.exactly(half, ()) if len(half) >= _FEWEST_CHARACTERS else None
            if spot:
                yield Spot(spot.path, spot.start - offset, spot.agreed)


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


_MOST_COMPARED = 4_000  # characters; no passage is as long
_MOST_CHANGED = 0.4  # of a quotation's characters; beyond it is another text
_PLACES = 2  # that a quotation is compared with in full; one of few characters with all
_FEW = 400


class Verdict(StrEnum):
    """What became of a quotation.

    SAME_WORDS differs from the document only in white space, or in the form of its quotation marks,
    dashes and the like.
    """

    EXACT = "exact"
    SAME_WORDS = "same_words"
    CHANGED = "changed"
    NOT_FOUND = "not_found"


class FileState(StrEnum):
    """What became of a file that an export lists."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation, and where and how it stands in the documents.

    `start` and `end` are offsets in the document's text; without a document they are 0.
    """

    quote: Quote
    verdict: Verdict
    citation: Citation | None = None
    start: int = 0
    end: int = 0
    source_text: str = ""
    differences: tuple[Difference, ...] = ()
    file: FileState | None = None
    """Of the document, where the text lists its file."""


def check_quotes(written: Written, shelf: Shelf) -> tuple[Checked, ...]:
    """Each quotation of a text, in order, held against the documents of an index."""
    states = file_states(written.files, shelf)
    named = {one_line(path): path for path in shelf.sources}
    listed = [named[name] for name in written.files if name in named]
    known: dict[str, Checked] = {}
    for quote in written.quotes:
        if quote.text not in known:
            known[quote.text] = _checked(quote, shelf, listed, states)
    return tuple(replace(known[quote.text], quote=quote) for quote in written.quotes)


def file_states(files: Mapping[str, str], shelf: Shelf) -> dict[str, FileState]:
    """For each file that an export lists, whether the index still holds the very same."""
    held = {one_line(path): source.sha256 for path, source in shelf.sources.items()}
    return {
        name: FileState.GONE
        if name not in held
        else FileState.SAME
        if held[name] == sha256
        else FileState.CHANGED
        for name, sha256 in files.items()
    }


def _checked(
    quote: Quote, shelf: Shelf, listed: Sequence[str], states: Mapping[str, FileState]
) -> Checked:
    spot = shelf.exactly(quote.text, listed)
    nearest, verdict = None, Verdict.EXACT
    if spot:
        nearest = Alignment(spot.start, spot.start + len(quote.text), 0, ())
    else:
        spot, nearest, verdict = _compared(quote.text, shelf)
    if spot is None or nearest is None:
        return Checked(quote, Verdict.NOT_FOUND)
    return Checked(
        quote=quote,
        verdict=verdict,
        citation=shelf.citation(spot.path, nearest.start, nearest.end),
        start=nearest.start,
        end=nearest.end,
        source_text=shelf.texts[spot.path][nearest.start : nearest.end],
        differences=nearest.differences,
        file=states.get(one_line(spot.path)),
    )


def _compared(text: str, shelf: Shelf) -> tuple[Spot | None, Alignment | None, Verdict]:
    """The place most like a quotation that stands nowhere as it is."""
    if len(text) > _MOST_COMPARED:
        return _first_difference(text, shelf)
    slack = 20 + len(text) // 4
    found = [
        (_around(text, shelf.texts[spot.path], spot, slack), spot)
        for spot in shelf.nearly(text)[: _PLACES if len(text) > _FEW else None]
    ]
    if not found:
        return None, None, Verdict.NOT_FOUND
    nearest, spot = min(found, key=lambda pair: pair[0].cost)
    source = shelf.texts[spot.path][nearest.start : nearest.end]
    if folded(source) == folded(text):
        return spot, nearest, Verdict.SAME_WORDS
    if nearest.cost > _MOST_CHANGED * len(text):
        return None, None, Verdict.NOT_FOUND
    return spot, nearest, Verdict.CHANGED


def _around(text: str, source: str, spot: Spot, slack: int) -> Alignment:
    start = max(spot.start - slack, 0)
    return aligned(text, source, start, spot.start + len(text) + slack)


def _first_difference(text: str, shelf: Shelf) -> tuple[Spot | None, Alignment | None, Verdict]:
    """Where a long quotation leaves the document that it begins in."""
    spot = shelf.longest_start(text)
    if spot is None:
        return None, None, Verdict.NOT_FOUND
    end = spot.start + spot.agreed
    following = shelf.texts[spot.path][end : end + 80]
    difference = Difference(spot.agreed, len(text), end, following)
    return spot, Alignment(spot.start, end, 0, (difference,)), Verdict.CHANGED
