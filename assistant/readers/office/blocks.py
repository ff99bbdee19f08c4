"""Blocks before they are written, when what follows a paragraph can still tell it is a lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from assistant.readers.canonical import Canonical
from assistant.readers.lines import BULLET_CHARACTERS
from assistant.records import MarkKind

_TYPED_BULLET = re.compile(rf"[{BULLET_CHARACTERS}]\s+\S")


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is not a row: `level` is a heading's or an item's."""

    kind: MarkKind
    text: str
    level: int | None = None
    is_bold: bool = False
    """Whether all of it is set in bold type, where its reader asks for that."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `place` 0 is the header."""

    cells: tuple[str, ...]
    place: int

    @property
    def kind(self) -> MarkKind:
        """That it is a row."""
        return MarkKind.ROW


def paragraph(text: str, *, is_bold: bool = False) -> Block:
    """A paragraph; an item, where somebody typed the bullet in front of it."""
    if _TYPED_BULLET.match(text):
        return Block(MarkKind.ITEM, text, 1)
    return Block(MarkKind.PARAGRAPH, text, is_bold=is_bold)


def rows(cells: Iterable[tuple[str, ...]], *, header: bool) -> list[Row]:
    """The rows of a table that have text; `header` says whether the first is one."""
    found = [row for row in cells if any(cell.strip() for cell in row)]
    return [Row(row, place) for place, row in enumerate(found, 0 if header else 1)]


def write(canonical: Canonical, blocks: Iterable[Block | Row]) -> None:
    """Write blocks in order, without those that hold no text."""
    shown = [b for b in blocks if isinstance(b, Row) or b.text.strip()]
    for block, following in zip_longest(shown, shown[1:]):
        if isinstance(block, Row):
            canonical.row(block.cells, block.place)
        else:
            opens_list = following is not None and following.kind is MarkKind.ITEM
            canonical.block(_kind(block, opens_list=opens_list), block.text, block.level)


def _kind(block: Block, *, opens_list: bool) -> MarkKind:
    leads = opens_list and block.kind is MarkKind.PARAGRAPH and block.text.endswith(":")
    return MarkKind.LEAD_IN if leads else block.kind
