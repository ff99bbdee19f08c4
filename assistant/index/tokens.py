"""Late interaction: every token of a passage kept in one bit a dimension, and met by a question's.

A passage is as good as what the question's tokens each find best in it (MaxSim, as in ColBERT).
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, TextEncoder, Vectors, ignoring_invalid
from assistant.index import Integers
from assistant.index.arrays import ArrayWriter, read_array, rows_of, write_array, write_offsets
from assistant.index.library import Encodable
from assistant.text import points

Codes = NDArray[np.uint8]

_SHAPE = struct.Struct("<4Q")
_COMMON = 0.05
_MOST_QUERY_TOKENS = 32  # as in ColBERT
_BLOCK = 2**19  # bits times the question's tokens: so small a product BLAS makes without copying
_BLOCKS_AT_ONCE = 8  # made by one call, which saves up to a tenth of the time
_COLUMNS = 2  # a matrix product over one column, or an odd few, is slower than over one more
_SIGNS = 2 * np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) - 1
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
class EncodedPassage:
    """All that is searched of one passage beside its words."""

    coded: CodedPassage
    points: Vectors
    """Shape (points, dimension)."""

    def packed(self) -> bytes:
        """Returns all of it as bytes, the vectors at 16 bits a number as the index keeps them."""
        coded, shape = self.coded, (*self.coded.codes.shape, *self.points.shape)
        held = (coded.codes, coded.segments, coded.ids, self.points)
        return _SHAPE.pack(*shape) + np.array(held, _layout(*shape)).tobytes()

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Returns the passage that was packed."""
        held = np.frombuffer(content, _layout(*_SHAPE.unpack_from(content)), 1, _SHAPE.size)[0]
        segments, ids = (held[name].astype(np.int64) for name in ("segments", "ids"))
        return cls(CodedPassage(held["codes"], segments, ids), held["points"].astype(np.float32))


def _layout(tokens: int, width: int, points: int, dimension: int) -> np.dtype[np.void]:
    coded = [("codes", np.uint8, (tokens, width)), ("segments", np.int32, (tokens,))]
    held = [*coded, ("ids", np.int32, (tokens,)), ("points", np.float16, (points, dimension))]
    return np.dtype(held)


@dataclass(frozen=True, slots=True)
class Interaction:
    """How a question met some passages, in the order they were asked for."""

    whole: Vectors
    """MaxSim over all of a passage's tokens."""
    point: Vectors
    """The best MaxSim over the tokens of one point and the context."""


def encode_passages(encoder: TextEncoder, passages: Sequence[Encodable]) -> list[EncodedPassage]:
    """Returns the passages encoded: each whole, and each of its points by itself."""
    spans = [points(passage.text) for passage in passages]
    coded: dict[int, CodedPassage] = {}
    for place, encoded in encoder.encode_passages([passage.embedded for passage in passages]):
        context = len(passages[place].context)
        coded[place] = code(encoded, [context + start for start, _ in spans[place]])
    held = zip(passages, spans, strict=True)
    texts = [passage.text[start:end] for passage, several in held for start, end in several]
    pooled = np.zeros((len(texts), encoder.description.dimension), np.float32)
    for number, vector in encoder.pool(texts):
        pooled[number] = vector
    own = np.split(pooled, np.cumsum(list(map(len, spans)))[:-1])
    return [EncodedPassage(coded[place], vectors) for place, vectors in enumerate(own)]


def code(encoded: Encoded, starts: Sequence[int]) -> CodedPassage:
    """Returns the codes of an encoded passage; `starts` says where its points begin in the text."""
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
    """Writes coded passages into a new folder, a file for each array."""
    folder.mkdir()
    lengths: list[int] = []
    holding: Counter[int] = Counter()
    with (
        ArrayWriter(folder / "codes.npy") as codes,
        ArrayWriter(folder / "segments.npy", compact=True) as segments,
        ArrayWriter(folder / "ids.npy", compact=True) as ids,
    ):
        for passage in passages:
            codes.add(passage.codes)
            segments.add(passage.segments)
            ids.add(passage.ids)
            holding.update(set(passage.ids.tolist()))
            lengths.append(len(passage.codes))
    frequency = np.zeros(max(holding) + 1, np.int64)
    frequency[list(holding)] = list(holding.values())
    write_array(folder / "frequency.npy", frequency, compact=True)
    write_offsets(folder / "offsets.npy", lengths)


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
        """Returns the coded tokens of one passage."""
        span = slice(self._offsets[number], self._offsets[number + 1])
        segments, ids = (np.array(held[span], np.int64) for held in (self._segments, self._ids))
        return CodedPassage(np.array(self._codes[span]), segments, ids)

    def _held(self, numbers: Sequence[int]) -> tuple[Codes, Integers, Integers]:
        """Returns the codes and segments of passages, one after another, and how many each has."""
        places, lengths = rows_of(self._offsets, numbers)
        return np.asarray(self._codes[places]), np.asarray(self._segments[places]), lengths

    def weights(self, query: Encoded) -> Vectors:
        """Returns what each of a question's tokens weighs, summing to one.

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
        rarity[order[before > (1 - _COMMON) * rarity.sum()]] = 0
        rarity[order[_MOST_QUERY_TOKENS:]] = 0
        rarity *= [query.share(start) for start, _ in query.spans]
        return np.asarray(rarity / rarity.sum(), np.float32)

    @ignoring_invalid
    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """Returns how a question meets the passages with these numbers."""
        if not len(query.tokens) or not len(numbers):
            nothing = np.zeros(len(numbers), np.float32)
            return Interaction(nothing, nothing)
        weights = self.weights(query)
        counted = weights > 0
        tokens, weights = query.tokens[counted], weights[counted]
        codes, segments, lengths = self._held(numbers)
        similar = similarity(tokens, codes)
        owners = np.repeat(np.arange(len(numbers)), lengths)
        changes = (np.diff(owners, prepend=-1) != 0) | (np.diff(segments, prepend=-1) != 0)
        starts = np.flatnonzero(changes)
        best = np.maximum.reduceat(similar, starts, axis=0)
        owner, is_context = owners[starts], segments[starts] == 0
        context = np.full((len(numbers), len(tokens)), -np.inf, np.float32)
        context[owner[is_context]] = best[is_context]
        passages = np.flatnonzero(np.diff(owner, prepend=-1))
        whole = np.maximum.reduceat(best, passages, axis=0) @ weights
        point = np.maximum(best, context[owner]) @ weights
        return Interaction(whole, np.maximum.reduceat(point, passages))


class FetchedTokens(TokenIndex):
    """The coded tokens of passages, fetched from elsewhere as they are needed."""

    def __init__(self, folder: Path, fetch: Callable[[Sequence[int]], list[CodedPassage]]) -> None:
        """Open a folder that `write_tokens` wrote, for what is not of one passage."""
        super().__init__(folder)
        self._fetch = fetch

    def passage(self, number: int) -> CodedPassage:
        """Returns the coded tokens of one passage."""
        return self._fetch([number])[0]

    def _held(self, numbers: Sequence[int]) -> tuple[Codes, Integers, Integers]:
        coded = self._fetch(numbers)
        codes, segments = [one.codes for one in coded], [one.segments for one in coded]
        lengths = np.array(list(map(len, codes)), np.int64)
        return np.concatenate(codes), np.concatenate(segments), lengths


@ignoring_invalid
def similarity(query: Vectors, codes: Codes) -> Vectors:
    """Returns about the inner products of coded and query tokens, shape (codes, query tokens)."""
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
