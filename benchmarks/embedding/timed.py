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
    """Run the command; print its seconds and the most bytes it had resident."""
    started = time.perf_counter()
    running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, told = running.communicate()
    seconds = time.perf_counter() - started
    peak = _peak()
    print(json.dumps({"seconds": seconds, "peak_bytes": peak}))
    if running.returncode:
        sys.stderr.write(told.decode("utf-8", "replace"))
    return running.returncode


def _peak() -> int:
    """The most that a process that has ended had resident."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
