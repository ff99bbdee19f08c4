"""Places in a document in the terms a reader uses: pages, slides, headings, and what to know."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from assistant.records import Document, Locator, Mark, MarkKind

_REMARKS = {
    MarkKind.NOTE: "speaker notes",
    MarkKind.FOOTNOTE: "footnote",
    MarkKind.RECOGNISED: "recognised text",
}


class Locate:
    """Pages, slides and headings of places in one document."""

    def __init__(self, document: Document) -> None:
        """Look through a document's marks once."""
        self._document = document
        kinds = (MarkKind.PAGE, MarkKind.SLIDE, *_REMARKS)
        self._places = {kind: [m for m in document.marks if m.kind is kind] for kind in kinds}
        self._paths = list(_heading_paths(document))
        self._path_starts = [start for start, _ in self._paths]

    def at(self, start: int, end: int) -> Locator:
        """Where the span stands; its headings are those it stands under at its start."""
        path = bisect_right(self._path_starts, start) - 1
        return Locator(
            pages=self._numbers(MarkKind.PAGE, start, end),
            slides=self._numbers(MarkKind.SLIDE, start, end),
            headings=self._paths[path][1] if path >= 0 else (),
            remarks=tuple(self._remarks(start, end)),
        )

    def _numbers(self, kind: MarkKind, start: int, end: int) -> tuple[int, int] | None:
        met = [m.number for m in self._met(kind, start, end) if m.number is not None]
        return (met[0], met[-1]) if met else None

    def _remarks(self, start: int, end: int) -> Iterator[str]:
        for kind, remark in _REMARKS.items():
            if any(self._met(kind, start, end)):
                yield remark
        if any(m.label == "hidden" for m in self._met(MarkKind.SLIDE, start, end)):
            yield "hidden slide"

    def _met(self, kind: MarkKind, start: int, end: int) -> Iterator[Mark]:
        """The marks of a kind that lie over some of a span."""
        marks = self._places[kind]
        first = max(bisect_right(marks, start, key=lambda m: m.start) - 1, 0)
        for mark in marks[first:]:
            if mark.start >= end:
                break
            if mark.end > start:
                yield mark


def _heading_paths(document: Document) -> Iterator[tuple[int, tuple[str, ...]]]:
    """From each heading or slide on, the headings that hold, outermost first."""
    path: list[tuple[int, str]] = []
    for mark in document.marks:
        if mark.kind is MarkKind.SLIDE:
            path = []
        elif mark.kind is MarkKind.HEADING:
            level = mark.number or 1
            words = " ".join(document.text[mark.start : mark.end].split())
            path = [*((depth, name) for depth, name in path if depth < level), (level, words)]
        else:
            continue
        yield mark.start, tuple(name for _, name in path)
