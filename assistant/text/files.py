"""Files read, told apart, and written whole or not at all; and dates as people write them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assistant.errors import UsageError


@contextmanager
def written_beside(path: Path, content: bytes) -> Iterator[Path]:
    """A file beside `path` with this content, on the disk; what is not moved away is removed.

    Raises:
        OSError: the disk is full or failed; `path` is as it was.
    """
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def content(path: Path) -> bytes:
    """The bytes of a file that a person named.

    Raises:
        UsageError: it cannot be read, and what to do.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {_hindrance(path, error)}") from error


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hindrance(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check its name and folder"
    if path.is_dir():
        return "it is a folder; name a file in it"
    if isinstance(error, PermissionError):
        return "you may not open it; see who may, or take a copy"
    return f"{getattr(error, 'strerror', None) or error}; check its name"


def decoded(written: bytes, name: Path | str, error: type[UsageError] = UsageError) -> str:
    """The text of a file in UTF-8, without a byte order mark, its lines ended by line feeds alone.

    Raises:
        UsageError: or the `error` given: it is in another encoding, and in which line.
    """
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = written.count(b"\n", 0, bad.start) + 1
        raise error(f"{name} is not valid UTF-8 (line {line}); save it as UTF-8") from bad
    return text.replace("\r\n", "\n").replace("\r", "\n")


def toml_of(written: bytes, path: Path, error: type[UsageError]) -> dict[str, Any]:
    """What stands in a TOML file.

    Raises:
        UsageError: it is no TOML, and in which line and column.
    """
    text = decoded(written, path, error)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as bad:
        lines = text.rstrip().split("\n")
        said = str(bad).replace("at end of document", f"at the end of line {len(lines)}")
        place = re.search(r"at line (\d+)", said)
        line = lines[min(int(place[1]), len(lines)) - 1] if place else lines[-1]
        raise error(f"{path} is not valid TOML: {said}{_how_to_write(said, line)}") from bad


def unknown_key(name: str, known: Collection[str]) -> str:
    """What is said of a key that such a file may not have."""
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"unknown key {name!r}; {hint}"


def _how_to_write(said: str, line: str) -> str:
    """What helps where a line of TOML was written as people write elsewhere."""
    if "\\" in line:
        return "; put a path into 'single quotes', or write / for each \\ in it"
    if said.startswith("Invalid value"):
        return '; text stands in straight quotes, such as title = "Fair pay"; true and false do not'
    return ""


def json_of(text: str, path: Path, expected: str, line: int | None = None) -> Any:
    """The value in JSON; `path`, what is `expected` and the `line` of the file are for messages.

    Raises:
        UsageError: it is no JSON, and in which line and column.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as bad:
        slip = f"line {line or bad.lineno}, column {bad.colno}: {bad.msg}"
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        slip = f"line {line or 1}: more than can be read"
    raise UsageError(f"{path} is not valid JSON, {slip}; {expected}")


def check_target(path: Path, *, force: bool) -> None:
    """Refuse a file that cannot be written, before time goes into what it is to hold.

    Raises:
        UsageError: it is there already and `force` is not given, or its folder is not there.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: name a file in a folder that is there")
    if not force and os.path.lexists(path):
        raise UsageError(f"{path} is there already: name another file, or replace it with --force")


def save(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file in one step, so that nobody ever sees half of it.

    Raises:
        UsageError: it is there already and `force` is not given.
        OSError: the disk is full or failed; what was there before still is.
    """
    check_target(path, force=force)
    with written_beside(path, content) as beside:
        if force:
            beside.replace(path)
            return
        try:
            path.hardlink_to(beside)
        except OSError:  # another took the name meanwhile, or a file system without hard links
            check_target(path, force=False)
            beside.replace(path)


def first_day(written: str) -> date | None:
    """Returns the first day of an ISO 8601 year, month or day, if the calendar has it."""
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", written, re.ASCII):
        return None
    try:
        return date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError:
        return None


def written_day(day: date) -> str:
    """A day: '14 March 2023'."""
    return f"{day.day} {day:%B} {day.year}"


def written_time(moment: datetime) -> str:
    """A moment, given in UTC: '14 March 2023 at 09:30 UTC'."""
    return f"{written_day(moment)} at {moment:%H:%M} UTC"


def written_date(published: str) -> str:
    """An ISO date, as exact as it is: '14 March 2023', 'March 2023' or '2023'."""
    day = first_day(published)
    if day is None:
        return published
    return {4: f"{day.year}", 7: f"{day:%B} {day.year}"}.get(len(published), written_day(day))
