"""Labelled questions, asked, to a calibration fitted to them.

The log odds of the calibration there was are shifted and stretched (Platt 1999), both held near
where they were by a normal prior: twenty questions move them carefully, hundreds freely. How sure
the shift is comes from the curvature at the best fit (Laplace's approximation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.assistant import Assistant
from assistant.comprehension import Calibration
from assistant.errors import UsageError
from assistant.evaluation.figures import Floats, Reliability, reliability
from assistant.evaluation.questions import LabelledQuestion, check_labels, counted
from assistant.index import Progress
from assistant.records import Evidence
from assistant.screening.small_talk import heard

LEAST, LEAST_EACH = 20, 5
"""How many questions are needed at the least, and how many answerable and unanswerable ones."""
FOLDS = 5
_SHIFT, _STRETCH = 1.5, 0.4
"""Standard deviations of how far another collection's log odds are expected to be off."""
_STEPS = 50
_SURE = 1.96  # standard deviations on each side, for 95 %


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence for a question known to be answerable or not."""

    evidence: Evidence
    answerable: bool
    group: str
    """What is never split between fitting and checking: the document that answers."""
    replied: bool = False
    """Whether the question gets a fixed reply, and so no answer, whatever is found for it."""


@dataclass(frozen=True, slots=True)
class Refit:
    """A calibration fitted to questions, and what it is worth on those it was not fitted on."""

    calibration: Calibration
    before: Reliability
    """Of the calibration it was fitted from."""
    after: Reliability
    """Each question by a calibration fitted without it and without others of its document."""
    left_out: int
    """Questions named as answered by documents that the index does not hold."""
    moved: tuple[float, float, float]
    """What a probability of a half before has become, and its 95 % interval."""

    @property
    def better(self) -> bool:
        """Whether it tells more of questions it was not fitted on than the one before."""
        return self.after.log_loss < self.before.log_loss


def refit(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    base: Calibration,
    progress: Progress,
) -> Refit:
    """Returns a calibration fitted to questions, starting from `base`.

    Raises:
        UsageError: there are too few questions of a kind, or they do not go with the evidence.
    """
    held = {source.path for source in assistant.sources()}
    usable = [q for q in questions if not q.answerable or held.intersection(q.sources)]
    left_out = len(questions) - len(usable)
    _check_enough(usable, left_out)
    check_labels(usable, assistant)
    found = samples(assistant, usable, progress)
    flags = np.array([sample.answerable for sample in found])
    shift, stretch, sure = _shifted(base, found)
    fitted = replace(
        _moved(base, found, shift, stretch),
        encoder_sha256=assistant.manifest.encoder_sha256,
        comprehension_sha256=assistant.comprehension_sha256,
        documents=tuple(sorted(held)),
    )
    return Refit(
        calibration=fitted,
        before=reliability(chances(base, found), flags, base),
        after=reliability(_held_out(base, found), flags, base),
        left_out=left_out,
        moved=(_chance(shift), _chance(shift - _SURE * sure), _chance(shift + _SURE * sure)),
    )


def _check_enough(questions: Sequence[LabelledQuestion], left_out: int) -> None:
    answerable = sum(question.answerable for question in questions)
    unanswerable = len(questions) - answerable
    if len(questions) < LEAST or min(answerable, unanswerable) < LEAST_EACH:
        absent = f" ({left_out} name documents that it does not hold)" if left_out else ""
        raise UsageError(
            f"there are {answerable} questions that the documents of the index answer{absent} and "
            f"{unanswerable} that they do not; at least {LEAST} in all and {LEAST_EACH} of each "
            "are needed, since a calibration fitted to fewer follows chance: add questions, best "
            "as they were asked"
        )


def samples(
    assistant: Assistant, questions: Sequence[LabelledQuestion], progress: Progress
) -> list[Sample]:
    """Returns what was found for each question; a question that found no passage is left out."""
    found = []
    for question in counted(questions, progress):
        *before, asked = question.turns
        if evidence := assistant.take(asked, before).evidence():
            group = question.sources[0] if question.sources else question.id
            replied = heard(asked).reply is not None
            found.append(Sample(evidence, question.answerable, group, replied))
    return found


def chances(calibration: Calibration, found: Sequence[Sample]) -> Floats:
    """Returns the probability of each sample."""
    return np.array(
        [0.0 if one.replied else calibration.probability(one.evidence) for one in found], np.float64
    )


def _held_out(base: Calibration, found: Sequence[Sample]) -> Floats:
    """Returns the probability of each sample, by a fit on the folds that its document is not in."""
    from sklearn.model_selection import StratifiedGroupKFold  # loads scipy

    flags, groups = zip(*((sample.answerable, sample.group) for sample in found), strict=True)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    given = np.zeros(len(found))
    for inside, outside in folds.split(flags, flags, groups):
        fitted = fit(base, [found[place] for place in inside])
        given[outside] = chances(fitted, [found[place] for place in outside])
    return given


def fit(base: Calibration, found: Sequence[Sample]) -> Calibration:
    """Returns the calibration of samples, near `base` where they are few; thresholds stay.

    Raises:
        UsageError: what `base` holds for evidence of an answer is the contrary here.
    """
    shift, stretch, _ = _shifted(base, found)
    return _moved(base, found, shift, stretch)


def _moved(base: Calibration, found: Sequence[Sample], shift: float, stretch: float) -> Calibration:
    """Returns a calibration whose log odds are shifted and stretched, as samples have it."""
    labels = [sample.answerable for sample in found if not sample.replied]
    terms = {name: replace(term, weight=stretch * term.weight) for name, term in base.terms.items()}
    return replace(
        base,
        intercept=shift + stretch * base.intercept,
        terms=terms,
        answerable=sum(labels),
        unanswerable=len(labels) - sum(labels),
    )


def _shifted(base: Calibration, found: Sequence[Sample]) -> tuple[float, float, float]:
    """Returns by how much log odds shift and stretch, and the standard deviation of the shift.

    Newton's method on the log posterior, which has one maximum.
    """
    found = [sample for sample in found if not sample.replied]
    flags = np.array([sample.answerable for sample in found], np.float64)
    logits = np.array([base.logit(sample.evidence) for sample in found])
    columns = np.stack([np.ones_like(logits), logits], axis=1)
    start = np.array([0.0, 1.0])
    prior = np.diag([_SHIFT**-2, _STRETCH**-2])
    at = start.copy()
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(columns @ at, -500, 500)))
        curvature = columns.T @ (columns * (chances * (1 - chances))[:, None]) + prior
        step = np.linalg.solve(curvature, columns.T @ (flags - chances) - prior @ (at - start))
        at += step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-9))
    if at[1] <= 0:
        raise UsageError(
            "the questions labelled unanswerable look better answered than the others: are the "
            "labels right, and is this the index of the documents they are about?"
        )
    return float(at[0]), float(at[1]), float(np.sqrt(np.linalg.inv(curvature)[0, 0]))


def _chance(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
