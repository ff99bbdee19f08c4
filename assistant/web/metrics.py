"""What an operator sees of the service: counts for Prometheus, answers to a monitor, and the log.

Nothing that anybody typed is in it: the labels are words of ours, statuses and snapshots' names.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import mmap
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import prometheus_client as prometheus
from fastapi import FastAPI, Request
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.errors import AssistantError
from assistant.records import Answer
from assistant.settings import AccessSettings
from assistant.web.guard import HEALTH, METRICS, READY, is_loopback
from assistant.web.holder import Answering, Holder
from assistant.wording import NO_INDEX

_BOUNDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # of the histogram's buckets, in seconds
_OURS = ("assistant", "uvicorn")
"""Whose log records are told: those of other libraries could quote a question."""
_log = logging.getLogger(__name__)


class Metrics:
    """Counts questions, failures and refusals; safe to use from several threads."""

    def __init__(self) -> None:
        """Starts with nothing counted."""
        # When each series began is of no use here.
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = prometheus.CollectorRegistry()
        counter = partial(prometheus.Counter, registry=self._registry)
        by_way = "Questions by way and outcome."
        self._questions = counter("assistant_questions", by_way, ("way", "outcome"))
        self._failures = counter("assistant_failures", "Requests that failed in here.")
        by_status = "Responses by status, from 400."
        self._refused = counter("assistant_refused", by_status, ("status",))
        self._seconds = prometheus.Histogram(
            "assistant_question_seconds",
            "How long a question took, without waiting.",
            ("way",),
            buckets=_BOUNDS,
            registry=self._registry,
        )

    def ask(self, way: str, snapshot: str, answer: Callable[[], Answer]) -> Answer:
        """Returns what `answer` does to a question that came by a way, 'chat' or 'api', counted.

        Raises:
            AssistantError: as `answer` does; counted as refused, and any other as failed.
        """
        started = time.perf_counter()
        outcome = "failed"
        try:
            answered = answer()
            outcome = _outcome(answered)
            return answered
        except AssistantError:
            outcome = "refused"
            raise
        finally:
            seconds = time.perf_counter() - started
            self.question(way, outcome, seconds)
            if outcome == "failed":
                self.failure()
            told = {"way": way, "outcome": outcome, "seconds": round(seconds, 3)}
            _log.info("question", extra={"told": {**told, "snapshot": snapshot}})

    def question(self, way: str, outcome: str, seconds: float) -> None:
        """Counts a question that came by a way, what became of it, and how long that took."""
        self._questions.labels(way, outcome).inc()
        self._seconds.labels(way).observe(seconds)

    def failure(self) -> None:
        """Counts something that went wrong in here."""
        self._failures.inc()

    def refused(self, status: int) -> None:
        """Counts a request that was answered with a status from 400."""
        self._refused.labels(str(status)).inc()

    def text(self, holder: Holder) -> str:
        """Returns all that is counted, and the state of the index and the process."""
        parts = (self._registry, _State(holder.last))
        return "".join(prometheus.generate_latest(part).decode() for part in parts)


def _outcome(answer: Answer) -> str:
    """Returns 'reply' to a greeting, 'list' of documents, else what the documents answer."""
    if answer.reply:
        return "reply"
    return "list" if answer.summary else answer.outcome.value


@dataclass(frozen=True)
class _State(Collector):
    """The state of the index and the process."""

    assistant: Answering

    def collect(self) -> Iterator[prometheus.Metric]:
        """Yields each figure as it is now."""
        gauge, snapshot = GaugeMetricFamily, self.assistant.snapshot
        yield gauge("assistant_index_ready", "Whether an index answers.", int(bool(snapshot)))
        if snapshot:
            manifest, named = self.assistant.manifest, {"snapshot": snapshot}
            built = round(manifest.built_at.timestamp())
            yield InfoMetricFamily("assistant_snapshot", "The snapshot that answers.", named)
            yield gauge("assistant_snapshot_built_seconds", "When it was built.", built)
            yield gauge("assistant_documents", "Documents in it.", manifest.documents)
            yield gauge("assistant_passages", "Passages in it.", manifest.passages)
        held = "Memory that the process holds."
        yield gauge("process_resident_memory_bytes", held, _memory())


def _memory() -> int:
    """Returns the bytes held now, else the most so far, else 0, by what the system tells."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * mmap.PAGESIZE
    with contextlib.suppress(ImportError):
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # it tells KiB
    return 0


