"""What is wrong with a snapshot, or different in it: by itself, to its corpus, another, Milvus."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from assistant import corpus, readers
from assistant.index import Progress, engines
from assistant.index.dense import PointIndex
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.milvus_client import Milvus
from assistant.index.snapshot import LEXICAL, TOKENS, Snapshot
from assistant.index.tokens import TokenIndex
from assistant.readers.sandbox import FileReading, read_files
from assistant.records import Passage, Source
from assistant.settings import EngineSettings, ReadSettings


def check_complete(sealed: Snapshot) -> None:
    """Opens every part of a snapshot, and compares how many passages each holds.

    Its digests say that the files stay as they were written, not that they were written whole.

    Raises:
        OSError: a part does not open, or passages are missing.
    """
    told, folder = "the index was not written whole", sealed.folder
    try:
        with (
            closing(Library(sealed.library)) as library,
            closing(LexicalIndex(folder / LEXICAL)) as lexical,
        ):
            counts = {
                library.checked_count(),
                sum(source.passages for source in library.sources()),
                len(TokenIndex(folder / TOKENS)),
                len(PointIndex(folder, sealed.manifest.files)),
                len(lexical),
            }
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise OSError(errno.EIO, f"{told} ({error})", str(folder)) from error
    if counts != {sealed.manifest.passages}:
        raise OSError(errno.EIO, f"{told}: passages are missing", str(folder))


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A document whose file does not say what the index quotes, or a file that is not in it."""

    path: str
    reason: str
    passages: Sequence[Passage] = ()
    """The passages whose text does not stand in the file at their place."""


def discrepancies(
    opened: Snapshot, folder: Path, settings: ReadSettings, progress: Progress
) -> list[Discrepancy]:
    """Returns every document of a snapshot read again from its file, and what differs, by path.

    Raises:
        CorpusError: the corpus folder is missing.
        ReadingError: no process can be started to read in.
    """
    files = {readers.shown_name(file.name): file for file in corpus.present(folder)}
    with closing(Library(opened.library)) as library:
        sources = {source.path: source for source in library.sources()}
        found = [
            Discrepancy(path, "is quoted, and is not in the corpus", library.passages_of(path))
            for path in sources.keys() - files
        ]
        copies = {
            copy
            for source in sources.values()
            for copy in source.entry.copies
            if copy in files and files[copy].sha256 == source.sha256
        }
        listed = {p.path for p in opened.manifest.problems} | sources.keys() | copies
        found += [
            Discrepancy(path, "is in the corpus, and was not there at the build")
            for path in files.keys() - listed
        ]
        again = [files[path] for path in sources if path in files]
        progress("Reading", 0, len(again))
        with closing(read_files(again, settings)) as readings:
            for done, reading in enumerate(readings, 1):
                found += _compared(reading, sources[reading.file.name], library)
                progress("Reading", done, len(again))
    return sorted(found, key=lambda d: d.path)


def _compared(reading: FileReading, source: Source, library: Library) -> list[Discrepancy]:
    """Returns what differs between a file and what the index holds of it."""
    held = library.passages_of(source.path)
    if reading.document is None:
        (problem, *_) = reading.problems
        return [Discrepancy(source.path, f"cannot be read now: {problem.reason}", held)]
    text = reading.document.text
    lost = [p for p in held if text[p.start : p.end] != p.text]
    if reading.document.sha256 != source.sha256:
        return [Discrepancy(source.path, "has changed since the build", lost)]
    if lost:
        return [Discrepancy(source.path, "is the same file, and is read otherwise now", lost)]
    return []


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that came (no `before`), went (no `now`) or changed."""

    now: Passage | None
    before: Passage | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that changed."""

    now: Source
    before: Source
    passages: tuple[PassageChange, ...]
    """Empty where only what is known of it changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two snapshots, by the documents' paths."""

    came: tuple[Source, ...]
    went: tuple[Source, ...]
    changed: tuple[DocumentChange, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the two hold the same."""
        return not (self.came or self.went or self.changed)


def difference(now: Snapshot, before: Snapshot) -> Difference:
    """Returns what a snapshot holds that another does not, and the other way round."""
    with closing(Library(now.library)) as here, closing(Library(before.library)) as there:
        sources, others = ({s.path: s for s in held.sources()} for held in (here, there))
        compared = (
            DocumentChange(sources[path], others[path], _passages(path, here, there))
            for path in sorted(sources.keys() & others.keys())
        )
        # in its passages, or in what is known of it, its title and the like
        changed = (c for c in compared if c.passages or c.now.entry != c.before.entry)
        return Difference(
            came=tuple(sources[path] for path in sorted(sources.keys() - others)),
            went=tuple(others[path] for path in sorted(others.keys() - sources)),
            changed=tuple(changed),
        )


def _passages(path: str, here: Library, there: Library) -> tuple[PassageChange, ...]:
    """Returns what changed of a document's passages but white space; those in place are paired."""
    now, before = here.passages_of(path), there.passages_of(path)
    texts, others = ([" ".join(p.text.split()) for p in held] for held in (now, before))
    matcher = SequenceMatcher(None, others, texts, autojunk=False)
    return tuple(
        PassageChange(*pair)
        for kind, was_from, was_to, from_, to in matcher.get_opcodes()
        if kind != "equal"
        for pair in zip_longest(now[from_:to], before[was_from:was_to])
    )


def collection_problems(opened: Snapshot, settings: EngineSettings) -> list[str]:
    """Returns what differs between a snapshot and its collection: rows missing, added or changed.

    Raises:
        EngineError: the server does not answer, or has no such collection.
    """
    call, name = Milvus(settings), engines.name_of(opened.index, opened.name)
    found, rows = [], 0
    for chunk in engines.rows_of_snapshot(opened):
        first, last = chunk[0]["passage"], chunk[-1]["passage"]
        within = f"passage >= {first} and passage <= {last}"
        there = call("query", name, filter=within, output_fields=engines.FIELDS)
        held = {row["id"]: _row_content(row) for row in there}
        wrong = {row["passage"] for row in chunk if held.get(row["id"]) != _row_content(row)}
        found += [f"passage {number} is not what the build sent" for number in sorted(wrong)]
        rows += len(chunk)
    if (many := engines.count(call, name)) != rows:
        found.append(f"{many:,} rows instead of {rows:,}")
    return [f"collection {name} in Milvus: {problem}" for problem in found]


def _row_content(row: Mapping[str, Any]) -> object:
    """Returns what tells a row from another; floats as they are kept, in 32 bits."""
    numbers = np.asarray(row["vector"], np.float32).tobytes()
    stems = sorted((int(d), round(float(w), 4)) for d, w in row["stems"].items())
    return row["passage"], row["document"], row["pieces"], row["piece"], numbers, stems
