"""Fits the shipped calibration to questions on documents that the model was never trained on.

A logistic regression of two features of the passage that answers most probably: the log odds of the
model of comprehension and the score of retrieval. What is asked of one maker's documents counts as
much as of any other's, and of each the answerable questions as much as the near misses; collections
kept back are left out. The threshold is where, of all together, as many near misses are kept out as
answerable questions are let in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.comprehension import Calibration, Term
from assistant.evaluation.figures import calibration_error, separation
from assistant.records import FEATURES, Evidence
from training.collections import is_fitted_to
from training.evaluate import Asked

Floats = NDArray[np.float64]
_ROUNDS = 4
_OFF_TOPIC = 0.01
"""Of so many questions on the documents' topics the best score lies below `covered_from`."""


def fit(asked: Sequence[Asked], encoder: str, comprehension: str) -> Calibration:
    """Returns the calibration of what was asked; questions of other collections tell the topic."""
    own = [o for o in asked if not o.is_off_topic and o.answers and is_fitted_to(o.collection)]
    weights = _alike(own)
    labels = np.array([one.answerable for one in own])
    slope = np.array([1.0, 0.0])
    for _ in range(_ROUNDS):
        best = np.array([_best(one, slope) for one in own])
        means = np.average(best, axis=0, weights=weights)
        scales = np.sqrt(np.average((best - means) ** 2, axis=0, weights=weights))
        model = LogisticRegression(C=1.0, max_iter=1000)
        model.fit((best - means) / scales, labels, weights)
        slope = model.coef_[0] / scales
    terms = {
        name: Term(float(mean), float(scale), float(weight))
        for name, mean, scale, weight in zip(FEATURES, means, scales, model.coef_[0], strict=True)
    }
    chances = 1 / (1 + np.exp(-model.decision_function((best - means) / scales)))
    return Calibration(
        intercept=float(model.intercept_[0]),
        terms=terms,
        found_from=round(_balance(chances, labels, weights), 3),
        covered_from=round(float(np.quantile([max(o.scores) for o in own], _OFF_TOPIC)), 4),
        answerable=int(labels.sum()),
        unanswerable=int((~labels).sum()),
        encoder_sha256=encoder,
        comprehension_sha256=comprehension,
    )


def chances(calibration: Calibration, asked: Sequence[Asked]) -> Floats:
    """Returns the probability of each question under a calibration."""
    return np.array(
        [
            max(
                (
                    calibration.probability(Evidence(a, s))
                    for a, s in zip(one.answers, one.scores, strict=True)
                ),
                default=0.0,
            )
            for one in asked
        ]
    )


def held_out(asked: Sequence[Asked]) -> Iterator[str]:
    """Yields what the calibration is worth on each collection when fitted on the others."""
    names = list(dict.fromkeys(one.collection for one in asked))
    yield "fitted on the other collections: AUC, pass at 85 %, found if yes, if no, error"
    for name in names:
        inside = [one for one in asked if one.collection != name]
        outside = [one for one in asked if one.collection == name and not one.is_off_topic]
        fitted = fit(inside, "", "")
        given = chances(fitted, outside)
        labels = np.array([one.answerable for one in outside])
        found = given >= fitted.found_from
        told = separation(given[labels].tolist(), given[~labels].tolist())
        if told:
            yield (
                f"{name:28}{told.area:8.3f}{told.passing:8.3f}"
                f"{found[labels].mean():8.3f}{found[~labels].mean():8.3f}"
                f"{calibration_error(given, labels, _alike(outside)):8.3f}"
            )


def _best(one: Asked, slope: Floats) -> tuple[float, float]:
    rows = list(zip(one.answers, one.scores, strict=True))
    return max(rows, key=lambda row: float(np.dot(slope, row)))


def _alike(asked: Sequence[Asked]) -> Floats:
    sorts = [(one.collection.split(",")[0], one.answerable) for one in asked]
    counts = {sort: sorts.count(sort) for sort in set(sorts)}
    weights = np.array([100.0 / counts[sort] for sort in sorts])
    return np.asarray(weights / weights.mean())


def _balance(chances: Floats, labels: NDArray[np.bool_], weights: Floats) -> float:
    """The threshold at which found where answerable and kept out where not are as near 1."""
    candidates = np.unique(chances)
    yes, no = weights * labels, weights * ~labels
    let_in = np.array([yes[chances >= t].sum() for t in candidates]) / yes.sum()
    kept_out = np.array([no[chances < t].sum() for t in candidates]) / no.sum()
    return float(candidates[np.argmax(np.minimum(let_in, kept_out))])
