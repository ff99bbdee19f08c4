"""What follow-up questions find, and what a history costs a question that needs none.

`python -m benchmarks.followups [SQUAD_FILE ...]` prints five tables. Follow-ups: recall@3 and
nDCG@10 of the last question of each conversation searched alone, behind all earlier questions,
and as shipped. New topics: the same for last questions that have nothing to do with those before.
Marks: how many first passages hold the quote, in how many of those the mark does, and its length
beside the smallest unit that does. Outcomes: what is said of the follow-ups, and of some of
`strange-follow-ups.jsonl` after the same first questions, about things that no document has; and of
`near-follow-ups-*.jsonl`, half of which stay on the topic and are not answered.
Standalone: every question of the labelled collections (of a SQuAD 2.0 file, a sample) after a
random one that has its answer in another document (in SQuAD, article), and after one that has it
in the same; the difference to no history. `follow-ups.jsonl` was halved by turns: every second
conversation was kept back while the rules were written, and so was every second strange follow-up.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean, median, quantiles

from assistant import Assistant
from assistant.evaluation.figures import marking, mean
from assistant.evaluation.questions import (
    LabelledQuestion,
    Metric,
    load_questions,
    mark_of,
    measure,
)
from assistant.records import Hit, Outcome
from benchmarks.answered import Corpus, asked, corpora
from benchmarks.collections import DATA
from benchmarks.retrieval.collection import WORK, current_index

NEW_TOPIC, KEPT_BACK = "new-topic", "kept back"
SAMPLE = 300
"""So many questions of a SQuAD file."""
METRICS = (Metric.RECALL_3, Metric.NDCG)
_DEPTH = 50
_STRANGE_EACH = 4
"""So many strange follow-ups after each first question."""

Scores = Mapping[Metric, float]
Search = Callable[[Assistant, Sequence[str]], list[Hit]]


def alone(assistant: Assistant, turns: Sequence[str]) -> list[Hit]:
    """What the last question finds by itself."""
    return assistant.take(turns[-1]).hits(_DEPTH)


def concatenated(assistant: Assistant, turns: Sequence[str]) -> list[Hit]:
    """What all questions find as one text."""
    return assistant.take(" ".join(turns)).hits(_DEPTH)


def shipped(assistant: Assistant, turns: Sequence[str]) -> list[Hit]:
    """What the last question finds after the others."""
    return assistant.take(turns[-1], turns[:-1]).hits(_DEPTH)


WAYS: Mapping[str, Search] = {
    "alone": alone,
    "behind all earlier": concatenated,
    "as shipped": shipped,
}


@dataclass(frozen=True, slots=True)
class Conversations:
    """Conversations over one index whose last questions are measured."""

    name: str
    assistant: Assistant
    questions: Sequence[LabelledQuestion]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a history did to a question that stands on its own."""

    difference: Scores
    carried: bool


