"""What is known of each document, from `corpus/catalogue.toml`.

[[document]]
file = "annual-report.pdf"
title = "Annual report"
author = "Social Work Union"
published = 2023-05-01
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.errors import CatalogueError
from assistant.records import Document, Entry
from assistant.text.files import written_beside

FILE_NAME = "catalogue.toml"

_NAMED = 3  # how many documents without an entry are named one by one

_KEYS = tuple(f.name for f in fields(Entry))
_PUBLISHED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


class Catalogue:
    """The entries of a catalogue, by the document's path within the corpus."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Keep the entries; paths are compared in Unicode's composed form."""
        self._entries = {_composed(path): entry for path, entry in entries.items()}

    def described(self, document: Document) -> Document:
        """The document with the catalogue's word for it, the file's own where that is silent."""
        known = self._entries.get(_composed(document.path), Entry())
        found = document.entry
        merged = {key: _first_known(getattr(known, key), getattr(found, key)) for key in _KEYS}
        merged["title"] = merged["title"] or readable_name(document.path)
        merged["easy_read"] = _first_known(merged["easy_read"], _is_easy_read(merged["title"]))
        return replace(document, entry=Entry(**merged))

    def __contains__(self, path: str) -> bool:
        """Whether a document has an entry."""
        return _composed(path) in self._entries

    def warnings(self, built: frozenset[str], files: frozenset[str]) -> list[str]:
        """What does not fit: documents built without an entry, entries without their file."""
        there = {_composed(path) for path in files}
        unlisted = _unlisted([path for path in sorted(built) if path not in self])
        missing = [
            f"{FILE_NAME} lists {path!r}, which is not in the corpus{_near(path, there)}"
            for path in self._entries
            if path not in there
        ]
        lost = [
            f"{FILE_NAME} says {path!r} is superseded by {entry.superseded_by!r}, "
            "which is not in the corpus"
            for path, entry in self._entries.items()
            if entry.superseded_by and _composed(entry.superseded_by) not in there
        ]
        return unlisted + missing + lost


def _unlisted(paths: list[str]) -> list[str]:
    """What is said of documents without an entry; many of them are counted."""
    if len(paths) <= _NAMED:
        said = f"has no entry in {FILE_NAME}; its title and author are taken from the file"
        return [f"{path} {said}" for path in paths]
    shown = ", ".join(paths[:_NAMED])
    return [
        f"{len(paths):,} documents have no entry in {FILE_NAME} ({shown} and "
        f"{len(paths) - _NAMED:,} more); their titles and authors are taken from the files"
    ]


def load(corpus: Path) -> Catalogue:
    """The catalogue of a corpus folder; an empty one where there is no file.

    Raises:
        CatalogueError: the file is not TOML, or says something it may not say, and where.
    """
    return parse(read(corpus), corpus / FILE_NAME)


def read(corpus: Path) -> bytes:
    """The catalogue file of a corpus folder as it is; nothing where there is none."""
    path = corpus / FILE_NAME
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CatalogueError(f"{path} cannot be opened: {error.strerror}") from error


def parse(written: bytes, path: Path) -> Catalogue:
    """The catalogue that a file holds; `path` is for messages."""
    try:
        content = tomllib.loads(written.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise CatalogueError(
            f"{path} is not valid UTF-8 (line {line}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path} is not valid TOML: {error}") from error
    unknown = set(content) - {"document"}
    tables = content.get("document", [])
    if unknown or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        stray = f"; found {sorted(unknown)[0]!r}" if unknown else ""
        raise CatalogueError(f"{path} may hold only [[document]] tables{stray}")
    entries: dict[str, Entry] = {}
    for number, table in enumerate(tables, 1):
        file, entry = _entry(path, number, table)
        if _composed(file) in map(_composed, entries):
            raise CatalogueError(f"{path}: {file!r} is listed twice; keep one entry")
        entries[file] = entry
    return Catalogue(entries)


def may_say(key: str, value: object) -> bool:
    """Whether the catalogue may say this of a document."""
    try:
        return value is not None and _value("", key, value) is not None
    except CatalogueError:
        return False


def readable_name(path: str) -> str:
    """A title made from a file's name: 'annual-report_2023.pdf' gives 'Annual report 2023'."""
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(path).stem).strip()
    return words[:1].upper() + words[1:] or path


