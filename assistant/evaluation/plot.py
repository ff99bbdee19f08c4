"""How sure the assistant was of questions it should answer and of those it should not, drawn.

Below that, risk against coverage: how many of the surest questions are answered wrongly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from assistant.calibration import shipped
from assistant.errors import UsageError
from assistant.evaluation.judging import Judged
from assistant.evaluation.results import Result
from assistant.settings import PASSAGES_SHOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")
_BINS = 25
_FILL, _LINE = "0.55", "0.0"


def check_plot(path: Path) -> None:
    """Refuse a file that a plot cannot be saved as, before anything is asked.

    Raises:
        UsageError: its name does not end in .png or .svg.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path}: a plot is saved as {' or '.join(SUFFIXES)}; name it so")


def save_plot(results: Sequence[Result], path: Path) -> None:
    """Draw the distribution of the probability for each group of questions, and the risk below.

    Each file is a column.
    """
    from matplotlib.figure import Figure  # a figure of its own draws without a display

    names = list(groups([judged for result in results for judged in result.judged]))
    figure = Figure(figsize=(1.5 + 4.5 * len(results), 3.6 + 1.2 * len(names)), dpi=150)
    heights = [*([1] * len(names)), 1.8]
    axes = figure.subplots(
        len(heights), len(results), sharex="row", squeeze=False, height_ratios=heights
    )
    for column, result in enumerate(results):
        found = groups(result.judged)
        for row, name in enumerate(names):
            _draw(axes[row][column], name, found.get(name, []))
        axes[0][column].annotate(
            result.name, (0.5, 1), (0, 20), "axes fraction", "offset points", ha="center"
        )
        axes[-2][column].set_xlabel("probability that the passages answer the question")
        _draw_risk(axes[-1][column], result.judged)
    for row in axes[:-1]:
        row[0].set_ylabel("questions")
    axes[-1][0].set_ylabel("risk: share wrong")
    lines = axes[0][0].get_lines()
    figure.legend(handles=lines, loc="lower center", ncols=len(lines), frameon=False)
    figure.tight_layout(rect=(0, 0.35 / figure.get_figheight(), 1, 1))
    figure.savefig(path, format=path.suffix[1:].lower())


def groups(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """The probabilities of the questions, by whether and how they should be answered."""
    found: dict[str, list[float]] = {}
    for one in sorted(judged, key=_group):
        found.setdefault(_group(one)[1], []).append(one.probability)
    return found


def risk(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """The coverage and the risk at each probability that a question has, the surest first.

    Coverage is the share of the questions that are at least as probable; risk is the share of
    those that are unanswerable, or whose first passage is not right (El-Yaniv and Wiener 2010).
    """
    surest = sorted(judged, key=lambda one: -one.probability)
    wrong = accumulate(not one.question.answerable or one.rank != 1 for one in surest)
    chances = [*(one.probability for one in surest), -1.0]
    return [
        (number / len(surest), wrong_ones / number)
        for number, wrong_ones in enumerate(wrong, 1)
        if chances[number] < chances[number - 1]  # those as probable are answered together
    ]


def _group(one: Judged) -> tuple[int, str]:
    """The group of a question, after its place among the groups."""
    if not one.question.answerable:
        kind = one.question.type
        return 2, f"unanswerable questions, {kind}" if kind else "unanswerable questions"
    if one.rank is not None and one.rank <= PASSAGES_SHOWN:
        return 0, f"answerable questions, a right passage in the first {PASSAGES_SHOWN}"
    return 1, f"answerable questions, no right passage in the first {PASSAGES_SHOWN}"


def _draw(axes: Axes, name: str, values: Sequence[float]) -> None:
    """One distribution: how many of its questions are in each step of probability."""
    axes.hist(values, bins=_BINS, range=(0, 1), color=_FILL)
    used = shipped()  # an organisation's own has the same threshold
    label = f"found from {used.found_from:g}"
    axes.axvline(used.found_from, linestyle="--", linewidth=1.2, color=_LINE, label=label)
    axes.set_title(f"{name}: {len(values):,}", loc="left", fontsize="small")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, axes.get_ylim()[1] if values else 1)
    axes.locator_params("y", integer=True, nbins=3)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_risk(axes: Axes, judged: Sequence[Judged]) -> None:
    """The share wrong of those answered, for each share that may be answered."""
    axes.plot(*zip(*risk(judged), strict=True), color=_LINE, marker=".", markersize=3)
    surer = [one.probability >= shipped().found_from for one in judged]
    axes.axvline(fmean(surer), linestyle="--", linewidth=1.2, color=_LINE)
    axes.set_xlabel("coverage: share answered, the surest first")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.spines[["top", "right"]].set_visible(False)
