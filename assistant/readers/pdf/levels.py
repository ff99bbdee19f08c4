"""What only the whole of a PDF tells of its blocks: levels of headings and items, lead-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.type import Body
from assistant.records import MarkKind

_INDENT = 0.5  # in ems


def levelled(blocks: Sequence[Block], body: Body) -> list[Block]:
    """The same blocks with a level on each heading and item, and with lead-ins."""
    return list(_item_levels(list(_lead_ins(_heading_levels(blocks, body)))))


def _heading_levels(blocks: Sequence[Block], body: Body) -> list[Block]:
    """Levels by rank: larger type first, and last what is only bold.

    Where an outline gives levels, another heading takes the level of the outlined ones whose
    type is the next smaller or the same.
    """
    headings = [b for b in blocks if b.kind is MarkKind.HEADING]
    known = {_rank(b, body): b.level for b in reversed(headings) if b.level is not None}
    ranks = sorted({_rank(b, body) for b in headings}, reverse=True)
    deepest = max(known.values(), default=0)

    def level(block: Block) -> int:
        rank = _rank(block, body)
        if not known:
            return ranks.index(rank) + 1
        below = [known[r] for r in ranks if r <= rank and r in known]
        return below[0] if below else deepest + 1

    return [
        replace(b, level=level(b)) if b.kind is MarkKind.HEADING and b.level is None else b
        for b in blocks
    ]


def _rank(block: Block, body: Body) -> float:
    """A heading's type size to the half point; the body's for all that is only bold."""
    line = block.lines[0]
    return round(line.size * 2) / 2 if body.is_display(line) else body.size


def _lead_ins(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks; a paragraph that ends with a colon above an item is a lead-in."""
    shown = [b for b in blocks if b.kind is not MarkKind.BOILERPLATE]
    above_items = {
        id(b)
        for b, below in pairwise(shown)
        if below.kind is MarkKind.ITEM and b.kind is MarkKind.PARAGRAPH
    }
    for block in blocks:
        announces = id(block) in above_items and block.lines[-1].text.endswith(":")
        yield replace(block, kind=MarkKind.LEAD_IN) if announces else block


def _item_levels(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks; an item is one level deeper than the item above that is less indented.

    Indents are compared within a column only.
    """
    indents: list[float] = []
    above: PdfLine | None = None
    for block in blocks:
        if above is not None and _is_higher(block.lines[0], above):
            indents.clear()  # another column
        above = block.lines[-1]
        if block.kind is MarkKind.ITEM:
            left, size = block.lines[0].left, block.lines[0].size
            while indents and indents[-1] > left - _INDENT * size:
                indents.pop()
            indents.append(left)
            yield replace(block, level=len(indents))
            continue
        if block.kind is not MarkKind.BOILERPLATE:
            indents.clear()
        yield block


def _is_higher(line: PdfLine, above: PdfLine) -> bool:
    """Whether a line stands higher on its page than the line read before it."""
    return line.page == above.page and line.baseline > above.baseline + line.size
