"""Whether a difference between two settings, asked the same questions, could be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_SEED = 20_261_122
_ROUNDING = 1e-9
"""Sums that should be equal may differ by this much, by the order they were added in."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean of the first values less that of the second, and how sure that is."""

    difference: float
    low: float
    high: float
    """`low` to `high` is the 95 % bootstrap interval of the difference."""
    p: float
    """How often chance alone gives a difference as large, in either direction; above 0, up to 1."""


def paired(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """How two settings differ on the same questions: a value each, in the same order.

    The interval is the percentile bootstrap over questions; p is that of the paired randomisation
    test, which flips the signs of the differences (Smucker, Allan and Carterette 2007, 'A
    comparison of statistical significance tests for information retrieval evaluation'). Each takes
    10,000 resamples from a fixed seed, so the same values give the same result.

    Raises:
        ValueError: there are no values, or not as many of one as of the other.
    """
    if not first or len(first) != len(second):
        raise ValueError(
            f"paired values of the same questions are needed; found {len(first)} and {len(second)}"
        )
    differences = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    low, high = _interval(differences)
    return Comparison(float(differences.mean()), low, high, _p(differences))


def _interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    generator, many = np.random.default_rng(_SEED), len(differences)
    means = [differences[generator.integers(many, size=many)].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _p(differences: NDArray[np.float64]) -> float:
    """The share of sign flips, the one observed among them, whose sum is as far from 0."""
    moved = differences[differences != 0]
    observed = abs(moved.sum()) - _ROUNDING
    generator = np.random.default_rng(_SEED)
    signs = (generator.integers(2, size=len(moved)) * 2 - 1 for _ in range(RESAMPLES))
    as_far = sum(bool(abs(moved @ flipped) >= observed) for flipped in signs)
    return (as_far + 1) / (RESAMPLES + 1)
