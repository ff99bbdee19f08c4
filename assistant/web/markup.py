"""Text of the documents as HTML: exactly as it is, and laid out as it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assistant.passages import lead_ins
from assistant.records import Document, Highlight, Mark, MarkKind
from assistant.records.answers import ELIDED
from assistant.wording import blocks

Span = tuple[int, int]
"""Where a stretch of a text starts and ends."""
_BAR = re.compile(r"(?:\A| )\|(?: |\Z)")  # between the cells of a row
_STYLED = (MarkKind.HEADING, MarkKind.LABEL, MarkKind.NOTE, MarkKind.FOOTNOTE)
_PLACES = {MarkKind.PAGE: "Page", MarkKind.SLIDE: "Slide"}


def literal(text: str) -> str:
    """Returns HTML that shows the text as it is, in an element or in an attribute."""
    # A browser reads a bare CR as LF.
    return escape(text, quote=True).replace("\r", "&#13;")


def spoken(document: Document) -> str:
    """Returns the attribute that tells a screen reader the document's language; '' if unknown."""
    language = document.entry.language
    return f' lang="{literal(language)}"' if language else ""


def marked(text: str, highlights: Iterable[Highlight]) -> str:
    """Returns HTML of the text, its highlights in `<mark>`; its text content is the text itself."""
    spans = joined((h.start, h.end) for h in highlights)
    return _inline(text, 0, len(text), [Layer("<mark>", "</mark>", spans)], {})


@dataclass(frozen=True, slots=True)
class Layer:
    """Stretches of a text that are each put into an element; in order, and apart."""

    opening: str
    closing: str
    spans: Sequence[Span]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Returns the stretches in order, those that overlap or touch as one, none empty."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start < end and found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found


def _inline(
    text: str, first: int, last: int, layers: Sequence[Layer], points: Mapping[int, str]
) -> str:
    """Returns HTML of a stretch, later layers within earlier ones; `points` go in by offset."""
    html, done = "", first
    if not layers:
        for place in sorted(place for place in points if first < place < last):
            html += literal(text[done:place]) + points[place]
            done = place
        return html + literal(text[done:last])
    layer, *rest = layers
    for start, end in layer.spans:
        start, end = max(start, done), min(end, last)
        if start < end:
            html += _inline(text, done, start, rest, points) + layer.opening
            html += _inline(text, start, end, rest, points) + layer.closing
            done = end
    return html + _inline(text, done, last, rest, points)


def text_html(
    document: Document,
    first: int,
    last: int,
    layers: Sequence[Layer] = (),
    *,
    in_card: bool = False,
) -> str:
    """Returns HTML of a stretch of a document as it is meant: lists, tables, headings, paragraphs.

    Its text content is the stretch, to the character. In a card headings are a level lower, and a
    table that the stretch begins within has the rows on top that head its columns.
    """
    return "".join(_Structured(document, first, last, layers, in_card).parts())


