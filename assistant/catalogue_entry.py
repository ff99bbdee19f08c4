"""The catalogue's text with an entry more, and everything before it byte for byte as it was."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from dataclasses import fields
from pathlib import Path

from assistant import catalogue
from assistant.beside import written_beside
from assistant.errors import CatalogueError
from assistant.records import Entry

_LONGEST = 300  # characters of a title or name that a file gives itself
_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def with_entry(written: bytes, path: Path, file: str, entry: Entry) -> bytes:
    """The catalogue with an entry for a file at its end; what cannot be said there is left out.

    Raises:
        CatalogueError: the catalogue is not what it should be, or cannot be added to.
    """
    catalogue.parse(written, path)
    newline = "\r\n" if b"\r\n" in written else "\n"
    lines = ["[[document]]", f"file = {_quoted(file)}", *_known(entry)]
    gap = "" if not written.strip() else newline if written.endswith(b"\n") else 2 * newline
    added = written + (gap + newline.join(lines) + newline).encode()
    try:
        catalogue.parse(added, path)
    except CatalogueError as error:
        raise CatalogueError(
            f"{path} cannot be added to, as its documents are not in [[document]] tables; "
            f"write an entry for {file!r} by hand"
        ) from error
    return added


def replace_catalogue(folder: Path, content: bytes) -> None:
    """Put a new catalogue in the place of the one in a corpus folder, in one rename."""
    path = folder / catalogue.FILE_NAME
    path = path.resolve() if path.is_symlink() else path
    with written_beside(path, content) as new:
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)


def _known(entry: Entry) -> list[str]:
    """A line for each thing known that the catalogue may say."""
    values = ((f.name, getattr(entry, f.name)) for f in fields(entry))
    tidy = ((k, _tidy(value) if isinstance(value, str) else value) for k, value in values)
    return [f"{k} = {_written(k, v)}" for k, v in tidy if catalogue.may_say(k, v)]


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
