"""What a child's reply says of a file, and what is said of a file that broke its reader."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, replace
from typing import Any

from assistant.corpus import CorpusFile, shown_name
from assistant.reading.child import Reply
from assistant.records import Document, Problem
from assistant.records.codec import document_from
from assistant.settings import ReadSettings

_ADVICE = "put a fresh or simpler copy in its place"


@dataclass(slots=True)
class BrokenReply(Exception):  # noqa: N818 (it is caught at once and never shown)
    """A reply that is no answer; the child that sent it must not be used again."""

    kind: str
    """'late', 'ended', 'rubbish', or what the child said of itself."""


def of_reply(reply: Reply, file: CorpusFile) -> Document | Problem:
    """The document a child read, under the file's own name, or why it could not read it.

    Raises:
        BrokenReply: the child did not answer, or not with what a reader gives.
    """
    if reply.payload is None:
        raise BrokenReply("late" if reply.is_overdue else "ended")
    try:
        values = json.loads(reply.payload)
        if "document" in values:
            return _renamed(document_from(values["document"]), file)
        if "reason" in values:
            return Problem(shown_name(file.name), _line(values["reason"]))
        broken = _line(values["broken"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BrokenReply("rubbish") from error
    raise BrokenReply(broken)


def problem(
    file: CorpusFile, broken: BrokenReply, ended: int | None, settings: ReadSettings
) -> Problem:
    """What is said of a file that broke its reader; `ended` is what the child ended with."""
    return Problem(shown_name(file.name), _reason(broken, ended, settings))


def _reason(broken: BrokenReply, ended: int | None, settings: ReadSettings) -> str:
    too_long = f"took longer than {settings.seconds} s to read; {_ADVICE}, or split it"
    if broken.kind == "late":
        return too_long
    if broken.kind == "memory":
        most = _amount(settings.megabytes)
        return f"needs more than {most} of memory to read; {_ADVICE}, or split it"
    if broken.kind == "long":
        return "holds more text than can be indexed as one document; split it"
    if broken.kind in ("ended", "rubbish"):
        return (
            too_long if _is_out_of_time(ended) else f"made the reader crash{_how(ended)}; {_ADVICE}"
        )
    return f"made the reader fail ({broken.kind}); {_ADVICE}"


def _renamed(document: Document, file: CorpusFile) -> Document:
    """The document under the name that the corpus has it by, whatever the child says."""
    path = shown_name(file.name)
    problems = tuple(replace(p, path=path, reason=_line(p.reason)) for p in document.problems)
    return replace(document, path=path, problems=problems)


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a reason was expected")
    return " ".join(value.split())


def _is_out_of_time(ended: int | None) -> bool:
    return ended is not None and hasattr(signal, "SIGXCPU") and ended == -signal.SIGXCPU


def _how(ended: int | None) -> str:
    """How a child ended, where it is known and tells something."""
    if ended is None:
        return ""
    return f" (signal {-ended})" if ended < 0 else f" (exit status {ended})"


def _amount(megabytes: int) -> str:
    return f"{megabytes // 1024} GB" if megabytes % 1024 == 0 else f"{megabytes} MB"
