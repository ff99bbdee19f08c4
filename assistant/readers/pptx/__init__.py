"""The paragraphs of a shape with their bullets and numbers, and the rows of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Canonical, written
from assistant.readers.office import (
    DamagedPartError,
    attribute,
    bullet,
    child,
    children,
    descendants,
    is_yes,
    number,
    short,
)
from assistant.readers.office.graphics import (
    Block,
    Row,
    graphic_blocks,
    paragraph,
    paragraphs,
    rows,
    text_of,
    write,
)
from assistant.readers.office.package import (
    POWERPOINT,
    Package,
    main_part,
    open_package,
    properties,
)
from assistant.readers.pptx.layout import Design, Designs, in_reading_order, placeholder
from assistant.records import Document, Entry, MarkKind, Problem

_STYLES = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_SCHEME = re.compile(r"(?P<style>[a-zA-Z0-9]+?)(?P<ends>ParenBoth|ParenR|Period|Plain|Minus)")
_ENDS = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Minus": "{}-"}
_DEEPEST = 8

Levels = Callable[[int], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class _Numbering:
    scheme: str
    first: int


def body_blocks(body: Sequence[Any], levels: Levels = lambda _: ()) -> list[Block]:
    """The paragraphs that hold text, as items where a bullet or number stands in front.

    `levels` gives what a paragraph of a level inherits, the nearest first.
    """
    counted = _Counted()
    found: list[Block] = []
    for element in body:
        words = text_of(element)
        if not words:
            continue
        own = child(element, "a:pPr")
        level = min(max(number(own, "lvl", 0) or 0, 0), _DEEPEST)
        looks = [*([] if own is None else [own]), *levels(level)]
        marker = counted.marker(_sign(looks), level)
        item = Block(MarkKind.ITEM, f"{marker} {words}", level + 1)
        found.append(item if marker else paragraph(words))
    return found


def table_rows(table: Any) -> list[Row]:
    """The rows of a table; a merged cell's text stands where the cell begins.

    Below a cell that reaches over several rows stands an empty one, so that columns stay columns.
    """
    header = is_yes(child(table, "a:tblPr"), "firstRow")
    found = (tuple(_cells(row)) for row in children(table, "a:tr"))
    return rows(found, header=header)


def _cells(row: Any) -> Iterable[str]:
    for cell in children(row, "a:tc"):
        body = [] if is_yes(cell, "vMerge") else paragraphs(child(cell, "a:txBody"))
        if not is_yes(cell, "hMerge"):
            yield "\n".join(block.text for block in body_blocks(body))


class _Counted:
    """The numbers of a shape's lists so far."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[_Numbering, int]] = {}

    def marker(self, sign: str | _Numbering | None, level: int) -> str:
        """What stands in front of the next paragraph, which ends all lists of deeper levels."""
        self._counts = {lvl: count for lvl, count in self._counts.items() if lvl <= level}
        if not isinstance(sign, _Numbering):
            self._counts.pop(level, None)
            return sign or ""
        before = self._counts.get(level)
        value = before[1] + 1 if before and before[0] == sign else sign.first
        self._counts[level] = (sign, value)
        return _numeral(sign.scheme, value)


def _sign(looks: Sequence[Any]) -> str | _Numbering | None:
    """The bullet or the numbering that the nearest of several looks asks for."""
    for look in looks:
        for part in look:
            kind = short(part)
            if kind == "a:buNone":
                return None
            if kind == "a:buAutoNum":
                return _Numbering(attribute(part, "type") or "", number(part, "startAt", 1) or 1)
            if kind == "a:buBlip":
                return "•"
            if kind == "a:buChar":
                return bullet(attribute(part, "char") or "", _bullet_font(looks))
    return None


def _bullet_font(looks: Sequence[Any]) -> str | None:
    fonts = (child(look, "a:buFont") for look in looks)
    return next((attribute(font, "typeface") for font in fonts if font is not None), None)


