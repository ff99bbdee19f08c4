"""A question and what the documents say to it, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.filters import filter_lines, outside_line
from assistant.records import Answer, Outcome, Quotation
from assistant.web.cards import card
from assistant.web.coverage import Coverage, contents, stale_html
from assistant.web.holder import Answering
from assistant.web.listed import listed_html
from assistant.web.markup import literal
from assistant.web.verdicts import verdict_html
from assistant.wording import ALSO_NEAR, THEY_COVER, is_reworded, notes, read_line

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
