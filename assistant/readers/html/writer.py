"""Writes the text of a web page: its blocks, each with the mark it gets."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Set
from dataclasses import replace
from itertools import groupby

from assistant.readers.canonical import BELOW, Block, Canonical, rows, written
from assistant.readers.html.shown import HEADINGS
from assistant.readers.html.tree import Node, is_block, joined, phrase, preformatted
from assistant.records import MarkKind

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_SET_AS_TYPED = frozenset({"pre", "listing", "plaintext", "xmp"})
_PERMALINK = frozenset({"#", "¶", "§", "🔗", "🔗\ufe0e"})
_DEEPEST_HEADING = 9
_LONGEST_HEADING = 200
_WHOLE_NUMBER = re.compile(r"\s*([+-]?\d{1,9})")
_DOCS_DEPTH = re.compile(r"\blst-\S+-(\d)\b")  # Google Docs puts inner lists beside outer ones
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(none|[a-z]+-[a-z]+)\b", re.IGNORECASE)
_UNNUMBERED = re.compile(  # classes that take numbers off, of Bootstrap, Tailwind, GOV.UK and NHS
    r"(?<!\S)(?:\S*-)?(?:legislative-list|unstyled|list-(?:style-)?none|list-inline|no-bullets?"
    r"|(?:govuk|nhsuk)-list)(?!\S)"
)
_TYPED = re.compile(r"(?:\(?(?:\d+\.)*(?:\d{1,3}|[a-z]|[ivx]+|[A-Z](?=\)))[.)]|(?:\d+\.)+\d+)\s")
_TYPES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "none": "none",
}  # fmt: skip
_LINKS = frozenset({"a", "button", "input", "select"})  # a picture in one is a logo or an icon
_FEWEST_WORDS = 4  # of an alternative text that tells what a picture shows
_CELLS = ("td", "th")
_MOST_ROWS = 1_000  # that a cell reaches over, as browsers have it
_MOST_COLUMNS = 100
_SAYING = ("alt", "aria-label", "title")
_BELOW = Node("")  # a cell that one above reaches into
_MOST_PARAGRAPHS = 2  # in a cell of data


def canonical(page: Node, site: Set[Node]) -> Canonical:
    """Returns the text of a page with its marks; the elements in `site` become boilerplate."""
    writer = _PageWriter(site)
    writer.block(page)
    text = Canonical()
    text.write(_headings_kept(writer.blocks))
    return text


class _PageWriter:
    """One walk over the elements; text gathers in `lines` until a block ends."""

    def __init__(self, site: Set[Node], *, in_site: bool = False) -> None:
        self.site = site
        self.in_site = in_site
        self.blocks: list[Block] = []
        self.lines: list[list[str]] = [[]]
        self.opening: Block | None = None
        """What the next text is, with what stands in front of it: a list item's marker."""
        self.aside: list[Node] = []  # what is the site's in the block that is being gathered
        self.pictures: list[str] = []  # the alternative texts of pictures in it
        self.depth = 0  # how many lists this is in

    def block(self, node: Node) -> None:
        """Writes an element that stands on lines of its own."""
        self.end()
        level = _heading_level(node)
        above = self.blocks[-1].kind if self.blocks else None
        if level:
            self._heading(node, level)
        elif node.tag in _SET_AS_TYPED:
            self._paragraph(preformatted(node, self.site))
            self._leave_out(node)
        elif node.tag in _LISTS:
            self._list(node)
        elif node.tag == "dl" or (node.tag == "figcaption" and above is MarkKind.ITEM):
            self.depth += 1
            self._children(node)
            self.end()
            self.depth -= 1
        elif node.tag == "table" and not _lays_out(node):
            self._table(node)
        else:
            self._opened(node, _opening(node, self.depth))
        self.end()

    def end(self) -> None:
        """Ends the block that is being gathered; an empty line parts two of them."""
        lines = groupby(map(joined, self.lines), key=bool)
        for text in [*("\n".join(group) for is_text, group in lines if is_text), *self.pictures]:
            self._paragraph(text)
        self.lines, self.pictures = [[]], []
        aside, self.aside = self.aside, []
        for node in aside:
            inner = _PageWriter(frozenset(), in_site=True)
            inner.block(node)
            self.blocks += inner.blocks

    def _heading(self, node: Node, level: int) -> None:
        """Writes a heading; of one that was never closed, only its first line is one."""
        links = {inner for inner in node.within() if _is_permalink(inner)}
        words = phrase(node, self.site | links)
        if len(words) > _LONGEST_HEADING and any(is_block(inner) for inner in node.within()):
            self._opened(node, Block(MarkKind.HEADING, "", level))
        else:
            self._leave_out(node)
            if words.strip():
                self._add(Block(MarkKind.HEADING, words, level))

    def _opened(self, node: Node, opening: Block | None) -> None:
        """Writes an element whose first text is of a kind of its own."""
        self.opening = opening or self.opening
        self._children(node)
        if opening:
            self.end()
            self.opening = None

    def _children(self, node: Node) -> None:
        for child in node.children:
            self._child(child, node)

    def _child(self, child: Node | str, within: Node) -> None:
        if isinstance(child, str):
            self.lines[-1].append(child)
        elif child in self.site:
            self._leave(child)
        elif child.tag == "br":
            self.lines.append([])
        elif child.tag == "img" and not child.children:
            self._picture(child, within)
        elif is_block(child) or _heading_level(child) or child.tag == "table":
            self.block(child)
        elif not _is_permalink(child):
            # links of a menu do not run into one another
            apart = " " if self.in_site and child.tag == "a" else ""
            self.lines[-1].append(apart)
            self._children(child)
            self.lines[-1].append(apart)

    def _picture(self, node: Node, within: Node) -> None:
        alternative = joined([node.attributes.get("alt", "")])
        if within.tag not in _LINKS and alternative.count(" ") >= _FEWEST_WORDS - 1:
            self.pictures.append(alternative)

    def _leave(self, node: Node) -> None:
        """Has what is the site's written where the block ends that it stands in."""
        self.aside.append(node)
        if is_block(node):
            self.end()

    def _list(self, node: Node) -> None:
        """Writes the items of a list; text between them is text."""
        marked = _markers(node)
        outer, given = self.depth, _DOCS_DEPTH.search(node.attributes.get("class", ""))
        self.depth = int(given[1]) + 1 if given else outer + 1
        for child in node.children:
            if isinstance(child, Node) and child.tag == "li" and child not in self.site:
                self.end()
                self._opened(child, Block(MarkKind.ITEM, marked[child], self.depth))
            else:
                self._child(child, node)
        self.depth = outer

    def _table(self, node: Node) -> None:
        self.opening = None
        caption = next((child for child in node.elements() if child.tag == "caption"), None)
        if caption is not None:
            self._children(caption)
            self.end()
        for row in _rows(node, self.site):
            self._add(row)
        self._leave_out(node)

    def _paragraph(self, text: str) -> None:
        if text.strip():
            within = self.depth + 1 if self.depth else None
            opening = self.opening or Block(MarkKind.PARAGRAPH, "", within)
            self._add(replace(opening, text=opening.text + text))

    def _add(self, block: Block) -> None:
        """Adds a block as it is, or as a part of the site."""
        self.opening = None
        if self.in_site:
            text = " | ".join(filter(None, block.cells)) or block.text
            block = Block(MarkKind.BOILERPLATE, text)
        self.blocks.append(block)

    def _leave_out(self, node: Node) -> None:
        self.aside += [inner for inner in node.within() if inner in self.site]


