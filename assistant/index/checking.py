"""A last look at a snapshot before it is published: whether all of it opens and is complete."""

from __future__ import annotations

import errno
import sqlite3

from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.points import PointIndex
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import TokenIndex


def check_complete(sealed: Snapshot) -> None:
    """Open every part of a snapshot, and compare how many passages each holds.

    Its digests say that the files stay as they were written, not that they were written whole.

    Raises:
        OSError: a part does not open, or passages are missing.
    """
    try:
        counts = _counts(sealed)
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise OSError(
            errno.EIO, f"the index was not written whole ({error})", str(sealed.folder)
        ) from error
    if set(counts) != {sealed.manifest.passages}:
        raise OSError(
            errno.EIO, "the index was not written whole: passages are missing", str(sealed.folder)
        )


def _counts(sealed: Snapshot) -> list[int]:
    """How many passages each part holds."""
    library = Library(sealed.library)
    lexical = LexicalIndex(sealed.folder / snapshot.LEXICAL)
    try:
        return [
            library.checked_count(),
            sum(source.passages for source in library.sources()),
            len(TokenIndex(sealed.folder / snapshot.TOKENS)),
            len(PointIndex(sealed.folder)),
            len(lexical),
        ]
    finally:
        library.close()
        lexical.close()
