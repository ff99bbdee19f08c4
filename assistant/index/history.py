"""The snapshots that an index folder keeps: the live one, the one before, one that was held back.

Where the live one is damaged the one before answers in its place, with a warning, so that nobody
who asks is left without an index.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.dates import written_time
from assistant.errors import DamagedIndexError, NoIndexError, NoSnapshotError, SearchIndexError
from assistant.index import snapshot
from assistant.index.snapshot import SNAPSHOTS, Pointer, Snapshot

HELD = "held"

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


def open_serving(index: Path) -> Serving:
    """The live snapshot; where that is damaged, the newest other one that is whole.

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
    """The name of the live snapshot; None where nothing says which that is."""
    with contextlib.suppress(SearchIndexError):
        return snapshot.current_name(index)
    return None


def newest_sound(index: Path, but: str | None = None) -> Snapshot | None:
    """The live snapshot if its files are whole, else the newest other one whose files are."""
    for name in _published(index):
        if name != but:
            with contextlib.suppress(SearchIndexError):
                return snapshot.open_folder(index / SNAPSHOTS / name)
    return None


def kept(index: Path) -> tuple[Kept, ...]:
    """The snapshots that the folder keeps, each checked: the live one first."""
    return tuple(_kept(folder, state) for folder, state in _folders(index))


def held_folder(index: Path) -> Path | None:
    """The folder of the snapshot that the gate held back; None where there is none."""
    return max((f for f in (index / HELD).glob("*") if snapshot.is_name(f.name)), default=None)


def open_named(index: Path, name: str) -> Snapshot:
    """A kept snapshot by its name or how that begins, or by its state: live, before, held.

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
    """The snapshot to go back to, checked; where `current` is damaged, the newest that is whole.

    Raises:
        NoIndexError: the folder holds no index.
        NoSnapshotError: there is none.
        SearchIndexError: it is damaged, or another version wrote it.
    """
    pointer = _pointer(index)
    found = [folder for folder, state in _folders(index) if state is State.BEFORE]
    if pointer is None:
        sound = newest_sound(index)
        found = [sound.folder] if sound else []
    if not found:
        raise NoSnapshotError(
            f"{index} keeps no snapshot before the live one, so there is none to go back to"
        )
    return snapshot.open_folder(found[0])


def _pointer(index: Path) -> Pointer | None:
    """What `current` names; None where it is damaged."""
    try:
        return snapshot.read_pointer(index)
    except NoIndexError:
        raise
    except SearchIndexError:
        return None


def _published(index: Path) -> Iterator[str]:
    """The snapshots that were live: the one that is, the one before; all, where none is named."""
    pointer: Pointer | None = None
    with contextlib.suppress(SearchIndexError):
        pointer = snapshot.read_pointer(index)
    if pointer is not None:
        yield pointer.live
        if pointer.before and (index / SNAPSHOTS / pointer.before).is_dir():
            yield pointer.before
    else:
        folders = (index / SNAPSHOTS).glob("*")
        yield from sorted((f.name for f in folders if snapshot.is_name(f.name)), reverse=True)


def _folders(index: Path) -> Iterator[tuple[Path, State]]:
    """The folder of each kept snapshot, and what it is there for."""
    live = live_name(index)
    for name in _published(index):
        yield index / SNAPSHOTS / name, State.LIVE if name == live else State.BEFORE
    held = held_folder(index)
    if held is not None:
        yield held, State.HELD


def _kept(folder: Path, state: State) -> Kept:
    try:
        return Kept(folder.name, state, snapshot.open_folder(folder))
    except SearchIndexError as error:
        return Kept(folder.name, state, None, str(error))