def add_health(app: FastAPI, holder: Holder, metrics: Metrics, access: AccessSettings) -> None:
    """Lets a monitor ask."""

    @app.api_route(HEALTH, methods=["GET", "HEAD"])
    def healthz() -> dict[str, str]:
        """Tells that the process answers, whether or not there is an index."""
        return {"status": "ok", "snapshot": holder.last.snapshot}

    @app.api_route(READY, methods=["GET", "HEAD"])
    def readyz() -> Response:
        """Returns whether questions are answered; an index published since is opened for it."""
        if snapshot := holder.current().snapshot:
            return JSONResponse({"status": "ready", "snapshot": snapshot})
        return JSONResponse({"status": "no index", "error": NO_INDEX}, 503)

    @app.get(METRICS)
    def counted(request: Request) -> Response:
        """Returns the counts: to who signed in, or only to this machine where nobody has to."""
        host = request.headers.get("host", "")
        if not access.has_sign_in and not is_loopback(request.scope, host):
            return PlainTextResponse("Not found.\n", 404)
        kind = prometheus.CONTENT_TYPE_PLAIN_0_0_4
        return PlainTextResponse(metrics.text(holder), media_type=kind)


@contextlib.contextmanager
def logged(kind: str) -> Iterator[None]:
    """Tells events on stderr for as long as this lasts: 'plain' the warnings, 'json' all."""
    root, package = logging.getLogger(), logging.getLogger("assistant")
    handler, is_json = logging.StreamHandler(sys.stderr), kind == "json"
    level, before = logging.INFO if is_json else logging.WARNING, package.level
    handler.setFormatter(JsonLines() if is_json else PlainLines())
    handler.setLevel(level)
    package.setLevel(level)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        package.setLevel(before)


@contextlib.contextmanager
def lines_logged(kind: str) -> Iterator[None]:
    """Makes what is said on stderr meanwhile events, a line each, where 'json' is logged."""
    if kind != "json":
        yield
        return
    with logged(kind), contextlib.redirect_stderr(_Said()):
        yield


class _Said(io.StringIO):
    """Stands for stderr: each line that is written becomes an event."""

    def write(self, text: str) -> int:
        """Logs the lines of a text; returns how many characters they are."""
        length = super().write(text)
        for line in filter(str.strip, text.splitlines()):
            logging.getLogger("assistant").info("%s", line.strip())
        return length


class PlainLines(logging.Formatter):
    """A line for people: 'warning: …'."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line of a record."""
        error = record.exc_info[1] if record.exc_info else None
        place = f" ({error_place(error)})" if error else ""
        line = f"{record.levelname.lower()}: {_message(record)}{place}"
        return "".join(c if c.isprintable() else " " for c in line)


class JsonLines(logging.Formatter):
    """A line for programs: an object with the time (UTC), the level and the event."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line; what is in `extra={"told": …}` stands beside the event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": at, "level": record.levelname.lower(), "event": _message(record)}
        error = record.exc_info[1] if record.exc_info else None
        place = {"error": error_place(error)} if error else {}
        return json.dumps({**told, **getattr(record, "told", {}), **place})


def error_place(error: BaseException) -> str:
    """Returns the kind of an error and the line it came from, without its message.

    A message may quote the question, and questions are never logged.
    """
    kind, frames = type(error).__name__, traceback.extract_tb(error.__traceback__)
    return f"{kind} at {frames[-1].filename}:{frames[-1].lineno}" if frames else kind


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OURS:
        return record.getMessage()
    return f"{record.name} says something, which could quote a question and is left out"
