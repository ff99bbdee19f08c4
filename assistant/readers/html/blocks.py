"""What a page's text is made of: blocks, each with the mark it gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.readers.html.tree import Node
from assistant.records import MarkKind

_DEEPEST_HEADING = 9


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that gets a mark."""

    kind: MarkKind
    text: str
    number: int | None = None
    cells: tuple[str, ...] = ()


def heading_level(node: Node) -> int | None:
    """A heading's level; None for what is no heading."""
    given = node.attributes.get("aria-level", "").strip()
    if node.attributes.get("role", "").lower() == "heading":
        level = int(given) if given.isdecimal() and len(given) < 3 else 2
        return min(max(level, 1), _DEEPEST_HEADING)
    is_heading = len(node.tag) == 2 and node.tag[0] == "h" and node.tag[1] in "123456"
    return int(node.tag[1]) if is_heading else None


def opening_of(node: Node, depth: int) -> Block | None:
    """What the first text of an element is, if not a paragraph."""
    if node.tag in ("dt", "summary"):
        return Block(MarkKind.LEAD_IN, "")
    if node.tag == "dd":
        return Block(MarkKind.ITEM, "", max(depth, 1))
    return Block(MarkKind.ITEM, "- ", max(depth, 1)) if node.tag == "li" else None


def in_reading_order(blocks: list[Block]) -> Iterator[Block]:
    """The blocks as they are written: headings next to their text, lead-ins known as such."""
    return _lead_ins(list(_headings_kept(blocks)))


def _headings_kept(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with what is the site's between a heading and its text put before the heading."""
    headings: list[Block] = []
    for block in blocks:
        if block.kind is MarkKind.HEADING:
            headings.append(block)
            continue
        if block.kind is not MarkKind.BOILERPLATE:
            yield from headings
            headings = []
        yield block
    yield from headings


def _lead_ins(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with each paragraph that opens a list marked as what it is."""
    for place, block in enumerate(blocks):
        opens = block.kind is MarkKind.PARAGRAPH and block.text.endswith(":")
        following = blocks[place + 1 : place + 2]
        if opens and following and following[0].kind is MarkKind.ITEM:
            yield replace(block, kind=MarkKind.LEAD_IN)
        else:
            yield block
