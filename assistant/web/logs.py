"""What is told on stderr: a line an event, plain or as JSON, and never what anybody typed.

A message of another library, or of an error, may quote a question. So of errors only the kind and
the place are told, and of other libraries' messages only whose they are.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

_OURS = ("assistant", "uvicorn")
_LEVELS = {"plain": logging.WARNING, "json": logging.INFO}


@contextlib.contextmanager
def logged(kind: str) -> Iterator[None]:
    """Tell events on stderr for as long as this lasts: 'plain' the warnings, 'json' all."""
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else PlainLines())
    handler.setLevel(_LEVELS[kind])
    package = logging.getLogger("assistant")
    before = package.level
    package.setLevel(_LEVELS[kind])
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        package.setLevel(before)


class PlainLines(logging.Formatter):
    """A line for people: 'warning: …'."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return _one_line(f"{record.levelname.lower()}: {_message(record)}{_cause(record)}")


class JsonLines(logging.Formatter):
    """A line for programs: an object with the time (UTC), the level and the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; what it was told in `extra={"told": …}` stands beside the event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": at, "level": record.levelname.lower(), "event": _message(record)}
        return json.dumps({**told, **getattr(record, "told", {}), **_error(record)})


def error_place(error: BaseException | None) -> str:
    """The kind of an error and the line it came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    kind = type(error).__name__
    return f"{kind} at {frames[-1].filename}:{frames[-1].lineno}" if frames else kind


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OURS:
        return record.getMessage()
    return f"{record.name} says something, which could quote a question and is left out"


def _error(record: logging.LogRecord) -> dict[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    return {"error": error_place(error)} if error else {}


def _cause(record: logging.LogRecord) -> str:
    return "".join(f" ({place})" for place in _error(record).values())


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
