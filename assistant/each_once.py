"""A question that is asked several times in a row, encoded and searched for once.

For labelled questions alone: what people ask is not kept, not even for a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, EncoderDescription, Spans, TextEncoder, Vectors
from assistant.follow_up import Search, Searcher
from assistant.graph import Precision

_KEPT = 16
"""Texts that are kept: of a question as typed, put right and behind its topic there are few."""


class EncoderOnce:
    """Another encoder, whose vectors of the last few questions it keeps."""

    def __init__(self, encoder: TextEncoder) -> None:
        """Keep nothing yet."""
        self._encoder = encoder
        self._query = lru_cache(_KEPT)(encoder.encode_query)

    @property
    def description(self) -> EncoderDescription:
        """What the encoder is."""
        return self._encoder.description

    @property
    def precision(self) -> Precision:
        """What passages are encoded in."""
        return self._encoder.precision

    def encode_query(self, question: str) -> Encoded:
        """The question as vectors."""
        return self._query(question)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's place in `texts` and its vectors, in the order they are ready."""
        return self._encoder.encode_passages(texts)

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Each text's place in `texts` and its pooled vector, in the order they are ready."""
        return self._encoder.pool(texts)

    def passage_spans(self, text: str) -> Spans:
        """Where the tokens stand that a passage is encoded as, without encoding it."""
        return self._encoder.passage_spans(text)


class SearcherOnce(Searcher):
    """A searcher that keeps what the last question found among all passages."""

    _last: tuple[str, tuple[str, ...]] | None = None
    _found: Search

    def search(
        self,
        question: str,
        history: Sequence[str] = (),
        allowed: NDArray[np.bool_] | None = None,
        query: Encoded | None = None,
    ) -> Search:
        """What a question finds after the earlier ones, given in order."""
        if allowed is not None:
            return super().search(question, history, allowed, query)
        asked = (question, tuple(history))
        if asked != self._last:
            self._found = super().search(question, history, None, query)
            self._last = asked
        return self._found
