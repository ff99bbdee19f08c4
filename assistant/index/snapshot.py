"""A snapshot: the files of a corpus's index, which nothing changes, and their manifest.

Opening one checks every file against the digest taken when it was built. A large file whose digest
was found right is then known by its stamp (`stamps`), as ten gigabytes take ten seconds and more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import DamagedIndexError, IndexFormatError, NoIndexError
from assistant.records import DenseSearch, FileDigest, Manifest
from assistant.records.manifest import problem_from
from assistant.text.files import file_digest as file_digest

FORMAT_VERSION = 7

MANIFEST, LIBRARY, READINGS = "manifest.json", "library.sqlite", "readings.json"
POINT_VECTORS, POINT_OFFSETS, TOKENS = "points.faiss", "points.npy", "tokens"
CELLS, ABBREVIATIONS = "cells.faiss", "abbreviations.json"
LEXICAL, ENCODER = "lexical", "encoder"
POINTER, SNAPSHOTS = "current", "snapshots"

LARGE = 128 * 2**20
"""Bytes; smaller files are read at every opening."""

NO_FOLDER = "{} is a file, not a folder: name the index folder with --index"

_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")
_Stamp = list[int]


@dataclass(frozen=True, slots=True)
class Pointer:
    """The names of the live snapshot and of the one that was live before it, if one is kept."""

    live: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot whose files were found to be what the build wrote."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The snapshot's identity: when it was built and its manifest's digest."""
        return self.folder.name

    @property
    def index(self) -> Path:
        """The folder of the index that keeps it."""
        return self.folder.parent.parent

    @property
    def library(self) -> Path:
        """The SQLite library."""
        return self.folder / LIBRARY

    @property
    def encoder(self) -> Path:
        """The folder of the exported encoder."""
        return self.folder / ENCODER


def current_name(index: Path) -> str:
    """Returns the name of the live snapshot; raises what `read_pointer` does."""
    return read_pointer(index).live


