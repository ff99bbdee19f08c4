"""The slides of a presentation as they are shown, and what stands on each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from assistant.readers.office.blocks import Block, Row
from assistant.readers.office.drawing import paragraphs
from assistant.readers.office.graphics import graphic_blocks
from assistant.readers.office.package import Package
from assistant.readers.office.xml import (
    DamagedPartError,
    attribute,
    child,
    children,
    descendants,
    short,
)
from assistant.readers.pptx.layout import Design, Designs, placeholder
from assistant.readers.pptx.order import in_reading_order
from assistant.readers.pptx.text import body_blocks, table_rows

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
    for number, slide in enumerate(shown, 1):
        name = targets.get(attribute(slide, "r:id") or "", "")
        # a part is one slide: a second mention is damage, and could be meant to fill the memory
        again = name in seen
        seen.add(name)
        found.append(
            Slide(number, failed=True) if again else _slide(package, name, number, designs)
        )
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
