"""Ranking, with an index that says what it is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.encoder import Encoded, Vectors
from assistant.index.engines import LocalIndex
from assistant.index.tokens import Interaction
from assistant.records import Hit, Locator, Passage
from assistant.retrieval import rank

QUERY = Encoded(np.full(4, 0.5, np.float32), np.full((1, 4), 0.5, np.float32), (1,), ((0, 6),))


class FixedIndex:
    """Four passages with measures written down."""

    WHOLE = (0.5, 0.5, 0.9, 0.1)
    POINT = (0.5, 0.5, 0.4, 0.1)
    COSINE = (0.3, 0.3, 0.2, 0.0)
    apparatus: frozenset[int] = frozenset()

    def __init__(self, dense: list[int], lexical: list[tuple[int, float]]) -> None:
        self.dense, self.lexical = dense, lexical
        self.shares: Mapping[str, float] = {}

    def dense_candidates(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        passing = [n for n in self.dense if allowed is None or allowed[n]]
        return [(n, self.COSINE[n]) for n in passing][:most]

    def lexical_candidates(
        self,
        stems: Collection[str],
        most: int,
        shares: Mapping[str, float],
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        assert set(stems) == shares.keys()
        self.shares = shares
        return [(n, s) for n, s in self.lexical if allowed is None or allowed[n]][:most]

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        whole, point = ([m[n] for n in numbers] for m in (self.WHOLE, self.POINT))
        return Interaction(np.array(whole, np.float32), np.array(point, np.float32))

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        return np.array([self.COSINE[n] for n in numbers], np.float32)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        return [Passage("a.txt", n, n + 1, str(n), Locator()) for n in numbers]


def retrieve(
    question: str,
    query: Encoded,
    index: FixedIndex,
    most: int,
    allowed: NDArray[np.bool_] | None = None,
) -> list[Hit]:
    """The `most` best passages for a question."""
    return rank(question, query, cast("LocalIndex", index), allowed).hits(index.passages, most)


def test_candidates_of_either_kind_are_ranked_by_all_measures() -> None:
    """A passage found by words alone competes with those found by meaning, and each shows why."""
    index = FixedIndex([3, 2], [(0, 0.8), (2, 0.1)])
    hits = retrieve("What do the carers earn?", QUERY, index, 10)
    assert [hit.passage.start for hit in hits] == [0, 2, 3]
    assert hits[0].score == pytest.approx(0.26 * 0.5 + 0.45 * 0.5 + 0.17 * 0.3 + 0.12 * 0.8)
    assert hits[1].number == 2
    assert astuple(hits[1].measures) == pytest.approx((0.9, 0.4, 0.2, 0.1))
    assert index.shares == {"carer": 1.0, "earn": 1.0}


def test_stems_carried_over_count_half_unless_asked_again() -> None:
    """A word of the topic that the question says too counts whole."""
    text = "What do carers earn? and carers of adults?"
    index = FixedIndex([0], [])
    retrieve(text, replace(QUERY, own=(21, len(text))), index, 1)
    assert index.shares == {"carer": 1.0, "earn": 0.5, "adult": 1.0}


def test_equal_scores_keep_corpus_order() -> None:
    """The same question gives the same order every time."""
    hits = retrieve("carers", QUERY, FixedIndex([1, 0], []), 10)
    assert [hit.passage.start for hit in hits] == [0, 1]


def test_no_more_than_asked_for() -> None:
    """Three passages are shown when three are asked for."""
    index = FixedIndex([0, 1, 2, 3], [])
    assert len(retrieve("carers", QUERY, index, 3)) == 3


def test_passages_that_are_not_allowed_are_no_candidates() -> None:
    """A filter leaves passages out before the best are taken, and changes no score."""
    index = FixedIndex([3, 2], [(0, 0.8), (2, 0.1)])
    everything = retrieve("carers", QUERY, index, 10)
    allowed = np.array([False, True, True, True])
    hits = retrieve("carers", QUERY, index, 10, allowed)
    assert hits == [hit for hit in everything if allowed[hit.number]]
    assert retrieve("carers", QUERY, index, 10, np.zeros(4, np.bool_)) == []


class IndexWithReferences(FixedIndex):
    """The best passage by score is a list of references."""

    apparatus = frozenset({0})
    LIST = "References\nBrennock, A. (2010) Pay."

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        locator = Locator(headings=("References",))
        return [Passage("a.txt", n, n + 1, self.LIST, locator) for n in numbers]


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("What do the carers earn?", [2, 3, 0]),
        ("Which references are there?", [0, 2, 3]),
    ],
)
def test_what_names_only_comes_last_unless_asked_for(question: str, order: list[int]) -> None:
    """A list of references ranks after what says something, unless its heading is asked for."""
    index = IndexWithReferences([3, 2], [(0, 0.8), (2, 0.1)])
    assert [hit.passage.start for hit in retrieve(question, QUERY, index, 10)] == order
