"""What a build tells of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.records.documents import Problem, ProblemKind


class ReadOutcome(StrEnum):
    """How much of a file is in an index."""

    READ = "read"
    REMARK = "read_with_remark"
    PARTLY_READ = "partly_read"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a corpus, and how it was read."""

    path: str
    outcome: ReadOutcome
    pages: int | None
    slides: int | None
    passages: int
    problems: tuple[Problem, ...] = ()
    seconds: float | None = None
    """What its reading took; None where it was read by an earlier build."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is known to be missing from the index."""
        return self.outcome in (ReadOutcome.READ, ReadOutcome.REMARK)


def outcome_of(problems: tuple[Problem, ...], passages: int) -> ReadOutcome:
    """How much of a file is there; one without a passage that lost something was not read."""
    kinds = {problem.kind for problem in problems}
    if ProblemKind.NOT_READ in kinds:
        return ReadOutcome.NOT_READ
    if ProblemKind.PARTLY_READ in kinds:
        return ReadOutcome.PARTLY_READ if passages else ReadOutcome.NOT_READ
    return ReadOutcome.REMARK if kinds else ReadOutcome.READ
