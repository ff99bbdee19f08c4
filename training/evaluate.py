"""Judges the model as the product uses it, on documents that it was never trained on.

    python -m training evaluate [--public DIR] [--work DIR] [--write]

Every question is asked of its collection's whole index. Printed for each collection, and for each
style and kind of question: the area under the ROC curve between answerable questions and near
misses, near misses that pass where 85 % of the answerable do, how often each is found, how often
the first passage holds the labelled words, how often the mark in it does and how long it is beside
the smallest unit that does; with 95 % intervals of the bootstrap. Then the same of a question alone
and of a passage alone, which can know nothing, and of questions of other collections.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import Assistant, Outcome
from assistant.comprehension.reader import Reader, Text
from assistant.evaluation.figures import marking, separation
from assistant.evaluation.questions import JudgedMark, LabelledQuestion, mark_of
from assistant.index.build import build
from assistant.records import Quotation
from assistant.settings import PASSAGES_READ, Settings
from training.collections import Collection, collections

_DRAWS = 200
_STRANGERS = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question."""

    collection: str
    style: str
    kind: str
    answerable: bool
    probability: float
    outcome: Outcome
    question: LabelledQuestion
    first: Quotation | None
    answers: tuple[float, ...]
    """Of each passage that was read, the log odds that it answers."""
    scores: tuple[float, ...]
    document: str
    """What answers, or of an unanswerable question what it was found in."""
    question_alone: float
    passage_alone: float
    is_off_topic: bool = False

    @property
    def mark(self) -> JudgedMark | None:
        """The mark in the first passage, where that holds the labelled words."""
        first, asked = self.first, self.question
        if first is None or not self.answerable or first.passage.path not in asked.sources:
            return None
        return mark_of(first.passage.text, first.sentence, asked.quote)


def ask_all(work: Path, public: Path | None, say: Callable[[str], None]) -> list[Asked]:
    """Returns what came of every question of every collection; indexes are kept in `work`."""
    found: list[Asked] = []
    reader = Reader()
    every = list(collections(work, public))
    for place, collection in enumerate(every):
        say(f"{collection.name}: {len(collection.questions)} questions")
        index = work / f"index-{collection.corpus.name}-{place}"
        build(collection.corpus, index, Settings())
        others = [q for c in every if c.corpus != collection.corpus for q in c.questions]
        drawn = random.Random(place).sample(others, min(_STRANGERS, len(others)))
        with Assistant.open(index) as assistant:
            for question in collection.questions:
                found.append(_asked(assistant, reader, collection, question))
            for question in drawn:
                found.append(_asked(assistant, reader, collection, question, is_off_topic=True))
    return found


def _asked(
    assistant: Assistant,
    reader: Reader,
    collection: Collection,
    question: LabelledQuestion,
    *,
    is_off_topic: bool = False,
) -> Asked:
    answer = assistant.ask(question.turns[-1], question.turns[:-1], k=PASSAGES_READ)
    answerable = question.answerable and not is_off_topic
    first = answer.quotations[0] if answer.quotations else None
    alone = reader.read(answer.searched_for, [Text("", "")])[0].answers
    nothing = reader.read("", [Text("", first.passage.text if first else "")])[0].answers
    return Asked(
        collection=collection.name,
        style=collection.styles.get(question.id, ""),
        kind=question.type,
        answerable=answerable,
        probability=answer.probability,
        outcome=answer.outcome,
        question=question,
        first=first,
        answers=tuple(q.reading.answers for q in answer.quotations),
        scores=tuple(q.score for q in answer.quotations),
        document=question.sources[0] if question.sources else first.passage.path if first else "",
        question_alone=alone,
        passage_alone=nothing,
        is_off_topic=is_off_topic,
    )


