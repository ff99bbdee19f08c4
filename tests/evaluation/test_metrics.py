"""The metrics against formulas worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.figures import mean
from assistant.evaluation.questions import Metric, measure

RANKINGS = st.tuples(st.lists(st.booleans(), max_size=50), st.integers(0, 30))
"""Whether each place is right, and how many right places were not found."""


def by_hand(right: list[bool], among: int) -> dict[Metric, float]:
    """The metrics by their definitions; nDCG after Järvelin and Kekäläinen 2002, one grade."""
    first = right.index(True) + 1 if True in right else math.inf
    found = sum(1 / math.log2(place + 2) for place, is_right in enumerate(right[:10]) if is_right)
    best = sum(1 / math.log2(place + 2) for place in range(min(among, 10)))
    return {
        Metric.NDCG: found / best if among else 0.0,
        Metric.RECALL_1: float(first <= 1),
        Metric.RECALL_3: float(first <= 3),
        Metric.RECALL_10: float(first <= 10),
        Metric.MRR: 1 / first if first <= 10 else 0.0,
    }


@given(RANKINGS)
def test_the_metrics_are_those_of_the_definitions(ranking: tuple[list[bool], int]) -> None:
    """For any ranking and any number of right places, found or not, ir-measures agrees."""
    right, unfound = ranking
    among = sum(right) + unfound
    assert measure(right, among) == pytest.approx(by_hand(right, among), abs=1e-6)


@pytest.mark.parametrize(
    ("right", "among", "expected"),
    [
        ([True, False], 1, (1, 1, 1, 1, 1)),
        ([False, True], 1, (1 / math.log2(3), 0, 1, 1, 1 / 2)),
        ([False] * 3 + [True], 1, (1 / math.log2(5), 0, 0, 1, 1 / 4)),
        ([False] * 9 + [True], 1, (1 / math.log2(11), 0, 0, 1, 1 / 10)),
        ([False] * 10 + [True], 1, (0, 0, 0, 0, 0)),
        ([True, False, True], 2, (1.5 / (1 + 1 / math.log2(3)), 1, 1, 1, 1)),
        ([True], 2, (1 / (1 + 1 / math.log2(3)), 1, 1, 1, 1)),
        ([], 2, (0, 0, 0, 0, 0)),
        ([False], 0, (0, 0, 0, 0, 0)),
    ],
)
def test_known_rankings_give_known_figures(
    right: list[bool], among: int, expected: tuple[float, ...]
) -> None:
    """A few rankings give the figures worked out by hand, in the order they are shown in."""
    found = measure(right, among)
    assert [found[metric] for metric in Metric] == pytest.approx(expected)


def test_recall_is_whether_any_right_passage_is_there() -> None:
    """Of two right passages one is enough: recall@k is not the share of them."""
    assert measure([True, False, False], 2)[Metric.RECALL_3] == 1


def test_the_mean_is_over_questions() -> None:
    """Every question weighs the same, and no questions give 0 rather than an error."""
    scores = [dict.fromkeys(Metric, 1.0), dict.fromkeys(Metric, 0.5)]
    assert mean(scores) == dict.fromkeys(Metric, 0.75)
    assert mean([]) == dict.fromkeys(Metric, 0.0)
