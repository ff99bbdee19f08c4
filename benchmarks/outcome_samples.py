"""Labelled questions to samples of evidence, some asked where no answer can be.

Beside each question as labelled, two kinds that are unanswerable by construction: an answerable
one asked with the documents that answer it left out (a near miss, put in the very same words), and
questions of another collection (off topic). So the wording of a question tells nothing.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant, build_index
from assistant.evaluation.calibrating import Sample, sampled
from assistant.evaluation.questions import LabelledQuestion, load_questions
from assistant.evaluation.squad import write_corpus

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parent.parent
COLLECTIONS = {
    "campaign documents": (ROOT / "corpus", DATA / "campaign-questions.jsonl"),
    "practice pages": (
        DATA / "practice-pages" / "corpus",
        DATA / "practice-pages" / "questions.jsonl",
    ),
}
_MOST_OF_OTHERS = 300
"""Of each other collection."""
_MOST_LEFT_OUT = 500


class Asking(StrEnum):
    """How a question was asked."""

    LABELLED = "labelled"
    LEFT_OUT = "its documents left out"
    ELSEWHERE = "of another collection"


SHARES = {
    (Asking.LABELLED, True): 0.6,
    (Asking.LABELLED, False): 0.1,
    (Asking.LEFT_OUT, False): 0.2,
    (Asking.ELSEWHERE, False): 0.1,
}
"""Of a hundred questions how many are of each sort, answerable or not, in every collection.

How many are answerable, and how hard the others are, is how each collection was made, and tells
nothing of another: three in ten are near misses here, and one in ten is off the topic.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of a collection."""

    collection: str
    asking: Asking
    question: LabelledQuestion
    sample: Sample
    """Its group is the title of the document that answers or comes nearest (SQuAD's article)."""

    @property
    def kind(self) -> str:
        """What sort of question it is, unanswerable ones of no type apart."""
        unlabelled = not self.question.answerable and not self.question.type
        return "unanswerable" if unlabelled else self.question.kind


def gather(squad: Path | None, work: Path) -> list[Asked]:
    """Every question asked of its collection, and of the others; indexes are built in `work`."""
    folders = {name: folder for name, (folder, _) in COLLECTIONS.items()}
    questions = {name: load_questions(file) for name, (_, file) in COLLECTIONS.items()}
    if squad is not None:
        folders[squad.stem] = work / "squad-corpus"
        shutil.rmtree(folders[squad.stem], ignore_errors=True)
        questions[squad.stem] = write_corpus(squad, folders[squad.stem])
    asked = []
    for place, (name, folder) in enumerate(folders.items()):
        print(f"building and asking {name}", file=sys.stderr)
        build_index(folder, work / str(place))
        others = {other: found for other, found in questions.items() if other != name}
        with Assistant.open(work / str(place)) as assistant:
            asked += [*_own(assistant, name, questions[name]), *_others(assistant, name, others)]
    return asked


def mixed(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """What each weighs, for every collection to hold the mix of `SHARES` and all to count alike."""
    sorts = [(one.collection, one.asking, one.sample.answerable) for one in asked]
    counts = Counter(sorts)
    return np.array([SHARES[sort[1:]] / counts[sort] for sort in sorts])


def _own(assistant: Assistant, name: str, questions: Sequence[LabelledQuestion]) -> Iterator[Asked]:
    for question in questions:
        yield from _asked(assistant, name, Asking.LABELLED, question, sampled(assistant, question))
    answerable = [question for question in questions if question.answerable]
    for question in _some(answerable, _MOST_LEFT_OUT):
        found = sampled(assistant, question, without=question.sources)
        yield from _asked(assistant, name, Asking.LEFT_OUT, question, found)


def _others(
    assistant: Assistant, name: str, others: dict[str, list[LabelledQuestion]]
) -> Iterator[Asked]:
    for questions in others.values():
        for question in _some(questions, _MOST_OF_OTHERS):
            stranger = replace(question, answerable=False, sources=())
            found = sampled(assistant, stranger)
            yield from _asked(assistant, name, Asking.ELSEWHERE, stranger, found)


def _asked(
    assistant: Assistant,
    name: str,
    asking: Asking,
    question: LabelledQuestion,
    found: Sequence[Sample],
) -> Iterator[Asked]:
    for sample in found:
        group = question.id if asking is Asking.ELSEWHERE else _title(assistant, question)
        yield Asked(name, asking, question, replace(sample, group=f"{name}: {group}"))


def _title(assistant: Assistant, question: LabelledQuestion) -> str:
    """The title of the document that answers, or else of the one that comes nearest."""
    titles = {source.path: source.title for source in assistant.sources()}
    if question.sources:
        return titles[question.sources[0]]
    return titles[assistant.hits(question.turns[-1], 1)[0].passage.path]


def _some(questions: Sequence[LabelledQuestion], most: int) -> list[LabelledQuestion]:
    """The questions, or `most` of them taken at random, the same each time."""
    return random.Random(0).sample(list(questions), min(len(questions), most))
