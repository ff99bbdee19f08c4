"""'Did this answer it?': the question under an answer, and what is done with the reply."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.feedback import keep, question_of, quote_of, verdict_on
from assistant.personal_data import in_words
from assistant.records import Answer, Outcome
from assistant.web.holder import Holder
from assistant.web.markup import literal
from assistant.web.session import Session

_FAILED = "Your reply could not be kept."
_GONE = "Your reply was not kept: this conversation is forgotten. Please ask again."
_MOVED = "Your reply was not kept: the documents have been read anew since. Please ask again."
_KEPT = "Thank you. Kept: your reply and which passages were shown."
_KEPT_QUESTION = "Thank you. Kept: your reply, which passages were shown, and your question."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reply:
    """What the page sends: which answer is meant, and what the user says of it."""

    turn: int
    snapshot: str
    helped: bool
    keeps_question: bool


def verdict_html(answer: Answer, number: int) -> str:
    """HTML that asks whether an answer with passages answered; the page's script hears it."""
    if not _shows_passages(answer):
        return ""
    ways = "".join(
        f'<button type="button" class="way" data-helped="{way}">{label}'
        f'<span class="unseen"> (question {number} is {told})</span></button>'
        for way, label, told in (("yes", "Yes", "answered"), ("no", "No", "not answered"))
    )
    return (
        f'<fieldset class="verdict" data-turn="{number}"'
        f' data-snapshot="{literal(answer.snapshot)}">'
        "<legend>Did this answer it?</legend>"
        f'<label><input type="checkbox"> Keep my question too, so that the answers can be improved'
        f'<span class="unseen"> (question {number})</span></label>'
        f'<span class="replies">{ways}</span>'
        '<p class="judged" role="status"></p></fieldset>'
    )


def _shows_passages(answer: Answer) -> bool:
    """Whether the page shows passages for the question; a list of documents is none."""
    found = answer.outcome is not Outcome.NOT_FOUND and not answer.summary
    return found and bool(answer.quotations)


class Judge:
    """Keeps what users say of answers, beside the index."""

    def __init__(self, holder: Holder, index: Path) -> None:
        """Keep it in an index folder."""
        self._holder = holder
        self._index = index

    def judge(self, sent: str, session: Session) -> str:
        """What to say to a reply that the page sends, as JSON for its script; never raises."""
        try:
            reply = _reply(sent)
        except (ValueError, RecursionError):
            return ""
        try:
            said = self._kept(reply, session)
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log.error("a reply was not kept: %s", type(error).__name__)
            said = _FAILED
        return json.dumps({"turn": reply.turn, "said": said})

    def _kept(self, reply: _Reply, session: Session) -> str:
        """What was kept of a reply; nothing where the answer is no longer what was shown."""
        assistant = self._holder.current()
        answer = session.answer(reply.turn, assistant)
        if answer is None or not _shows_passages(answer):
            return _GONE
        if answer.snapshot != reply.snapshot:
            return _MOVED
        day = datetime.now(UTC).astimezone().date()
        verdict = verdict_on(answer, helped=reply.helped, day=day)
        question = question_of(answer) if reply.keeps_question else ""
        found = assistant.personal_data(question) if question else ()
        if question and not found:
            verdict = replace(verdict, question=question, quote=quote_of(answer))
        keep(self._index, verdict)
        if found:
            return f"{_KEPT} Your question is not kept: it seems to hold {in_words(found)}."
        return _KEPT_QUESTION if question else _KEPT


def _reply(sent: str) -> _Reply:
    """What the page sends, read.

    Raises:
        ValueError: the page never sends that.
    """
    match json.loads(sent):
        case {
            "turn": int(turn),
            "snapshot": str(snapshot),
            "helped": "yes" | "no" as helped,
            "keep": bool(keeps),
            **rest,
        } if not rest:
            return _Reply(turn, snapshot, helped == "yes", keeps)
    raise ValueError("not a reply of this page")
