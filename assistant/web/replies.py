"""A question in the chat and what the page says to it."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from assistant.answer import worth_showing
from assistant.errors import QuestionError
from assistant.records import Answer, Outcome
from assistant.settings import PASSAGES_SHOWN
from assistant.web.cards import card
from assistant.web.coverage import Coverage, contents, covered_by, stale_html
from assistant.web.holder import Answering, Holder
from assistant.web.markup import literal

FAILED = "Something went wrong and the question was not answered. Please ask it again."
_REMEMBERED = 20
_log = logging.getLogger(__name__)

_FOUND = "From the documents, word for word:"
_UNCONFIRMED = "No document answers this directly. The nearest passages are:"
_NOT_FOUND = "The documents do not answer this."


@dataclass(frozen=True, slots=True)
class Session:
    """What one browser session has asked so far; kept in memory only."""

    asked: int = 0
    history: tuple[str, ...] = ()

    def after(self, question: str) -> Session:
        """The session once the question is answered."""
        return Session(self.asked + 1, (*self.history, question)[-_REMEMBERED:])


@dataclass(frozen=True, slots=True)
class Reply:
    """What the page changes after a question.

    `turn` is the HTML to add to the conversation, '' where there is nothing to add; `notice` is
    a sentence for the user; `left` is what stays in the text box.
    """

    turn: str
    notice: str
    left: str
    session: Session


class Replier:
    """Replies to questions, whatever happens."""

    def __init__(self, holder: Holder) -> None:
        """Answer from the assistant that the holder holds."""
        self._holder = holder
        self._coverage: tuple[tuple[str, str | None], Coverage] | None = None

    def coverage(self) -> Coverage:
        """What the newest snapshot covers."""
        return self._covered(self._holder.current())

    def reply(self, question: str, session: Session) -> Reply:
        """The reply to a question; never raises, and never writes the question anywhere."""
        question = question.encode("utf-8", "replace").decode()  # no half of a surrogate pair
        try:
            turn = self._turn(question, session)
        except QuestionError as error:
            return Reply("", _sentence(str(error)), question, session)
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log.error("a question failed: %s", _whence(error))
            return Reply("", FAILED, question, session)
        return Reply(turn, "", "", session.after(question))

    def _turn(self, question: str, session: Session) -> str:
        assistant = self._holder.current()
        answer = assistant.ask(question, session.history, k=PASSAGES_SHOWN)
        return turn_html(answer, session.asked + 1, assistant, self._covered(assistant))

    def _covered(self, assistant: Answering) -> Coverage:
        key, known = (assistant.snapshot, assistant.warning), self._coverage
        if known is None or known[0] != key:
            known = self._coverage = (key, covered_by(assistant))
        return known[1]


def turn_html(answer: Answer, number: int, assistant: Answering, coverage: Coverage) -> str:
    """HTML of a question and what the documents say to it; `number` counts the questions."""
    if answer.outcome is Outcome.NOT_FOUND or not answer.quotations:
        body = _nothing(coverage)
    else:
        body = _cards(answer, assistant)
    return (
        f'<article class="turn {answer.outcome.value}" id="turn-{number}"'
        f' aria-labelledby="question-{number}">'
        f'<h2 class="question" id="question-{number}">'
        f'<span class="unseen">Question: </span>{literal(answer.question)}</h2>'
        f"{_searched_for(answer)}{stale_html(coverage)}{body}</article>"
    )


def _nothing(coverage: Coverage) -> str:
    """Says that the documents do not answer, and what they are about."""
    return (
        f'<p class="outcome">{_NOT_FOUND}</p>'
        f"<p>They cover ({literal(coverage.summary)}):</p>{contents(coverage)}"
    )


def _cards(answer: Answer, assistant: Answering) -> str:
    found = answer.outcome is Outcome.FOUND
    label = "Passage" if found else "Not an answer: nearest passage"
    shown = "".join(
        card(quotation, assistant.document(quotation.passage.path), f"{label} {number}")
        for number, quotation in enumerate(worth_showing(answer), start=1)
    )
    outcome = _FOUND if found else _UNCONFIRMED
    return f'<p class="outcome">{outcome}</p><ol class="cards">{shown}</ol>'


def _searched_for(answer: Answer) -> str:
    """Says what was searched where that is not the question as it was typed."""
    if answer.searched_for == answer.question:
        return ""
    return f'<p class="searched">Searched for: <q>{literal(answer.searched_for)}</q></p>'


def _sentence(message: str) -> str:
    """An error's message as a sentence: with a capital, and a full stop where it has none."""
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message[:1].upper()}{message[1:]}{end}"


def _whence(error: Exception) -> str:
    """The kind of an error and the line it came from, without its message.

    A message may quote the question, and questions are never logged.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}"
