"""A new file, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.beside import written_beside
from assistant.errors import UsageError


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
        else:
            _name(beside, path)


def _name(beside: Path, path: Path) -> None:
    """Give a finished file its name, unless another took it meanwhile."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise _there(path) from None
    except OSError:  # a file system without hard links
        check_target(path, force=False)
        beside.replace(path)


def _there(path: Path) -> UsageError:
    return UsageError(f"{path} is there already: name another file, or replace it with --force")
