"""Labelled questions to figures: how often the right passage is near the top.

Question files are JSON Lines; each line has `id`, `turns` (the question last, the earlier questions
before it), `answerable` and, where answerable, `source` or `sources` and `quote`. A hit is right
when it comes from a right source and holds the quote, white space folded; where no passage of a
right source holds the whole quote, any of its passages is right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.asking import Assistant
from assistant.errors import UsageError
from assistant.records import Outcome, Passage

DEPTH = 10


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and, where the documents answer it, where."""

    id: str
    turns: tuple[str, ...]
    answerable: bool
    sources: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a question: the rank of the first right hit, from 1, and the outcome."""

    question: LabelledQuestion
    rank: int | None
    outcome: Outcome
    probability: float
    first: str
    """The text of the first hit."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of labelled questions gives; recall and MRR over the answerable ones."""

    answerable: int
    unanswerable: int
    recall: dict[int, float]
    mrr: float
    outcomes: dict[str, dict[str, int]]
    """Counts of each outcome, for 'answerable' and 'unanswerable'."""
    missed: tuple[Judged, ...]
    """Answerable questions whose right passage is not in the first three."""


def load_questions(path: Path) -> list[LabelledQuestion]:
    """The questions of a file.

    Raises:
        UsageError: the file cannot be read, or a line is not a labelled question.
    """
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    found = []
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{path}, line {number} is not a labelled question ({error!r}); it needs id, "
                "turns, answerable and, where answerable, source or sources and quote"
            ) from error
    if not found:
        raise UsageError(f"{path} holds no questions")
    return found


def evaluate(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Figures:
    """Ask every question and count."""
    judged = []
    for done, question in enumerate(questions):
        progress("Asking", done, len(questions))
        judged.append(judge(assistant, question))
    progress("Asking", len(questions), len(questions))
    ranks = [j.rank for j in judged if j.question.answerable]
    return Figures(
        answerable=len(ranks),
        unanswerable=len(judged) - len(ranks),
        recall={k: _share([r is not None and r <= k for r in ranks]) for k in (1, 3, DEPTH)},
        mrr=sum(1 / r for r in ranks if r) / max(len(ranks), 1),
        outcomes={
            name: dict(Counter(j.outcome.value for j in judged if j.question.answerable is flag))
            for name, flag in (("answerable", True), ("unanswerable", False))
        },
        missed=tuple(j for j in judged if j.question.answerable and (j.rank or DEPTH) > 3),
    )


def judge(assistant: Assistant, question: LabelledQuestion) -> Judged:
    """Ask one question and find its right passage among the first ten."""
    answer = assistant.ask(question.turns[-1], question.turns[:-1], k=DEPTH)
    passages = [quotation.passage for quotation in answer.quotations]
    right = _judge_of(assistant, question)
    ranks = [rank for rank, passage in enumerate(passages, 1) if right(passage)]
    return Judged(
        question=question,
        rank=ranks[0] if ranks else None,
        outcome=answer.outcome,
        probability=answer.probability,
        first=passages[0].text if passages else "",
    )


def _judge_of(assistant: Assistant, question: LabelledQuestion) -> Callable[[Passage], bool]:
    """Whether a passage is right for a question."""
    quote = _folded(question.quote)
    passages = [p for path in question.sources for p in assistant.passages(path)]
    whole = any(quote in _folded(p.text) for p in passages)
    return lambda p: p.path in question.sources and (not whole or quote in _folded(p.text))


def _question(line: dict[str, Any]) -> LabelledQuestion:
    turns, answerable = _texts(line["turns"]), line["answerable"]
    if not isinstance(answerable, bool):
        raise TypeError("answerable must be true or false")
    if not answerable:
        return LabelledQuestion(str(line["id"]), turns, answerable=False)
    sources = _texts(line["sources"] if "sources" in line else [line["source"]])
    (quote,) = _texts([line["quote"]])
    return LabelledQuestion(str(line["id"]), turns, True, sources, quote)


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts, none of them blank."""
    if not isinstance(value, list) or not value:
        raise TypeError(f"a list of texts was expected; found {value!r}")
    if not all(isinstance(text, str) and text.strip() for text in value):
        raise TypeError(f"texts were expected; found {value!r}")
    return tuple(value)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / max(len(flags), 1)


def _folded(text: str) -> str:
    return " ".join(text.split())
