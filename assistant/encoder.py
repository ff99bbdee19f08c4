"""Texts to pooled vectors and token vectors, through an exported encoder.

An exported encoder is a folder: an OpenVINO graph, the tokenizer and `encoder.json`. It is made
once from a sentence-transformers model (`assistant.export`) and travels with the index, so that a
question is always encoded by the very encoder that made the index, without importing torch.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

# OpenVINO reports every import to its maker over the network. With its reporting package marked
# as not installed it takes a stub of its own that does nothing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import numpy as np
import openvino
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.errors import EncoderError

Vectors = NDArray[np.float32]
Spans = tuple[tuple[int, int], ...]

CARRIED = 0.5
"""What a word carried over from an earlier question counts beside one of the question itself."""

GRAPH, TOKENIZER, DESCRIPTION = "graph.xml", "tokenizer.json", "encoder.json"
TOKEN_OUTPUT, POOLED_OUTPUT = "token_vectors", "pooled_vector"
_BATCH = 32


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What an exported encoder is."""

    name: str
    sha256: str
    """Of the weights it was exported from."""
    export: int
    """Version of the export."""
    dimension: int
    most_tokens: int
    query_prompt: str = ""
    passage_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text as vectors."""

    pooled: Vectors
    """Shape (dimension,), unit length."""
    tokens: Vectors
    """Shape (tokens, dimension), each of unit length; special tokens and punctuation left out."""
    ids: tuple[int, ...]
    """The tokens' ids in the encoder's vocabulary."""
    spans: Spans
    """Where each token stands in the text; (0, 0) for those of a prompt in front of it."""
    own: tuple[int, int] | None = None
    """Where in the text the question itself stands, the rest being carried over from earlier ones;
    None where the text is the question."""

    def share(self, start: int) -> float:
        """What a word counts that begins there: one carried over counts less."""
        return 1.0 if self.own is None or self.own[0] <= start < self.own[1] else CARRIED


class TextEncoder(Protocol):
    """What building and asking need of an encoder; tests put a small one in its place."""

    @property
    def description(self) -> EncoderDescription:
        """What the encoder is."""

    def encode_query(self, question: str) -> Encoded:
        """The question as vectors."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's place in `texts` and its vectors, in the order they are ready."""

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Each text's place in `texts` and its pooled vector, in the order they are ready."""

    def passage_spans(self, text: str) -> Spans:
        """Where the tokens stand that a passage is encoded as, without encoding it."""


