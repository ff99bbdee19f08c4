"""Files written whole or not at all, and dates as people write them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

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


def check_target(path: Path, *, force: bool) -> None:
    """Refuse a file that cannot be written, before time goes into what it is to hold.

    Raises:
        UsageError: it is there already and `force` is not given, or its folder is not there.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: name a file in a folder that is there")
    if not force and os.path.lexists(path):
        raise _there(path)


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
        except FileExistsError:  # another took the name meanwhile
            raise _there(path) from None
        except OSError:  # a file system without hard links
            check_target(path, force=False)
            beside.replace(path)


def _there(path: Path) -> UsageError:
    return UsageError(f"{path} is there already: name another file, or replace it with --force")


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
