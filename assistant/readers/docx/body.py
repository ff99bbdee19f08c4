"""Tables: the rows and cells that are shown, and whether the first row heads the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.readers.docx.styles import Look, Numbering, Styles
from assistant.readers.docx.words import Notes, Parts, WordReader, Words
from assistant.readers.office import attribute, child, children, chosen, descendants, is_on, short
from assistant.readers.office.graphics import Block, Row, paragraph, rows
from assistant.records import MarkKind

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


_WRAPPERS = frozenset({"w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo", "w:p"})
_GONE_MARKS = ("w:del", "w:moveFrom")


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a block stands."""

    in_box: bool = False
    in_contents: bool = False


class BodyReader:
    """Walks the blocks of one part of a Word file, in order."""

    def __init__(self, parts: Parts, styles: Styles, numbering: Numbering, notes: Notes) -> None:
        """Begin at the start of a part; lists and notes are counted on in what is given."""
        self.title: str | None = None
        """The first paragraph in the style 'Title'."""
        self._parts = parts
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._words = WordReader(styles, notes, fields_span=True)
        self._begun = ""
        """The start of a paragraph whose end was deleted, or its large first letter."""
        self._had_heading = False

    def blocks(self, container: Any | None) -> list[Block | Row]:
        """The blocks in a container; none where there is no container."""
        if container is None:
            return []
        self._words = WordReader(self._styles, self._notes, fields_span=_fields_end(container))
        return self._walk(container, _Context())

    def words(self, container: Any) -> str:
        """All words in a container, a block a line."""
        return _lines(self.blocks(container))

    def _walk(self, container: Any, context: _Context) -> list[Block | Row]:
        found: list[Block | Row] = []
        for element in container:
            kind = short(element)
            if kind == "w:p":
                found += self._paragraph(element, context)
            elif kind == "w:tbl":
                found += self._table(element, context)
            elif kind == "w:sdt":
                found += self._control(element, context)
            elif kind == "mc:AlternateContent":
                way = chosen(element)
                found += self._walk(way, context) if way is not None else []
            elif kind in _WRAPPERS:
                found += self._walk(element, context)
            elif kind == "w:altChunk":
                self._parts.damaged.append("inserted files")
        return found

    def _control(self, control: Any, context: _Context) -> list[Block | Row]:
        """What a content control holds, unless it still shows its prompt."""
        properties = child(control, "w:sdtPr")
        content = child(control, "w:sdtContent")
        if content is None or is_on(child(properties, "w:showingPlcHdr"), "w:val"):
            return []
        gallery = attribute(child(properties, "w:docPartObj", "w:docPartGallery"), "w:val")
        if gallery == "Table of Contents":
            context = _Context(context.in_box, in_contents=True)
        return self._walk(content, context)

    def _paragraph(self, element: Any, context: _Context) -> list[Block | Row]:
        if not len(element) and not self._begun:
            return []
        before = self._notes.count
        words = self._words.read(element)
        found = self._block(element, words, context)
        self._notes.sections += [before for b in found if b.kind is MarkKind.HEADING]
        return [*found, *(b for d in words.drawings for b in self._drawing(d, context))]

    def _block(self, element: Any, words: Words, context: _Context) -> list[Block]:
        text = self._begun + words.text
        if _goes_on_body(element):
            self._begun = text
            return []
        self._begun = ""
        look = self._styles.look(element)
        marker, level = self._marker(element, look)
        text = text.strip()
        if not text:
            return []
        if context.in_contents or words.is_contents or look.is_contents:
            return [Block(MarkKind.BOILERPLATE, text)]
        marked = f"{marker} {text}" if marker else text
        if look.heading and not (context.in_box and self._had_heading):
            return [self._heading(text, marked, look)]
        if marker:
            return [Block(MarkKind.ITEM, marked, level)]
        return [paragraph(text, is_bold=words.is_bold and not context.in_box)]

    def _heading(self, text: str, marked: str, look: Look) -> Block:
        self._had_heading = True
        if look.is_title and self.title is None:
            self.title = " ".join(text.split())
        return Block(MarkKind.HEADING, marked, look.heading)

    def _marker(self, element: Any, look: Look) -> tuple[str, int]:
        """The bullet or number in front of a paragraph, and its level counted from 1."""
        if look.place is None or is_on(child(element, "w:pPr", "w:rPr", "w:vanish"), "w:val"):
            return "", 1
        level = self._numbering.level(look.place) + 1
        return self._numbering.next_marker(look.place).strip(), level

    def _drawing(self, drawing: Any, context: _Context) -> list[Block | Row]:
        """The text boxes, charts and diagrams of a drawing."""
        inside = _Context(in_box=True, in_contents=context.in_contents)
        found: list[Block | Row] = []
        for box in _boxes(drawing):
            begun, self._begun = self._begun, ""
            found += self._walk(box, inside)
            self._begun = begun
        return found + self._parts.graphics(drawing)

    def _table(self, table: Any, context: _Context) -> list[Block | Row]:
        """The rows of a table; its cells one after the other where it only parts a page.

        It does where it holds headings, or words in one column alone: pictures beside text.
        """
        shown = table_cells(table)
        has_headings = any(self._styles.look(p).heading for p in table_paragraphs(shown))
        cells = [[self._cell(cell, context) for cell in row] for row in shown]
        texts = [tuple(map(_lines, row)) for row in cells]
        if has_headings or len(filled_columns(texts)) < 2:
            return [block for row in cells for cell in row for block in cell]
        return list(rows(with_columns(texts, filled_columns(texts)), header=has_header(table)))

    def _cell(self, cell: Any | None, context: _Context) -> list[Block | Row]:
        return [] if cell is None else self._walk(cell, context)


def _lines(blocks: list[Block | Row]) -> str:
    """The words of blocks, a block a line."""
    found = (" ".join(b.cells) if isinstance(b, Row) else b.text for b in blocks)
    return "\n".join(words for words in found if words.strip())


def _goes_on_body(paragraph: Any) -> bool:
    """Whether what follows belongs to it: its end was deleted, or it is a large first letter."""
    properties = child(paragraph, "w:pPr")
    marks = child(properties, "w:rPr")
    if marks is not None and any(child(marks, gone) is not None for gone in _GONE_MARKS):
        return True
    return attribute(child(properties, "w:framePr"), "w:dropCap") in ("drop", "margin")


def _boxes(drawing: Any) -> list[Any]:
    """The contents of the text boxes of a drawing, but not of boxes within a box."""
    found: list[Any] = []
    todo = [drawing]
    while todo:
        element = todo.pop()
        kind = short(element)
        if kind == "w:txbxContent":
            found.append(element)
        elif kind == "mc:AlternateContent":
            way = chosen(element)
            todo += [way] if way is not None else []
        else:
            todo += reversed(element)
    return found


def _fields_end(container: Any) -> bool:
    """Whether each field has its end; else one that has none would swallow all that follows."""
    kinds = [attribute(mark, "w:fldCharType") for mark in descendants(container, "w:fldChar")]
    return kinds.count("begin") == kinds.count("end")
