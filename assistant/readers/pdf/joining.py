"""The blocks of a PDF's pages put together: paragraphs that run over a page's end are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.sentences import continues, runs_on
from assistant.records import MarkKind

_BESIDE = frozenset({MarkKind.BOILERPLATE, MarkKind.FOOTNOTE})


def joined_pages(pages: Sequence[list[Block]]) -> list[Block]:
    """The blocks of all pages in order.

    Where a paragraph runs over a page's end, the page's notes and running feet come before it, and
    the next page's running heads after it: each block is whole and on its page.
    """
    done: list[Block] = []
    for blocks in pages:
        last = _last(done)
        first = next((i for i, b in enumerate(blocks) if b.kind is not MarkKind.BOILERPLATE), None)
        if last is None or first is None or not _continues(done[last], blocks[first]):
            done += blocks
            continue
        whole = replace(done[last], lines=done[last].lines + blocks[first].lines)
        above, after = done[:last], done[last + 1 :]
        headings = _headings_at_end(above) if after else 0
        cut = len(above) - headings
        done = [*above[:cut], *after, *above[cut:], whole, *blocks[:first], *blocks[first + 1 :]]
    return done


def _last(blocks: Sequence[Block]) -> int | None:
    """The place of the last block that is no footnote or boilerplate."""
    places = range(len(blocks) - 1, -1, -1)
    return next((i for i in places if blocks[i].kind not in _BESIDE), None)


def _headings_at_end(blocks: Sequence[Block]) -> int:
    """How many headings stand at the end, which must not be torn from what follows."""
    place = len(blocks)
    while place and blocks[place - 1].kind is MarkKind.HEADING:
        place -= 1
    return len(blocks) - place


def _continues(last: Block, following: Block) -> bool:
    above, below = last.lines[-1], following.lines[0]
    if following.kind is not MarkKind.PARAGRAPH or below.page != above.page + 1:
        return False
    if last.kind is MarkKind.PARAGRAPH:
        return continues(last.lines, below)
    alike = abs(above.size - below.size) < 1
    return last.kind is MarkKind.ITEM and alike and runs_on(above, below)
