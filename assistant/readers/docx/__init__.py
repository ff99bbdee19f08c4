"""Reads Word files: their headings, paragraphs, lists and tables in order, and their notes.

Footnotes stand after the section that refers to them, so that they are cited with its heading.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import BELOW, Block, Canonical, goes_on_with_item, raised, rows
from assistant.readers.cover import Cover
from assistant.readers.docx.paragraphs import Notes, Numbering, Styles, WordReader, Words, is_prompt
from assistant.readers.imprint import described
from assistant.readers.office import (
    WORD,
    DamagedPartError,
    Package,
    attribute,
    child,
    children,
    contents,
    descendants,
    is_on,
    is_yes,
    number,
    open_package,
    properties,
    short,
    value,
)
from assistant.readers.office.blocks import DELETED, graphic_blocks, lines, paragraph
from assistant.readers.page import Line
from assistant.records import Document, MarkKind, Problem, ProblemKind

_NO_TEXT = "holds no text (pictures of text?); put a copy with text in its place"
_RUNNING = ("w:headerReference", "w:footerReference")
_WRAPPERS = frozenset({"w:customXml", "w:smartTag", "w:ins", "w:moveTo"})  # around blocks, rows
_FIRST_ROW = 0x20  # in the bits by which older files say how a table looks
_DEEPEST = 9  # level of a heading in Word
_RAISED = raised("0123456789")
_MOST_COLUMNS = 63  # of a table in Word
_HEADINGS_IN_A_ROW = 2  # in bold: one and another below it; more is an address or a poster
_BELOW_HEADINGS = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW})


def read_docx(content: bytes, name: str, sha256: str) -> Document:
    """Returns the document in the bytes of a DOCX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single parts of the file
            is told in the document's problems instead.
    """
    file = _WordFile(open_package(content, name, WORD))
    root = file.package.root
    notes = Notes(file.related("settings"), root)
    body = _BlockReader(file, file.package.main, child(root, "w:body"), notes)
    blocks = body.blocks()
    footnotes, endnotes = (_note_blocks(kind, file, notes) for kind in ("footnote", "endnote"))
    blocks = list(_after_sections(blocks, footnotes, body.sections))
    blocks = [*_with_bold_headings(blocks), *(block for _, block in endnotes), *_running(file)]
    canonical = Canonical()
    canonical.write(blocks)
    if not canonical.text:
        raise UnreadableFileError(name, _NO_TEXT)
    headings = (block.text for block in blocks if block.kind is MarkKind.HEADING)
    title = body.title or next(headings, "")
    found = Document(name, sha256, canonical.text, canonical.marks, problems=file.problems())
    cover = Cover(heading=" ".join(title.split()), is_title=bool(body.title))
    return described(found, properties(file.package), cover)


class _WordFile:
    """What all parts of a Word file share: styles, lists, and what was found damaged."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.damaged: list[str] = []
        self.styles = Styles(self.related("styles"))
        self.numbering = Numbering(self.related("numbering"))

    def related(self, kind: str) -> Any | None:
        """Returns the outermost element of the part of a kind, if one can be read."""
        part = self.package.related(self.package.main, kind)
        return self.read(part, kind) if part else None

    def read(self, part: str, what: str) -> Any | None:
        """Returns a part's outermost element; of one that is damaged, notes what it was."""
        try:
            return self.package.part(part)
        except DamagedPartError:
            self.damaged.append(what)
            return None

    def problems(self) -> tuple[Problem, ...]:
        """Returns what the reader of the document is told about damage."""
        if not self.damaged:
            return ()
        reason = f"its {', '.join(dict.fromkeys(self.damaged))} are damaged and were not read"
        return (Problem(self.package.name, reason, kind=ProblemKind.PARTLY_READ),)


def _note_blocks(kind: str, file: _WordFile, notes: Notes) -> list[tuple[int, Block]]:
    """Returns the notes that the text refers to, each after how many references precede its own."""
    found: list[tuple[int, Block]] = []
    part = file.package.related(file.package.main, f"{kind}s") or ""
    for place, shown, element in notes.referred(kind, file.related(f"{kind}s")):
        words = lines(_BlockReader(file, part, element, notes).blocks())
        text = f"{shown} {words}".strip() if words else ""
        found.append((place, Block(MarkKind.FOOTNOTE, text)))
    return found


def _after_sections(
    blocks: list[Block], notes: list[tuple[int, Block]], sections: list[int]
) -> Iterator[Block]:
    """Yields the blocks with each note in front of the next heading after its reference."""
    waiting, before = deque(notes), iter(sections)
    for block in blocks:
        referred = next(before, 0) if block.kind is MarkKind.HEADING else 0
        while waiting and waiting[0][0] < referred:
            yield waiting.popleft()[1]
        yield block
    yield from (note for _, note in waiting)


