"""Holds the assistant that answers: on the newest index that opens, or until there is one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from assistant.assistant import Assistant
from assistant.errors import AssistantError, NoIndexError
from assistant.index.history import live_name
from assistant.records import Answer, Document, Filters, Manifest, Source
from assistant.screening import CAUTION, words_alone
from assistant.screening.patterns import Finding
from assistant.settings import PASSAGES_SHOWN
from assistant.wording import NO_INDEX

_SECONDS_BETWEEN_TRIES = 10
_log = logging.getLogger(__name__)


class Taken(Protocol):
    """What the chat asks of a question taken up; `assistant.assistant.Question` is one."""

    @property
    def personal_data(self) -> tuple[Finding, ...]:
        """The personal data in it."""

    @property
    def caution(self) -> str | None:
        """What to say first, where it tells of danger to someone now."""

    def answer(self, *, k: int = PASSAGES_SHOWN, filters: Filters | None = None) -> Answer:
        """Answers from the documents that pass the filters, in up to `k` passages."""


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

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to start from; none where there are none."""

    def take(self, question: str, history: Sequence[str] = ()) -> Taken:
        """Takes a question up on its snapshot, given the earlier ones."""

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
        self.last = assistant
        """The one that `current` returned last."""
        self._moving = Lock()

    def current(self) -> Answering:
        """Returns the assistant to use for one whole question.

        A snapshot that does not open is reported in the log, and the last good one answers on.
        """
        # Whoever comes while another thread opens the new snapshot is answered from the old one.
        if self._moving.acquire(blocking=False):
            try:
                self.last = self.last.refreshed()
            except (AssistantError, OSError) as error:
                _log.warning("the new index does not open; answering from the last: %s", error)
            finally:
                self._moving.release()
        return self.last


def _told(stage: str, done: int, total: int) -> None:
    """Tells what questions wait for."""
    if not done:
        waits = "%s: %s passages; questions are answered when that is done"
        _log.warning(waits, stage, f"{total:,}")


def opened(index: Path) -> Answering:
    """Returns an assistant on an index folder, or what stands in for it until it opens."""
    return Unready(index).refreshed()


@dataclass(frozen=True)
class Unanswerable:
    """A question that there is no index for."""

    caution: str | None
    personal_data: tuple[Finding, ...] = ()
    """None: nothing is searched anyway."""

    def answer(self, **_: object) -> Answer:
        """Answers nothing.

        Raises:
            NoIndexError: always.
        """
        raise NoIndexError(NO_INDEX)


class Unready:
    """Answers nothing; becomes an assistant once the index folder holds an index that opens."""

    snapshot = ""
    warning: str | None = None
    examples: tuple[str, ...] = ()
    manifest = Manifest(0, datetime.fromtimestamp(0, UTC), "", "", "", 0, 0, 0, problems=())

    def __init__(self, index: Path, now: Callable[[], float] = time.monotonic) -> None:
        """Waits for an index in a folder."""
        self._index, self._now = index, now
        self._refused: str | None = None
        self._again = 0.0
        self._told = ""

    def take(self, question: str, _: Sequence[str] = ()) -> Taken:
        """Takes up a question that cannot be answered; only its words tell of danger."""
        return Unanswerable(CAUTION if words_alone().tells(question) else None)

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
            return Assistant.open(self._index, _told)
        except (AssistantError, OSError) as error:
            if not isinstance(error, NoIndexError):
                self._refused, self._again = name, self._now() + _SECONDS_BETWEEN_TRIES
            if str(error) != self._told:
                self._told = str(error)
                _log.warning("no question can be answered yet: %s", error)
        return self
