"""Which large files of a snapshot were found whole, so that opening need not read all of them.

To take the digest of ten gigabytes is the work of ten seconds and more. A large file whose digest
was found right is known by its device, number, size and the times of its last changes; as long as
they are the same, nothing that runs on this machine has written to it, and opening takes it as
whole. What they do not tell is a disk that gives back other bytes than it was given: a server
takes the digests after it has opened (`recheck`), and so does `assistant verify`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from assistant.records import Manifest

LARGE = 128 * 2**20
"""Bytes; smaller files are read at every opening."""

_Stamp = list[int]


def stamps(folder: Path, manifest: Manifest) -> dict[str, _Stamp]:
    """What tells whether a large file of a snapshot is still the same, by its name."""
    found = {}
    for name, digest in manifest.files.items():
        if digest.bytes >= LARGE:
            with contextlib.suppress(OSError):
                found[name] = _stamp(folder / name)
    return found


def unchanged(folder: Path, now: Mapping[str, _Stamp]) -> frozenset[str]:
    """The names of the large files that are those which were found whole."""
    try:
        stored = json.loads(_file(folder).read_bytes()) if now else {}
    except (OSError, ValueError, RecursionError):
        return frozenset()
    known = stored if isinstance(stored, dict) else {}
    return frozenset(name for name, stamp in now.items() if known.get(name) == stamp)


def remember(folder: Path, whole: Mapping[str, _Stamp]) -> None:
    """Keep the stamps, taken before they were read, of large files that were found whole."""
    if whole:
        with contextlib.suppress(OSError):  # a disk that may not be written to is read each time
            _file(folder).write_text(json.dumps(whole), "utf-8")


def forget(folder: Path) -> None:
    """Have every file of a snapshot read at its next opening."""
    with contextlib.suppress(OSError):
        _file(folder).unlink(missing_ok=True)


def _file(folder: Path) -> Path:
    """Beside the snapshot, of which nothing changes."""
    return folder.with_name(f"{folder.name}.seen")


def _stamp(path: Path) -> _Stamp:
    told = path.stat()
    return [told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns]