def _running(file: _WordFile) -> list[Block]:
    """Returns headers and footers, each wording once."""
    targets = file.package.targets(file.package.main)
    root = file.package.root
    titled = any(is_on(section, "w:titlePg") for section in descendants(root, "w:sectPr"))
    shown = (r for r in descendants(root, *_RUNNING) if titled or attribute(r, "w:type") != "first")
    wanted = (attribute(r, "r:id") or "" for r in shown)
    found: dict[str, None] = {}
    for part in dict.fromkeys(targets[key] for key in wanted if key in targets):
        root = file.read(part, "headers and footers")
        found[lines(_BlockReader(file, part, root, Notes()).blocks())] = None
    return [Block(MarkKind.BOILERPLATE, words) for words in found]


@dataclass(frozen=True, slots=True)
class _Context:
    in_box: bool = False
    in_contents: bool = False


class _BlockReader:
    """Walks the blocks in an element of one part of a Word file, in order."""

    def __init__(self, file: _WordFile, part: str, container: Any | None, notes: Notes) -> None:
        """Begins at the start; lists and notes are counted on in what is given."""
        self.title = ""  # the first paragraph in the style 'Title'
        self.sections: list[int] = []  # how many notes the text before each heading refers to
        self._file = file
        self._part = part
        self._container = container
        self._notes = notes
        self._words = WordReader(file.styles, notes, container)
        self._begun: Words | None = None  # of a paragraph that goes on in the next
        self._had_heading = False
        self._referred = 0  # how many notes the text before the paragraph refers to
        self._marker = ""  # of the last paragraph, which may say nothing else
        self._item = 0  # the level of the item that text set in below it goes on with

    def blocks(self) -> list[Block]:
        """Returns the blocks."""
        return self._whole(self._container, _Context())

    def _whole(self, container: Any | None, context: _Context) -> list[Block]:
        """Returns what stands in what no paragraph goes on behind, as a cell or a text box."""
        return [*self._walk(container, context), *self._ended(context)]

    def _walk(self, container: Any | None, context: _Context) -> list[Block]:
        found: list[Block] = []
        for element in contents(container):
            kind = short(element)
            if kind == "w:p":
                found += self._paragraph(element, context)
            elif kind == "w:tbl":
                found += [*self._ended(context), *self._table(element, context)]
            elif kind == "w:sdt":
                found += self._control(element, context)
            elif kind in _WRAPPERS:
                found += self._walk(element, context)
            elif kind == "w:altChunk":
                self._file.damaged.append("inserted files")
        return found

    def _control(self, control: Any, context: _Context) -> list[Block]:
        """Returns what a content control holds, unless it still shows its prompt."""
        if is_prompt(control):
            return []
        gallery = value(control, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
        if gallery == "Table of Contents":
            context = replace(context, in_contents=True)
        return self._walk(child(control, "w:sdtContent"), context)

    def _paragraph(self, element: Any, context: _Context) -> list[Block]:
        if not len(element) and not self._begun:
            return []
        self._referred = len(self._notes.shown)
        begun, words = self._begun, self._words.read(element)
        if begun:
            words = replace(words, text=begun.text + words.text)
        goes_on = _goes_on(element)
        self._begun = words if goes_on and words.text.strip() else None
        found = [] if goes_on else self._written(words, context)
        return [*found, *(b for d in words.drawings for b in self._drawing(d, context))]

    def _ended(self, context: _Context) -> list[Block]:
        """Returns the paragraph that was to go on, where nothing follows that it could join."""
        begun, self._begun = self._begun, None
        return self._written(begun, context) if begun else []

    def _written(self, words: Words, context: _Context) -> list[Block]:
        look, text = self._file.styles.look(words.paragraph), words.text.strip()
        marker, level = "", 1
        if look.place is not None and not _hides_number(words.paragraph, text):
            marker = self._file.numbering.next_marker(look.place).strip()
            level = max(self._file.numbering.level(look.place), look.depth) + 1
        self._marker = marker
        if not text:
            return []
        if context.in_contents or words.is_contents or look.is_contents:
            return [Block(MarkKind.BOILERPLATE, text)]
        if look.heading and not (context.in_box and self._had_heading):
            self._had_heading = True
            self.sections.append(self._referred)
            if self._referred < len(self._notes.shown):
                text = text.rstrip(_RAISED)  # of notes to the heading
            if look.is_title:
                self.title = self.title or text
            return [Block(MarkKind.HEADING, f"{marker} {text}".lstrip(), look.heading)]
        is_bold = words.is_bold and not (context.in_box or look.is_caption)
        block = paragraph(text, marker, level, is_bold=is_bold)
        within = self._item and _is_set_in(words.paragraph) and goes_on_with_item(text)
        if block.kind is MarkKind.PARAGRAPH and within:
            return [replace(block, level=self._item + 1)]
        self._item = block.level or 0
        beside = words.paragraph.getprevious(), words.paragraph.getnext()
        tables = [element is not None and short(element) == "w:tbl" for element in beside]
        leads = look.is_caption and tables == [False, True] and text[:3].casefold() != "fig"
        return [replace(block, kind=MarkKind.LEAD_IN) if leads else block]

    def _drawing(self, drawing: Any, context: _Context) -> list[Block]:
        if any(map(_is_hidden, contents(drawing))):
            return []
        begun, self._begun = self._begun, None
        context = replace(context, in_box=True)
        found = [block for box in _boxes(drawing) for block in self._whole(box, context)]
        self._begun = begun
        try:
            return found + graphic_blocks(self._file.package, self._part, drawing)
        except DamagedPartError:
            self._file.damaged.append("charts or diagrams")
            return found

    def _table(self, table: Any, context: _Context) -> list[Block]:
        """Returns the rows of a table; its cells one by one where it only parts a page."""
        before = len(self.sections)
        context = replace(context, in_box=context.in_box or self._is_box(table))
        shown = [row for row in _shown(table, "w:tr") if child(row, "w:trPr", "w:del") is None]
        found = ([self._cell(cell, context) for cell in _row_cells(row)] for row in shown)
        cells = [row for row in found if row]
        texts = [tuple(text for _, text in row) for row in cells]
        filled = {n for row in texts for n, text in enumerate(row) if text and text.strip()}
        has_headings = len(self.sections) > before
        is_headed = has_headings and _is_headed([[held for held, _ in row] for row in cells])
        if has_headings > is_headed or len(filled) < 2:
            return [block for row in cells for held, _ in row for block in held]
        del self.sections[before:]
        if len({len(row) for row in texts}) == 1:  # else they make no columns
            texts = [tuple(text for n, text in enumerate(row) if n in filled) for row in texts]
        return rows(texts, int(is_headed) or _headers(table, shown))

    def _is_box(self, table: Any) -> bool:
        """Returns whether a table is one cell, a heading over text, with other text below it."""
        if len([*descendants(table, "w:tc")]) != 1:
            return False
        (first, *held), below = [*self._levels([table])] or [1], self._levels(table.itersiblings())
        is_headed = (first or 1) > 1 and bool(held) and not any(held) and next(below, 1) is None
        beside = (e for e in table.getparent() if len([*descendants(e, "w:tc")]) != 1)
        return is_headed and first in self._levels(beside)

    def _levels(self, elements: Iterable[Any]) -> Iterator[int | None]:
        """Yields of each paragraph with words the level of the heading that it is, 1 if counted."""
        for part in (part for element in elements for part in descendants(element, "w:p")):
            if words := "".join(text.text or "" for text in descendants(part, "w:t")):
                look = self._file.styles.look(part)
                is_counted = look.place is not None or words.strip()[:1].isdigit()
                yield 1 if look.heading and is_counted else look.heading

    def _cell(self, cell: Any | None, context: _Context) -> tuple[list[Block], str | None]:
        """Returns what a cell holds and says, be it but a number that Word counts."""
        if cell is BELOW:
            return [], BELOW
        self._marker = ""
        found = self._whole(cell, context)
        counted = self._marker if any(map(str.isalnum, self._marker)) else ""
        return found, None if cell is None else lines(found) or counted


def _hides_number(paragraph: Any, text: str) -> bool:
    """Returns whether its end is hidden, other than to let text follow a heading in its line."""
    look = child(paragraph, "w:pPr", "w:rPr")
    return is_on(look, "w:vanish") and not (text and is_on(look, "w:specVanish"))


def _is_set_in(paragraph: Any) -> bool:
    """Returns whether a paragraph stands in as items do, by itself or by a style that continues."""
    look = child(paragraph, "w:pPr")
    left = attribute(child(look, "w:ind"), "w:left")
    style = value(look, "w:pStyle") or ""
    return (number(left) or 0) > 0 if left else style.startswith(("ListC", "ListP"))


def _goes_on(paragraph: Any) -> bool:
    """Returns whether more follows: its end was deleted, or it is a large first letter."""
    deleted = next(children(child(paragraph, "w:pPr", "w:rPr"), *DELETED), None)
    drop_cap = attribute(child(paragraph, "w:pPr", "w:framePr"), "w:dropCap")
    return deleted is not None or drop_cap in ("drop", "margin")


def _boxes(drawing: Any) -> Iterator[Any]:
    """Yields the contents of the text boxes of a drawing, but not of boxes within a box."""
    for element in contents(drawing):
        if short(element) == "w:txbxContent":
            yield element
        elif not _is_hidden(element):
            yield from _boxes(element)


def _is_hidden(drawn: Any) -> bool:
    """Returns whether nobody sees a drawing or a shape, be it of a newer or of an older kind."""
    look = "".join((attribute(drawn, "style") or "").split()).casefold()
    named = (piece for piece in drawn if short(piece) in ("docPr", "cNvPr"))
    return "visibility:hidden" in look or any(is_yes(piece, "hidden") for piece in named)


def _row_cells(row: Any) -> Iterator[Any | None]:
    """Yields the cells of a row, without what is deleted; () for one that shows but a prompt.

    BELOW and None are as `rows` takes them; None is also a column left out in front.
    """
    before = number(value(row, "w:trPr", "w:gridBefore")) or 0
    yield from [None] * min(before, _MOST_COLUMNS)
    for cell in _shown(row, "w:tc"):
        look = child(cell, "w:tcPr")
        if child(look, "w:cellDel") is None:
            own = () if cell is None else BELOW if _goes_on_from(cell, "w:vMerge") else cell
            yield None if _goes_on_from(cell, "w:hMerge") else own
            span = number(value(look, "w:gridSpan")) or 1
            yield from [None] * (min(span, _MOST_COLUMNS) - 1)


def _is_headed(cells: Sequence[Sequence[list[Block]]]) -> bool:
    """Returns whether headings are a table's header: each alone in a cell of the first row.

    Others head but rows; above a single row of several paragraphs, they part a page.
    """
    first, *others = [[[b.kind for b in held] for held in row] for row in cells]
    is_header = sum(map(bool, first)) > 1 and all(k in ([], [MarkKind.HEADING]) for k in first)
    heads_cells = any(MarkKind.HEADING in kinds for row in others for kinds in row[1:])
    longest = max((len(kinds) for row in others for kinds in row), default=0)
    return is_header and not heads_cells and (len(others) > 1 or longest == 1)


def _shown(parent: Any | None, name: str) -> Iterator[Any | None]:
    """Yields the rows or cells right below an element, through what may be wrapped around them.

    None stands for a cell that shows but the prompt of a content control.
    """
    for element in contents(parent):
        kind = short(element)
        if kind == name:
            yield element
        elif kind == "w:sdt":
            inside = _shown(child(element, "w:sdtContent"), name)
            if not is_prompt(element):
                yield from inside
            elif name == "w:tc":
                yield from (None for _ in inside)
        elif kind in _WRAPPERS:
            yield from _shown(element, name)


def _goes_on_from(cell: Any, merged: str) -> bool:
    """Returns whether a cell only continues one that it is merged with."""
    mark = child(cell, "w:tcPr", merged)
    return mark is not None and value(mark) != "restart"


def _headers(table: Any, rows: Sequence[Any | None]) -> int:
    """Returns how many rows a table says are its header."""
    marked = [*takewhile(lambda row: is_on(row, "w:trPr", "w:tblHeader"), rows)]
    look = child(table, "w:tblPr", "w:tblLook")
    is_marked = bool((number(value(look), 16) or 0) & _FIRST_ROW)
    if attribute(look, "w:firstRow") is not None:
        is_marked = is_yes(look, "w:firstRow")
    return len(marked) or int(is_marked and len(rows) > 1)


def _with_bold_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks; a heading in bold is one level below the styled heading above it.

    None is one where most paragraphs are bold.
    """
    paragraphs = [b for b in blocks if b.kind is MarkKind.PARAGRAPH]
    mostly_bold = 2 * sum(b.is_bold for b in paragraphs) > len(paragraphs)
    headings = frozenset() if mostly_bold else _bold_headings(blocks)
    level = 0
    for place, block in enumerate(blocks):
        if place in headings:
            block = replace(block, kind=MarkKind.HEADING, level=min(level + 1, _DEEPEST))
        elif block.kind is MarkKind.HEADING:
            level = block.level or level
        yield block


def _bold_headings(blocks: Sequence[Block]) -> frozenset[int]:
    """Returns the places of bold lines with text below them, few in a row."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        is_item, text = block.kind is MarkKind.ITEM, block.text
        is_line = block.is_bold and "\n" not in text and Line(0, len(text), text).is_heading_like
        if is_line and not (is_item and _is_in_list(blocks, place)):
            run.append(place)
            continue
        is_text = block.kind in _BELOW_HEADINGS and (is_item or not block.is_bold)
        if len(run) <= _HEADINGS_IN_A_ROW and is_text:
            found.update(run)
        run = []
    return frozenset(found)


def _is_in_list(blocks: Sequence[Block], place: int) -> bool:
    """Returns whether a bold item goes on with others, or they with it: no heading, numbered."""
    above, below = blocks[max(place - 1, 0) : place], blocks[place + 1 : place + 2]
    return any(b.kind is MarkKind.ITEM and b.is_bold for b in above) or any(
        b.kind is MarkKind.ITEM and b.text[:1].isalnum() for b in below
    )
