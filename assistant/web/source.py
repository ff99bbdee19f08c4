"""The documents as HTML: text shown exactly as it is, and a document opened at a passage."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Depends, FastAPI
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from assistant.citation import safe_url
from assistant.errors import UnreadableFileError
from assistant.readers.pdf.pages import Box, Picture
from assistant.readers.sandbox.child import picture_of
from assistant.records import Document, Mark, MarkKind, Source
from assistant.settings import ReadSettings
from assistant.text.files import file_digest
from assistant.web.guard import ORIGINAL, PICTURE, SOURCE
from assistant.web.markup import Layer, Span, literal, spoken, text_html
from assistant.web.service import Holder

REACH = 30_000  # characters that are shown on each side of a passage, at most
_GONE = "This document was changed or taken out since. Please ask again."
_CUT = '<p class="cut">The document goes on.</p>'
_UNDRAWN = '<p class="cut">The page cannot be shown as it looks now. These are its words.</p>'
_TO_PASSAGE = '<li><button type="button" class="way to-passage">Go to the passage</button></li>'


def place_in(
    document: Document, start: int, end: int, words: Span | None = None
) -> dict[str, str | int]:
    """Returns what tells a place in a document from every other, also in a new index.

    `words` are where the words that answer start and end.
    """
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    within = {"first": words[0], "last": words[1]} if words else {}
    return {"document": document.path, "text": text, "start": start, "end": end, **within}


def _reach(document: Document, start: int, end: int) -> Span:
    """Returns the stretch to show, cut at the edges of blocks where there are any."""
    first, last = max(start - REACH, 0), min(end + REACH, len(document.text))
    if first > 0:
        first = min((m.start for m in document.marks if first <= m.start <= start), default=first)
    if last < len(document.text):
        last = max((m.end for m in document.marks if end <= m.end <= last), default=last)
    return first, last


@dataclass(frozen=True)
class Originals:
    """The corpus folder, which need not be there, and its files that are those that were read."""

    corpus: Path
    settings: ReadSettings

    def file(self, source: Source) -> Path | None:
        """Returns the document's file; None where it is gone or was changed since it was read."""
        path = self.corpus / source.path
        with contextlib.suppress(OSError, ValueError):
            state = path.stat()
            if _digest(path, state.st_size, state.st_mtime_ns) == source.sha256:
                return path
        return None

    def picture(self, opened: Opened, page: Mark) -> Picture | None:
        """Returns a PDF's page with the passage's place on it; None where it cannot be drawn."""
        path, sha256 = self.file(opened.source), opened.source.sha256
        with contextlib.suppress(UnreadableFileError):
            if path:
                text = opened.text_on(page)
                return _picture(path, sha256, page.number or 1, text, self.settings)
        return None


@lru_cache(maxsize=256)
def _digest(path: Path, _size: int, _changed: int) -> str:
    return file_digest(path)


