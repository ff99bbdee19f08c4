"""A question to ranked hits.

Candidates are the passages with the nearest points (sentences, bullets) and those that hold most
of the question's words. Each is then measured in four ways, and the score is their weighted sum.
The measures are on scales of their own that mean the same for every question, so they are not
normalised for each: doing so would make the best of poor matches count as much as a good one.
`SearchIndex` is all that retrieval asks of an index.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, Vectors
from assistant.index.tokens import CodedPassage, Interaction
from assistant.records import Hit, Measures, Passage
from assistant.words import content_stems

# Chosen on the campaign questions, the practice pages and half of the SQuAD articles together.
WEIGHTS = Measures(whole=0.26, point=0.45, cosine=0.17, lexical=0.12)
_CANDIDATES = 100  # of each kind; on an index of all those together 400 rank no better


class SearchIndex(Protocol):
    """What retrieval asks of an index; passages go by their numbers."""

    def dense_candidates(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[int]:
        """The passages whose nearest point is nearest to a query vector, nearest first."""

    def lexical_candidates(
        self, stems: Collection[str], most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The passages that hold most of the stems, and BM25 as a share of the most possible."""

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How the tokens of a question met those of passages."""

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """For each passage the cosine of a query vector and its nearest point."""

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in the order asked for."""

    def contexts(self, numbers: Sequence[int]) -> list[str]:
        """What was encoded in front of each of these passages."""

    def coded(self, number: int) -> CodedPassage:
        """The coded tokens of one passage."""

    def weights(self, query: Encoded) -> Vectors:
        """What each token of a question weighs, summing to one."""


def retrieve(
    question: str,
    query: Encoded,
    index: SearchIndex,
    most: int,
    allowed: NDArray[np.bool_] | None = None,
) -> list[Hit]:
    """The `most` best passages for a question, best first; equal scores keep corpus order.

    With `allowed`, of shape (passages,), only passages that it holds true for are candidates. Their
    scores are the same with and without it: words weigh what they weigh in the whole index.
    """
    lexical = dict(index.lexical_candidates(content_stems(question), _CANDIDATES, allowed))
    dense = index.dense_candidates(query.pooled, _CANDIDATES, allowed)
    numbers = sorted({*dense, *lexical})
    if not numbers:
        return []
    met = index.interact(query, numbers)
    cosines = index.cosines(query.pooled, numbers)
    words = np.array([lexical.get(number, 0.0) for number in numbers], np.float32)
    table = np.stack([met.whole, met.point, cosines, words], axis=1)
    scores = table @ np.array(astuple(WEIGHTS), np.float32)
    order = np.argsort(-scores, kind="stable")[:most]
    passages = index.passages([numbers[place] for place in order])
    return [
        Hit(passage, numbers[place], float(scores[place]), Measures(*table[place].tolist()))
        for passage, place in zip(passages, order, strict=True)
    ]
