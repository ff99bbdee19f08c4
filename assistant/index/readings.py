"""What earlier builds read, so that a file which has not changed is not read, or cut, again.

A document comes from the library of an earlier snapshot; `readings.json` adds what a library does
not hold: what the file says of itself, which the catalogue may have overruled, and the problems
of its reading. A file of which something was lost is not listed: it is read again each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.corpus import CorpusFile
from assistant.errors import DamagedIndexError
from assistant.index.library import Library
from assistant.index.recipe import Recipe, cuts_alike, reads_alike
from assistant.index.snapshot import READINGS, Snapshot
from assistant.reading import Reading
from assistant.records import Passage, ProblemKind
from assistant.records.codec import entry_from, problem_from, problem_object


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
