"""Labelled questions to figures: how often the right passage is near the top.

Question file → `LabelledQuestion` → (asked) `Judged` → `Figures` → report, JSON or plot; two
evaluations → `SideBySide`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.evaluation.figures import Figures, figures
from assistant.evaluation.judging import Judged, judge, judge_all
from assistant.evaluation.metrics import Metric
from assistant.evaluation.questions import LabelledQuestion, load_questions

if TYPE_CHECKING:
    from assistant.asking import Assistant

__all__ = [
    "Figures",
    "Judged",
    "LabelledQuestion",
    "Metric",
    "evaluate",
    "figures",
    "judge",
    "judge_all",
    "load_questions",
]


def evaluate(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Figures:
    """Ask every question and count."""
    return figures(judge_all(assistant, questions, progress))
