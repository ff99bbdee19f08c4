"""Passages embedded a second: ours and SentenceTransformer.encode by turns, on the same texts."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.embedding.worker import USUAL


@dataclass(frozen=True, slots=True)
class Embedded:
    """One way of embedding."""

    way: str
    passages_a_second: float
    """The median over the rounds."""
    times_usual: float
    """The median time of the usual way over that of this one."""
    times_usual_cpu: float
    """The same of processor time, which other work on the machine lengthens less."""
    seconds: Sequence[float]
    """Of each round."""
    cpu_seconds: Sequence[float]


def measure(texts: Path, encoder: Path, ways: Sequence[str], rounds: int) -> list[Embedded]:
    """Each way over all texts in each round, by turns, so that other work meets all alike.

    The usual way runs in a process of its own: torch and OpenVINO would share the cores' threads.
    """
    number = len(json.loads(texts.read_text("utf-8")))
    with _worker(texts, encoder) as usual, _worker(texts, encoder) as ours:
        taken: dict[str, list[tuple[float, float]]] = {way: [] for way in (USUAL, *ways)}
        for _ in range(rounds):
            for way, rows in taken.items():
                rows.append(_told(usual if way == USUAL else ours, way))
    seconds = {way: [wall for wall, _ in rows] for way, rows in taken.items()}
    used = {way: [cpu for _, cpu in rows] for way, rows in taken.items()}
    walls = {way: statistics.median(rows) for way, rows in seconds.items()}
    cpus = {way: statistics.median(rows) for way, rows in used.items()}
    return [
        Embedded(
            way,
            number / walls[way],
            walls[USUAL] / walls[way],
            cpus[USUAL] / cpus[way],
            seconds[way],
            used[way],
        )
        for way in taken
    ]


def _told(worker: subprocess.Popen[str], way: str) -> tuple[float, float]:
    """What a worker says that it took, by the clock and of the processor."""
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(f"{way}\n")
    worker.stdin.flush()
    wall, cpu = worker.stdout.readline().split()
    return float(wall), float(cpu)


@contextlib.contextmanager
def _worker(texts: Path, encoder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.embedding.worker", str(texts), str(encoder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        yield worker
