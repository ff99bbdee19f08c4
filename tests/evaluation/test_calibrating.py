"""A calibration fitted to an organisation's own questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.comprehension import Calibration, Term
from assistant.errors import UsageError
from assistant.evaluation.calibrating import Sample, chances, fit
from assistant.records import Evidence

TERMS = {"answers": Term(0.0, 1.0, 1.0), "score": Term(0.0, 1.0, 0.0)}
BASE = Calibration(0.0, TERMS, 0.6, 0.4, 300, 200)


def drawn(number: int, *, intercept: float = 0.0, slope: float = 1.0) -> list[Sample]:
    """Samples whose log odds are `slope` times those that were read, and an intercept."""
    random = np.random.default_rng(0)
    found: list[Sample] = []
    for read, luck in random.uniform((-2, 0), (2, 1), (number, 2)).tolist():
        chance = 1 / (1 + np.exp(-(slope * read + intercept)))
        found.append(Sample(Evidence(read, 0.5), bool(luck < chance), str(len(found))))
    return found


def test_probabilities_take_on_the_share_that_is_answerable() -> None:
    """Where few questions are answerable, the same evidence is worth less."""
    found = drawn(200, intercept=-2.0)
    fitted = fit(BASE, found)
    share = float(np.mean([sample.answerable for sample in found]))
    assert float(chances(fitted, found).mean()) == pytest.approx(share, abs=0.02)
    assert float(chances(BASE, found).mean()) > share + 0.15


def test_few_questions_move_carefully_and_many_freely() -> None:
    """Twenty questions go part of the way to what two thousand say."""
    few, many = (fit(BASE, drawn(number, intercept=-2.0)).intercept for number in (20, 2000))
    assert -1.9 < few < -0.5
    assert many == pytest.approx(-2.0, abs=0.2)


def test_no_questions_change_nothing() -> None:
    """Without a word from anybody the calibration stays what it was."""
    fitted = fit(BASE, [])
    assert (fitted.intercept, fitted.terms) == (BASE.intercept, BASE.terms)


def test_thresholds_stay() -> None:
    """What counts as found is a matter of policy, not of fitting."""
    fitted = fit(BASE, drawn(60))
    assert (fitted.found_from, fitted.covered_from) == (0.6, 0.4)
    assert fitted.answerable + fitted.unanswerable == 60


def test_labels_the_wrong_way_round_are_refused() -> None:
    """A file with answerable and unanswerable exchanged is not learnt from."""
    wrong = [replace(sample, answerable=not sample.answerable) for sample in drawn(200)]
    with pytest.raises(UsageError, match="are the labels right"):
        fit(BASE, wrong)
