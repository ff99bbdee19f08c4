"""What a build has encoded, kept on the disk as it goes, for the build after one that was stopped.

The file begins with a digest of what encodes; a record follows for each passage: its length, its
SHA-256, and the passage's codes and vectors. Whatever is cut off, written over or appended, the
records before it count and nothing after it does.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.encoder import Vectors
from assistant.index.tokens import CodedPassage

NAME = "journal"

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
    """The journal of an index folder; hold the lock."""

    def __init__(self, index: Path, key: str) -> None:
        """Open the journal; `key` is all that decides how a passage is encoded.

        One that was written under another key is begun anew when first added to.
        """
        self._path = index / NAME
        self._head = hashlib.sha256(key.encode()).digest()
        self.known, self._whole = self._read()

    def add(self, passages: Mapping[bytes, EncodedPassage]) -> None:
        """Add passages, by the digest of what was encoded, and have them written to the disk."""
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            file.truncate(self._whole)
            file.seek(self._whole)
            if not self._whole:
                file.write(self._head)
            for digest, passage in passages.items():
                payload = _packed(digest, passage)
                file.write(_RECORD.pack(len(payload), hashlib.sha256(payload).digest()))
                file.write(payload)
            file.flush()
            os.fsync(file.fileno())
            self._whole = file.tell()

    def _read(self) -> tuple[Mapping[bytes, EncodedPassage], int]:
        """The passages of the records that are whole, and where those end."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}, 0
        if content[:_DIGEST] != self._head:
            return {}, 0
        records = list(_records(content))
        known = dict(_unpacked(payload) for payload, _ in records)
        return known, records[-1][1] if records else _DIGEST


def discard(index: Path) -> None:
    """Remove the journal of an index folder."""
    (index / NAME).unlink(missing_ok=True)


def _records(content: bytes) -> Iterator[tuple[bytes, int]]:
    """The payload of each whole record and where it ends, up to the first that is not."""
    place = _DIGEST
    while place + _RECORD.size <= len(content):
        length, digest = _RECORD.unpack_from(content, place)
        start, place = place + _RECORD.size, place + _RECORD.size + length
        payload = content[start:place]
        if len(payload) != length or hashlib.sha256(payload).digest() != digest:
            return
        yield payload, place


def _packed(digest: bytes, passage: EncodedPassage) -> bytes:
    coded, points = passage.coded, np.ascontiguousarray(passage.points, np.float32)
    shape = _SHAPE.pack(digest, *coded.codes.shape, *points.shape)
    arrays = (
        coded.codes.astype(np.uint8),
        coded.segments.astype(np.int32),
        coded.ids.astype(np.int32),
        points,
    )
    return shape + b"".join(array.tobytes() for array in arrays)


def _unpacked(payload: bytes) -> tuple[bytes, EncodedPassage]:
    """A record's passage, by the digest of what was encoded; its own digest was checked."""
    digest, tokens, width, points, dimension = _SHAPE.unpack_from(payload)
    ends = np.cumsum([_SHAPE.size, tokens * width, tokens * 4, tokens * 4, points * dimension * 4])
    codes, segments, ids, vectors = (payload[start:end] for start, end in pairwise(ends))
    coded = CodedPassage(
        np.frombuffer(codes, np.uint8).reshape(tokens, width),
        np.frombuffer(segments, np.int32).astype(np.int64),
        np.frombuffer(ids, np.int32).astype(np.int64),
    )
    return digest, EncodedPassage(
        coded, np.frombuffer(vectors, np.float32).reshape(points, dimension)
    )
