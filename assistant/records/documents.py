"""Documents and passages: what was read, and the spans it was cut into.

Offsets are counts of Unicode code points into `Document.text`, half-open as in Python slices.
Pages and slides are physical and one-based.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """What a stretch of a document's text is.

    NOTE is what a speaker's notes to a slide say. RECOGNISED lies over the text of a scanned page
    that was read from its image.
    """

    PAGE = "page"
    SLIDE = "slide"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead-in"
    ITEM = "item"
    ROW = "row"
    NOTE = "note"
    FOOTNOTE = "footnote"
    RECOGNISED = "recognised"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's text and what it is.

    `number` is the page's or slide's number, a heading's or item's level (1 is outermost), or a
    row's place in its table (0 is the header); `label` is the page's printed label where the file
    gives one ('iv'), and 'hidden' for a slide that is not shown.
    """

    kind: MarkKind
    start: int
    end: int
    number: int | None = None
    label: str | None = None


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks by start; of two with the same start the longer first, pages before content."""
    places = (MarkKind.PAGE, MarkKind.SLIDE)
    return tuple(sorted(marks, key=lambda m: (m.start, -m.end, m.kind not in places)))


class ProblemKind(StrEnum):
    """How much a problem costs: the file, a part of it, or nothing but a word to the reader."""

    NOT_READ = "not_read"
    PARTLY_READ = "partly_read"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be told of a file: that it, or a part of it, could not be read, or how it was.

    A reader need not say which kind: of a document that was read, a problem with pages is one of
    those pages, and any other is a remark.
    """

    path: str
    reason: str
    pages: tuple[int, ...] = ()
    """The pages, or slides, that it is about; empty for the whole file."""
    kind: ProblemKind = ProblemKind.NOT_READ


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a document: the catalogue's entry, or what the file says of itself."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO 8601, to the year, the month or the day."""
    url: str | None = None
    nation: str | None = None
    campaign: str | None = None
    audience: str | None = None
    easy_read: bool | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus as one canonical text with marks, in order of start."""

    path: str
    """Relative to the corpus folder, with forward slashes."""
    sha256: str
    """Of the file's bytes."""
    text: str
    marks: tuple[Mark, ...]
    entry: Entry = Entry()
    problems: tuple[Problem, ...] = ()

    def numbers(self, kind: MarkKind) -> tuple[int, ...]:
        """The numbers of the marks of one kind, in order: the pages there are, or the slides."""
        return tuple(m.number for m in self.marks if m.kind is kind and m.number is not None)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a document a passage stands, in the terms a reader uses."""

    pages: tuple[int, int] | None = None
    slides: tuple[int, int] | None = None
    headings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a reader must know of the place: 'speaker notes', 'footnote', 'hidden slide',
    'recognised text'."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document: `document.text[start:end] == text`, always.

    `lead_in` is the sentence that opens the list whose later items these are, where the list
    was too long for one passage; it is context, not part of the text.
    """

    path: str
    start: int
    end: int
    text: str
    locator: Locator
    lead_in: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as an index lists it: where it came from and how much of it there is."""

    path: str
    sha256: str
    entry: Entry
    pages: int | None
    slides: int | None
    passages: int

    @property
    def title(self) -> str:
        """The document's title; its path where none is known."""
        return self.entry.title or self.path
