"""A passage in its surroundings: the document's text around it, with the passage marked."""

from __future__ import annotations

from assistant.records import Document, MarkKind, Passage
from assistant.web.markup import literal

REACH = 900
"""How many characters to show on each side, at most."""

_CUT = '<p class="cut" aria-hidden="true">…</p>'


def excerpt(document: Document, passage: Passage) -> str:
    """HTML of the document's text around the passage, verbatim, with the passage in `<mark>`.

    The ellipses that say where the text was cut stand outside the verbatim element.
    """
    start, end = _bounds(document, passage)
    text = "".join(
        [
            _slice(document, start, passage.start),
            f"<mark>{_slice(document, passage.start, passage.end)}</mark>",
            _slice(document, passage.end, end),
        ]
    )
    before = _CUT if start > 0 else ""
    after = _CUT if end < len(document.text) else ""
    return f'{before}<div class="verbatim excerpt">{text}</div>{after}'


def _bounds(document: Document, passage: Passage) -> tuple[int, int]:
    """Where to cut: at the blocks' edges within reach, or at the reach where there are none."""
    first = max(passage.start - REACH, 0)
    last = min(passage.end + REACH, len(document.text))
    starts = [m.start for m in document.marks if first <= m.start <= passage.start]
    ends = [m.end for m in document.marks if passage.end <= m.end <= last]
    start = min(starts, default=first) if first > 0 else 0
    end = max(ends, default=last) if last < len(document.text) else last
    return start, end


def _slice(document: Document, start: int, end: int) -> str:
    """HTML of a stretch of the text, with menus, footers and the like muted."""
    parts = []
    done = start
    for mark in document.marks:
        first, last = max(mark.start, done), min(mark.end, end)
        if mark.kind is MarkKind.BOILERPLATE and first < last:
            muted = f'<span class="boilerplate">{literal(document.text[first:last])}</span>'
            parts += [literal(document.text[done:first]), muted]
            done = last
    return "".join([*parts, literal(document.text[done:end])])
