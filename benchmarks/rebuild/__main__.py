"""What a rebuild takes beside a full build: `python -m benchmarks.rebuild [--documents N] ...`.

Writes documents of twenty passages each (1,000 documents unless told) and builds them: from
nothing, with nothing changed, the same with the index gone from memory, with one document changed,
with another changed and a gate of 100 questions, and with one removed. With `--stopped` also after
a build that was killed, which takes another full build. With `--stand-in` a stand-in takes the
encoder's place, so that what is left is what a build takes beside encoding. Each build is a process
of its own, its start included; what each part of it took is told. Figures go to
`benchmarks/results/rebuild.json`, with the stand-in to `rebuild-stand-in.json`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.index.reuse import _AT_ONCE, JOURNAL
from benchmarks.rebuild.corpus import PASSAGES, write_corpus, write_document, write_questions
from benchmarks.retrieval.figures import processor

RESULTS = Path(__file__).parent.parent / "results"
_LEAST_SHOWN = 0.05  # seconds of a part


@dataclass(frozen=True, slots=True)
class Built:
    """One build."""

    what: str
    seconds: float
    """From the start of its process to its end."""
    cpu_seconds: float
    """Of the processor, which other work on the machine does not lengthen as much."""
    peak_mb: int
    """The most memory it had resident, mapped files included."""
    read: int
    encoded: int
    passages: int
    parts: Mapping[str, Sequence[float]]
    """Seconds of the clock and of the processor; the start of the interpreter is in none."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders of builds, and how they are run."""

    folder: Path
    documents: int
    stand_in: bool

    @property
    def corpus(self) -> Path:
        """The documents."""
        return self.folder / "corpus"

    @property
    def index(self) -> Path:
        """The index of them."""
        return self.folder / "index"

    def command(self, index: Path, *options: str) -> list[str]:
        """A build in a process of its own."""
        chosen = ["--stand-in"] * self.stand_in
        folders = ["--corpus", str(self.corpus), "--index", str(index)]
        run = [sys.executable, "-m", "benchmarks.rebuild.parts", str(self.folder / "told")]
        return [*run, *chosen, "build", *folders, "--json", *options]

    def built(self, what: str, index: Path, *options: str) -> Built:
        """What a build took."""
        started = time.perf_counter()
        done = subprocess.run(
            self.command(index, *options), check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
        told, took = json.loads(done.stdout), json.loads((self.folder / "told").read_text("utf-8"))
        counts = (told["read"], told["encoded"], told["passages"])
        return Built(
            what, seconds, took["cpu_seconds"], took["peak_mb"], *counts, parts=took["seconds"]
        )


def main() -> None:
    """Build, change, build again; print and keep the times."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as made:
        ground = Ground(Path(made), asked.documents, asked.stand_in)
        write_corpus(ground.corpus, asked.documents)
        builds: list[Built] = []
        for built in _builds(ground, asked.questions, stopped=asked.stopped):
            builds.append(built)
            _print(built, builds[0])
    told = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "documents": asked.documents,
        "questions": asked.questions,
        "stand-in": asked.stand_in,
        "builds": [asdict(built) for built in builds],
    }
    name = "rebuild-stand-in.json" if asked.stand_in else "rebuild.json"
    results = asked.results or RESULTS / name
    results.write_text(f"{json.dumps(told, indent=1)}\n", "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=100, help="of the gate")
    parser.add_argument("--stand-in", action="store_true", help="spare the encoding")
    parser.add_argument("--stopped", action="store_true", help="also a build that is killed")
    parser.add_argument("--results", type=Path, help="the file for the figures")
    return parser.parse_args()


def _builds(ground: Ground, questions: int, *, stopped: bool) -> Iterator[Built]:
    """Each build, as it is done."""
    index, corpus = ground.index, ground.corpus
    gate = ground.folder / "questions.jsonl"
    write_questions(gate, ground.documents, questions)
    yield ground.built("from nothing", index)
    yield ground.built("nothing changed", index)
    _forget(index)
    yield ground.built("nothing changed, the index not in memory", index)
    write_document(corpus, 0, seed=ground.documents)
    yield ground.built("one document changed", index)
    write_document(corpus, 0, seed=ground.documents + 1)
    what = f"one document changed, {questions} questions asked of both"
    yield ground.built(what, index, "--gate", str(gate))
    (corpus / "0001.md").unlink()
    yield ground.built("one document removed", index)
    if stopped:
        other = ground.folder / "other"
        _stopped(ground, other, ground.documents * PASSAGES // _AT_ONCE * 6 // 10)
        yield ground.built("after one was killed at about 60 %", other)


def _print(built: Built, full: Built) -> None:
    share, of_cpu = built.seconds / full.seconds, built.cpu_seconds / full.cpu_seconds
    print(
        f"{built.what}: {built.seconds:.1f} s, {share:.1%} of a full build (processor "
        f"{built.cpu_seconds:.1f} s, {of_cpu:.1%}), at most {built.peak_mb:,} MB; {built.read:,} "
        f"files read, {built.encoded:,} of {built.passages:,} passages encoded"
    )
    shown = (
        f"{part} {seconds:.2f} ({cpu:.2f})"
        for part, (seconds, cpu) in built.parts.items()
        if cpu >= _LEAST_SHOWN
    )
    print(f"    {', '.join(shown)}", flush=True)


def _forget(index: Path) -> None:
    """Have the system drop what it holds of the index's files in memory."""
    for path in (p for p in index.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _stopped(ground: Ground, index: Path, entries: int) -> None:
    """A build that is killed when it has written so many entries of its journal."""
    journal = index / JOURNAL
    sizes: set[int] = set()
    with subprocess.Popen(
        ground.command(index), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as build:
        while build.poll() is None and len(sizes) < entries:
            time.sleep(0.02)
            with contextlib.suppress(FileNotFoundError):
                sizes.add(journal.stat().st_size)
        build.send_signal(signal.SIGKILL)


if __name__ == "__main__":
    main()
