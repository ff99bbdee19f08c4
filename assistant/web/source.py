"""The routes by which the page opens a document at a passage.

The page fetches them by document and place, so an address never holds anything that a user typed.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from assistant.errors import UnreadableFileError
from assistant.records import Source
from assistant.web.cards import place_in
from assistant.web.holder import Holder
from assistant.web.opened import Opened, source_html
from assistant.web.originals import Originals
from assistant.web.paths import ORIGINAL, PICTURE, SOURCE

_GONE = "This document was changed or taken out since. Please ask again."


def add_source(app: FastAPI, holder: Holder, originals: Originals) -> None:
    """Let the page open documents of the assistant that the holder holds."""
    routes = _Routes(holder, originals)
    for path, route in (
        (SOURCE, routes.source),
        (PICTURE, routes.picture),
        (ORIGINAL, routes.original),
    ):
        app.add_api_route(path, route, include_in_schema=False, response_class=Response)


class _Routes:
    def __init__(self, holder: Holder, originals: Originals) -> None:
        self._holder = holder
        self._originals = originals

    def source(
        self, document: str, text: str, start: int, end: int, page: int | None = None
    ) -> Response:
        """The document at a passage, or one of its other pages, as HTML."""
        opened = self._opened(document, text, start, end)
        if opened is None:
            return _gone()
        return HTMLResponse(source_html(opened, self._originals, page))

    def picture(self, document: str, text: str, start: int, end: int, page: int) -> Response:
        """A page of a PDF as a picture."""
        opened = self._opened(document, text, start, end)
        shown = next((m for m in opened.pages() if m.number == page), None) if opened else None
        if opened is None or shown is None:
            return _gone()
        try:
            drawn = self._originals.picture(opened.source, page, opened.text_on(shown))
        except UnreadableFileError:
            drawn = None
        return Response(drawn.png, media_type="image/png") if drawn else _gone()

    def original(self, document: str) -> Response:
        """The file that the document was read from."""
        source = self._source(document)
        path = self._originals.file(source) if source else None
        if path is None:
            return _gone()
        if path.suffix.lower() == ".pdf":
            return FileResponse(
                path, media_type="application/pdf", content_disposition_type="inline"
            )
        # Never shown by a browser as a page of ours, whatever is in it.
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    def _opened(self, path: str, text: str, start: int, end: int) -> Opened | None:
        """The document at a place; None where that is not what it was when it was cited."""
        source = self._source(path)
        if source is None:
            return None
        document = self._holder.current().document(path)
        is_there = 0 <= start < end <= len(document.text)
        is_same = is_there and place_in(document, start, end)["text"] == text
        return Opened(document, source, start, end) if is_same else None

    def _source(self, path: str) -> Source | None:
        return next((s for s in self._holder.current().sources() if s.path == path), None)


def _gone() -> PlainTextResponse:
    return PlainTextResponse(_GONE, 404)
