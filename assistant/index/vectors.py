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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np

from assistant.encoder import TextEncoder, Vectors
from assistant.index import snapshot
from assistant.index.arrays import in_chunks
from assistant.index.dense import PointIndex, write_points
from assistant.index.library import Encodable, Library
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, TokenIndex, code, write_tokens
from assistant.records import DenseSearch
from assistant.text import points

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


Progress = Callable[[str, int, int], None]

_AT_ONCE = 64  # passages that are encoded between two entries of the journal
_NOWHERE = -1


class PassageVectors:
    """Token codes and point vectors of the passages of a library, in order."""

    def __init__(self, library: Library) -> None:
        """Begin with none known."""
        self._library = library
        self._digests = library.digests()
        self._earlier: list[_Held] = []
        # For each passage which of the earlier snapshots has it, and under which number.
        self._holder = np.full(len(self._digests), _NOWHERE, np.int64)
        self._number = np.zeros(len(self._digests), np.int64)
        self._known: Mapping[bytes, EncodedPassage] = {}

    def reuse(self, before: Snapshot) -> None:
        """Take what a snapshot of the same encoder has, by the digest of what was embedded."""
        library = Library(before.library)
        known = library.embedded()
        library.close()
        for place, digest in enumerate(self._digests):
            if digest in known and self._holder[place] == _NOWHERE:
                self._holder[place] = len(self._earlier)
                self._number[place] = known[digest]
        self._earlier.append(_Held(before))

    def sample(self, least: int, most: int) -> list[str]:
        """Up to `most` of the texts to encode; none if those are less than `least`, or than known.

        Then encoding all of them anew in what is faster is not worth it.
        """
        missing = np.flatnonzero(self._holder == _NOWHERE).tolist()
        if len(missing) < max(least, len(self._digests) - len(missing)):
            return []
        chosen = missing[:: -(-len(missing) // most)]
        return [passage.embedded for passage in self._library.encodable(chosen)]

    def encode(self, encoder: TextEncoder, journal: Journal, progress: Progress) -> int:
        """Encode what is neither known nor in the journal; returns how many passages that was."""
        self._known = journal.known
        unknown = np.flatnonzero(self._holder == _NOWHERE).tolist()
        missing = [place for place in unknown if self._digests[place] not in self._known]
        progress("Encoding", 0, len(missing))
        done = 0
        for chunk in in_chunks(self._library.encodable(missing), _AT_ONCE):
            coded = _encoded(encoder, chunk)
            journal.add({self._digests[p.number]: e for p, e in zip(chunk, coded, strict=True)})
            for _ in chunk:
                done += 1
                progress("Encoding", done, len(missing))
        return len(missing)

    def write(self, folder: Path) -> DenseSearch:
        """Write all of them into a snapshot's folder; returns how they are to be searched."""
        write_tokens(folder / snapshot.TOKENS, self._coded())
        return write_points(folder, self._points())

    def _coded(self) -> Iterator[CodedPassage]:
        for place, digest in enumerate(self._digests):
            held = self._holder[place]
            if held == _NOWHERE:
                yield self._known[digest].coded
            else:
                yield self._earlier[held].tokens.passage(int(self._number[place]))

    def _points(self) -> Iterator[Vectors]:
        for place, digest in enumerate(self._digests):
            held = self._holder[place]
            if held == _NOWHERE:
                yield self._known[digest].points
            else:
                yield self._earlier[held].points.vectors(int(self._number[place]))


class _Held:
    """What an earlier snapshot holds."""

    def __init__(self, before: Snapshot) -> None:
        self.tokens = TokenIndex(before.folder / snapshot.TOKENS)
        self.points = PointIndex(before.folder)


def _encoded(encoder: TextEncoder, passages: Sequence[Encodable]) -> list[EncodedPassage]:
    """The passages encoded: each whole, and each of its points by itself."""
    spans = [points(passage.text) for passage in passages]
    coded: dict[int, CodedPassage] = {}
    for place, encoded in encoder.encode_passages([passage.embedded for passage in passages]):
        context = len(passages[place].context)
        coded[place] = code(encoded, [context + start for start, _ in spans[place]])
    owners = [(place, row) for place, held in enumerate(spans) for row in range(len(held))]
    dimension = encoder.description.dimension
    pooled = [np.zeros((len(held), dimension), np.float32) for held in spans]
    texts = [passages[place].text[slice(*spans[place][row])] for place, row in owners]
    for number, vector in encoder.pool(texts):
        place, row = owners[number]
        pooled[place][row] = vector
    return [EncodedPassage(coded[place], pooled[place]) for place in range(len(passages))]
