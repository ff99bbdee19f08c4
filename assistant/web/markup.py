"""Text as HTML that shows exactly that text: no character of it is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from assistant.records import Highlight


def literal(text: str) -> str:
    """HTML that shows the text as it is, in an element or in an attribute."""
    # A browser reads a bare CR as LF.
    return escape(text, quote=True).replace("\r", "&#13;")


def marked(text: str, highlights: Iterable[Highlight]) -> str:
    """HTML of the text with its highlights in `<mark>`; its text content is the text itself."""
    done = 0
    parts = []
    for start, end in _joined(highlights, len(text)):
        parts += [literal(text[done:start]), f"<mark>{literal(text[start:end])}</mark>"]
        done = end
    return "".join([*parts, literal(text[done:])])


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
