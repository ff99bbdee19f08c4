"""The bootstrap interval and the randomisation test."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evaluation.figures import Comparison, paired

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


def exact_p(first: list[float], second: list[float]) -> float:
    """The share of all sign flips whose sum is as far from 0 as that observed."""
    differences = np.subtract(first, second)
    sums = np.abs([differences @ signs for signs in product((-1, 1), repeat=len(differences))])
    return float(np.mean(sums >= abs(differences.sum()) - 1e-9))


def test_the_same_values_differ_by_chance_only() -> None:
    """Two identical runs differ by nothing, with p 1."""
    assert paired([0.2, 1.0, 0.5], [0.2, 1.0, 0.5]) == Comparison(0.0, 0.0, 0.0, 1.0)


def test_a_clear_difference_is_hardly_chance() -> None:
    """A gain on every one of forty questions is found out, and its interval leaves out 0."""
    second = np.linspace(0, 0.6, 40)
    gains = 0.2 + 0.1 * np.sin(np.arange(40))
    found = paired((second + gains).tolist(), second.tolist())
    assert found.difference == pytest.approx(gains.mean())
    assert 0.1 < found.low < found.difference < found.high < 0.3
    assert found.p < 0.001


def test_as_many_gains_as_losses_are_chance() -> None:
    """What goes up on half the questions and down on the other half says nothing."""
    found = paired([0.0, 1.0] * 20, [1.0, 0.0] * 20)
    assert (found.difference, found.p) == (0.0, 1.0)
    assert found.low < 0 < found.high


def test_one_question_alone_proves_nothing() -> None:
    """A single question that changed gives p 1, however much it changed."""
    assert paired([1.0, 0.5, 0.5], [0.0, 0.5, 0.5]).p == 1.0


@settings(max_examples=5)
@given(PAIRS)
def test_the_other_way_round_is_the_same_with_the_sign_turned(
    pairs: list[tuple[float, float]],
) -> None:
    """It does not matter which of two runs is named first."""
    first, second = map(list, zip(*pairs, strict=True))
    there, back = paired(first, second), paired(second, first)
    assert back.p == there.p
    assert back.difference == pytest.approx(-there.difference)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


@settings(max_examples=5)
@given(PAIRS)
def test_p_is_that_of_all_sign_flips(pairs: list[tuple[float, float]]) -> None:
    """For few questions p is close to the one counted over every possible flip of signs."""
    first, second = map(list, zip(*pairs, strict=True))
    assert paired(first, second).p == pytest.approx(exact_p(first, second), abs=0.02)


def test_the_interval_covers_what_the_normal_curve_says() -> None:
    """For many questions the bootstrap interval is close to mean ± 1.96 standard errors."""
    differences = np.random.default_rng(3).normal(0.1, 0.3, 400)
    found = paired(differences.tolist(), [0.0] * 400)
    margin = 1.96 * differences.std() / 20
    assert found.low == pytest.approx(differences.mean() - margin, abs=0.004)
    assert found.high == pytest.approx(differences.mean() + margin, abs=0.004)


def test_the_same_values_give_the_same_result_again() -> None:
    """Resampling starts from a fixed seed."""
    first, second = [0.1, 0.9, 0.4, 0.8], [0.3, 0.2, 0.4, 0.1]
    assert paired(first, second) == paired(first, second)


@pytest.mark.parametrize(("first", "second"), [([], []), ([1.0], []), ([1.0], [1.0, 0.0])])
def test_values_that_are_not_paired_are_refused(first: list[float], second: list[float]) -> None:
    """Two runs over different questions cannot be compared so."""
    with pytest.raises(ValueError, match="paired values of the same questions"):
        paired(first, second)
