"""What stands in for the assistant until there is an index that can be used."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant.asking import Assistant
from assistant.danger import CAUTION, words_alone
from assistant.errors import AssistantError, NoIndexError
from assistant.index.history import live_name
from assistant.personal_data import Finding
from assistant.records import Answer, Document, Manifest, Source
from assistant.web.holder import Answering
from assistant.wording import NO_INDEX

_SECONDS_BETWEEN_TRIES = 10
_log = logging.getLogger(__name__)


def opened(index: Path) -> Answering:
    """An assistant on an index folder, or what stands in for it until it opens."""
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
        """Wait for an index in a folder."""
        self._index = index
        self._now = now
        self._refused: str | None = None
        self._again = 0.0
        self._told = ""

    def ask(self, *_: object, **__: object) -> Answer:
        """Never an answer.

        Raises:
            NoIndexError: always.
        """
        raise NoIndexError(NO_INDEX)

    def personal_data(self, *_: object) -> tuple[Finding, ...]:
        """None: nothing is searched anyway."""
        return ()

    def caution(self, question: str) -> str | None:
        """What the words of the question say: this needs no index."""
        return CAUTION if words_alone().tells(question) else None

    def sources(self) -> tuple[Source, ...]:
        """None."""
        return ()

    def document(self, path: str) -> Document:
        """Never one.

        Raises:
            KeyError: always.
        """
        raise KeyError(path)

    def refreshed(self) -> Answering:
        """An assistant, once there is an index that opens; itself until then."""
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
        """Say what is wrong, once."""
        if problem != self._told:
            _log.warning("no question can be answered yet: %s", problem)
        self._told = problem
