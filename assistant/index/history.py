"""The snapshots that an index folder keeps: the live one, the one before, one that was held back.

A build writes a new one beside them and makes it live in one rename. Where the live one is damaged
the one before answers in its place, with a warning, so that nobody who asks is left without an
index.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import (
    DamagedIndexError,
    LockedIndexError,
    NoIndexError,
    NoSnapshotError,
    SearchIndexError,
    UsageError,
)
from assistant.index import snapshot
from assistant.index.snapshot import POINTER, SNAPSHOTS, Pointer, Snapshot
from assistant.records import FileDigest, Manifest
from assistant.settings import Settings
from assistant.text.files import file_digest, written_time

_UNFINISHED = "unfinished-"
_TRIES = 5


class State(StrEnum):
    """What a kept snapshot is there for."""

    LIVE = "live"
    BEFORE = "before"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot that is kept; it can be used if there is no `damage`."""

    name: str
    state: State
    opened: Snapshot | None
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Serving:
    """The snapshot to answer from, and what is to be said where it is not the live one."""

    snapshot: Snapshot
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The live snapshot, and the sound snapshots to take from."""

    live: Snapshot | None
    """None where there is none, or it cannot be used."""
    sound: tuple[Snapshot, ...] = ()
    """The live one first, if it is sound."""
    warnings: tuple[str, ...] = ()
    """Why it is not all of them."""

    @property
    def serving(self) -> Snapshot | None:
        """The snapshot that answers now."""
        return self.sound[0] if self.sound else None


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that is live, or held back; and what went wrong after it was live."""

    snapshot: Snapshot
    warnings: tuple[str, ...] = ()
    was: str | None = None
    """After going back, the snapshot that was live, if that is whole."""


def open_serving(index: Path) -> Serving:
    """Returns the live snapshot; where that is damaged, the newest other one that is whole.

    Raises:
        NoIndexError: the folder holds no index.
        IndexFormatError: another version wrote it.
        DamagedIndexError: the live snapshot is damaged and no other is whole.
    """
    for _ in range(_TRIES):
        live = live_name(index)
        try:
            return Serving(snapshot.open_snapshot(index))
        except DamagedIndexError as error:
            damage = error
        if live_name(index) == live:  # else a build published another one meanwhile
            break
    other = newest_sound(index, but=live_name(index))
    if other is None:
        raise damage
    return Serving(
        other,
        f"{damage.path} is damaged; the answers come from the index before, built "
        f"{written_time(other.manifest.built_at)}. Run 'assistant build' to write it anew, "
        "or 'assistant rollback' to stay with the one before.",
    )


def live_name(index: Path) -> str | None:
    """Returns the name of the live snapshot; None where nothing says which that is."""
    with contextlib.suppress(SearchIndexError):
        return snapshot.current_name(index)
    return None


def newest_sound(index: Path, but: str | None = None) -> Snapshot | None:
    """Returns the live snapshot if its files are whole, else the newest other one that is."""
    for folder, state in _folders(index):
        if folder.name != but and state is not State.HELD:
            with contextlib.suppress(SearchIndexError):
                return snapshot.open_folder(folder)
    return None


def kept(index: Path) -> tuple[Kept, ...]:
    """Returns the snapshots that the folder keeps, each checked: the live one first."""
    found = []
    for folder, state in _folders(index):
        try:
            found.append(Kept(folder.name, state, snapshot.open_folder(folder)))
        except SearchIndexError as error:
            found.append(Kept(folder.name, state, None, str(error)))
    return tuple(found)


def held_folder(index: Path) -> Path | None:
    """Returns the folder of the snapshot that the gate held back; None where there is none."""
    found = (f for f in (index / State.HELD).glob("*") if snapshot.is_name(f.name))
    return max(found, default=None)


def open_named(index: Path, name: str) -> Snapshot:
    """Returns a kept snapshot by its name or how that begins, or by its state: live, before, held.

    Raises:
        NoSnapshotError: there is none of that name, or several.
        SearchIndexError: it is damaged, or another version wrote it.
    """
    there = list(_folders(index))
    found = [f for f, state in there if name == state]
    found = found or [f for f, _ in there if name and f.name.startswith(name)]
    if len(found) != 1:
        listed = ", ".join(f"{folder.name} ({state})" for folder, state in there) or "none"
        raise NoSnapshotError(
            f"{'several snapshots are' if found else 'no snapshot is'} called {name!r}; "
            f"{index} keeps: {listed}"
        )
    return snapshot.open_folder(found[0])


