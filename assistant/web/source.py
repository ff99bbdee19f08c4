"""The documents as HTML: text shown exactly as it is, and a document opened at a passage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from assistant.citation import safe_url
from assistant.errors import UnreadableFileError
from assistant.index.snapshot import file_digest
from assistant.readers.pdf.pages import Box, Picture
from assistant.readers.sandbox.child import picture_of
from assistant.records import Document, Mark, MarkKind, Source
from assistant.settings import ReadSettings
from assistant.web.guard import ORIGINAL, PICTURE, SOURCE
from assistant.web.markup import Layer, literal, spoken, text_html
from assistant.web.service import Holder

REACH = 30_000
"""How many characters to show on each side of a passage, at most."""

_PICTURES = 32
_GONE = "This document was changed or taken out since. Please ask again."
_CUT = '<p class="cut">The document goes on.</p>'
_UNDRAWN = '<p class="cut">The page cannot be shown as it looks now. These are its words.</p>'
_TO_PASSAGE = '<li><button type="button" class="way to-passage">Go to the passage</button></li>'


def place_in(
    document: Document, start: int, end: int, words: tuple[int, int] | None = None
) -> dict[str, str | int]:
    """Returns what tells a place in a document from every other, also in a new index.

    `words` are where the words that answer start and end.
    """
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    within = {"first": words[0], "last": words[1]} if words else {}
    return {"document": document.path, "text": text, "start": start, "end": end, **within}


def _reach(document: Document, start: int, end: int) -> tuple[int, int]:
    """Returns the stretch to show, cut at the edges of blocks where there are any."""
    first, last = max(start - REACH, 0), min(end + REACH, len(document.text))
    starts = (m.start for m in document.marks if first <= m.start <= start)
    ends = (m.end for m in document.marks if end <= m.end <= last)
    return (
        min(starts, default=first) if first else 0,
        max(ends, default=last) if last < len(document.text) else last,
    )


class Originals:
    """The corpus folder, as far as its files are still those that were read."""

    def __init__(self, corpus: Path, settings: ReadSettings) -> None:
        """Looks for files in a corpus folder, which need not be there."""
        self._corpus = corpus
        self._settings = settings
        # Of a file as long as it looks unchanged.
        self._digest = lru_cache(maxsize=256)(lambda path, _size, _changed: file_digest(path))
        self._picture = lru_cache(maxsize=_PICTURES)(self._drawn)

    def file(self, source: Source) -> Path | None:
        """Returns the document's file; None where it is gone or was changed since it was read."""
        path = self._corpus / source.path
        try:
            state = path.stat()
            same = self._digest(path, state.st_size, state.st_mtime_ns) == source.sha256
        except (OSError, ValueError):
            return None
        return path if same else None

    def picture(self, source: Source, page: int, text: str) -> Picture | None:
        """Returns a page of a PDF and where a text stands on it; None where the file is not there.

        Raises:
            UnreadableFileError: the page cannot be drawn.
        """
        path = self.file(source)
        return None if path is None else self._picture(path, source.sha256, page, text)

    def _drawn(self, path: Path, _sha256: str, page: int, text: str) -> Picture:
        return picture_of(path, page, text, self._settings)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened at a passage, and at the words in it that answer, if any are marked."""

    document: Document
    source: Source
    start: int
    end: int
    words: tuple[int, int] | None = None

    def pages(self) -> list[Mark]:
        """Returns the marks of its pages."""
        return [mark for mark in self.document.marks if mark.kind is MarkKind.PAGE]

    def page(self, number: int | None) -> Mark | None:
        """Returns the mark of a page, by default of the one that what is marked begins on."""
        start = (self.words or (self.start,))[0]
        for mark in self.pages():
            if mark.start <= start < mark.end if number is None else mark.number == number:
                return mark
        return None

    def text_on(self, page: Mark) -> str:
        """Returns what to mark on a page: the words that answer, or the passage beside them."""
        spans = (self.words or (0, 0), (self.start, self.end))
        texts = (self.document.text[max(a, page.start) : min(b, page.end)] for a, b in spans)
        return next(filter(str.strip, texts), "")

    def html(self, within: tuple[int, int] | None = None) -> str:
        """Returns HTML of the text, the words that answer in `<mark>`, the passage around lightly.

        It is what lies within bounds, or all within reach of the passage.
        """
        first, last = within or _reach(self.document, self.start, self.end)
        around = Layer('<span class="passage">', "</span>", [(self.start, self.end)])
        words = Layer("<mark>", "</mark>", [self.words or (self.start, self.end)])
        body = text_html(self.document, first, last, [around, words] if self.words else [words])
        before = _CUT if within is None and first > 0 else ""
        after = _CUT if within is None and last < len(self.document.text) else ""
        return f'{before}<div class="verbatim document"{spoken(self.document)}>{body}</div>{after}'


def source_html(opened: Opened, originals: Originals, page: int | None = None) -> str:
    """Returns HTML of a document at a passage: a PDF's page, by default the passage's, or text."""
    shown = opened.page(page or None)
    body = _sheet(opened, originals, shown) if shown else ""
    is_marked = not body or not shown or bool(opened.text_on(shown))
    ways = (_TO_PASSAGE if is_marked else "") + _links(opened, originals)
    if not body:
        undrawn = _UNDRAWN if shown else ""
        body = undrawn + opened.html()
    return (
        f'<h2 id="source-title" tabindex="-1">{literal(opened.source.title)}</h2>'
        + (f'<ul class="ways">{ways}</ul>' if ways else "")
        + body
    )


def _links(opened: Opened, originals: Originals) -> str:
    """Returns the ways to the file itself and to its address, as list items."""
    ways = []
    if originals.file(opened.source):
        query = urlencode({"document": opened.source.path}, errors="surrogatepass")
        ways.append((f"{ORIGINAL}?{query}", "Original file"))
    url = safe_url(opened.source.entry.url)
    if url:
        ways.append((url, "Where it was published"))
    return "".join(
        f'<li><a href="{literal(address)}" target="_blank" rel="noopener noreferrer">{label}'
        '<span class="unseen"> (opens in a new tab)</span></a></li>'
        for address, label in ways
    )


def _sheet(opened: Opened, originals: Originals, page: Mark) -> str:
    """Returns a page as it looks, and its text below; '' where it cannot be drawn."""
    number = page.number or 1
    text = opened.text_on(page)
    picture = _drawn(opened, originals, page)
    if picture is None:
        return ""
    marks = "".join(map(_mark, picture.boxes))
    width, height = picture.size()
    words = opened.html((page.start, page.end))
    place = place_in(opened.document, opened.start, opened.end, opened.words)
    query = urlencode({**place, "page": number}, errors="surrogatepass")
    unmarked = text.strip() and not picture.boxes
    lost = '<p class="cut">The passage could not be marked on this page.</p>' if unmarked else ""
    return (
        f"{_pager(opened, number)}{lost}"
        f'<div class="sheet-frame" tabindex="0" role="region" aria-label="Page {number}">'
        f'<div class="sheet"><img src="{PICTURE}?{literal(query)}"'
        f' width="{width}" height="{height}"'
        f' alt="Page {number} as it looks; its words are below">{marks}</div></div>'
        f"<details><summary>The words of this page</summary>{words}</details>"
    )


def _drawn(opened: Opened, originals: Originals, page: Mark) -> Picture | None:
    """Draws a page with the passage; None where it cannot be drawn, or its file is not there."""
    try:
        return originals.picture(opened.source, page.number or 1, opened.text_on(page))
    except UnreadableFileError:
        return None


def _mark(box: Box) -> str:
    place = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    style = ";".join(f"{name}:{share:.3%}" for name, share in place)
    return f'<span class="box" style="{style}"></span>'


def _pager(opened: Opened, number: int) -> str:
    """Returns buttons to the pages around and for the size; the page's script hears them."""
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


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place in a document, as `place_in` tells it."""

    document: str
    text: str
    start: int
    end: int
    first: int = 0
    last: int = 0

    def opened(self, holder: Holder) -> Opened | None:
        """Returns the document there; None where that is not what it was when it was cited."""
        source = _source(holder, self.document)
        if source is None:
            return None
        document = holder.current().document(self.document)
        is_there = 0 <= self.start < self.end <= len(document.text)
        if not is_there or place_in(document, self.start, self.end)["text"] != self.text:
            return None
        is_within = self.start <= self.first < self.last <= self.end
        words = (self.first, self.last) if is_within else None
        return Opened(document, source, self.start, self.end, words)


def add_source(app: FastAPI, holder: Holder, originals: Originals) -> None:
    """Lets the page open documents of the assistant that the holder holds."""

    def source(place: Annotated[SourcePlace, Depends()], page: int | None = None) -> Response:
        """Returns the document at a passage, or one of its other pages, as HTML."""
        opened = place.opened(holder)
        return HTMLResponse(source_html(opened, originals, page)) if opened else _gone()

    def picture(place: Annotated[SourcePlace, Depends()], page: int) -> Response:
        """Returns a page of a PDF as a picture."""
        opened = place.opened(holder)
        shown = opened.page(page) if opened else None
        drawn = _drawn(opened, originals, shown) if opened and shown else None
        return Response(drawn.png, media_type="image/png") if drawn else _gone()

    def original(document: str) -> Response:
        """Returns the file that the document was read from."""
        found = _source(holder, document)
        path = originals.file(found) if found else None
        if path is None:
            return _gone()
        if path.suffix.lower() == ".pdf":
            return FileResponse(
                path, media_type="application/pdf", content_disposition_type="inline"
            )
        # Never shown by a browser as a page of ours, whatever is in it.
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    for path, route in ((SOURCE, source), (PICTURE, picture), (ORIGINAL, original)):
        app.add_api_route(path, route, include_in_schema=False, response_class=Response)


def _source(holder: Holder, path: str) -> Source | None:
    return next((s for s in holder.current().sources() if s.path == path), None)


def _gone() -> PlainTextResponse:
    return PlainTextResponse(_GONE, 404)
