"""The results of an evaluation, kept as JSON so that a later one can be held against them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.evaluation.figures import Figures, by_kind, figures
from assistant.evaluation.judging import Extract, Judged
from assistant.evaluation.marking import Mark
from assistant.evaluation.metrics import Metric
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
