"""The files that documents were read from, and pictures of their pages."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from assistant.readers.pdf.picture import Picture
from assistant.reading.picture import picture_of
from assistant.records import Source
from assistant.settings import ReadSettings

_PICTURES = 32


class Originals:
    """The corpus folder, as far as its files are still those that were read."""

    def __init__(self, corpus: Path, settings: ReadSettings) -> None:
        """Look for files in a corpus folder, which need not be there."""
        self._corpus = corpus
        self._settings = settings
        self._digest = lru_cache(maxsize=256)(_digest)
        self._picture = lru_cache(maxsize=_PICTURES)(self._drawn)

    def file(self, source: Source) -> Path | None:
        """The document's file; None where it is gone or was changed since it was read."""
        path = self._corpus / source.path
        try:
            state = path.stat()
            same = self._digest(path, state.st_size, state.st_mtime_ns) == source.sha256
        except (OSError, ValueError):
            return None
        return path if same else None

    def picture(self, source: Source, page: int, text: str) -> Picture | None:
        """A page of a PDF and where a text stands on it; None where the file is not there.

        Raises:
            UnreadableFileError: the page cannot be drawn.
        """
        path = self.file(source)
        return None if path is None else self._picture(path, source.sha256, page, text)

    def _drawn(self, path: Path, _sha256: str, page: int, text: str) -> Picture:
        return picture_of(path, page, text, self._settings)


def _digest(path: Path, _size: int, _changed: int) -> str:
    """The SHA-256 of a file, remembered for as long as it looks unchanged."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