class Encoder:
    """An exported encoder, loaded. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Load an exported encoder.

        Raises:
            EncoderError: a file of the folder is missing or cannot be loaded.
        """
        try:
            self._description = read_description(folder)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._model = _core().compile_model(
                str(folder / GRAPH),
                "CPU",
                {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"},
            )
        except Exception as error:  # the tokenizer raises bare Exception, OpenVINO RuntimeError
            raise EncoderError(f"the encoder in {folder} cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._description.most_tokens)
        self._inputs = {name for port in self._model.inputs for name in port.get_names()}

    @property
    def description(self) -> EncoderDescription:
        """What the encoder is."""
        return self._description

    def encode_query(self, question: str) -> Encoded:
        """The question as vectors."""
        return self._encode([question], self._description.query_prompt)[0]

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's place in `texts` and its vectors, longest texts first."""
        prompt = self._description.passage_prompt
        for places in _batches(texts):
            found = self._encode([texts[i] for i in places], prompt)
            yield from zip(places, found, strict=True)

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Each text's place in `texts` and its pooled vector, longest texts first."""
        prompt = self._description.passage_prompt
        for places in _batches(texts):
            _, pooled, _ = self._infer([_encodable(prompt + texts[i]) for i in places])
            yield from zip(places, pooled, strict=True)

    def passage_spans(self, text: str) -> Spans:
        """Where the tokens stand that a passage is encoded as, without encoding it."""
        prompt = self._description.passage_prompt
        prompted = _encodable(prompt + text)
        encoding = self._tokenizer.encode(prompted)
        return _spans(encoding, _kept(encoding, prompted), len(prompt))

    def _encode(self, texts: list[str], prompt: str) -> list[Encoded]:
        prompted = [_encodable(prompt + text) for text in texts]
        encodings, pooled, tokens = self._infer(prompted)
        return [
            _encoded(encoding, text, len(prompt), whole, each)
            for encoding, text, whole, each in zip(encodings, prompted, pooled, tokens, strict=True)
        ]

    def _infer(self, texts: list[str]) -> tuple[list[Encoding], Vectors, Vectors]:
        encodings = self._tokenizer.encode_batch(texts)
        width = max(len(e.ids) for e in encodings)
        request = self._model.create_infer_request()
        request.infer({k: v for k, v in _padded(encodings, width).items() if k in self._inputs})
        tokens = np.array(request.get_tensor(TOKEN_OUTPUT).data, dtype=np.float32)
        pooled = np.array(request.get_tensor(POOLED_OUTPUT).data, dtype=np.float32)
        return encodings, unit_length(pooled), tokens


@cache
def _core() -> openvino.Core:
    """OpenVINO's runtime, one for the process."""
    return openvino.Core()


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts in batches of about equal length, so that little padding is computed."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def unit_length(vectors: Vectors) -> Vectors:
    """The same vectors, float32 and of unit length along the last axis; zeros stay zero.

    The one place where vectors are normalised and checked.

    Raises:
        EncoderError: a vector is not finite.
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not np.isfinite(lengths).all():
        raise EncoderError("the encoder gave a vector that is not finite; its weights are unusable")
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return scaled


def read_description(folder: Path) -> EncoderDescription:
    """What the exported encoder in a folder is."""
    return EncoderDescription(**json.loads((folder / DESCRIPTION).read_text("utf-8")))


def description_json(description: EncoderDescription) -> str:
    """The content of an exported encoder's `encoder.json`."""
    return json.dumps(asdict(description), indent=1, sort_keys=True)


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced, which no tokenizer takes; lengths stay the same."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _padded(encodings: list[Encoding], width: int) -> dict[str, NDArray[np.int64]]:
    def stacked(rows: list[list[int]]) -> NDArray[np.int64]:
        padded = np.zeros((len(rows), width), dtype=np.int64)
        for row, values in zip(padded, rows, strict=True):
            row[: len(values)] = values
        return padded

    return {
        "input_ids": stacked([e.ids for e in encodings]),
        "attention_mask": stacked([e.attention_mask for e in encodings]),
        "token_type_ids": stacked([e.type_ids for e in encodings]),
    }


def _encoded(
    encoding: Encoding, text: str, prompt: int, pooled: Vectors, tokens: Vectors
) -> Encoded:
    kept, all_ids = _kept(encoding, text), encoding.ids
    ids = tuple(all_ids[i] for i in kept)
    return Encoded(pooled, unit_length(tokens[kept]), ids, _spans(encoding, kept, prompt))


def _kept(encoding: Encoding, text: str) -> list[int]:
    """The places of the tokens that are neither special nor punctuation.

    Punctuation takes an eighth of the tokens and adds nothing to ranking.
    """
    places = enumerate(zip(encoding.special_tokens_mask, encoding.offsets, strict=True))
    return [
        place
        for place, (special, (start, end)) in places
        if not special and _holds_word(text[start:end])
    ]


def _holds_word(token: str) -> bool:
    """Whether a token holds a letter or digit; most are nothing else, which is told at once."""
    return token.isalnum() or any(map(str.isalnum, token))


def _spans(encoding: Encoding, kept: list[int], prompt: int) -> Spans:
    """Where tokens stand in the text after a prompt of so many characters."""
    offsets = encoding.offsets  # made anew each time it is asked for
    return tuple((max(offsets[i][0] - prompt, 0), max(offsets[i][1] - prompt, 0)) for i in kept)
