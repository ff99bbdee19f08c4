"""What probabilities are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calibration import shipped
from assistant.evaluation.reliability import (
    area_under_roc,
    calibration_error,
    calibration_slope,
    error_by_chance,
    log_loss,
    reliability,
)
from assistant.records import Outcome

CHANCES = np.array([0.05, 0.95, 0.95, 0.55])
ANSWERABLE = np.array([False, True, False, True])


def test_the_calibration_error_by_hand() -> None:
    """Steps are weighed by their questions: |.05| + |1.9 - 1| + |.55 - 1|, over four."""
    assert calibration_error(CHANCES, ANSWERABLE) == pytest.approx((0.05 + 0.9 + 0.45) / 4)


def test_the_calibration_error_with_weights() -> None:
    """A question of no weight does not count."""
    weights = np.array([1.0, 1.0, 0.0, 1.0])
    assert calibration_error(CHANCES, ANSWERABLE, weights) == pytest.approx(0.55 / 3)


def test_few_questions_err_by_chance_more_than_many() -> None:
    """Of right probabilities 50 questions show an error of about .14, and 5,000 one of .014."""
    drawn = np.random.default_rng(0).random(5000)
    few, many = error_by_chance(drawn[:50]), error_by_chance(drawn)
    assert 0.07 < few.mean < few.most < 0.25
    assert 0.01 < many.mean < many.most < 0.025


def test_probabilities_that_are_certain_and_right_leave_nothing_to_chance() -> None:
    """A step at 0 or at 1 cannot come out otherwise."""
    assert error_by_chance(np.array([0.0, 1.0])).most == 0.0


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_the_slope_tells_bold_from_timid(slope: float) -> None:
    """Where the log odds of what was so are half of those told, the slope is one half."""
    random = np.random.default_rng(0)
    odds = random.normal(0.0, 1.5, 20_000)
    flags = random.random(20_000) < 1 / (1 + np.exp(-slope * odds))
    told = 1 / (1 + np.exp(-odds))
    assert calibration_slope(told, flags) == pytest.approx(slope, rel=0.1)
    assert calibration_slope(told, flags, np.full(20_000, 3.0)) == pytest.approx(slope, rel=0.1)


def test_the_log_loss_by_hand() -> None:
    """The mean of the logarithms of what was given to what was so; a certain error is finite."""
    expected = -(2 * math.log(0.95) + math.log(0.05) + math.log(0.55)) / 4
    assert log_loss(CHANCES, ANSWERABLE) == pytest.approx(expected)
    assert math.isfinite(log_loss(np.array([0.0]), np.array([True])))


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    """Of the pairs of these four, two are in order, one is a tie and one is not."""
    assert area_under_roc(CHANCES, ANSWERABLE) == pytest.approx((2 + 0.5) / 4)


def test_outcomes_are_counted() -> None:
    """Every question comes to one outcome."""
    found = reliability(np.array([0.99, 0.99, 0.0]), np.array([True, False, False]), shipped())
    assert found.outcomes == {Outcome.FOUND: 1, Outcome.UNCONFIRMED: 0, Outcome.NOT_FOUND: 0}
    assert found.outcomes_unanswerable[Outcome.NOT_FOUND] == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    """It never leaves 0 to 1, at the ends of the scale either."""
    chances, flags = zip(*pairs, strict=True)
    assert 0 <= calibration_error(np.array(chances), np.array(flags)) <= 1
