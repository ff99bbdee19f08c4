"""What was measured: each system's quality and cost on each collection, and how ours differs."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.figures import Comparison, Marking, mean, paired
from assistant.evaluation.questions import Metric
from assistant.settings import PACKAGED_ENCODER
from benchmarks.retrieval.judging import Judged
from benchmarks.retrieval.systems import OURS, Run

FILE = Path(__file__).parent.parent / "results" / "retrieval.json"
_DECIMALS = 4
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Cost:
    """What a system takes."""

    build_seconds: float
    """From nothing to a persisted index, imports and loading the encoder included."""
    ready_seconds: float
    """From nothing to the answer of a first question, on an index that is there."""
    p50_ms: float
    p95_ms: float
    """Quantiles of what a question takes, encoding it included."""
    memory_mb: float
    """The most that the asking process had resident."""
    disk_mb: float
    """The persisted index without the encoder."""


@dataclass(frozen=True, slots=True)
class Row:
    """A system or method on one collection."""

    label: str
    ndcg: float
    recall_1: float
    recall_3: float
    ours_less_this: Comparison | None
    """In nDCG@10 question by question; none for ours."""
    cost: Cost | None
    """None for a method, which is but a ranking."""
    area: float | None = None
    """Under the ROC curve, by the score of the first passage; None without such a score."""
    marking: Marking | None = None
    """What the marks are worth; None where there are none."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A system that could not be measured, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """One collection."""

    collection: str
    passages: int
    questions: int
    """The answerable ones."""
    rows: list[Row]
    failures: list[Failure]
    unanswerable: int = 0
    """Questions that the documents do not answer."""

    @property
    def ours(self) -> Row:
        """Our own row."""
        (row,) = (row for row in self.rows if row.ours_less_this is None)
        return row


@dataclass(frozen=True, slots=True)
class Results:
    """All collections, and what they were measured with and on."""

    date: str
    processor: str
    cores: int
    python: str
    encoder: str
    versions: dict[str, str]
    tables: list[Table]


def row(label: str, judged: Judged, ours: Judged, run: Run | None) -> Row:
    """The figures of a system or method from what came of its questions and of ours."""
    means = mean(judged.metrics)
    compared = None
    if label != OURS.label:
        first, second = (
            [one[Metric.NDCG] for one in given] for given in (ours.metrics, judged.metrics)
        )
        compared = paired(first, second)
    return Row(
        label,
        means[Metric.NDCG],
        means[Metric.RECALL_1],
        means[Metric.RECALL_3],
        compared,
        _cost(run) if run else None,
        judged.area,
        judged.marking,
    )


def _cost(run: Run) -> Cost:
    p50, p95 = np.quantile(run.asked.milliseconds, (0.5, 0.95))
    return Cost(
        run.built.seconds,
        run.asked.ready_seconds,
        float(p50),
        float(p95),
        run.asked.peak_bytes / _MEGABYTE,
        run.disk_bytes / _MEGABYTE,
    )


def results(tables: list[Table], versions: Mapping[str, str], cores: int) -> Results:
    """The tables with the date and what this machine is, but not which."""
    return Results(
        date=datetime.now(UTC).date().isoformat(),
        processor=processor(),
        cores=cores,
        python=platform.python_version(),
        encoder=PACKAGED_ENCODER,
        versions=dict(sorted(versions.items())),
        tables=tables,
    )


def processor() -> str:
    """The model of the processor, as the kernel names it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.is_file() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def write(found: Results, file: Path) -> None:
    """Write results as JSON, figures to four decimals."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(rounded(asdict(found)), indent=1, ensure_ascii=False)
    file.write_text(f"{content}\n", "utf-8")


def read(file: Path) -> Results:
    """The results that `write` wrote."""
    stored = json.loads(file.read_text("utf-8"))
    return Results(**stored | {"tables": [_table(table) for table in stored["tables"]]})


def _table(stored: dict[str, Any]) -> Table:
    rows = [_row(one) for one in stored["rows"]]
    failures = [Failure(**one) for one in stored["failures"]]
    return Table(**stored | {"rows": rows, "failures": failures})


def _row(stored: dict[str, Any]) -> Row:
    compared, cost, marking = (stored.get(k) for k in ("ours_less_this", "cost", "marking"))
    return Row(
        **stored
        | {
            "ours_less_this": Comparison(**compared) if compared else None,
            "cost": Cost(**cost) if cost else None,
            "marking": Marking(**marking) if marking else None,
        }
    )


def rounded(value: Any) -> Any:
    """What is to be written as JSON, with figures to four decimals."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: rounded(held) for key, held in value.items()}
    return [rounded(held) for held in value] if isinstance(value, list) else value
