"""A document's canonical text with its marks, so that people see what was read, and as what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.citation import pages
from assistant.errors import UsageError
from assistant.records import Document, Mark, MarkKind

_PLACES = (MarkKind.PAGE, MarkKind.SLIDE)
_PREFIXES = {
    MarkKind.ROW: "| ",
    MarkKind.NOTE: "[notes] ",
    MarkKind.FOOTNOTE: "[footnote] ",
    MarkKind.BOILERPLATE: "[left out] ",
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of text under the same marks; `block` is the innermost but pages and slides."""

    start: int
    end: int
    block: Mark | None
    is_recognised: bool


def marked_text(document: Document, page: int | None = None) -> str:
    """The text in lines, each block told by what stands before it; of one page, or of all.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = span(document, page)
    places = [m for m in document.marks if m.kind in _PLACES and page in (None, m.number)]
    lines: list[str] = []
    at = start
    before: Mark | None = None
    for stretch in _stretches(document, start, end):
        while places and places[0].start <= stretch.start:
            lines += _place_lines(places.pop(0), lines)
        if lines and document.text.count("\n", at, stretch.start) > 1 and lines[-1]:
            lines.append("")
        lines += _lines(document.text[stretch.start : stretch.end], stretch, before)
        at, before = stretch.end, stretch.block
    for place in places:
        lines += _place_lines(place, lines)
    return "\n".join(lines).rstrip("\n")


def marked_object(document: Document, page: int | None = None) -> dict[str, object]:
    """The text and its marks as an object for JSON; all offsets are the whole document's.

    `start` is where the text given starts in that of the document.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = span(document, page)
    marks = [m for m in document.marks if m.start < end and m.end > start]
    marks = list(document.marks) if page is None else marks
    return {
        "path": document.path,
        "title": document.entry.title,
        "sha256": document.sha256,
        "start": start,
        "text": document.text[start:end],
        "marks": [
            {
                "kind": m.kind.value,
                "start": m.start,
                "end": m.end,
                "number": m.number,
                "label": m.label,
            }
            for m in marks
        ],
    }


def span(document: Document, page: int | None) -> tuple[int, int]:
    """Where a page or slide starts and ends in the text; the whole text for None.

    Raises:
        UsageError: there is no such page or slide.
    """
    if page is None:
        return 0, len(document.text)
    for kind in _PLACES:
        for mark in document.marks:
            if mark.kind is kind and mark.number == page:
                return mark.start, mark.end
    for kind in _PLACES:
        if document.numbers(kind):
            there = pages(document.numbers(kind), kind.value)
            raise UsageError(f"{document.path} has no {kind.value} {page}; it has {there}")
    raise UsageError(f"{document.path} has neither pages nor slides; leave out --page")


def _stretches(document: Document, start: int, end: int) -> Iterator[_Stretch]:
    """The stretches of a span that are not blank, in order."""
    marks = [m for m in document.marks if m.start < end and m.end > start]
    edges = sorted({start, end, *(e for m in marks for e in (m.start, m.end) if start < e < end)})
    waiting, active = 0, list[Mark]()
    for left, right in pairwise(edges):
        while waiting < len(marks) and marks[waiting].start <= left:
            active.append(marks[waiting])
            waiting += 1
        active = [mark for mark in active if mark.end > left]
        text = document.text[left:right]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            recognised = any(m.kind is MarkKind.RECOGNISED for m in active)
            yield _Stretch(left + lead, left + len(text.rstrip()), _innermost(active), recognised)


def _innermost(marks: Sequence[Mark]) -> Mark | None:
    blocks = [m for m in marks if m.kind not in (*_PLACES, MarkKind.RECOGNISED)]
    return min(blocks, key=lambda m: m.end - m.start, default=None)


def _place_lines(place: Mark, before: Sequence[str]) -> list[str]:
    """The line above a page or slide, apart from what is before it."""
    label = f", {place.label}" if place.kind is MarkKind.SLIDE else f" ({place.label})"
    line = f"— {place.kind.value} {place.number}{label if place.label else ''} —"
    return [*([""] if before and before[-1] else []), line, ""]


def _lines(text: str, stretch: _Stretch, before: Mark | None) -> list[str]:
    """The lines of a stretch, each with what tells its kind."""
    block = stretch.block
    if block is None:
        return text.split("\n")
    prefix = _PREFIXES.get(block.kind, "")
    if stretch.is_recognised:
        prefix = f"[recognised] {prefix}"
    if block.kind is MarkKind.ITEM:
        prefix += "  " * ((block.number or 1) - 1)
    first = prefix
    if block.kind is MarkKind.HEADING and block is not before:
        first = f"{prefix}{'#' * (block.number or 1)} "
    head, *rest = text.split("\n")
    return [first + head, *(prefix + line for line in rest)]
