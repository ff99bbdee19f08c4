"""The process that reads: `python -m assistant.readers.sandbox.worker MEGABYTES PARENT`.

It reads requests from its input and replies on what was its output; whatever a library prints goes
nowhere. After a file that went wrong inside a reader it must not be used again, and says so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, BinaryIO

from assistant import readers
from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Allowance
from assistant.readers.recognition import with_recognised
from assistant.readers.sandbox.child import (
    MOST_BYTES,
    READY,
    Request,
    to_json,
    write_page,
    write_reply,
)
from assistant.readers.sandbox.confinement import (
    address_space,
    allow_memory,
    allow_time,
    confine,
    end_with_parent,
)
from assistant.records import Document, Entry
from assistant.records.manifest import document_object

_SHARE = 0.75  # of a file's time is the reader's; the rest is for what was read to arrive
_LONGEST_REASON = 200


def main(arguments: list[str]) -> int:
    """Read files until there are no more requests."""
    megabytes, parent = map(int, arguments)
    end_with_parent(parent)
    replies = _private_output()
    confine()
    write_reply(replies, READY)
    most = address_space() + megabytes * 1024 * 1024 // 2
    for line in sys.stdin.buffer:
        request = Request.from_line(line)
        allow_memory(megabytes)
        allow_time(request.seconds)
        write_reply(replies, _reply(request, partial(write_page, replies)))
        if address_space() > most:
            break  # too much was left behind: the next file is for a fresh process
    return 0


def _private_output() -> BinaryIO:
    """The output to reply on, which nothing else writes to: others' output goes nowhere."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return stream


def _reply(request: Request, at_page: Callable[[int], object]) -> bytes:
    try:
        document = _document(request, at_page)
        payload = to_json({"document": document_object(_encodable(document))})
    except UnreadableFileError as error:
        return to_json({"reason": _encodable_text(error.reason)})
    except MemoryError:
        return to_json({"broken": "memory"})
    except Exception as error:  # noqa: BLE001 (a library may raise anything over a damaged file)
        return to_json({"broken": _described(error)})
    return payload if len(payload) <= MOST_BYTES else to_json({"broken": "long"})


def _document(request: Request, at_page: Callable[[int], object]) -> Document:
    def recognising(page: int) -> None:
        allow_time(request.seconds)  # each page has its own
        at_page(page)

    most = request.seconds * _SHARE
    found = readers.document(request.file, Allowance(most, frozenset(request.skip), at_page))
    if not request.ocr or request.file.path.suffix.lower() != ".pdf":
        return found
    return with_recognised(
        found,
        request.file.path,
        seconds=most,
        skip=request.skip,
        at_page=recognising,
    )


def _described(error: Exception) -> str:
    said = _encodable_text(" ".join(f"{type(error).__name__}: {error}".split()))
    return said[:_LONGEST_REASON]


def _encodable(document: Document) -> Document:
    """The document without lone surrogates, which are no characters; no offset changes."""
    known: dict[str, Any] = asdict(document.entry)
    texts: dict[str, Any] = {
        k: _encodable_text(v) if isinstance(v, str) else v for k, v in known.items()
    }
    return replace(
        document,
        text=_encodable_text(document.text),
        marks=tuple(
            replace(m, label=_encodable_text(m.label)) if m.label else m for m in document.marks
        ),
        entry=Entry(**texts),
        problems=tuple(replace(p, reason=_encodable_text(p.reason)) for p in document.problems),
    )


def _encodable_text(text: str) -> str:
    """The text with U+FFFD in place of each lone surrogate."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
