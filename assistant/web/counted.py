"""An assistant whose questions are counted and told to the log, without their text."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from assistant.errors import AssistantError
from assistant.personal_data import Finding
from assistant.records import Answer, Document, Filters, Manifest, Source
from assistant.web.holder import Answering, Holder
from assistant.web.metrics import Metrics

_log = logging.getLogger(__name__)


class CountedHolder(Holder):
    """Gives out the assistant that another holder holds, each question counted under a way."""

    def __init__(self, holder: Holder, metrics: Metrics, way: str) -> None:
        """Count the questions that come by a way: 'chat' or 'api'."""
        self._held = holder
        self._metrics = metrics
        self._way = way

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that answers."""
        return self._held.snapshot

    @property
    def is_ready(self) -> bool:
        """Whether an index answers."""
        return self._held.is_ready

    @property
    def manifest(self) -> Manifest:
        """What the snapshot that answers holds."""
        return self._held.manifest

    def current(self) -> Answering:
        """The assistant to use for one whole question."""
        return _Counted(self._held.current(), self._metrics, self._way)


class _Counted:
    """An assistant that counts what it is asked."""

    def __init__(self, assistant: Answering, metrics: Metrics, way: str) -> None:
        self._assistant = assistant
        self._metrics = metrics
        self._way = way

    @property
    def manifest(self) -> Manifest:
        return self._assistant.manifest

    @property
    def snapshot(self) -> str:
        return self._assistant.snapshot

    @property
    def warning(self) -> str | None:
        return self._assistant.warning

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        started = time.perf_counter()
        outcome = "failed"
        try:
            answer = self._assistant.ask(question, history, k=k, filters=filters)
            outcome = _outcome(answer)
            return answer
        except AssistantError:
            outcome = "refused"
            raise
        finally:
            self._tell(outcome, time.perf_counter() - started)

    def _tell(self, outcome: str, seconds: float) -> None:
        self._metrics.question(self._way, outcome, seconds)
        if outcome == "failed":
            self._metrics.failure()
        told = {"way": self._way, "outcome": outcome, "seconds": round(seconds, 3)}
        _log.info("question", extra={"told": {**told, "snapshot": self.snapshot}})

    def personal_data(self, question: str) -> tuple[Finding, ...]:
        return self._assistant.personal_data(question)

    def caution(self, question: str) -> str | None:
        return self._assistant.caution(question)

    def sources(self) -> tuple[Source, ...]:
        return self._assistant.sources()

    def document(self, path: str) -> Document:
        return self._assistant.document(path)

    def refreshed(self) -> Answering:
        return self._assistant.refreshed()


def _outcome(answer: Answer) -> str:
    """'reply' to a greeting, 'list' of documents, else what the documents answer."""
    if answer.reply:
        return "reply"
    return "list" if answer.summary else answer.outcome.value
