"""What probabilities of held-out questions are worth: tables, an object for JSON, a picture.

Which documents share a fold is luck, so folds are drawn several times, and each figure is a mean
with its range. A calibration error stands beside the one that chance alone gives questions so few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np

from assistant.calibration import Calibration
from assistant.evaluation import layout
from assistant.evaluation.reliability import (
    BINS,
    Flags,
    Floats,
    area_under_roc,
    calibration_error,
    calibration_slope,
    error_by_chance,
    step_of,
)
from assistant.records import Outcome
from benchmarks.outcome_samples import Asked, Asking, mixed

_NEAR, _OFF = "near-miss", "off-topic"
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over several ways of drawing folds."""

    mean: float
    least: float
    most: float


def report(
    asked: Sequence[Asked], fitted: Calibration, held_out: Mapping[str, Sequence[Floats]]
) -> Iterator[str]:
    """The weights, and for each way of holding out its figures and table, as lines."""
    yield "Weights, for one standard deviation of each feature"
    rows = [(name, f"{term.weight:+.2f}") for name, term in fitted.terms.items()]
    yield from layout.table([*rows, ("intercept", f"{fitted.intercept:+.2f}")])
    for name, repeats in held_out.items():
        yield from ("", name, "=" * len(name))
        spreads = over_repeats(asked, repeats, fitted)
        yield from layout.table(
            [("", "mean", "least", "most")]
            + [(label, *map(layout.figure, astuple(s))) for label, s in spreads.items()]
        )
        yield ""
        yield from layout.table(_by_kind(asked, repeats, fitted))


def over_repeats(
    asked: Sequence[Asked], repeats: Sequence[Floats], calibration: Calibration
) -> dict[str, Spread]:
    """The figures over repeats, by what they say."""
    each = [figures(asked, chances, calibration) for chances in repeats]
    found: dict[str, Spread] = {}
    for label in each[0]:
        values = [one[label] for one in each]
        found[label] = Spread(float(np.mean(values)), min(values), max(values))
    return found


def figures(asked: Sequence[Asked], chances: Floats, calibration: Calibration) -> dict[str, float]:
    """The figures of labelled questions, by what they say."""
    labelled = np.array([one.asking is Asking.LABELLED for one in asked])
    flags = np.array([one.sample.answerable for one in asked])
    kinds = np.where(labelled & ~flags, [one.question.type for one in asked], "")
    names = np.array([one.collection for one in asked])
    collections = list(dict.fromkeys(names.tolist()))
    found: dict[str, float] = {}
    for kind in (_NEAR, _OFF):
        those = labelled & np.isin(names, names[kinds == kind]) & (flags | (kinds == kind))
        found[f"AUC, answerable / {kind}"] = area_under_roc(chances[those], flags[those])
    for name in collections:
        own = names == name
        found[f"AUC, {name}"] = area_under_roc(chances[own & labelled], flags[own & labelled])
        left_out = np.array([one.asking is Asking.LEFT_OUT for one in asked])
        those = own & ((labelled & flags) | left_out)
        found[f"AUC, {name} / left out"] = area_under_roc(chances[those], flags[those])
    alike = np.array([1 / (labelled & (names == one.collection)).sum() for one in asked])
    found |= _calibration("collections alike", chances[labelled], flags[labelled], alike[labelled])
    weights = mixed(asked)
    found |= _calibration("mixed, collections alike", chances, flags, weights)
    for name in collections:
        own = names == name
        found |= _calibration(f"mixed, {name}", chances[own], flags[own], weights[own])
    for name in collections:
        those = labelled & (names == name)
        found |= _calibration(name, chances[those], flags[those], np.ones(int(those.sum())))
    off, right = chances[kinds == _OFF], labelled & flags
    found["share of off-topic found"] = float((off >= calibration.found_from).mean())
    for name in collections:
        own_right = chances[right & (names == name)]
        missed = float((own_right < calibration.not_found_below).mean())
        found[f"share of answerable not found, {name}"] = missed
    return found


def _calibration(name: str, chances: Floats, flags: Flags, weights: Floats) -> dict[str, float]:
    """How far off probabilities are, and how far they would be by chance."""
    chance = error_by_chance(chances, weights)
    return {
        f"calibration error, {name}": calibration_error(chances, flags, weights),
        f"the same by chance, {name}": chance.mean,
        f"at most by chance, {name}": chance.most,
        f"calibration slope, {name}": calibration_slope(chances, flags, weights),
        f"probability too high by, {name}": float(np.average(chances - flags, weights=weights)),
    }


