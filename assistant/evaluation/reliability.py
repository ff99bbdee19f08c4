"""How far probabilities can be relied on: discrimination, calibration, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.calibration import Calibration

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = 10
_NEVER = 1e-12


@dataclass(frozen=True, slots=True)
class Reliability:
    """What probabilities are worth, of questions known to be answerable or not."""

    area: float
    """Under the ROC curve: the share of pairs in which the answerable question is more probable."""
    log_loss: float
    error: float
    """The expected calibration error in ten steps (Naeini, Cooper and Hauskrecht 2015)."""
    answerable: int
    unanswerable: int
    found: int
    """How many of the answerable came out as found."""
    found_unanswerable: int

    def to_dict(self) -> dict[str, object]:
        """The figures as an object for JSON."""
        return {
            "area_under_roc": self.area,
            "log_loss": self.log_loss,
            "expected_calibration_error": self.error,
            "found": {
                "answerable": [self.found, self.answerable],
                "unanswerable": [self.found_unanswerable, self.unanswerable],
            },
        }


def reliability(chances: Floats, answerable: Flags, calibration: Calibration) -> Reliability:
    """What the probabilities of some questions are worth; some are answerable and some not."""
    return Reliability(
        area=area_under_roc(chances, answerable),
        log_loss=log_loss(chances, answerable),
        error=calibration_error(chances, answerable),
        answerable=int(answerable.sum()),
        unanswerable=int((~answerable).sum()),
        found=int((chances[answerable] >= calibration.found_from).sum()),
        found_unanswerable=int((chances[~answerable] >= calibration.found_from).sum()),
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
    steps = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    over = np.bincount(steps, weight * (chances - answerable), minlength=BINS)
    return float(np.abs(over).sum() / weight.sum())
