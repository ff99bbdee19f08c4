"""The assistant that answers now: it moves over to a newly published index between questions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from assistant.errors import AssistantError
from assistant.personal_data import Finding
from assistant.records import Answer, Document, Filters, Manifest, Source

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
        """The answer of the documents that pass the filters, given the earlier questions."""

    def personal_data(self, question: str) -> tuple[Finding, ...]:
        """The personal data in a question."""

    def caution(self, question: str) -> str | None:
        """What to say before anything else, where a question tells of danger to someone now."""

    def sources(self) -> tuple[Source, ...]:
        """The documents of the snapshot."""

    def document(self, path: str) -> Document:
        """One document's text and marks."""

    def refreshed(self) -> Answering:
        """Itself, or an assistant on the snapshot published since."""


class Holder:
    """Holds the assistant on the newest snapshot that opens."""

    def __init__(self, assistant: Answering) -> None:
        """Start with an assistant that is open already."""
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
        """The assistant to use for one whole question.

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
