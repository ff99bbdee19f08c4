"""What a build has encoded, kept on the disk as it goes, and read from there when it is written.

So a build needs no memory for it, and one that was stopped is gone on with. The file begins with a
digest of what encodes; a record follows for each passage: its length, its SHA-256, and the
passage's codes and vectors, at 16 bits a number as the index keeps them. Whatever is cut off,
written over or appended, the records before it count and nothing after it does.
"""

from __future__ import annotations

import errno
import hashlib
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np

from assistant.encoder import Vectors
from assistant.index.tokens import CodedPassage

NAME = "journal"
_VERSION = 2

_RECORD = struct.Struct("<Q32s")
_SHAPE = struct.Struct("<32s4Q")
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """All that is searched of one passage beside its words."""

    coded: CodedPassage
    points: Vectors
    """Shape (points, dimension)."""


class Journal:
    """The journal of an index folder; hold the lock.

    What is kept in memory of each passage is where its record stands.
    """

    def __init__(self, index: Path, key: str) -> None:
        """Open the journal; `key` is all that decides how a passage is encoded.

        One that was written under another key is begun anew when first added to.
        """
        self._path = index / NAME
        self._head = hashlib.sha256(f"{_VERSION} {key}".encode()).digest()
        self._places: dict[bytes, int] = {}
        self._whole = self._read()

    @property
    def known(self) -> Mapping[bytes, EncodedPassage]:
        """The passages, by the digest of what was encoded, each read when it is asked for."""
        return _Records(self._path, self._places)

    def add(self, passages: Mapping[bytes, EncodedPassage]) -> None:
        """Add passages, by the digest of what was encoded, and have them written to the disk."""
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            file.truncate(self._whole)
            file.seek(self._whole)
            if not self._whole:
                file.write(self._head)
            for digest, passage in passages.items():
                payload = _packed(digest, passage)
                self._places[digest] = file.tell()
                file.write(_RECORD.pack(len(payload), hashlib.sha256(payload).digest()))
                file.write(payload)
            file.flush()
            os.fsync(file.fileno())
            self._whole = file.tell()

    def _read(self) -> int:
        """Find the records that are whole; returns where those end."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return 0
        with file:
            if file.read(_DIGEST) != self._head:
                return 0
            whole, place = _DIGEST, _DIGEST
            while payload := _payload(file):
                self._places[payload[:_DIGEST]] = place
                whole = place = place + _RECORD.size + len(payload)
            return whole


class _Records(Mapping[bytes, EncodedPassage]):
    """The passages of a journal's file, by where their records stand."""

    def __init__(self, path: Path, places: Mapping[bytes, int]) -> None:
        self._path, self._places = path, places

    def __getitem__(self, digest: bytes) -> EncodedPassage:
        place = self._places[digest]
        with self._path.open("rb") as file:
            file.seek(place)
            payload = _payload(file)
        if payload is None:
            raise OSError(errno.EIO, "what was written cannot be read again", str(self._path))
        return _unpacked(payload)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _payload(file: BinaryIO) -> bytes | None:
    """The payload of the record that begins here; None where none is whole."""
    head = file.read(_RECORD.size)
    if len(head) < _RECORD.size:
        return None
    length, digest = _RECORD.unpack(head)
    if not _SHAPE.size <= length <= os.fstat(file.fileno()).st_size - file.tell():
        return None
    payload = file.read(length)
    return payload if hashlib.sha256(payload).digest() == digest else None


def discard(index: Path) -> None:
    """Remove the journal of an index folder."""
    (index / NAME).unlink(missing_ok=True)


def _packed(digest: bytes, passage: EncodedPassage) -> bytes:
    coded, points = passage.coded, np.asarray(passage.points, np.float16)
    shape = _SHAPE.pack(digest, *coded.codes.shape, *points.shape)
    arrays = (
        coded.codes.astype(np.uint8),
        coded.segments.astype(np.int32),
        coded.ids.astype(np.int32),
        points,
    )
    return shape + b"".join(array.tobytes() for array in arrays)


def _unpacked(payload: bytes) -> EncodedPassage:
    """A record's passage; its digest was checked."""
    _, tokens, width, points, dimension = _SHAPE.unpack_from(payload)
    ends = np.cumsum([_SHAPE.size, tokens * width, tokens * 4, tokens * 4, points * dimension * 2])
    codes, segments, ids, vectors = (payload[start:end] for start, end in pairwise(ends))
    coded = CodedPassage(
        np.frombuffer(codes, np.uint8).reshape(tokens, width),
        np.frombuffer(segments, np.int32).astype(np.int64),
        np.frombuffer(ids, np.int32).astype(np.int64),
    )
    pooled = np.frombuffer(vectors, np.float16).astype(np.float32)
    return EncodedPassage(coded, pooled.reshape(points, dimension))
