"""The sweep that chose the ranking's weights: `python -m benchmarks.weights [SQUAD_FILE ...]`.

Measures every candidate passage of every answerable question in the four ways of
`assistant.retrieval` and tries all weights in steps of .05. Prints nDCG@10 of the shipped weights,
of each measure alone and of the best of each collection; then, for each collection, what the
weights chosen on the others give on it, with a paired randomisation test against the shipped.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import product
from pathlib import Path

import numpy as np

from assistant import Assistant, build_index
from assistant.encoder import Encoder
from assistant.evaluation.figures import paired
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.retrieval import WEIGHTS, rank
from benchmarks.answered import Asked, Corpus, Floats, asked, corpora, ndcg

NAMES = ("whole", "point", "cosine", "lexical")
SHIPPED = astuple(WEIGHTS)
STEPS = 20
_ALL = 10_000

Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """NDCG@10 of a collection's questions under each of the weights tried."""

    name: str
    gains: Floats
    """Shape (questions, weights); the shipped weights are the first."""

    @property
    def mean(self) -> Floats:
        """The mean over questions for each of the weights."""
        return np.asarray(self.gains.mean(axis=0))


def main() -> None:
    """Sweep and print."""
    tried = [SHIPPED, *grid()]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        swept = [sweep(c, work / f"{c.name}-index", tried) for c in corpora(sys.argv[1:], work)]
    print(f"{'nDCG@10':56}" + "".join(f"{s.name:>16}" for s in swept))
    show("shipped", 0, tried, swept)
    for place, name in enumerate(NAMES):
        alone = tuple(float(i == place) for i in range(len(NAMES)))
        show(f"{name} alone", tried.index(alone), tried, swept)
    for one in swept:
        show(f"best of {one.name}", int(one.mean.argmax()), tried, swept)
    show("best of all, each counting alike", chosen(swept), tried, swept)
    print(f"\nthe best weights in steps of {1 / STEPS}, collections counting alike:")
    for place in np.argsort(-_together(swept))[:10]:
        show("", int(place), tried, swept)
    print("\nchosen on the other collections")
    for one in swept:
        others = [other for other in swept if other is not one]
        if others:
            show_left_out(one, chosen(others), tried)


def grid() -> list[Weights]:
    """All weights that are multiples of a step and sum to one."""
    steps = product(range(STEPS + 1), repeat=len(NAMES) - 1)
    parts = ((*part, STEPS - sum(part)) for part in steps if sum(part) <= STEPS)
    return [tuple(count / STEPS for count in part) for part in parts]


def sweep(corpus: Corpus, index: Path, tried: Sequence[Weights]) -> Swept:
    """Ask every question once and score its candidates under all weights."""
    build_index(corpus.folder, index)
    snapshot = open_snapshot(index)
    local, encoder = LocalIndex(snapshot), Encoder(snapshot.encoder)
    weights = np.array(tried).T
    with Assistant.open(index) as assistant:
        questions = [asked(assistant, question) for question in corpus.questions]
    gains = np.array([_gains(question, local, encoder, weights) for question in questions])
    local.close()
    return Swept(corpus.name, gains)


def _gains(question: Asked, local: LocalIndex, encoder: Encoder, weights: Floats) -> Floats:
    ranking = rank(question.text, encoder.encode_query(question.text), local)
    hits = ranking.hits(local.passages, _ALL)
    measures = np.array([astuple(hit.measures) for hit in hits])
    return ndcg(measures @ weights, [question.key(hit.passage) for hit in hits], question.right)


def chosen(collections: Sequence[Swept]) -> int:
    """The place of the weights with the best mean over collections, each counting alike."""
    return int(_together(collections).argmax())


def _together(collections: Sequence[Swept]) -> Floats:
    return np.asarray(np.mean([one.mean for one in collections], axis=0))


def show(label: str, place: int, tried: Sequence[Weights], swept: Sequence[Swept]) -> None:
    """Print a row: weights, and what they give on each collection."""
    print(
        f"{label:34}{_written(tried[place]):22}" + "".join(f"{s.mean[place]:16.4f}" for s in swept)
    )


def show_left_out(one: Swept, place: int, tried: Sequence[Weights]) -> None:
    """Print what weights chosen elsewhere give on a collection, beside the shipped."""
    test = paired(one.gains[:, place].tolist(), one.gains[:, 0].tolist())
    print(
        f"{one.name:34}{_written(tried[place]):22}{one.mean[place]:8.4f}"
        f"  shipped {one.mean[0]:.4f}  difference {test.difference:+.4f}"
        f" ({test.low:+.4f}…{test.high:+.4f})  p {test.p:.3f}"
    )


def _written(weights: Weights) -> str:
    return " ".join(f"{weight:.2f}" for weight in weights)


if __name__ == "__main__":
    main()
