"""Text as HTML that shows exactly that text: no character of it is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from assistant.records import Highlight


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
