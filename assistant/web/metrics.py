"""What the service counts, in the text format that Prometheus reads.

Nothing that anybody typed is in it: the labels are words of ours, statuses and snapshots' names.
"""

from __future__ import annotations

import resource
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from assistant.web.holder import Holder

BOUNDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of the histogram's buckets, in seconds."""
_KIBIBYTE = 1024
_STATM = Path("/proc/self/statm")


class Metrics:
    """Counts questions, failures and refusals; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._lock = Lock()
        self._questions: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[int] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._failures = 0

    def question(self, way: str, outcome: str, seconds: float) -> None:
        """Count a question that came by a way, what became of it, and how long that took."""
        with self._lock:
            self._questions[way, outcome] += 1
            buckets = self._buckets.setdefault(way, [0] * (len(BOUNDS) + 1))
            buckets[bisect_left(BOUNDS, seconds)] += 1
            self._seconds[way] += seconds  # type: ignore[assignment]

    def failure(self) -> None:
        """Count something that went wrong in here."""
        with self._lock:
            self._failures += 1

    def refused(self, status: int) -> None:
        """Count a request that was answered with a status from 400."""
        with self._lock:
            self._refused[status] += 1

    def text(self, holder: Holder) -> str:
        """All that is counted, and the state of the index and the process."""
        with self._lock:
            counted = [*self._counted()]
        return "\n".join([*counted, *_state(holder), ""])

    def _counted(self) -> Iterator[str]:
        yield from _head("assistant_questions_total", "counter", "Questions by way and outcome.")
        for (way, outcome), number in sorted(self._questions.items()):
            yield f'assistant_questions_total{{way="{way}",outcome="{outcome}"}} {number}'
        yield from _head("assistant_failures_total", "counter", "Requests that failed in here.")
        yield f"assistant_failures_total {self._failures}"
        yield from _head("assistant_refused_total", "counter", "Responses by status, from 400.")
        for status, number in sorted(self._refused.items()):
            yield f'assistant_refused_total{{status="{status}"}} {number}'
        name = "assistant_question_seconds"
        yield from _head(name, "histogram", "How long a question took, without waiting.")
        for way, buckets in sorted(self._buckets.items()):
            total = 0
            for bound, number in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += number
                yield f'{name}_bucket{{way="{way}",le="{bound}"}} {total}'
            yield f'{name}_sum{{way="{way}"}} {self._seconds[way]:.6f}'
            yield f'{name}_count{{way="{way}"}} {total}'


def _head(name: str, kind: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"


def _state(holder: Holder) -> Iterator[str]:
    yield from _head("assistant_index_ready", "gauge", "Whether an index answers.")
    yield f"assistant_index_ready {int(holder.is_ready)}"
    if holder.is_ready:
        manifest = holder.manifest
        yield from _head("assistant_snapshot_info", "gauge", "The snapshot that answers.")
        yield f'assistant_snapshot_info{{snapshot="{holder.snapshot}"}} 1'
        yield from _head("assistant_snapshot_built_seconds", "gauge", "When it was built.")
        yield f"assistant_snapshot_built_seconds {manifest.built_at.timestamp():.0f}"
        yield from _head("assistant_documents", "gauge", "Documents in it.")
        yield f"assistant_documents {manifest.documents}"
        yield from _head("assistant_passages", "gauge", "Passages in it.")
        yield f"assistant_passages {manifest.passages}"
    yield from _head("process_resident_memory_bytes", "gauge", "Memory that the process holds.")
    yield f"process_resident_memory_bytes {_memory()}"


def _memory() -> int:
    """Bytes held now, or at most so far where the system does not tell."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIBIBYTE
