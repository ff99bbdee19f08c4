"""The errors of this package.

    AssistantError
    ├── UsageError             what was asked for cannot be done as asked
    │   ├── QuestionError      a question that is empty or too long
    │   ├── FilterError        a filter that no document can pass, or no date
    │   ├── CorpusError        the corpus folder is missing or holds nothing to read
    │   ├── CatalogueError     corpus/catalogue.toml is not what it should be
    │   └── SettingError       a setting or environment variable has a bad value
    ├── UnreadableFileError    one file of the corpus cannot be read; a build goes on without it
    ├── FilesLostError         a build found files lost, or a strict one files not read whole
    ├── ReadingError           no process can be started to read files in
    ├── CalibrationError       a calibration cannot be used; the shipped one is used instead
    ├── FeedbackError          the file of what users say of answers cannot be read
    ├── EncoderError           the encoder's files are missing or not the expected ones
    ├── ComprehensionError     the model of comprehension is missing or not the one shipped
    └── SearchIndexError       nothing to answer from
        ├── NoIndexError       there is no index yet
        │   └── EngineError    the engine that holds the index does not answer
        ├── IndexFormatError   the index was written by another version
        ├── NoSnapshotError    the folder keeps no such snapshot
        ├── DamagedIndexError  a file of the index is not what was written
        └── LockedIndexError   another build is running

Each message names the file or value, what was expected and found, and what to do.
"""

from __future__ import annotations

from pathlib import Path

from assistant.records import FileReport


class AssistantError(Exception):
    """Anything this package reports to the person who runs it."""


class UsageError(AssistantError, ValueError):
    """What was asked for cannot be done as asked."""


class QuestionError(UsageError):
    """A question that cannot be searched: empty, or longer than the limit."""


class FilterError(UsageError):
    """A filter asks for a value that no document has, or its date is none."""


class CorpusError(UsageError):
    """The corpus folder is missing or holds nothing to read."""


class CatalogueError(UsageError):
    """The catalogue cannot be parsed or says something it may not say."""


class SettingError(UsageError):
    """A setting or environment variable has a value that cannot be used."""


class UnreadableFileError(AssistantError):
    """One file of the corpus cannot be read. `reason` says why and what to do."""

    def __init__(self, path: str, reason: str) -> None:
        """Keep the file's path within the corpus and the reason apart."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class FilesLostError(AssistantError):
    """A build lost files, or a strict one read some not whole. `files` are the reports of all."""

    def __init__(self, message: str, files: tuple[FileReport, ...]) -> None:
        """Keep what there is to tell of each file."""
        super().__init__(message)
        self.files = files


class ReadingError(AssistantError):
    """No process can be started to read files in."""


class CalibrationError(AssistantError):
    """A calibration file cannot be used."""


class FeedbackError(AssistantError):
    """The file of what users say of answers cannot be read."""


class EncoderError(AssistantError):
    """The encoder's files are missing or are not the expected ones."""


class ComprehensionError(AssistantError):
    """The model of comprehension is missing or is not the one shipped."""


class SearchIndexError(AssistantError):
    """The index cannot be used."""


class NoIndexError(SearchIndexError):
    """There is no index in the folder."""


class EngineError(NoIndexError):
    """The engine that holds what is searched does not answer, or lacks the snapshot."""


class NoSnapshotError(SearchIndexError):
    """The folder keeps no such snapshot."""


class IndexFormatError(SearchIndexError):
    """The index was written in a format that this version does not read."""


class DamagedIndexError(SearchIndexError):
    """A file of the index is missing or is not what the build wrote. `path` is that file."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the damaged file's path."""
        super().__init__(
            f"{path} is damaged: {reason}. Run 'assistant build' to write the index anew."
        )
        self.path = path


class LockedIndexError(SearchIndexError):
    """Another build holds the index."""
