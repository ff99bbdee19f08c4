"""Reads presentations: slide by slide the title, the shapes in reading order, and the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Block, Canonical, written
from assistant.readers.cover import Cover
from assistant.readers.imprint import described
from assistant.readers.office import (
    POWERPOINT,
    DamagedPartError,
    Package,
    attribute,
    child,
    children,
    descendants,
    is_yes,
    main_part,
    number,
    open_package,
    properties,
    short,
)
from assistant.readers.office.blocks import (
    bullet,
    graphic_blocks,
    paragraph,
    rows,
    text_of,
)
from assistant.readers.pptx.layout import Design, Designs, in_reading_order, placeholder_type
from assistant.records import Document, MarkKind, Problem

_NO_SLIDES = "has no slides; put a complete copy in its place"
_DAMAGED = "is damaged: none of its slides can be read; put a fresh copy in its place"
_FAILED = (
    "these slides are damaged and could not be read; put a fresh copy of the file in its place"
)
_INCOMPLETE = "a chart, a diagram or the notes of these slides are damaged and were not read"
_NO_TEXT = "no text on these slides (pictures of text?)"

_TITLES = frozenset({"title", "ctrTitle"})
_FOOTERS = frozenset({"dt", "ftr", "hdr", "sldNum"})
_FOOTER_WORDS = 15
_FOOTER_SLIDES = 3

_NUMBER_STYLES = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_SCHEME = re.compile(r"(?P<style>[a-zA-Z0-9]+?)(?P<ends>ParenBoth|ParenR|Period|Plain|Minus)")
_ENDS = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Minus": "{}-"}
_DEEPEST = 8


def read_pptx(content: bytes, name: str, sha256: str) -> Document:
    """Returns the document in the bytes of a PPTX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single slides is told in
            the document's problems instead.
    """
    package = open_package(content, name, POWERPOINT)
    slides = _slides(package, *main_part(package, POWERPOINT))
    if not slides:
        raise UnreadableFileError(name, _NO_SLIDES)
    if all(slide.failed for slide in slides):
        raise UnreadableFileError(name, _DAMAGED)
    canonical = Canonical()
    running = _running(slides)
    for slide in slides:
        _write(canonical, slide, running)
    found = Document(
        name, sha256, canonical.text, canonical.marks, problems=_problems(slides, name)
    )
    title = " ".join(slides[0].title.split())
    return described(found, properties(package), Cover(heading=title))


@dataclass(frozen=True, slots=True)
class Shape:
    """What one shape says."""

    blocks: tuple[Block, ...]
    is_footer: bool = False
    """Whether it is the slide's number, its date or its footer."""

    @property
    def text(self) -> str:
        """All its words, a block a line."""
        return "\n".join(block.text for block in self.blocks)


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


def _write(canonical: Canonical, slide: Slide, running: frozenset[str]) -> None:
    canonical.open_slide(slide.number, hidden=slide.hidden)
    canonical.block(MarkKind.HEADING, slide.title, 1)
    own = [s for s in slide.shapes if not s.is_footer and _bare(s) not in running]
    canonical.write(block for shape in own for block in shape.blocks)
    for shape in slide.shapes:
        if shape not in own:
            canonical.block(MarkKind.BOILERPLATE, shape.text)
    for note in slide.notes:
        canonical.block(MarkKind.NOTE, note)


