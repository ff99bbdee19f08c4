"""Holds the assistant that answers: on the newest index that opens, or until there is one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from assistant.assistant import Assistant
from assistant.errors import AssistantError, NoIndexError
from assistant.index.history import live_name
from assistant.records import Answer, Document, Filters, Manifest, Source
from assistant.screening.danger import CAUTION, words_alone
from assistant.screening.patterns import Finding
from assistant.wording import NO_INDEX

_SECONDS_BETWEEN_TRIES = 10
_log = logging.getLogger(__name__)


class Answering(Protocol):
    """What the chat asks of an assistant; `Assistant` is one. Several threads call it at once."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot holds."""

    @property
    def snapshot(self) -> str:
        """The snapshot's id; '' where there is no index yet."""

    @property
    def warning(self) -> str | None:
        """What is wrong with the newest snapshot, where an older one answers."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """Answers from the documents that pass the filters, given the earlier questions."""

    def personal_data(self, question: str) -> tuple[Finding, ...]:
        """Returns the personal data in a question."""

    def caution(self, question: str) -> str | None:
        """Returns what to say first, where a question tells of danger to someone now."""

    def sources(self) -> tuple[Source, ...]:
        """Returns the documents of the snapshot."""

    def document(self, path: str) -> Document:
        """Returns one document's text and marks."""

    def refreshed(self) -> Answering:
        """Returns itself, or an assistant on the snapshot published since."""


class Holder:
    """Holds the assistant on the newest snapshot that opens."""

    def __init__(self, assistant: Answering) -> None:
        """Starts with an assistant that is open already."""
        self._assistant = assistant
        self._moving = Lock()

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that answers."""
        return self._assistant.snapshot

    @property
    def is_ready(self) -> bool:
        """Whether an index answers."""
        return bool(self._assistant.snapshot)

    @property
    def manifest(self) -> Manifest:
        """What the snapshot that answers holds."""
        return self._assistant.manifest

    def current(self) -> Answering:
        """Returns the assistant to use for one whole question.

        A snapshot that does not open is reported in the log, and the last good one answers on.
        """
        # Whoever comes while another thread opens the new snapshot is answered from the old one.
        if self._moving.acquire(blocking=False):
            try:
                self._assistant = self._assistant.refreshed()
            except (AssistantError, OSError) as error:
                _log.warning("the new index does not open; answering from the last: %s", error)
            finally:
                self._moving.release()
        return self._assistant


def opened(index: Path) -> Answering:
    """Returns an assistant on an index folder, or what stands in for it until it opens."""
    return Unready(index).refreshed()


class Unready:
    """Answers nothing; becomes an assistant once the index folder holds an index that opens."""

    snapshot = ""
    warning: str | None = None
    manifest = Manifest(
        format_version=0,
        built_at=datetime.fromtimestamp(0, UTC),
        inputs="",
        encoder="",
        encoder_sha256="",
        dimension=0,
        documents=0,
        passages=0,
        problems=(),
    )

    def __init__(self, index: Path, now: Callable[[], float] = time.monotonic) -> None:
        """Waits for an index in a folder."""
        self._index = index
        self._now = now
        self._refused: str | None = None
        self._again = 0.0
        self._told = ""

    def ask(self, *_: object, **__: object) -> Answer:
        """Answers nothing.

        Raises:
            NoIndexError: always.
        """
        raise NoIndexError(NO_INDEX)

    def personal_data(self, *_: object) -> tuple[Finding, ...]:
        """Returns none: nothing is searched anyway."""
        return ()

    def caution(self, question: str) -> str | None:
        """Returns what the words of the question say: this needs no index."""
        return CAUTION if words_alone().tells(question) else None

    def sources(self) -> tuple[Source, ...]:
        """Returns none."""
        return ()

    def document(self, path: str) -> Document:
        """Returns no document.

        Raises:
            KeyError: always.
        """
        raise KeyError(path)

    def refreshed(self) -> Answering:
        """Returns an assistant, once there is an index that opens; itself until then."""
        name = live_name(self._index)
        if name == self._refused and self._now() < self._again:
            return self
        try:
            return Assistant.open(self._index)
        except NoIndexError as error:
            self._tell(str(error))
        except (AssistantError, OSError) as error:
            self._refused, self._again = name, self._now() + _SECONDS_BETWEEN_TRIES
            self._tell(str(error))
        return self

    def _tell(self, problem: str) -> None:
        """Says what is wrong, once."""
        if problem != self._told:
            _log.warning("no question can be answered yet: %s", problem)
        self._told = problem
