"""The figures of judged questions: ranking, outcomes, marks, probabilities; and their plot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, groupby
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.comprehension import Calibration, shipped
from assistant.evaluation.questions import Judged, JudgedMark, Metric
from assistant.records import Outcome
from assistant.settings import PASSAGES_SHOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
PASSING = 85
"""Percent of the answerable questions, at whose least probability the others are counted."""
BINS = 10
_NEVER = 1e-12
RESAMPLES = 10_000
PLOT_SUFFIXES = (".png", ".svg")
_PLOT_BINS = 25
_FILL, _LINE = "0.55", "0.0"
_SEED = 20_261_122
_DRAWN_AT_ONCE = 1_000_000
ROUNDING = 1e-9
"""Sums or means that should be equal may differ by this much, by the order of adding."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How far the probability tells unanswerable questions from answerable ones."""

    passing: float
    """The share of the unanswerable as probable as 85 % of the answerable are at the least."""
    area: float
    """Under the ROC curve: the share of pairs in which the answerable one is more probable."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What the marks of several passages, each of which holds its quote, are worth."""

    questions: int
    holding: float
    """The share of the marks that hold the quote; where nothing was marked, none does."""
    length: float | None
    """The mean over the marks there are; None where there is none."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of labelled questions gives."""

    answerable: int
    unanswerable: int
    metrics: Mapping[Metric, float]
    """Means over the answerable questions."""
    outcomes: Mapping[Outcome, int]
    """How often each came of an answerable question."""
    outcomes_unanswerable: Mapping[Outcome, int]
    marking: Marking | None
    """Of the first passages that hold the quote; None where none does."""
    separation: Separation | None
    """None without an unanswerable question, or an answerable one to tell it from."""

    @property
    def found(self) -> float | None:
        """The share of answerable questions that are found; None where there is none."""
        return self.outcomes[Outcome.FOUND] / self.answerable if self.answerable else None

    @property
    def found_unanswerable(self) -> float | None:
        """The share of unanswerable questions that are found; None where there is none."""
        found = self.outcomes_unanswerable[Outcome.FOUND]
        return found / self.unanswerable if self.unanswerable else None

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return self.answerable + self.unanswerable


def figures(judged: Sequence[Judged], among: Sequence[Judged] | None = None) -> Figures:
    """Returns the figures of judged questions, the unanswerable told from answerable ones `among`.

    Without `among`, from the answerable ones of their own.
    """
    answerable = [j for j in judged if j.question.answerable]
    unanswerable = [j for j in judged if not j.question.answerable]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        metrics=mean([j.metrics for j in answerable]),
        outcomes=_outcomes(answerable),
        outcomes_unanswerable=_outcomes(unanswerable),
        marking=marking([j.mark for j in answerable if j.mark]),
        separation=separation(
            [j.probability for j in among or judged if j.question.answerable],
            [j.probability for j in unanswerable],
        ),
    )


def mean(scores: Sequence[Mapping[Metric, float]]) -> dict[Metric, float]:
    """Returns the mean of each metric over questions; 0 where there are none."""
    return {m: fmean(score[m] for score in scores) if scores else 0.0 for m in Metric}


def marking(marks: Sequence[JudgedMark]) -> Marking | None:
    """Returns what marks are worth; None where there was nothing to mark."""
    if not marks:
        return None
    lengths = [mark.length for mark in marks if mark.length is not None]
    holding = fmean(mark.holds for mark in marks)
    return Marking(len(marks), holding, fmean(lengths) if lengths else None)


def _outcomes(judged: Sequence[Judged]) -> dict[Outcome, int]:
    counts = Counter(j.outcome for j in judged)
    return {outcome: counts[outcome] for outcome in Outcome}


def by_kind(judged: Sequence[Judged]) -> dict[str, Figures]:
    """Returns the figures of each kind of question, the commonest first.

    The unanswerable ones of each are told from all answerable ones, as one threshold has to.
    """
    counts = Counter(j.question.kind for j in judged)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {kind: figures([j for j in judged if j.question.kind == kind], judged) for kind in kinds}


def worst(judged: Sequence[Judged], most: int) -> list[Judged]:
    """Returns the answerable questions whose first hit is not right, the worst first."""
    missed = [j for j in judged if j.question.answerable and j.rank != 1]
    return sorted(missed, key=lambda j: (-(j.rank or float("inf")), j.metrics[Metric.NDCG]))[:most]


def missed_marks(judged: Sequence[Judged]) -> list[Judged]:
    """Returns the questions whose quote is in the first passage and not in its mark."""
    return sorted((j for j in judged if j.mark_misses), key=lambda j: -j.probability)


