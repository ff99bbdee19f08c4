"""A calibration fitted to an organisation's own questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.calibration import Calibration, Term
from assistant.errors import UsageError
from assistant.evaluation.calibrating import Sample, chances, fit
from assistant.records import FEATURES, Evidence

TERMS = {name: Term(0.0, 1.0, 0.0) for name in FEATURES} | {"cosine": Term(0.0, 1.0, 1.0)}
BASE = Calibration(0.0, TERMS, 0.6, 0.4, 300, 200)
NOTHING = Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def drawn(number: int, *, names: float = 0.0, intercept: float = 0.0) -> list[Sample]:
    """Samples whose log odds are the cosine, `names` times the unmet names, and an intercept."""
    random = np.random.default_rng(0)
    found: list[Sample] = []
    for cosine, unmet, luck in random.uniform((-2, 0, 0), (2, 2, 1), (number, 3)).tolist():
        chance = 1 / (1 + np.exp(-(cosine + names * unmet + intercept)))
        evidence = replace(NOTHING, cosine=cosine, names_unmet=unmet)
        found.append(Sample(evidence, bool(luck < chance), str(len(found))))
    return found


def test_probabilities_take_on_the_share_that_is_answerable() -> None:
    """Where few questions are answerable, the same evidence is worth less."""
    found = drawn(200, intercept=-2.0)
    fitted = fit(BASE, found)
    share = float(np.mean([sample.answerable for sample in found]))
    assert float(chances(fitted, found).mean()) == pytest.approx(share, abs=0.02)
    assert float(chances(BASE, found).mean()) > share + 0.15


def test_few_questions_hardly_move_the_weights_and_many_do() -> None:
    """Forty questions say nothing sure of nine features; thousands do."""
    few, many = (fit(BASE, drawn(number, names=-2.0)) for number in (40, 4000))
    assert abs(few.terms["names_unmet"].weight) < 0.5
    assert many.terms["names_unmet"].weight < -1.2


def test_thresholds_stay() -> None:
    """What counts as found is a matter of policy, not of fitting."""
    fitted = fit(BASE, drawn(60))
    assert (fitted.found_from, fitted.not_found_below) == (0.6, 0.4)
    assert fitted.answerable + fitted.unanswerable == 60


def test_labels_the_wrong_way_round_are_refused() -> None:
    """A file with answerable and unanswerable exchanged is not learnt from."""
    wrong = [replace(sample, answerable=not sample.answerable) for sample in drawn(200)]
    with pytest.raises(UsageError, match="are the labels right"):
        fit(BASE, wrong)
