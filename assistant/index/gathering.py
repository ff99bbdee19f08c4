"""The documents of a corpus, cut into passages, and what came of each file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant import recognition
from assistant.catalogue import Catalogue
from assistant.corpus import CorpusFile, shown_name
from assistant.errors import CorpusError, StrictError
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

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to say of the files that were not, or not quite, read."""
        return tuple(problem for reading, _ in self.files for problem in reading.problems)

    def documents(self) -> list[Cut]:
        """The documents that were read, with their passages."""
        return [made for _, made in self.files if made is not None]

    def reports(self) -> tuple[FileReport, ...]:
        """How each file was read."""
        sources = [_source(*made) for _, made in self.files if made is not None]
        seconds = {shown_name(r.file.name): round(r.seconds, 3) for r, _ in self.files}
        return reports_of(sources, self.problems, seconds)


def gather(
    files: Sequence[CorpusFile], known: Catalogue, settings: Settings, progress: Progress
) -> Gathered:
    """The documents in the files, described by the catalogue and cut into passages.

    Raises:
        CorpusError: there is not one passage.
        ReadingError: no process can be started to read in.
        SettingError: text shall be recognised, and tesseract is not installed.
    """
    if settings.reading.ocr:
        recognition.check()
    found: dict[str, tuple[Reading, Cut | None]] = {}
    progress("Reading", 0, len(files))
    with contextlib.closing(read_files(files, settings.reading)) as readings:
        for reading in readings:
            made = None
            if reading.document is not None:
                document = known.described(reading.document)
                made = (document, cut(document, settings.passages))
            found[reading.file.name] = (reading, made)
            if len(found) < len(files):
                progress("Reading", len(found), len(files))
    gathered = Gathered(tuple(found[file.name] for file in files))
    if not any(passages for _, passages in gathered.documents()):
        raise CorpusError(_nothing_read(gathered.problems, len(files)))
    progress("Reading", len(files), len(files))
    return gathered


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
