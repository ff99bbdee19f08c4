"""How sure the assistant was of questions it should answer and of those it should not, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
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
    """Draw the distribution of the probability for each group of questions, a column a file."""
    from matplotlib.figure import Figure  # a figure of its own draws without a display

    names = list(groups([judged for result in results for judged in result.judged]))
    figure = Figure(figsize=(1.5 + 4.5 * len(results), 1.4 + 1.2 * len(names)), dpi=150)
    axes = figure.subplots(len(names), len(results), sharex=True, squeeze=False)
    for column, result in enumerate(results):
        found = groups(result.judged)
        for row, name in enumerate(names):
            _draw(axes[row][column], name, found.get(name, []))
        axes[0][column].annotate(
            result.name, (0.5, 1), (0, 20), "axes fraction", "offset points", ha="center"
        )
        axes[-1][column].set_xlabel("probability that the passages answer the question")
    for row in axes:
        row[0].set_ylabel("questions")
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
