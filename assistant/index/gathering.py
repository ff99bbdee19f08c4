"""The documents of a corpus, cut into passages, and what came of each file."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant import recognition
from assistant.catalogue import Catalogue
from assistant.corpus import CorpusFile, shown_name
from assistant.errors import CorpusError, StrictError
from assistant.index.readings import Known, Taken
from assistant.index.report import reports_of
from assistant.passages import cut
from assistant.reading import Reading, read_files
from assistant.records import Document, FileReport, MarkKind, Passage, Problem, Source
from assistant.settings import Settings

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""

Cut = tuple[Document, list[Passage]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of each file, by name, with its document's passages."""

    files: tuple[tuple[Reading, Cut | None], ...]
    read: frozenset[str]
    """The names of the files that were read; the others were known from a build before."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to say of the files that were not, or not quite, read."""
        return tuple(problem for reading, _ in self.files for problem in reading.problems)

    def documents(self) -> list[Cut]:
        """The documents that were read, with their passages."""
        return [made for _, made in self.files if made is not None]

    def readings(self) -> list[Reading]:
        """What came of each file, as it was read: not yet described by the catalogue."""
        return [reading for reading, _ in self.files]

    def reports(self) -> tuple[FileReport, ...]:
        """How each file was read."""
        sources = [_source(*made) for _, made in self.files if made is not None]
        read = (reading for reading, _ in self.files if reading.file.name in self.read)
        seconds = {shown_name(r.file.name): round(r.seconds, 3) for r in read}
        return reports_of(sources, self.problems, seconds)


def gather(
    files: Sequence[CorpusFile],
    known: Known,
    described_by: Catalogue,
    settings: Settings,
    progress: Progress,
) -> Gathered:
    """The documents in the files, described by the catalogue and cut into passages.

    Those that are known are not read again, nor cut again where they were cut in the same way.

    Raises:
        CorpusError: there is not one passage.
        ReadingError: no process can be started to read in.
        SettingError: text shall be recognised, and tesseract is not installed.
    """
    if settings.reading.ocr:
        recognition.check()
    taken, unread = known.split(files)
    found: dict[str, tuple[Reading, Cut | None]] = {}
    progress("Reading", 0, len(unread))
    for one in itertools.chain(taken, map(Taken, _read(unread, settings, progress))):
        found[one.reading.file.name] = (one.reading, _cut(one, described_by, settings))
    gathered = Gathered(tuple(found[f.name] for f in files), frozenset(f.name for f in unread))
    if not any(passages for _, passages in gathered.documents()):
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


def _nothing_read(problems: Sequence[Problem], files: int) -> str:
    """That there is nothing to index, and why for the first few files."""
    said = "; ".join(f"{p.path}: {p.reason}" for p in problems[:3])
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
    which = "the only file" if files == 1 else f"any of the {files:,} files"
    return f"no text could be read from {which}: {said}{more}"


def _cut(taken: Taken, described_by: Catalogue, settings: Settings) -> Cut | None:
    """A document that was read, described and, unless it was before, cut."""
    if taken.reading.document is None:
        return None
    document = described_by.described(taken.reading.document)
    if taken.passages is not None:
        return document, taken.passages
    return document, cut(document, settings.passages)


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
