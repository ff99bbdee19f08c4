"""Fits what notices danger in a question: `python -m benchmarks.danger [--write]`.

Sentences that tell of danger beside ordinary ones, labelled questions and made-up questions about
cases. Figures are of ten folds, and of sentences that neither the words of `assistant.caution` nor
the model were fitted on. `--write` writes `assistant/danger.json`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant import build_index
from assistant.caution import caution
from assistant.danger import FILE, Danger
from assistant.encoder import Encoder
from assistant.evaluation import load_questions
from assistant.index.snapshot import open_snapshot
from benchmarks.danger_sentences import (
    DANGER_HELD_OUT,
    DANGER_SEEN,
    MISSED,
    ORDINARY_HELD_OUT,
    ORDINARY_SEEN,
)
from benchmarks.outcome_samples import COLLECTIONS, ROOT

_CASES = ROOT / "tests" / "personal_data"
_FROM = 0.7  # the probability from which a question tells of danger
_PENALTY = 10.0
_WEIGHTS = {"danger": 3.0, "ordinary": 2.0, "questions": 0.5, "cases": 2.0}


def main() -> None:
    """Fit, print, and write where that is asked for."""
    encoder, sha256 = _encoder()
    kinds = {
        "danger": [*DANGER_SEEN, *MISSED],
        "ordinary": [*ORDINARY_SEEN, *_cases("ordinary-development", "ordinary-later")],
        "questions": [q.turns[-1] for _, f in COLLECTIONS.values() for q in load_questions(f)],
        "cases": [c for c in _cases("holding-development", "holding-later") if caution(c) is None],
    }
    vectors = _vectors(encoder, [text for texts in kinds.values() for text in texts])
    names = np.repeat(list(kinds), [len(texts) for texts in kinds.values()])
    model = LogisticRegression(C=_PENALTY, max_iter=3000)
    flags, weights = names == "danger", np.array([_WEIGHTS[name] for name in names.tolist()])
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    chances = cross_val_predict(
        model, vectors, flags, cv=folds, method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    for name in kinds:
        told = chances[names == name] >= _FROM
        print(f"in ten folds, {name}: {told.sum()} of {len(told)} noticed")
    model.fit(vectors, flags, sample_weight=weights)
    fitted = Danger(
        sha256,
        float(model.intercept_[0]) - float(np.log(_FROM / (1 - _FROM))),
        tuple(round(float(weight), 4) for weight in model.coef_[0]),
    )
    for name, texts in (
        ("danger", DANGER_HELD_OUT),
        ("ordinary", ORDINARY_HELD_OUT),
        ("cases", _cases("holding-unseen")),
        ("ordinary cases", _cases("ordinary-unseen")),
    ):
        _print_held_out(name, texts, fitted, encoder)
    if "--write" in sys.argv[1:]:
        stored = {
            "encoder_sha256": sha256,
            "intercept": fitted.intercept,
            "weights": list(fitted.weights),
        }
        FILE.write_text(json.dumps(stored) + "\n", "utf-8")


def _encoder() -> tuple[Encoder, str]:
    """The packaged encoder, as a build exports it, and its digest."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "corpus", Path(folder))
        opened = open_snapshot(Path(folder))
        return Encoder(opened.encoder), opened.manifest.encoder_sha256


def _cases(*names: str) -> list[str]:
    """Made-up questions, without the marks around what is personal in them."""
    lines = [
        line for name in names for line in (_CASES / f"{name}.txt").read_text("utf-8").split("\n")
    ]
    return [re.sub(r"\[[^]:]*:([^]]*)\]", r"\1", line) for line in lines if line.strip()]


def _vectors(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    return np.stack([encoder.encode_query(text).pooled for text in texts])


def _print_held_out(name: str, texts: list[str], fitted: Danger, encoder: Encoder) -> None:
    learned = [fitted.tells(encoder.encode_query(text).pooled) for text in texts]
    words = [caution(text) is not None for text in texts]
    either = sum(a or b for a, b in zip(learned, words, strict=True))
    print(
        f"held out, {name}: of {len(texts)} the model notices {sum(learned)}, the words "
        f"{sum(words)}, either {either}"
    )


if __name__ == "__main__":
    main()