def _entry(path: Path, number: int, table: Mapping[str, Any]) -> tuple[str, Entry]:
    file = table.get("file")
    if not isinstance(file, str) or not file:
        raise CatalogueError(f'{path}: document {number} needs file = "its name"')
    where = f"{path}: document {file!r}"
    values: dict[str, Any] = {
        key: _value(where, key, value) for key, value in table.items() if key != "file"
    }
    return file, Entry(**values)


def _value(where: str, key: str, value: Any) -> str | bool:
    if key not in _KEYS:
        near = difflib.get_close_matches(key, _KEYS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}"
        raise CatalogueError(f"{where}: unknown key {key!r}; {hint}")
    if key == "easy_read":
        if not isinstance(value, bool):
            raise CatalogueError(f"{where}: easy_read must be true or false; found {value!r}")
        return value
    if key == "published":
        return _published(where, value)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(f"{where}: {key} must be text in quotes; found {value!r}")
    if key == "url" and not value.startswith(("https://", "http://")):
        raise CatalogueError(f"{where}: url must begin with https:// or http://; found {value!r}")
    return value.strip()


def _published(where: str, value: Any) -> str:
    """A date to the year, month or day, as TOML gives it: a date, a number or a string."""
    if isinstance(value, datetime):
        value = value.date()
    written = value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, bool) or not _is_date(written):
        raise CatalogueError(
            f'{where}: published must be a year, year-month or date such as 2019, "2019-11" or '
            f"2019-11-30; found {value!r}"
        )
    return written


def _near(path: str, there: Collection[str]) -> str:
    """A hint at the file that may have been meant."""
    near = difflib.get_close_matches(path, there, n=1, cutoff=0.85)
    return f"; did you mean {near[0]!r}?" if near else ""


def _is_date(written: str) -> bool:
    """Whether a date to the year, month or day is one of the calendar."""
    try:
        date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError:
        return False
    return _PUBLISHED.fullmatch(written) is not None


def _first_known(*values: Any) -> Any:
    """The first value that is not None; None if all are."""
    return next((value for value in values if value is not None), None)


def _is_easy_read(title: str) -> bool:
    return re.search(r"\beasy[- ]?read\b", title, re.IGNORECASE) is not None


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


_LONGEST = 300  # characters of a title or name that a file gives itself
_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def with_entry(written: bytes, path: Path, file: str, entry: Entry) -> bytes:
    """The catalogue with an entry for a file at its end; what cannot be said there is left out.

    Raises:
        CatalogueError: the catalogue is not what it should be, or cannot be added to.
    """
    parse(written, path)
    newline = "\r\n" if b"\r\n" in written else "\n"
    lines = ["[[document]]", f"file = {_quoted(file)}", *_known(entry)]
    gap = "" if not written.strip() else newline if written.endswith(b"\n") else 2 * newline
    added = written + (gap + newline.join(lines) + newline).encode()
    try:
        parse(added, path)
    except CatalogueError as error:
        raise CatalogueError(
            f"{path} cannot be added to, as its documents are not in [[document]] tables; "
            f"write an entry for {file!r} by hand"
        ) from error
    return added


def replace_catalogue(folder: Path, content: bytes) -> None:
    """Put a new catalogue in the place of the one in a corpus folder, in one rename."""
    path = folder / FILE_NAME
    path = path.resolve() if path.is_symlink() else path
    with written_beside(path, content) as new:
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)


def _known(entry: Entry) -> list[str]:
    """A line for each thing known that the catalogue may say."""
    values = ((f.name, getattr(entry, f.name)) for f in fields(entry))
    tidy = ((k, _tidy(value) if isinstance(value, str) else value) for k, value in values)
    return [f"{k} = {_written(k, v)}" for k, v in tidy if may_say(k, v)]


def _written(key: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    is_date = key == "published" and _WHOLE_DATE.fullmatch(value)
    return value if is_date else _quoted(value)


def _quoted(text: str) -> str:
    """A basic string of TOML; its escapes are JSON's, but that DEL must be one too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _tidy(text: str) -> str:
    """A text in one line without control characters, and not too long."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    return " ".join(plain.split())[:_LONGEST].rstrip()