def as_object(
    asked: Sequence[Asked], fitted: Calibration, held_out: Mapping[str, Sequence[Floats]]
) -> dict[str, object]:
    """The figures as an object for JSON."""
    return {
        "questions": {
            asking.value: sum(one.asking is asking for one in asked) for asking in Asking
        },
        "weights": {name: round(term.weight, 4) for name, term in fitted.terms.items()},
        "found_from": fitted.found_from,
        "not_found_below": fitted.not_found_below,
        **{
            name: {
                "figures": {
                    label: {what: round(value, 4) for what, value in asdict(spread).items()}
                    for label, spread in over_repeats(asked, repeats, fitted).items()
                },
                "by_kind": [list(row) for row in _by_kind(asked, repeats, fitted)],
            }
            for name, repeats in held_out.items()
        },
    }


def draw(asked: Sequence[Asked], chances: Floats, fitted: Calibration, path: Path) -> None:
    """A picture: the share answerable by probability, and how probabilities are spread."""
    from matplotlib.figure import Figure  # a figure of its own draws without a display

    labelled = np.array([one.asking is Asking.LABELLED for one in asked])
    flags = np.array([one.sample.answerable for one in asked])[labelled]
    names = np.array([one.collection for one in asked])[labelled]
    figure = Figure(figsize=(9, 4), dpi=100, layout="constrained")
    curve, spread = figure.subplots(1, 2)
    curve.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for name, marker in zip(dict.fromkeys(names.tolist()), "os^", strict=False):
        own = names == name
        at, share, reach = _curve(chances[labelled][own], flags[own])
        curve.errorbar(at, share, reach, marker=marker, label=name, capsize=2, elinewidth=0.8)
    curve.set(xlabel="probability, held out", ylabel="share answerable", xlim=(0, 1), ylim=(0, 1))
    curve.legend(frameon=False, loc="lower right")
    groups = {"answerable": flags, "unanswerable": ~flags}
    alike = np.array([1 / (names == name).sum() for name in names])
    spread.hist(
        [chances[labelled][mask] for mask in groups.values()],
        weights=[alike[mask] for mask in groups.values()],
        bins=20,
        range=(0, 1),
        density=True,
        label=list(groups),
        color=["0.35", "0.75"],
    )
    for threshold, style in ((fitted.not_found_below, ":"), (fitted.found_from, "--")):
        spread.axvline(threshold, linestyle=style, color="black", linewidth=1)
    spread.set(xlabel="probability, held out", ylabel="density, collections alike", xlim=(0, 1))
    spread.legend(frameon=False)
    figure.savefig(path)


def _by_kind(
    asked: Sequence[Asked], repeats: Sequence[Floats], calibration: Calibration
) -> list[tuple[str, ...]]:
    """Rows of a table: each kind of question with its outcomes and its mean probability."""
    sorts: dict[tuple[str, str, str], list[list[float]]] = {}
    for one, chances in zip(asked, np.stack(repeats, 1).tolist(), strict=True):
        answered = "answerable" if one.sample.answerable else "unanswerable"
        kind = one.kind if one.asking is Asking.LABELLED else one.asking.value
        sorts.setdefault((one.collection, answered, kind), []).append(chances)
    rows = [("questions", "number", *(o.value for o in Outcome), "mean")]
    for (collection, answered, kind), found in sorted(sorts.items()):
        told = [calibration.outcome(chance) for chances in found for chance in chances]
        rows.append(
            (
                f"{collection}, {answered}: {kind}",
                str(len(found)),
                *(f"{told.count(o) / len(told):.0%}" for o in Outcome),
                f"{np.mean(found):.2f}",
            )
        )
    return rows


def _curve(chances: Floats, flags: Flags) -> tuple[Floats, Floats, Floats]:
    """Of each step that holds five questions the mean probability, the share and its interval.

    The interval is where the share of all such questions is, 95 times of 100 (Wilson 1927), as the
    distances below and above, shape (2, steps).
    """
    steps = step_of(chances)
    full = [step for step in range(BINS) if (steps == step).sum() >= 5]
    counts = np.array([(steps == step).sum() for step in full])
    share = np.array([flags[steps == step].mean() for step in full])
    middle = (share + _Z**2 / (2 * counts)) / (1 + _Z**2 / counts)
    half = np.sqrt(share * (1 - share) / counts + (_Z / (2 * counts)) ** 2)
    half *= _Z / (1 + _Z**2 / counts)
    reach = np.stack([share - middle + half, middle + half - share])
    return np.array([chances[steps == step].mean() for step in full]), share, reach.clip(0)
