"""The documents of an index as quotations are looked up in them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from assistant.citation import comparable
from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.locators import Locate
from assistant.records import Citation, Passage, Source
from assistant.words import content_stems, words

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
