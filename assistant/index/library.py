"""Documents and passages of a snapshot, in one SQLite file.

Passages are numbered from 0 in the order they were added; the dense index uses the same numbers.
A passage's text is not stored: it is the slice of its document's text, so it cannot differ.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import json
import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index import in_chunks
from assistant.index.snapshot import Snapshot
from assistant.readers.canonical import NO_TEXT
from assistant.records import (
    Document,
    FileReport,
    Locator,
    MarkKind,
    Passage,
    Problem,
    Source,
    manifest,
    outcome_of,
)

_CACHED_TEXTS = 64
_READ_AT_ONCE = 1000

IN_MEMORY = 50_000_000
"""Bytes of documents that stay in memory until all are read."""

# What is long comes last in a row, so that what comes before is read without it. The documents are
# listed from an index of their own, a fortieth of a large library, all of which would be read else.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE document (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, entry TEXT NOT NULL,
    pages INTEGER, slides INTEGER, passages INTEGER NOT NULL, marks TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX listed ON document (path, sha256, entry, pages, slides, passages);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, locator TEXT NOT NULL, lead_in TEXT,
    apparatus INTEGER NOT NULL, context TEXT NOT NULL, embedded BLOB NOT NULL,
    UNIQUE (document, start, "end"));
CREATE INDEX apparatus ON passage (id) WHERE apparatus;
"""
_VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"  # of a row of either table


@dataclass(frozen=True, slots=True)
class Shelved:
    """A passage as the library keeps it."""

    passage: Passage
    context: str
    """What is encoded in front of it."""

    @property
    def digest(self) -> bytes:
        """SHA-256 of all that is encoded, and of where its text begins."""
        parts = f"{self.context}\0{self.passage.text}"
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Encodable:
    """What is encoded of the passage with a number."""

    number: int
    context: str
    text: str

    @property
    def embedded(self) -> str:
        """All of it."""
        return self.context + self.text


def write_library(path: Path, documents: Iterable[tuple[Document, Sequence[Shelved]]]) -> None:
    """Writes documents with their passages; raises OSError where the disk fails or is full."""
    numbers = itertools.count()
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA)
            for place, (document, passages) in enumerate(documents):
                row = _document_row(document, len(passages))
                connection.execute(f"INSERT INTO document VALUES {_VALUES}", (place, *row))
                rows = [
                    (next(numbers), place, *_place_row(p.passage), p.context, p.digest)
                    for p in passages
                ]
                connection.executemany(f"INSERT INTO passage VALUES {_VALUES}", rows)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from error


Cut = tuple[Document, list[Passage]]


class Spool(contextlib.AbstractContextManager["Spool"]):
    """Documents with their passages, put aside until all are there.

    As long as they are few they stay in memory; then they go to a file that nobody else sees.
    """

    def __init__(self, folder: Path) -> None:
        """Begin with none; what does not fit into memory goes to a file on the folder's disk."""
        room = max(1, IN_MEMORY)  # to `tempfile` none at all is no limit
        self._file = tempfile.SpooledTemporaryFile(room, dir=str(folder))  # noqa: SIM115  # __exit__ closes it

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self._file.close()

    def put(self, made: Cut) -> int:
        """Puts a document aside; returns its ticket."""
        ticket: int = self._file.seek(0, 2)
        document, passages = made
        line = json.dumps([manifest.document_object(document), list(map(_place_row, passages))])
        self._file.write(f"{line}\n".encode("ascii"))
        return ticket

    def get(self, ticket: int) -> Cut:
        """Returns the document with a ticket."""
        self._file.seek(ticket)
        stored, cut = json.loads(self._file.readline())
        document = manifest.document_from(stored)
        return document, [
            Passage(document.path, start, end, document.text[start:end], located(at), *rest)
            for start, end, at, *rest in cut
        ]