def report(asked: Sequence[Asked]) -> Iterator[str]:
    """Yields the lines of the report."""
    own = [one for one in asked if not one.is_off_topic]
    head = f"{'':28}{'yes/no':>9} {'near-miss AUC':>17} {'pass at 85 %':>17} {'found':>11}"
    yield f"{head} {'right first':>11} {'marked':>7} {'length':>7}"
    for name in dict.fromkeys(one.collection for one in own):
        yield _line(name, [one for one in own if one.collection == name])
    yield _line("all", own)
    for title in ("style", "kind"):
        yield f"\nby {title}; a kind that is always or never answerable beside all of the others"
        sorts = [getattr(one, title) for one in own]
        for value in sorted(set(sorts) - {""}):
            among = [one for one, sort in zip(own, sorts, strict=True) if sort == value]
            yield _line(value, among, own)
    yield "\nwhat alone can know nothing: AUC of the question, of the passage"
    for name in dict.fromkeys(one.collection for one in own):
        among = [one for one in own if one.collection == name]
        alone = [
            _area(among, lambda one: one.question_alone),
            _area(among, lambda o: o.passage_alone),
        ]
        yield f"{name:28}" + "".join(f"{value:8.3f}" for value in alone)
    yield "\nquestions of other collections: AUC against the answerable, found, not covered"
    for name in dict.fromkeys(one.collection for one in own):
        strange = [o for o in asked if o.collection == name and o.is_off_topic]
        answerable = [o.probability for o in own if o.collection == name and o.answerable]
        told = separation(answerable, [o.probability for o in strange])
        if told:
            found = np.mean([o.outcome is Outcome.FOUND for o in strange])
            not_covered = np.mean([o.outcome is Outcome.NOT_FOUND for o in strange])
            yield f"{name:28}{told.area:8.3f}{found:8.3f}{not_covered:8.3f}"
    of_own = [o for o in own if not o.answerable]
    covered = np.mean([o.outcome is Outcome.NOT_FOUND for o in of_own])
    yield f"near misses said to be not covered: {covered:.3f}"


def _area(among: Sequence[Asked], of: Callable[[Asked], float]) -> float:
    told = separation(
        [of(one) for one in among if one.answerable],
        [of(one) for one in among if not one.answerable],
    )
    return told.area if told else float("nan")


def _line(name: str, among: Sequence[Asked], against: Sequence[Asked] = ()) -> str:
    """A line of figures; where all are answerable, or none is, beside the others of `against`."""
    yes = [one for one in among if one.answerable] or [o for o in against if o.answerable]
    no = [one for one in among if not one.answerable] or [o for o in against if not o.answerable]
    marks = [one.mark for one in among if one.mark]
    counted = f"{sum(o.answerable for o in among)}/{sum(not o.answerable for o in among)}"
    cells = f"{name:28}{counted:>9}"
    if not yes or not no:
        return cells
    for value, low, high in _intervals(yes, no):
        cells += f" {value:5.3f} ({low:.2f}, {high:.2f})"
    found = [np.mean([o.outcome is Outcome.FOUND for o in part]) for part in (yes, no)]
    cells += f" {found[0]:5.2f} {found[1]:5.2f}"
    if any(o.answerable for o in among):
        cells += f" {len(marks) / sum(o.answerable for o in among):11.3f}"
    if told := marking(marks):
        cells += f" {told.holding:7.3f} {told.length or 0.0:7.2f}"
    return cells


def _intervals(yes: Sequence[Asked], no: Sequence[Asked]) -> Iterator[tuple[float, float, float]]:
    """Yields area and passing, each with its 95 % interval of the bootstrap."""
    rng = np.random.default_rng(0)
    parts = [np.array([one.probability for one in part]) for part in (yes, no)]
    drawn = [[rng.choice(part, len(part)).tolist() for part in parts] for _ in range(_DRAWS)]
    told = [separation(*pair) for pair in ([part.tolist() for part in parts], *drawn)]
    table = np.array([(one.area, one.passing) for one in told if one])
    for column in table.T:
        low, high = np.quantile(column[1:], (0.025, 0.975))
        yield float(column[0]), float(low), float(high)
