"""Whether answers helped: what users say of them, kept beside the index as `feedback.jsonl`.

A verdict names the places of the passages shown and no word of the question, unless the user asked
for the question to be kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from assistant.errors import FeedbackError
from assistant.records import Answer, Outcome
from assistant.text.files import save

FILE_NAME = "feedback.jsonl"
MOST_BYTES = 1_000_000
"""Of a longer file the oldest verdicts are left out."""
_LOCK = "feedback.lock"
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: offsets in its document's text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a user says of one answer; `question` and `quote` are '' unless they may be kept."""

    day: str
    """The date, ISO 8601."""
    snapshot: str
    outcome: Outcome
    helped: bool
    passages: tuple[Place, ...]
    question: str = ""
    """What was asked; of a follow-up what was searched, which needs no other question."""
    quote: str = ""
    """The stretch of the first passage that was marked as answering."""


def verdict_on(answer: Answer, *, helped: bool, day: date) -> Verdict:
    """Returns a verdict without a word of the question."""
    places = [quotation.passage for quotation in answer.shown]
    passages = tuple(Place(p.path, p.start, p.end) for p in places)
    return Verdict(day.isoformat(), answer.snapshot, answer.outcome, helped, passages)


def question_of(answer: Answer) -> str:
    """Returns the words that can be asked again by themselves."""
    return answer.question if answer.carried is None else answer.searched_for


def quote_of(answer: Answer) -> str:
    """Returns the stretch of the first passage that answers; the passage where none is marked."""
    first = answer.quotations[0]
    return first.marked or first.passage.text


def keep(index: Path, verdict: Verdict) -> None:
    """Adds a verdict to those of an index folder, in one step.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    path = index / FILE_NAME
    with FileLock(index / _LOCK, timeout=_SECONDS):
        before = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        lines = [*before, f"{json.dumps(asdict(verdict))}\n".encode()]
        size = sum(map(len, lines))
        while size > MOST_BYTES:
            size -= len(lines.pop(0))
        save(path, b"".join(lines), force=True)


def kept(index: Path) -> list[Verdict]:
    """Reads the verdicts kept in an index folder, oldest first.

    Raises:
        FeedbackError: a line of the file is not a verdict.
    """
    path = index / FILE_NAME
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            read = json.loads(line)
            passages = tuple(Place(**place) for place in read["passages"])
            if not isinstance(read["helped"], bool):
                raise TypeError("helped must be true or false")
            read |= {"outcome": Outcome(read["outcome"]), "passages": passages}
            found.append(Verdict(**read))
        except (ValueError, KeyError, TypeError) as error:
            raise FeedbackError(
                f"{path}, line {number} is not a verdict ({error!r}): take the line out"
            ) from error
    return found


def question_file(verdicts: Sequence[Verdict]) -> list[str]:
    """Returns the kept questions that were answered, as lines of a file for 'evaluate'."""
    asked = [v for v in verdicts if v.question and v.helped and v.passages]
    lines = (
        {
            "id": f"feedback-{number}",
            "turns": [verdict.question],
            "answerable": True,
            "sources": [verdict.passages[0].document],
            "quote": verdict.quote,
        }
        for number, verdict in enumerate(asked, 1)
    )
    return [json.dumps(line, ensure_ascii=False) for line in lines]
