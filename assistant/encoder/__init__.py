"""Texts to pooled vectors and token vectors, through an exported encoder.

An exported encoder is a folder: an OpenVINO graph, the tokenizer and `encoder.json`. It is made
once from a sentence-transformers model (`export`) and travels with the index, so that a
question is always encoded by the very encoder that made the index, without importing torch.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from tokenizers import Encoding, Tokenizer

from assistant.encoder.graph import Graph, Precision, usable
from assistant.encoder.graph import Vectors as Vectors  # for those above, who need know no graph
from assistant.errors import EncoderError
from assistant.text import Spans as Spans

CARRIED = 0.5
"""What a word carried over from an earlier question counts beside one of the question itself."""

SAMPLE = "Who must be told?"
"""A text whose vector is known of every encoder."""
_ALIKE = 0.9  # at 8 bits its cosine is 0.999; vectors that have nothing to do with it are near 0

GRAPH, TOKENIZER, DESCRIPTION = "graph.xml", "tokenizer.json", "encoder.json"
_BATCH_TOKENS = 512
"""Padding included. What passes from layer to layer then stays in a core's own cache: a batch of
4,000 tokens takes a third longer."""

T = TypeVar("T")


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
    sample: tuple[float, ...] = ()
    """The vector of `SAMPLE` as the model gave it before it was exported."""


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

    @property
    def precision(self) -> Precision:
        """What texts are encoded in."""

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

    def __init__(self, folder: Path, precision: Precision = Precision.F32) -> None:
        """Load an exported encoder that encodes in this precision, or float32 where it cannot.

        Raises:
            EncoderError: a file of the folder is missing or cannot be loaded, or vectors come out
                wrong on this processor.
        """
        self._folder = folder
        self.precision = usable(precision)
        try:
            self.description = read_description(folder)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._graph = Graph(folder / GRAPH, self.precision)
        except Exception as error:  # the tokenizer raises bare Exception, OpenVINO RuntimeError
            raise EncoderError(f"the encoder in {folder} cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.description.most_tokens)
        if not self._is_right(self._graph):
            raise EncoderError(
                f"the encoder in {folder} gives wrong vectors on this processor, and answers would "
                "be wrong: use another computer, or another version of the package openvino"
            )

    def encode_query(self, question: str) -> Encoded:
        """The question as vectors."""
        prompted, prompt = self._prompted([question], self.description.query_prompt)
        return _encoded(self._graph, self._tokenizer.encode_batch(prompted), prompted, prompt)[0]

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's place in `texts` and its vectors, longest texts first."""
        prompted, prompt = self._prompted(texts, self.description.passage_prompt)
        return self._batched(prompted, lambda batch, own: _encoded(self._many, batch, own, prompt))

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Each text's place in `texts` and its pooled vector, longest texts first."""
        prompted, _ = self._prompted(texts, self.description.passage_prompt)
        return self._batched(prompted, lambda batch, _: unit_length(self._many.pooled(batch)))

    def passage_spans(self, text: str) -> Spans:
        """Where the tokens stand that a passage is encoded as, without encoding it."""
        (prompted,), prompt = self._prompted([text], self.description.passage_prompt)
        encoding = self._tokenizer.encode(prompted)
        return _spans(encoding, _kept(encoding, prompted), prompt)

    @cached_property
    def _many(self) -> Graph:
        """The graph as it encodes many texts; one that is only asked does without.

        Compiled so, 8-bit weights give vectors of nothing on processors that have AVX but not AVX2
        (OpenVINO 2026.4); as for a question they are right there.
        """
        many = Graph(self._folder / GRAPH, self.precision, many=True)
        return many if self._is_right(many) else self._graph

    def _is_right(self, graph: Graph) -> bool:
        """Whether a graph gives the sample about the vector that the model gave it."""
        expected = np.array(self.description.sample, np.float32)
        if not len(expected):
            return True
        found = unit_length(graph.pooled([self._tokenizer.encode(SAMPLE)]))[0]
        return float(found @ unit_length(expected)) > _ALIKE

    @staticmethod
    def _prompted(texts: Sequence[str], prompt: str) -> tuple[list[str], int]:
        """The texts as they are encoded, and where they begin after the prompt."""
        return [encodable(prompt + text) for text in texts], len(prompt)

    def _batched(
        self, texts: list[str], work: Callable[[list[Encoding], list[str]], Iterable[T]]
    ) -> Iterator[tuple[int, T]]:
        """Each text's place and what `work` makes of it, some batches side by side."""
        encodings = self._tokenizer.encode_batch(texts)
        begun: deque[tuple[list[int], Future[Iterable[T]]]] = deque()
        with ThreadPoolExecutor(self._many.at_once) as threads:
            for places in _batches([len(encoding.ids) for encoding in encodings]):
                batch = ([encodings[i] for i in places], [texts[i] for i in places])
                begun.append((places, threads.submit(work, *batch)))
                if len(begun) > self._many.at_once:
                    done, made = begun.popleft()
                    yield from zip(done, made.result(), strict=True)
            for done, made in begun:
                yield from zip(done, made.result(), strict=True)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts, longest first, in batches of about equal length and about as many tokens."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


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