def _is_permalink(node: Node) -> bool:
    """Returns whether it is a link to the heading that it stands in."""
    return node.tag == "a" and phrase(node) in _PERMALINK


def _heading_level(node: Node) -> int | None:
    given = node.attributes.get("aria-level", "").strip()
    if node.role == "heading":
        level = int(given) if given.isdecimal() and len(given) < 3 else 2
        return min(max(level, 1), _DEEPEST_HEADING)
    return int(node.tag[1]) if node.tag in HEADINGS else None


def _opening(node: Node, depth: int) -> Block | None:
    """Returns what the first text of an element is, if not a paragraph."""
    if node.tag in ("dd", "li"):
        return Block(MarkKind.ITEM, "- " if node.tag == "li" else "", max(depth, 1))
    return Block(MarkKind.LEAD_IN, "") if node.tag in ("dt", "summary") else None


def _headings_kept(blocks: list[Block]) -> Iterator[Block]:
    """Yields the blocks, with those of the site put before headings that they would part."""
    headings: list[Block] = []
    for block in blocks:
        if block.kind is MarkKind.HEADING:
            headings.append(block)
        elif block.kind is MarkKind.BOILERPLATE:
            yield block
        else:
            yield from (*headings, block)
            headings = []
    yield from headings


def _markers(node: Node) -> dict[Node, str]:
    items = [child for child in node.elements() if child.tag == "li"]
    if node.tag != "ol":
        return dict.fromkeys(items, "- ")
    if all(_TYPED.match(phrase(item)) for item in items):
        return dict.fromkeys(items, "")
    step = -1 if "reversed" in node.attributes else 1
    number = _number(node, "start", 1 if step > 0 else len(items))
    found = {}
    for item in items:
        number = _number(item, "value", number)
        style = next(filter(None, map(_list_style, (item, node))), "1")
        found[item] = f"{_numeral(number, style)}. " if style != "none" else ""
        number += step
    return found


def _list_style(node: Node) -> str:
    """Returns how the items of a list are numbered, as in the attribute `type`; '' if not said."""
    styled = _LIST_STYLE.search(node.attributes.get("style", ""))
    said = _TYPES.get(styled[1].lower(), "") if styled else ""
    classes = node.attributes.get("class", "")
    is_plain = _UNNUMBERED.search(classes) and "list--number" not in classes
    return said or ("none" if is_plain else node.attributes.get("type", "").strip())


def _number(node: Node, attribute: str, otherwise: int) -> int:
    given = _WHOLE_NUMBER.match(node.attributes.get(attribute, ""))
    return int(given[1]) if given else otherwise


