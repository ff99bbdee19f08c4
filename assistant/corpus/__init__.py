"""The files of a corpus folder, and adding to them.

A file is added as a copy that was read, under a safe name, and described in the catalogue.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count, filterfalse
from pathlib import Path, PurePath

from assistant.corpus import catalogue
from assistant.corpus.catalogue import replace_catalogue
from assistant.errors import CorpusError
from assistant.readers import SUFFIXES, shown_name
from assistant.readers.sandbox import document_of, read_file
from assistant.records import CorpusFile, Entry, Problem
from assistant.settings import ReadSettings
from assistant.text.files import file_digest

_LITTER = frozenset({"thumbs.db", "desktop.ini", catalogue.FILE_NAME})
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_LONGEST_STEM = 100
_COPY = ".adding-"


def files(corpus: Path) -> list[CorpusFile]:
    """The files of a corpus, by name; hidden files, office lock files and the catalogue left out.

    Raises:
        CorpusError: the folder is missing, cannot be opened or holds no file.
    """
    found = present(corpus)
    if not found:
        raise CorpusError(
            f"the corpus folder {corpus} holds no documents: put {', '.join(SUFFIXES)} files in it"
        )
    return found


def present(corpus: Path) -> list[CorpusFile]:
    """The files of a corpus, which may be none.

    Raises:
        CorpusError: the folder is missing, is none, or cannot be opened.
    """
    if corpus.is_file():
        raise CorpusError(
            f"{corpus} is a file, not a folder: name the folder of documents with --corpus"
        )
    if not corpus.is_dir():
        raise CorpusError(
            f"there is no corpus folder {corpus}: make it and put documents into it, "
            "or name another with --corpus"
        )
    return sorted(_walk(corpus), key=lambda f: f.name)


def parted(
    files: Sequence[CorpusFile], listed: catalogue.Catalogue
) -> tuple[list[CorpusFile], dict[str, tuple[CorpusFile, ...]]]:
    """The files without copies of others, and the copies that there are, by the name kept.

    Of files of one kind and the same bytes, the first that the catalogue lists is kept, else the
    first.
    """
    alike: dict[tuple[str, str], list[CorpusFile]] = {}
    for file in files:
        apart = file.sha256 or f"cannot be opened: {file.name}"
        alike.setdefault((apart, file.path.suffix.lower()), []).append(file)
    groups = [sorted(group, key=lambda f: f.name not in listed) for group in alike.values()]
    kept = {first.name: first for first, *_ in groups}
    copies = {first.name: tuple(others) for first, *others in groups if others}
    return [file for file in files if file.name in kept], copies


def is_litter(name: str) -> bool:
    """Whether a file of this name is no document: hidden, a lock file, the catalogue."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _walk(corpus: Path) -> Iterator[CorpusFile]:
    closed: list[Path] = []
    for folder, folders, names in os.walk(
        corpus, onerror=lambda e: closed.append(Path(e.filename))
    ):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [f for f in folders if not f.startswith(".") and f not in links]
        for path in (Path(folder, name) for name in filterfalse(is_litter, (*names, *links))):
            sha256 = None if _leads_out(path, corpus) else digest(path)
            yield CorpusFile(path, path.relative_to(corpus).as_posix(), sha256)
    if corpus in closed:
        raise CorpusError(f"the corpus folder {corpus} cannot be opened; check its permissions")
    yield from (CorpusFile(path, path.relative_to(corpus).as_posix(), None) for path in closed)


def _leads_out(path: Path, corpus: Path) -> bool:
    """Whether a file is a link to something that is not in the corpus."""
    try:
        return path.is_symlink() and not path.resolve().is_relative_to(corpus.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def digest(path: Path) -> str | None:
    """The SHA-256 of an ordinary file that can be opened; opening others could wait for ever."""
    try:
        return file_digest(path) if path.is_file() else None
    except OSError:
        return None


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
    there = present(folder)
    name = safe_name(file)
    with _copied(file, folder, name) as copy:
        same = next((f.name for f in there if f.sha256 == copy.sha256), None)
        if same is not None:
            return Added(Addition.ALREADY_THERE, same)
        reading = read_file(copy, settings)
        entry = Entry() if force and reading.document is None else document_of(reading).entry
        free = _free_name(name, there)
        written, listed = catalogue.read(folder), folder / catalogue.FILE_NAME
        said = None if free in catalogue.parse(written, listed) else entry
        added = catalogue.with_entry(written, listed, free, entry) if said else None
        _place(copy.path, folder / free)
        if added:
            try:
                replace_catalogue(folder, added)
            except OSError:  # a file that cannot be described is not kept
                (folder / free).unlink()
                raise
    instead_of = None if free == name else name
    problems = tuple(replace(problem, path=free) for problem in reading.problems)
    return Added(Addition.ADDED, free, said, instead_of, problems)


def safe_name(file: Path) -> str:
    """A file's name as every system can have it, and as a corpus does not pass over."""
    one_line = "".join(" " if unicodedata.category(c) == "Cc" else c for c in file.name)
    name = unicodedata.normalize("NFC", shown_name(one_line))
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in name)
    safe = " ".join(_UNSAFE.sub(" ", plain).split()).lstrip(".~$ ")
    stem, dot, suffix = safe.rpartition(".") if "." in safe else (safe, "", "")
    short = stem[:_LONGEST_STEM].rstrip(". ") or "document"
    return f"{short}{dot}{suffix.strip()}".rstrip(".")


@contextlib.contextmanager
def _copied(file: Path, folder: Path, name: str) -> Iterator[CorpusFile]:
    """A copy of the file in the corpus folder, hidden, which is gone afterwards."""
    if file.is_dir():
        raise CorpusError(f"{file} is a folder: name the files in it, such as {file}/*.pdf")
    if not file.is_file():
        raise CorpusError(f"there is no file {file}: check its name")
    if is_litter(name):
        raise CorpusError(f"{file} is no document, by its name; give it another name")
    path = folder / f"{_COPY}{os.getpid()}-{name}"
    try:
        shutil.copyfile(file, path)
        yield CorpusFile(path, name, digest(path))
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
        told = f"{target} has just been made by someone else; add the file again"
        raise CorpusError(told) from None
    except OSError:  # a disk without links
        copy.rename(target)
