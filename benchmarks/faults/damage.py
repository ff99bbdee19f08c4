"""Damaged files: of an index that is published, and of one that is not yet."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from unittest.mock import patch

from assistant.assistant import Assistant
from assistant.index import dense, reuse
from assistant.index.history import State
from benchmarks.faults.ground import Found, Ground, live, opens_as

Damage = Callable[[bytes, random.Random], bytes]
_PAGE = 4096


def flipped(content: bytes, chance: random.Random) -> bytes:
    """One bit the other way."""
    place = chance.randrange(len(content) * 8)
    changed = bytearray(content)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def truncated(content: bytes, chance: random.Random) -> bytes:
    """The end cut off."""
    return content[: chance.randrange(len(content))]


def zeroed(content: bytes, chance: random.Random) -> bytes:
    """One page of zeros."""
    start = chance.randrange(0, len(content), _PAGE)
    page = content[start : start + _PAGE]
    return content[:start] + bytes(len(page)) + content[start + _PAGE :]


def appended(content: bytes, chance: random.Random) -> bytes:
    """A tail."""
    return content + chance.randbytes(chance.randint(1, 5000))


def unpublished(folder: Path, cases: int) -> Found:
    """What an interrupted build left may be deleted, zeroed, halved or flipped: the old answers."""
    ground, chance, failures = Ground(folder), random.Random(2), []
    kinds: dict[str, Damage] = {
        "deleted": lambda _content, _chance: b"",
        "zeroed": lambda content, _: bytes(len(content)),
        "halved": lambda content, _: content[: len(content) // 2],
        "flipped": flipped,
    }
    version = ground.version()
    for number in range(cases):
        files = _interrupted(ground, version + 1)
        path, kind = chance.choice(files), chance.choice(list(kinds))
        path.write_bytes(kinds[kind](path.read_bytes(), chance))
        if kind == "deleted":
            path.unlink()
        wrong = opens_as(ground, version)
        if not wrong and ground.build() != 0:
            wrong = "the next build failed"
        version += 1
        wrong = wrong or opens_as(ground, version) or ", ".join(ground.litter())
        if wrong:
            failures.append(f"case {number}, {path.name} {kind}: {wrong}")
    return Found("damage to what is not published", cases, tuple(failures))


def published(folder: Path, flips: int, cuts: int, pages: int, tails: int) -> Found:
    """Any damage to any live file is refused before FAISS parses; the one before answers."""
    ground, chance, failures, tried = Ground(folder), random.Random(3), [], 0
    before, parsed = ground.folder(State.BEFORE), _parsed()
    files = [p for p in ground.folder(State.LIVE).rglob("*") if _holds_something(p)]
    files.append(ground.index / "current")
    numbers: list[tuple[str, Damage, int]] = [
        ("flipped", flipped, flips),
        ("truncated", truncated, cuts),
        ("with a page of zeros", zeroed, pages),
        ("with a tail", appended, tails),
    ]
    cases = [(p, kind, d) for kind, d, number in numbers for p in _spread(files, number, chance)]
    for path, kind, damage in cases:
        content = path.read_bytes()
        changed = damage(content, chance)
        if changed == content:
            continue
        tried += 1
        path.write_bytes(changed)
        parsed.clear()
        wrong = _refused(ground, path, before, parsed)
        path.write_bytes(content)
        if wrong:
            failures.append(f"{path.name} {kind}: {wrong}")
    if opens_as(ground, 2):
        failures.append("the mended index does not open")
    return Found("damage to what is live", tried, tuple(failures))


def _refused(ground: Ground, path: Path, before: Path, parsed: list[Path]) -> str:
    """What is wrong, if a damaged file is not refused by name and the one before opened."""
    with Assistant.open(ground.index) as assistant:
        if path.name == "current" and assistant.warning is None:
            return "" if assistant.snapshot == live(ground.index) else "another is live"
        if str(path) not in (assistant.warning or ""):
            return f"the warning is {assistant.warning!r}"
        if path.name != "current" and assistant.snapshot != before.name:
            return f"{assistant.snapshot} answers"
        if path.name != "current" and any(folder != before for folder in parsed):
            return "FAISS was given a damaged index"
    return ""


def _interrupted(ground: Ground, version: int) -> list[Path]:
    """The files that a build of a version leaves which ends before it publishes."""
    ground.write(version)
    _keep_journal(ground)
    snapshots = ground.index / "snapshots"
    half, whole = snapshots / "unfinished-1", snapshots / "29991231T235959Z-0123456789ab"
    for folder in (half, whole):
        shutil.copytree(ground.folder(State.LIVE), folder)
    pointer, kept = ground.index / "unfinished-current", ground.index / reuse.JOURNAL
    pointer.write_text(f"{whole.name}\n")
    files = [p for folder in (half, whole) for p in folder.rglob("*") if _holds_something(p)]
    return [*files, pointer, *[kept] * len(files)]  # the journal is read again: half the cases


def _holds_something(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _keep_journal(ground: Ground) -> None:
    """Have the journal written that a build would leave which ends after encoding."""
    with patch("assistant.index.build.write_lexical", side_effect=OSError(28, "full")):
        ground.build()


def _parsed() -> list[Path]:
    """The folders whose FAISS index was opened since the list was emptied."""
    folders: list[Path] = []
    opened = dense.PointIndex.__init__

    def noting(self: dense.PointIndex, folder: Path, listed: Container[str] = ()) -> None:
        folders.append(folder)
        opened(self, folder, listed)

    dense.PointIndex.__init__ = noting  # type: ignore[method-assign]
    return folders


def _spread(files: list[Path], number: int, chance: random.Random) -> Iterator[Path]:
    """So many files, each about as often."""
    for place in range(number):
        if place % len(files) == 0:
            chance.shuffle(files)
        yield files[place % len(files)]
