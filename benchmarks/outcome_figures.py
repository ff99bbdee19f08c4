"""What probabilities of held-out questions are worth: tables, an object for JSON, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    step_of,
)
from assistant.records import Outcome
from benchmarks.outcome_samples import Asked, Asking

_NEAR, _OFF = "near-miss", "off-topic"


def report(
    asked: Sequence[Asked], fitted: Calibration, held_out: Mapping[str, Floats]
) -> Iterator[str]:
    """The weights, and for each way of holding out its figures and table, as lines."""
    yield "Weights, for one standard deviation of each feature"
    rows = [(name, f"{term.weight:+.2f}") for name, term in fitted.terms.items()]
    yield from layout.table([*rows, ("intercept", f"{fitted.intercept:+.2f}")])
    for name, chances in held_out.items():
        yield from ("", name, "=" * len(name))
        yield from layout.table(
            [(label, f"{value:.3f}") for label, value in figures(asked, chances, fitted).items()]
        )
        yield ""
        yield from layout.table(_by_kind(asked, chances, fitted))


def figures(asked: Sequence[Asked], chances: Floats, calibration: Calibration) -> dict[str, float]:
    """The figures of labelled questions, by what they say."""
    labelled = np.array([one.asking is Asking.LABELLED for one in asked])
    flags = np.array([one.sample.answerable for one in asked])
    kinds = np.where(labelled & ~flags, [one.question.type for one in asked], "")
    names = np.array([one.collection for one in asked])
    collections = list(dict.fromkeys(names.tolist()))
    alike = np.array([1 / (labelled & (names == one.collection)).sum() for one in asked])
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
        error = calibration_error(chances[own & labelled], flags[own & labelled])
        found[f"calibration error, {name}"] = error
    found["calibration error, collections alike"] = calibration_error(
        chances[labelled], flags[labelled], alike[labelled]
    )
    off, right = chances[kinds == _OFF], labelled & flags
    found["share of off-topic found"] = float((off >= calibration.found_from).mean())
    for name in collections:
        own_right = chances[right & (names == name)]
        missed = float((own_right < calibration.not_found_below).mean())
        found[f"share of answerable not found, {name}"] = missed
    return found


def as_object(
    asked: Sequence[Asked], fitted: Calibration, held_out: Mapping[str, Floats]
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
                    label: round(value, 4)
                    for label, value in figures(asked, chances, fitted).items()
                },
                "by_kind": [list(row) for row in _by_kind(asked, chances, fitted)],
            }
            for name, chances in held_out.items()
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
        curve.plot(*_curve(chances[labelled][own], flags[own]), marker=marker, label=name)
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
    asked: Sequence[Asked], chances: Floats, calibration: Calibration
) -> list[tuple[str, ...]]:
    """Rows of a table: each kind of question with its outcomes and its mean probability."""
    sorts: dict[tuple[str, str, str], list[float]] = {}
    for one, chance in zip(asked, chances.tolist(), strict=True):
        answered = "answerable" if one.sample.answerable else "unanswerable"
        kind = one.kind if one.asking is Asking.LABELLED else one.asking.value
        sorts.setdefault((one.collection, answered, kind), []).append(chance)
    rows = [("questions", "number", *(o.value for o in Outcome), "mean")]
    for (collection, answered, kind), found in sorted(sorts.items()):
        told = [calibration.outcome(chance) for chance in found]
        rows.append(
            (
                f"{collection}, {answered}: {kind}",
                str(len(found)),
                *(f"{told.count(o) / len(told):.0%}" for o in Outcome),
                f"{np.mean(found):.2f}",
            )
        )
    return rows


def _curve(chances: Floats, flags: Flags) -> tuple[Floats, Floats]:
    """The mean probability and the share answerable of each step that holds five questions."""
    steps = step_of(chances)
    full = [step for step in range(BINS) if (steps == step).sum() >= 5]
    return (
        np.array([chances[steps == step].mean() for step in full]),
        np.array([flags[steps == step].mean() for step in full]),
    )
