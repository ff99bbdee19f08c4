"""What the service counts, in the text format that Prometheus reads.

Nothing that anybody typed is in it: the labels are words of ours, statuses and snapshots' names.
"""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    Metric,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.errors import AssistantError
from assistant.records import Answer, Document, Filters, Manifest, Source
from assistant.screening.patterns import Finding
from assistant.settings import AccessSettings
from assistant.web.guard import HEALTH, METRICS, READY, is_loopback
from assistant.web.holder import Answering, Holder
from assistant.wording import NO_INDEX

BOUNDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of the histogram's buckets, in seconds."""
_KIBIBYTE = 1024
_STATM = Path("/proc/self/statm")


class Metrics:
    """Counts questions, failures and refusals; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        disable_created_metrics()  # when each series began is of no use here
        self._registry = registry = CollectorRegistry()
        self._questions = Counter(
            "assistant_questions",
            "Questions by way and outcome.",
            ("way", "outcome"),
            registry=registry,
        )
        self._failures = Counter(
            "assistant_failures", "Requests that failed in here.", registry=registry
        )
        self._refused = Counter(
            "assistant_refused", "Responses by status, from 400.", ("status",), registry=registry
        )
        self._seconds = Histogram(
            "assistant_question_seconds",
            "How long a question took, without waiting.",
            ("way",),
            buckets=BOUNDS,
            registry=registry,
        )

    def question(self, way: str, outcome: str, seconds: float) -> None:
        """Count a question that came by a way, what became of it, and how long that took."""
        self._questions.labels(way, outcome).inc()
        self._seconds.labels(way).observe(seconds)

    def failure(self) -> None:
        """Count something that went wrong in here."""
        self._failures.inc()

    def refused(self, status: int) -> None:
        """Count a request that was answered with a status from 400."""
        self._refused.labels(str(status)).inc()

    def text(self, holder: Holder) -> str:
        """All that is counted, and the state of the index and the process."""
        parts = (self._registry, _State(holder))
        return "".join(generate_latest(part).decode() for part in parts)


class _State(Collector):
    """The state of the index and the process."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def collect(self) -> Iterator[Metric]:
        holder = self._holder
        yield GaugeMetricFamily(
            "assistant_index_ready", "Whether an index answers.", int(holder.is_ready)
        )
        if holder.is_ready:
            manifest = holder.manifest
            yield InfoMetricFamily(
                "assistant_snapshot", "The snapshot that answers.", {"snapshot": holder.snapshot}
            )
            yield GaugeMetricFamily(
                "assistant_snapshot_built_seconds",
                "When it was built.",
                round(manifest.built_at.timestamp()),
            )
            yield GaugeMetricFamily("assistant_documents", "Documents in it.", manifest.documents)
            yield GaugeMetricFamily("assistant_passages", "Passages in it.", manifest.passages)
        yield GaugeMetricFamily(
            "process_resident_memory_bytes", "Memory that the process holds.", _memory()
        )


def _memory() -> int:
    """Bytes held now, or at most so far where the system does not tell."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIBIBYTE


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


def add_health(app: FastAPI, holder: Holder, metrics: Metrics, access: AccessSettings) -> None:
    """Let a monitor ask."""

    def healthz() -> dict[str, str]:
        """That the process answers, whether or not there is an index."""
        return {"status": "ok", "snapshot": holder.snapshot}

    def readyz() -> Response:
        """Whether questions are answered; an index published since is opened for it."""
        holder.current()
        if holder.is_ready:
            return JSONResponse({"status": "ready", "snapshot": holder.snapshot})
        return JSONResponse({"status": "no index", "error": NO_INDEX}, 503)

    def counted(request: Request) -> Response:
        """The counts: for whoever signed in, or only for this machine where nobody has to."""
        host = request.headers.get("host", "")
        if not access.has_sign_in and not is_loopback(request.scope, host):
            return PlainTextResponse("Not found.\n", 404)
        return PlainTextResponse(metrics.text(holder), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    for path, route, methods in (
        (HEALTH, healthz, ["GET", "HEAD"]),
        (READY, readyz, ["GET", "HEAD"]),
        (METRICS, counted, ["GET"]),
    ):
        app.add_api_route(path, route, methods=methods, response_model=None)


_OURS = ("assistant", "uvicorn")
_LEVELS = {"plain": logging.WARNING, "json": logging.INFO}


@contextlib.contextmanager
def logged(kind: str) -> Iterator[None]:
    """Tell events on stderr for as long as this lasts: 'plain' the warnings, 'json' all."""
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else PlainLines())
    handler.setLevel(_LEVELS[kind])
    package = logging.getLogger("assistant")
    before = package.level
    package.setLevel(_LEVELS[kind])
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        package.setLevel(before)


class PlainLines(logging.Formatter):
    """A line for people: 'warning: …'."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return _one_line(f"{record.levelname.lower()}: {_message(record)}{_cause(record)}")


class JsonLines(logging.Formatter):
    """A line for programs: an object with the time (UTC), the level and the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; what it was told in `extra={"told": …}` stands beside the event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": at, "level": record.levelname.lower(), "event": _message(record)}
        return json.dumps({**told, **getattr(record, "told", {}), **_error(record)})


def error_place(error: BaseException | None) -> str:
    """The kind of an error and the line it came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    kind = type(error).__name__
    return f"{kind} at {frames[-1].filename}:{frames[-1].lineno}" if frames else kind


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OURS:
        return record.getMessage()
    return f"{record.name} says something, which could quote a question and is left out"


def _error(record: logging.LogRecord) -> dict[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    return {"error": error_place(error)} if error else {}


def _cause(record: logging.LogRecord) -> str:
    return "".join(f" ({place})" for place in _error(record).values())


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
