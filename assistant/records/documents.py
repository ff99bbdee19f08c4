"""Documents and passages: what was read, and the spans it was cut into.

Offsets are counts of Unicode code points into `Document.text`, half-open as in Python slices.
Pages and slides are physical and one-based.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path


class MarkKind(StrEnum):
    """What a stretch of a document's text is.

    LABEL is what a chart is labelled with: its axes, its legend, its title. NOTE is what a
    speaker's notes to a slide say. RECOGNISED lies over the text of a scanned page that was read
    from its image.
    """

    PAGE = "page"
    SLIDE = "slide"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead-in"
    ITEM = "item"
    ROW = "row"
    LABEL = "label"
    NOTE = "note"
    FOOTNOTE = "footnote"
    RECOGNISED = "recognised"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's text and what it is.

    `number` is the page's or slide's number, a heading's or item's level (1 is outermost; a
    paragraph within an item has a level, too, one deeper), or a row's place in its table (0 is the
    header; rows that head several columns are above it);
    `label` is the page's printed label where the file gives one ('iv'), and 'hidden' for a slide
    that is not shown.
    """

    kind: MarkKind
    start: int
    end: int
    number: int | None = None
    label: str | None = None

    @property
    def is_header(self) -> bool:
        """Whether it is a row that says what stands in the columns of its table."""
        return self.kind is MarkKind.ROW and self.number is not None and self.number <= 0

    @property
    def is_in_list(self) -> bool:
        """Whether it is an item of a list, or text within one."""
        is_text = self.kind in (MarkKind.PARAGRAPH, MarkKind.LEAD_IN)
        return self.kind is MarkKind.ITEM or (is_text and self.number is not None)


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


class Origin(StrEnum):
    """What something known of a document was taken from, where nobody said it."""

    COVER = "the document itself"
    LATEST = "the document itself, the latest of its dates"
    FILE = "the file's own properties"
    NAME = "the file's name"


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
    language: str | None = None
    """ISO 639, in two letters: 'en', 'cy'."""
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    """What was guessed, by its name above, and from what."""
    copies: tuple[str, ...] = ()
    """The other names in the corpus of the same file."""

    @property
    def year(self) -> str | None:
        """The year to cite it by; in brackets where nothing but the file tells a date."""
        year = self.published[:4] if self.published else None
        return f"[{year}]" if year and self.is_doubtful("published") else year

    def is_doubtful(self, key: str) -> bool:
        """Whether something known of it was guessed from what is often wrong."""
        return self.origins.get(key) in (Origin.FILE, Origin.NAME)

    def guessed(self) -> str:
        """What was guessed, in words: 'title from the file's name'; '' for nothing."""
        found = {o: [k for k, of in self.origins.items() if of is o] for o in Origin}
        return "; ".join(f"{', '.join(keys)} from {o.value}" for o, keys in found.items() if keys)


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
    'recognised text', 'marked DRAFT'."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document: `document.text[start:end] == text`, always.

    `lead_in` is the sentence that opens the list whose later items these are, or what heads the
    later rows of a table, where that was too long for one passage; it is context, not part of
    the text.
    """

    path: str
    start: int
    end: int
    text: str
    locator: Locator
    lead_in: str | None = None
    apparatus: bool = False
    """Whether it only names what stands elsewhere, as contents and the labels of charts do; it
    ranks after all else."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document as an index lists it: where it came from and how much of it there is."""

    path: str
    sha256: str
    entry: Entry
    pages: int | None
    slides: int | None
    passages: int
    newer: str = ""
    """The title of the document that supersedes it, where that is listed, too."""

    @property
    def title(self) -> str:
        """The document's title; its path where none is known."""
        return self.entry.title or self.path

    @property
    def files(self) -> str:
        """All names of its file: 'a.pdf, also b.pdf'."""
        return ", also ".join((self.path, *self.entry.copies))


