"""Documents with their passages, put aside until all are there.

The first ones stay in memory, which is all of a small corpus; the others go to a file that nobody
else sees.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import IO, Any, Self

from assistant.corpus.catalogue import Catalogue
from assistant.errors import CorpusError, DamagedIndexError, StrictError
from assistant.index.library import Library, locator_from, reports_of
from assistant.index.recipe import Recipe, cuts_alike, reads_alike
from assistant.index.snapshot import READINGS, Snapshot
from assistant.passages import cut
from assistant.readers import recognition, shown_name
from assistant.readers.sandbox import Reading, read_files
from assistant.records import (
    CorpusFile,
    Document,
    FileReport,
    MarkKind,
    Passage,
    Problem,
    ProblemKind,
    Source,
)
from assistant.records.manifest import (
    document_from,
    document_object,
    entry_from,
    problem_from,
    problem_object,
)
from assistant.settings import Settings

Cut = tuple[Document, list[Passage]]

IN_MEMORY = 50_000_000
"""Characters of text that stay in memory."""


class Spool:
    """Documents put aside, by the order they came in."""

    def __init__(self, folder: Path) -> None:
        """Begin with none; what does not fit into memory goes to a file on the folder's disk."""
        self._folder = folder
        self._held: dict[int, Cut] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._room = IN_MEMORY
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """The spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        if self._file is not None:
            self._file.close()

    def put(self, made: Cut) -> int:
        """Put a document aside; returns its ticket."""
        ticket = len(self._held) + len(self._places)
        self._room -= len(made[0].text)
        if self._room >= 0:
            self._held[ticket] = made
        else:
            self._places[ticket] = self._written(_json(made))
        return ticket

    def get(self, ticket: int) -> Cut:
        """The document with a ticket."""
        if ticket in self._held:
            return self._held[ticket]
        place, length = self._places[ticket]
        file = self._opened()
        file.seek(place)
        return _from_json(file.read(length))

    def _written(self, content: bytes) -> tuple[int, int]:
        file = self._opened()
        place = file.seek(0, 2)
        return place, file.write(content)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # __exit__ closes
        return self._file


def _json(made: Cut) -> bytes:
    document, passages = made
    cut = [[p.start, p.end, astuple(p.locator), p.lead_in] for p in passages]
    return json.dumps([document_object(document), cut]).encode("ascii")


def _from_json(content: bytes) -> Cut:
    stored, cut = json.loads(content)
    document = document_from(stored)
    passages = [
        Passage(document.path, start, end, document.text[start:end], locator_from(locator), lead_in)
        for start, end, locator, lead_in in cut
    ]
    return document, passages


@dataclass(frozen=True, slots=True)
class _Known:
    """A file that an earlier build read whole."""

    snapshot: Snapshot
    stored: Any


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file."""

    reading: Reading
    passages: list[Passage] | None = None
    """Its passages, where an earlier build cut it as this one would."""


class Known:
    """The readings of earlier snapshots that a build with a recipe may take over."""

    def __init__(self, earlier: Iterable[Snapshot], made_with: Recipe) -> None:
        """Look into the snapshots, the newest first, that read files as the recipe does."""
        alike = [e for e in earlier if reads_alike(e.manifest.recipe, made_with)]
        self._cut_alike = {e.name for e in alike if cuts_alike(e.manifest.recipe, made_with)}
        self._files: dict[tuple[str, str], _Known] = {}
        for one in reversed(alike):
            for path, stored in _stored(one.folder).items():
                self._files[path, stored["sha256"]] = _Known(one, stored)

    def split(self, files: Sequence[CorpusFile]) -> tuple[Iterator[Taken], list[CorpusFile]]:
        """What is known of those files that are, one after another, and the other files."""
        known = {
            file: self._files[file.name, file.sha256]
            for file in files
            if file.sha256 is not None and (file.name, file.sha256) in self._files
        }
        return self._taken(known), [file for file in files if file not in known]

    def _taken(self, known: Mapping[CorpusFile, _Known]) -> Iterator[Taken]:
        """The readings of files, their documents and passages from the snapshots' libraries."""
        libraries = {k.snapshot.name: Library(k.snapshot.library) for k in known.values()}
        try:
            for file, held in known.items():
                yield self._one(file, held, libraries[held.snapshot.name])
        finally:
            for library in libraries.values():
                library.close()

    def _one(self, file: CorpusFile, held: _Known, library: Library) -> Taken:
        is_cut_alike = held.snapshot.name in self._cut_alike
        passages = library.passages_of(file.name) if is_cut_alike else None
        return Taken(_reading(file, library, held.stored), passages)


def write_readings(folder: Path, readings: Iterable[Reading]) -> None:
    """Write what a later build needs in order not to read these files again."""
    stored = {
        reading.document.path: {
            "sha256": reading.document.sha256,
            "entry": asdict(reading.document.entry),
            "problems": [problem_object(problem) for problem in reading.problems],
        }
        for reading in readings
        if reading.document is not None
        and all(problem.kind is ProblemKind.REMARK for problem in reading.problems)
    }
    (folder / READINGS).write_text(json.dumps(stored, indent=0), "utf-8")


