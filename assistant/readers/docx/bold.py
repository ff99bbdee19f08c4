"""Headings that are only set bold: a short line in bold type above a paragraph that is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.readers.lines import Line
from assistant.readers.office.blocks import Block, Row
from assistant.records import MarkKind

_DEEPEST = 9
_MOST = 2  # such lines in a row: a heading and one below it; more is an address or a poster
_ABOVE = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW})


def with_bold_headings(blocks: Sequence[Block | Row]) -> Iterator[Block | Row]:
    """The blocks; a heading in bold is one level below the styled heading above it.

    None is one where most paragraphs are bold.
    """
    paragraphs = [b for b in blocks if isinstance(b, Block) and b.kind is MarkKind.PARAGRAPH]
    if 2 * sum(b.is_bold for b in paragraphs) > len(paragraphs):
        yield from blocks
        return
    level = 0
    headings = _headings(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Block) and place in headings:
            yield replace(block, kind=MarkKind.HEADING, level=min(level + 1, _DEEPEST))
            continue
        if isinstance(block, Block) and block.kind is MarkKind.HEADING:
            level = block.level or level
        yield block


def _headings(blocks: Sequence[Block | Row]) -> frozenset[int]:
    """The places of bold lines with text below them, few in a row."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        if _could_be(block):
            run.append(place)
            continue
        if len(run) <= _MOST and block.kind in _ABOVE and not _is_bold(block):
            found.update(run)
        run = []
    return frozenset(found)


def _could_be(block: Block | Row) -> bool:
    if not isinstance(block, Block) or block.kind is not MarkKind.PARAGRAPH or not block.is_bold:
        return False
    line = Line(0, len(block.text), block.text, 0, after_blank=True)
    return "\n" not in block.text and line.is_heading_like


def _is_bold(block: Block | Row) -> bool:
    return isinstance(block, Block) and block.is_bold
