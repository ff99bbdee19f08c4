"""What a passage says to a question, as the model of comprehension read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A bullet, sentence or table row of a passage, and how far it answers."""

    start: int
    end: int
    """Offsets within the passage's text."""
    share: float
    """How probable it is that this unit answers best, from 0 to 1; all of a passage's make 1."""
    inside: float
    """How probable it is that it is part of an answer at all, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a passage answers a question, and which of its units do."""

    answers: float = 0.0
    """The log odds that the passage answers, before calibration."""
    units: tuple[Unit, ...] = ()
    """In order; none where the passage has no words."""
