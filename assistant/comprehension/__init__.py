"""How probable it is that a passage answers a question: a logistic model of evidence.

Two are shipped: `calibration.json`, fitted by `python -m training calibrate`, and one fitted to the
documents in `corpus/`, as how sure the model looks of what answers differs from one collection to
another. `assistant calibrate` fits one to an organisation's own questions and keeps it in the index
folder, beside the snapshots. A calibration is kept with the documents it was fitted to, and serves
while most of the index are those.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from pathlib import Path

from assistant.errors import CalibrationError
from assistant.records import FEATURES, Evidence, Outcome
from assistant.text.files import written_beside

FILE_NAME = "calibration.json"
FORMAT_VERSION = 2
_SHIPPED = Path(__file__).with_name(FILE_NAME)
_OF_CORPUS = Path(__file__).with_name("calibration-of-corpus.json")
_MOST_DEVIATIONS = 4.0  # evidence further from what was fitted on counts as this far
_MOST_LOGIT = 500.0
_LEAST_KNOWN = 0.8
"""Of an index's documents so many are those that a calibration for them was fitted to."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one feature of the evidence does to the logit: weight times (value - mean) / scale."""

    mean: float
    scale: float
    weight: float

    def deviations(self, value: float) -> float:
        """How many scales a value is from the mean, at most 4."""
        return min(max((value - self.mean) / self.scale, -_MOST_DEVIATIONS), _MOST_DEVIATIONS)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of evidence, and from where on outcomes are told."""

    intercept: float
    terms: Mapping[str, Term]
    """By feature, in the order of `FEATURES`."""
    found_from: float
    """From which probability on a passage counts as an answer."""
    covered_from: float
    """From which score of the best passage on a question is on the documents' topics."""
    answerable: int
    """On how many answerable questions it was fitted."""
    unanswerable: int
    encoder_sha256: str = ""
    """The encoder whose evidence it was fitted on; empty for whichever."""
    comprehension_sha256: str = ""
    """The same of the model of comprehension."""
    documents: tuple[str, ...] = ()
    """Paths of the documents it was fitted to; none for whichever."""

    def __post_init__(self) -> None:
        """Refuse what is no model of this version's evidence, with ValueError."""
        if tuple(self.terms) != FEATURES:
            raise ValueError(f"the features must be {', '.join(FEATURES)}")
        numbers = [self.intercept, *(n for term in self.terms.values() for n in astuple(term))]
        if not all(map(math.isfinite, numbers)) or any(t.scale <= 0 for t in self.terms.values()):
            raise ValueError("numbers must be finite, and scales above 0")
        if not (0 <= self.found_from <= 1 and math.isfinite(self.covered_from)):
            raise ValueError("found_from must be from 0 to 1, and covered_from finite")

    def known(self, documents: Collection[str]) -> int:
        """How many of an index's documents it was fitted to; of one for whichever, all."""
        return len({*self.documents}.intersection(documents) if self.documents else documents)

    def serves(self, documents: Collection[str]) -> bool:
        """Whether enough of an index's documents are those that it was fitted to."""
        return self.known(documents) >= _LEAST_KNOWN * len(documents)

    def check_models(self, encoder_sha256: str, comprehension_sha256: str) -> None:
        """Refuse, with ValueError, to serve with other models than it was fitted with."""
        if self.encoder_sha256 not in ("", encoder_sha256):
            raise ValueError("it was fitted with another encoder")
        if self.comprehension_sha256 not in ("", comprehension_sha256):
            raise ValueError("it was fitted with another model of comprehension")

    def logit(self, evidence: Evidence) -> float:
        """The log odds that a passage with this evidence answers."""
        values = zip(self.terms.values(), astuple(evidence), strict=True)
        return self.intercept + sum(term.weight * term.deviations(value) for term, value in values)

    def probability(self, evidence: Evidence) -> float:
        """How probable it is that a passage with this evidence answers, from 0 to 1."""
        return 1 / (1 + math.exp(-min(max(self.logit(evidence), -_MOST_LOGIT), _MOST_LOGIT)))

    def outcome(self, probability: float, score: float) -> Outcome:
        """What it amounts to that a passage answers so probably, where the best one scored so."""
        if probability >= self.found_from:
            return Outcome.FOUND
        return Outcome.UNCONFIRMED if score >= self.covered_from else Outcome.NOT_FOUND


