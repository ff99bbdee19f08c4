"""Thousands of questions to one assistant, by two threads as in the chat: what it holds meanwhile.

The questions are the labelled ones over the practice pages and the campaign documents, some with
words put before and after them, follow-ups with what came before, and strings that nobody means
as a question.
"""

from __future__ import annotations

import itertools
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.evaluation.questions import load_questions
from benchmarks.collections import COLLECTIONS, DATA
from benchmarks.endurance.holding import Holding, grown, growth, holding
from benchmarks.served import ASSISTANT
from tests.test_hostile import drawn

WARMING, LOOKS = 0.1, 20
"""The share of the questions before the first look, and how many looks follow."""
_THREADS = 2
_HOSTILE, _FOLLOWING = 0.2, 0.15  # shares of the questions
_BEFORE = ("", "", "Hello, ", "please tell me: ", "A colleague asks: ")
_AFTER = ("", "", " Thanks!", " I need it for a visit on Tuesday.", " (in England)")


@dataclass(frozen=True, slots=True)
class Turns:
    """A question after the earlier ones."""

    question: str
    history: Sequence[str] = ()


def run(folder: Path, count: int, tell: Callable[[str], None]) -> dict[str, object]:
    """Build the practice pages and ask so many questions; what was held, and what went wrong."""
    corpus, _ = COLLECTIONS["practice pages"]
    # In a process of its own: what building loads is not what asking holds.
    folders = ("--corpus", str(corpus), "--index", str(folder))
    subprocess.run([*ASSISTANT, "build", *folders], check=True)
    return ask(folder, count, tell)


def ask(index: Path, count: int, tell: Callable[[str], None]) -> dict[str, object]:
    """Ask so many questions of an index; what the process held, and what went wrong."""
    warming, part = int(count * WARMING), max(1, int(count * (1 - WARMING)) // LOOKS)
    outcomes: Counter[str] = Counter()
    held: list[Holding] = []
    with Assistant.open(index) as assistant, ThreadPoolExecutor(_THREADS) as threads:
        asked = questions(count)
        for number in (warming, *[part] * LOOKS):
            some = itertools.islice(asked, number)
            outcomes.update(threads.map(lambda turns: _outcome(assistant, turns), some))
            held.append(holding(outcomes.total()))
            tell(f"{held[-1]}")
    return {
        "questions": outcomes.total(),
        "outcomes": dict(outcomes),
        "growth": round(growth(held), 4),
        "held": [asdict(one) for one in held],
        "failures": [f"{name}: {n}" for name, n in outcomes.items() if "Error" in name]
        + grown(held),
    }


def questions(count: int) -> Iterator[Turns]:
    """So many questions, the same each time; none that is not hostile is asked often as it is."""
    chance = random.Random(7)
    files = [file for _, file in COLLECTIONS.values()]
    labelled = [q.turns[-1] for file in files for q in load_questions(file)]
    following = [q.turns for q in load_questions(DATA / "follow-ups.jsonl")]
    hostile = itertools.chain.from_iterable(drawn(count, seed) for seed in itertools.count())
    for _ in range(count):
        kind = chance.random()
        if kind < _HOSTILE:
            yield Turns(next(hostile), (chance.choice(labelled),))
        elif kind < _HOSTILE + _FOLLOWING:
            *history, question = chance.choice(following)
            yield Turns(question, history)
        else:
            parts = (chance.choice(each) for each in (_BEFORE, labelled, _AFTER))
            yield Turns("".join(parts))


def _outcome(assistant: Assistant, turns: Turns) -> str:
    """How a question came out; the name of the error where there was one."""
    try:
        return assistant.ask(turns.question, turns.history).outcome.value
    except QuestionError:
        return "refused"
    except Exception as error:  # noqa: BLE001  # whatever it is, it should not have been
        return type(error).__name__
