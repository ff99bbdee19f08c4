"""The canonical text of a document, put together block by block with its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import Mark, MarkKind

_CONTAINERS = frozenset({MarkKind.PAGE, MarkKind.SLIDE})
_ABOVE_ITEMS = frozenset({MarkKind.ITEM, MarkKind.LEAD_IN})


@dataclass(slots=True)
class _Span:
    """A mark that may still grow; `start` is None until something is written in it."""

    kind: MarkKind
    number: int | None
    label: str | None = None
    start: int | None = None
    end: int = 0

    @property
    def mark(self) -> Mark:
        start = self.end if self.start is None else self.start
        return Mark(self.kind, start, self.end, self.number, self.label)


class Canonical:
    """The text so far and its marks; the slice of each mark is exactly the text given for it.

    A blank line parts two blocks; a single newline goes before an item that follows an item or
    the lead-in of its list, and between the rows of a table. Text that is blank adds nothing.
    """

    def __init__(self) -> None:
        """Begin with no text."""
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[_Span] = []
        self._blocks: list[_Span] = []
        self._open: _Span | None = None

    def __len__(self) -> int:
        """How long the text is."""
        return self._length

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in order of start, a page or slide before what stands in it."""
        found = [span.mark for span in (*self._pages, *self._blocks)]
        return tuple(sorted(found, key=lambda m: (m.start, m.kind not in _CONTAINERS)))

    def open_page(self, number: int, label: str | None = None) -> None:
        """Begin a page, which ends the one before; inside a block, `run_on` then goes on."""
        self._open_container(MarkKind.PAGE, number, label)

    def open_slide(self, number: int, *, hidden: bool = False) -> None:
        """Begin a slide, which ends the one before."""
        self._open_container(MarkKind.SLIDE, number, "hidden" if hidden else None)

    def close_page(self) -> None:
        """End the open page or slide, if there is one."""
        self._open = None

    def heading(self, text: str, level: int) -> int:
        """Where a heading now starts; level 1 is outermost."""
        return self.block(MarkKind.HEADING, text, level)

    def paragraph(self, text: str) -> int:
        """Where a paragraph now starts."""
        return self.block(MarkKind.PARAGRAPH, text)

    def lead_in(self, text: str) -> int:
        """Where a paragraph that opens a list now starts."""
        return self.block(MarkKind.LEAD_IN, text)

    def item(self, text: str, level: int = 1) -> int:
        """Where a list item now starts; `text` has its bullet or number in front."""
        return self.block(MarkKind.ITEM, text, level)

    def row(self, cells: Sequence[str], place: int) -> int:
        """Where a row of a table now starts; the header's place is 0, where there is one."""
        words = [" ".join(cell.split()) for cell in cells]
        return self.block(MarkKind.ROW, " | ".join(words) if any(words) else "", place)

    def note(self, text: str) -> int:
        """Where a paragraph of a speaker's notes now starts."""
        return self.block(MarkKind.NOTE, text)

    def footnote(self, text: str) -> int:
        """Where a footnote now starts."""
        return self.block(MarkKind.FOOTNOTE, text)

    def boilerplate(self, text: str) -> int:
        """Where text that never becomes a passage now starts."""
        return self.block(MarkKind.BOILERPLATE, text)

    def block(self, kind: MarkKind, text: str, level: int | None = None) -> int:
        """Where a block of any kind now starts."""
        if not text.strip():
            return self._length
        if self._blocks:
            self._write("\n" if self._continues(kind, level) else "\n\n")
        start = self._length
        self._blocks.append(_Span(kind, level, start=start))
        self.run_on(text)
        return start

    def run_on(self, text: str) -> int:
        """Where the text now starts that makes the last block longer."""
        start = self._length
        self._write(text)
        self._blocks[-1].end = self._length
        if self._open is not None:
            if self._open.start is None:
                self._open.start = start
            self._open.end = self._length
        return start

    def _open_container(self, kind: MarkKind, number: int, label: str | None) -> None:
        self._open = _Span(kind, number, label, end=self._length)
        self._pages.append(self._open)

    def _continues(self, kind: MarkKind, level: int | None) -> bool:
        """Whether a block goes on with the list or table of the block before."""
        above = self._blocks[-1].kind
        if kind is MarkKind.ROW:
            return above is MarkKind.ROW and bool(level)
        return kind is MarkKind.ITEM and above in _ABOVE_ITEMS

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
