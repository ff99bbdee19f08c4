"""A question and what the documents say to it, as HTML: passages, or a list of documents."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.answers.filters import filter_lines, outside_line
from assistant.feedback import keep, question_of, quote_of, verdict_on
from assistant.records import (
    Answer,
    ListedDocument,
    Outcome,
    Quotation,
)
from assistant.screening import in_words
from assistant.web.cards import card, literal
from assistant.web.coverage import (
    Coverage,
    contents,
    document_row,
    stale_html,
)
from assistant.web.holder import Answering, Holder, Session
from assistant.wording import (
    ALSO_NEAR,
    THEY_COVER,
    is_reworded,
    notes,
    read_line,
)

_SHOWN = 12


def listed_html(answer: Answer, number: int, assistant: Answering, read: date) -> str:
    """HTML of what is said of the documents, and of the list; long lists end in a closed part.

    `number` counts the questions.
    """
    asked = f"question {number}"
    rows = [_row(document, asked, assistant, read) for document in answer.documents]
    shown, rest = "".join(rows[:_SHOWN]), "".join(rows[_SHOWN:])
    more = f"{len(rows) - _SHOWN:,} more"
    closed = f'<details><summary>{more}</summary><ul class="documents">{rest}</ul></details>'
    return (
        f'<p class="outcome">{literal(answer.summary)}</p>'
        f'<ul class="documents">{shown}</ul>{closed if rest else ""}'
    )


def _row(document: ListedDocument, asked: str, assistant: Answering, read: date) -> str:
    """A document with how often it mentions what was asked for, and its best passage."""
    said, source = document.mentions, document.source
    passages = "1 passage" if said == 1 else f"{said:,} passages" if said else ""
    cards = "".join(
        card(quotation, assistant.document(source.path), "Best passage", read, asked)
        for quotation in document.quotations
    )
    best = (
        f'<details><summary>Best passage<span class="unseen"> ({literal(source.title)}, {asked})'
        f'</span></summary><ol class="cards">{cards}</ol></details>'
    )
    mentioned = f'<span class="facts">Mentioned in {passages}</span>' if passages else ""
    return document_row(source, mentioned + (best if cards else ""))


_NEAREST = "Not an answer: nearest passage"


_LONG = 300
"""From so many characters a question is shown in part, or its answer is out of sight."""


def turn_html(
    answer: Answer,
    number: int,
    assistant: Answering,
    coverage: Coverage,
    read: date,
    *,
    is_reduced: bool = False,
) -> str:
    """HTML of a question and what the documents say to it; `number` counts the questions.

    `read` is the day it is read; `is_reduced` says that personal data were taken out of it.
    """
    kind = "reply" if answer.reply else answer.outcome.value
    style = "question long" if len(answer.question) > _LONG else "question"
    return (
        f'<article class="turn {kind}" id="turn-{number}"'
        f' aria-labelledby="question-{number}" data-heard="{literal(heard(answer))}">'
        f'{caution_html(answer.caution)}<h2 class="{style}" id="question-{number}" tabindex="-1">'
        f'<span class="unseen">Question: </span>{literal(answer.question)}</h2>'
        f"{_searched_for(answer, number, is_reduced)}{_filter(answer)}{stale_html(coverage)}"
        f"{_body(answer, number, assistant, coverage, read)}{verdict_html(answer, number)}"
        "</article>"
    )


def caution_html(words: str | None) -> str:
    """Where to turn in danger: before anything else, and what a screen reader says first."""
    return f'<p class="caution" role="alert">{literal(words)}</p>' if words else ""


def heard(answer: Answer) -> str:
    """What a screen reader says once an answer is there; the passages are there to be read.

    It says how many there are, or that there are none, and what was searched where that is not
    the question.
    """
    searched = f"Searched for “{answer.searched_for}”." if is_reworded(answer) else ""
    said = (read_line(answer), searched, *notes(answer))
    before = "".join(f"{line} " for line in said if line)
    if answer.summary or answer.outcome is Outcome.NOT_FOUND or not answer.quotations:
        outside = outside_line(answer.filters) if answer.filters else ""
        return f"{before}{answer.message} {outside}".rstrip()
    count = len(answer.answering or answer.near)
    passages = "1 passage" if count == 1 else f"{count} passages"
    if answer.outcome is Outcome.FOUND:
        return f"{before}{passages} from the documents."
    return f"{before}Nothing in the documents answers this clearly. Nearest: {passages}."


def _body(answer: Answer, number: int, assistant: Answering, coverage: Coverage, read: date) -> str:
    if answer.reply:
        return f'<p class="reply">{literal(answer.reply)}</p>'
    if answer.summary:
        said = _cards(answer, number, assistant, read) if answer.quotations else ""
        return said + listed_html(answer, number, assistant, read)
    if answer.outcome is Outcome.NOT_FOUND or not answer.quotations:
        return _nothing(answer, coverage)
    return _cards(answer, number, assistant, read)


def _nothing(answer: Answer, coverage: Coverage) -> str:
    """Says that the documents do not answer, and what they are about."""
    said = f"{literal(answer.message)} {_outside(answer)}".rstrip()
    return f'<p class="outcome">{said}</p><p>{THEY_COVER}</p>{contents(coverage, answer.covers)}'


def _cards(answer: Answer, asked: int, assistant: Answering, read: date) -> str:
    def cards(quotations: Sequence[Quotation], label: str) -> str:
        """A list of cards."""
        shown = "".join(
            card(
                quotation,
                assistant.document(quotation.passage.path),
                f"{label} {number}",
                read,
                f"question {asked}",
            )
            for number, quotation in enumerate(quotations, start=1)
        )
        return f'<ol class="cards">{shown}</ol>' if shown else ""

    noted = "".join(f'<p class="noted">{literal(note)}</p>' for note in notes(answer))
    if answer.outcome is not Outcome.FOUND:
        said = f"{_outside(answer)} {literal(answer.outcome.words)}".lstrip()
        return f'{noted}<p class="outcome">{said}</p>{cards(answer.near, _NEAREST)}'
    near = cards(answer.near, "Also near")
    folded = f'<details class="near"><summary>{ALSO_NEAR}</summary>{near}</details>' if near else ""
    said = literal(answer.outcome.words)
    shown = cards(answer.answering, "Passage")
    return f'{noted}<p class="outcome">{said}</p>{shown}{folded}'


def _searched_for(answer: Answer, number: int, is_reduced: bool) -> str:
    """Says what was searched where that is not the question as it was typed; it can be changed."""
    searched, said = literal(answer.searched_for), [literal(read_line(answer))]
    if is_reworded(answer) or is_reduced:
        said.append(f"Searched for: <q>{searched}</q>")
    if not any(said):
        return ""
    return (
        f'<p class="searched">{" ".join(filter(None, said))} '
        f'<button type="button" class="way" data-searched="{searched}">Change what was searched'
        f'<span class="unseen"> for question {number}</span></button></p>'
    )


def _filter(answer: Answer) -> str:
    """Says under which filters was searched, and what they leave out."""
    told = " ".join(filter_lines(answer.filters)) if answer.filters else ""
    return f'<p class="searched">{literal(told)}</p>' if told else ""


def _outside(answer: Answer) -> str:
    """Says whether documents that the filters leave out would answer."""
    return literal(outside_line(answer.filters)) if answer.filters else ""


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
