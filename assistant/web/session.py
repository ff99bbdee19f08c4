"""What one browser session has asked; kept in memory only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.records import Answer, Filters
from assistant.settings import PASSAGES_SHOWN
from assistant.web.holder import Answering

SAVED = 20
"""So many of the newest questions go into a saved conversation."""
_REMEMBERED = 20
"""So many questions before it are known to a question."""
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked."""

    question: str
    filters: Filters = _NO_FILTERS
    is_complete: bool = False
    """Whether it was written to be searched without the questions before it."""
    is_reduced: bool = False
    """Whether personal data were taken out of it."""


@dataclass(frozen=True, slots=True)
class Session:
    """How many questions were asked so far, and the newest of them, in order."""

    asked: int = 0
    turns: tuple[Asked, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """The questions that the next one may depend on."""
        return _questions(self.turns)

    def after(self, asked: Asked) -> Session:
        """The session once a question is answered."""
        return Session(self.asked + 1, (*self.turns, asked)[-SAVED - _REMEMBERED :])

    def answers(self, assistant: Answering) -> Iterator[Answer]:
        """What the assistant says now to the newest questions, each asked as it was then."""
        first = max(len(self.turns) - SAVED, 0)
        for number, asked in enumerate(self.turns[first:], start=first):
            yield answer(assistant, asked, _questions(self.turns[:number]))

    def answer(self, number: int, assistant: Answering) -> Answer | None:
        """What the assistant says now to question `number` of all; None where it is forgotten."""
        place = number - 1 - (self.asked - len(self.turns))
        if not 0 <= place < len(self.turns):
            return None
        return answer(assistant, self.turns[place], _questions(self.turns[:place]))


def answer(assistant: Answering, asked: Asked, history: tuple[str, ...]) -> Answer:
    """What the assistant says to a question after the earlier ones, unless it is complete.

    Raises:
        QuestionError: the question is empty or too long.
        FilterError: no document has what a filter names, or a date is none.
    """
    earlier = () if asked.is_complete else history
    return assistant.ask(asked.question, earlier, k=PASSAGES_SHOWN, filters=asked.filters)


def _questions(turns: tuple[Asked, ...]) -> tuple[str, ...]:
    return tuple(turn.question for turn in turns[-_REMEMBERED:])
