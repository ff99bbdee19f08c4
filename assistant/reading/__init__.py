"""Reading files in processes of their own, so that no file can hurt a build.

Several files are read at once, each in one of as many child processes as there are cores. A child
reads many files, one after another; it is stopped where a file takes too long, and replaced where
a file made it crash. What a child sends is checked as if a stranger had sent it.

A file is blamed only for what it does in a fresh process: where one fails in a process that has
read others before, it is read once more in a new one, so that what is said of a file never
depends on the files before it. Where a reader tells its pages, a file whose page breaks or holds
up its process is read once more without that page, so that the other pages are kept.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from assistant.corpus import CorpusFile
from assistant.errors import UnreadableFileError
from assistant.reading.pool import Pool, Reading
from assistant.records import Document
from assistant.settings import ReadSettings

__all__ = ["Reading", "document_of", "read_file", "read_files"]


def read_files(
    files: Sequence[CorpusFile], settings: ReadSettings
) -> Generator[Reading, None, None]:
    """What came of each file, as each is done; close the iterator to stop all reading at once.

    Raises:
        ReadingError: no process can be started to read in.
    """
    pool = Pool(files, settings)
    try:
        yield from pool.readings()
    finally:
        pool.stop()


def read_file(file: CorpusFile, settings: ReadSettings) -> Reading:
    """What came of one file, read in a process of its own."""
    (found,) = read_files([file], settings)
    return found


def document_of(reading: Reading) -> Document:
    """The document that was read.

    Raises:
        UnreadableFileError: there is none, with the reason.
    """
    if reading.document is None:
        (problem,) = reading.problems
        raise UnreadableFileError(problem.path, problem.reason)
    return reading.document
