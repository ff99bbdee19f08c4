"""One system, built or asked in a process of its own: rankings, times and memory.

`python -m benchmarks.retrieval.worker build|ask MODULE:CLASS JOB FOLDER RESULT` runs in the
environment of the libraries beside ours as well as in ours, so nothing but the standard library is
imported until the system is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

DEPTH = 50
"""How many passages every system is asked for, and each part of a hybrid one."""
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Job:
    """What a system is given."""

    encoder: str
    """The folder of the sentence-transformers model."""
    corpus: str
    """The folder of the documents; only ours reads it."""
    ids: list[str]
    texts: list[str]
    """The passages, as ours embeds them, and their ids."""
    questions: list[str]


@dataclass(frozen=True, slots=True)
class Built:
    """What building took, importing the library and loading the encoder included."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking every question."""

    ready_seconds: float
    """From the start until the first question was answered."""
    milliseconds: list[float]
    """What each question took after a few to warm up, encoding it included."""
    peak_bytes: int
    rankings: list[list[str]]
    """For each question the ids of the passages, best first."""
    versions: dict[str, str]


class System(Protocol):
    """Something that builds an index in a folder and answers from it later."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed, and where; nothing is loaded yet."""

    def build(self) -> None:
        """Index the passages and persist the index."""

    def open(self) -> None:
        """Load what `build` persisted, in another process."""

    def search(self, question: str) -> Sequence[str]:
        """The ids of the `DEPTH` best passages, best first."""


def build(target: str, job: Job, folder: Path, started: float) -> Built:
    """Build the system's index."""
    _system(target, job, folder).build()
    return Built(time.perf_counter() - started)


def ask(target: str, job: Job, folder: Path, started: float) -> Asked:
    """Open the system's index and ask every question."""
    system = _system(target, job, folder)
    system.open()
    system.search(job.questions[0])
    ready = time.perf_counter() - started
    for question in job.questions[:WARM_UP]:
        system.search(question)
    rankings, milliseconds = [], []
    for question in job.questions:
        asked = time.perf_counter()
        found = system.search(question)
        milliseconds.append((time.perf_counter() - asked) * 1000)
        rankings.append(list(found))
    packages = import_module(target.split(":")[0]).PACKAGES
    return Asked(ready, milliseconds, peak_bytes(), rankings, {p: version(p) for p in packages})


def peak_bytes() -> int:
    """The most memory this process had resident at a time.

    The kernel's own count for a process begins with what its parent had, which would blame a small
    process for a large parent; where it can be had, the count for the memory map does not.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text("ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _system(target: str, job: Job, folder: Path) -> System:
    module, name = target.split(":")
    system: System = getattr(import_module(module), name)(job, folder)
    return system


def main(arguments: Sequence[str]) -> None:
    """Do what is asked and write the result."""
    started = time.perf_counter()
    mode, target, job_file, folder, result = arguments
    job = Job(**json.loads(Path(job_file).read_text("utf-8")))
    measured = (build if mode == "build" else ask)(target, job, Path(folder), started)
    Path(result).write_text(json.dumps(asdict(measured)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
