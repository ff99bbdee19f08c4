"""Two evaluations of the same questions side by side: what differs, and whether it is chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from assistant.evaluation.figures import Figures, figures
from assistant.evaluation.judging import Judged
from assistant.evaluation.metrics import Metric
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.results import figures_object
from assistant.evaluation.significance import Comparison, paired

COMPARED = (Metric.NDCG, Metric.MRR, Metric.RECALL_1, Metric.RECALL_3)
CHANCE = 0.05
"""A difference with a p below this is taken to be more than chance."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out otherwise."""

    now: Judged
    against: Judged

    @property
    def gain(self) -> float:
        """By how much nDCG@10 is better now."""
        return self.now.metrics[Metric.NDCG] - self.against.metrics[Metric.NDCG]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The questions that both evaluations asked, and how they came out."""

    now: Figures
    against: Figures
    left_out: int
    """Questions that the other evaluation does not have, or labels otherwise."""
    differences: Mapping[Metric, Comparison]
    """Now less against, of each metric compared; empty where no question is answerable."""
    worse: tuple[Change, ...]
    better: tuple[Change, ...]


def compare(judged: Sequence[Judged], against: Iterable[Judged]) -> SideBySide:
    """Questions as they came out now beside how the same ones came out elsewhere."""
    others = {_label(j.question): j for j in against}
    changes = [
        Change(j, others[_label(j.question)]) for j in judged if _label(j.question) in others
    ]
    answerable = [change for change in changes if change.now.question.answerable]
    moved = sorted((c for c in answerable if c.gain), key=lambda c: c.gain)
    return SideBySide(
        now=figures([change.now for change in changes]),
        against=figures([change.against for change in changes]),
        left_out=len(judged) - len(changes),
        differences=_differences(answerable) if answerable else {},
        worse=tuple(c for c in moved if c.gain < 0),
        better=tuple(c for c in reversed(moved) if c.gain > 0),
    )


def conclusion(found: SideBySide) -> str:
    """In a plain sentence, whether the two differ by more than chance."""
    if not found.differences:
        return "No answerable question is in both, so there is no ranking to compare."
    if not found.worse and not found.better:
        return "The two rank the right passages alike for every question."
    sure = {m: d for m, d in found.differences.items() if d.p < CHANCE}
    if not sure:
        return (
            "No difference that could not be chance: with "
            f"{found.now.answerable} questions, none of the metrics has p below {CHANCE}."
        )
    kinds = [("better", [m for m in sure if sure[m].difference > 0])]
    kinds.append(("worse", [m for m in sure if sure[m].difference < 0]))
    said = [f"{word} than the other in {_listed(names)}" for word, names in kinds if names]
    unsure = [metric for metric in found.differences if metric not in sure]
    rest = f"; what differs in {_listed(unsure)} could be chance" if unsure else ""
    return f"This one is {' and '.join(said)}, by more than chance gives (p below {CHANCE}){rest}."


def comparison_object(found: SideBySide) -> dict[str, object]:
    """A comparison as an object for JSON."""
    return {
        "left_out": found.left_out,
        "now": figures_object(found.now),
        "against": figures_object(found.against),
        "differences": {m.value: asdict(found.differences[m]) for m in found.differences},
        "worse": [_change_object(change) for change in found.worse],
        "better": [_change_object(change) for change in found.better],
        "conclusion": conclusion(found),
    }


def _change_object(change: Change) -> dict[str, object]:
    return {
        "id": change.now.question.id,
        "gain": change.gain,
        "rank": {"now": change.now.rank, "against": change.against.rank},
        "first": {
            name: asdict(judged.first) if judged.first else None
            for name, judged in (("now", change.now), ("against", change.against))
        },
    }


def _differences(changes: Sequence[Change]) -> dict[Metric, Comparison]:
    return {
        metric: paired(
            [change.now.metrics[metric] for change in changes],
            [change.against.metrics[metric] for change in changes],
        )
        for metric in COMPARED
    }


def _label(question: LabelledQuestion) -> LabelledQuestion:
    """What makes a question the same one: all but what its type is called."""
    return replace(question, type="")


def _listed(metrics: Sequence[Metric]) -> str:
    *most, last = metrics
    return f"{', '.join(most)} and {last}" if most else last.value
