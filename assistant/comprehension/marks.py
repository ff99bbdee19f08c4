"""Which of a passage's units are marked as the answer, from what was read of each."""

from __future__ import annotations

from assistant.records import Highlight, Reading

_BELONGS = 0.5
"""From which probability a unit beside the best one is part of the answer as well."""


def mark(reading: Reading) -> Highlight | None:
    """Returns the stretch that answers: the best unit with the neighbours that belong to it.

    None where the passage has no unit.
    """
    shares = [unit.share for unit in reading.units]
    if not shares:
        return None
    first = last = shares.index(max(shares))
    while first > 0 and reading.units[first - 1].inside >= _BELONGS:
        first -= 1
    while last + 1 < len(shares) and reading.units[last + 1].inside >= _BELONGS:
        last += 1
    return Highlight(reading.units[first].start, reading.units[last].end)
