"""From ten thousand passages to a million: `python -m benchmarks.scale [PASSAGES ...]`.

Builds the practice pages, grows them (to 10,000, 100,000 and 1,000,000 passages unless told; see
`benchmarks.growth` for what of a grown index is real and what is not) and asks the practice and
campaign questions of each. Every build and every asking is a process of its own. The largest needs
25 GB of disk and, on two cores, the better part of an hour. Figures go to
`benchmarks/results/scale.json`, a size that was measured before is kept there; `scale.png` is drawn
from them. `--index PASSAGES FOLDER` measures an index that was grown before instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import build_index
from assistant.assistant import Assistant
from assistant.encoder import Encoder
from assistant.evaluation.questions import load_questions
from assistant.index.arrays import read_array
from assistant.index.dense import DenseIndex, PointIndex, tenth_nearest
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import POINT_OFFSETS, POINT_VECTORS, Snapshot, forget, open_snapshot
from assistant.retrieval import rank
from benchmarks.collections import COLLECTIONS
from benchmarks.growth import grow
from benchmarks.retrieval.figures import processor

RESULTS = Path(__file__).parent / "results" / "scale.json"
PLOT = RESULTS.with_suffix(".png")
SIZES = (10_000, 100_000, 1_000_000)
_EVERY = 0.5  # seconds between two looks at a process's memory


@dataclass(frozen=True, slots=True)
class Built:
    """What a build took."""

    seconds: float
    cpu_seconds: float
    own_gb: float
    """The most memory of its own, which no file backs."""
    resident_gb: float
    """The most in memory, pages of mapped files among it, which can be taken back at any time."""
    disk_gb: float
    """The snapshot."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking took."""

    passages: int
    vectors: int
    cells: int
    probes: int
    recall_promised: float
    """Of the ten nearest passages, on made-up questions at the build; 1 where all are compared."""
    recall_found: float
    """The same on the labelled questions."""
    least_found: float
    """Of any one of them."""
    open_seconds: float
    """Of the index that the build left."""
    open_unseen_seconds: float
    """Where every file's digest is taken, as on another machine."""
    rank_p50_ms: float
    rank_p95_ms: float
    """Candidates and late interaction, the question encoded already."""
    rank_cpu_p50_ms: float
    rank_cpu_p95_ms: float
    """The same by the processor's time, which other work on the machine lengthens less."""
    ask_p50_ms: float
    ask_p95_ms: float
    """From a question's text to the answer with explanations."""
    own_mb: float
    """Memory of the asking process that no file backs."""


def main() -> None:
    """Grow, measure, print, keep and draw."""
    if sys.argv[1:2] == ["--index"]:
        _keep(int(sys.argv[2]), {"asked": _in_a_process("--ask", sys.argv[3])})
    else:
        _measure(tuple(map(int, sys.argv[1:])) or SIZES)
    draw(json.loads(RESULTS.read_text("utf-8"))["measured"])


def _measure(sizes: Sequence[int]) -> None:
    corpus, _ = COLLECTIONS["practice pages"]
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        build_index(corpus, built)
        for size in sizes:
            index = Path(folder) / str(size)
            sys.stderr.write(f"growing to {size:,} passages …\n")
            made = _in_a_process("--grow", str(built), str(index), str(size))
            asked = _in_a_process("--ask", str(index))
            _keep(size, {"built": made, "asked": asked})


def _in_a_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _keep(size: int, measured: dict[str, dict[str, float]]) -> None:
    """Print the figures of a size, and put them in the place of those before."""
    print(f"{size:,} passages")
    for what, figures in measured.items():
        print(f"  {what}: " + ", ".join(f"{k} {v:,.3g}" for k, v in figures.items()))
    kept = json.loads(RESULTS.read_text("utf-8"))["measured"] if RESULTS.exists() else {}
    kept[str(size)] = kept.get(str(size), {}) | measured
    results = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "measured": dict(sorted(kept.items(), key=lambda item: int(item[0]))),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")


def built(before: Path, index: Path, passages: int) -> Built:
    """Grow an index and say what it took."""
    memory = _Memory()
    started, begun = time.perf_counter(), time.process_time()
    snapshot = grow(open_snapshot(before), index, passages)
    seconds, cpu = time.perf_counter() - started, time.process_time() - begun
    memory.stop()
    disk = sum(digest.bytes for digest in snapshot.manifest.files.values())
    return Built(seconds, cpu, memory.own / 1e9, memory.resident / 1e9, disk / 1e9)