def main() -> None:
    """Print the tables."""
    written = load_questions(DATA / "follow-ups.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        collections = list(corpora(sys.argv[1:], Path(folder)))
        opened = [(c, Assistant.open(current_index(c.folder, WORK / c.name))) for c in collections]
    conversations = [*labelled(opened), *written_ones(opened, written)]
    show_conversations(conversations)
    show_marks(conversations)
    show_outcomes(conversations, load_questions(DATA / "strange-follow-ups.jsonl"))
    show_near(opened)
    print("\nstandalone questions, what a history changes")
    for corpus, assistant in opened:
        show_standalone(corpus, assistant)


def labelled(opened: Iterable[tuple[Corpus, Assistant]]) -> list[Conversations]:
    """The conversations of the labelled collections."""
    return [
        Conversations(corpus.name, assistant, questions)
        for corpus, assistant in opened
        if (questions := [q for q in corpus.questions if len(q.turns) > 1])
    ]


def written_ones(
    opened: Iterable[tuple[Corpus, Assistant]], written: Sequence[LabelledQuestion]
) -> list[Conversations]:
    """Those of `follow-ups.jsonl` by half, each over the collection that holds its source."""
    return [
        Conversations(half, assistant, [q for q in questions if q.sources[0] in held])
        for half, questions in (("development", written[::2]), (KEPT_BACK, written[1::2]))
        for _, assistant in opened
        for held in [{source.path for source in assistant.sources()}]
    ]


def show_conversations(conversations: Sequence[Conversations]) -> None:
    """Print what the last questions of conversations find, and how long asking them takes."""
    for new_topic in (False, True):
        print(f"\n{'new topics' if new_topic else 'follow-ups':24}" + "".join(map(_head, WAYS)))
        for name in dict.fromkeys(c.name for c in conversations):
            chosen = [
                (c.assistant, question)
                for c in conversations
                if c.name == name
                for question in c.questions
                if (question.type == NEW_TOPIC) is new_topic
            ]
            if chosen:
                found = [mean([scores(a, q, way) for a, q in chosen]) for way in WAYS.values()]
                print(f"{name:18}{len(chosen):6}" + "".join(map(_cells, found)))
    times = [seconds(c.assistant, q) for c in conversations for q in c.questions]
    slowest = quantiles(times, n=20)[-1]
    print(f"asking one: p50 {median(times) * 1e3:.0f} ms, p95 {slowest * 1e3:.0f} ms")


def show_marks(conversations: Sequence[Conversations]) -> None:
    """Print whether the first passage is right, and what is marked in it."""
    print(f"\n{'marks of follow-ups':24}{'right first':>12}{'holding':>9}{'length':>8}")
    first = [
        (c.name, question, answer.quotations[0])
        for c in conversations
        for question in c.questions
        if question.type != NEW_TOPIC
        for answer in [c.assistant.ask(question.turns[-1], question.turns[:-1])]
    ]
    for name in (*dict.fromkeys(c.name for c in conversations), "all"):
        asked = [(question, shown) for of, question, shown in first if name in (of, "all")]
        right = [(q, shown) for q, shown in asked if shown.passage.path in q.sources]
        every = [mark_of(shown.passage.text, shown.sentence, q.quote) for q, shown in right]
        marks = [mark for mark in every if mark]
        if told := marking(marks):
            share = len(marks) / len(asked)
            print(f"{name:18}{len(asked):6}{share:12.3f}{told.holding:9.3f}{told.length or 0:8.2f}")


def show_outcomes(
    conversations: Sequence[Conversations], strange: Sequence[LabelledQuestion]
) -> None:
    """Print what is said of follow-ups that documents answer, and of those that none answers."""
    print(f"\n{'outcomes of follow-ups':52}" + "".join(f"{outcome:>12}" for outcome in Outcome))
    for name in dict.fromkeys(c.name for c in conversations):
        asked = [
            (c.assistant, question.turns)
            for c in conversations
            if c.name == name
            for question in c.questions
            if question.type != NEW_TOPIC
        ]
        others = cycle(strange[1::2] if name == KEPT_BACK else strange[::2])
        of_nothing = [
            (assistant, (turns[0], *other.turns))
            for assistant, turns in asked
            for other in islice(others, _STRANGE_EACH)
        ]
        for kind, those in (("answerable", asked), ("about what no document has", of_nothing)):
            said = [assistant.ask(turns[-1], turns[:-1]).outcome for assistant, turns in those]
            shares = "".join(f"{said.count(outcome) / len(said):12.3f}" for outcome in Outcome)
            print(f"{f'{name}, {kind}':48}{len(said):4}{shares}")


def show_near(opened: Iterable[tuple[Corpus, Assistant]]) -> None:
    """Print how many follow-ups are found that are answered, and that only stay on the topic."""
    print("\nnear follow-ups         answered  found  marked right   not answered  found")
    for corpus, assistant in opened:
        questions = load_questions(DATA / f"near-follow-ups-{corpus.name.split()[0]}.jsonl")
        told = [(q, assistant.ask(q.turns[-1], q.turns[:-1])) for q in questions]
        found = [(q, a.quotations[0]) for q, a in told if a.outcome is Outcome.FOUND]
        answered = [(q, shown) for q, shown in found if q.answerable]
        marks = (mark_of(one.passage.text, one.sentence, q.quote) for q, one in answered)
        right = sum(mark is not None and mark.holds for mark in marks)
        of = sum(q.answerable for q in questions)
        wrongly = (len(found) - len(answered)) / (len(questions) - of)
        print(
            f"{corpus.name:24}{of:8}{len(answered) / of:7.2f}{right / of:14.2f}"
            f"{len(questions) - of:15}{wrongly:7.2f}"
        )


def show_standalone(corpus: Corpus, assistant: Assistant) -> None:
    """Print what histories cost the single questions of a collection."""
    single = [q for q in corpus.questions if len(q.turns) == 1]
    rng = random.Random(0)
    chosen = rng.sample(single, min(SAMPLE, len(single)))
    for near in (False, True):
        costs = []
        for question in chosen:
            others = [q for q in single if q is not question and related(q, question) is near]
            if others:
                costs.append(cost(assistant, question, rng.choice(others).turns[0]))
        carried = fmean(c.carried for c in costs)
        found = mean([c.difference for c in costs])
        after = "the same document" if near else "another topic"
        print(
            f"{corpus.name:20}{len(costs):4} after {after:18}"
            + "".join(f"  {metric.value} {found[metric]:+.3f}" for metric in METRICS)
            + f"  topic carried over {carried:.1%}"
        )


def related(one: LabelledQuestion, other: LabelledQuestion) -> bool:
    """Whether two questions have their answer in one document, or in SQuAD in one article."""
    places = [{_article(path) for path in question.sources} for question in (one, other)]
    return not places[0].isdisjoint(places[1])


def cost(assistant: Assistant, question: LabelledQuestion, earlier: str) -> Cost:
    """What an earlier question changes for a question."""
    answer = assistant.ask(question.turns[-1], [earlier], k=1)
    if answer.carried is None:
        return Cost(dict.fromkeys(Metric, 0.0), carried=False)
    before = scores(assistant, question, alone)
    hits = shipped(assistant, [earlier, *question.turns])
    after = judged(assistant, question, hits)
    return Cost({metric: after[metric] - before[metric] for metric in Metric}, carried=True)


def scores(assistant: Assistant, question: LabelledQuestion, way: Search) -> Scores:
    """The metrics of a conversation's last question."""
    return judged(assistant, question, way(assistant, question.turns))


def judged(assistant: Assistant, question: LabelledQuestion, hits: Sequence[Hit]) -> Scores:
    """The metrics of a ranking."""
    right = asked(assistant, question)
    keys = list(dict.fromkeys(right.key(hit.passage) for hit in hits))
    return measure([key in right.right for key in keys], len(right.right))


def seconds(assistant: Assistant, question: LabelledQuestion) -> float:
    """How long the answer to a conversation's last question takes."""
    began = time.perf_counter()
    assistant.ask(question.turns[-1], question.turns[:-1])
    return time.perf_counter() - began


def _article(path: str) -> str:
    """What a document belongs to: a SQuAD paragraph ('003-017.md') to its article."""
    return path.partition("-")[0] if path[:3].isdigit() else path


def _head(way: str) -> str:
    return f"{way:>20}"


def _cells(found: Scores) -> str:
    return " " * 7 + " ".join(f"{found[metric]:6.3f}" for metric in METRICS)


if __name__ == "__main__":
    main()