@dataclass(frozen=True, slots=True)
class InUse:
    """The calibration that an index is answered by, and where it comes from."""

    calibration: Calibration
    file: Path | None = None
    """The organisation's own; None for one that is shipped."""
    problem: str = ""
    """Why the organisation's own cannot be used, where there is one."""
    notice: str = ""
    """Why it is left aside, where nothing is wrong with it."""
    stamp: tuple[int, int] | None = None
    """When the organisation's own was written, and its size; None where there is none."""


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """The calibration that comes with the package, for whichever documents."""
    return load(_SHIPPED)


@lru_cache(maxsize=1)
def _of_corpus() -> Calibration:
    return load(_OF_CORPUS)


def in_use(
    index: Path, encoder_sha256: str, comprehension_sha256: str, documents: Collection[str]
) -> InUse:
    """The calibration for an index of these documents: its own if that can be used, else shipped.

    Of those shipped, the one fitted to the documents in `corpus/` where most of them are these.
    """
    models, usual = (encoder_sha256, comprehension_sha256), shipped()
    with suppress(ValueError):
        _of_corpus().check_models(*models)
        usual = _of_corpus() if documents and _of_corpus().serves(documents) else usual
    path, stamp = index / FILE_NAME, stamp_of(index)
    if stamp is None:
        return InUse(usual)
    try:
        own = load(path)
        own.check_models(*models)
    except CalibrationError as error:
        return InUse(usual, problem=str(error), stamp=stamp)
    except ValueError as error:
        return InUse(usual, problem=str(_unusable(path, str(error))), stamp=stamp)
    if not own.serves(documents):
        fitted_to = f"it was fitted to {own.known(documents):,} of the {len(documents):,} documents"
        ways = "'assistant calibrate FILE' fits one to these, with --reset it is removed"
        notice = f"{path} is left aside: {fitted_to} there are; {ways}"
        return InUse(usual, notice=notice, stamp=stamp)
    return InUse(own, path, stamp=stamp)


def stamp_of(index: Path) -> tuple[int, int] | None:
    """When an index folder's own calibration was written, and its size; None if it has none."""
    try:
        found = (index / FILE_NAME).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def load(path: Path) -> Calibration:
    """The calibration in a file.

    Raises:
        CalibrationError: it cannot be read, or is not what `save` writes.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
        if stored["format_version"] != FORMAT_VERSION:
            raise ValueError(f"its format is {stored['format_version']!r}, not {FORMAT_VERSION}")
        terms, parts = stored["terms"], ("mean", "scale", "weight")
        if set(terms) != set(FEATURES):
            raise ValueError(f"its features are not those of this version: {', '.join(FEATURES)}")
        return Calibration(
            intercept=float(stored["intercept"]),
            terms={name: Term(*(float(terms[name][p]) for p in parts)) for name in FEATURES},
            found_from=float(stored["found_from"]),
            covered_from=float(stored["covered_from"]),
            answerable=int(stored["answerable"]),
            unanswerable=int(stored["unanswerable"]),
            encoder_sha256=str(stored["encoder_sha256"]),
            comprehension_sha256=str(stored["comprehension_sha256"]),
            documents=tuple(map(str, stored.get("documents", ()))),
        )
    except OSError as error:
        raise _unusable(path, f"it cannot be read ({error.strerror})") from error
    except KeyError as error:
        raise _unusable(path, f"it does not say {error}") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(path, str(error)) from error


def save(calibration: Calibration, path: Path) -> None:
    """Write a calibration, whole or not at all.

    Raises:
        OSError: the disk is full or failed.
    """
    stored = {"format_version": FORMAT_VERSION, **asdict(calibration)}
    with written_beside(path, (json.dumps(stored, indent=1) + "\n").encode()) as beside:
        beside.replace(path)


def _unusable(path: Path, reason: str) -> CalibrationError:
    return CalibrationError(
        f"the calibration {path} cannot be used: {reason}. Run 'assistant calibrate' to fit it "
        "anew, or 'assistant calibrate --reset' to go back to the one shipped"
    )
