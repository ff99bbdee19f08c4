"""The results of an evaluation, kept as JSON so that a later one can be held against them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.evaluation.figures import Comparison, Figures, by_kind, figures, paired
from assistant.evaluation.judging import Extract, Judged, Mark, Metric
from assistant.evaluation.questions import LabelledQuestion, read_text
from assistant.records import Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """The index that questions were asked on."""

    snapshot: str
    encoder: str
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the questions of one file gave on one index."""

    file: str
    asked: Asked
    judged: tuple[Judged, ...]
    absent_sources: tuple[str, ...] = ()
    """Documents that questions name as right and the index does not hold."""

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.file).name


def results_object(results: Sequence[Result]) -> dict[str, object]:
    """Results as an object for JSON: the figures over all questions, then file by file."""
    everything = list(chain.from_iterable(result.judged for result in results))
    return {**figures_object(figures(everything)), "files": [_result(r) for r in results]}


def load_results(path: Path) -> list[Result]:
    """The results in a file that `evaluate --save` or `--json` wrote.

    Raises:
        UsageError: the file cannot be read, or holds something else.
    """
    try:
        return [_loaded(file) for file in json.loads(read_text(path))["files"]]
    except UsageError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} holds no results of 'assistant evaluate' ({error!r}); name an index folder, "
            "or a file written by 'assistant evaluate --save'"
        ) from error


def _result(result: Result) -> dict[str, object]:
    return {
        "file": result.file,
        **asdict(result.asked),
        "absent_sources": list(result.absent_sources),
        **figures_object(figures(result.judged)),
        "types": {kind: figures_object(f) for kind, f in by_kind(result.judged).items()},
        "questions": [_judged_object(judged) for judged in result.judged],
    }


def figures_object(found: Figures) -> dict[str, object]:
    """Figures as an object for JSON; without metrics where no question is answerable."""
    return {
        "answerable": found.answerable,
        "unanswerable": found.unanswerable,
        "metrics": _metrics_object(found.metrics) if found.answerable else None,
        "outcomes": {
            "answerable": {o.value: found.outcomes[o] for o in Outcome},
            "unanswerable": {o.value: found.outcomes_unanswerable[o] for o in Outcome},
        },
        "found": {"answerable": found.found, "unanswerable": found.found_unanswerable},
        "separation": asdict(found.separation) if found.separation else None,
        "marks": asdict(found.marking) if found.marking else None,
    }


def _metrics_object(metrics: Mapping[Metric, float]) -> dict[str, float]:
    return {metric.value: metrics[metric] for metric in Metric if metric in metrics}


def _judged_object(judged: Judged) -> dict[str, object]:
    question = judged.question
    return {
        "id": question.id,
        "turns": list(question.turns),
        "type": question.kind,
        "answerable": question.answerable,
        "sources": list(question.sources),
        "quote": question.quote,
        "rank": judged.rank,
        "metrics": _metrics_object(judged.metrics),
        "outcome": judged.outcome.value,
        "probability": judged.probability,
        "first": asdict(judged.first) if judged.first else None,
        "right": asdict(judged.right) if judged.right else None,
        "mark": asdict(judged.mark) if judged.mark else None,
    }


def _loaded(file: Mapping[str, Any]) -> Result:
    asked = Asked(*(file[name] for name in Asked.__slots__))
    judged = tuple(map(_loaded_judged, file["questions"]))
    return Result(str(file["file"]), asked, judged, tuple(file["absent_sources"]))


def _loaded_judged(found: Mapping[str, Any]) -> Judged:
    question = LabelledQuestion(
        id=str(found["id"]),
        turns=tuple(found["turns"]),
        answerable=bool(found["answerable"]),
        sources=tuple(found["sources"]),
        quote=str(found["quote"]),
        type=str(found["type"]),
    )
    needed = Metric if question.answerable else ()
    metrics = {metric: float(found["metrics"][metric.value]) for metric in needed}
    return Judged(
        question=question,
        rank=found["rank"],
        metrics=metrics,
        outcome=Outcome(found["outcome"]),
        probability=float(found["probability"]),
        first=Extract(**found["first"]) if found["first"] else None,
        right=Extract(**found["right"]) if found["right"] else None,
        mark=Mark(**found["mark"]) if found.get("mark") else None,  # not kept up to 0.1.0
    )


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
