"""A cold question: `assistant ask` and the usual script by turns, each a process from its start."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("usual.py")
ASSISTANT = (sys.executable, "-c", "import sys; from assistant.cli import main; sys.exit(main())")


@dataclass(frozen=True, slots=True)
class Cold:
    """What a process took from its start to its end, having answered one question."""

    what: str
    seconds: float
    """The median."""
    cpu_seconds: float
    """Of the processor; the median."""
    peak_mb: float
    """The most it had resident, mapped files included; the median."""


def measure(
    index: Path, texts: Path, model: Path, question: str, folder: Path, rounds: int
) -> list[Cold]:
    """Both commands by turns, once unmeasured, so that neither waits for the disk."""
    usual = [sys.executable, str(SCRIPT)]
    subprocess.run([*usual, "index", str(texts), str(folder)], check=True, env=_environment(model))
    commands = {
        "usual script": [*usual, "ask", str(folder), question],
        "assistant ask": [*ASSISTANT, "ask", question, "--index", str(index)],
    }
    taken: dict[str, list[tuple[float, float, float]]] = {what: [] for what in commands}
    for _ in range(rounds + 1):
        for what, command in commands.items():
            taken[what].append(_timed(command, model))
    return [_median(what, runs[1:]) for what, runs in taken.items()]


def _median(what: str, runs: Sequence[tuple[float, float, float]]) -> Cold:
    seconds, cpu, peaks = (statistics.median(values) for values in zip(*runs, strict=True))
    return Cold(what, seconds, cpu, peaks / 1e6)


def _timed(command: Sequence[str], model: Path) -> tuple[float, float, float]:
    timed = [sys.executable, "-m", "benchmarks.embedding.timed", *command]
    done = subprocess.run(
        timed, check=True, stdout=subprocess.PIPE, text=True, env=_environment(model)
    )
    told = json.loads(done.stdout)
    return told["seconds"], told["cpu"], told["peak_bytes"]


def _environment(model: Path) -> dict[str, str]:
    return {**os.environ, "MODEL": str(model), "HF_HUB_OFFLINE": "1"}
