"""One system, built or asked in a process of its own: what it finds, times and memory.

`python -m benchmarks.retrieval.worker build|ask MODULE:CLASS JOB FOLDER RESULT` runs in the
environment of the libraries beside ours as well as in ours, so nothing but the standard library is
imported until the system is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, Self

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
    reranker: str = ""
    """The folder of the cross-encoder, which those that rerank read passages with."""
    units: dict[str, list[list[int]]] = field(default_factory=dict)
    """By id, where the sentences and bullets of a passage begin and end in its text.

    Empty where no question has a quote that a mark could be held against.
    """

    def best_unit(
        self, identity: str, score: Callable[[list[str]], Sequence[float]]
    ) -> list[int] | None:
        """The sentence or bullet of a passage that scores highest; None where there are none."""
        spans = self.units.get(identity)
        if not spans:
            return None
        text = self.texts[self.ids.index(identity)]
        scores = score([text[start:end] for start, end in spans])
        return max(zip(scores, spans, strict=True))[1]


@dataclass(frozen=True, slots=True)
class Built:
    """What building took, importing the library and loading the encoder included."""

    seconds: float


@dataclass(frozen=True, slots=True)
class First:
    """What a system says of the passage that it puts first."""

    id: str
    """Empty where it finds none."""
    score: float | None
    """The higher the surer; None where the system reports no score."""
    mark: list[int] | None = None
    """Where what it marks begins and ends in the passage's text; None where it marks nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a system finds for a question."""

    ranking: list[str]
    """The ids of the passages, best first."""
    first: First


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking every question."""

    ready_seconds: float
    """From the start until the first question was answered."""
    milliseconds: list[float]
    """What each question took after a few to warm up, encoding it included."""
    peak_bytes: int
    found: list[Found]
    """For each question."""
    versions: dict[str, str]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """What was written as JSON."""
        found = [Found(one["ranking"], First(**one["first"])) for one in stored["found"]]
        return cls(**stored | {"found": found})


class System(Protocol):
    """Something that builds an index in a folder and answers from it later."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed, and where; nothing is loaded yet."""

    def build(self) -> None:
        """Index the passages and persist the index."""

    def open(self) -> None:
        """Load what `build` persisted, in another process."""

    def search(self, question: str) -> Sequence[str]:
        """The ids of the `DEPTH` best passages, best first; of those read, if fewer are."""

    def first(self) -> First:
        """What it says of the passage that the latest `search` put first; this is not timed."""


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
    every, milliseconds = [], []
    for question in job.questions:
        asked = time.perf_counter()
        ranking = system.search(question)
        milliseconds.append((time.perf_counter() - asked) * 1000)
        every.append(Found(list(ranking), system.first()))
    packages = import_module(target.split(":")[0]).PACKAGES
    return Asked(ready, milliseconds, peak_bytes(), every, {p: version(p) for p in packages})


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
