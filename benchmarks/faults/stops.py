"""Builds that are killed, that meet each other, and that run while the index is opened."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from assistant.index import history
from benchmarks.faults.ground import Found, Ground, in_child, opens_as

_VERSIONS, _LONGEST = 3, 60.0  # versions that must be seen, and seconds to wait for them


def kills(folder: Path, rounds: int) -> Found:
    """A rebuild killed at a random moment leaves the old or the new index; the next tidies up."""
    ground, chance, failures = Ground(folder), random.Random(1), []
    longest = _seconds(ground)
    version = ground.version()
    for number in range(rounds):
        ground.write(version + 1)
        child = in_child(ground)
        time.sleep(chance.uniform(0, longest * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        wrong = opens_as(ground, version, version + 1)
        if not wrong and ground.build() != 0:
            wrong = "the next build failed"
        wrong = wrong or opens_as(ground, version + 1) or ", ".join(ground.litter())
        if wrong:
            failures.append(f"round {number}: {wrong}")
        version += 1
    return Found("killed at a random moment", rounds, tuple(failures))


def loads(folder: Path, rounds: int) -> Found:
    """Opening an index that is rebuilt without a pause fails never, and mixes nothing."""
    ground, failures, tried = Ground(folder), [], 0
    seen: set[int] = set()
    builder = os.fork()
    if not builder:
        version = 3
        while True:
            ground.write(version)
            ground.build()
            version += 1
    end = time.monotonic() + _LONGEST
    try:
        while tried < rounds or (len(seen) < _VERSIONS and time.monotonic() < end):
            tried += 1
            try:
                seen.add(ground.version())
            except Exception as error:  # noqa: BLE001  # whatever it is, it should not have been
                failures.append(f"load {tried}: {type(error).__name__}: {error}")
    finally:
        os.kill(builder, signal.SIGKILL)
        os.waitpid(builder, 0)
    if len(seen) < _VERSIONS:
        failures.append(f"only {len(seen)} versions were seen: nothing was rebuilt meanwhile")
    return Found(f"loads meanwhile, of {len(seen)} versions", tried, tuple(failures))


def meetings(folder: Path, rounds: int) -> Found:
    """Of builds at once one wins and the other says that the index is locked."""
    ground, failures = Ground(folder), []
    for number in range(rounds):
        version = ground.version() + 1
        ground.write(version)
        with history.locked(ground.index):
            status, said = ground.told()
        if status != 2 or "another build is running on" not in said:
            failures.append(f"round {number}: status {status}, {said!r}")
        children = [in_child(ground, "--full") for _ in range(3)]
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        wrong = "" if 0 in ended and set(ended) <= {0, 2} else f"statuses {ended}"
        wrong = wrong or opens_as(ground, version)
        if wrong:
            failures.append(f"round {number}: {wrong}")
    return Found("builds at once", rounds, tuple(failures))


def dead_locks(folder: Path, rounds: int) -> Found:
    """The lock of a process that was killed holds up nobody."""
    ground, failures = Ground(folder), []
    for number in range(rounds):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            with history.locked(ground.index):
                os.write(writer, b"held")
                time.sleep(60)
        os.read(reader, 4)
        os.close(reader)
        os.close(writer)
        locked = ground.build("--full")
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        freed = ground.build("--full")
        if (locked, freed) != (2, 0):
            failures.append(f"round {number}: status {locked} while held, {freed} afterwards")
    return Found("locks of killed builds", rounds, tuple(failures))


def _seconds(ground: Ground) -> float:
    """How long a rebuild in a process of its own takes."""
    ground.write(3)
    started = time.monotonic()
    os.waitpid(in_child(ground), 0)
    return time.monotonic() - started
