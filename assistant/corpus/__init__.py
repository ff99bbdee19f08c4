"""The files of a corpus folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.corpus.catalogue import FILE_NAME as CATALOGUE_NAME
from assistant.corpus.catalogue import Catalogue
from assistant.errors import CorpusError
from assistant.readers import SUFFIXES
from assistant.records import CorpusFile

_LITTER = frozenset({"thumbs.db", "desktop.ini", CATALOGUE_NAME})


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
    files: Sequence[CorpusFile], listed: Catalogue
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
        for name in (*names, *links):
            path = Path(folder, name)
            if not is_litter(name):
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
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
