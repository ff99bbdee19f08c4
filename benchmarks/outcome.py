"""Fits the calibration of outcomes and shows what it is worth: `python -m benchmarks.outcome`.

    python -m benchmarks.outcome [SQUAD_FILE] [--work DIR] [--write]

The shipped calibration is fitted on both labelled collections and on `squad2-a.json`, each
counting alike and with the same mix of questions (`SHARES`). Every figure is of questions held out:
in folds by document (SQuAD: by article), drawn ten times, and by leaving a whole collection out.
`--write` writes `assistant/calibration.json` and, in `benchmarks/results`, `outcome.json` and
`outcome.png`; `--work` keeps the indexes for another run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant import calibration
from assistant.calibration import Calibration, Term, standardised
from assistant.evaluation.calibrating import chances
from assistant.evaluation.reliability import Floats
from assistant.records import FEATURES
from benchmarks.outcome_figures import as_object, draw, report
from benchmarks.outcome_samples import COLLECTIONS, ROOT, Asked, Asking, gather, mixed

__all__ = ["COLLECTIONS", "ROOT"]

RESULTS = Path(__file__).parent / "results"
SHIPPED = Path(calibration.__file__).with_name(calibration.FILE_NAME)
FOUND_FROM, NOT_FOUND_BELOW = 0.5, 0.25
FOLDS, REPEATS = 10, 10
_EACH = 100.0  # what each sort of question of a collection weighs, whatever their number
_PENALTY = 0.3

Fit = Callable[[Sequence[Asked]], Calibration]


def main() -> None:
    """Ask, fit, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("squad", nargs="?", type=Path, help="a SQuAD 2.0 file")
    parser.add_argument("--work", type=Path, help="a folder to keep the indexes in")
    parser.add_argument("--write", action="store_true", help="write the calibration and figures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        asked = gather(given.squad, given.work or Path(made))
    fitted = fit(asked)
    held_out = {
        f"held out in {FOLDS} folds of documents": [in_folds(asked, n) for n in range(REPEATS)],
        "held out as whole collections": [by_collection(asked)],
    }
    print("\n".join(report(asked, fitted, held_out)))
    if given.write:
        calibration.save(fitted, SHIPPED)
        found = as_object(asked, fitted, held_out)
        (RESULTS / "outcome.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        in_all = np.mean(next(iter(held_out.values())), axis=0)
        draw(asked, in_all, fitted, RESULTS / "outcome.png")


def fit(asked: Sequence[Asked]) -> Calibration:
    """The calibration of samples: intercept and slope as right for the mix of `SHARES`."""
    asked = [one for one in asked if not one.sample.replied]
    weights = _alike([(one.collection, one.asking, one.sample.answerable) for one in asked])
    terms = _standard(asked, weights)
    features = _features(asked, terms)
    flags = np.array([one.sample.answerable for one in asked])
    model = LogisticRegression(C=_PENALTY, max_iter=1000).fit(features, flags, weights)
    labelled = np.array([one.asking is Asking.LABELLED for one in asked])
    logits = model.decision_function(features)[:, None]
    curve = LogisticRegression(C=_EACH).fit(logits, flags, _EACH * mixed(asked))  # Platt 1999
    slope = float(curve.coef_[0][0])
    return Calibration(
        intercept=float(curve.intercept_[0] + slope * model.intercept_[0]),
        terms={
            name: Term(term.mean, term.scale, slope * float(weight))
            for (name, term), weight in zip(terms.items(), model.coef_[0], strict=True)
        },
        found_from=FOUND_FROM,
        not_found_below=NOT_FOUND_BELOW,
        answerable=int((flags & labelled).sum()),
        unanswerable=int((~flags & labelled).sum()),
    )


def in_folds(asked: Sequence[Asked], draw: int = 0) -> Floats:
    """The probability of each by a fit on the folds that its document or article is not in.

    Each collection's own questions are dealt out by themselves, so that no collection is left out
    whole.
    """
    sorts = [(one.collection, one.asking is Asking.ELSEWHERE) for one in asked]
    groups = np.array([one.sample.group for one in asked])
    fold = np.zeros(len(asked), np.int64)
    for sort in sorted(set(sorts)):
        own = np.array([place for place, other in enumerate(sorts) if other == sort])
        parts = min(FOLDS, len(set(groups[own])))
        dealt = GroupKFold(parts, shuffle=True, random_state=draw).split(own, groups=groups[own])
        for number, (_, outside) in enumerate(dealt):
            fold[own[outside]] = number
    return _held_out(asked, [np.flatnonzero(fold == number) for number in range(FOLDS)])


def by_collection(asked: Sequence[Asked]) -> Floats:
    """The probability of each by a fit on the other collections."""
    names = np.array([one.collection for one in asked])
    return _held_out(asked, [np.flatnonzero(names == name) for name in sorted(set(names))])


def _held_out(asked: Sequence[Asked], parts: Sequence[NDArray[np.int64]]) -> Floats:
    given = np.zeros(len(asked))
    for outside in parts:
        inside = set(range(len(asked))) - set(outside.tolist())
        fitted = fit([asked[place] for place in sorted(inside)])
        given[outside] = chances(fitted, [asked[place].sample for place in outside])
    return given


def _standard(asked: Sequence[Asked], weights: Floats) -> dict[str, Term]:
    values = np.array([one.sample.evidence.features() for one in asked])
    means = np.average(values, axis=0, weights=weights)
    scales = np.sqrt(np.average((values - means) ** 2, axis=0, weights=weights))
    return {
        name: Term(float(mean), float(scale) or 1.0, 0.0)
        for name, mean, scale in zip(FEATURES, means, scales, strict=True)
    }


def _features(asked: Sequence[Asked], terms: dict[str, Term]) -> Floats:
    rows = [
        [
            standardised(t, v)
            for t, v in zip(terms.values(), a.sample.evidence.features(), strict=True)
        ]
        for a in asked
    ]
    return np.array(rows)


def _alike(sorts: Sequence[tuple[object, ...]]) -> Floats:
    """Weights under which every sort counts alike."""
    counts = {sort: sorts.count(sort) for sort in set(sorts)}
    return np.array([_EACH / counts[sort] for sort in sorts])


if __name__ == "__main__":
    main()