def _running(slides: Sequence[Slide]) -> frozenset[str]:
    """Returns the few words that stand in a shape of their own on most slides, as `_bare`."""
    found = Counter(words for slide in slides for words in {_bare(s) for s in slide.shapes})
    least = max(_FOOTER_SLIDES, len(slides) // 2 + 1)
    return frozenset(w for w, count in found.items() if w and count >= least)


def _bare(shape: Shape) -> str:
    """Returns the words of a shape that may be a footer, digits made alike; empty for any other."""
    words = shape.text.split()
    plain = all(block.kind is MarkKind.PARAGRAPH for block in shape.blocks)
    if not plain or len(words) > _FOOTER_WORDS:
        return ""
    return "".join("#" if c.isdigit() else c for c in " ".join(words))


def _problems(slides: Sequence[Slide], name: str) -> tuple[Problem, ...]:
    kinds = (
        (_FAILED, [s.number for s in slides if s.failed]),
        (_INCOMPLETE, [s.number for s in slides if s.incomplete]),
        (_NO_TEXT, [s.number for s in slides if s.is_silent]),
    )
    return tuple(Problem(name, reason, tuple(found)) for reason, found in kinds if found)


def _slides(package: Package, part: str, presentation: Any) -> list[Slide]:
    targets = package.targets(part)
    designs = Designs(package, presentation)
    found: list[Slide] = []
    seen: set[str] = set()
    for place, slide in enumerate(children(child(presentation, "p:sldIdLst"), "p:sldId"), 1):
        name = targets.get(attribute(slide, "r:id") or "", "")
        # a part is one slide: a second mention is damage, and could be meant to fill the memory
        again = name in seen
        seen.add(name)
        found.append(Slide(place, failed=True) if again else _slide(package, name, place, designs))
    return found


def _slide(package: Package, part: str, place: int, designs: Designs) -> Slide:
    """Returns one slide; where a part of it is damaged, the others are read."""
    try:
        root = package.part(part)
        reader = _SlideReader(package, part, designs.of(part))
    except DamagedPartError:
        return Slide(place, failed=True)
    title, shapes = reader.content(child(root, "p:cSld", "p:spTree"))
    notes = reader.notes()
    return Slide(
        place,
        title,
        shapes,
        notes,
        hidden=attribute(root, "show") in ("0", "false"),
        incomplete=reader.incomplete,
        has_pictures=next(descendants(root, "a:blip"), None) is not None,
    )


class _SlideReader:
    """Reads the shapes of one slide; remembers whether it came upon damage."""

    def __init__(self, package: Package, part: str, design: Design) -> None:
        self.incomplete = False
        self._package = package
        self._part = part
        self._design = design

    def content(self, tree: Any | None) -> tuple[str, tuple[Shape, ...]]:
        """Returns the title and the other shapes that say something."""
        title = ""
        shapes: list[Shape] = []
        for element in in_reading_order(tree, self._design):
            shape = self._shape(element)
            if not title and placeholder_type(element) in _TITLES:
                title = shape.text
            elif shape.text.strip():
                shapes.append(shape)
        return title, tuple(shapes)

    def notes(self) -> tuple[str, ...]:
        """Returns the paragraphs of the speaker's notes."""
        try:
            part = self._package.related(self._part, "notesSlide")
            root = self._package.part(part) if part else None
        except DamagedPartError:
            self.incomplete = True
            return ()
        bodies = (s for s in descendants(root, "p:sp") if placeholder_type(s) == "body")
        return tuple(b.text for body in bodies for b in _body_blocks(child(body, "p:txBody")))

    def _shape(self, element: Any) -> Shape:
        if short(element) == "p:graphicFrame":
            return Shape(tuple(self._graphic(element)))
        body = child(element, "p:txBody")
        kind = placeholder_type(element)
        if kind in _TITLES:
            return Shape(tuple(_body_blocks(body)))
        blocks = _body_blocks(body, lambda level: self._design.levels(element, level))
        return Shape(tuple(blocks), kind in _FOOTERS)

    def _graphic(self, frame: Any) -> list[Block]:
        table = child(frame, "a:graphic", "a:graphicData", "a:tbl")
        if table is not None:
            return _table_rows(table)
        try:
            return graphic_blocks(self._package, self._part, frame)
        except DamagedPartError:
            self.incomplete = True
            return []


def _table_rows(table: Any) -> list[Block]:
    """Returns the rows of a table; an empty cell stands below one that reaches over rows."""
    found = (tuple(_cells(row)) for row in children(table, "a:tr"))
    return rows(found, header=is_yes(child(table, "a:tblPr"), "firstRow"))


def _cells(row: Any) -> Iterable[str]:
    for cell in children(row, "a:tc"):
        if not is_yes(cell, "hMerge"):
            body = None if is_yes(cell, "vMerge") else child(cell, "a:txBody")
            yield "\n".join(block.text for block in _body_blocks(body))


def _body_blocks(
    body: Any | None, levels: Callable[[int], Iterable[Any]] = lambda _: ()
) -> list[Block]:
    """Returns a text body's paragraphs with words, as items where a bullet or number is in front.

    `levels` gives what a paragraph of a level inherits, the nearest first.
    """
    counts = _ListCounts()
    found: list[Block] = []
    for element in children(body, "a:p"):
        words = text_of(element)
        if not words:
            continue
        own = child(element, "a:pPr")
        level = min(max(number(own, "lvl", 0) or 0, 0), _DEEPEST)
        looks = [*([] if own is None else [own]), *levels(level)]
        marker = counts.marker(_sign(looks), level)
        item = Block(MarkKind.ITEM, f"{marker} {words}", level + 1)
        found.append(item if marker else paragraph(words))
    return found


_AutoNumber = tuple[str, int]
"""How a list is numbered: one of DrawingML's schemes, and its first number."""


def _sign(looks: Sequence[Any]) -> str | _AutoNumber:
    """Returns the bullet or numbering that the nearest of several looks asks for, if any does."""
    for part in (part for look in looks for part in look):
        kind = short(part)
        if kind == "a:buNone":
            return ""
        if kind == "a:buAutoNum":
            return attribute(part, "type") or "", number(part, "startAt", 1) or 1
        if kind == "a:buBlip":
            return "•"
        if kind == "a:buChar":
            fonts = (child(look, "a:buFont") for look in looks)
            font = next((font for font in fonts if font is not None), None)
            return bullet(attribute(part, "char") or "", attribute(font, "typeface"))
    return ""


class _ListCounts:
    """The numbers of a shape's lists so far, by level."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[_AutoNumber, int]] = {}

    def marker(self, sign: str | _AutoNumber, level: int) -> str:
        """Returns what stands in front of the next paragraph, which ends all deeper lists."""
        self._counts = {lvl: count for lvl, count in self._counts.items() if lvl <= level}
        before = self._counts.pop(level, None)
        if isinstance(sign, str):
            return sign
        value = before[1] + 1 if before and before[0] == sign else sign[1]
        self._counts[level] = (sign, value)
        return _numeral(sign[0], value)


def _numeral(scheme: str, value: int) -> str:
    parts = _SCHEME.fullmatch(scheme)
    style, ends = parts.group("style", "ends") if parts else ("", "")
    return _ENDS.get(ends, "{}").format(written(value, _NUMBER_STYLES.get(style, "decimal")))
