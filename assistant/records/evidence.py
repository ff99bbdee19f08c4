"""Evidence: what tells whether a passage answers a question."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether a passage answers a question; each is 0 where there is nothing to tell.

    A share is of the weight of the question's words that carry meaning.
    """

    cosine: float
    """The best cosine of the question and a sentence or bullet."""
    margin: float
    """By how much the score exceeds the mean of the best others; the usual where there is none."""
    worst_unmet: float
    """The share of the word that was met worst, times how far it is from being met."""
    unmet_elsewhere: float
    """The share of the unmet words that other passages hold, times how far from met each is."""
    unknown: float
    """The share of the words that no passage of the corpus holds."""
    alike: float
    """The share of the words that were not met by themselves, times how nearly each was met."""
    numbers_unmet: float
    """How many of its years and other numbers the passage and its context lack, at most 3."""
    names_unmet: float
    """How many of its names and abbreviations they lack, at most 3."""
    answer_missing: float
    """1 if the question wants a date, sum, number, person or place and the passage holds none."""
    met_nothing: bool = False
    """Whether the question asks for something and the passage met none of it; of a follow-up, what
    it asks of its topic."""

    def features(self) -> tuple[float, ...]:
        """What the probability is computed from, in the order of `FEATURES`."""
        return tuple(getattr(self, name) for name in FEATURES)


FEATURES = tuple(field.name for field in fields(Evidence) if field.name != "met_nothing")
