"""What a rebuild takes beside a full build: `python -m benchmarks.rebuild [DOCUMENTS]`.

Writes documents of twenty passages each (1,000 documents unless told), of sentences drawn from a
small vocabulary, and builds them with the real encoder: from nothing, with nothing changed, with
one document changed, with one removed, and after an interruption. Each is a process of its own,
its start included. Figures go to `benchmarks/results/rebuild.json`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.index.journal import NAME
from assistant.index.vectors import _AT_ONCE
from benchmarks.retrieval.figures import processor

RESULTS = Path(__file__).parent / "results" / "rebuild.json"
_PASSAGES, _SENTENCES, _WORDS = 20, 5, 14
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo")
_COMMON = ("the", "of", "and", "to", "a", "in", "for", "is", "on", "that", "with", "as", "are")
_COMMAND = "import sys; from assistant.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Built:
    """One build."""

    what: str
    seconds: float
    cpu_seconds: float
    """Of the processor, which other work on the machine does not lengthen as much."""
    read: int
    encoded: int
    passages: int


def main() -> None:
    """Build, change, build again; print and keep the times."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        corpus, index = folder / "corpus", folder / "index"
        write_corpus(corpus, documents)
        builds = [_built("from nothing", corpus, index), _built("nothing changed", corpus, index)]
        _write(corpus / "0000.md", random.Random(documents))
        builds.append(_built("one document changed", corpus, index))
        (corpus / "0001.md").unlink()
        builds.append(_built("one document removed", corpus, index))
        other = folder / "other"
        _interrupted(corpus, other, documents * _PASSAGES // _AT_ONCE * 6 // 10)
        builds.append(_built("after an interruption at about 60 %", corpus, other))
    for built in builds:
        _print(built, builds[0])
    told = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "documents": documents,
        "builds": [asdict(built) for built in builds],
    }
    RESULTS.write_text(f"{json.dumps(told, indent=1)}\n", "utf-8")


def _print(built: Built, full: Built) -> None:
    share, of_cpu = built.seconds / full.seconds, built.cpu_seconds / full.cpu_seconds
    print(
        f"{built.what}: {built.seconds:.1f} s, {share:.1%} of a full build (processor "
        f"{built.cpu_seconds:.1f} s, {of_cpu:.1%}); {built.read:,} files read, "
        f"{built.encoded:,} of {built.passages:,} passages encoded"
    )


def write_corpus(folder: Path, documents: int) -> None:
    """Write so many documents, the same each time."""
    folder.mkdir()
    for number in range(documents):
        _write(folder / f"{number:04}.md", random.Random(number))


def _write(path: Path, chance: random.Random) -> None:
    sections = (
        f"## {_word(chance).title()} {number}\n\n"
        + " ".join(_sentence(chance) for _ in range(_SENTENCES))
        for number in range(_PASSAGES)
    )
    path.write_text("\n\n".join((f"# {_word(chance).title()}", *sections)) + "\n", "utf-8")


def _sentence(chance: random.Random) -> str:
    drawn = (
        chance.choice(_COMMON) if chance.random() < 0.4 else _word(chance) for _ in range(_WORDS)
    )
    return f"{' '.join(drawn).capitalize()}."


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3)))


def _built(what: str, corpus: Path, index: Path) -> Built:
    started, used = time.perf_counter(), _cpu_seconds()
    done = subprocess.run(_build(corpus, index), check=True, capture_output=True, text=True)
    seconds, cpu = time.perf_counter() - started, _cpu_seconds() - used
    told: Mapping[str, int] = json.loads(done.stdout)
    return Built(what, seconds, cpu, told["read"], told["encoded"], told["passages"])


def _cpu_seconds() -> float:
    """What the processes that ended have used of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _interrupted(corpus: Path, index: Path, entries: int) -> None:
    """A build that is killed when it has written so many entries of its journal."""
    journal = index / NAME
    sizes: set[int] = set()
    with subprocess.Popen(
        _build(corpus, index), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as build:
        while build.poll() is None and len(sizes) < entries:
            time.sleep(0.02)
            with contextlib.suppress(FileNotFoundError):
                sizes.add(journal.stat().st_size)
        build.send_signal(signal.SIGKILL)


def _build(corpus: Path, index: Path) -> list[str]:
    folders = ["--corpus", str(corpus), "--index", str(index)]
    return [sys.executable, "-c", _COMMAND, "build", *folders, "--json"]


if __name__ == "__main__":
    main()