def before_live(index: Path) -> Snapshot:
    """Returns the snapshot to go back to; where `current` is damaged, the newest that is whole.

    Raises:
        NoIndexError: the folder holds no index.
        NoSnapshotError: there is none.
        SearchIndexError: it is damaged, or another version wrote it.
    """
    try:
        snapshot.read_pointer(index)
        found = [folder for folder, state in _folders(index) if state is State.BEFORE]
    except NoIndexError:
        raise
    except SearchIndexError:
        sound = newest_sound(index)
        found = [sound.folder] if sound else []
    if not found:
        told = f"{index} keeps no snapshot before the live one, so there is none to go back to"
        raise NoSnapshotError(told)
    return snapshot.open_folder(found[0])


def live(index: Path) -> Earlier:
    """Returns the live snapshot, or why there is none to build on."""
    try:
        found = snapshot.open_snapshot(index)
    except NoIndexError:
        return Earlier(None)
    except DamagedIndexError as error:
        return Earlier(None, (), (f"{error.path} was damaged",))
    except SearchIndexError:
        return Earlier(None, (), ("another version wrote it",))
    return Earlier(found, (found,))


def all_kept(index: Path, found: Earlier) -> Earlier:
    """Returns what was found and all other sound snapshots; every byte of them was read.

    What is taken over from a file that a disk had changed would be taken for whole ever after.
    """
    damage = snapshot.recheck(found.live) if found.live else None
    if damage is not None:
        found = Earlier(None, (), (f"{damage.path} was damaged",))
    others: list[Snapshot] = []
    with contextlib.suppress(SearchIndexError, OSError):
        opened = [k.opened for k in kept(index) if k.opened and k.opened != found.live]
        others = [one for one in opened if snapshot.recheck(one) is None]
    used = f"only {others[0].name}" if others else "nothing"
    told = tuple(f"{used} of the index before was used: {why}" for why in found.warnings)
    return Earlier(found.live, (*found.sound, *others), told)


