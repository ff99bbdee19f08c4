"""The documents of a corpus, cut into passages, and what came of each file."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import recognition
from assistant.catalogue import Catalogue
from assistant.corpus import CorpusFile, shown_name
from assistant.errors import CorpusError, StrictError
from assistant.index.readings import Known, Taken
from assistant.index.report import reports_of
from assistant.index.spool import Cut, Spool
from assistant.passages import cut
from assistant.reading import Reading, read_files
from assistant.records import Document, FileReport, MarkKind, Passage, Problem, Source
from assistant.settings import Settings

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
