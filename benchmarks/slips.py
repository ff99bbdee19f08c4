"""What a slip of the keyboard costs, and what putting it right gives back.

`python -m benchmarks.slips [SQUAD_FILE ...]` puts one random slip into a random word of five
letters or more of each question of the labelled collections (and SQuAD 2.0 files) and prints
nDCG@10 as typed without slips, with them, and with them put right; the first again with
`assistant.text.abbreviations` at work, which should change nothing.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from string import ascii_lowercase

from assistant.encoder import Encoder
from assistant.evaluation.questions import Metric
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.retrieval import rank
from assistant.text import words
from assistant.text.abbreviations import corrected
from benchmarks.retrieval.collection import WORK, Collection, collections, passage_id
from benchmarks.retrieval.worker import DEPTH

_LEAST_LETTERS = 5


def main() -> None:
    """Print a line for each collection."""
    files = [Path(argument) for argument in sys.argv[1:]]
    for collection in collections(files, WORK):
        show(collection)


def show(collection: Collection) -> None:
    """Print the figures of one collection."""
    snapshot = open_snapshot(collection.index)
    index, encoder = LocalIndex(snapshot), Encoder(snapshot.encoder)
    rng = random.Random(0)
    slipped = {question.text: with_slip(question.text, rng) for question in collection.questions}

    def right(text: str) -> str:
        return corrected(text, encoder.encode_query(text).spans, index.vocabulary)

    def ndcg(typed: Callable[[str], str]) -> float:
        gains = []
        for question in collection.questions:
            text = typed(question.text)
            ranking = rank(text, encoder.encode_query(text), index)
            hits = ranking.hits(index.passages, DEPTH)
            places = [passage_id(hit.passage.path, hit.passage.start) for hit in hits]
            gains.append(question.metrics(places)[Metric.NDCG])
        return fmean(gains)

    print(
        f"{collection.name}, {len(collection.questions):,} questions: as typed "
        f"{ndcg(str):.3f}, put right {ndcg(right):.3f}; with a slip each "
        f"{ndcg(lambda text: slipped[text]):.3f}, put right "
        f"{ndcg(lambda text: right(slipped[text])):.3f}"
    )
    index.close()


def with_slip(question: str, rng: random.Random) -> str:
    """The question with a letter of a longer word left out, put in, exchanged or swapped."""
    long = [w for w in words(question) if w.end - w.start >= _LEAST_LETTERS]
    if not long:
        return question
    word = rng.choice(long)
    place = rng.randrange(word.start + 1, word.end - 1)
    letter = rng.choice(ascii_lowercase)
    head, here, after, tail = (
        question[:place],
        question[place],
        question[place + 1],
        question[place + 2 :],
    )
    return rng.choice(
        [
            head + after + tail,
            head + letter + here + after + tail,
            head + letter + after + tail,
            head + after + here + tail,
        ]
    )


if __name__ == "__main__":
    main()
