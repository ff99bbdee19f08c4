"""The folder of an index: immutable snapshots, and a file that names the live one.

    index/
    ├── current                     the name of the live snapshot
    ├── lock                        held by a build
    └── snapshots/
        └── 20261122T101500Z-0123456789ab/
            ├── manifest.json       digests of all files; its own is in the folder's name
            ├── library.sqlite      documents and passages
            ├── points.faiss, points.npy    vectors of points, and whose they are
            ├── tokens/, lexical/   late interaction and BM25
            └── encoder/

A snapshot is written beside the live one and becomes live by one rename, so that a reader sees
the old or the new one and nothing between. The one that was live before is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant.errors import (
    DamagedIndexError,
    IndexFormatError,
    LockedIndexError,
    NoIndexError,
    SearchIndexError,
)
from assistant.records import FileDigest, Manifest
from assistant.records.codec import problem_from

FORMAT_VERSION = 3

MANIFEST, LIBRARY, ENCODER = "manifest.json", "library.sqlite", "encoder"
POINT_VECTORS, POINT_OFFSETS, TOKENS, LEXICAL = "points.faiss", "points.npy", "tokens", "lexical"

_NAME = re.compile(r"\d{8}T\d{6}Z-([0-9a-f]{12})")
_UNFINISHED = "unfinished-"


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
    def library(self) -> Path:
        """The SQLite library."""
        return self.folder / LIBRARY

    @property
    def encoder(self) -> Path:
        """The folder of the exported encoder."""
        return self.folder / ENCODER


def current_name(index: Path) -> str:
    """The name of the live snapshot.

    Raises:
        NoIndexError: the folder holds no index.
        DamagedIndexError: the file `current` is not what a build wrote.
    """
    pointer = index / "current"
    try:
        name = pointer.read_text("utf-8").strip()
    except FileNotFoundError:
        raise NoIndexError(f"there is no index in {index}: run 'assistant build' first") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(pointer, f"it cannot be read ({error})") from error
    if not _NAME.fullmatch(name) or not (index / "snapshots" / name).is_dir():
        raise DamagedIndexError(pointer, "it does not name a snapshot that is there")
    return name


def open_snapshot(index: Path) -> Snapshot:
    """The live snapshot, every file checked against the digests taken when it was built.

    Raises:
        NoIndexError: the folder holds no index.
        IndexFormatError: another version wrote it.
        DamagedIndexError: a file is missing or changed; it names the first such file.
    """
    folder = index / "snapshots" / current_name(index)
    manifest = read_manifest(folder)
    for problem in damages(folder, manifest):
        raise problem
    return Snapshot(folder, manifest)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot, checked against the digest in the folder's name.

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
    if isinstance(version, int) and version != FORMAT_VERSION:
        raise IndexFormatError(
            f"{folder} has index format {version}; this version of the assistant reads format "
            f"{FORMAT_VERSION}. Run 'assistant build' to write the index anew."
        )
    if not folder.name.endswith(f"-{_short_digest(content)}"):
        raise DamagedIndexError(path, "it is not what the build wrote")
    return _manifest(stored)


def damages(folder: Path, manifest: Manifest) -> Iterator[DamagedIndexError]:
    """What is wrong with the files of a snapshot, a file at a time."""
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != expected.bytes:
                yield DamagedIndexError(path, f"it has {size} bytes instead of {expected.bytes}")
            elif file_digest(path) != expected.sha256:
                yield DamagedIndexError(path, "its SHA-256 is not the one taken at the build")
        except OSError as error:
            yield DamagedIndexError(path, f"it cannot be read ({error.strerror})")


@contextlib.contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the index for a build; a lock left by a dead process counts for nothing.

    Raises:
        LockedIndexError: another build is running.
    """
    (index / "snapshots").mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout:
        raise LockedIndexError(
            f"another build is running on {index}: wait until it has finished"
        ) from None


def tidy(index: Path) -> None:
    """Remove what builds that were killed left unfinished; hold the lock."""
    for orphan in (index / "snapshots").glob(f"{_UNFINISHED}*"):
        shutil.rmtree(orphan)


@contextlib.contextmanager
def unfinished(index: Path) -> Iterator[Path]:
    """A folder to write a snapshot in, which is removed unless `publish` moved it away."""
    folder = index / "snapshots" / f"{_UNFINISHED}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, written: Path, manifest: Manifest) -> Snapshot:
    """Make a folder of written files the live snapshot and return it; hold the lock.

    The newest sound snapshot before it stays, for going back to; others are removed.
    """
    names = sorted(p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file())
    files = {n: FileDigest(file_digest(written / n), (written / n).stat().st_size) for n in names}
    manifest = replace(manifest, files=files)
    content = _manifest_json(manifest)
    (written / MANIFEST).write_bytes(content)
    for path in (*(written / name for name in (*names, MANIFEST)), *_folders(written)):
        _flush(path)
    folder = index / "snapshots" / f"{manifest.built_at:%Y%m%dT%H%M%SZ}-{_short_digest(content)}"
    before = _newest_sound(index)
    written.rename(folder)
    _flush(folder.parent)
    pointer = index / f"{_UNFINISHED}current"
    pointer.write_text(f"{folder.name}\n", "utf-8")
    _flush(pointer)
    pointer.replace(index / "current")
    _flush(index)
    _sweep(index, keep={folder.name, before})
    return Snapshot(folder, manifest)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(index: Path, keep: set[str | None]) -> None:
    for folder in (index / "snapshots").iterdir():
        if folder.name not in keep and _NAME.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _newest_sound(index: Path) -> str | None:
    """The live snapshot if its files are whole, else the newest other one whose files are."""
    folders = {f.name: f for f in (index / "snapshots").iterdir() if _NAME.fullmatch(f.name)}
    with contextlib.suppress(SearchIndexError):
        live = current_name(index)
        folders = {live: folders[live], **dict(sorted(folders.items(), reverse=True))}
    for name, folder in folders.items():
        with contextlib.suppress(SearchIndexError):
            if not any(damages(folder, read_manifest(folder))):
                return name
    return None


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


def _short_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _manifest_json(manifest: Manifest) -> bytes:
    stored = asdict(manifest) | {"built_at": manifest.built_at.isoformat()}
    return json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _manifest(stored: Mapping[str, Any]) -> Manifest:
    problems = tuple(problem_from(problem) for problem in stored["problems"])
    files = {name: FileDigest(**digest) for name, digest in stored["files"].items()}
    return Manifest(
        **dict(stored)
        | {
            "built_at": datetime.fromisoformat(stored["built_at"]),
            "problems": problems,
            "files": files,
        }
    )
