"""Judged questions, counted and ordered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.evaluation import Judged, Metric
from assistant.evaluation.figures import by_kind, worst, wrongly_found
from assistant.records import Outcome

Make = Callable[..., Judged]


def test_figures_are_given_for_each_kind_the_commonest_first(judged: Make) -> None:
    """Near misses and off-topic questions are told apart; equal counts go by name."""
    found = by_kind(
        [
            judged("one", 1, kind="fact"),
            judged("two", 2, kind="fact"),
            judged("three", 4, Outcome.UNCONFIRMED, kind="fact"),
            judged("four", answerable=False, kind="near-miss"),
            judged("five", None, Outcome.NOT_FOUND, answerable=False, kind="near-miss"),
            judged("six", None, Outcome.NOT_FOUND, answerable=False, kind="apart"),
            judged("seven", answerable=True),
        ]
    )
    assert list(found) == ["fact", "near-miss", "apart", "what"]
    fact, near = found["fact"], found["near-miss"]
    assert (fact.answerable, fact.unanswerable) == (3, 0)
    assert fact.recall == pytest.approx({1: 1 / 3, 3: 2 / 3, 10: 1})
    assert fact.metrics[Metric.MRR] == pytest.approx((1 + 1 / 2 + 1 / 4) / 3)
    assert [fact.outcomes[outcome] for outcome in Outcome] == [2, 1, 0]
    assert (near.answerable, near.unanswerable) == (0, 2)
    assert [near.outcomes_unanswerable[outcome] for outcome in Outcome] == [1, 0, 1]


def test_the_worst_questions_come_first(judged: Make) -> None:
    """What was not found at all is worst, then the deepest rank; what came first is not bad."""
    questions = [judged("b", 2), judged("a", 1), judged("d"), judged("c", 40)]
    questions.append(judged("u", answerable=False))
    assert [j.question.id for j in worst(questions, 10)] == ["d", "c", "b"]
    assert [j.question.id for j in worst(questions, 1)] == ["d"]


def test_the_surest_wrong_answers_come_first(judged: Make) -> None:
    """Of the unanswerable questions only those whose outcome was 'found' count as wrong."""
    questions = [
        judged("a", answerable=False, probability=0.5),
        judged("b", answerable=False, probability=0.9),
        judged("c", None, Outcome.UNCONFIRMED, answerable=False, probability=0.99),
        judged("d", 1, probability=1.0),
    ]
    assert [j.question.id for j in wrongly_found(questions)] == ["b", "a"]
