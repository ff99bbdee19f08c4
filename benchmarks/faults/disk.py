"""Disks that are full or fail, at each call that writes."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import resource
import signal
from collections.abc import Callable, Iterator
from errno import EIO, ENOSPC
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.faults.ground import Found, Ground, live, opens_as

_CALLS = ("fsync", "rename", "replace", "mkdir", "unlink", "truncate")


class Disk:
    """A disk on which the n-th call that writes, creates, flushes or names a file fails."""

    def __init__(self, fails_at: int, error: int) -> None:
        """Fail at the call of this number, from 1."""
        self.calls = 0
        self._fails_at, self._error = fails_at, error

    def counting(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, which may fail."""

        def run(*values: Any, **options: Any) -> Any:
            self.calls += 1
            if self.calls == self._fails_at:
                raise OSError(self._error, os.strerror(self._error))
            return act(*values, **options)

        return run

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Have every call of this process go to this disk."""
        calls = {name: getattr(os, name) for name in _CALLS}
        opened = io.open
        create = self.counting(opened)

        def open_file(path: Any, mode: str = "r", *values: Any, **options: Any) -> Any:
            if not set("wax+") & set(mode):
                return opened(path, mode, *values, **options)
            return _File(create(path, mode, *values, **options), self)

        for name, act in calls.items():
            setattr(os, name, self.counting(act))
        io.open = builtins.open = open_file  # type: ignore[assignment]
        try:
            yield
        finally:
            io.open = builtins.open = opened
            for name, act in calls.items():
                setattr(os, name, act)


class _File:
    """A file on such a disk."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file = file
        self.write = disk.counting(file.write)
        self.flush = disk.counting(file.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def failing(folder: Path, step: int) -> Found:
    """Whichever write, flush or rename fails, the build says so and the index answers.

    Of the calls every `step`-th fails.
    """
    ground, failures, tried = Ground(folder), [], 0
    for error in (ENOSPC, EIO):
        for fails_at in count(1, step):
            version = ground.version()
            ground.write(version + 1)
            before = live(ground.index)
            disk = Disk(fails_at, error)
            with disk.mounted():
                status, said = ground.told()
            if disk.calls < fails_at:
                break
            tried += 1
            swapped = live(ground.index) != before
            wrong = opens_as(ground, version + 1 if swapped else version)
            if "Traceback" in said or (status == 0 and not swapped):
                wrong = wrong or f"status {status}, {said!r}"
            if wrong:
                failures.append(f"{os.strerror(error)} at call {fails_at}: {wrong}")
            if ground.build() != 0 or ground.litter():
                failures.append(f"after call {fails_at}: {ground.litter()}")
    return Found("a write, flush or rename that fails", tried, tuple(failures))


def short(folder: Path, most: int) -> Found:
    """Files that cannot grow beyond a size, as a library's own writes meet it too."""
    ground, failures, tried = Ground(folder), [], 0
    largest = max(p.stat().st_size for p in ground.index.rglob("*") if p.is_file())
    for number in range(most):
        version = ground.version()
        ground.write(version + 1)
        child = os.fork()
        if not child:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            size = largest * (2 * number + 1) // (2 * most)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            os._exit(ground.build())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        tried += 1
        wrong = opens_as(ground, version if status else version + 1)
        if wrong or status not in (0, 2):
            failures.append(f"files of {number}/{most}: status {status}, {wrong}")
        if ground.build() != 0 or ground.litter():
            failures.append(f"after files of {number}/{most}: {ground.litter()}")
    return Found("files that cannot grow", tried, tuple(failures))