def _numeral(scheme: str, value: int) -> str:
    """A number as one of DrawingML's schemes writes it, such as 'romanUcParenR'."""
    parts = _SCHEME.fullmatch(scheme)
    style = _STYLES.get(parts["style"], "decimal") if parts else "decimal"
    return _ENDS.get(parts["ends"] if parts else "", "{}").format(written(value, style))


_TITLES = frozenset({"title", "ctrTitle"})
_FOOTERS = frozenset({"dt", "ftr", "hdr", "sldNum"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What one shape says."""

    blocks: tuple[Block | Row, ...]
    is_footer: bool = False
    """Whether it is the slide's number, its date or its footer."""

    @property
    def text(self) -> str:
        """All its words, a block a line."""
        words = (" ".join(b.cells) if isinstance(b, Row) else b.text for b in self.blocks)
        return "\n".join(words)


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: `number` is its place in the file, counted from 1 with hidden ones."""

    number: int
    title: str = ""
    shapes: tuple[Shape, ...] = ()
    """Without the title, in reading order."""
    notes: tuple[str, ...] = ()
    hidden: bool = False
    failed: bool = False
    """Whether nothing of it could be read."""
    incomplete: bool = False
    """Whether a chart, a diagram or the notes could not."""
    has_pictures: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether it shows pictures and no word but perhaps a footer."""
        said = self.title or any(not s.is_footer for s in self.shapes)
        return self.has_pictures and not said and not self.failed


def read_slides(package: Package, part: str, presentation: Any) -> list[Slide]:
    """The slides in order, with hidden ones, of the presentation's main part."""
    targets = package.targets(part)
    designs = Designs(package, child(presentation, "p:defaultTextStyle"))
    listing = child(presentation, "p:sldIdLst")
    shown = [] if listing is None else list(children(listing, "p:sldId"))
    found: list[Slide] = []
    seen: set[str] = set()
    for place, slide in enumerate(shown, 1):
        name = targets.get(attribute(slide, "r:id") or "", "")
        # a part is one slide: a second mention is damage, and could be meant to fill the memory
        again = name in seen
        seen.add(name)
        found.append(Slide(place, failed=True) if again else _slide(package, name, place, designs))
    return found


def _slide(package: Package, part: str, number: int, designs: Designs) -> Slide:
    """One slide; where a part of it is damaged, the others are read."""
    try:
        root = package.part(part)
        design = designs.of(part)
    except DamagedPartError:
        return Slide(number, failed=True)
    tree = child(root, "p:cSld", "p:spTree")
    reader = _SlideReader(package, part, design)
    slide = Slide(
        number,
        hidden=attribute(root, "show") in ("0", "false"),
        has_pictures=next(descendants(root, "a:blip"), None) is not None,
    )
    if tree is not None:
        title, shapes = reader.content(tree)
        slide = replace(slide, title=title, shapes=shapes)
    slide = replace(slide, notes=reader.notes())
    return replace(slide, incomplete=reader.incomplete)


class _SlideReader:
    """Reads the shapes of one slide; remembers whether it came upon damage."""

    def __init__(self, package: Package, part: str, design: Design) -> None:
        self.incomplete = False
        self._package = package
        self._part = part
        self._design = design

    def content(self, tree: Any) -> tuple[str, tuple[Shape, ...]]:
        """The title and the other shapes that say something."""
        title = ""
        shapes: list[Shape] = []
        for element in in_reading_order(tree, self._design):
            shape = self._shape(element)
            if not title and _placeholder_type(element) in _TITLES:
                title = shape.text
            elif shape.text.strip():
                shapes.append(shape)
        return title, tuple(shapes)

    def notes(self) -> tuple[str, ...]:
        """The paragraphs of the speaker's notes."""
        try:
            part = self._package.related(self._part, "notesSlide")
            root = self._package.part(part) if part else None
        except DamagedPartError:
            self.incomplete = True
            return ()
        if root is None:
            return ()
        shapes = (s for s in descendants(root, "p:sp") if _placeholder_type(s) == "body")
        bodies = [paragraphs(child(shape, "p:txBody")) for shape in shapes]
        return tuple(block.text for body in bodies for block in body_blocks(body))

    def _shape(self, element: Any) -> Shape:
        if short(element) == "p:graphicFrame":
            return Shape(tuple(self._graphic(element)))
        body = paragraphs(child(element, "p:txBody"))
        kind = _placeholder_type(element)
        if kind in _TITLES:
            return Shape(tuple(body_blocks(body)))
        blocks = body_blocks(body, lambda level: self._design.levels(element, level))
        return Shape(tuple(blocks), kind in _FOOTERS)

    def _graphic(self, frame: Any) -> list[Block | Row]:
        table = child(frame, "a:graphic", "a:graphicData", "a:tbl")
        if table is not None:
            return list(table_rows(table))
        try:
            return graphic_blocks(self._package, self._part, frame)
        except DamagedPartError:
            self.incomplete = True
            return []


def _placeholder_type(element: Any) -> str | None:
    found = placeholder(element)
    return None if found is None else attribute(found, "type") or "obj"


_NO_SLIDES = "has no slides; put a complete copy in its place"
_DAMAGED = "is damaged: none of its slides can be read; put a fresh copy in its place"
_FAILED = (
    "these slides are damaged and could not be read; put a fresh copy of the file in its place"
)
_INCOMPLETE = "a chart, a diagram or the notes of these slides are damaged and were not read"
_NO_TEXT = "no text on these slides (pictures of text?)"
_FOOTER_WORDS = 15
_FOOTER_SLIDES = 3


def read_pptx(content: bytes, name: str, sha256: str) -> Document:
    """The document in the bytes of a PPTX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single slides is told in
            the document's problems instead.
    """
    package = open_package(content, name, POWERPOINT)
    slides = read_slides(package, *main_part(package, POWERPOINT))
    if not slides:
        raise UnreadableFileError(name, _NO_SLIDES)
    if all(slide.failed for slide in slides):
        raise UnreadableFileError(name, _DAMAGED)
    canonical = Canonical()
    running = _running(slides)
    for slide in slides:
        _write(canonical, slide, running)
    said = properties(package)
    entry = Entry(title=said.title or _first_title(slides), author=said.author)
    return Document(
        name, sha256, canonical.text, canonical.marks, entry, tuple(_problems(slides, name))
    )


def _write(canonical: Canonical, slide: Slide, running: frozenset[str]) -> None:
    canonical.open_slide(slide.number, hidden=slide.hidden)
    canonical.heading(slide.title, 1)
    own = [s for s in slide.shapes if not s.is_footer and _bare(s) not in running]
    write(canonical, [block for shape in own for block in shape.blocks])
    for shape in slide.shapes:
        if shape not in own:
            canonical.boilerplate(shape.text)
    for note in slide.notes:
        canonical.note(note)


def _running(slides: Sequence[Slide]) -> frozenset[str]:
    """What few words stand in a shape of their own on most slides, with digits made alike."""
    found = Counter(words for slide in slides for words in {_bare(s) for s in slide.shapes})
    least = max(_FOOTER_SLIDES, len(slides) // 2 + 1)
    return frozenset(w for w, count in found.items() if w and count >= least)


def _bare(shape: Shape) -> str:
    """The words of a shape that may be a footer, to tell repeats; empty for any other."""
    words = shape.text.split()
    plain = all(block.kind is MarkKind.PARAGRAPH for block in shape.blocks)
    if not plain or len(words) > _FOOTER_WORDS:
        return ""
    return "".join("#" if c.isdigit() else c for c in " ".join(words))


def _first_title(slides: Sequence[Slide]) -> str | None:
    return " ".join(slides[0].title.split()) or None


def _problems(slides: Sequence[Slide], name: str) -> list[Problem]:
    """What could not be read, slides of one kind together."""
    kinds = (
        (_FAILED, [s for s in slides if s.failed]),
        (_INCOMPLETE, [s for s in slides if s.incomplete]),
        (_NO_TEXT, [s for s in slides if s.is_silent]),
    )
    return [
        Problem(name, reason, tuple(s.number for s in found)) for reason, found in kinds if found
    ]
