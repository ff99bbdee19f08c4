"""The answerable questions of the labelled collections, and which passages are right for each.

A question with a quote is right at the passages that hold it (any passage of a right document,
where none does); one without, as in SQuAD, at its document, which ranks where its best passage
does. These are the rules of `assistant.evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from assistant.evaluation.questions import LabelledQuestion, load_questions, write_corpus
from assistant.records import Passage
from benchmarks.collections import COLLECTIONS
from benchmarks.retrieval.collection import searched

DEPTH = 10
Floats = NDArray[np.float64]
Key = tuple[str, int]
"""What is ranked and judged: a passage by its document and start; a document with start -1."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the keys that are right for it."""

    text: str
    """What is searched for; a follow-up has its topic with it."""
    right: frozenset[Key]
    by_document: bool

    def key(self, passage: Passage) -> Key:
        """What a passage counts as."""
        return (passage.path, -1 if self.by_document else passage.start)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of documents and the questions asked of them."""

    name: str
    folder: Path
    questions: list[LabelledQuestion]


def corpora(squad_files: Sequence[str], work: Path) -> Iterator[Corpus]:
    """The project's own labelled collections, then SQuAD files written out into `work`."""
    for name, (folder, file) in COLLECTIONS.items():
        yield Corpus(name, folder, _answerable(load_questions(file)))
    for path in map(Path, squad_files):
        folder = work / f"{path.stem}-corpus"
        yield Corpus(path.stem, folder, _answerable(write_corpus(path, folder)))


def asked(assistant: Assistant, question: LabelledQuestion, *, page: bool = False) -> Asked:
    """A question as it is searched for; with `page`, any passage of a right document is right."""
    text = searched(question.turns)
    if page or not question.quote:
        return Asked(text, frozenset((path, -1) for path in question.sources), by_document=True)
    held = [passage for path in question.sources for passage in assistant.passages(path)]
    quote = " ".join(question.quote.split())
    whole = [passage for passage in held if quote in " ".join(passage.text.split())]
    right = frozenset((passage.path, passage.start) for passage in whole or held)
    return Asked(text, right, by_document=False)


def ndcg(scores: Floats, keys: Sequence[Key], right: frozenset[Key]) -> Floats:
    """NDCG@10 with one grade of right, for each column of `scores`, shape (passages, columns).

    A key counts once, at its best passage. Of equal scores the right one counts as the later.
    """
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    best = np.full((len(places), scores.shape[1]), -np.inf)
    np.maximum.at(best, [places[key] for key in keys], scores)
    gained = np.zeros(scores.shape[1])
    found = [places[key] for key in right if key in places]
    for place in found:
        rank = (best >= best[place]).sum(axis=0)
        gained += np.where(rank <= DEPTH, 1 / np.log2(rank + 1), 0)
    return np.asarray(gained / _ideal(len(right)))


def _ideal(right: int) -> float:
    return float((1 / np.log2(np.arange(min(right, DEPTH)) + 2)).sum())


def _answerable(questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    return [question for question in questions if question.answerable]
