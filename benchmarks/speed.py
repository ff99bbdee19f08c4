"""What a question takes, and how memory grows: `python -m benchmarks.speed [PASSAGES ...]`.

Builds the practice pages, grows them (1,000 and 10,000 passages unless told; see
`benchmarks.growth`), asks the practice and campaign questions of each in a process of its own and
prints the time a question takes, the time that scoring the tokens of 400 candidates takes, and the
memory of the process beyond the files it maps. The largest is measured once more with instructions
capped as on an office laptop. Figures go to `benchmarks/results/speed.json`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from assistant import build_index
from assistant.assistant import Assistant
from assistant.encoder import Encoder
from assistant.encoder.graph import CAP
from assistant.evaluation.questions import load_questions
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from benchmarks.collections import COLLECTIONS
from benchmarks.growth import grow
from benchmarks.retrieval.figures import processor

RESULTS = Path(__file__).parent / "results" / "speed.json"
_SIZES = (1_000, 10_000)
_CANDIDATES = 400
_LAPTOP = "AVX2"
"""The instructions of an office laptop, as oneDNN calls them: no wider vectors, no matrix units."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of one index."""

    passages: int
    instructions: str
    """What they were capped at; '' where all of the processor's were used."""
    open_seconds: float
    """Opening the index, all files' digests checked."""
    p50_ms: float
    p95_ms: float
    """Of a question, from its text to the answer with explanations."""
    scoring_ms: float
    """The median of scoring the tokens of 400 candidates."""
    own_mb: float
    """Memory of the process that is not mapped from files."""


def main() -> None:
    """Grow, measure, print and keep."""
    sizes = tuple(map(int, sys.argv[1:])) or _SIZES
    corpus, _ = COLLECTIONS["practice pages"]
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        build_index(corpus, built)
        measured = []
        for size in sizes:
            index = Path(folder) / str(size)
            sys.stderr.write(f"growing to {size:,} passages …\n")
            grow(open_snapshot(built), index, size)
            for instructions in ("", _LAPTOP) if size == max(sizes) else ("",):
                measured.append(in_a_process(index, instructions))
                _print(measured[-1])
    results = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "measured": [asdict(speed) for speed in measured],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")


def _print(speed: Speed) -> None:
    capped = f" ({speed.instructions})" if speed.instructions else ""
    print(
        f"{speed.passages:,} passages{capped}: opened in {speed.open_seconds:.1f} s; a question "
        f"{speed.p50_ms:.1f} ms (p50), {speed.p95_ms:.1f} ms (p95); tokens of {_CANDIDATES} "
        f"candidates {speed.scoring_ms:.1f} ms; {speed.own_mb:.0f} MB beyond mapped files"
    )


def in_a_process(index: Path, instructions: str, every: int = 1) -> Speed:
    """What `measure` finds in a process of its own, with capped instructions."""
    command = [sys.executable, "-m", "benchmarks.speed", "--measure", str(index), str(every)]
    capped = {CAP: instructions} if instructions else {}
    env = os.environ | capped
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    return Speed(**json.loads(done.stdout))


def measure(index: Path, every: int = 1) -> Speed:
    """Ask every labelled question of an index, or one in so many."""
    files = [questions for _, questions in COLLECTIONS.values()]
    questions = [question.turns[-1] for file in files for question in load_questions(file)][::every]
    started = time.perf_counter()
    with Assistant.open(index) as assistant:
        opened = time.perf_counter() - started
        for question in questions[:10]:
            assistant.ask(question)
        asked = [_milliseconds(partial(assistant.ask, question)) for question in questions]
        own = _own_bytes()
        passages = assistant.manifest.passages
    p50, p95 = np.quantile(asked, (0.5, 0.95))
    scoring = _scoring(index, questions)
    capped = os.environ.get(CAP, "")
    return Speed(passages, capped, opened, float(p50), float(p95), scoring, own / 1e6)


def _scoring(index: Path, questions: list[str]) -> float:
    """The median time of scoring the tokens of candidates drawn by chance."""
    opened = open_snapshot(index)
    local, encoder = LocalIndex(opened), Encoder(opened.encoder)
    rng = np.random.default_rng(0)
    most = min(_CANDIDATES, opened.manifest.passages)
    times = []
    for question in questions:
        query = encoder.encode_query(question)
        numbers = np.sort(rng.choice(opened.manifest.passages, most, replace=False)).tolist()
        times.append(_milliseconds(partial(local.interact, query, numbers)))
    local.close()
    return float(np.median(times))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _own_bytes() -> int:
    """Memory of this process that no file backs."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (held,) = (line.split()[1] for line in lines if line.startswith("RssAnon"))
    return int(held) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(asdict(measure(Path(sys.argv[2]), int(sys.argv[3])))))
    else:
        main()
