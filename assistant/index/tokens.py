"""Arrays as `.npy` files, every byte of which was written or the writing fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, Vectors, unflagged

Value = TypeVar("Value")

_ROWS_COPIED = 2**20


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array that holds no objects.

    `numpy.save` writes through a C stream of its own, and does not notice a disk that is full
    when it closes that.

    Raises:
        OSError: the disk is full or failed.
    """
    with path.open("wb") as file:
        _write(file, array)


def read_array(path: Path) -> NDArray[Any]:
    """The array in a file, mapped; a file that holds objects, which could run code, is refused."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


def in_chunks(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Values in lists of up to so many, one list after another."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


class ArrayWriter:
    """Writes an array a few rows at a time, so that it need not fit into memory.

    With `compact` the numbers, none of which is negative, take as few bytes as the largest needs.

    Raises:
        OSError: the disk is full or failed.
    """

    def __init__(self, path: Path, *, compact: bool = False) -> None:
        """Begin a file; it takes type and width from the first rows."""
        self._path, self._compact = path, compact
        self._file: BinaryIO = path.open("w+b")
        self._kind: np.dtype[Any] | None = None
        self._row: tuple[int, ...] = ()
        self._rows = 0

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write how many rows there are, and close the file."""
        with self._file:
            self._write_head()

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows at the end."""
        kind = np.min_scalar_type(int(rows.max(initial=0))) if self._compact else rows.dtype
        if self._kind is None:
            self._kind, self._row = kind, rows.shape[1:]
            self._write_head()
        elif self._compact and kind.itemsize > self._kind.itemsize:
            self._widen(kind)
        self._file.write(np.ascontiguousarray(rows, self._kind).data)
        self._rows += len(rows)

    def _write_head(self) -> None:
        """The header leaves room for any number of rows, so that it is as long at the end."""
        described = np.lib.format.dtype_to_descr(self._kind or np.dtype(np.uint8))
        head = {"descr": described, "fortran_order": False, "shape": (self._rows, *self._row)}
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, head)

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Write what is there anew with more bytes a number."""
        self.__exit__()
        held = read_array(self._path)
        beside = self._path.with_suffix(".wider")
        self._file, self._kind = beside.open("w+b"), kind
        self._write_head()
        for first in range(0, self._rows, _ROWS_COPIED):
            self._file.write(held[first : first + _ROWS_COPIED].astype(kind).data)
        beside.replace(self._path)


def _write(file: BinaryIO, array: NDArray[Any]) -> None:
    whole = np.ascontiguousarray(array)
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(whole))
    file.write(whole.data)


Codes = NDArray[np.uint8]
Integers = NDArray[np.int64]

_CANDIDATES_AT_ONCE = 512
_COMMON = 0.05
_MOST_QUERY_TOKENS = 32  # as in ColBERT
_BLOCK = 2**19  # bits times the question's tokens: so small a product BLAS makes without copying
_BLOCKS_AT_ONCE = 8  # made by one call, which saves up to a tenth of the time
_COLUMNS = 2  # a matrix product over one column, or an odd few, is slower than over one more
_SIGNS = np.where(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1), 1, -1).astype(
    np.float32
)
"""The eight signs of each byte."""
_SHARES = np.linspace(0.5, 1, 255, dtype=np.float32)
"""What a token's inner product with its signs may be: 0.8 or so."""
_CORRECTIONS = np.concatenate([[0], 1 / _SHARES]).astype(np.float32)
"""By a code's last byte: one over that product; 0 for no token."""


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """The tokens of one passage."""

    codes: Codes
    """Shape (tokens, dimension / 8 + 1), at least one token: the sign of each dimension, then
    which of `_SHARES` is the token's inner product with its signs, both at unit length."""
    segments: Integers
    """For each token the segment it belongs to, ascending: 0 is the context, 1 the first point."""
    ids: Integers
    """The tokens' ids in the encoder's vocabulary."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """How a question met some passages, in the order they were asked for."""

    whole: Vectors
    """MaxSim over all of a passage's tokens."""
    point: Vectors
    """The best MaxSim over the tokens of one point and the context."""


def code(encoded: Encoded, starts: Sequence[int]) -> CodedPassage:
    """The codes of an encoded passage; `starts` says where its points begin in the text."""
    tokens, ids, spans = encoded.tokens, encoded.ids, encoded.spans
    if not len(tokens):
        tokens, ids, spans = np.zeros((1, len(encoded.pooled)), np.float32), (0,), ((0, 0),)
    segments = np.searchsorted(starts, [start for start, _ in spans], side="right")
    shares = np.abs(tokens).sum(axis=1, keepdims=True) / tokens.shape[1] ** 0.5
    nearest = 1 + np.round(254 * (2 * shares - 1)).clip(0, 254)
    held = np.where(shares > 0, nearest, 0).astype(np.uint8)
    codes = np.concatenate([np.packbits(tokens > 0, axis=1), held], axis=1)
    return CodedPassage(codes, np.maximum.accumulate(segments), np.array(ids, np.int64))


def write_tokens(folder: Path, passages: Iterable[CodedPassage]) -> None:
    """Write coded passages into a new folder, a file for each array, one passage after another.

    Raises:
        OSError: the disk is full or failed.
    """
    folder.mkdir()
    lengths, held = [], _Frequency()
    with (
        ArrayWriter(folder / "codes.npy") as codes,
        ArrayWriter(folder / "segments.npy", compact=True) as segments,
        ArrayWriter(folder / "ids.npy", compact=True) as ids,
    ):
        for passage in passages:
            codes.add(passage.codes)
            segments.add(passage.segments)
            ids.add(passage.ids)
            held.add(passage.ids)
            lengths.append(len(passage.codes))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    write_array(folder / "offsets.npy", offsets)
    write_array(folder / "frequency.npy", held.counts())


