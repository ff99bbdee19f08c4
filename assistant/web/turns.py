"""A turn of the conversation as HTML: the question, and passages or documents that answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode, urlsplit

from assistant.answers.filters import filter_lines, outside_line
from assistant.citation import Style, cite, safe_url
from assistant.records import (
    Answer,
    Document,
    ListedDocument,
    MarkKind,
    Outcome,
    Quotation,
)
from assistant.text.files import written_date
from assistant.web.coverage import Coverage, contents, document_row, stale_html
from assistant.web.holder import Answering
from assistant.web.source import literal, marked, place_in
from assistant.wording import (
    ALSO,
    ALSO_NEAR,
    THEY_COVER,
    elsewhere,
    is_reworded,
    notes,
    read_line,
)

_LISTED = 12
"""So many documents of a list are shown; the others are in a part that opens."""
_LONG = 300
"""From so many characters a question is shown in part, or its answer is out of sight."""
_NEAREST = "Not an answer: nearest passage"
_STAMP = re.compile("DRAFT|CONFIDENTIAL|EMBARGOED|SPECIMEN|OFFICIAL(?:[- ]SENSITIVE)?")
_COPIES = ((Style.CASE_NOTE, "Copy for case note"), (Style.FULL, "Copy citation"))


def turn_html(
    answer: Answer,
    number: int,
    assistant: Answering,
    coverage: Coverage,
    read: date,
    *,
    is_reduced: bool = False,
) -> str:
    """Returns HTML of a question and what the documents say to it; `number` counts the questions.

    `read` is the day it is read; `is_reduced` says that personal data were taken out of it.
    """
    asked = f"question {number}"
    kind = "reply" if answer.reply else answer.outcome.value
    style = "question long" if len(answer.question) > _LONG else "question"
    filters = " ".join(filter_lines(answer.filters)) if answer.filters else ""
    under = f'<p class="searched">{literal(filters)}</p>' if filters else ""
    return (
        f'<article class="turn {kind}" id="turn-{number}"'
        f' aria-labelledby="question-{number}" data-heard="{literal(heard(answer))}">'
        f'{caution_html(answer.caution)}<h2 class="{style}" id="question-{number}" tabindex="-1">'
        f'<span class="unseen">Question: </span>{literal(answer.question)}</h2>'
        f"{_searched_for(answer, asked, is_reduced)}{under}{stale_html(coverage)}"
        f"{_body(answer, asked, assistant, coverage, read)}{verdict_html(answer, number)}"
        "</article>"
    )


def caution_html(words: str | None) -> str:
    """Returns HTML of where to turn in danger; it comes first, also for a screen reader."""
    return f'<p class="caution" role="alert">{literal(words)}</p>' if words else ""


def heard(answer: Answer) -> str:
    """Returns what a screen reader says once an answer is there; the passages are there to be read.

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


def _searched_for(answer: Answer, asked: str, is_reduced: bool) -> str:
    """Says what was searched where that is not the question as it was typed; it can be changed."""
    searched, said = literal(answer.searched_for), [literal(read_line(answer))]
    if is_reworded(answer) or is_reduced:
        said.append(f"Searched for: <q>{searched}</q>")
    if not any(said):
        return ""
    return (
        f'<p class="searched">{" ".join(filter(None, said))} '
        f'<button type="button" class="way" data-searched="{searched}">Change what was searched'
        f'<span class="unseen"> for {asked}</span></button></p>'
    )


def _body(answer: Answer, asked: str, assistant: Answering, coverage: Coverage, read: date) -> str:
    if answer.reply:
        return f'<p class="reply">{literal(answer.reply)}</p>'
    if answer.summary:
        said = _passages(answer, asked, assistant, read) if answer.quotations else ""
        return said + _documents(answer, asked, assistant, read)
    if answer.outcome is Outcome.NOT_FOUND or not answer.quotations:
        said = f"{literal(answer.message)} {_outside(answer)}".rstrip()
        covered = contents(coverage, answer.covers)
        return f'<p class="outcome">{said}</p><p>{THEY_COVER}</p>{covered}'
    return _passages(answer, asked, assistant, read)


def _passages(answer: Answer, asked: str, assistant: Answering, read: date) -> str:
    """Shows the passages that answer, and those that are near."""

    def cards(quotations: Sequence[Quotation], label: str) -> str:
        shown = "".join(
            card(q, assistant.document(q.passage.path), f"{label} {number}", read, asked)
            for number, q in enumerate(quotations, start=1)
        )
        return f'<ol class="cards">{shown}</ol>' if shown else ""

    noted = "".join(f'<p class="noted">{literal(note)}</p>' for note in notes(answer))
    said = literal(answer.outcome.words)
    if answer.outcome is not Outcome.FOUND:
        said = f"{_outside(answer)} {said}".lstrip()
        return f'{noted}<p class="outcome">{said}</p>{cards(answer.near, _NEAREST)}'
    near = cards(answer.near, "Also near")
    folded = f'<details class="near"><summary>{ALSO_NEAR}</summary>{near}</details>' if near else ""
    return f'{noted}<p class="outcome">{said}</p>{cards(answer.answering, "Passage")}{folded}'


