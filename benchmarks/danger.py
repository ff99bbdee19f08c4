"""Fits what notices danger in a question: `python -m benchmarks.danger [--write]`.

Sentences that tell of danger beside ordinary ones, labelled questions and made-up questions about
cases. Figures are of ten folds, and of sentences that nothing was fitted on. `--write` writes
`assistant/screening/danger.json`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant import build_index
from assistant.encoder import Encoder, Vectors
from assistant.evaluation.questions import load_questions
from assistant.index.snapshot import open_snapshot
from assistant.screening import FILE, Danger, judged, terms
from benchmarks.collections import COLLECTIONS, ROOT
from benchmarks.danger_sentences import (
    CASES_OF_DANGER,
    DANGER,
    DANGER_HELD_OUT,
    ORDINARY,
    ORDINARY_HELD_OUT,
)

_CASES = ROOT / "tests" / "screening" / "personal_data"
_FROM = 0.7  # the probability from which a question tells of danger
_PENALTY = 10.0
_OF_A_WORD = 0.6  # how large a word counts beside a vector of unit length
_LEAST = 0.05  # a lighter weight is left out
_RARE = 2  # a word or pair that fewer sentences hold is not weighed
_WEIGHTS = {"danger": 3.0, "ordinary": 2.0, "questions": 0.5, "cases": 2.0}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of some kinds, and their vectors."""

    texts: tuple[str, ...]
    kinds: NDArray[np.str_]
    vectors: Vectors

    @classmethod
    def of(cls, by_kind: Mapping[str, Sequence[str]], encoder: Encoder) -> Sentences:
        """The sentences, encoded."""
        texts = tuple(text for texts in by_kind.values() for text in texts)
        kinds = np.repeat(list(by_kind), [len(texts) for texts in by_kind.values()])
        return cls(texts, kinds, np.stack([encoder.encode_query(t).pooled for t in texts]))


def main() -> None:
    """Fit, print, and write where that is asked for."""
    encoder, sha256 = _encoder()
    cases = [
        case
        for case in _cases("holding-development", "holding-later")
        if case not in CASES_OF_DANGER
    ]
    fitted_to = {
        "danger": DANGER,
        "ordinary": [*ORDINARY, *_cases("ordinary-development", "ordinary-later")],
        "questions": [
            part
            for _, file in COLLECTIONS.values()
            for question in load_questions(file)
            for part in judged(question.turns[-1])
        ],
        "cases": cases,
    }
    held_out = {
        "danger": DANGER_HELD_OUT,
        "ordinary": ORDINARY_HELD_OUT,
        "cases": _cases("holding-unseen"),
        "ordinary cases": _cases("ordinary-unseen"),
    }
    seen, unseen = Sentences.of(fitted_to, encoder), Sentences.of(held_out, encoder)
    models = {
        name: _fitted(name, seen, unseen, with_vector=with_vector)
        for name, with_vector in (("words and vector", True), ("words alone", False))
    }
    if "--write" in sys.argv[1:]:
        stored = {"encoder_sha256": sha256, **{n: asdict(model) for n, model in models.items()}}
        FILE.write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", "utf-8")


def _fitted(name: str, seen: Sentences, unseen: Sentences, *, with_vector: bool) -> Danger:
    """The model fitted to some sentences; prints how it does on those and on others."""
    counts = CountVectorizer(analyzer=terms, binary=True, min_df=_RARE)
    counts.fit(seen.texts)

    def features(sentences: Sentences) -> csr_matrix:
        held = _OF_A_WORD * counts.transform(sentences.texts)
        return csr_matrix(hstack([sentences.vectors, held]) if with_vector else held)

    model = LogisticRegression(C=_PENALTY, max_iter=5000)
    flags = seen.kinds == "danger"
    weights = np.array([_WEIGHTS[kind] for kind in seen.kinds.tolist()])
    chances = cross_val_predict(
        model,
        features(seen),
        flags,
        cv=StratifiedKFold(10, shuffle=True, random_state=0),
        method="predict_proba",
        params={"sample_weight": weights},
    )[:, 1]
    _print(f"{name}, in ten folds", seen.kinds, chances)
    model.fit(features(seen), flags, sample_weight=weights)
    _print(f"{name}, held out", unseen.kinds, model.predict_proba(features(unseen))[:, 1])
    dimension = seen.vectors.shape[1] if with_vector else 0
    of_words = (_OF_A_WORD * model.coef_[0][dimension:]).round(3).tolist()
    weighed = zip(counts.get_feature_names_out().tolist(), of_words, strict=True)
    return Danger(
        intercept=float(model.intercept_[0]) - float(np.log(_FROM / (1 - _FROM))),
        words={term: weight for term, weight in weighed if abs(weight) >= _LEAST},
        vector=tuple(model.coef_[0][:dimension].round(4).tolist()),
    )


def _print(what: str, kinds: NDArray[np.str_], chances: NDArray[np.float64]) -> None:
    for kind in dict.fromkeys(kinds.tolist()):
        told = chances[kinds == kind] >= _FROM
        print(f"{what}, {kind}: {told.sum()} of {len(told)} noticed")


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


if __name__ == "__main__":
    main()
