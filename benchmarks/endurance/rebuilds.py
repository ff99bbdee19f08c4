"""A day of a rebuild every five minutes in miniature: a chat that is asked while it is rebuilt.

The chat and each build are processes of their own, started as a user starts them. The corpus is
some of the practice pages and two notices that say which version of the corpus they are of, so
that an answer which mixes two versions is seen. Two programs ask without a pause, and the page is
opened after each build.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

from benchmarks.collections import COLLECTIONS
from benchmarks.endurance.holding import Holding, grown, growth, holding
from benchmarks.faults.ground import LEFT
from benchmarks.served import ASSISTANT, free_port

WARMING, LOOKS = 0.1, 20
_PAGES = 20
_SECONDS_TO_MOVE = 5.0
_SECONDS_TO_START = 300.0
_NOTICES = ("notice-one.md", "notice-two.md")
_VERSION = re.compile(r"version (\d+) of the notice")
_QUESTIONS = (
    "Which version of the notice is it?",
    "Homes not hospitals, how many people are there?",
    "What is said about pay?",
    "Who wrote it?",
)
_SMALL = (
    "import sys; from assistant.cli import main; from benchmarks.faults.ground import small\n"
    "with small(): sys.exit(main())"
)


@dataclass
class Seen:
    """What those who ask have seen."""

    statuses: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    versions: dict[int, float] = field(default_factory=dict)
    """When each version was first answered with."""

    def take(self, answer: httpx.Response) -> None:
        """Note an answer; one that is none, or of two versions, is a failure."""
        self.statuses[str(answer.status_code)] += 1
        if answer.status_code != 200:
            self.failures.append(f"status {answer.status_code}: {answer.text[:200]}")
            return
        texts = " ".join(passage["text"] for passage in answer.json()["passages"])
        versions = {int(found) for found in _VERSION.findall(texts)}
        if len(versions) > 1:
            self.failures.append(f"versions {sorted(versions)} in one answer")
        for version in versions:
            self.versions.setdefault(version, time.monotonic())


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders, and how commands are run."""

    folder: Path
    small: bool

    @property
    def index(self) -> Path:
        """The index folder."""
        return self.folder / "index"

    def write(self, version: int) -> None:
        """Put another version of the notices into the corpus."""
        for name in _NOTICES:
            text = f"# Notice\n\nThis is version {version} of the notice, and it is for all.\n"
            (self.folder / "corpus" / name).write_text(text, "utf-8")

    def run(self, *arguments: str) -> list[str]:
        """A command of the assistant, run as a user runs it."""
        command = (sys.executable, "-c", _SMALL) if self.small else ASSISTANT
        return [*command, *arguments]

    def surroundings(self) -> dict[str, str]:
        """The environment: temporary files go where they are counted."""
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        return {**os.environ, "TMPDIR": str(temporary), "ASSISTANT_LOG": "json"}

    def build(self) -> str:
        """What went wrong with a build; '' if nothing did."""
        folders = ("--corpus", str(self.folder / "corpus"), "--index", str(self.index))
        done = subprocess.run(
            self.run("build", *folders),
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        return f"status {done.returncode}: {done.stderr[-300:]}" if done.returncode else ""

    def disk_mb(self) -> float:
        """What the index takes up."""
        files = (path for path in self.index.rglob("*") if path.is_file())
        return round(sum(path.stat().st_size for path in files) / 1e6, 2)

    def litter(self) -> list[str]:
        """What the index folder holds beyond two snapshots, and the temporary files."""
        there = {path.name for path in self.index.iterdir()} - LEFT
        snapshots = [path.name for path in (self.index / "snapshots").iterdir()]
        temporary = [p.name for p in (self.folder / "temporary").rglob("*") if p.is_file()]
        return [*sorted(there), *snapshots[2:], *temporary]


def run(
    folder: Path, rounds: int, tell: Callable[[str], None], *, small: bool
) -> dict[str, object]:
    """Rebuild so many times while questions are asked; what was held, and what went wrong."""
    ground = Ground(folder, small)
    _prepare(ground)
    seen, held, disk = Seen(), list[Holding](), list[float]()
    moved: list[float] = []
    every, warming = max(1, int(rounds * (1 - WARMING)) // LOOKS), int(rounds * WARMING)
    with _chat(ground) as (process, address), _asked(address, seen):
        for version in range(1, rounds + 1):
            ground.write(version)
            wrong = ground.build()
            built = time.monotonic()
            if wrong:
                seen.failures.append(f"build {version}: {wrong}")
            moved.append(_seconds_to_move(seen, version, built))
            page = httpx.get(address, timeout=30, trust_env=False)
            if page.status_code != 200:
                seen.failures.append(f"the page gave {page.status_code} after build {version}")
            if version >= warming and (version - warming) % every == 0:
                held.append(holding(version, process))
                disk.append(ground.disk_mb())
                tell(f"{held[-1]}, index {disk[-1]} MB, {seen.statuses.total()} questions")
    return _told(ground, rounds, seen, held, disk, moved)


def _told(
    ground: Ground,
    rounds: int,
    seen: Seen,
    held: list[Holding],
    disk: list[float],
    moved: list[float],
) -> dict[str, object]:
    late = [
        f"build {n}: {s:.1f} s to move over" for n, s in enumerate(moved, 1) if s > _SECONDS_TO_MOVE
    ]
    bigger = [f"the index went from {disk[0]} to {disk[-1]} MB"] * (disk[-1] > disk[0] * 1.01)
    litter = [f"left over: {name}" for name in ground.litter()]
    return {
        "rebuilds": rounds,
        "encoder": "the tests' small one" if ground.small else "the packaged one",
        "questions": dict(seen.statuses),
        "slowest to move over, seconds": round(max(moved), 2),
        "growth": round(growth(held), 4),
        "index_mb": [disk[0], disk[-1]],
        "held": [asdict(one) for one in held],
        "failures": seen.failures + late + bigger + litter + grown(held),
    }


def _prepare(ground: Ground) -> None:
    pages, _ = COLLECTIONS["practice pages"]
    (ground.folder / "corpus").mkdir(parents=True)
    for path in sorted(pages.glob("*.md"))[:_PAGES]:
        shutil.copyfile(path, ground.folder / "corpus" / path.name)
    ground.write(0)
    wrong = ground.build()
    if wrong:
        raise RuntimeError(f"the first build failed: {wrong}")


@contextlib.contextmanager
def _chat(ground: Ground) -> Iterator[tuple[int, str]]:
    """The id and the address of a chat that runs meanwhile."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = ground.run("chat", "--port", str(port), "--index", str(ground.index))
    path = ground.folder / "log"
    with (
        path.open("w") as log,
        subprocess.Popen(command, env=ground.surroundings(), stderr=log) as chat,
    ):
        try:
            if not _is_ready(chat, f"{address}/readyz"):
                raise RuntimeError(f"the chat does not start: {path.read_text('utf-8')[-2000:]}")
            yield chat.pid, address
        finally:
            chat.terminate()


def _is_ready(chat: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the chat answers before its time is up, or it ends."""
    until = time.monotonic() + _SECONDS_TO_START
    while chat.poll() is None and time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address, trust_env=False).status_code == 200:
                return True
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def _asked(address: str, seen: Seen) -> Iterator[None]:
    """Questions are asked meanwhile, by two programs without a pause."""
    ended = threading.Event()

    def ask() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            number = 0
            while not ended.is_set():
                body = {"question": _QUESTIONS[number % len(_QUESTIONS)]}
                number += 1
                try:
                    seen.take(client.post(f"{address}/api/ask", json=body))
                except httpx.HTTPError as error:
                    seen.failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _seconds_to_move(seen: Seen, version: int, built: float) -> float:
    """How long after a build its version was first answered with; at most twice as long as may."""
    while version not in seen.versions and time.monotonic() - built < 2 * _SECONDS_TO_MOVE:
        time.sleep(0.02)
    return max(0.0, seen.versions.get(version, time.monotonic()) - built)
