"""The frozen records that cross module boundaries.

Offsets are counts of Unicode code points into `Document.text`, half-open as in Python slices.
Pages and slides are physical and one-based.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MarkKind(StrEnum):
    """What a stretch of a document's text is."""

    PAGE = "page"
    SLIDE = "slide"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead-in"
    ITEM = "item"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's text and what it is.

    `number` is the page's or slide's number, or a heading's or item's level (1 is outermost);
    `label` is the page's printed label where the file gives one ('iv').
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the corpus that could not be read: a whole file, or some of its pages."""

    path: str
    reason: str
    pages: tuple[int, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; a higher `score` is a better match."""

    passage: Passage
    score: float
    """The weighted sum of the four measures below."""
    whole: float
    """MaxSim of the question over all of the passage's tokens."""
    point: float
    """The best MaxSim over the tokens of one point (sentence, bullet) of it and its context."""
    cosine: float
    """The best cosine of the question's vector and a point's."""
    lexical: float
    """BM25 as a share of the most that the question's words could give."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a passage that met the question; offsets are within the passage's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """All that a reference to a passage needs."""

    source: Source
    locator: Locator


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as an answer shows it: verbatim, with what to mark in it and how to cite it."""

    passage: Passage
    score: float
    highlights: tuple[Highlight, ...]
    citation: Citation
    cited: str
    """The citation in one line."""

    def to_dict(self) -> dict[str, object]:
        """The quotation as an object for JSON."""
        passage, source = self.passage, self.citation.source
        return {
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "score": self.score,
            "highlights": [[h.start, h.end] for h in self.highlights],
            "document": {
                "path": source.path,
                "title": source.title,
                "url": source.entry.url,
                "published": source.entry.published,
                "sha256": source.sha256,
            },
            "locator": {
                "pages": list(passage.locator.pages) if passage.locator.pages else None,
                "slides": list(passage.locator.slides) if passage.locator.slides else None,
                "headings": list(passage.locator.headings),
            },
            "citation": self.cited,
        }


class Outcome(StrEnum):
    """Whether the documents answer a question."""

    FOUND = "found"
    UNCONFIRMED = "unconfirmed"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    Where the outcome is not FOUND, `quotations` are the nearest passages, not an answer.
    """

    question: str
    searched_for: str
    outcome: Outcome
    probability: float
    """That the passages answer the question, from 0 to 1."""
    quotations: tuple[Quotation, ...]
    snapshot: str

    def to_dict(self) -> dict[str, object]:
        """The answer as an object for JSON."""
        return {
            "question": self.question,
            "searched_for": self.searched_for,
            "outcome": self.outcome.value,
            "probability": self.probability,
            "passages": [quotation.to_dict() for quotation in self.quotations],
            "snapshot": self.snapshot,
        }


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file of a snapshot as it was written."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds and what it was made from."""

    format_version: int
    built_at: datetime
    inputs: str
    """Digest of all that decides a snapshot's content; see `build.inputs_digest`."""
    encoder: str
    encoder_sha256: str
    dimension: int
    documents: int
    passages: int
    problems: tuple[Problem, ...]
    files: Mapping[str, FileDigest] = field(default_factory=dict)
