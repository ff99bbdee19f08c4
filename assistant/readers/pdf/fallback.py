"""The text of pages that pdfium cannot read, from pypdf, line by line and without boxes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

from assistant.readers.allowance import Allowance
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.page import PdfPage

_SIZE = 10.0
_LETTER = 5.0  # points: what a letter is taken to be wide
_LEADING = 12.0
_MOST_LETTERS = 1_000_000  # of a page; more is damage, not text


def reread(path: Path, pages: Iterable[PdfPage], allowance: Allowance) -> list[PdfPage]:
    """The pages; those that failed as pypdf gives them, or failed still."""
    found = list(pages)
    if not any(page.failed for page in found):
        return found
    with suppress(Exception), PdfReader(path) as reader:
        started = time.monotonic()
        return [_again(reader, page, allowance, started) for page in found]
    return found


def pages_without_boxes(path: Path, allowance: Allowance) -> list[PdfPage]:
    """All pages of a file that pdfium cannot open; none where pypdf finds no text either."""
    with suppress(Exception), PdfReader(path) as reader:
        count = len(reader.pages)
        failed = [PdfPage(number, failed=True) for number in range(1, count + 1)]
        found = [_again(reader, page, allowance, time.monotonic()) for page in failed]
        return found if any(page.lines for page in found) else []
    return []


def _again(reader: PdfReader, page: PdfPage, allowance: Allowance, started: float) -> PdfPage:
    if not page.failed:
        return page
    if not allowance.begins(page.number, started):
        return PdfPage(page.number, unread=True)
    try:
        text = reader.pages[page.number - 1].extract_text()[:_MOST_LETTERS]
    except Exception:  # noqa: BLE001 - pypdf raises what it likes on damaged pages
        return page
    return replace(page, lines=tuple(_lines(page.number, text)), failed=False)


def _lines(page: int, text: str) -> Iterator[PdfLine]:
    """The lines as if set in one column, so that paragraphs are told by where lines are short."""
    rows = text.splitlines()
    height = _LEADING * (len(rows) + 2)
    for place, row in enumerate(rows):
        shown = " ".join("".join(c for c in row if c.isprintable() or c.isspace()).split())
        if shown:
            yield PdfLine(
                page=page,
                text=shown,
                places=(-1,) * len(shown),
                left=0.0,
                right=_LETTER * len(shown),
                baseline=height - _LEADING * (place + 1),
                page_height=0.0,
                size=_SIZE,
                weight=400.0,
                angle=0.0,
            )
