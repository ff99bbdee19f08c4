"""A command of the assistant, and what each part of a build took.

`python -m benchmarks.rebuild.parts TOLD [--stand-in] COMMAND ...` runs the command as `assistant`
does and writes into the file TOLD, as JSON, the seconds of each part, the most memory and the
processor's time that the process had. What a part calls that is a part itself does not count twice.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

_PARTS = {
    "digests of the files": ("corpus.files",),
    "digests of the encoder's weights": ("index.build.EncoderMaker.digest",),
    "checking the indexes before": ("index.build.live", "index.build.all_kept"),
    "reading": ("index.build.gather",),
    "cutting": ("index.build.cut",),
    "the encoder": ("index.build.EncoderMaker.make",),
    "vectors taken over": ("index.reuse.PassageVectors.reuse",),
    "encoding": ("index.reuse.PassageVectors.encode",),
    "vectors written": ("index.reuse.PassageVectors.write",),
    "library": ("index.build.write_library",),
    "lexical index": ("index.build.write_lexical",),
    "digests and flushing": ("index.history.seal",),
    "a last look": ("index.build.check_complete",),
    "gate": ("evaluation.comparison.Gate.__call__",),
    "publishing": ("index.history.publish", "index.history.hold"),
}
_IMPORTS, _GATE, _REST = "imports", "gate", "the rest"


class Clock:
    """How long each part took, without the parts within it."""

    def __init__(self) -> None:
        """Begin."""
        self._seconds: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._begun = (time.perf_counter(), time.process_time())
        self._within: list[str] = [_REST]

    def timed(self, part: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted as the part's."""

        def run(*values: Any, **options: Any) -> Any:
            self._turn()
            self._within.append(part)
            try:
                return act(*values, **options)
            finally:
                self._turn()
                self._within.pop()

        return run

    def end(self) -> dict[str, list[float]]:
        """The seconds of each part, of the clock and of the processor; the longest first."""
        self._turn()
        longest = sorted(self._seconds.items(), key=lambda part: -part[1][1])
        return {part: [round(seconds, 3) for seconds in both] for part, both in longest}

    def _turn(self) -> None:
        """Give the time since the last turn to the part that is going on."""
        now = (time.perf_counter(), time.process_time())
        held = self._seconds[self._within[-1]]
        held[:] = [
            total + end - begun for total, end, begun in zip(held, now, self._begun, strict=True)
        ]
        self._begun = now


def main() -> int:
    """Run the command, tell what it took."""
    told, *arguments = sys.argv[1:]
    clock = Clock()
    status = clock.timed(_IMPORTS, _imported)()(clock, arguments)
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "seconds": clock.end(),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": round(used.ru_maxrss / 1000),
    }
    Path(told).write_text(json.dumps(found), "utf-8")
    return int(status)


def _imported() -> Callable[[Clock, list[str]], int]:
    from assistant.cli import main as command

    import_module("assistant.index.build")

    def run(clock: Clock, arguments: list[str]) -> int:
        with _patched(clock, arguments), _encoder(arguments):
            return command(arguments)

    return run


@contextlib.contextmanager
def _patched(clock: Clock, arguments: list[str]) -> Iterator[None]:
    """Have the parts timed; the gate only where there is one, or it would be loaded in vain."""
    with contextlib.ExitStack() as patches:
        for part, names in _PARTS.items():
            for name in names if part != _GATE or "--gate" in arguments else ():
                owner, attribute = _found(name)
                act = clock.timed(part, getattr(owner, attribute))
                patches.enter_context(patch.object(owner, attribute, act))
        yield


def _found(name: str) -> tuple[Any, str]:
    """The module or class that holds something, and what it is called there."""
    path, _, attribute = name.rpartition(".")
    module, _, held = path.rpartition(".")
    if held[:1].isupper():
        return getattr(import_module(f"assistant.{module}"), held), attribute
    return import_module(f"assistant.{path}"), attribute


def _encoder(arguments: list[str]) -> contextlib.AbstractContextManager[None]:
    """The stand-in, where it is asked for."""
    if arguments[:1] != ["--stand-in"]:
        return contextlib.nullcontext()
    del arguments[0]
    from benchmarks.rebuild.stand_in import stand_in

    return stand_in()


if __name__ == "__main__":
    sys.exit(main())
