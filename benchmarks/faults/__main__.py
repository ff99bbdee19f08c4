"""What an index withstands: `python -m benchmarks.faults [SHARE] [RESULTS]`.

Kills rebuilds, fills and breaks the disk, damages files and opens an index that is being rebuilt,
on a small corpus and with the tests' small encoder (so it needs what the tests need, and Linux).
SHARE, from 0 to 1, takes so much of each family; the tests run a small one. The figures go to
`benchmarks/results/faults.json`, or the file named.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks.faults import damage, disk, payloads, stops
from benchmarks.faults.ground import Found, small

RESULTS = Path(__file__).parent.parent / "results" / "faults.json"


def main() -> int:
    """Run each family, print and keep what came of it; the exit status is 1 if any failed."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    results = Path(sys.argv[2]) if len(sys.argv) > 2 else RESULTS
    told = []
    for run in _families(share):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, small():
            found = run(Path(folder) / "ground")
        seconds = time.monotonic() - started
        held = found.tried - len(found.failures)
        print(f"{found.name}: {held} of {found.tried} withstood, {seconds:.0f} s", flush=True)
        for failure in found.failures[:10]:
            print(f"    {failure}")
        told.append(asdict(found) | {"seconds": round(seconds, 1)})
        kept = {"share": share, "families": told}
        results.write_text(f"{json.dumps(kept, indent=1)}\n", "utf-8")
    return int(any(one["failures"] for one in told))


def _families(share: float) -> list[Callable[[Path], Found]]:
    def part(number: int) -> int:
        return math.ceil(number * share)

    return [
        payloads.canaries,
        partial(payloads.weights, flips=part(100)),
        partial(stops.meetings, rounds=part(20)),
        partial(stops.dead_locks, rounds=part(20)),
        partial(damage.published, flips=part(500), cuts=part(100), pages=part(50), tails=part(60)),
        partial(damage.unpublished, cases=part(200)),
        partial(stops.loads, rounds=part(200)),
        partial(stops.kills, rounds=part(200)),
        partial(disk.short, most=part(100)),
        partial(disk.failing, step=round(1 / share)),
    ]


if __name__ == "__main__":
    sys.exit(main())