def read_pointer(index: Path) -> Pointer:
    """Returns what the file `current` names.

    Raises:
        NoIndexError: the folder holds no index.
        DamagedIndexError: the file is not what a build wrote.
    """
    path = index / POINTER
    try:
        names = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise NoIndexError(f"there is no index in {index}: run 'assistant build' first") from None
    except NotADirectoryError:
        raise NoIndexError(NO_FOLDER.format(index)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(path, f"it cannot be read ({error})") from error
    live, before, *rest = (*names, "", "")
    is_whole = is_name(live) and (not before or is_name(before)) and not any(rest)
    if not is_whole or not (index / SNAPSHOTS / live).is_dir():
        raise DamagedIndexError(path, "it does not name a snapshot that is there")
    return Pointer(live, before or None)


def is_name(text: str) -> bool:
    """Returns whether this is how a published snapshot is called."""
    return _NAME.fullmatch(text) is not None


def open_snapshot(index: Path) -> Snapshot:
    """Returns the live snapshot; raises what `read_pointer` and `open_folder` do."""
    return open_folder(index / SNAPSHOTS / current_name(index))


def open_folder(folder: Path) -> Snapshot:
    """Returns the snapshot in a folder, every file checked against the digest taken at its build.

    Of a large file that was found whole before, only whether it is the same still.

    Raises:
        IndexFormatError: another version wrote it.
        DamagedIndexError: a file is missing or changed; it names the first such file.
    """
    manifest = read_manifest(folder)
    large = stamps(folder, manifest)
    whole = unchanged(folder, large)
    for problem in damages(folder, manifest, whole):
        raise problem
    if len(whole) < len(large):
        remember(folder, large)
    return Snapshot(folder, manifest)


def recheck(opened: Snapshot) -> DamagedIndexError | None:
    """Returns what is wrong with the large files of a snapshot that was opened, all of them read.

    Stamps do not tell of a disk that gives back other bytes than it was given. None if nothing is
    wrong; where something is, the next opening finds it too.
    """
    small = opened.manifest.files.keys() - stamps(opened.folder, opened.manifest)
    problem = next(damages(opened.folder, opened.manifest, small), None)
    if problem is not None:
        forget(opened.folder)
    return problem


def read_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a snapshot, checked against the digest in the folder's name.

    Raises:
        IndexFormatError: another version wrote it.
        DamagedIndexError: it is missing or changed.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        stored = json.loads(content)
        version = stored["format_version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedIndexError(path, "it is missing or is not what the build wrote") from error
    if not folder.name.endswith(f"-{short_digest(content)}"):
        raise DamagedIndexError(path, "it is not what the build wrote")
    if version != FORMAT_VERSION:
        raise IndexFormatError(
            f"{folder} has index format {version}; this version of the assistant reads format "
            f"{FORMAT_VERSION}. Run 'assistant build' to write the index anew."
        )
    stored |= {
        "built_at": datetime.fromisoformat(stored["built_at"]),
        "problems": tuple(problem_from(problem) for problem in stored["problems"]),
        "files": {name: FileDigest(**digest) for name, digest in stored["files"].items()},
        "dense": DenseSearch(**stored["dense"]) if stored.get("dense") else None,
    }
    return Manifest(**stored)


def damages(
    folder: Path, manifest: Manifest, whole: Collection[str] = ()
) -> Iterator[DamagedIndexError]:
    """Returns what is wrong with the files of a snapshot, a file at a time.

    Of those whose names are in `whole` the digest is known to be right.
    """
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != expected.bytes:
                yield DamagedIndexError(path, f"it has {size} bytes instead of {expected.bytes}")
            elif name not in whole and file_digest(path) != expected.sha256:
                yield DamagedIndexError(path, "its SHA-256 is not the one taken at the build")
        except OSError as error:
            yield DamagedIndexError(path, f"it cannot be read ({error.strerror})")


def strays(folder: Path, manifest: Manifest) -> list[str]:
    """Returns what is wrong with files in a snapshot's folder that its build did not write.

    None of them is ever opened. tantivy leaves a lock beside its own files.
    """
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    names = {path.relative_to(folder).as_posix() for path in found} - {*manifest.files, MANIFEST}
    told = "is no file of the index, and is not used: remove it"
    return [f"{folder / name} {told}" for name in sorted(names)]


def stamps(folder: Path, manifest: Manifest) -> dict[str, _Stamp]:
    """Returns the stamps of a snapshot's large files, by name.

    As long as a file's is the same, nothing that runs on this machine has written to it.
    """
    found = {}
    for name, digest in manifest.files.items():
        if digest.bytes >= LARGE:
            with contextlib.suppress(OSError):
                told = (folder / name).stat()
                times = (told.st_mtime_ns, told.st_ctime_ns)
                found[name] = [told.st_dev, told.st_ino, told.st_size, *times]
    return found


def unchanged(folder: Path, now: Mapping[str, _Stamp]) -> frozenset[str]:
    """Returns the names of the large files that are those which were found whole."""
    try:
        stored = json.loads(_seen(folder).read_bytes()) if now else {}
    except (OSError, ValueError, RecursionError):
        return frozenset()
    known = stored if isinstance(stored, dict) else {}
    return frozenset(name for name, stamp in now.items() if known.get(name) == stamp)


def remember(folder: Path, whole: Mapping[str, _Stamp]) -> None:
    """Keeps the stamps, taken before they were read, of large files that were found whole."""
    if whole:
        with contextlib.suppress(OSError):  # a disk that may not be written to is read each time
            _seen(folder).write_text(json.dumps(whole), "utf-8")


def forget(folder: Path) -> None:
    """Has every file of a snapshot read at its next opening."""
    with contextlib.suppress(OSError):
        _seen(folder).unlink(missing_ok=True)


def _seen(folder: Path) -> Path:
    """Returns the file of stamps, beside the snapshot, of which nothing changes."""
    return folder.with_name(f"{folder.name}.seen")


def short_digest(content: bytes) -> str:
    """Returns the part of a SHA-256 that stands in a snapshot's name."""
    return hashlib.sha256(content).hexdigest()[:12]


def manifest_json(manifest: Manifest) -> bytes:
    """Returns the content of `manifest.json`."""
    stored = asdict(manifest) | {"built_at": manifest.built_at.isoformat()}
    return json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False).encode()
