"""A turn of the conversation as HTML: the question, and passages or documents that answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode, urlsplit

from assistant import wording
from assistant.citation import Style, cite, dated, place, safe_url, section, short, superseded
from assistant.passages import Locate
from assistant.records import Answer, Document, Filters, ListedDocument, Outcome, Passage, Quotation
from assistant.web.coverage import Coverage, contents, document_row, sent_filters, stale_html
from assistant.web.markup import Layer, Span, joined, literal, opening_html, spoken, text_html
from assistant.web.service import Answering
from assistant.web.source import place_in
from assistant.wording import count, filter_lines, is_reworded, notes, outcome_lines, read_line

_LISTED = 12  # documents of a list that are shown; the others are in a part that opens
_LONG = 300  # characters of a question, of which more are cut: its answer would be out of sight
_NUMBER = re.compile(r"\d[\d ]+\d")  # of a telephone: '116 123', and no character reference
_Card = Callable[[Quotation, str], str]  # what returns the card of a quotation under a label


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

    doubt = f" (nearest passage; may not answer: ‘{wording.ending(answer.question)}’)"

    def shown(quotation: Quotation, label: str) -> str:
        held = assistant.document(quotation.passage.path)
        return card(quotation, held, label, read, asked, doubt * (quotation in answer.near))

    return (
        f'<article class="turn {kind}" id="turn-{number}"'
        f' aria-labelledby="question-{number}" data-heard="{literal(heard(answer))}">'
        f'{caution_html(answer.caution)}<h2 class="{style}" id="question-{number}" tabindex="-1">'
        f'<span class="unseen">Question: </span>{literal(answer.question)}</h2>'
        f"{_searched_for(answer, asked, is_reduced)}{_filtered(answer, asked)}"
        f"{stale_html(coverage)}{_body(answer, asked, coverage, shown)}"
        f"{verdict_html(answer, number)}</article>"
    )


def caution_html(words: str | None) -> str:
    """Returns HTML of where to turn in danger; it comes first, also for a screen reader."""
    told = literal(words or "")
    told = _NUMBER.sub(lambda n: f'<a href="tel:{n[0].replace(" ", "")}">{n[0]}</a>', told)
    return f'<p class="caution" role="alert">{told}</p>' if words else ""


def heard(answer: Answer) -> str:
    """Returns what a screen reader says once an answer is there; the passages are there to be read.

    It says how many there are, or that there are none, and what was searched where that is not
    the question.
    """
    searched = f"Searched for “{answer.searched_for}”." if is_reworded(answer) else ""
    said = [read_line(answer), searched, *notes(answer)]
    if not shows_passages(answer):
        said += outcome_lines(answer)
    elif answer.outcome is Outcome.FOUND:
        said += [f"{count(len(answer.shown), 'answer')} from the documents."]
    else:
        nearest = count(len(answer.shown), "passage")
        said += [f"Nothing in the documents answers this clearly. Nearest: {nearest}."]
    return " ".join(filter(None, said))


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


def _filtered(answer: Answer, asked: str) -> str:
    """Says under which filters it was searched, and offers to include what they leave out."""
    if not answer.filters:
        return ""
    told = literal(" ".join(filter_lines(answer.filters)))
    way = f" {_include(answer, asked, silent)}" if (silent := answer.filters.silent) else ""
    return f'<p class="searched">{told}{way}</p>'


def _include(answer: Answer, asked: str, silent: int) -> str:
    """Returns the button that asks again with the documents of which too little is known."""
    filters = answer.filters.filters if answer.filters else Filters()
    wider = sent_filters(replace(filters, include_unstated=True))
    return (
        f'<button type="button" class="way" data-searched="{literal(answer.searched_for)}"'
        f' data-filters="{literal(wider)}">Include {"it" if silent == 1 else "them"}'
        f'<span class="unseen"> (ask {asked} again)</span></button>'
    )


def _body(answer: Answer, asked: str, coverage: Coverage, shown: _Card) -> str:
    if answer.reply:
        return f'<p class="reply">{literal(answer.reply)}</p>'
    if answer.summary:
        said = _passages(answer, shown) if answer.quotations else ""
        return said + _documents(answer, asked, shown)
    if shows_passages(answer):
        return _passages(answer, shown)
    said = f'<p class="outcome">{literal(" ".join(outcome_lines(answer)))}</p>'
    covered = f"<p>{wording.THEY_COVER}</p>{contents(coverage, answer.covers)}"
    return said + covered if answer.covers else said


def _passages(answer: Answer, shown: _Card) -> str:
    def cards(quotations: Sequence[Quotation], label: str) -> str:
        held = "".join(shown(q, f"{label} {number}") for number, q in enumerate(quotations, 1))
        return f'<ol class="cards">{held}</ol>' if held else ""

    is_found, number = answer.outcome is Outcome.FOUND, len(answer.shown)
    said = answer.outcome.words if answer.summary else " ".join(outcome_lines(answer))
    noted = "".join(f'<p class="noted">{literal(note)}</p>' for note in notes(answer))
    many = f" <span>{number} answers</span>" if is_found and number > 1 else ""
    first = cards(answer.shown, "Answer" if is_found else wording.NEAREST)
    near = cards(answer.near, "Also near") if is_found else ""
    summary = f"<summary>{wording.ALSO_NEAR}</summary>"
    folded = f'<details class="near">{summary}{near}</details>' if near else ""
    return f'{noted}<p class="outcome">{literal(said)}{many}</p>{first}{folded}'


def _documents(answer: Answer, asked: str, shown: _Card) -> str:
    """Lists the documents after what is said of them; long lists end in a closed part."""
    rows = [_row(document, asked, shown) for document in answer.documents]
    first, rest = "".join(rows[:_LISTED]), "".join(rows[_LISTED:])
    more = f"{len(rows) - _LISTED:,} more"
    closed = f'<details><summary>{more}</summary><ul class="documents">{rest}</ul></details>'
    is_offered = answer.filters is not None and answer.filters.silent  # which includes these, too
    is_left_out = answer.silent and not is_offered
    way = f'<p class="searched">{_include(answer, asked, answer.silent)}</p>' if is_left_out else ""
    return (
        f'<p class="outcome">{literal(answer.summary)}</p>{way}'
        f'<ul class="documents">{first}</ul>{closed if rest else ""}'
    )


def _row(document: ListedDocument, asked: str, shown: _Card) -> str:
    """Returns a document with how often it mentions what was asked for, and its best passage."""
    source, more = document.source, ""
    if document.mentions:
        passages = count(document.mentions, "passage")
        more = f' <span class="facts">Mentioned in {passages}</span>'
    if document.quotations:
        cards = "".join(shown(quotation, "Best passage") for quotation in document.quotations)
        told = f'<span class="unseen"> ({literal(source.title)}, {asked})</span>'
        summary = f"<summary>Best passage{told}</summary>"
        more += f'<details>{summary}<ol class="cards">{cards}</ol></details>'
    return document_row(source, more)


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


def card(
    quotation: Quotation, document: Document, label: str, read: date, asked: str = "", end: str = ""
) -> str:
    """Returns HTML of one quotation under a label such as 'Answer 1'.

    From the top: where it is from, the words that answer if any do, the passage, folded, in which
    they or what comes nearest are marked, and what can be done with them. `read` is the day it is
    read; `asked` tells its buttons from those under other questions: 'question 2'; `end` is put
    behind what is copied.
    """
    passage, source = quotation.passage, quotation.citation.source
    told = ", ".join(filter(None, [label, source.title, asked]))
    named = f'<span class="unseen"> ({literal(told)})</span>'
    words = _words(quotation, document)
    within = (words.passage.start, words.passage.end) if words else None
    said = words if words and quotation.answers else quotation
    is_large, is_all = said is words, quotation.marked.strip() == passage.text.strip()
    shown = _large(said, document) if is_large else ""
    more = _copy("Copy citation", cite(quotation, Style.FULL, read), named)
    if not is_large or not is_all:
        apart = None if is_all else within  # a mark on everything tells nothing
        shown += _around(quotation, document, apart, named, not is_large)
    if is_large and not is_all:
        more = _copies(quotation, "whole passage ", read, named, end) + more
    found = place_in(document, passage.start, passage.end, within)
    query = literal(urlencode(found, errors="surrogatepass"))
    return (
        '<li class="card"><figure>'
        f'<figcaption class="card-top"><h3>{literal(label)}</h3> {_from(said)}'
        f"</figcaption>{shown}</figure>{_also(quotation)}"
        f'<div class="card-ways">{_copies(said, "", read, named, end)}'
        f'<button type="button" data-source="{query}">Show in the document{named}</button></div>'
        f"<details><summary>More ways to copy{named}</summary>"
        f'<p class="citation">{literal(quotation.cited)}</p><div class="card-ways">{more}</div>'
        f"</details>{_link(said, named)}</li>"
    )


def _words(quotation: Quotation, document: Document) -> Quotation | None:
    """Returns the words that answer as a quotation of their own; None where none are marked."""
    passage, marked = quotation.passage, quotation.sentence
    if marked is None or not quotation.marked.strip():
        return None
    start, end = passage.start + marked.start, passage.start + marked.end
    locator = Locate(document).at(start, end)
    citation = replace(quotation.citation, locator=locator)
    part = Passage(passage.path, start, end, quotation.marked, locator)
    said = replace(quotation, passage=part, lead_ins=quotation.sentence_lead_ins, sentence=None)
    return replace(said, citation=citation, cited=short(citation))


def _large(quotation: Quotation, document: Document) -> str:
    start, end = quotation.passage.start, quotation.passage.end
    text = text_html(document, start, end, in_card=True)
    opening = opening_html(document, start, style="lead-in answer")
    shown = f'{opening}<blockquote class="verbatim answer"{spoken(document)}>{text}</blockquote>'
    said = " ".join(f"… <q>{literal(words)}</q>" for words in quotation.sentence_notes)
    return f'{shown}<p class="lead-in answer"{spoken(document)}>{said}</p>' if said else shown


def _around(
    quotation: Quotation, document: Document, words: Span | None, named: str, is_heard: bool
) -> str:
    """Returns the passage, folded to some lines, in which the words that answer are marked.

    Under those words by themselves a screen reader has it once it is opened: else they would be
    heard twice. Its button stands before it, so that what it opens is read next.
    """
    passage = quotation.passage
    met = joined((passage.start + h.start, passage.start + h.end) for h in quotation.highlights)
    answering = Layer("<mark>", "</mark>", [words] if words else [])
    layers = [answering, Layer("<b>", "</b>", met)]
    text = text_html(document, passage.start, passage.end, layers, in_card=True)
    told = words[0] if words and not is_heard else None
    opening = opening_html(document, passage.start, told)
    hidden, state = ("", "") if is_heard else (' aria-hidden="true"', ' aria-expanded="false"')
    folded = f'<blockquote class="verbatim folded"{hidden}{spoken(document)}>{text}</blockquote>'
    way = f'<button type="button" class="way unfold"{state}>Show the whole passage{named}</button>'
    return opening + (folded + way if is_heard else way + folded)


def _copies(quotation: Quotation, what: str, read: date, named: str, end: str) -> str:
    """Returns a button for each way to copy a quotation with where it stands."""
    note, letter = (cite(quotation, s, read) + end for s in (Style.CASE_NOTE, Style.LETTER))
    for_note = _copy(f"Copy {what}for case note", note, named)
    return for_note + _copy(f"Copy {what}for letter", letter, named)


def _copy(name: str, text: str, named: str) -> str:
    return f'<button type="button" data-copy="{literal(text)}">{name}{named}</button>'


def _from(quotation: Quotation) -> str:
    """Returns in one line where a quotation is from, and what to know before relying on it.

    A heading that opens its list stands before its words, and is not said twice.
    """
    source, locator = quotation.citation.source, quotation.citation.locator
    entry, heading = source.entry, section(locator)
    is_told = heading in (source.title, *(" ".join(words.split()) for words in quotation.lead_ins))
    where = [
        f"“{heading}”" if heading and not is_told else "",
        place(replace(locator, remarks=())),
        dated(source),
    ]
    told = [
        *(("badge warning", f"{remark[:1].upper()}{remark[1:]}") for remark in locator.remarks),
        ("badge warning", superseded(source).replace("s", "S", 1)),
        ("badge", "Easy Read" if entry.easy_read else ""),
        ("badge", entry.nation or ""),
    ]
    shown = " ".join(f'<li class="{style}">{literal(text)}</li>' for style, text in told if text)
    said = "".join(f" <span>{literal(part)}</span>" for part in where if part)
    badges = f' <ul class="badges">{shown}</ul>' if shown else ""
    return f'<p class="from"><strong>{literal(source.title)}</strong>{said}</p>{badges}'


def _also(quotation: Quotation) -> str:
    if not quotation.also:
        return ""
    rows = "".join(f"<li>{literal(wording.elsewhere(place))}</li>" for place in quotation.also)
    return f'<div class="also"><p>{wording.ALSO}</p><ul>{rows}</ul></div>'


def _link(quotation: Quotation, named: str) -> str:
    """Returns the way to the source, at the page where a PDF can be opened at one."""
    url, pages = safe_url(quotation.citation.source.entry.url), quotation.citation.locator.pages
    if url is None:
        return ""
    if pages and urlsplit(url).path.lower().endswith(".pdf") and "#" not in url:
        url = f"{url}#page={pages[0]}"
    return (
        f'<a class="source" href="{literal(url)}" target="_blank" rel="noopener noreferrer">'
        f'Open the source{named}<span class="unseen"> in a new tab</span></a>'
    )