class _Structured:
    """A stretch of a document on its way to HTML: what is open, and where the text is done."""

    def __init__(
        self, document: Document, first: int, last: int, layers: Sequence[Layer], in_card: bool
    ) -> None:
        self._document, self._first, self._last = document, first, last
        above = lead_ins(document, first) if in_card else []
        self._headers = [mark for mark in above if mark.kind is MarkKind.ROW]
        self._levels = _levels(document, first, last, 3 if in_card else 2)
        muted = joined((m.start, m.end) for m in document.marks if m.kind is MarkKind.BOILERPLATE)
        self._layers = [Layer('<span class="boilerplate">', "</span>", muted), *layers]
        within = (m for m in document.marks if m.kind in _PLACES and first <= m.start < last)
        self._places = {m.start: _place(m) for m in within if m.start > first or not in_card}
        self._lists: list[int] = []
        self._in_table = False

    def parts(self) -> Iterator[str]:
        text, done, number = self._document.text, self._first, 0
        for block in blocks(self._document, self._first, self._last):
            begun = [start for start in self._places if done <= start <= block.start]
            is_row, is_item = block.kind is MarkKind.ROW, block.kind is MarkKind.ITEM
            opens = block.is_header and number >= (block.number or 0)
            if self._in_table and (not is_row or opens or begun):
                yield "</tbody></table></div>"
                self._in_table = False
            level = block.number or 1 if is_item and not begun else 0
            while self._lists and self._lists[-1] > level:
                yield "</li></ul>"
                self._lists.pop()
            if self._lists and self._lists[-1] == level:
                yield "</li>"
            yield literal(text[done : block.start])
            yield from (self._places[start] for start in begun)
            if is_row:
                yield from self._row(block)
            elif is_item:
                yield from self._item(block)
            else:
                yield self._paragraph(block)
            done, number, self._headers = block.end, block.number or 0, []
        yield "</li></ul>" * len(self._lists) + "</tbody></table></div>" * self._in_table
        yield literal(text[done : self._last])

    def _words(self, start: int, end: int) -> str:
        return _inline(self._document.text, start, end, self._layers, self._places)

    def _item(self, item: Mark) -> Iterator[str]:
        level = item.number or 1
        if not self._lists or self._lists[-1] < level:
            self._lists.append(level)
            yield "<ul>"
        yield f"<li>{self._words(item.start, item.end)}"

    def _row(self, row: Mark) -> Iterator[str]:
        if not self._in_table:
            self._in_table = True
            yield '<div class="table"><table><tbody>'
            for header in self._headers:
                yield f'<tr class="above">{"".join(self._cells(header))}</tr>'
        yield f"<tr>{''.join(self._cells(row))}</tr>"

    def _cells(self, row: Mark) -> Iterator[str]:
        """Yields the cells of a row; the bars between them are there, but not to be seen."""
        opening, closing = ('<th scope="col">', "</th>") if row.is_header else ("<td>", "</td>")
        start = row.start
        for bar in _BAR.finditer(self._document.text[row.start : row.end]):
            end, after = row.start + bar.start(), row.start + bar.end()
            hidden = f"<span hidden>{self._words(end, after)}</span>"
            yield f"{opening}{self._words(start, end)}{hidden}{closing}"
            start = after
        yield f"{opening}{self._words(start, row.end)}{closing}"

    def _paragraph(self, block: Mark) -> str:
        level = self._levels.get(block.start)
        role = f' role="heading" aria-level="{level}"' if level else ""
        style = f' class="{block.kind.value}"' if block.kind in _STYLED else ""
        return f"<p{style}{role}>{self._words(block.start, block.end)}</p>"


def opening_html(
    document: Document, start: int, told: int | None = None, style: str = "lead-in"
) -> str:
    """Returns HTML of what opens the lists that a place stands in, but those of a place told of.

    The rows that head a table are shown in the table.
    """
    known = [] if told is None else lead_ins(document, told)
    marks = [m for m in lead_ins(document, start) if m.kind is not MarkKind.ROW and m not in known]
    said = ELIDED.join(f"<q>{literal(document.text[m.start : m.end])}</q>" for m in marks)
    return f'<p class="{style}"{spoken(document)}>{said} …</p>' if said else ""


def _levels(document: Document, first: int, last: int, above: int) -> dict[int, int]:
    """Returns the levels of the headings in a stretch, by where they start: no level is left out.

    They begin below those above them. Who goes by headings would look for what is missing
    where a document's first heading is of its third level, or a page begins in mid-chapter.
    """
    levels: dict[int, int] = {}
    path: list[int] = []
    for mark in document.marks:
        if mark.kind is MarkKind.HEADING and mark.start < last and mark.end > first:
            own = mark.number or 1
            path = [*(level for level in path if level < own), own]
            levels[max(mark.start, first)] = min(len(path) + above, 6)
    return levels


def _place(mark: Mark) -> str:
    """Says which page or slide begins; the words are no part of the document's text."""
    label = f"{_PLACES[mark.kind]} {mark.number}"
    shown = f"{label} ({mark.label})" if mark.label and mark.label != str(mark.number) else label
    return f'<span class="place" data-place="{literal(shown)}"></span>'
