"""A document's text as HTML: all of it verbatim, its headings and pages told, a passage marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.records import Document, Mark, MarkKind
from assistant.web.markup import literal

REACH = 30_000
"""How many characters to show on each side of a passage, at most."""

_CUT = '<p class="cut">The document goes on.</p>'
_MUTED = {
    MarkKind.BOILERPLATE: "boilerplate",
    MarkKind.NOTE: "note",
    MarkKind.FOOTNOTE: "footnote",
}
_PAGES_OWN = 2
_PLACES = {MarkKind.PAGE: "Page", MarkKind.SLIDE: "Slide"}


def text_html(
    document: Document, start: int, end: int, within: tuple[int, int] | None = None
) -> str:
    """HTML of a document's text with the passage from `start` to `end` in `<mark>`.

    Shown is what lies within the given bounds, or all within reach of the passage.
    """
    first, last = within or _reach(document, start, end)
    levels = _levels(document, first, last)
    body = "".join(
        [
            *_pieces(document, levels, first, max(start, first), places_to=max(start, first) + 1),
            '<mark class="passage" id="passage" tabindex="-1">',
            *_pieces(document, levels, max(start, first), min(end, last), places_from=start + 1),
            "</mark>",
            *_pieces(document, levels, max(end, first), last),
        ]
        if first < end and start < last
        else _pieces(document, levels, first, last)
    )
    before = _CUT if within is None and first > 0 else ""
    after = _CUT if within is None and last < len(document.text) else ""
    return f'{before}<div class="verbatim document">{body}</div>{after}'


def _reach(document: Document, start: int, end: int) -> tuple[int, int]:
    """The stretch to show, cut at the edges of blocks where there are any."""
    first, last = max(start - REACH, 0), min(end + REACH, len(document.text))
    starts = (m.start for m in document.marks if first <= m.start <= start)
    ends = (m.end for m in document.marks if end <= m.end <= last)
    return (
        min(starts, default=first) if first else 0,
        max(ends, default=last) if last < len(document.text) else last,
    )


def _levels(document: Document, first: int, last: int) -> dict[int, int]:
    """The levels of the headings in a stretch, by where they start: no level is left out.

    They begin below the page's own headings. Who goes by headings would look for what is missing
    where a document's first heading is of its third level, or a page begins in mid-chapter.
    """
    levels: dict[int, int] = {}
    above: list[int] = []
    for mark in document.marks:
        if mark.kind is MarkKind.HEADING and mark.start < last and mark.end > first:
            own = mark.number or 1
            above = [*(level for level in above if level < own), own]
            levels[mark.start] = min(len(above) + _PAGES_OWN, 6)
    return levels


def _pieces(
    document: Document,
    levels: Mapping[int, int],
    first: int,
    last: int,
    *,
    places_from: int | None = None,
    places_to: int | None = None,
) -> Iterator[str]:
    """HTML of a stretch, piece by piece, with the pages that begin in it or in the bounds given."""
    lowest = first if places_from is None else places_from
    highest = last if places_to is None else places_to
    done = first
    for mark in document.marks:
        start, end = max(mark.start, done), min(mark.end, last)
        if mark.kind in _PLACES and lowest <= mark.start < highest:
            yield literal(document.text[done : max(mark.start, done)])
            yield _place(mark)
            done = max(mark.start, done)
        elif start < end and (mark.kind in _MUTED or mark.kind is MarkKind.HEADING):
            yield literal(document.text[done:start])
            yield _block(mark, levels, literal(document.text[start:end]))
            done = end
    yield literal(document.text[done:last])


def _place(mark: Mark) -> str:
    """Says which page or slide begins; the words are no part of the document's text."""
    label = f"{_PLACES[mark.kind]} {mark.number}"
    shown = f"{label} ({mark.label})" if mark.label and mark.label != str(mark.number) else label
    return f'<span class="place" data-place="{literal(shown)}"></span>'


def _block(mark: Mark, levels: Mapping[int, int], shown: str) -> str:
    if mark.kind is MarkKind.HEADING:
        level = levels[mark.start]
        return f'<span class="heading" role="heading" aria-level="{level}">{shown}</span>'
    return f'<span class="{_MUTED[mark.kind]}">{shown}</span>'
