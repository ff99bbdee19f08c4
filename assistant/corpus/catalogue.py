"""What is known of each document, from `corpus/catalogue.toml`.

[[document]]
file = "annual-report.pdf"
title = "Annual report"
author = "Social Work Union"
published = 2023-05-01
"""

from __future__ import annotations

import contextlib
import difflib
import json
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.errors import CatalogueError
from assistant.records import Document, Entry, Origin, Source
from assistant.text.files import first_day, toml_of, unknown_key, written_beside

FILE_NAME = "catalogue.toml"

_NAMED = 20  # how many doubtful titles are told one by one
_LONGEST = 300  # characters of a title or name that a file gives itself

_KEYS = tuple(f.name for f in fields(Entry) if f.name not in ("origins", "copies"))
_EASY_READ = re.compile(r"\beasy[- ]?read\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)
_MUST_BE_A_DAY = 'be a year, year-month or date such as 2019, "2019-11" or 2019-11-30'
_NO_WORDS = re.compile(r"[\W\d_]+")
_SAMPLE = 5_000  # characters at the start, in the middle and at the end
_LEAST_LETTERS = 40
_SURE = 0.9
_composed = partial(unicodedata.normalize, "NFC")


class Catalogue:
    """The entries of a catalogue, by the document's path within the corpus."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Keep the entries; paths are compared in Unicode's composed form."""
        self._entries = {_composed(path): entry for path, entry in entries.items()}

    def described(self, document: Document, copies: tuple[str, ...] = ()) -> Document:
        """The document with the catalogue's word for it, the file's own where that is silent."""
        listed = self._entries.get(_composed(document.path), Entry())
        said = {key: value for key in _KEYS if (value := getattr(listed, key)) is not None}
        entry = replace(document.entry, **said, copies=copies)
        origins = {k: o for k, o in entry.origins.items() if k not in said}
        if entry.title is None:
            origins["title"] = Origin.NAME
        title = entry.title or readable_name(document.path)
        is_easy = bool(_EASY_READ.search(title)) if entry.easy_read is None else entry.easy_read
        language = entry.language or language_of(document.text)
        known = replace(entry, title=title, easy_read=is_easy, language=language, origins=origins)
        return replace(document, entry=known)

    def __contains__(self, path: str) -> bool:
        """Whether a document has an entry."""
        return _composed(path) in self._entries

    def warnings(self, built: Sequence[Source], files: frozenset[str]) -> list[str]:
        """What is in doubt: what was guessed of documents, and entries without their file."""
        there = {_composed(path) for path in files}
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
        same = [
            f"{' and '.join(s.entry.copies)} and {s.path} are the same file: it is listed once, "
            f"as {s.path}, and cited with each name"
            for s in built
            if s.entry.copies
        ]
        circles = [
            f"{FILE_NAME} says {path!r} is superseded by {', that by '.join(map(repr, newer))}, "
            "in a circle"
            for path in self._entries
            if path == min(newer := self._newer(path), default=None)
        ]
        return [*_doubts(built), *same, *missing, *lost, *circles]

    def _newer(self, path: str) -> list[str]:
        """What supersedes a document, what supersedes that, and so on, each once."""
        found: list[str] = []
        while (entry := self._entries.get(path)) and (path := _composed(entry.superseded_by or "")):
            if path in found:
                break
            found.append(path)
        return found


def _doubts(built: Sequence[Source]) -> Iterator[str]:
    """Yields what was guessed and is often wrong: titles one by one, the rest as a count."""
    titles = [source for source in built if source.entry.is_doubtful("title")]
    for source in titles[:_NAMED]:
        yield (
            f"{source.path}: its title “{source.title}” is from "
            f"{source.entry.origins['title'].value}; if it has another, put it into {FILE_NAME}, "
            f'as title = "…" under file = {quoted(source.path)}'
        )
    if len(titles) > _NAMED:
        yield f"{len(titles) - _NAMED:,} more titles are from files' names or properties"
    for key in ("author", "published"):
        if paths := [source.path for source in built if source.entry.is_doubtful(key)]:
            yield (
                f"{key} is from the file's own properties for {len(paths):,} of "
                f"{len(built):,} documents, such as {paths[0]}; 'assistant documents' says "
                f'for which, and {key} = "…" under their names in {FILE_NAME} goes before it'
            )


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
    """The catalogue that a file holds; `path` is for messages.

    Raises:
        CatalogueError: the file is not TOML, or says something it may not say, and where.
    """
    content = toml_of(written, path, CatalogueError)
    unknown = set(content) - {"document"}
    tables = content.get("document", [])
    if unknown or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        stray = f"; found {sorted(unknown)[0]!r}" if unknown else ""
        raise CatalogueError(f"{path} may hold only [[document]] tables{stray}")
    entries: dict[str, Entry] = {}
    for number, table in enumerate(tables, 1):
        file, entry = _entry(path, number, table)
        if _composed(file) in entries:
            raise CatalogueError(f"{path}: {file!r} is listed twice; keep one entry")
        entries[_composed(file)] = entry
    return Catalogue(entries)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # .7 s and 60 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """The language of most of a text, by ISO 639; None where that is not certain."""
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        text = f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]} {text[-_SAMPLE:]}"
    words = _NO_WORDS.sub(" ", text)
    if len(words.replace(" ", "")) < _LEAST_LETTERS:
        return None
    language, probability = _identifier().classify(words)
    return str(language) if probability >= _SURE else None