@contextlib.contextmanager
def locked(index: Path) -> Iterator[None]:
    """Holds the index for a build; a lock left by a dead process counts for nothing.

    Raises:
        UsageError: the index is a file.
        LockedIndexError: another build is running.
    """
    if index.is_file():
        raise UsageError(snapshot.NO_FOLDER.format(index))
    (index / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout:
        told = f"another build is running on {index}: wait until it has finished"
        raise LockedIndexError(told) from None


def tidy(index: Path) -> None:
    """Removes what killed builds left: unfinished, or never made live; hold the lock."""
    for orphan in (index / SNAPSHOTS).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(orphan)
    (index / f"{_UNFINISHED}{POINTER}").unlink(missing_ok=True)
    with contextlib.suppress(SearchIndexError):
        _sweep(index, snapshot.read_pointer(index))


@contextlib.contextmanager
def unfinished(index: Path) -> Iterator[Path]:
    """Returns a folder to write a snapshot in, which is removed unless it was moved away."""
    folder = index / SNAPSHOTS / f"{_UNFINISHED}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(written: Path, manifest: Manifest) -> Snapshot:
    """Writes the manifest of a folder of written files, flushes all; returns the snapshot."""
    names = sorted(p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file())
    files = {n: FileDigest(file_digest(written / n), (written / n).stat().st_size) for n in names}
    manifest = replace(manifest, files=files)
    (written / snapshot.MANIFEST).write_bytes(snapshot.manifest_json(manifest))
    for path in (*written.rglob("*"), written):
        _flush(path)
    return Snapshot(written, manifest)


def publish(index: Path, sealed: Snapshot) -> Published:
    """Makes a sealed snapshot the live one; hold the lock.

    The newest sound snapshot before it stays, for going back to; others are removed, and so is
    one that was held back.
    """
    before = newest_sound(index)
    moved = _move(sealed, index / SNAPSHOTS)
    pointer = Pointer(moved.name, before.name if before else None)
    warnings = point(index, pointer)
    _sweep(index, pointer)
    shutil.rmtree(index / State.HELD, ignore_errors=True)
    return Published(moved, warnings)


def publish_held(index: Path) -> Published:
    """Makes the snapshot live that the gate held back.

    Raises:
        NoSnapshotError: there is none.
        LockedIndexError: a build is running.
        SearchIndexError: it is damaged, or another version wrote it.
        SettingError: a setting in force is not what it must be.
    """
    if held_folder(index) is None:
        raise NoSnapshotError(f"no gate has held back a snapshot in {index}: nothing was done")
    with locked(index):
        held = open_named(index, State.HELD)
        return _made_live(index, held, lambda: publish(index, held))


def hold(index: Path, sealed: Snapshot) -> Published:
    """Sets a sealed snapshot aside, in the place of one that was before; hold the lock."""
    shutil.rmtree(index / State.HELD, ignore_errors=True)
    (index / State.HELD).mkdir(exist_ok=True)
    return Published(_move(sealed, index / State.HELD))


def point(index: Path, pointer: Pointer) -> tuple[str, ...]:
    """Names the live snapshot, in one rename; hold the lock. Returns what went wrong after that."""
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


def roll_back(index: Path) -> Published:
    """Makes the snapshot before live again; the one that was live is now the one before.

    Raises:
        NoIndexError: the folder holds no index.
        NoSnapshotError: there is none before.
        LockedIndexError: a build is running.
        SearchIndexError: the one before is damaged, or another version wrote it.
        SettingError: a setting in force is not what it must be.
    """
    before_live(index)  # known to be there before the folder is locked, and so made
    with locked(index):
        target, live = before_live(index), live_name(index)
        sound = newest_sound(index)  # the live one, if that is whole
        was = live if sound and sound.name == live != target.name else None
        pointer = Pointer(target.name, was)
        return _made_live(index, target, lambda: Published(target, point(index, pointer), was))


def _made_live(index: Path, opened: Snapshot, make: Callable[[], Published]) -> Published:
    """Makes a snapshot live; the engine that is set holds it before, then what the folder keeps."""
    engine = Settings.from_environment().engine
    if not engine.is_milvus:
        return make()
    from assistant.index import engines  # what else needs no search needs no search library

    engines.put(opened, opened.name, engine, lambda *_: None)
    done = make()
    return replace(done, warnings=(*done.warnings, *engines.settle(index, names(index), engine)))


def _folders(index: Path) -> Iterator[tuple[Path, State]]:
    """Returns the folder of each kept snapshot, and what it is there for; first the live one.

    Where no pointer says which that is, all count as before it, the newest first.
    """
    there = {f.name for f in (index / SNAPSHOTS).glob("*") if snapshot.is_name(f.name)}
    states = dict.fromkeys(sorted(there, reverse=True), State.BEFORE)
    with contextlib.suppress(SearchIndexError):
        pointer = snapshot.read_pointer(index)
        states = {pointer.live: State.LIVE}
        if pointer.before in there:
            states[pointer.before] = State.BEFORE
    yield from ((index / SNAPSHOTS / name, state) for name, state in states.items())
    held = held_folder(index)
    if held is not None:
        yield held, State.HELD


def published_name(sealed: Snapshot) -> str:
    """Returns what a sealed snapshot is called once it is published."""
    content = (sealed.folder / snapshot.MANIFEST).read_bytes()
    return f"{sealed.manifest.built_at:%Y%m%dT%H%M%SZ}-{snapshot.short_digest(content)}"


def names(index: Path) -> list[str]:
    """Returns the names of the snapshots that the folder keeps, the live one first."""
    return [folder.name for folder, _ in _folders(index)]


def _move(sealed: Snapshot, home: Path) -> Snapshot:
    """Returns a sealed snapshot, moved to a folder under its own name."""
    folder = home / published_name(sealed)
    sealed.folder.rename(folder)
    snapshot.remember(folder, snapshot.stamps(folder, sealed.manifest))  # `seal` has just read them
    _flush(home)
    return Snapshot(folder, sealed.manifest)


def _sweep(index: Path, pointer: Pointer) -> None:
    """Removes the snapshots that are neither live nor the one before."""
    with contextlib.suppress(OSError):
        for folder in (index / SNAPSHOTS).iterdir():
            if folder.name not in (pointer.live, pointer.before) and snapshot.is_name(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
                snapshot.forget(folder)


def _flush(path: Path) -> None:
    """Has a file or folder written through to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open folders, and needs no flush of them
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
