"""Tables: those that hold data, row by row, and those that only lay a page out."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from assistant.readers.html.inline import phrase
from assistant.readers.html.tree import Node

_CELLS = ("td", "th")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_PARAGRAPHS = 2  # in a cell of data


@dataclass(frozen=True, slots=True)
class Row:
    """The words of a row's cells; place 0 is the header's."""

    cells: tuple[str, ...]
    place: int


def lays_out(table: Node) -> bool:
    """Whether a table only puts parts of the page side by side."""
    if table.attributes.get("role", "").lower() in ("presentation", "none"):
        return True
    inside = {node.tag for node in table.within()}
    if inside & {"th", "caption", "thead"}:
        return False
    if inside & (_HEADINGS | {"table", "form", "main", "article", "nav"}):
        return True
    rows = [list(_cells(row)) for row, _ in _rows(table)]
    return all(len(row) < 2 for row in rows) or any(_is_prose(c) for row in rows for c in row)


def caption(table: Node) -> Node | None:
    """The table's caption, if it has one."""
    return next((child for child in table.elements() if child.tag == "caption"), None)


def rows(table: Node, without: Container[Node]) -> Iterator[Row]:
    """The rows that are not blank."""
    place = 0
    for row, in_head in _rows(table):
        cells = list(_cells(row))
        words = tuple(phrase(cell, without) for cell in cells)
        if not any(words):
            continue
        heads = in_head or (len(cells) > 1 and all(cell.tag == "th" for cell in cells))
        place = place if place or heads else 1
        yield Row(words, place)
        place += 1


def _rows(node: Node, *, in_head: bool = False) -> Iterator[tuple[Node, bool]]:
    """The rows of a table, not of tables within it, and whether each is in its head."""
    for child in node.elements():
        if child.tag == "tr":
            yield child, in_head
        elif child.tag not in (*_CELLS, "table", "caption"):
            yield from _rows(child, in_head=in_head or child.tag == "thead")


def _cells(row: Node) -> Iterator[Node]:
    return (child for child in row.elements() if child.tag in _CELLS)


def _is_prose(cell: Node) -> bool:
    paragraphs = [node for node in cell.within() if node.tag in ("p", "li")]
    return len(paragraphs) > _MOST_PARAGRAPHS