class Library:
    """The library of a snapshot, read only. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a library file that `write_library` made."""
        self._path = path
        connection = self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # A connection refers to itself, and of itself is closed only when memory is next tidied:
        # a chat that moves from index to index would hold one for each.
        weakref.finalize(self, connection.close)
        lock = threading.Lock()

        def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
            with lock:
                return connection.execute(query, values).fetchall()

        def read(document: int) -> tuple[str, str]:
            ((path, text),) = rows("SELECT path, text FROM document WHERE id = ?", document)
            return path, text

        self._rows, self._text = rows, lru_cache(_CACHED_TEXTS)(read)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def sources(self) -> tuple[Source, ...]:
        """Returns the documents, by path."""
        columns = "path, sha256, entry, pages, slides, passages"
        rows = self._rows(f"SELECT {columns} FROM document ORDER BY path")
        listed = [
            Source(path, sha256, manifest.entry_from(json.loads(entry)), *counts)
            for path, sha256, entry, *counts in rows
        ]
        titles = {source.path: source.title for source in listed}
        return tuple(replace(s, newer=titles.get(s.entry.superseded_by or "", "")) for s in listed)

    def owners(self) -> NDArray[np.int64]:
        """Returns for each passage by number, the place of its document among the `sources`."""
        listed = self._rows("SELECT id, passages FROM document ORDER BY path")
        held = sorted((document, place, many) for place, (document, many) in enumerate(listed))
        places = np.array([place for _, place, _ in held], np.int64)
        return np.repeat(places, [many for _, _, many in held])

    def document(self, path: str) -> Document:
        """Returns the document at a path within the corpus; raises KeyError where there is none."""
        rows = self._rows("SELECT sha256, text, entry, marks FROM document WHERE path = ?", path)
        if not rows:
            raise KeyError(path)
        sha256, text, entry, marks = rows[0]
        known = manifest.marks_from(json.loads(marks)), manifest.entry_from(json.loads(entry))
        return Document(path, sha256, text, *known)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """Returns the passages with these numbers, in the order asked for."""
        found = {}
        columns = 'document, start, "end", locator, lead_in, apparatus'
        for number, document, start, end, at, lead_in, only in self._numbered(columns, numbers):
            path, text = self._text(document)
            known = (located(at), lead_in, bool(only))
            found[number] = Passage(path, start, end, text[start:end], *known)
        return [found[int(n)] for n in numbers]

    def apparatus(self) -> frozenset[int]:
        """Returns the numbers of the passages that only name what stands elsewhere."""
        return frozenset(n for (n,) in self._rows("SELECT id FROM passage WHERE apparatus"))

    def contexts(self, numbers: Sequence[int]) -> list[str]:
        """Returns what was encoded in front of each of these passages, in the order asked for."""
        found = dict(self._numbered("context", numbers))
        return [found[int(n)] for n in numbers]

    def passages_of(self, path: str) -> list[Passage]:
        """Returns the passages of a document, in order; none where there is no such document."""
        owner = "(SELECT id FROM document WHERE path = ?)"
        query = f"SELECT id FROM passage WHERE document = {owner} ORDER BY start"
        return self.passages([number for (number,) in self._rows(query, path)])

    def digests(self) -> list[bytes]:
        """Returns the digest of what was encoded of each passage, by number."""
        return [digest for (digest,) in self._rows("SELECT embedded FROM passage ORDER BY id")]

    def encodable(self, numbers: Sequence[int] | None = None) -> Iterator[Encodable]:
        """Returns what was encoded of each of these passages, or of all, one after another."""
        chosen = range(len(self)) if numbers is None else numbers
        for several in in_chunks(chosen, _READ_AT_ONCE):
            rows = self._numbered('document, start, "end", context', several)
            for number, document, start, end, context in rows:
                yield Encodable(number, context, self._text(document)[1][start:end])

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._rows("SELECT count(*) FROM passage")[0][0])

    def checked_count(self) -> int:
        """Returns how many passages it holds; raises sqlite3.Error where its file is not whole."""
        [(found,)] = self._rows("PRAGMA quick_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        [(pages,)], [(size,)] = self._rows("PRAGMA page_count"), self._rows("PRAGMA page_size")
        if self._path.stat().st_size < pages * size:  # the check misses none of a page that is free
            raise sqlite3.DatabaseError("its last page is cut short")
        return len(self)

    def _numbered(self, columns: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        """Returns the number and these columns of each of these passages, by number."""
        among = "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        asked = json.dumps([int(n) for n in numbers])
        return self._rows(f"SELECT id, {columns} FROM passage {among}", asked)


def source_of(document: Document, passages: int) -> Source:
    """Returns a document of so many passages as an index lists it."""
    pages, slides = (len(document.numbers(k)) or None for k in (MarkKind.PAGE, MarkKind.SLIDE))
    return Source(document.path, document.sha256, document.entry, pages, slides, passages)


def _document_row(document: Document, passages: int) -> tuple[object, ...]:
    source = source_of(document, passages)
    entry, marks = manifest.entry_json(source.entry), manifest.marks_json(document.marks)
    listed = (source.path, source.sha256, entry, source.pages, source.slides, passages)
    return (*listed, marks, document.text)


def _place_row(passage: Passage) -> tuple[object, ...]:
    """Returns all that is kept of a passage beside its text, which is its document's."""
    p = passage
    return (p.start, p.end, locator_json(p.locator), p.lead_in, p.apparatus)


def locator_json(locator: Locator) -> str:
    """Returns a locator as JSON."""
    # Field by field: `dataclasses.astuple` copies deeply, and took half of a library's time.
    parts = (locator.pages, locator.slides, locator.headings, locator.remarks)
    return json.dumps(parts, ensure_ascii=False)


def located(stored: str) -> Locator:
    """Returns the locator that `locator_json` made JSON of."""
    pages, slides, headings, remarks = map(tuple, (part or () for part in json.loads(stored)))
    return Locator(pages or None, slides or None, headings, remarks)


_UNREAD = ("cannot be read now", "put back each such file as it was or remove it from the corpus")
_IMAGES = ("needs --ocr", "type 'assistant build --ocr', or put ocr = true into assistant.toml")


def file_reports(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """Returns a report of each file of a snapshot, by path."""
    with contextlib.closing(Library(snapshot.library)) as library:
        return reports_of(library.sources(), snapshot.manifest.problems)


def lost_since(old: Snapshot | None, files: Sequence[FileReport], *, ocr: bool) -> dict[str, str]:
    """Returns a line on each file that had passages before and now has none, with what to do."""
    held = {report.path for report in file_reports(old) if report.passages} if old else ()
    lost = {}
    for file in (file for file in files if file.path in held and not file.passages):
        is_image = not ocr and any(problem.reason == NO_TEXT for problem in file.problems)
        now, way = _IMAGES if is_image else _UNREAD
        lost[f"{file.path} could be read by the build before, and {now}"] = way
    return lost


def reports_of(
    sources: Iterable[Source],
    problems: Sequence[Problem],
    seconds: Mapping[str, float] | None = None,
) -> tuple[FileReport, ...]:
    """Returns a report of each file that became a source or has a problem, by path."""
    known = {source.path: source for source in sources}
    told: dict[str, tuple[Problem, ...]] = dict.fromkeys(known, ())
    for problem in problems:
        told[problem.path] = (*told.get(problem.path, ()), problem)
    reports = []
    for path, own in sorted(told.items()):
        source = known.get(path)
        held = (source.pages, source.slides, source.passages) if source else (None, None, 0)
        outcome = outcome_of(own, held[-1])
        reports.append(FileReport(path, outcome, *held, own, (seconds or {}).get(path)))
    return tuple(reports)
