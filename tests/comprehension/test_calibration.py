"""Probabilities of evidence, and the files that say how."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.comprehension import (
    FILE_NAME,
    Calibration,
    Term,
    in_use,
    load,
    save,
    shipped,
)
from assistant.comprehension.reader import shipped_sha256
from assistant.encoder.export import weights_digest
from assistant.errors import CalibrationError
from assistant.records import FEATURES, Evidence, Outcome
from assistant.settings import PACKAGED_ENCODER

TERMS = {"answers": Term(0.5, 0.1, 2.0), "score": Term(0.0, 1.0, 0.0)}
SMALL = Calibration(0.5, TERMS, 0.6, 0.2, 30, 20)


def test_the_logit_is_the_sum_of_the_terms() -> None:
    """A deviation above the mean adds the feature's weight, as the file lets one check by hand."""
    one_above = Evidence(0.6, 0.0)
    assert SMALL.logit(one_above) == pytest.approx(0.5 + 2.0)
    assert SMALL.probability(one_above) == pytest.approx(1 / (1 + math.exp(-2.5)))


def test_far_evidence_counts_as_four_deviations() -> None:
    """A passage unlike any that was fitted on does not run away with the probability."""
    assert SMALL.logit(Evidence(1.0, 0.0)) == pytest.approx(0.5 + 4 * 2.0)


@pytest.mark.parametrize(
    ("chance", "score", "outcome"),
    [
        (0.6, 0.0, Outcome.FOUND),
        (0.59, 0.2, Outcome.UNCONFIRMED),
        (0.0, 0.2, Outcome.UNCONFIRMED),
        (0.59, 0.19, Outcome.NOT_FOUND),
    ],
)
def test_outcomes_by_threshold(chance: float, score: float, outcome: Outcome) -> None:
    """Each threshold belongs to the better outcome."""
    assert SMALL.outcome(chance, score) is outcome


def test_the_shipped_calibration_fits_this_version() -> None:
    """What comes with the package can be used, and says each thing in the direction it must."""
    weights = {name: term.weight for name, term in shipped().terms.items()}
    assert tuple(weights) == FEATURES
    assert weights["answers"] > 0
    assert shipped().answerable > 100
    assert shipped().unanswerable > 100


def test_written_and_read_again(tmp_path: Path) -> None:
    """A calibration comes back to the last digit, and leaves no other file."""
    save(SMALL, tmp_path / FILE_NAME)
    assert load(tmp_path / FILE_NAME) == SMALL
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def damage(**changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda stored: stored | changes


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another format": damage(format_version=99),
    "a list": lambda _: [1, 2],
    "no intercept": lambda stored: {k: v for k, v in stored.items() if k != "intercept"},
    "a word for a number": damage(intercept="much"),
    "no number": damage(intercept=float("nan")),
    "a threshold above 1": damage(found_from=1.1),
    "a feature too few": lambda s: s | {"terms": {"score": s["terms"]["score"]}},
    "no scale": lambda s: s | {"terms": s["terms"] | {"score": s["terms"]["score"] | {"scale": 0}}},
    "terms of another shape": damage(terms=dict.fromkeys(FEATURES, 3)),
}


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_refused(
    change: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    """The error names the file and what to do."""
    path = tmp_path / FILE_NAME
    save(SMALL, path)
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), "utf-8")
    with pytest.raises(CalibrationError, match=r"calibration\.json cannot be used.* --reset"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    """Half a file, an empty one or another altogether is named as unusable."""
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(CalibrationError):
        load(tmp_path / FILE_NAME)


def test_a_damaged_calibration_gives_way_to_the_shipped_one(tmp_path: Path) -> None:
    """Asking goes on, and what is wrong with the own one is told."""
    (tmp_path / FILE_NAME).write_text("{", "utf-8")
    used = in_use(tmp_path, "", "", ())
    assert used.calibration == shipped()
    assert used.file is None
    assert "--reset" in used.problem


def test_a_calibration_for_another_encoder_is_not_used(tmp_path: Path) -> None:
    """Similarities of another encoder are on another scale."""
    save(replace(SMALL, encoder_sha256="abc"), tmp_path / FILE_NAME)
    assert in_use(tmp_path, "abc", "", ()).calibration.intercept == SMALL.intercept
    used = in_use(tmp_path, "def", "", ())
    assert used.calibration == shipped()
    assert "another encoder" in used.problem


def test_a_calibration_for_another_model_of_comprehension_is_not_used(tmp_path: Path) -> None:
    """What another version of the model read is on another scale."""
    save(replace(SMALL, comprehension_sha256="abc"), tmp_path / FILE_NAME)
    assert in_use(tmp_path, "", "abc", ()).calibration.intercept == SMALL.intercept
    used = in_use(tmp_path, "", "def", ())
    assert used.calibration == shipped()
    assert "another model of comprehension" in used.problem


@pytest.mark.parametrize(
    ("fitted_to", "there", "used"),
    [
        ("abcd", "abcd", True),
        ("abcd", "abcde", True),
        ("abcd", "abc", True),
        ("abcd", "abcdef", False),
        ("abcd", "wxyz", False),
        ("", "wxyz", True),
    ],
)
def test_a_calibration_serves_the_documents_it_was_fitted_to(
    fitted_to: str, there: str, used: bool, tmp_path: Path
) -> None:
    """Where more than one document in five is another, the shipped one serves, and says why."""
    save(replace(SMALL, documents=tuple(fitted_to)), tmp_path / FILE_NAME)
    found = in_use(tmp_path, "", "", tuple(there))
    assert (found.file is not None) is used
    assert ("is left aside: it was fitted to" in found.notice) is not used
    assert not found.problem


def test_the_documents_of_the_corpus_have_a_calibration_of_their_own(tmp_path: Path) -> None:
    """It serves them with these weights, until an organisation's own or other documents come."""
    documents = [path.name for path in Path(__file__).parents[2].glob("corpus/*.txt")]
    models = weights_digest(PACKAGED_ENCODER), shipped_sha256()
    used = in_use(tmp_path, *models, documents)
    assert (used.file, used.problem, used.notice) == (None, "", "")
    assert sorted(used.calibration.documents) == sorted(documents)
    assert in_use(tmp_path, *models, [*documents, "other.txt"]).calibration == shipped()
    assert in_use(tmp_path, "abc", models[1], documents).calibration == shipped()
    assert in_use(tmp_path, *models, []).calibration == shipped()
    save(SMALL, tmp_path / FILE_NAME)
    assert in_use(tmp_path, *models, documents).file == tmp_path / FILE_NAME
