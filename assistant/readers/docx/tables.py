"""Tables: the rows and cells that are shown, and whether the first row heads the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.readers.office.xml import (
    attribute,
    child,
    children,
    chosen,
    descendants,
    is_on,
    short,
)

_FIRST_ROW = 0x20  # in the bits by which older files say how a table looks
_AROUND = ("w:sdt", "w:customXml", "w:ins", "mc:AlternateContent")


def table_cells(table: Any) -> list[list[Any | None]]:
    """The cells of each row without deleted rows; a merged cell once, where it begins.

    None holds the place below a cell that reaches over several rows, so that columns stay columns.
    """
    found = (row for row in _shown(table, "w:tr") if child(row, "w:trPr", "w:del") is None)
    return [list(_cells(row)) for row in found]


def table_paragraphs(shown: Sequence[Sequence[Any | None]]) -> Iterator[Any]:
    """All paragraphs in the cells of a table."""
    for row in shown:
        for cell in row:
            if cell is not None:
                yield from descendants(cell, "w:p")


def filled_columns(texts: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns in which something is written, of rows of cells."""
    return frozenset(n for row in texts for n, cell in enumerate(row) if cell.strip())


def with_columns(texts: Sequence[tuple[str, ...]], kept: frozenset[int]) -> list[tuple[str, ...]]:
    """The rows with these columns alone; as they are, if their cells are merged differently."""
    if len({len(row) for row in texts}) > 1:
        return list(texts)
    return [tuple(cell for n, cell in enumerate(row) if n in kept) for row in texts]


def has_header(table: Any) -> bool:
    """Whether the first of several rows is a header, by its own word or by the table's look."""
    found = list(_shown(table, "w:tr"))
    if not found:
        return False
    if is_on(child(found[0], "w:trPr", "w:tblHeader"), "w:val"):
        return True
    look = child(table, "w:tblPr", "w:tblLook")
    said = attribute(look, "w:firstRow")
    if said is not None:
        return len(found) > 1 and said in ("1", "true", "on")
    return len(found) > 1 and bool(_bits(attribute(look, "w:val")) & _FIRST_ROW)


def _bits(value: str | None) -> int:
    try:
        return int(value or "0", 16)
    except ValueError:
        return 0


def _shown(parent: Any, name: str) -> Iterator[Any]:
    """The rows or cells right below an element, through what may be wrapped around them."""
    for element in children(parent, name, *_AROUND):
        kind = short(element)
        if kind == name:
            yield element
        elif kind == "w:sdt":
            content = child(element, "w:sdtContent")
            yield from _shown(content, name) if content is not None else ()
        elif kind == "mc:AlternateContent":
            way = chosen(element)
            yield from _shown(way, name) if way is not None else ()
        else:
            yield from _shown(element, name)


def _cells(row: Any) -> Iterator[Any | None]:
    for cell in _shown(row, "w:tc"):
        if not _goes_on(cell, "w:hMerge"):
            yield None if _goes_on(cell, "w:vMerge") else cell


def _goes_on(cell: Any, merged: str) -> bool:
    """Whether a cell only continues one that it is merged with."""
    mark = child(cell, "w:tcPr", merged)
    return mark is not None and attribute(mark, "w:val") != "restart"
