"""Reads files in processes of their own, so that no file can hurt a build.

As many child processes as there are cores each read one file after another. A child is stopped
where a file takes too long, and replaced where one made it crash. What it sends is checked as if a
stranger had sent it.

A file is blamed only for what it does in a fresh process: one that fails in a process that has read
others is read once more in a new one. Where a reader tells its pages, a file whose page breaks or
holds up its process is read once more without that page.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import time
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from assistant.errors import ReadingError, UnreadableFileError
from assistant.readers import shown_name
from assistant.readers.sandbox.child import READY, Child, ChildReply, Request
from assistant.records import CorpusFile, Document, Problem, ProblemKind
from assistant.records.manifest import document_from
from assistant.settings import ReadSettings

_ADVICE = "put a fresh or simpler copy in its place"
_NOT_STARTED = "the process that reads files could not be started; install the assistant anew"
_START_SECONDS = 60
_GROWING_SECONDS = 0.05  # that a file may take before another child is started for the others
_MOST_RECOGNISED = 500  # pages of one file, in the time that each may take
_MOST_SKIPPED = 5  # pages that may break a process before the file is given up
_LONGEST_WAIT = 1.0  # so that Ctrl-C is heard where a waiting thread does not hear it


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of reading one file: its document, or the problem that says why there is none."""

    file: CorpusFile
    document: Document | None
    problems: tuple[Problem, ...]
    seconds: float


class _Job(NamedTuple):
    """A file to read, the pages that broke a process before, and the time that took."""

    file: CorpusFile
    skip: tuple[int, ...] = ()
    spent: float = 0.0


class _Broken(NamedTuple):
    """A reply that is no answer; the child that sent it must not be used again."""

    kind: str  # 'late', 'ended', 'rubbish', or what the child said of itself

    def reason(self, ended: int | None, settings: ReadSettings) -> str:
        """What is said of a file that broke its child, which ended with `ended`."""
        out_of_time = hasattr(signal, "SIGXCPU") and ended == -signal.SIGXCPU
        if self.kind == "late" or out_of_time:
            return f"took longer than {settings.seconds} s to read; {_ADVICE}, or split it"
        if self.kind == "memory":
            gigabytes, rest = divmod(settings.megabytes, 1024)
            most = f"{settings.megabytes} MB" if rest else f"{gigabytes} GB"
            return f"needs more than {most} of memory to read; {_ADVICE}, or split it"
        if self.kind == "long":
            return "holds more text than can be indexed as one document; split it"
        if self.kind not in ("ended", "rubbish"):
            return f"made the reader fail ({self.kind}); {_ADVICE}"
        how = f" (signal {-ended})" if ended and ended < 0 else f" (exit status {ended})"
        return f"made the reader crash{'' if ended is None else how}; {_ADVICE}"


