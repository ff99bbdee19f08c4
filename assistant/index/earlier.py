"""What earlier builds left that a build may take over."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DamagedIndexError, NoIndexError, SearchIndexError
from assistant.index import snapshot
from assistant.index.history import kept
from assistant.index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Earlier:
    """The live snapshot, the sound snapshots to take from, and why it is not all of them."""

    live: Snapshot | None
    """None where there is none, or it cannot be used."""
    sound: tuple[Snapshot, ...] = ()
    """The live one first, if it is sound."""
    reason: str | None = None

    def warnings(self) -> tuple[str, ...]:
        """What is to be said of it."""
        return (self.reason,) if self.reason else ()

    @property
    def serving(self) -> Snapshot | None:
        """The snapshot that answers now."""
        return self.sound[0] if self.sound else None


def live(index: Path) -> Earlier:
    """The live snapshot, or why there is none to build on."""
    try:
        found = snapshot.open_snapshot(index)
    except NoIndexError:
        return Earlier(None)
    except DamagedIndexError as error:
        return Earlier(None, (), f"{error.path} was damaged")
    except SearchIndexError:
        return Earlier(None, (), "another version wrote it")
    return Earlier(found, (found,))


def all_kept(index: Path, found: Earlier) -> Earlier:
    """The same with all other sound snapshots that are kept; every byte of them was read.

    What is taken over from a file that a disk had changed would be taken for whole ever after.
    """
    damage = snapshot.recheck(found.live) if found.live else None
    if damage is not None:
        found = Earlier(None, (), f"{damage.path} was damaged")
    others: list[Snapshot] = []
    with contextlib.suppress(SearchIndexError, OSError):
        opened = [k.opened for k in kept(index) if k.opened and k.opened != found.live]
        others = [one for one in opened if snapshot.recheck(one) is None]
    used = f"only {others[0].name}" if others else "nothing"
    reason = found.reason and f"{used} of the index before was used: {found.reason}"
    return Earlier(found.live, (*found.sound, *others), reason)
