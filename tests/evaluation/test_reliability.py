"""What probabilities are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comprehension import shipped
from assistant.evaluation.figures import area_under_roc, calibration_error, log_loss, reliability

CHANCES = np.array([0.05, 0.95, 0.95, 0.55])
ANSWERABLE = np.array([False, True, False, True])


def test_the_calibration_error_by_hand() -> None:
    """Steps are weighed by their questions: |.05| + |1.9 - 1| + |.55 - 1|, over four."""
    assert calibration_error(CHANCES, ANSWERABLE) == pytest.approx((0.05 + 0.9 + 0.45) / 4)


def test_the_calibration_error_with_weights() -> None:
    """A question of no weight does not count."""
    weights = np.array([1.0, 1.0, 0.0, 1.0])
    assert calibration_error(CHANCES, ANSWERABLE, weights) == pytest.approx(0.55 / 3)


def test_the_log_loss_by_hand() -> None:
    """The mean of the logarithms of what was given to what was so; a certain error is finite."""
    expected = -(2 * math.log(0.95) + math.log(0.05) + math.log(0.55)) / 4
    assert log_loss(CHANCES, ANSWERABLE) == pytest.approx(expected)
    assert math.isfinite(log_loss(np.array([0.0]), np.array([True])))


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    """Of the pairs of these four, two are in order, one is a tie and one is not."""
    assert area_under_roc(CHANCES, ANSWERABLE) == pytest.approx((2 + 0.5) / 4)


def test_outcomes_are_counted() -> None:
    """What is found of the answerable and of the others is told apart."""
    found = reliability(np.array([0.99, 0.99, 0.0]), np.array([True, False, False]), shipped())
    assert (found.found, found.answerable) == (1, 1)
    assert (found.found_unanswerable, found.unanswerable) == (1, 2)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    """It never leaves 0 to 1, at the ends of the scale either."""
    chances, flags = zip(*pairs, strict=True)
    assert 0 <= calibration_error(np.array(chances), np.array(flags)) <= 1
