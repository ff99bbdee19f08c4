"""Whether anything grows: `python -m benchmarks.endurance {questions,rebuilds} [--count N]`.

`questions` asks one assistant 10,000 questions; `rebuilds` rebuilds an index 300 times beneath a
chat that is asked without a pause, with the packaged encoder or, with `--small`, the tests' small
one. Both look at the memory, descriptors and threads of the process that answers, from a tenth of
the way on, and need Linux and what the tests need. The figures go to
`benchmarks/results/endurance.json`; the exit status is 1 if something failed or grew.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.endurance import questions, rebuilds

RESULTS = Path(__file__).parent.parent / "results" / "endurance.json"
_COUNTS = {"questions": 10_000, "rebuilds": 300}


def main() -> int:
    """Run one of the two, print and keep what came of it."""
    asked = _arguments()
    count = asked.count or _COUNTS[asked.what]
    run = questions.run if asked.what == "questions" else partial(rebuilds.run, small=asked.small)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), count, lambda line: print(line, file=sys.stderr, flush=True))
    found["seconds"] = round(time.monotonic() - started)
    for name, value in found.items():
        if name != "held":
            print(f"{name}: {value}")
    kept = json.loads(asked.results.read_text("utf-8")) if asked.results.is_file() else {}
    asked.results.write_text(f"{json.dumps(kept | {_key(asked): found}, indent=1)}\n", "utf-8")
    return int(bool(found["failures"]))


def _key(asked: argparse.Namespace) -> str:
    return "rebuilds, small encoder" if asked.what == "rebuilds" and asked.small else asked.what


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("what", choices=list(_COUNTS))
    parser.add_argument("--count", type=int, help="how many, if not 10,000 and 300")
    parser.add_argument("--small", action="store_true", help="rebuild with a small encoder")
    parser.add_argument("--results", type=Path, default=RESULTS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