def _outside(answer: Answer) -> str:
    """Says whether documents that the filters leave out would answer."""
    return literal(outside_line(answer.filters)) if answer.filters else ""


def _documents(answer: Answer, asked: str, assistant: Answering, read: date) -> str:
    """Lists the documents after what is said of them; long lists end in a closed part."""
    rows = [_row(document, asked, assistant, read) for document in answer.documents]
    shown, rest = "".join(rows[:_LISTED]), "".join(rows[_LISTED:])
    more = f"{len(rows) - _LISTED:,} more"
    closed = f'<details><summary>{more}</summary><ul class="documents">{rest}</ul></details>'
    return (
        f'<p class="outcome">{literal(answer.summary)}</p>'
        f'<ul class="documents">{shown}</ul>{closed if rest else ""}'
    )


def _row(document: ListedDocument, asked: str, assistant: Answering, read: date) -> str:
    """Returns a document with how often it mentions what was asked for, and its best passage."""
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


def verdict_html(answer: Answer, number: int) -> str:
    """Returns HTML that asks whether an answer with passages answered; the script hears it."""
    if not shows_passages(answer):
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


def shows_passages(answer: Answer) -> bool:
    """Returns whether the page shows passages for the question; a list of documents is none."""
    found = answer.outcome is not Outcome.NOT_FOUND and not answer.summary
    return found and bool(answer.quotations)


def card(quotation: Quotation, document: Document, label: str, read: date, asked: str = "") -> str:
    """Returns HTML of one quotation under a label such as 'Passage 1'.

    `read` is the day it is read; `asked` tells its buttons from those under other questions:
    'question 2'.
    """
    passage, source = quotation.passage, quotation.citation.source
    told = ", ".join(filter(None, [label, source.title, asked]))
    named = f'<span class="unseen"> ({literal(told)})</span>'
    lead_in = f"<q>{literal(passage.lead_in)}</q>" if passage.lead_in is not None else ""
    opening = f'<p class="lead-in">The list or table begins: {lead_in}</p>' if lead_in else ""
    place = urlencode(place_in(document, passage.start, passage.end), errors="surrogatepass")
    copies = "".join(
        f'<button type="button" data-copy="{literal(cite(quotation, style, read))}">'
        f"{copy}{named}</button>"
        for style, copy in _COPIES
    )
    return (
        '<li class="card"><figure>'
        f'<div class="card-top"><h3>{literal(label)}</h3>{_badges(quotation, document)}</div>'
        f'{opening}<blockquote class="verbatim">'
        f"{marked(passage.text, quotation.highlights, quotation.sentence)}</blockquote>"
        f'<figcaption><p class="citation">{literal(quotation.cited)}</p>{_also(quotation)}'
        f"</figcaption></figure>{_link(quotation, named)}"
        f'<div class="card-ways"><button type="button" data-source="{literal(place)}">'
        f"Show in the document{named}</button>{copies}</div></li>"
    )


def _also(quotation: Quotation) -> str:
    """Returns the other places where the passage stands."""
    if not quotation.also:
        return ""
    rows = "".join(f"<li>{literal(elsewhere(place))}</li>" for place in quotation.also)
    return f'<div class="also"><p>{ALSO}</p><ul>{rows}</ul></div>'


def _badges(quotation: Quotation, document: Document) -> str:
    """Returns what a reader should know of the document's standing before relying on it."""
    entry = quotation.citation.source.entry
    dated = "File dated" if entry.is_doubtful("published") else "Published"
    told = [
        *(("badge warning", f"Marked {mark}") for mark in _stamps(quotation, document)),
        ("badge", "Easy Read" if entry.easy_read else ""),
        ("badge", entry.nation or ""),
        ("badge", f"{dated} {written_date(entry.published)}" if entry.published else ""),
        ("badge warning", f"Superseded by {entry.superseded_by}" if entry.superseded_by else ""),
    ]
    shown = "".join(f'<li class="{style}">{literal(text)}</li>' for style, text in told if text)
    return f'<ul class="badges">{shown}</ul>' if shown else ""


def _stamps(quotation: Quotation, document: Document) -> list[str]:
    """Returns what is stamped on the page or slide of a passage, such as DRAFT."""
    start = quotation.passage.start
    spans = [
        (m.start, m.end)
        for m in document.marks
        if m.kind in (MarkKind.PAGE, MarkKind.SLIDE) and m.start <= start < m.end
    ]
    texts = (
        document.text[m.start : m.end]
        for m in document.marks
        if m.kind is MarkKind.BOILERPLATE and any(a <= m.start < b for a, b in spans)
    )
    return list(dict.fromkeys(text for text in texts if _STAMP.fullmatch(text)))


def _link(quotation: Quotation, named: str) -> str:
    """Returns the way to the source, at the page where a PDF can be opened at one."""
    citation = quotation.citation
    url = safe_url(citation.source.entry.url)
    if url is None:
        return ""
    pages = citation.locator.pages
    if pages and urlsplit(url).path.lower().endswith(".pdf") and "#" not in url:
        url = f"{url}#page={pages[0]}"
    return (
        f'<a class="source" href="{literal(url)}" target="_blank" rel="noopener noreferrer">'
        f'Open the source{named}<span class="unseen"> in a new tab</span></a>'
    )
