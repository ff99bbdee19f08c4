"""Documents with their passages, put aside until all are there.

The first ones stay in memory, which is all of a small corpus; the others go to a file that nobody
else sees.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import IO, Self

from assistant.index.library import locator_from
from assistant.records import Document, Passage
from assistant.records.codec import document_from, document_object

Cut = tuple[Document, list[Passage]]

IN_MEMORY = 50_000_000
"""Characters of text that stay in memory."""


class Spool:
    """Documents put aside, by the order they came in."""

    def __init__(self, folder: Path) -> None:
        """Begin with none; what does not fit into memory goes to a file on the folder's disk."""
        self._folder = folder
        self._held: dict[int, Cut] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._room = IN_MEMORY
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """The spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        if self._file is not None:
            self._file.close()

    def put(self, made: Cut) -> int:
        """Put a document aside; returns its ticket."""
        ticket = len(self._held) + len(self._places)
        self._room -= len(made[0].text)
        if self._room >= 0:
            self._held[ticket] = made
        else:
            self._places[ticket] = self._written(_json(made))
        return ticket

    def get(self, ticket: int) -> Cut:
        """The document with a ticket."""
        if ticket in self._held:
            return self._held[ticket]
        place, length = self._places[ticket]
        file = self._opened()
        file.seek(place)
        return _from_json(file.read(length))

    def _written(self, content: bytes) -> tuple[int, int]:
        file = self._opened()
        place = file.seek(0, 2)
        return place, file.write(content)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # __exit__ closes
        return self._file


def _json(made: Cut) -> bytes:
    document, passages = made
    cut = [[p.start, p.end, astuple(p.locator), p.lead_in] for p in passages]
    return json.dumps([document_object(document), cut]).encode("ascii")


def _from_json(content: bytes) -> Cut:
    stored, cut = json.loads(content)
    document = document_from(stored)
    passages = [
        Passage(document.path, start, end, document.text[start:end], locator_from(locator), lead_in)
        for start, end, locator, lead_in in cut
    ]
    return document, passages