def _of_reply(reply: ChildReply, file: CorpusFile) -> Document | Problem | _Broken:
    """The document a child read, under the file's own name, or why there is none."""
    if reply.payload is None:
        return _Broken("late" if reply.is_overdue else "ended")
    try:
        values = json.loads(reply.payload)
        path = shown_name(file.name)
        if "document" in values:
            document = document_from(values["document"])
            said = (replace(p, path=path, reason=_line(p.reason)) for p in document.problems)
            return replace(document, path=path, problems=tuple(said))
        if "reason" in values:
            return Problem(path, _line(values["reason"]))
        return _Broken(_line(values["broken"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return _Broken("rubbish")


def _line(value: Any) -> str:
    return " ".join(str.split(value))  # a TypeError for what is no text


class _Task(NamedTuple):
    """What a child is doing, and by when it must be done; no job while it starts."""

    started: float
    seconds: float
    job: _Job | None = None
    is_first: bool = False


class _Pool:
    """The files still to read, and the children that read them."""

    def __init__(self, files: Sequence[CorpusFile], settings: ReadSettings) -> None:
        self._waiting = deque(_Job(file) for file in files)
        self._suspects: deque[_Job] = deque()  # to be read once more, in a fresh process
        self._settings = settings
        self._replies: queue.SimpleQueue[tuple[Child, ChildReply]] = queue.SimpleQueue()
        self._tasks: dict[Child, _Task] = {}

    def readings(self) -> Generator[FileReading, None, None]:
        try:
            self._start()
            while self._tasks:
                child, reply = self._next()
                task = self._tasks.get(child)  # none if it was stopped with this still on its way
                if task and not task.job:
                    if reply.payload != READY:
                        raise ReadingError(_NOT_STARTED)
                    self._give(child, self._suspects or self._waiting, is_first=True)
                elif task and task.job and (found := self._finish(child, task, task.job, reply)):
                    yield found
        finally:
            for child in self._tasks:
                child.stop()

    def _start(self) -> None:
        child = Child(self._settings, self._replies)
        self._tasks[child] = _Task(time.monotonic(), _START_SECONDS)

    def _next(self) -> tuple[Child, ChildReply]:
        """The next reply; one is made up for a child that has had its time."""
        while True:
            # Few small files are read sooner than another child starts.
            starting = any(task.job is None for task in self._tasks.values())
            may_grow = self._waiting and not starting and len(self._tasks) < _cores()
            end = min(self._end(child, task) for child, task in self._tasks.items())
            most = _GROWING_SECONDS if may_grow else _LONGEST_WAIT
            try:
                return self._replies.get(timeout=min(max(end - time.monotonic(), 0), most))
            except queue.Empty:
                if may_grow:
                    self._start()
                for child, task in self._tasks.items():
                    if time.monotonic() >= self._end(child, task):
                        return child, ChildReply(None, is_overdue=True)

    def _end(self, child: Child, task: _Task) -> float:
        """When a child's time is up.

        One page may take half of a file's time, so that there is time to read the file without
        it. Where text is recognised, each page has as much time as a file.
        """
        end, since = task.started + task.seconds, max(task.started, child.page_since)
        if task.job is None or not child.page:
            return end
        if self._settings.ocr:
            return min(since + task.seconds, task.started + task.seconds * _MOST_RECOGNISED)
        return min(since + task.seconds / 2, end)

    def _give(self, child: Child, jobs: deque[_Job], *, is_first: bool = False) -> None:
        """Give a child the next file; where there is none, it is done."""
        if not jobs:
            self._drop(child)
            return
        job, most = jobs.popleft(), self._settings.seconds
        seconds = max(most - round(job.spent), -(-most // 2))
        self._tasks[child] = _Task(time.monotonic(), seconds, job, is_first)
        child.ask(Request(job.file, seconds, job.skip, self._settings.ocr))

    def _finish(
        self, child: Child, task: _Task, job: _Job, reply: ChildReply
    ) -> FileReading | None:
        """What came of a child's file; None where another child shall try it once more."""
        spent = job.spent + reply.at - task.started
        found = _of_reply(reply, job.file)
        if not isinstance(found, _Broken):
            self._give(child, self._waiting)
            return reading_of(job.file, found, spent)
        ended = child.ended() if found.kind == "ended" else None
        self._drop(child)
        again = self._again(job._replace(spent=spent), task, child.page, found)
        if again:
            self._suspects.append(again)
        if again or self._waiting:
            self._start()
        problem = Problem(shown_name(job.file.name), found.reason(ended, self._settings))
        return None if again else reading_of(job.file, problem, spent)

    def _again(self, job: _Job, task: _Task, page: int | None, broken: _Broken) -> _Job | None:
        """How to read a file once more that broke its process; None if that is no use."""
        if not task.is_first and broken.kind != "late":
            return job
        is_worth_it = len(job.skip) < _MOST_SKIPPED and job.spent < 2 * self._settings.seconds
        if page is None or page in job.skip or not is_worth_it:
            return None
        return job._replace(skip=(*job.skip, page))

    def _drop(self, child: Child) -> None:
        del self._tasks[child]
        child.stop()


def reading_of(file: CorpusFile, found: Document | Problem, seconds: float) -> FileReading:
    """What came of a file that was read, or for which there is a problem instead."""
    if isinstance(found, Problem):
        return FileReading(file, None, (found,), seconds)
    problems = tuple(map(_classed, found.problems))
    return FileReading(file, replace(found, problems=problems), problems, seconds)


def _classed(problem: Problem) -> Problem:
    """A problem of a document that was read, which is thus none of the whole file."""
    kind = ProblemKind.PARTLY_READ if problem.pages else ProblemKind.REMARK
    return replace(problem, kind=kind) if problem.kind is ProblemKind.NOT_READ else problem


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_files(
    files: Sequence[CorpusFile], settings: ReadSettings
) -> Generator[FileReading, None, None]:
    """What came of each file, as each is done; close the iterator to stop all reading at once.

    Raises:
        ReadingError: no process can be started to read in.
    """
    return _Pool(files, settings).readings()


def read_file(file: CorpusFile, settings: ReadSettings) -> FileReading:
    """What came of one file, read in a process of its own."""
    (found,) = read_files([file], settings)
    return found


def document_of(reading: FileReading) -> Document:
    """The document that was read.

    Raises:
        UnreadableFileError: there is none, with the reason.
    """
    if reading.document is None:
        (problem,) = reading.problems
        raise UnreadableFileError(problem.path, problem.reason)
    return reading.document