def asked(index: Path) -> Asked:
    """Ask every labelled question of an index."""
    files = [questions for _, questions in COLLECTIONS.values()]
    questions = [question.turns[-1] for file in files for question in load_questions(file)]
    started = time.perf_counter()
    with Assistant.open(index) as assistant:
        opened = time.perf_counter() - started
        for question in questions:
            assistant.ask(question)  # pages of mapped files are read when first needed
        whole = [_took(partial(assistant.ask, question))[0] for question in questions]
        own = _status("RssAnon")
        snapshot = open_snapshot(index)
    ranked = _ranked(snapshot, questions)
    recall = _recall(snapshot, questions)
    dense = snapshot.manifest.dense
    assert dense is not None
    clock, processor_time = ranked.T
    return Asked(
        passages=snapshot.manifest.passages,
        vectors=dense.vectors,
        cells=dense.cells,
        probes=dense.probes,
        recall_promised=dense.recall,
        recall_found=float(recall.mean()),
        least_found=float(recall.min()),
        open_seconds=opened,
        open_unseen_seconds=_opened_unseen(index, snapshot),
        rank_p50_ms=float(np.quantile(clock, 0.5)),
        rank_p95_ms=float(np.quantile(clock, 0.95)),
        rank_cpu_p50_ms=float(np.quantile(processor_time, 0.5)),
        rank_cpu_p95_ms=float(np.quantile(processor_time, 0.95)),
        ask_p50_ms=float(np.quantile(whole, 0.5)),
        ask_p95_ms=float(np.quantile(whole, 0.95)),
        own_mb=own / 1e6,
    )


def _ranked(snapshot: Snapshot, questions: Sequence[str]) -> NDArray[np.float64]:
    """Milliseconds by the clock and by the processor, of ranking alone; shape (questions, 2)."""
    index, encoder = LocalIndex(snapshot), Encoder(snapshot.encoder)
    queries = [(question, encoder.encode_query(question)) for question in questions]
    took = [_took(partial(rank, text, query, index)) for text, query in queries]
    index.close()
    return np.array(took)


def _recall(snapshot: Snapshot, questions: Sequence[str]) -> NDArray[np.float64]:
    """For each question the share of the ten nearest passages that are found."""
    encoder = Encoder(snapshot.encoder)
    queries = np.stack([encoder.encode_query(question).pooled for question in questions])
    dense = DenseIndex(snapshot.folder / POINT_VECTORS)
    known = tenth_nearest(dense, read_array(snapshot.folder / POINT_OFFSETS), queries)
    points = PointIndex(snapshot.folder)
    shares = []
    for query, tenth in zip(queries, known, strict=True):
        cosines = np.array([cosine for _, cosine in points.nearest(query, 10)], np.float32)
        shares.append(float((cosines >= tenth - 1e-5).mean()))
    return np.array(shares)


def _opened_unseen(index: Path, snapshot: Snapshot) -> float:
    """Seconds to open an index of which nothing was read before."""
    forget(snapshot.folder)
    started = time.perf_counter()
    Assistant.open(index).close()
    return time.perf_counter() - started


def _took(work: Callable[[], object]) -> tuple[float, float]:
    started, begun = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - started) * 1000, (time.thread_time() - begun) * 1000


class _Memory:
    """The most memory of this process, looked at again and again."""

    def __init__(self) -> None:
        self.own = self.resident = 0
        self._done = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()

    def _watch(self) -> None:
        while not self._done.wait(_EVERY):
            self.own = max(self.own, _status("RssAnon"))
            self.resident = max(self.resident, _status("VmHWM"))


def _status(name: str) -> int:
    """A figure of this process's memory in bytes."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (held,) = (line.split()[1] for line in lines if line.startswith(name))
    return int(held) * 1024


_PANELS = (
    ("candidates and late interaction, ms", "asked", ("rank_p50_ms", "rank_p95_ms")),
    ("opening, s", "asked", ("open_seconds", "open_unseen_seconds")),
    ("memory of the build, GB", "built", ("own_gb", "resident_gb")),
    ("snapshot on disk, GB", "built", ("disk_gb",)),
)


def draw(measured: dict[str, dict[str, dict[str, float]]]) -> None:
    """Draw how the figures grow with the passages."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6), dpi=150)
    for axes, (title, part, names) in zip(figure.subplots(2, 2).flat, _PANELS, strict=True):
        there = [(int(size), found[part]) for size, found in measured.items() if part in found]
        for name, line in zip(names, ("o-", "s--"), strict=False):
            values = [found[name] for _, found in there]
            axes.plot([size for size, _ in there], values, line, color="0.2", label=name)
        axes.set(xscale="log", title=title, xlabel="passages")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize="small")
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(PLOT)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--grow"]:
        print(json.dumps(asdict(built(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])))))
    elif sys.argv[1:2] == ["--ask"]:
        print(json.dumps(asdict(asked(Path(sys.argv[2])))))
    else:
        main()
