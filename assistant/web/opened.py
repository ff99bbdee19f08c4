"""A document opened at a passage, as HTML: a PDF page by page as it looks, others as text."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from assistant.citation import safe_url
from assistant.errors import UnreadableFileError
from assistant.readers.pdf.picture import Box
from assistant.records import Document, Mark, MarkKind, Source
from assistant.web.cards import place_in
from assistant.web.document_text import text_html
from assistant.web.markup import literal
from assistant.web.originals import Originals
from assistant.web.paths import ORIGINAL, PICTURE

_UNDRAWN = '<p class="cut">The page cannot be shown as it looks now. These are its words.</p>'
_TO_PASSAGE = '<li><button type="button" class="way to-passage">Go to the passage</button></li>'


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened at a passage."""

    document: Document
    source: Source
    start: int
    end: int

    def pages(self) -> list[Mark]:
        """The marks of its pages."""
        return [mark for mark in self.document.marks if mark.kind is MarkKind.PAGE]

    def page_of_passage(self) -> int | None:
        """The number of the page that the passage begins on."""
        held = (m.number for m in self.pages() if m.start <= self.start < m.end)
        return next(held, None)

    def text_on(self, page: Mark) -> str:
        """As much of the passage as stands on a page."""
        return self.document.text[max(self.start, page.start) : min(self.end, page.end)]

    def query(self, **more: int) -> str:
        """Its place as part of an address."""
        place = place_in(self.document, self.start, self.end)
        return urlencode({**place, **more}, errors="surrogatepass")


def source_html(opened: Opened, originals: Originals, page: int | None = None) -> str:
    """HTML of a document at a passage: a page of a PDF, by default the passage's, or its text."""
    shown = next(
        (m for m in opened.pages() if m.number == (page or opened.page_of_passage())), None
    )
    body = _sheet(opened, originals, shown) if shown else ""
    is_marked = not body or not shown or bool(opened.text_on(shown))
    ways = (_TO_PASSAGE if is_marked else "") + _links(opened, originals)
    text = text_html(opened.document, opened.start, opened.end)
    undrawn = _UNDRAWN if shown else ""
    return (
        f'<h2 id="source-title" tabindex="-1">{literal(opened.source.title)}</h2>'
        + (f'<ul class="ways">{ways}</ul>' if ways else "")
        + (body or undrawn + text)
    )


def _links(opened: Opened, originals: Originals) -> str:
    """The ways to the file itself and to its address, as list items."""
    ways = []
    if originals.file(opened.source):
        address = (
            f"{ORIGINAL}?{urlencode({'document': opened.source.path}, errors='surrogatepass')}"
        )
        ways.append((address, "Original file"))
    url = safe_url(opened.source.entry.url)
    if url:
        ways.append((url, "Where it was published"))
    return "".join(
        f'<li><a href="{literal(address)}" target="_blank" rel="noopener noreferrer">{label}'
        '<span class="unseen"> (opens in a new tab)</span></a></li>'
        for address, label in ways
    )


def _sheet(opened: Opened, originals: Originals, page: Mark) -> str:
    """A page as it looks, and its text below; '' where it cannot be drawn."""
    number = page.number or 1
    text = opened.text_on(page)
    try:
        picture = originals.picture(opened.source, number, text)
    except UnreadableFileError:
        picture = None
    if picture is None:
        return ""
    marks = "".join(map(_mark, picture.boxes))
    width, height = picture.size()
    words = text_html(opened.document, opened.start, opened.end, (page.start, page.end))
    unmarked = text.strip() and not picture.boxes
    lost = '<p class="cut">The passage could not be marked on this page.</p>' if unmarked else ""
    return (
        f"{_pager(opened, number)}{lost}"
        f'<div class="sheet-frame" tabindex="0" role="region" aria-label="Page {number}">'
        f'<div class="sheet"><img src="{PICTURE}?{literal(opened.query(page=number))}"'
        f' width="{width}" height="{height}"'
        f' alt="Page {number} as it looks; its words are below">{marks}</div></div>'
        f"<details><summary>The words of this page</summary>{words}</details>"
    )


def _mark(box: Box) -> str:
    place = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    style = ";".join(f"{name}:{share:.3%}" for name, share in place)
    return f'<span class="box" style="{style}"></span>'


def _pager(opened: Opened, number: int) -> str:
    """Buttons to the page before and after, and for the size; the page's script hears them."""
    last = max(m.number or 1 for m in opened.pages())
    label = next((m.label for m in opened.pages() if m.number == number and m.label), None)
    printed = f" (printed as {label})" if label and label != str(number) else ""

    def way(name: str, to: int) -> str:
        idle = "" if 1 <= to <= last else " disabled"
        return f'<button type="button" data-page="{to}"{idle}>{name}</button>'

    return (
        f'<div class="pager">{way("Previous page", number - 1)}'
        f'<span class="number">Page {number}{literal(printed)} of {last}</span>'
        f"{way('Next page', number + 1)}"
        '<button type="button" data-zoom="-1">Smaller</button>'
        '<button type="button" data-zoom="1">Larger</button></div>'
    )
