"""Whether the passages of an index still stand in the files of the corpus, word for word."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant import corpus
from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.reading import Reading, read_files
from assistant.records import Passage, Source
from assistant.settings import ReadSettings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A document whose file does not say what the index quotes, or a file that is not in it."""

    path: str
    reason: str
    passages: tuple[Passage, ...] = ()
    """The passages whose text does not stand in the file at their place."""


def discrepancies(
    opened: Snapshot, folder: Path, settings: ReadSettings, progress: Progress
) -> list[Discrepancy]:
    """Every document of a snapshot read again from its file, and what differs, by path.

    Raises:
        CorpusError: the corpus folder is missing.
        ReadingError: no process can be started to read in.
    """
    files = {corpus.shown_name(file.name): file for file in corpus.present(folder)}
    library = Library(opened.library)
    try:
        sources = {source.path: source for source in library.sources()}
        found = [
            Discrepancy(path, "is quoted, and is not in the corpus", _all(library, path))
            for path in sources.keys() - files
        ]
        listed = {problem.path for problem in opened.manifest.problems} | sources.keys()
        found += [
            Discrepancy(path, "is in the corpus, and was not there at the build")
            for path in files.keys() - listed
        ]
        again = [files[path] for path in sources if path in files]
        progress("Reading", 0, len(again))
        with contextlib.closing(read_files(again, settings)) as readings:
            for done, reading in enumerate(readings, 1):
                found += _compared(reading, sources[reading.file.name], library)
                progress("Reading", done, len(again))
    finally:
        library.close()
    return sorted(found, key=lambda d: d.path)


def _compared(reading: Reading, source: Source, library: Library) -> list[Discrepancy]:
    """What differs between a file and what the index holds of it; nothing if nothing does."""
    held = _all(library, source.path)
    if reading.document is None:
        (problem, *_) = reading.problems
        return [Discrepancy(source.path, f"cannot be read now: {problem.reason}", held)]
    text = reading.document.text
    lost = tuple(p for p in held if text[p.start : p.end] != p.text)
    if reading.document.sha256 != source.sha256:
        return [Discrepancy(source.path, "has changed since the build", lost)]
    if lost:
        return [Discrepancy(source.path, "is the same file, and is read otherwise now", lost)]
    return []


def _all(library: Library, path: str) -> tuple[Passage, ...]:
    return tuple(library.passages_of(path))
