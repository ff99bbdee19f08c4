"""A quotation as a card: the passage verbatim, its citation, its source and its surroundings."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from urllib.parse import urlencode, urlsplit

from assistant.citation import safe_url
from assistant.dates import written_date
from assistant.records import Citation, Document, MarkKind, Passage, Quotation
from assistant.web.copying import copy_buttons
from assistant.web.markup import literal, marked
from assistant.wording import ALSO, elsewhere

_STAMP = re.compile("DRAFT|CONFIDENTIAL|EMBARGOED|SPECIMEN|OFFICIAL(?:[- ]SENSITIVE)?")


def card(
    quotation: Quotation,
    document: Document,
    label: str,
    read: date,
    asked: str = "",
) -> str:
    """HTML of one quotation under a label such as 'Passage 1'.

    `read` is the day it is read; `asked` tells its buttons from those under other questions:
    'question 2'.
    """
    passage, citation = quotation.passage, quotation.citation
    told = ", ".join(filter(None, [label, citation.source.title, asked]))
    named = f'<span class="unseen"> ({literal(told)})</span>'
    return (
        '<li class="card"><figure>'
        f'<div class="card-top"><h3>{literal(label)}</h3>'
        f"{_badges(quotation, document)}</div>"
        f"{_lead_in(passage.lead_in)}"
        f'<blockquote class="verbatim">{_quoted(quotation)}</blockquote>'
        f'<figcaption><p class="citation">{literal(quotation.cited)}</p>{_also(quotation)}'
        f"</figcaption></figure>{_link(citation, named)}"
        f'<div class="card-ways">{_show_button(document, passage, named)}'
        f"{copy_buttons(quotation, read, named)}</div></li>"
    )


def place_in(document: Document, start: int, end: int) -> dict[str, str | int]:
    """What tells a place in a document from every other, also once the index is a new one."""
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {"document": document.path, "text": text, "start": start, "end": end}


def _show_button(document: Document, passage: Passage, named: str) -> str:
    """Opens the document at the passage; the page's script hears it."""
    place = urlencode(place_in(document, passage.start, passage.end), errors="surrogatepass")
    return (
        f'<button type="button" data-source="{literal(place)}">Show in the document{named}</button>'
    )


def _lead_in(sentence: str | None) -> str:
    """The sentence that opened the list, apart from the passage's own text."""
    if sentence is None:
        return ""
    return f'<p class="lead-in">The list or table begins: <q>{literal(sentence)}</q></p>'


def _quoted(quotation: Quotation) -> str:
    return marked(quotation.passage.text, quotation.highlights, quotation.sentence)


def _also(quotation: Quotation) -> str:
    """The other places where the passage stands."""
    if not quotation.also:
        return ""
    rows = "".join(f"<li>{literal(elsewhere(place))}</li>" for place in quotation.also)
    return f'<div class="also"><p>{ALSO}</p><ul>{rows}</ul></div>'


def _badges(quotation: Quotation, document: Document) -> str:
    """What a reader should know of the document's standing before relying on it."""
    entry = quotation.citation.source.entry
    told = [
        *(("badge warning", f"Marked {mark}") for mark in _stamps(quotation.passage, document)),
        ("badge", "Easy Read" if entry.easy_read else ""),
        ("badge", entry.nation or ""),
        ("badge", f"Published {written_date(entry.published)}" if entry.published else ""),
        ("badge warning", f"Superseded by {entry.superseded_by}" if entry.superseded_by else ""),
    ]
    shown = "".join(f'<li class="{style}">{literal(text)}</li>' for style, text in told if text)
    return f'<ul class="badges">{shown}</ul>' if shown else ""


def _stamps(passage: Passage, document: Document) -> list[str]:
    """What is stamped on the page or slide of a passage, such as DRAFT."""
    spans = [
        (m.start, m.end)
        for m in document.marks
        if m.kind in (MarkKind.PAGE, MarkKind.SLIDE) and m.start <= passage.start < m.end
    ]
    texts = (
        document.text[m.start : m.end]
        for m in document.marks
        if m.kind is MarkKind.BOILERPLATE and any(a <= m.start < b for a, b in spans)
    )
    return list(dict.fromkeys(text for text in texts if _STAMP.fullmatch(text)))


def _link(citation: Citation, named: str) -> str:
    """The way to the source, at the page where a PDF can be opened at one."""
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
