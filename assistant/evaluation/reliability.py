"""How far probabilities can be relied on: discrimination, calibration, and what they amount to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.calibration import Calibration
from assistant.records import Outcome

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = 10
_NEVER = 1e-12
_CERTAIN = 1e-3  # nearer to 0 or 1 log odds say more of one question than of all others
_DRAWS = 400
_MOST_BY_CHANCE = 95  # percent


@dataclass(frozen=True, slots=True)
class ByChance:
    """What the calibration error would be if every probability were right, by the luck of few."""

    mean: float
    most: float
    """What it stays below in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """What probabilities are worth, of questions known to be answerable or not."""

    area: float
    """Under the ROC curve: the share of pairs in which the answerable question is more probable."""
    log_loss: float
    error: float
    """The expected calibration error in ten steps (Naeini, Cooper and Hauskrecht 2015)."""
    outcomes: Mapping[Outcome, int]
    """How often each came of an answerable question."""
    outcomes_unanswerable: Mapping[Outcome, int]

    def to_dict(self) -> dict[str, object]:
        """The figures as an object for JSON."""
        return {
            "area_under_roc": self.area,
            "log_loss": self.log_loss,
            "expected_calibration_error": self.error,
            "outcomes": {
                "answerable": {o.value: n for o, n in self.outcomes.items()},
                "unanswerable": {o.value: n for o, n in self.outcomes_unanswerable.items()},
            },
        }


def reliability(chances: Floats, answerable: Flags, calibration: Calibration) -> Reliability:
    """What the probabilities of some questions are worth; some are answerable and some not."""
    return Reliability(
        area=area_under_roc(chances, answerable),
        log_loss=log_loss(chances, answerable),
        error=calibration_error(chances, answerable),
        outcomes=_outcomes(chances[answerable], calibration),
        outcomes_unanswerable=_outcomes(chances[~answerable], calibration),
    )


def area_under_roc(chances: Floats, answerable: Flags) -> float:
    """The area under the ROC curve; ties count half."""
    from sklearn.metrics import roc_auc_score  # loads scipy

    return float(roc_auc_score(answerable, chances))


def log_loss(chances: Floats, answerable: Flags) -> float:
    """The mean surprise, in nats."""
    given = np.clip(np.where(answerable, chances, 1 - chances), _NEVER, 1)
    return float(-np.log(given).mean())


def calibration_error(chances: Floats, answerable: Flags, weights: Floats | None = None) -> float:
    """The expected calibration error in ten steps of probability.

    By how far the mean probability of a step is from the share that was answerable, each step
    weighing as much as the questions in it.
    """
    weight = np.ones(len(chances)) if weights is None else weights
    steps = step_of(chances)
    over = np.bincount(steps, weight * (chances - answerable), minlength=BINS)
    return float(np.abs(over).sum() / weight.sum())


def error_by_chance(chances: Floats, weights: Floats | None = None) -> ByChance:
    """The calibration error of these probabilities where each is right (Bröcker and Smith 2007)."""
    luck = np.random.default_rng(0)
    drawn = (luck.random(len(chances)) < chances for _ in range(_DRAWS))
    errors = [calibration_error(chances, flags, weights) for flags in drawn]
    return ByChance(float(np.mean(errors)), float(np.percentile(errors, _MOST_BY_CHANCE)))


def calibration_slope(chances: Floats, answerable: Flags, weights: Floats | None = None) -> float:
    """By how much the log odds of what was so rise for each 1 that those told rise (Cox 1958).

    Below 1, probabilities are too bold; above 1, too timid.
    """
    from sklearn.linear_model import LogisticRegression  # loads scipy

    kept = np.clip(chances, _CERTAIN, 1 - _CERTAIN)
    odds = np.log(kept / (1 - kept))[:, None]
    scaled = None if weights is None else weights * len(chances) / weights.sum()
    model = LogisticRegression(C=np.inf, max_iter=1000).fit(odds, answerable, scaled)
    return float(model.coef_[0][0])


def step_of(chances: Floats) -> NDArray[np.int64]:
    """The step, from 0, that each probability falls in."""
    return np.minimum((chances * BINS).astype(np.int64), BINS - 1)


def _outcomes(chances: Sequence[float] | Floats, calibration: Calibration) -> dict[Outcome, int]:
    told = [calibration.outcome(float(chance)) for chance in chances]
    return {outcome: told.count(outcome) for outcome in Outcome}
