"""What a build and a reading process say to each other.

A request is a line of JSON. A reply is a mark, its length and JSON; the mark tells a reply from
whatever else a process that went wrong may write, and the length is checked before anything is
read into memory.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from assistant.corpus import CorpusFile

MOST_BYTES = 128 * 1024 * 1024
"""Of one reply: far more than the longest report holds, far less than a machine's memory."""
READY = b'"ready"'

_HEADER = struct.Struct(">8sQ")
_REPLY, _PAGE = b"document", b"now page"
_ENDED = (b"", 0)


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read, and how."""

    file: CorpusFile
    seconds: int
    """It may take."""
    skip: tuple[int, ...] = ()
    """Pages not to be touched, as reading them broke a process before."""
    ocr: bool = False

    def line(self) -> bytes:
        """The request as a line; a name that is not UTF-8 survives it."""
        file = self.file
        values = [str(file.path), file.name, file.sha256, self.seconds, self.skip, self.ocr]
        return json.dumps(values).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """The request in a line."""
        path, name, sha256, seconds, skip, ocr = json.loads(line)
        return cls(CorpusFile(Path(path), name, sha256), seconds, tuple(skip), ocr)


def write_page(stream: BinaryIO, page: int) -> None:
    """Say which page is begun."""
    stream.write(_HEADER.pack(_PAGE, page))
    stream.flush()


def write_reply(stream: BinaryIO, payload: bytes) -> None:
    """Send a reply."""
    stream.write(_HEADER.pack(_REPLY, len(payload)) + payload)
    stream.flush()


def read_reply(stream: BinaryIO, at_page: Callable[[int], object]) -> bytes | None:
    """The next reply; None at the end, and where something else comes.

    `at_page` is told each page that is begun before it.
    """
    mark, number = _header(stream)
    while mark == _PAGE:
        at_page(number)
        mark, number = _header(stream)
    if mark != _REPLY or number > MOST_BYTES:
        return None
    payload = stream.read(number)
    return payload if len(payload) == number else None


def _header(stream: BinaryIO) -> tuple[bytes, int]:
    header = stream.read(_HEADER.size)
    return _HEADER.unpack(header) if len(header) == _HEADER.size else _ENDED


def to_json(value: Any) -> bytes:
    """A reply's payload; characters beyond ASCII are escaped."""
    return json.dumps(value).encode("ascii")