@lru_cache(maxsize=32)
def _picture(path: Path, _sha256: str, page: int, text: str, settings: ReadSettings) -> Picture:
    return picture_of(path, page, text, settings)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened at a passage, and at the words in it that answer, if any are marked."""

    document: Document
    source: Source
    start: int
    end: int
    words: Span | None = None

    def is_as_told(self, text: str) -> bool:
        """Returns whether there is such a place, in a text of that digest."""
        is_there = 0 <= self.start < self.end <= len(self.document.text)
        return is_there and place_in(self.document, self.start, self.end)["text"] == text

    def pages(self) -> list[Mark]:
        """Returns the marks of its pages."""
        return [mark for mark in self.document.marks if mark.kind is MarkKind.PAGE]

    def page(self, number: int | None) -> Mark | None:
        """Returns the mark of a page, by default of the one that what is marked begins on."""
        start = self.words[0] if self.words else self.start
        for mark in self.pages():
            if mark.start <= start < mark.end if number is None else mark.number == number:
                return mark
        return None

    def text_on(self, page: Mark) -> str:
        """Returns what to mark on a page: the words that answer, or the passage beside them."""
        spans = (self.words or (0, 0), (self.start, self.end))
        texts = (self.document.text[max(a, page.start) : min(b, page.end)] for a, b in spans)
        return next(filter(str.strip, texts), "")

    def html(self, within: Span | None = None) -> str:
        """Returns HTML of the text, the words that answer in `<mark>`, the passage around lightly.

        It is what lies within bounds, or all within reach of the passage.
        """
        first, last = within or _reach(self.document, self.start, self.end)
        around = Layer('<span class="passage">', "</span>", [(self.start, self.end)])
        words = Layer("<mark>", "</mark>", [self.words or (self.start, self.end)])
        body = text_html(self.document, first, last, [around, words] if self.words else [words])
        before = _CUT if not within and first > 0 else ""
        after = _CUT if not within and last < len(self.document.text) else ""
        return f'{before}<div class="verbatim document"{spoken(self.document)}>{body}</div>{after}'


def source_html(opened: Opened, originals: Originals, page: int | None = None) -> str:
    """Returns HTML of a document at a passage: a PDF's page, by default the passage's, or text."""
    shown = opened.page(page or None)
    sheet = _sheet(opened, originals, shown) if shown else ""
    is_marked = not (sheet and shown) or opened.text_on(shown)
    ways = (_TO_PASSAGE if is_marked else "") + _links(opened, originals)
    listed = f'<ul class="ways">{ways}</ul>' if ways else ""
    body = sheet or (_UNDRAWN if shown else "") + opened.html()
    title = literal(opened.source.title)
    return f'<h2 id="source-title" tabindex="-1">{title}</h2>{listed}{body}'


def _links(opened: Opened, originals: Originals) -> str:
    """Returns the ways to the file itself and to its address, as list items."""
    query = urlencode({"document": opened.source.path}, errors="surrogatepass")
    file = f"{ORIGINAL}?{query}" if originals.file(opened.source) else None
    published = safe_url(opened.source.entry.url)
    return "".join(
        f'<li><a href="{literal(address)}" target="_blank" rel="noopener noreferrer">{label}'
        '<span class="unseen"> (opens in a new tab)</span></a></li>'
        for address, label in ((file, "Original file"), (published, "Where it was published"))
        if address
    )


def _sheet(opened: Opened, originals: Originals, page: Mark) -> str:
    """Returns a page as it looks, and its text below; '' where it cannot be drawn."""
    picture = originals.picture(opened, page)
    if picture is None:
        return ""
    number = page.number or 1
    marks = "".join(map(_mark, picture.boxes))
    width, height = picture.size()
    words = opened.html((page.start, page.end))
    place = place_in(opened.document, opened.start, opened.end, opened.words)
    query = urlencode({**place, "page": number}, errors="surrogatepass")
    is_lost = opened.text_on(page) and not picture.boxes
    lost = '<p class="cut">The passage could not be marked on this page.</p>' if is_lost else ""
    return (
        f"{_pager(opened, page)}{lost}"
        f'<div class="sheet-frame" tabindex="0" role="region" aria-label="Page {number}">'
        f'<div class="sheet"><img src="{PICTURE}?{literal(query)}"'
        f' width="{width}" height="{height}"'
        f' alt="Page {number} as it looks; its words are below">{marks}</div></div>'
        f"<details><summary>The words of this page</summary>{words}</details>"
    )


def _mark(box: Box) -> str:
    style = ";".join(f"{side}:{share:.3%}" for side, share in asdict(box).items())
    return f'<span class="box" style="{style}"></span>'


def _pager(opened: Opened, page: Mark) -> str:
    """Returns buttons to the pages around and for the size; the page's script hears them."""
    last, number = max(mark.number or 1 for mark in opened.pages()), page.number or 1
    is_relabelled = page.label and page.label != str(number)
    printed = literal(f" (printed as {page.label})") if is_relabelled else ""

    def way(name: str, to: int) -> str:
        idle = "" if 1 <= to <= last else " disabled"
        return f'<button type="button" data-page="{to}"{idle}>{name}</button>'

    return (
        f'<div class="pager">{way("Previous page", number - 1)}'
        f'<span class="number">Page {number}{printed} of {last}</span>'
        f"{way('Next page', number + 1)}"
        '<button type="button" data-zoom="-1">Smaller</button>'
        '<button type="button" data-zoom="1">Larger</button></div>'
    )


def add_source(app: FastAPI, holder: Holder, originals: Originals) -> None:
    """Lets the page open documents of the assistant that the holder holds."""

    def there(
        document: str, text: str, start: int, end: int, first: int = 0, last: int = 0
    ) -> Opened | None:
        """Opens what `place_in` told of; None where that is not what it was when it was cited."""
        source = _source(holder, document)
        if source is None:
            return None
        words = (first, last) if start <= first < last <= end else None
        opened = Opened(holder.current().document(document), source, start, end, words)
        return opened if opened.is_as_told(text) else None

    place = Depends(there)

    def source(opened: Opened | None = place, page: int | None = None) -> Response:
        """Returns the document at a passage, or one of its other pages, as HTML."""
        return HTMLResponse(source_html(opened, originals, page)) if opened else _gone()

    def picture(page: int, opened: Opened | None = place) -> Response:
        shown = opened.page(page) if opened else None
        drawn = originals.picture(opened, shown) if opened and shown else None
        return Response(drawn.png, media_type="image/png") if drawn else _gone()

    def original(document: str) -> Response:
        found = _source(holder, document)
        path = originals.file(found) if found else None
        if path is None:
            return _gone()
        is_pdf = path.suffix.lower() == ".pdf"
        kind = "application/pdf" if is_pdf else "application/octet-stream"
        # What has a name is saved: never shown as a page of ours, whatever is in it.
        return FileResponse(path, media_type=kind, filename=None if is_pdf else path.name)

    for path, route in ((SOURCE, source), (PICTURE, picture), (ORIGINAL, original)):
        app.add_api_route(path, route, include_in_schema=False, response_class=Response)


def _source(holder: Holder, path: str) -> Source | None:
    return next((s for s in holder.current().sources() if s.path == path), None)


def _gone() -> Response:
    return PlainTextResponse(_GONE, 404)
