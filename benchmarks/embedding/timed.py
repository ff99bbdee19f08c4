"""What a command takes: `python -m benchmarks.embedding.timed COMMAND ...` prints it as JSON.

A process of its own that imports next to nothing: Linux counts the memory of the process that
starts a command as the command's own until it runs.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main() -> int:
    """Run the command; print its seconds, those of the processor, and the most bytes resident."""
    started = time.perf_counter()
    done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
    seconds, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_bytes": used.ru_maxrss * 1024}))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
