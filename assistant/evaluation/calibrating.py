"""Labelled questions, asked, to a calibration fitted to them.

A logistic regression of the logit of the calibration there was and of each feature of the
evidence. Its L2 penalty holds the features' own weights near nothing unless many questions say
otherwise, so a few questions move intercept and slope only (Platt 1999), and many the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.asking import Assistant
from assistant.calibration import Calibration, standardised
from assistant.errors import UsageError
from assistant.evaluation.questions import LabelledQuestion
from assistant.evaluation.reliability import Flags, Floats, Reliability, reliability
from assistant.records import Evidence
from assistant.small_talk import heard

LEAST = 20
"""How many answerable and how many unanswerable questions are needed at the least."""
FOLDS = 5
_SLOPE_SCALE, _WEIGHT_SCALE = 3.0, 0.2  # standard deviations of what is expected of them


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
    answerable: int
    unanswerable: int
    left_out: int
    """Questions named as answered by documents that the index does not hold."""

    @property
    def better(self) -> bool:
        """Whether it tells more of questions it was not fitted on than the one before."""
        return self.after.log_loss < self.before.log_loss


def refit(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    base: Calibration,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Refit:
    """A calibration fitted to questions, starting from `base`.

    Raises:
        UsageError: there are too few questions of a kind, or they do not go with the evidence.
    """
    held = {source.path for source in assistant.sources()}
    usable = [q for q in questions if not q.answerable or held.intersection(q.sources)]
    _check_enough(usable, len(questions) - len(usable))
    found = samples(assistant, usable, progress)
    flags = np.array([sample.answerable for sample in found])
    encoder = assistant.manifest.encoder_sha256
    fitted = replace(fit(base, found), encoder_sha256=encoder)
    before = chances(base, found)
    return Refit(
        calibration=fitted,
        before=reliability(before, flags, base),
        after=reliability(_held_out(base, found), flags, base),
        answerable=int(flags.sum()),
        unanswerable=int((~flags).sum()),
        left_out=len(questions) - len(usable),
    )


def samples(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Sample]:
    """What was found for each question; none for a question that found no passage at all."""
    found = []
    for done, question in enumerate(questions):
        progress("Asking", done, len(questions))
        found += sampled(assistant, question)
    progress("Asking", len(questions), len(questions))
    return found


def sampled(
    assistant: Assistant, question: LabelledQuestion, *, without: Collection[str] = ()
) -> list[Sample]:
    """What was found for a question; leaving out documents, it counts as unanswerable."""
    told = assistant.evidence(question.turns[-1], question.turns[:-1], without=without)
    group = question.sources[0] if question.sources else question.id
    replied = heard(question.turns[-1]).reply is not None
    answerable = question.answerable and not without
    return [Sample(told, answerable, group, replied)] if told else []


def chances(calibration: Calibration, found: Sequence[Sample]) -> Floats:
    """The probability of each sample."""
    return np.array(
        [0.0 if one.replied else calibration.probability(one.evidence) for one in found], np.float64
    )


def fit(base: Calibration, found: Sequence[Sample]) -> Calibration:
    """The calibration of samples, near `base` where they are few; thresholds stay.

    Raises:
        UsageError: what `base` holds for evidence of an answer is the contrary here.
    """
    from sklearn.linear_model import LogisticRegression  # loads scipy

    found = [sample for sample in found if not sample.replied]
    flags = np.array([sample.answerable for sample in found])
    model = LogisticRegression(C=1.0, max_iter=1000).fit(_columns(base, found), flags)
    slope = float(model.coef_[0][0]) * _SLOPE_SCALE
    if slope <= 0:
        raise UsageError(
            "the questions labelled unanswerable look better answered than the others: are the "
            "labels right, and is this the index of the documents they are about?"
        )
    moved = (model.coef_[0][1:] * _WEIGHT_SCALE).tolist()
    terms = {
        name: replace(term, weight=slope * term.weight + own)
        for (name, term), own in zip(base.terms.items(), moved, strict=True)
    }
    return replace(
        base,
        intercept=float(model.intercept_[0]) + slope * base.intercept,
        terms=terms,
        answerable=int(flags.sum()),
        unanswerable=int((~flags).sum()),
    )


def _columns(base: Calibration, found: Sequence[Sample]) -> Floats:
    """The logit of `base` and the features, shape (samples, 1 + features)."""
    return np.array(
        [
            [
                base.logit(sample.evidence) * _SLOPE_SCALE,
                *(
                    standardised(term, value) * _WEIGHT_SCALE
                    for term, value in zip(
                        base.terms.values(), sample.evidence.features(), strict=True
                    )
                ),
            ]
            for sample in found
        ]
    )


def _held_out(base: Calibration, found: Sequence[Sample]) -> Floats:
    """The probability of each sample, by a fit on the folds that its document is not in."""
    from sklearn.model_selection import StratifiedGroupKFold  # loads scipy

    flags: Flags = np.array([sample.answerable for sample in found])
    groups = [sample.group for sample in found]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    given = np.zeros(len(found))
    for inside, outside in folds.split(flags, flags, groups):
        fitted = fit(base, [found[place] for place in inside])
        given[outside] = chances(fitted, [found[place] for place in outside])
    return given


def _check_enough(questions: Sequence[LabelledQuestion], left_out: int) -> None:
    answerable = sum(question.answerable for question in questions)
    unanswerable = len(questions) - answerable
    if min(answerable, unanswerable) < LEAST:
        absent = f" ({left_out} name documents that it does not hold)" if left_out else ""
        raise UsageError(
            f"there are {answerable} questions that the documents of the index answer{absent} and "
            f"{unanswerable} that they do not; at least {LEAST} of each are needed, since a "
            "calibration fitted to fewer follows chance: add questions, best as they were asked"
        )