class _Frequency:
    """In how many passages each token stands."""

    def __init__(self) -> None:
        self._counts: Integers = np.zeros(2**16, np.int64)
        self._most = 0

    def add(self, ids: Integers) -> None:
        """Count a passage."""
        unique = np.unique(ids)
        self._most = max(self._most, int(unique[-1]) + 1)
        if self._most > len(self._counts):
            self._counts = np.pad(self._counts, (0, 2 * self._most - len(self._counts)))
        self._counts[unique] += 1

    def counts(self) -> NDArray[Any]:
        """By the tokens' ids, in as few bytes a number as the largest needs."""
        counts = self._counts[: self._most]
        return counts.astype(np.min_scalar_type(int(counts.max())))


class TokenIndex:
    """The coded tokens of a snapshot's passages, mapped from their files."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that `write_tokens` wrote."""
        self._codes = read_array(folder / "codes.npy")
        self._segments = read_array(folder / "segments.npy")
        self._ids = read_array(folder / "ids.npy")
        self._offsets = read_array(folder / "offsets.npy")
        self._frequency = read_array(folder / "frequency.npy")

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._offsets) - 1

    def passage(self, number: int) -> CodedPassage:
        """The coded tokens of one passage."""
        span = slice(self._offsets[number], self._offsets[number + 1])
        return CodedPassage(
            np.array(self._codes[span], np.uint8),
            np.array(self._segments[span], np.int64),
            np.array(self._ids[span], np.int64),
        )

    def weights(self, query: Encoded) -> Vectors:
        """What each of a question's tokens weighs, summing to one.

        That is its inverse document frequency. The most common tokens, a twentieth of the weight
        together, count for nothing, which costs no rank and saves a fifth of the time; of a long
        question only the rarest tokens count. Those carried over from earlier questions count less.
        """
        if not query.ids:
            return np.zeros(0, np.float32)
        known = len(self._frequency)
        held = np.array([int(self._frequency[i]) if i < known else 0 for i in query.ids], np.int64)
        rarity = np.log(1 + (len(self) - held + 0.5) / (held + 0.5))
        order = np.argsort(-rarity, kind="stable")
        before = np.cumsum(rarity[order]) - rarity[order]
        few = (before > (1 - _COMMON) * rarity.sum()) | (
            np.arange(len(order)) >= _MOST_QUERY_TOKENS
        )
        rarity[order[few]] = 0
        rarity *= [query.share(start) for start, _ in query.spans]
        return np.asarray(rarity / rarity.sum(), np.float32)

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How a question meets the passages with these numbers."""
        if not len(query.tokens) or not len(numbers):
            nothing = np.zeros(len(numbers), np.float32)
            return Interaction(nothing, nothing)
        weights = self.weights(query)
        counted = weights > 0
        tokens, weights = query.tokens[counted], weights[counted]
        parts = [
            self._interact(tokens, weights, np.asarray(numbers[i : i + _CANDIDATES_AT_ONCE]))
            for i in range(0, len(numbers), _CANDIDATES_AT_ONCE)
        ]
        return Interaction(
            np.concatenate([p.whole for p in parts]), np.concatenate([p.point for p in parts])
        )

    @unflagged
    def _interact(self, query: Vectors, weights: Vectors, numbers: Integers) -> Interaction:
        lengths = self._offsets[numbers + 1] - self._offsets[numbers]
        firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        places = np.arange(lengths.sum()) + np.repeat(self._offsets[numbers] - firsts, lengths)
        similar = similarity(query, np.asarray(self._codes[places], np.uint8))
        owners = np.repeat(np.arange(len(numbers)), lengths)
        segments = np.asarray(self._segments[places])
        changes = (np.diff(owners, prepend=-1) != 0) | (np.diff(segments, prepend=-1) != 0)
        starts = np.flatnonzero(changes)
        best = np.maximum.reduceat(similar, starts, axis=0)
        owner, is_context = owners[starts], segments[starts] == 0
        context = np.full((len(numbers), len(query)), -np.inf, np.float32)
        context[owner[is_context]] = best[is_context]
        passages = np.flatnonzero(np.diff(owner, prepend=-1))
        whole = np.maximum.reduceat(best, passages, axis=0) @ weights
        point = np.maximum(best, context[owner]) @ weights
        return Interaction(whole, np.maximum.reduceat(point, passages))


@unflagged
def similarity(query: Vectors, codes: Codes) -> Vectors:
    """About the inner products of coded tokens and a question's, shape (codes, query tokens)."""
    tokens, dimension = query.shape
    width = codes.shape[1] - 1
    turned = np.zeros((width * 8, -(-tokens // _COLUMNS) * _COLUMNS), np.float32)
    turned[:dimension, :tokens] = query.T / np.float32(dimension**0.5)
    rows = max(_BLOCK // max(turned.size, 1), 1)
    most = rows * _BLOCKS_AT_ONCE
    signs = np.empty((min(most, len(codes)), width, 8), np.float32)
    found = np.empty((len(codes), turned.shape[1]), np.float32)
    for first in range(0, len(codes), most):
        part, out = codes[first : first + most], found[first : first + most]
        taken = np.take(_SIGNS, part[:, :-1], axis=0, out=signs[: len(part)], mode="clip")
        unpacked = taken.reshape(len(part), -1)
        blocks = len(part) // rows
        whole = blocks * rows
        stacked = unpacked[:whole].reshape(blocks, rows, len(turned))
        np.matmul(stacked, turned, out=out[:whole].reshape(blocks, rows, out.shape[1]))
        np.matmul(unpacked[whole:], turned, out=out[whole:])
    found *= _CORRECTIONS[codes[:, -1:]]
    return found[:, :tokens]