class ReadOutcome(StrEnum):
    """How much of a file is in an index."""

    READ = "read"
    REMARK = "read_with_remark"
    PARTLY_READ = "partly_read"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a corpus, and how it was read."""

    path: str
    outcome: ReadOutcome
    pages: int | None
    slides: int | None
    passages: int
    problems: tuple[Problem, ...] = ()
    seconds: float | None = None
    """What its reading took; None where it was read by an earlier build."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is known to be missing from the index."""
        return self.outcome in (ReadOutcome.READ, ReadOutcome.REMARK)


def outcome_of(problems: tuple[Problem, ...], passages: int) -> ReadOutcome:
    """How much of a file is there; one without a passage that lost something was not read."""
    kinds = {problem.kind for problem in problems}
    if ProblemKind.NOT_READ in kinds:
        return ReadOutcome.NOT_READ
    if ProblemKind.PARTLY_READ in kinds:
        return ReadOutcome.PARTLY_READ if passages else ReadOutcome.NOT_READ
    return ReadOutcome.REMARK if kinds else ReadOutcome.READ


_BETWEEN = re.compile(r"\s*[,;/&]\s*|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be; None, and False for `current`, let every document pass.

    A document passes only if the catalogue says what is asked for: one without a nation does not
    pass a filter on nation, unless what is unstated is to be included.
    """

    nation: str | None = None
    campaign: str | None = None
    audience: str | None = None
    since: str | None = None
    """ISO 8601, to the year, the month or the day, like `until`; both are included."""
    until: str | None = None
    easy_read: bool | None = None
    """Easy Read documents only, or none of them; a document of which nothing is said is not."""
    current: bool = False
    """Only documents that are not superseded."""
    language: str | None = None
    """ISO 639, as it was recognised unless the catalogue says it."""
    include_unstated: bool = False
    """Also documents of which the catalogue does not say what is asked for; by itself no filter."""

    def __bool__(self) -> bool:
        """Whether any filter is on."""
        return self != Filters(include_unstated=self.include_unstated)

    @property
    def names(self) -> dict[str, str]:
        """What is asked for by its name, by what it is the name of."""
        asked = {key: getattr(self, key) for key in ("nation", "campaign", "audience", "language")}
        return {key: name for key, name in asked.items() if name is not None}

    def admits(self, entry: Entry) -> bool:
        """Whether a document of which this is known passes."""
        asked = []
        for kind, name in self.names.items():
            known = getattr(entry, kind)
            among = several(known) if kind in ("nation", "audience") else (known or "",)
            asked.append((known, is_among(name, among)))
        if (self.since, self.until) != (None, None):
            asked.append((entry.published, self._is_of_the_period(entry.published or "")))
        return (
            all(self.include_unstated if known is None else is_met for known, is_met in asked)
            and self.easy_read in (None, bool(entry.easy_read))
            and not (self.current and entry.superseded_by)
        )

    def _is_of_the_period(self, published: str) -> bool:
        """Whether a date may lie in it; what is known only to the year counts if the year may."""
        since, until = self.since or "", self.until or published
        after = published[: len(since)] >= since[: len(published)]
        return after and published[: len(until)] <= until[: len(published)]


@dataclass(frozen=True, slots=True)
class Filtering:
    """The filters that an answer was found under, and what they left out."""

    filters: Filters
    documents: int
    """How many documents pass."""
    of: int
    """How many there are."""
    silent: int
    """How many more would pass if those of which the catalogue says too little were included."""
    outside: int | None = None
    """Where nothing was found: how many passages would answer without the filters."""

    def to_dict(self) -> dict[str, object]:
        """The filters and counts as an object for JSON."""
        told = asdict(self)
        return {**told.pop("filters"), **told}


def several(value: str | None) -> tuple[str, ...]:
    """The names in a value that may hold several: 'England and Wales' gives two."""
    return tuple(part for part in _BETWEEN.split((value or "").strip()) if part)


def is_among(asked: str, names: tuple[str, ...]) -> bool:
    """Whether a name is one of these, whatever its capitals and spaces."""
    return plain(asked) in map(plain, names)


def plain(name: str) -> str:
    """A name or heading as they are compared."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus; `sha256` is None where it cannot be opened."""

    path: Path
    name: str
    """Its path within the corpus, with forward slashes."""
    sha256: str | None
