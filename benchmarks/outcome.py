"""How well outcomes tell answered questions from unanswered: `python -m benchmarks.outcome`.

Builds both labelled collections, fits the logistic regression of `assistant.answer` on one and
tries it on the other, and prints the fit on both together beside what the shipped numbers do.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant import Assistant, build_index
from assistant.answer import outcome, probability
from assistant.conversation import question_to_search
from assistant.evaluation import load_questions

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parent.parent
COLLECTIONS = {
    "campaign documents": (ROOT / "corpus", DATA / "campaign-questions.jsonl"),
    "practice pages": (
        DATA / "practice-pages" / "corpus",
        DATA / "practice-pages" / "questions.jsonl",
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The best score for each question, whether it is answerable, and what is shipped for it."""

    score: NDArray[np.float64]
    answerable: NDArray[np.bool_]
    probability: NDArray[np.float64]


def main() -> None:
    """Print the fit across collections, on both, and the shipped outcomes."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {
            name: measure(corpus, questions, Path(folder) / str(place))
            for place, (name, (corpus, questions)) in enumerate(COLLECTIONS.items())
        }
    for name, one in measured.items():
        for other, two in measured.items():
            if name != other:
                model = fit([one])
                print(f"fitted on {name}, area under ROC on {other}: {area(model, two):.3f}")
    model = fit(list(measured.values()))
    print(f"fitted on both: intercept {model.intercept_[0]:.2f}, score {model.coef_[0][0]:.2f}")
    for name, one in measured.items():
        shipped = roc_auc_score(one.answerable, one.probability)
        print(f"shipped, {name}: area under ROC {shipped:.3f}")
        for flag, kind in ((True, "answerable"), (False, "unanswerable")):
            chances = one.probability[one.answerable == flag]
            counts = Counter(outcome(float(chance)).value for chance in chances)
            print(f"  {kind}: {dict(counts)}")


def measure(corpus: Path, questions: Path, index: Path) -> Measured:
    """Ask the questions of one collection."""
    build_index(corpus, index)
    scores, flags, chances = [], [], []
    with Assistant.open(index) as assistant:
        for question in load_questions(questions):
            searched = question_to_search(question.turns[-1], question.turns[:-1])
            hits = assistant.hits(searched, 1)
            scores.append(hits[0].score)
            flags.append(question.answerable)
            chances.append(probability(searched, hits))
    return Measured(np.array(scores), np.array(flags), np.array(chances))


def fit(collections: list[Measured]) -> LogisticRegression:
    """A logistic regression that counts answerable and unanswerable questions alike."""
    model = LogisticRegression(C=100, class_weight="balanced")
    return model.fit(
        np.concatenate([c.score for c in collections])[:, None],
        np.concatenate([c.answerable for c in collections]),
    )


def area(model: LogisticRegression, collection: Measured) -> float:
    """The area under the ROC curve of a model on a collection."""
    chances = model.predict_proba(collection.score[:, None])[:, 1]
    return float(roc_auc_score(collection.answerable, chances))


if __name__ == "__main__":
    main()
