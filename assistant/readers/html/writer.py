"""The blocks of a page, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from assistant.readers.canonical import Canonical
from assistant.readers.html import tables
from assistant.readers.html.blocks import Block, heading_level, in_reading_order, opening_of
from assistant.readers.html.inline import collapsed, is_block, phrase, preformatted
from assistant.readers.html.lists import markers
from assistant.readers.html.tree import Node
from assistant.records import MarkKind

_PERMALINK = frozenset({"#", "¶", "§", "🔗", "🔗\ufe0e"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_SET_AS_TYPED = frozenset({"pre", "listing", "plaintext", "xmp"})
_LONGEST_HEADING = 200


def canonical(page: Node, site: frozenset[Node]) -> Canonical:
    """The text of a page with its marks; `site` are the elements that become boilerplate."""
    writer = _Writer(site)
    writer.block(page)
    text = Canonical()
    for block in in_reading_order(writer.blocks):
        if block.kind is MarkKind.ROW:
            text.row(block.cells, block.number or 0)
        else:
            text.block(block.kind, block.text, block.number)
    return text


class _Writer:
    """One walk over the elements; text gathers in `lines` until a block ends."""

    def __init__(self, site: frozenset[Node], *, in_site: bool = False) -> None:
        self.site = site
        self.in_site = in_site
        self.blocks: list[Block] = []
        self.lines: list[list[str]] = [[]]
        self.opening: Block | None = None
        """What the next text is, with what stands in front of it: a list item's marker."""
        self.aside: list[Node] = []
        """What is the site's in the block that is being gathered."""
        self.depth = 0
        """How many lists this is in."""

    def block(self, node: Node) -> None:
        """Write an element that stands on lines of its own."""
        self.end()
        self._write_block(node)
        self.end()

    def end(self) -> None:
        """End the block that is being gathered; an empty line parts two of them."""
        lines = [collapsed(line) for line in self.lines]
        self.lines = [[]]
        for blank, paragraph in groupby(lines, key=lambda line: not line):
            if not blank:
                self._paragraph("\n".join(paragraph))
        aside, self.aside = self.aside, []
        for node in aside:
            self._site(node)

    def _write_block(self, node: Node) -> None:
        level = heading_level(node)
        if level:
            self._heading(node, level)
        elif node.tag in _SET_AS_TYPED:
            self._paragraph(preformatted(node, self.site))
            self._leave_out(node)
        elif node.tag in _LISTS:
            self._list(node)
        elif node.tag == "dl":
            self._within(node)
        elif node.tag == "table" and not tables.lays_out(node):
            self._table(node)
        else:
            self._opened(node, opening_of(node, self.depth))

    def _heading(self, node: Node, level: int) -> None:
        """Write a heading; of one that was never closed, only its first line is one."""
        words = self._phrase(node)
        if len(words) > _LONGEST_HEADING and any(is_block(inner) for inner in node.within()):
            self._opened(node, Block(MarkKind.HEADING, "", level))
        else:
            self._leave_out(node)
            self._add(MarkKind.HEADING, words, level)

    def _opened(self, node: Node, opening: Block | None) -> None:
        """Write an element whose first text is of a kind of its own."""
        self.opening = opening or self.opening
        self._children(node)
        if opening:
            self.end()
            self.opening = None

    def _children(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.lines[-1].append(child)
            elif child in self.site:
                self._leave(child)
            elif child.tag == "br":
                self.lines.append([])
            elif is_block(child) or heading_level(child) or child.tag == "table":
                self.block(child)
            elif not (child.tag == "a" and phrase(child) in _PERMALINK):
                self._inline(child)

    def _inline(self, node: Node) -> None:
        """Write an element that stands in a line; links of a menu do not run into one another."""
        apart = " " if self.in_site and node.tag == "a" else ""
        self.lines[-1].append(apart)
        self._children(node)
        self.lines[-1].append(apart)

    def _list(self, node: Node) -> None:
        marked = markers(node)
        self.depth += 1
        self._each(node, lambda item: Block(MarkKind.ITEM, marked.get(item, ""), self.depth))
        self.depth -= 1

    def _within(self, node: Node) -> None:
        self.depth += 1
        self._children(node)
        self.depth -= 1

    def _each(self, node: Node, opening: Callable[[Node], Block]) -> None:
        """Write the children of a list; text between its items is text."""
        for child in node.children:
            if isinstance(child, Node) and child.tag == "li" and child not in self.site:
                self.end()
                self._opened(child, opening(child))
            else:
                self._children(Node("", children=[child]))

    def _table(self, node: Node) -> None:
        self.opening = None
        named = tables.caption(node)
        if named is not None:
            self._children(named)
            self.end()
        for row in tables.rows(node, self.site):
            self.blocks.append(self._kind(Block(MarkKind.ROW, "", row.place, row.cells)))
        self._leave_out(node)

    def _paragraph(self, text: str) -> None:
        opening, self.opening = self.opening, None
        if opening and text.strip():
            self._add(opening.kind, opening.text + text, opening.number)
        else:
            self.opening = opening
            self._add(MarkKind.PARAGRAPH, text)

    def _add(self, kind: MarkKind, text: str, number: int | None = None) -> None:
        if text.strip():
            self.opening = None
            self.blocks.append(self._kind(Block(kind, text, number)))

    def _kind(self, block: Block) -> Block:
        """The block as it is, or as a part of the site."""
        if not self.in_site:
            return block
        return Block(MarkKind.BOILERPLATE, block.text or " | ".join(filter(None, block.cells)))

    def _phrase(self, node: Node) -> str:
        """The words of an element, without the site's and without links to the element."""
        links = {n for n in node.within() if n.tag == "a" and phrase(n) in _PERMALINK}
        return phrase(node, self.site | links)

    def _leave_out(self, node: Node) -> None:
        self.aside += [inner for inner in node.within() if inner in self.site]

    def _leave(self, node: Node) -> None:
        """Write what is the site's where the block ends that it stands in."""
        self.aside.append(node)
        if is_block(node):
            self.end()

    def _site(self, node: Node) -> None:
        inner = _Writer(frozenset(), in_site=True)
        inner.block(node)
        self.blocks += inner.blocks
