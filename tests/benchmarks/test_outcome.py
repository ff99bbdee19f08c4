"""The fit of the shipped calibration, on made-up evidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.evaluation import LabelledQuestion
from assistant.evaluation.calibrating import Sample
from assistant.records import Evidence
from benchmarks.outcome import by_collection, fit, in_folds
from benchmarks.outcome_figures import as_object, draw, figures, over_repeats, report
from benchmarks.outcome_samples import SHARES, Asked, Asking, mixed


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Two collections of questions; those that are answered have the higher cosines."""
    random = np.random.default_rng(0)
    found = []
    for collection in ("first", "second"):
        for number in range(120):
            answerable = number % 3 > 0
            kind = "" if answerable else ("near-miss" if number % 2 else "off-topic")
            cosine = float(random.normal(0.6 if answerable else 0.4, 0.1))
            evidence = Evidence(cosine, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
            question = LabelledQuestion(str(number), ("what?",), answerable, type=kind)
            sample = Sample(evidence, answerable, f"{collection} {number % 12}")
            asking = Asking.LABELLED if number % 4 or answerable else Asking.LEFT_OUT
            found.append(Asked(collection, asking, question, sample))
    return found


def test_the_fit_follows_the_evidence(asked: list[Asked]) -> None:
    """What tells answers apart gets a weight, what never varies gets none."""
    fitted = fit(asked)
    assert fitted.terms["cosine"].weight > 0.5
    assert fitted.terms["margin"].weight == pytest.approx(0.0)
    assert fitted.answerable == 160


def test_collections_and_sorts_weigh_as_stated(asked: list[Asked]) -> None:
    """However many questions of a sort a collection has, its share of the mix is the same."""
    weights = mixed(asked)
    for collection in ("first", "second"):
        for sort, share in SHARES.items():
            those = [
                one.collection == collection and (one.asking, one.sample.answerable) == sort
                for one in asked
            ]
            assert not any(those) or weights[those].sum() == pytest.approx(share)


def test_every_question_is_held_out_once(asked: list[Asked]) -> None:
    """Both ways of holding out give a probability to each question, and they tell."""
    for chances in (in_folds(asked), by_collection(asked)):
        assert len(chances) == len(asked)
        assert ((chances > 0) & (chances < 1)).all()
        told = figures(asked, chances, fit(asked))
        assert told["AUC, answerable / near-miss"] > 0.8
        assert told["calibration error, collections alike"] < 0.15


def test_figures_are_printed_kept_and_drawn(asked: list[Asked], tmp_path: Path) -> None:
    """The table has a row for each kind of question, and the picture is small."""
    drawn = [in_folds(asked, number) for number in range(2)]
    fitted, held_out = fit(asked), {"held out": drawn}
    lines = list(report(asked, fitted, held_out))
    assert any(line.startswith("first, unanswerable: near-miss") for line in lines)
    assert as_object(asked, fitted, held_out)["found_from"] == fitted.found_from
    draw(asked, drawn[0], fitted, tmp_path / "outcome.png")
    assert 0 < (tmp_path / "outcome.png").stat().st_size < 100_000


def test_a_figure_comes_with_its_range(asked: list[Asked]) -> None:
    """One lucky way of drawing folds cannot pass for the figure."""
    drawn = [in_folds(asked, number) for number in range(3)]
    spread = over_repeats(asked, drawn, fit(asked))["calibration error, collections alike"]
    assert spread.least < spread.mean < spread.most
