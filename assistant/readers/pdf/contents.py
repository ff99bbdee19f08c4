"""A PDF's table of contents, which says where text stands and is no text to be quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.readers.pdf.blocks import Block
from assistant.records import MarkKind

_TITLES = frozenset({"contents", "table of contents", "list of contents"})
_ENDS_WITH_PAGE = re.compile(r"\D(\d{1,4})$|^(\d{1,4})$")
_LEAST = 3  # entries
_FRONT = 20  # pages that may be numbered apart, so that labels run ahead of what is counted
_ENTRIES = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW, MarkKind.LEAD_IN})


def without_contents(blocks: Sequence[Block], pages: int) -> list[Block]:
    """The blocks, with the entries below a heading 'Contents' as boilerplate.

    Entries end with the numbers of pages, none lower than the one before.
    """
    found = list(blocks)
    for place, block in enumerate(blocks):
        if block.kind is MarkKind.HEADING and _text(block).casefold().strip(" :.") in _TITLES:
            entries = _entries(blocks, place + 1, pages + _FRONT)
            for entry in entries if len(entries) >= _LEAST else ():
                found[entry] = replace(found[entry], kind=MarkKind.BOILERPLATE, level=None)
    return found


def _entries(blocks: Sequence[Block], start: int, most: int) -> list[int]:
    """The places of the entries that follow each other from a place on."""
    found: list[int] = []
    before = 0
    for place in range(start, len(blocks)):
        block = blocks[place]
        if block.kind is MarkKind.BOILERPLATE:
            continue
        ends = _ENDS_WITH_PAGE.search(block.lines[-1].text)
        number = int(ends[1] or ends[2]) if ends else -1
        if block.kind not in _ENTRIES or not before <= number <= most:
            break
        found.append(place)
        before = number
    return found


def _text(block: Block) -> str:
    return " ".join(line.text for line in block.lines)
