"""Text as HTML that shows exactly that text: no character of it is ever read as markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from urllib.parse import urlencode, urlsplit

from assistant.citation import Style, cite, safe_url
from assistant.records import (
    Citation,
    Document,
    Highlight,
    MarkKind,
    Passage,
    Quotation,
)
from assistant.text.files import written_date
from assistant.wording import (
    ALSO,
    elsewhere,
)


def literal(text: str) -> str:
    """HTML that shows the text as it is, in an element or in an attribute."""
    # A browser reads a bare CR as LF.
    return escape(text, quote=True).replace("\r", "&#13;")


def marked(text: str, highlights: Iterable[Highlight], sentence: Highlight | None = None) -> str:
    """HTML of the text with its highlights in `<mark>`; its text content is the text itself.

    The sentence, where there is one, is in `<strong>`, and what is marked of it in both.
    """
    spans = list(_joined(highlights, len(text)))
    kept = list(_joined([sentence] if sentence else [], len(text)))
    (first, last) = kept[0] if kept else (0, 0)
    answering = _marked(text, spans, first, last)
    return "".join(
        [
            _marked(text, spans, 0, first),
            f"<strong>{answering}</strong>" if answering else "",
            _marked(text, spans, last, len(text)),
        ]
    )


def _marked(text: str, spans: Iterable[tuple[int, int]], first: int, last: int) -> str:
    """HTML of a stretch of the text with what lies in it of the spans in `<mark>`."""
    done = first
    parts = []
    for start, end in ((max(start, first), min(end, last)) for start, end in spans):
        if start < end:
            parts += [literal(text[done:start]), f"<mark>{literal(text[start:end])}</mark>"]
            done = end
    return "".join([*parts, literal(text[done:last])])


def _joined(highlights: Iterable[Highlight], length: int) -> Iterator[tuple[int, int]]:
    """The stretches in order, those that overlap or touch as one, none outside the text."""
    kept: tuple[int, int] | None = None
    for start, end in sorted((max(h.start, 0), min(h.end, length)) for h in highlights):
        if start >= end:
            continue
        if kept and start <= kept[1]:
            kept = (kept[0], max(kept[1], end))
            continue
        if kept:
            yield kept
        kept = (start, end)
    if kept:
        yield kept


_WAYS = ((Style.CASE_NOTE, "Copy for case note"), (Style.FULL, "Copy citation"))


def copy_buttons(quotation: Quotation, read: date, named: str) -> str:
    """HTML of a button for each; the page's script copies the text that a button carries.

    `read` is the day the passage is read; `named` is HTML that tells the buttons of one passage
    from those of another.
    """
    return "".join(
        f'<button type="button" data-copy="{literal(cite(quotation, style, read))}">'
        f"{label}{named}</button>"
        for style, label in _WAYS
    )


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
