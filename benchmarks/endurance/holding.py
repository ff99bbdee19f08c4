"""What a process holds, and whether that grew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MOST_GROWTH = 0.05
"""Of memory, between warming up and the end."""
_SPARE = 4
"""Descriptors or threads that may be in use at one moment and not at another."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a process holds after so much was done."""

    done: int
    own_mb: float
    """Memory that no file backs."""
    descriptors: int
    threads: int
    removed: int
    """Files that were removed and are still open or mapped, so that they take up the disk."""


def holding(done: int, process: int | None = None) -> Holding:
    """What a process holds now; this one, unless told another's id."""
    folder = Path("/proc") / str(process or os.getpid())
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text("ascii").splitlines()
    )
    mapped = (line.split(maxsplit=5)[5:] for line in _lines(folder / "maps"))
    return Holding(
        done=done,
        own_mb=round(int(status["RssAnon"].split()[0]) * 1024 / 1e6, 1),
        descriptors=len(list((folder / "fd").iterdir())),
        threads=int(status["Threads"]),
        removed=len({p[0] for p in mapped if p and p[0].startswith("/") and "(deleted)" in p[0]}),
    )


def grown(held: Sequence[Holding]) -> list[str]:
    """What grew by too much between the first and the last; memory is taken over three each.

    A single look at memory may fall into a question or a change of the index.
    """
    first, last = held[0], held[-1]
    found = [
        f"{name} went from {before} to {after}"
        for name, before, after in (
            ("descriptors", first.descriptors, last.descriptors),
            ("threads", first.threads, last.threads),
            ("removed files held", first.removed, last.removed),
        )
        if after > before + _SPARE
    ]
    if growth(held) >= MOST_GROWTH:
        found.append(f"memory grew by {growth(held):.1%}")
    return found


def growth(held: Sequence[Holding]) -> float:
    """The share by which memory grew, the median of the last three beside that of the first."""
    before, after = (median(one.own_mb for one in part) for part in (held[:3], held[-3:]))
    return after / before - 1


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", "replace").splitlines()
