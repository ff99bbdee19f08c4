"""Evidence: what tells whether a passage answers a question."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether a passage answers a question."""

    answers: float
    """The log odds that it does, by the model of comprehension."""
    score: float
    """How well it matches the question, by retrieval."""

    def features(self) -> tuple[float, ...]:
        """What the probability is computed from, in the order of `FEATURES`."""
        return tuple(getattr(self, name) for name in FEATURES)


FEATURES = tuple(field.name for field in fields(Evidence))
