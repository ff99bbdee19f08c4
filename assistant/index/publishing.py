"""Writing a snapshot beside the live one, and making it live by one rename."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LockedIndexError, NoSnapshotError, SearchIndexError
from assistant.index import seen, snapshot
from assistant.index.history import (
    HELD,
    State,
    before_live,
    held_folder,
    live_name,
    newest_sound,
    open_named,
)
from assistant.index.snapshot import POINTER, SNAPSHOTS, Pointer, Snapshot, file_digest
from assistant.records import FileDigest, Manifest

_UNFINISHED = "unfinished-"


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that is live, or held back; and what went wrong after it was live."""

    snapshot: Snapshot
    warnings: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The snapshot that is live again, and the one that was if that is whole."""

    now: Snapshot
    was: str | None
    warnings: tuple[str, ...] = ()
    """What went wrong after the swap."""


@contextlib.contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the index for a build; a lock left by a dead process counts for nothing.

    Raises:
        LockedIndexError: another build is running.
    """
    (index / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout:
        raise LockedIndexError(
            f"another build is running on {index}: wait until it has finished"
        ) from None


def tidy(index: Path) -> None:
    """Remove what builds that were killed left behind; hold the lock.

    That is what they had not finished, and what was finished and never made live.
    """
    for orphan in (index / SNAPSHOTS).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(orphan)
    (index / f"{_UNFINISHED}{POINTER}").unlink(missing_ok=True)
    with contextlib.suppress(SearchIndexError):
        pointer = snapshot.read_pointer(index)
        _sweep(index, pointer)


@contextlib.contextmanager
def unfinished(index: Path) -> Iterator[Path]:
    """A folder to write a snapshot in, which is removed unless it was moved away."""
    folder = index / SNAPSHOTS / f"{_UNFINISHED}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(written: Path, manifest: Manifest) -> Snapshot:
    """A folder of written files as a snapshot: its manifest written, all flushed to the disk."""
    names = sorted(p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file())
    files = {n: FileDigest(file_digest(written / n), (written / n).stat().st_size) for n in names}
    manifest = replace(manifest, files=files)
    (written / snapshot.MANIFEST).write_bytes(snapshot.manifest_json(manifest))
    for path in (*(written / name for name in (*names, snapshot.MANIFEST)), *_folders(written)):
        _flush(path)
    return Snapshot(written, manifest)


def publish(index: Path, sealed: Snapshot) -> Published:
    """Make a sealed snapshot the live one; hold the lock.

    The newest sound snapshot before it stays, for going back to; others are removed, and so is
    one that was held back.
    """
    before = newest_sound(index)
    moved = _move(sealed, index / SNAPSHOTS)
    pointer = Pointer(moved.name, before.name if before else None)
    warnings = point(index, pointer)
    _sweep(index, pointer)
    shutil.rmtree(index / HELD, ignore_errors=True)
    return Published(moved, warnings)


def publish_held(index: Path) -> Published:
    """Make the snapshot live that the gate held back.

    Raises:
        NoSnapshotError: there is none.
        LockedIndexError: a build is running.
        SearchIndexError: it is damaged, or another version wrote it.
    """
    if held_folder(index) is None:
        raise NoSnapshotError(f"no gate has held back a snapshot in {index}: nothing was done")
    with locked(index):
        return publish(index, open_named(index, State.HELD))


def hold(index: Path, sealed: Snapshot) -> Published:
    """Set a sealed snapshot aside, in the place of one that was before; hold the lock."""
    shutil.rmtree(index / HELD, ignore_errors=True)
    (index / HELD).mkdir(exist_ok=True)
    return Published(_move(sealed, index / HELD), held=True)


def point(index: Path, pointer: Pointer) -> tuple[str, ...]:
    """Name the live snapshot, in one rename; hold the lock. Returns what went wrong after that."""
    written = index / f"{_UNFINISHED}{POINTER}"
    names = filter(None, (pointer.live, pointer.before))
    written.write_text("".join(f"{name}\n" for name in names), "utf-8")
    _flush(written)
    written.replace(index / POINTER)
    try:
        _flush(index)
    except OSError as error:
        return (
            f"the new index is live and whole, but the disk failed to confirm it "
            f"({error.strerror or error}): check the disk, then run 'assistant verify'",
        )
    return ()


def roll_back(index: Path) -> RolledBack:
    """Make the snapshot before live again; the one that was live is now the one before.

    Raises:
        NoIndexError: the folder holds no index.
        NoSnapshotError: there is none before.
        LockedIndexError: a build is running.
        SearchIndexError: the one before is damaged, or another version wrote it.
    """
    before_live(index)  # known to be there before the folder is locked, and so made
    with locked(index):
        target, live = before_live(index), live_name(index)
        sound = newest_sound(index)  # the live one, if that is whole
        was = live if sound and sound.name == live != target.name else None
        return RolledBack(target, was, point(index, Pointer(target.name, was)))


def _move(sealed: Snapshot, home: Path) -> Snapshot:
    """A sealed snapshot, moved to a folder under its own name."""
    content = (sealed.folder / snapshot.MANIFEST).read_bytes()
    moment = f"{sealed.manifest.built_at:%Y%m%dT%H%M%SZ}"
    folder = home / f"{moment}-{snapshot.short_digest(content)}"
    sealed.folder.rename(folder)
    seen.remember(folder, seen.stamps(folder, sealed.manifest))  # `seal` has just read them
    _flush(home)
    return Snapshot(folder, sealed.manifest)


def _sweep(index: Path, pointer: Pointer) -> None:
    """Remove the snapshots that are neither live nor the one before."""
    with contextlib.suppress(OSError):
        for folder in (index / SNAPSHOTS).iterdir():
            if folder.name not in (pointer.live, pointer.before) and snapshot.is_name(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
                seen.forget(folder)


def _folders(written: Path) -> Iterator[Path]:
    """The folders of a snapshot, itself last."""
    yield from (path for path in written.rglob("*") if path.is_dir())
    yield written


def _flush(path: Path) -> None:
    """Have a file or folder written through to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open folders, and needs no flush of them
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
