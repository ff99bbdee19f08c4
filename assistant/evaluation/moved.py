"""The same labelled questions asked of two snapshots: which come out otherwise, and worse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.asking import Assistant
from assistant.evaluation import layout
from assistant.evaluation.judging import Judged, counted, judge
from assistant.evaluation.metrics import Metric
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.report import rank_shown
from assistant.index.snapshot import Snapshot
from assistant.records import Outcome

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """A question as it came out on a snapshot, and on the one beside it."""

    now: Judged
    before: Judged

    @property
    def differs(self) -> bool:
        """Whether its outcome, its right passage's rank, its first passage or mark is another."""
        return _seen(self.now) != _seen(self.before)

    @property
    def is_worse(self) -> bool:
        """Whether its right passages rank lower, or its outcome or mark is no longer right."""
        marked = self.before.mark is not None and self.before.mark.holds
        lost = is_right(self.before) and not is_right(self.now)
        return self.gain < 0 or lost or (marked and self.now.mark_misses)

    @property
    def gain(self) -> float:
        """By how much nDCG@10 is better now; 0 for a question that nothing answers."""
        if not self.now.question.answerable:
            return 0.0
        return self.now.metrics[Metric.NDCG] - self.before.metrics[Metric.NDCG]


def asked_of_both(
    index: Path,
    now: Snapshot,
    before: Snapshot,
    questions: Sequence[LabelledQuestion],
    progress: Progress,
) -> tuple[Moved, ...]:
    """Every question as it comes out on two checked snapshots.

    It is asked of one right after the other, so that it is encoded once. One whose quote stands in
    the documents of the other and no longer in those of the one counts as missed by the one,
    whichever passage it finds.
    """
    with (
        Assistant.on(index, now, once=True) as new,
        Assistant.on(index, before, new, once=True) as old,
    ):
        return tuple(_asked(new, old, question) for question in counted(questions, progress))


def _asked(new: Assistant, old: Assistant, question: LabelledQuestion) -> Moved:
    one, other = judge(new, question), judge(old, question)
    lost = stands(old, one) and not stands(new, one)
    return Moved(_missed(one) if lost else one, other)


def stands(assistant: Assistant, judged: Judged) -> bool:
    """Whether the quote of a question stands in one of its sources, white space folded."""
    held = {source.path for source in assistant.sources()}
    texts = (assistant.document(p).text for p in judged.question.sources if p in held)
    quote = " ".join(judged.question.quote.split())
    return any(quote in " ".join(text.split()) for text in texts)


def is_right(judged: Judged) -> bool:
    """Whether an outcome is right: 'found' where the documents answer, and nowhere else."""
    return (judged.outcome is Outcome.FOUND) == judged.question.answerable


def moved_object(moved: Sequence[Moved]) -> list[dict[str, object]]:
    """The questions as objects for JSON."""
    return [
        {
            "id": one.now.question.id,
            "question": one.now.question.turns[-1],
            "worse": one.is_worse,
            "now": _judged_object(one.now),
            "before": _judged_object(one.before),
        }
        for one in moved
    ]


def moved_lines(heading: str, moved: Sequence[Moved]) -> Iterator[str]:
    """The questions as lines for people, each with both its first passages."""
    if moved:
        yield from ("", heading)
    for number, one in enumerate(moved, 1):
        said = f"{_said(one.now)}; before: {_said(one.before)}"
        yield from layout.numbered(number, f"{one.now.question.id}: {said}")
        yield from layout.question(one.now.question)
        yield from layout.passage("now:", one.now.first, "nothing was found")
        yield from layout.passage("before:", one.before.first, "nothing was found")


def _missed(judged: Judged) -> Judged:
    return replace(judged, rank=None, metrics=dict.fromkeys(judged.metrics, 0.0))


def _said(judged: Judged) -> str:
    outcome = judged.outcome.replace("_", " ")
    beside = ", marked beside the quote" if judged.mark_misses else ""
    return f"{rank_shown(judged)}, {outcome}{beside}" if judged.question.answerable else outcome


def _seen(judged: Judged) -> tuple[object, ...]:
    """What its asker would see; where nothing is found, no passage is shown."""
    first = None if judged.outcome is Outcome.NOT_FOUND else judged.first
    return judged.outcome, judged.rank, first and (first.path, first.opening, judged.mark)


def _judged_object(judged: Judged) -> dict[str, object]:
    return {
        "outcome": judged.outcome.value,
        "rank": judged.rank,
        "first": asdict(judged.first) if judged.first else None,
        "mark": asdict(judged.mark) if judged.mark else None,
    }