def _numeral(number: int, style: str) -> str:
    """Returns a number in digits or in Roman ones, or as letters: a to z, then aa, ab and so on."""
    numeral = written(number, "lowerRoman") if style in ("i", "I") else str(number)
    if style in ("a", "A") and number > 0:
        numeral = ""
        while number:
            number, place = divmod(number - 1, 26)
            numeral = chr(ord("a") + place) + numeral
    return numeral.upper() if style.isupper() else numeral


def _lays_out(table: Node) -> bool:
    if table.role in ("presentation", "none"):
        return True
    elements = [*table.within()]
    inside = {node.tag for node in elements}
    if phrase(table, {node for node in elements if node.tag in (*_CELLS, "caption")}):
        return True
    if inside & {"th", "caption", "thead"}:
        return False
    if inside & (HEADINGS | {"table", "form", "main", "article", "nav"}):
        return True
    rows = [cells for cells, _ in _row_cells(table)]
    counts = (sum(n.tag in ("p", "li") for n in cell.within()) for row in rows for cell in row)
    return all(len(row) < 2 for row in rows) or any(n > _MOST_PARAGRAPHS for n in counts)


def _rows(table: Node, without: Container[Node]) -> list[Block]:
    """Returns the rows that are not blank; header rows are those in a head, or of `th` alone.

    Of such outside of a head, a second one goes on with the header if cells above reach over it.
    """
    found: list[tuple[str | None, ...]] = []
    headers = 0
    held: dict[int, tuple[int, int]] = {}
    was_in_head = False
    for cells, in_head in _row_cells(table):
        if in_head != was_in_head:
            held, was_in_head = {}, in_head
        is_reached = bool(held) or (bool(found) and None in found[-1])
        placed, held = _placed(cells, held)
        header = found[headers - 1] if headers else ()
        _leave_out_headers(placed, header)
        words = [phrase(cell, without) if cell else None for cell in placed]
        if any(words):
            are_heads = len(cells) > 1 and all(cell.tag == "th" for cell in cells)
            if headers == len(found) and (in_head or (are_heads and (not found or is_reached))):
                headers += 1
            told = zip(placed, words, (*header, *[None] * len(placed)), strict=False)
            found.append(tuple(_pictured(cell, h) if cell and not w else w for cell, w, h in told))
    return rows(found, headers)


def _leave_out_headers(row: list[Node | None], header: tuple[str | None, ...]) -> None:
    """Takes out what opens all cells as their columns' headers do, for narrow screens."""
    pairs = zip(row, header, strict=False)
    filled = [(cell, head or "") for cell, head in pairs if cell and phrase(cell)]
    repeats = [
        (cell, first)
        for cell, head in filled
        for first in [*cell.elements()][:1]
        if phrase(first).rstrip(": ") == head != "" and phrase(cell).startswith(head)
        if (rest := phrase(cell, {first})[:1]) not in ".:" and not rest.islower()
    ]
    for cell, first in repeats if 1 < len(repeats) == len(filled) else ():
        cell.children.remove(first)


def _pictured(cell: Node, header: str | None) -> str:
    """Returns what the pictures in a cell say, such as a tick, if not its header."""
    if cell is _BELOW:
        return BELOW
    pictures = (node.attributes for node in (cell, *cell.within()) if node.tag not in _LINKS)
    said = (next(filter(None, map(given.get, _SAYING)), "") for given in pictures)
    words = joined([" ".join(said)])
    return words if words.rstrip(": ") != header else ""


def _placed(
    cells: list[Node], held: dict[int, tuple[int, int]]
) -> tuple[list[Node | None], dict[int, tuple[int, int]]]:
    """Returns a row's cells by column, None where one before reaches over, and what is held below.

    `held` says of columns for how many rows more a cell above holds them, and how many beside them.
    """
    found: list[Node | None] = []
    below: dict[int, tuple[int, int]] = {}
    waiting = cells[::-1]
    while waiting or any(at >= len(found) for at in held):
        column, cell = len(found), None
        rows_held, width = held.get(column, (1, 1))
        if column in held:
            cell = _BELOW
        elif waiting:
            cell = waiting.pop()
            width = max(min(_number(cell, "colspan", 1), _MOST_COLUMNS - column), 1)
            rows_held = _number(cell, "rowspan", 1) or _MOST_ROWS
        found += [cell, *[None] * (width - 1)]
        if rows_held > 1:
            below[column] = (rows_held - 1, width)
    return found, below


def _row_cells(node: Node, *, in_head: bool = False) -> Iterator[tuple[list[Node], bool]]:
    """Yields the cells of each row, not of tables within the table, and whether it is a head."""
    for child in sorted(node.elements(), key=lambda inner: inner.tag == "tfoot"):
        if child.tag == "tr":
            yield [cell for cell in child.elements() if cell.tag in _CELLS], in_head
        elif child.tag not in (*_CELLS, "table", "caption"):
            yield from _row_cells(child, in_head=in_head or child.tag == "thead")