ignoring_invalid = np.errstate(invalid="ignore")
"""For functions that multiply vectors from here, which `unit_length` has checked.

Now and then BLAS flags a value as invalid though none is, and NumPy would warn of it.
"""


def read_description(folder: Path) -> EncoderDescription:
    """What the exported encoder in a folder is."""
    stored = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    return EncoderDescription(**stored | {"sample": tuple(stored.get("sample", ()))})


def description_json(description: EncoderDescription) -> str:
    """The content of an exported encoder's `encoder.json`."""
    return json.dumps(asdict(description), sort_keys=True)


def encodable(text: str) -> str:
    """The text with lone surrogates replaced, which no tokenizer takes; lengths stay the same."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _encoded(
    graph: Graph, encodings: list[Encoding], texts: list[str], prompt: int
) -> list[Encoded]:
    """Texts as vectors; each has a prompt of so many characters in front."""
    pooled, tokens = graph.vectors(encodings)
    found = []
    of_each = zip(encodings, texts, unit_length(pooled), tokens, strict=True)
    for encoding, text, whole, each in of_each:
        kept, all_ids = _kept(encoding, text), encoding.ids
        ids = tuple(all_ids[i] for i in kept)
        found.append(Encoded(whole, unit_length(each[kept]), ids, _spans(encoding, kept, prompt)))
    return found


def _kept(encoding: Encoding, text: str) -> list[int]:
    """The places of the tokens that are neither special nor punctuation.

    Punctuation takes an eighth of the tokens and adds nothing to ranking.
    """
    tokens = zip(encoding.special_tokens_mask, encoding.offsets, strict=True)
    return [
        place
        for place, (special, (start, end)) in enumerate(tokens)
        if not special and any(map(str.isalnum, text[start:end]))
    ]


def _spans(encoding: Encoding, kept: list[int], prompt: int) -> Spans:
    offsets = encoding.offsets  # made anew each time it is asked for
    return tuple((max(offsets[i][0] - prompt, 0), max(offsets[i][1] - prompt, 0)) for i in kept)


_KEPT = 16  # texts: of a question as typed, put right and behind its topic there are few


class EncoderOnce:
    """Another encoder that encodes each of a question's texts once, for as long as it is kept."""

    def __init__(self, encoder: TextEncoder) -> None:
        """Keep nothing yet."""
        self.description, self.precision = encoder.description, encoder.precision
        self.encode_query = lru_cache(_KEPT)(encoder.encode_query)
        self.encode_passages, self.pool = encoder.encode_passages, encoder.pool
        self.passage_spans = encoder.passage_spans
