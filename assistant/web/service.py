"""The chat as a service: the assistant that answers, and what an operator sees of it.

That is counts for Prometheus, answers to a monitor, and the log. Nothing that anybody typed is in
it: the labels are words of ours, statuses and snapshots' names.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol

import prometheus_client as prometheus
from fastapi import FastAPI, Request
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.assistant import Assistant
from assistant.errors import AssistantError, NoIndexError
from assistant.index.history import live_name
from assistant.records import Answer, Document, Filters, Manifest, Source
from assistant.screening import CAUTION, words_alone
from assistant.screening.patterns import Finding
from assistant.settings import PASSAGES_SHOWN, AccessSettings
from assistant.web.guard import HEALTH, METRICS, READY, is_loopback
from assistant.wording import NO_INDEX

_SECONDS_BETWEEN_TRIES = 10

_BOUNDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # of the histogram's buckets, in seconds
_OURS = ("assistant", "uvicorn")  # whose records are told: others' could quote a question
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
        timer = partial(prometheus.Histogram, registry=self._registry, buckets=_BOUNDS)
        took = "How long a question took, without waiting."
        self._seconds = timer("assistant_question_seconds", took, ("way",))

    def ask(self, way: str, snapshot: str, answer: Callable[[], Answer]) -> Answer:
        """Returns what `answer` does to a question that came by a way, 'chat' or 'api', counted.

        Raises:
            AssistantError: as `answer` does; counted as refused, and any other as failed.
        """
        started, outcome = time.perf_counter(), "failed"
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
    return "reply" if answer.reply else "list" if answer.summary else answer.outcome.value


@dataclass(frozen=True)
class _State(Collector):
    assistant: Answering

    def collect(self) -> Iterator[prometheus.Metric]:
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
    handler, before = logging.StreamHandler(sys.stderr), package.level
    level = logging.INFO if kind == "json" else logging.WARNING
    handler.setFormatter(JsonLines() if kind == "json" else PlainLines())
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
        length = super().write(text)  # which refuses bytes, by which typer knows a stream of text
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