def _stored(folder: Path) -> dict[str, Any]:
    path = folder / READINGS
    try:
        stored: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedIndexError(path, "it is not what the build wrote") from error
    return stored


def _reading(file: CorpusFile, library: Library, stored: Any) -> Reading:
    problems = tuple(problem_from(problem) for problem in stored["problems"])
    document = library.document(file.name)
    entry = entry_from(stored["entry"])
    return Reading(file, replace(document, entry=entry, problems=problems), problems, 0.0)


Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one file."""

    reading: Reading
    """Its document without text and marks, which are put aside."""
    source: Source | None = None
    """Its document as the index lists it; None where there is none."""
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of each file, by name; the documents with their passages are put aside."""

    files: tuple[Came, ...]
    read: frozenset[str]
    """The names of the files that were read; the others were known from a build before."""
    spool: Spool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to say of the files that were not, or not quite, read."""
        return tuple(problem for came in self.files for problem in came.reading.problems)

    @property
    def sources(self) -> list[Source]:
        """The documents that were read, as an index lists them."""
        return [came.source for came in self.files if came.source is not None]

    def documents(self) -> Iterator[Cut]:
        """The documents that were read, with their passages, one after another."""
        return (self.spool.get(came.ticket) for came in self.files if came.source is not None)

    def readings(self) -> list[Reading]:
        """What came of each file, as it was read: not yet described by the catalogue."""
        return [came.reading for came in self.files]

    def reports(self) -> tuple[FileReport, ...]:
        """How each file was read."""
        read = (r for r in self.readings() if r.file.name in self.read)
        seconds = {shown_name(r.file.name): round(r.seconds, 3) for r in read}
        return reports_of(self.sources, self.problems, seconds)


def gather(
    files: Sequence[CorpusFile],
    known: Known,
    described_by: Catalogue,
    settings: Settings,
    progress: Progress,
    spool: Spool,
) -> Gathered:
    """The documents in the files, described by the catalogue, cut into passages and put aside.

    Those that are known are not read again, nor cut again where they were cut in the same way.

    Raises:
        CorpusError: there is not one passage.
        ReadingError: no process can be started to read in.
        SettingError: text shall be recognised, and tesseract is not installed.
    """
    if settings.reading.ocr:
        recognition.check()
    taken, unread = known.split(files)
    found: dict[str, Came] = {}
    progress("Reading", 0, len(unread))
    for one in itertools.chain(taken, map(Taken, _read(unread, settings, progress))):
        found[one.reading.file.name] = _put_aside(one, described_by, settings, spool)
    gathered = Gathered(
        tuple(found[f.name] for f in files), frozenset(f.name for f in unread), spool
    )
    if not any(source.passages for source in gathered.sources):
        raise CorpusError(_nothing_read(gathered.problems, len(files)))
    if unread:
        progress("Reading", len(unread), len(unread))
    return gathered


def _read(files: Sequence[CorpusFile], settings: Settings, progress: Progress) -> Iterator[Reading]:
    """What came of each file, as each is read; that the last one is done is not told yet."""
    if not files:
        return
    with contextlib.closing(read_files(files, settings.reading)) as each:
        for done, reading in enumerate(each, 1):
            if done < len(files):
                progress("Reading", done, len(files))
            yield reading


def _put_aside(taken: Taken, described_by: Catalogue, settings: Settings, spool: Spool) -> Came:
    """What came of a file, its document described, cut unless it was before, and put aside."""
    reading = taken.reading
    if reading.document is None:
        return Came(reading)
    document = described_by.described(reading.document)
    passages = taken.passages
    if passages is None:
        passages = cut(document, settings.passages)
    bare = replace(reading.document, text="", marks=())
    return Came(
        replace(reading, document=bare),
        _source(document, passages),
        spool.put((document, passages)),
    )


def _nothing_read(problems: Sequence[Problem], files: int) -> str:
    """That there is nothing to index, and why for the first few files."""
    said = "; ".join(f"{p.path}: {p.reason}" for p in problems[:3])
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
    which = "the only file" if files == 1 else f"any of the {files:,} files"
    return f"no text could be read from {which}: {said}{more}"


def checked(files: tuple[FileReport, ...], *, strict: bool) -> tuple[FileReport, ...]:
    """The reports as they are.

    Raises:
        StrictError: the build is strict and a file was not read, or not whole.
    """
    lost = sum(not file.is_whole for file in files)
    if strict and lost:
        raise StrictError(
            f"{lost} of {len(files)} files could not be read whole, and the build is strict: "
            "nothing was published, and the index is as it was before",
            files,
        )
    return files


def _source(document: Document, passages: Sequence[Passage]) -> Source:
    """A document as an index lists it."""
    pages, slides = (len(document.numbers(k)) or None for k in (MarkKind.PAGE, MarkKind.SLIDE))
    return Source(document.path, document.sha256, document.entry, pages, slides, len(passages))