def readable_name(path: str) -> str:
    """A title made from a file's name: 'annual-report_2023.pdf' gives 'Annual report 2023'."""
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(path).stem).strip()
    return words[:1].upper() + words[1:] or path


def _entry(path: Path, number: int, table: Mapping[str, Any]) -> tuple[str, Entry]:
    file = table.get("file")
    if not isinstance(file, str) or not file:
        raise CatalogueError(f'{path}: document {number} needs file = "its name"')
    where = f"{path}: document {file!r}"
    said: dict[str, Any] = {k: _value(where, k, v) for k, v in table.items() if k != "file"}
    return file, Entry(**said)


def _value(where: str, key: str, value: Any) -> str | bool:
    if key not in _KEYS:
        raise CatalogueError(f"{where}: {unknown_key(key, _KEYS)}")
    said = str(value.date() if isinstance(value, datetime) else value)
    text = ("be text in quotes", isinstance(value, str) and bool(said.strip()))
    language = ('be a code of ISO 639, such as "en" or "cy"', _LANGUAGE.fullmatch(said))
    url = ("begin with https:// or http://", said.startswith(("https://", "http://")))
    rules = {
        "easy_read": ("be true or false", isinstance(value, bool)),
        "published": (_MUST_BE_A_DAY, first_day(said) is not None),
        "language": language if text[1] else text,
        "url": url if text[1] else text,
    }
    must, is_met = rules.get(key, text)
    if not is_met:
        raise CatalogueError(f"{where}: {key} must {must}; found {value!r}")
    return value if isinstance(value, bool) else said.strip()


def _near(path: str, there: Collection[str]) -> str:
    """A hint at the file that may have been meant."""
    near = difflib.get_close_matches(path, there, n=1, cutoff=0.85)
    return f"; did you mean {near[0]!r}?" if near else ""


def with_entry(written: bytes, path: Path, file: str, entry: Entry) -> bytes:
    """The catalogue with an entry for a file at its end; what cannot be said there is left out.

    Raises:
        CatalogueError: the catalogue is not what it should be, or cannot be added to.
    """
    parse(written, path)
    newline = "\r\n" if b"\r\n" in written else "\n"
    lines = ["[[document]]", f"file = {quoted(file)}", *_known(entry), ""]
    gap = "" if not written.strip() else newline if written.endswith(b"\n") else 2 * newline
    added = written + (gap + newline.join(lines)).encode()
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


def _known(entry: Entry) -> Iterator[str]:
    """A line for each thing known that the catalogue may say; a comment where it is in doubt."""
    for key in _KEYS:
        value, origin = getattr(entry, key), entry.origins.get(key)
        with contextlib.suppress(CatalogueError):
            known = _value("", key, _tidy(value) if isinstance(value, str) else value)
            is_day = key == "published" and len(value) == len("2019-11-30")
            note = f"  # from {origin.value}" if origin else ""
            lead = "# " if entry.is_doubtful(key) else ""
            yield f"{lead}{key} = {known if is_day else quoted(known)}{note}"


def quoted(value: str | bool) -> str:
    """A basic string or a boolean of TOML: as in JSON, but that DEL must be escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _tidy(text: str) -> str:
    """A text in one line without control characters, and not too long."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    return " ".join(plain.split())[:_LONGEST].rstrip()
