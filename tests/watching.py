"""What this process writes, and asks of other machines, while it is watched.

A hook for audit events (PEP 578) cannot be taken out again, so one listens for the whole run.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.offline import machine_of

_MADE = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass
class Watch:
    """What was done while it was watched."""

    left: list[str] = field(default_factory=list)
    """Machines that were asked after or sent to, other than this one."""
    written: list[str] = field(default_factory=list)
    """Files that were opened to be written, made or moved."""

    def note(self, event: str, given: tuple[Any, ...]) -> None:
        """Note one audit event."""
        machine = machine_of(event, given)
        if machine:
            self.left.append(f"{event} {machine}")
        if event in _MADE or (event == "open" and _writes(*given)):
            self.written.append(str(given[0]))


_watching: list[Watch] = []
_hooked: list[bool] = []


@contextlib.contextmanager
def watching() -> Iterator[Watch]:
    """Watch for as long as this lasts."""
    if not _hooked:
        sys.addaudithook(_tell)
        _hooked.append(True)
    watch = Watch()
    _watching.append(watch)
    try:
        yield watch
    finally:
        _watching.remove(watch)


def _tell(event: str, given: tuple[Any, ...]) -> None:
    for watch in _watching:
        watch.note(event, given)


def _writes(path: object, _mode: object, flags: object) -> bool:
    """Whether a file is opened to be written; the bin and compiled modules do not count."""
    writes = isinstance(flags, int) and bool(flags & _WRITING)
    return writes and path != os.devnull and "__pycache__" not in str(path)