def wrongly_found(judged: Sequence[Judged]) -> list[Judged]:
    """Returns the unanswerable questions whose outcome was 'found', the surest first."""
    found = [j for j in judged if not j.question.answerable and j.outcome is Outcome.FOUND]
    return sorted(found, key=lambda j: -j.probability)


def separation(right: Sequence[float], wrong: Sequence[float]) -> Separation | None:
    """Tells how far the probabilities of unanswerable questions are from those of answerable ones.

    None without one of a kind.
    """
    right = sorted(right, reverse=True)
    if not right or not wrong:
        return None
    threshold = right[-(-PASSING * len(right) // 100) - 1]
    flags = np.arange(len(right) + len(wrong)) < len(right)
    return Separation(
        passing=fmean(chance >= threshold for chance in wrong),
        area=area_under_roc(np.array([*right, *wrong]), flags),
    )


def figures_object(found: Figures) -> dict[str, object]:
    """Returns figures as an object for JSON; without metrics where no question is answerable."""
    return {
        "answerable": found.answerable,
        "unanswerable": found.unanswerable,
        "metrics": found.metrics if found.answerable else None,
        "outcomes": {"answerable": found.outcomes, "unanswerable": found.outcomes_unanswerable},
        "found": {"answerable": found.found, "unanswerable": found.found_unanswerable},
        "separation": asdict(found.separation) if found.separation else None,
        "marks": asdict(found.marking) if found.marking else None,
    }


@dataclass(frozen=True, slots=True)
class Reliability:
    """What probabilities are worth, of questions known to be answerable or not."""

    area: float
    """Under the ROC curve: the share of pairs in which the answerable question is more probable."""
    log_loss: float
    error: float
    """The expected calibration error in ten steps (Naeini, Cooper and Hauskrecht 2015)."""
    answerable: int
    unanswerable: int
    found: int
    """How many of the answerable came out as found."""
    found_unanswerable: int

    def to_dict(self) -> dict[str, object]:
        """Returns the figures as an object for JSON."""
        return {
            "area_under_roc": self.area,
            "log_loss": self.log_loss,
            "expected_calibration_error": self.error,
            "found": {
                "answerable": [self.found, self.answerable],
                "unanswerable": [self.found_unanswerable, self.unanswerable],
            },
        }


def reliability(chances: Floats, answerable: Flags, calibration: Calibration) -> Reliability:
    """Returns what probabilities are worth, of questions some of which are answerable."""
    return Reliability(
        area=area_under_roc(chances, answerable),
        log_loss=log_loss(chances, answerable),
        error=calibration_error(chances, answerable),
        answerable=int(answerable.sum()),
        unanswerable=int((~answerable).sum()),
        found=int((chances[answerable] >= calibration.found_from).sum()),
        found_unanswerable=int((chances[~answerable] >= calibration.found_from).sum()),
    )


def area_under_roc(chances: Floats, answerable: Flags) -> float:
    """Returns the area under the ROC curve; ties count half."""
    from sklearn.metrics import roc_auc_score  # loads scipy

    return float(roc_auc_score(answerable, chances))


def log_loss(chances: Floats, answerable: Flags) -> float:
    """Returns the mean surprise, in nats."""
    given = np.clip(np.where(answerable, chances, 1 - chances), _NEVER, 1)
    return float(-np.log(given).mean())


def calibration_error(chances: Floats, answerable: Flags, weights: Floats | None = None) -> float:
    """Returns the expected calibration error in ten steps of probability.

    By how far the mean probability of a step is from the share that was answerable, each step
    weighing as much as the questions in it.
    """
    weight = np.ones(len(chances)) if weights is None else weights
    steps = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    over = np.bincount(steps, weight * (chances - answerable), minlength=BINS)
    return float(np.abs(over).sum() / weight.sum())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean of the first values less that of the second, and how sure that is."""

    difference: float
    low: float
    high: float
    """`low` to `high` is the 95 % bootstrap interval of the difference."""
    p: float
    """How often chance alone gives a difference as large, in either direction; above 0, up to 1."""


def paired(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Returns how two settings differ on the same questions: a value each, in the same order.

    The interval is the percentile bootstrap over questions; p is that of the paired randomisation
    test, which flips the signs of the differences (Smucker, Allan and Carterette 2007, 'A
    comparison of statistical significance tests for information retrieval evaluation'). Each takes
    10,000 resamples from a fixed seed, so the same values give the same result.

    Raises:
        ValueError: there are no values, or not as many of one as of the other.
    """
    if not first or len(first) != len(second):
        raise ValueError(
            f"paired values of the same questions are needed; found {len(first)} and {len(second)}"
        )
    differences = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    drawn = _drawn(len(differences), len(differences))
    means = np.concatenate([differences[places].mean(axis=1) for places in drawn])
    low, high = map(float, np.quantile(means, (0.025, 0.975)))
    return Comparison(float(differences.mean()), low, high, _p(differences))


def _p(differences: Floats) -> float:
    """Returns the share of sign flips, the one observed among them, whose sum is as far from 0."""
    moved = differences[differences != 0]
    observed = abs(moved.sum()) - ROUNDING
    signs = (drawn * 2 - 1 for drawn in _drawn(2, len(moved)))
    as_far = sum(np.count_nonzero(abs(flipped @ moved) >= observed) for flipped in signs)
    return (as_far + 1) / (RESAMPLES + 1)


def _drawn(below: int, many: int) -> Iterator[NDArray[np.int64]]:
    """Yields all resamples of so many whole numbers from 0, a table of a bearable size a time."""
    generator = np.random.default_rng(_SEED)
    rows = max(1, _DRAWN_AT_ONCE // max(1, many))
    for start in range(0, RESAMPLES, rows):
        yield generator.integers(below, size=(min(rows, RESAMPLES - start), many))


def save_plot(results: Sequence[tuple[str, Sequence[Judged]]], path: Path) -> None:
    """Draws the distribution of the probability for each group of questions, and the risk below.

    `results` are question files by name; each is a column.
    """
    from matplotlib.figure import Figure  # a figure of its own draws without a display

    names = list(groups([one for _, judged in results for one in judged]))
    figure = Figure(figsize=(1.5 + 4.5 * len(results), 3.6 + 1.2 * len(names)), dpi=150)
    size, heights = (len(names) + 1, len(results)), [*([1] * len(names)), 1.8]
    axes = figure.subplots(*size, sharex="row", squeeze=False, height_ratios=heights)
    for column, (title, judged) in enumerate(results):
        found = groups(judged)
        for row, name in enumerate(names):
            _draw(axes[row][column], name, found.get(name, []))
        above = ((0.5, 1), (0, 20), "axes fraction", "offset points")
        axes[0][column].annotate(title, *above, ha="center")
        axes[-2][column].set_xlabel("probability that the passages answer the question")
        _draw_risk(axes[-1][column], judged)
    for row in axes[:-1]:
        row[0].set_ylabel("questions")
    axes[-1][0].set_ylabel("risk: share wrong")
    for one in axes.flat:
        one.spines[["top", "right"]].set_visible(False)
    lines = axes[0][0].get_lines()
    figure.legend(handles=lines, loc="lower center", ncols=len(lines), frameon=False)
    figure.tight_layout(rect=(0, 0.35 / figure.get_figheight(), 1, 1))
    figure.savefig(path, format=path.suffix[1:].lower())


def groups(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """Returns the probabilities of the questions, by whether and how they should be answered."""
    grouped = groupby(sorted(judged, key=_group), _group)
    return {name: [one.probability for one in ones] for (_, name), ones in grouped}


def _group(one: Judged) -> tuple[int, str]:  # by its place among the groups
    if not one.question.answerable:
        kind = one.question.type
        return 2, f"unanswerable questions, {kind}" if kind else "unanswerable questions"
    missed = one.rank is None or one.rank > PASSAGES_SHOWN
    a_right = "no right" if missed else "a right"
    return int(missed), f"answerable questions, {a_right} passage in the first {PASSAGES_SHOWN}"


def risk(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Returns the coverage and the risk at each probability that a question has, the surest first.

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


def _draw(axes: Axes, name: str, values: Sequence[float]) -> None:
    axes.hist(values, bins=_PLOT_BINS, range=(0, 1), color=_FILL)
    used = shipped()  # an organisation's own has the same threshold
    label = f"found from {used.found_from:g}"
    axes.axvline(used.found_from, linestyle="--", linewidth=1.2, color=_LINE, label=label)
    axes.set_title(f"{name}: {len(values):,}", loc="left", fontsize="small")
    axes.set(xlim=(0, 1), ylim=(0, axes.get_ylim()[1] if values else 1))
    axes.locator_params("y", integer=True, nbins=3)


def _draw_risk(axes: Axes, judged: Sequence[Judged]) -> None:
    axes.plot(*zip(*risk(judged), strict=True), color=_LINE, marker=".", markersize=3)
    surer = [one.probability >= shipped().found_from for one in judged]
    axes.axvline(fmean(surer), linestyle="--", linewidth=1.2, color=_LINE)
    axes.set_xlabel("coverage: share answered, the surest first")
    axes.set(xlim=(0, 1), ylim=(0, 1))
