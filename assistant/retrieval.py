"""A question to ranked hits.

Ranking is dense: the cosine of the pooled vectors of question and passage. `SearchIndex` is all
that retrieval asks of an index; lexical candidates and token vectors will join it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.encoder import TextEncoder, Vectors
from assistant.records import Hit, Passage


class SearchIndex(Protocol):
    """What retrieval asks of an index."""

    def dense_candidates(self, query: Vectors, most: int) -> list[tuple[int, float]]:
        """The numbers and cosines of the passages nearest to a query vector, nearest first."""

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in the order asked for."""


def retrieve(question: str, encoder: TextEncoder, index: SearchIndex, most: int) -> list[Hit]:
    """The `most` best passages for a question, best first; equal scores keep corpus order."""
    query = encoder.encode_query(question).pooled
    found = sorted(index.dense_candidates(query, most), key=lambda c: (-c[1], c[0]))
    passages = index.passages([number for number, _ in found])
    return [
        Hit(passage, score=cosine, cosine=cosine)
        for passage, (_, cosine) in zip(passages, found, strict=True)
    ]
