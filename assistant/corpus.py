"""The files of a corpus folder, and each as a document."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.catalogue import FILE_NAME as CATALOGUE_NAME
from assistant.errors import CorpusError, UnreadableFileError
from assistant.readers import SUFFIXES, read
from assistant.readers.allowance import ALL, Allowance
from assistant.records import Document

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LITTER = frozenset({"thumbs.db", "desktop.ini", CATALOGUE_NAME})


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus; `sha256` is None where it cannot be opened."""

    path: Path
    name: str
    """Its path within the corpus, with forward slashes."""
    sha256: str | None


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


def document(file: CorpusFile, allowance: Allowance = ALL) -> Document:
    """The document in a file of the corpus.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    try:
        file.name.encode()
    except UnicodeEncodeError as error:
        raise UnreadableFileError(
            shown_name(file.name), "its name is not valid UTF-8; rename the file"
        ) from error
    if shown_name(file.name) != file.name:
        raise UnreadableFileError(
            shown_name(file.name), "its name holds a line break; rename the file"
        )
    if file.sha256 is None or not file.path.is_file():
        raise UnreadableFileError(file.name, _why_closed(file.path))
    return read(file.path, file.name, allowance)


def is_litter(name: str) -> bool:
    """Whether a file of this name is no document: hidden, a lock file, the catalogue."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def shown_name(name: str) -> str:
    """A file's name as it may be stored and printed on one line.

    Bytes that are not UTF-8 and line breaks are escaped.
    """
    known = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _BREAK.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), known)


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


def _why_closed(path: Path) -> str:
    """Why a file has no digest."""
    try:
        if path.is_dir():
            linked = "is a link to a folder; put the folder itself here"
            return linked if path.is_symlink() else "is a folder that cannot be opened"
        if path.is_file() and path.is_symlink():
            return "is a link to a file outside the corpus; put the file itself here"
        if path.is_file():
            with path.open("rb"):
                return "could not be opened when the build began; build again"
    except OSError as error:
        return f"cannot be opened: {error.strerror}"
    return "is not an ordinary file, or a link to nothing"


def digest(path: Path) -> str | None:
    """The SHA-256 of an ordinary file that can be opened; opening others could wait for ever."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
