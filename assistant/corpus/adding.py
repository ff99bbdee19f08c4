"""Adding files to a corpus: checked, copied under a safe name, and described in the catalogue."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path, PurePath

from assistant import corpus, readers
from assistant.corpus import catalogue
from assistant.corpus.catalogue import replace_catalogue, with_entry
from assistant.errors import CorpusError
from assistant.readers.sandbox import document_of, read_file
from assistant.records import CorpusFile, Entry, Problem
from assistant.settings import ReadSettings

_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_LONGEST_STEM = 100
_COPY = ".adding-"


class Addition(StrEnum):
    """What came of adding a file."""

    ADDED = "added"
    ALREADY_THERE = "already_there"


@dataclass(frozen=True, slots=True)
class Added:
    """A file that is in the corpus now, or was before."""

    outcome: Addition
    path: str
    """Within the corpus."""
    entry: Entry | None = None
    """What the catalogue now says of it; None where it says what it said before."""
    instead_of: str | None = None
    """The name that it could not have, as another file has it."""
    problems: tuple[Problem, ...] = ()


def add(file: Path, folder: Path, settings: ReadSettings, *, force: bool = False) -> Added:
    """Add a file to the corpus in `folder`; the one that is there already is left as it is.

    What is checked is the copy that is kept. A file that cannot be read is added only by `force`.

    Raises:
        CorpusError: there is no such file or corpus folder, or it is no document.
        CatalogueError: the catalogue cannot be added to.
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    there = corpus.present(folder)
    name = safe_name(file)
    with _copied(file, folder, name) as copy:
        same = next((f.name for f in there if f.sha256 == copy.sha256), None)
        if same is not None:
            return Added(Addition.ALREADY_THERE, same)
        reading = read_file(copy, settings)
        entry = Entry() if force and reading.document is None else document_of(reading).entry
        free = _free_name(name, there)
        written = catalogue.read(folder)
        is_listed = free in catalogue.parse(written, folder / catalogue.FILE_NAME)
        if not is_listed:
            written = with_entry(written, folder / catalogue.FILE_NAME, free, entry)
        _place(copy.path, folder / free)
        if not is_listed:
            _describe(folder, free, written)
    return Added(
        outcome=Addition.ADDED,
        path=free,
        entry=None if is_listed else entry,
        instead_of=name if free != name else None,
        problems=tuple(replace(problem, path=free) for problem in reading.problems),
    )


def safe_name(file: Path) -> str:
    """A file's name as every system can have it, and as a corpus does not pass over."""
    one_line = "".join(" " if unicodedata.category(c) == "Cc" else c for c in file.name)
    name = unicodedata.normalize("NFC", readers.shown_name(one_line))
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in name)
    safe = " ".join(_UNSAFE.sub(" ", plain).split()).lstrip(".~$ ")
    stem, dot, suffix = safe.rpartition(".")
    if not dot:
        stem, suffix = safe, ""
    short = stem[:_LONGEST_STEM].rstrip(". ") or "document"
    return f"{short}.{suffix.strip()}" if suffix.strip() else short


@contextlib.contextmanager
def _copied(file: Path, folder: Path, name: str) -> Iterator[CorpusFile]:
    """A copy of the file in the corpus folder, hidden, which is gone afterwards."""
    if file.is_dir():
        raise CorpusError(f"{file} is a folder: name the files in it, such as {file}/*.pdf")
    if not file.is_file():
        raise CorpusError(f"there is no file {file}: check its name")
    if corpus.is_litter(name):
        raise CorpusError(f"{file} is no document, by its name; give it another name")
    path = folder / f"{_COPY}{os.getpid()}-{name}"
    try:
        shutil.copyfile(file, path)
        yield CorpusFile(path, name, corpus.digest(path))
    finally:
        path.unlink(missing_ok=True)


def _free_name(name: str, there: list[CorpusFile]) -> str:
    """The name, with a number if a file has it, in whatever case."""
    taken = {unicodedata.normalize("NFC", f.name).casefold() for f in there}
    path = PurePath(name)
    names = (name if n == 1 else f"{path.stem}-{n}{path.suffix}" for n in count(1))
    return next(n for n in names if n.casefold() not in taken)


def _place(copy: Path, target: Path) -> None:
    """Give the copy its name, unless a file has taken that meanwhile."""
    try:
        os.link(copy, target)
    except FileExistsError:
        raise CorpusError(
            f"{target} has just been made by someone else; add the file again"
        ) from None
    except OSError:  # a disk without links
        copy.rename(target)


def _describe(folder: Path, name: str, written: bytes) -> None:
    """Write the catalogue; a file that cannot be described is not kept."""
    try:
        replace_catalogue(folder, written)
    except OSError:
        (folder / name).unlink()
        raise
