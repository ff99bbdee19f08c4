"""Reads presentations: slide by slide the title, the shapes in reading order, and the notes.

What a slide does not say itself, where shapes stand and what bullets they have, its layout and its
master say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Block, Canonical, rows, written
from assistant.readers.cover import Cover
from assistant.readers.imprint import described
from assistant.readers.office import (
    POWERPOINT,
    DamagedPartError,
    Package,
    attribute,
    child,
    children,
    contents,
    descendants,
    is_yes,
    number,
    open_package,
    properties,
    short,
)
from assistant.readers.office.blocks import bullet, graphic_blocks, lines, paragraph, text_of
from assistant.readers.page import Line
from assistant.readers.pptx.places import SHIFT, Placed, Position, by_rows
from assistant.records import Document, MarkKind, Problem

_NO_SLIDES = "has no slides; put a complete copy in its place"
_DAMAGED = "is damaged: none of its slides can be read; put a fresh copy in its place"
_LOST = "these slides are damaged and could not be read; put a fresh copy of the file in its place"
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
_MASTER_TYPES = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_OF_THEIR_OWN = _FOOTERS | {"title"}
_FRAMES = {
    "p:sp": ("p:spPr", "a:xfrm"),
    "p:grpSp": ("p:grpSpPr", "a:xfrm"),
    "p:graphicFrame": ("p:xfrm",),
}
_MARGIN = 1 / 6  # of a slide's height, at its top and bottom, where headers and footers stand
_SEVERAL = re.compile(r"\d\D+\d")
_Levels = Callable[[int], Iterable[Any | None]]
_AutoNumber = tuple[str, int]  # one of DrawingML's schemes to number a list, and its first number
_Counts = dict[int, tuple[_AutoNumber, int]]  # how far a shape's lists are counted, by level


def read_pptx(content: bytes, name: str, sha256: str) -> Document:
    """Returns the document in the bytes of a PPTX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single slides is told in
            the document's problems instead.
    """
    package = open_package(content, name, POWERPOINT)
    slides = _slides(package)
    if not slides:
        raise UnreadableFileError(name, _NO_SLIDES)
    if all(slide.failed for slide in slides):
        raise UnreadableFileError(name, _DAMAGED)
    canonical = Canonical()
    running = _running(slides)
    for slide in slides:
        _write(canonical, slide, running)
    problems = _problems(slides, name)
    found = Document(name, sha256, canonical.text, canonical.marks, problems=problems)
    return described(found, properties(package), Cover(heading=" ".join(slides[0].title.split())))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What one shape says."""

    blocks: list[Block]
    is_footer: bool = False  # the slide's number, its date or its footer
    head: str = ""  # where in the slide's top margin it stands, if it does
    foot: str = ""  # where in its bottom margin

    @property
    def text(self) -> str:
        return lines(self.blocks)


class _Slide:
    """A slide; `number` is its place in the file, counted from 1 with hidden ones."""

    def __init__(self, package: Package, part: str, number: int) -> None:
        self.number = number
        self.title = ""
        self.shapes: list[_Shape] = []  # without the title, in reading order
        self.notes: list[str] = []
        self.hidden = False
        self.failed = True  # nothing of it could be read
        self.incomplete = False  # a chart, a diagram or the notes could not
        self.is_silent = False  # it shows pictures and no word but perhaps a footer
        self._package = package
        self._part = part

    def read(self) -> None:
        """Reads the slide; where a part of it is damaged, the others are read."""
        try:
            root, design = self._package.part(self._part), _design(self._package, self._part)
        except DamagedPartError:
            return
        self.failed = False
        self.hidden = attribute(root, "show") in ("0", "false")
        for element in _in_reading_order(child(root, "p:cSld", "p:spTree"), design):
            shape = self._shape(element, design)
            if not self.title and _placeholder_type(element) in _TITLES:
                self.title = shape.text
            elif shape.text.strip():
                self.shapes.append(shape)
        self.notes = self._notes()
        said = self.title or any(not shape.is_footer for shape in self.shapes)
        self.is_silent = not said and next(descendants(root, "a:blip"), None) is not None

    def _notes(self) -> list[str]:
        try:
            part = self._package.related(self._part, "notesSlide")
            root = self._package.part(part) if part else None
        except DamagedPartError:
            self.incomplete = True
            return []
        bodies = (s for s in descendants(root, "p:sp") if _placeholder_type(s) == "body")
        return [b.text for body in bodies for b in _body_blocks(child(body, "p:txBody"))]

    def _shape(self, element: Any, design: _Design) -> _Shape:
        if short(element) == "p:graphicFrame":
            return _Shape(self._graphic(element), False, *design.margins(element))
        kind = _placeholder_type(element)
        levels = None if kind in _TITLES else partial(design.levels, element)
        blocks = _body_blocks(child(element, "p:txBody"), levels)
        return _Shape(blocks, kind in _FOOTERS, *design.margins(element))

    def _graphic(self, frame: Any) -> list[Block]:
        table = child(frame, "a:graphic", "a:graphicData", "a:tbl")
        if table is not None:
            found = (tuple(_cells(row)) for row in children(table, "a:tr"))
            return rows(found, int(is_yes(child(table, "a:tblPr"), "firstRow")))
        try:
            return graphic_blocks(self._package, self._part, frame)
        except DamagedPartError:
            self.incomplete = True
            return []


def _slides(package: Package) -> list[_Slide]:
    targets = package.targets(package.main)
    found: list[_Slide] = []
    seen: set[str] = set()
    for place, slide in enumerate(children(child(package.root, "p:sldIdLst"), "p:sldId"), 1):
        name = targets.get(attribute(slide, "r:id") or "", "")
        found.append(_Slide(package, name, place))
        # a part is one slide: a second mention is damage, and could be meant to fill the memory
        if name not in seen:
            found[-1].read()
        seen.add(name)
    return found


def _write(canonical: Canonical, slide: _Slide, running: frozenset[str]) -> None:
    canonical.open_slide(slide.number, hidden=slide.hidden)
    canonical.block(MarkKind.HEADING, slide.title, 1)
    own = [s for s in slide.shapes if not (s.is_footer or _bare(s, slide) & running)]
    canonical.write(block for shape in own for block in shape.blocks)
    for shape in slide.shapes:
        if shape not in own:
            canonical.block(MarkKind.BOILERPLATE, shape.text)
    for note in slide.notes:
        canonical.block(MarkKind.NOTE, note)


def _running(slides: Sequence[_Slide]) -> frozenset[str]:
    """Returns the few words that stand in a shape of their own on most slides, as `_bare`."""
    found: Counter[str] = Counter()
    for slide in slides:
        found.update({words for shape in slide.shapes for words in _bare(shape, slide)})
    least = max(_FOOTER_SLIDES, len(slides) // 2 + 1)
    return frozenset(words for words, count in found.items() if count >= least)


def _bare(shape: _Shape, slide: _Slide) -> frozenset[str]:
    """Returns the words of a shape that may be a footer, the slide's own number made like others.

    Beside words it is one of a title, perhaps, where the slide has none. In a margin all digits are
    made alike, with the place: key figures in the middle of slides are no footers. At the top of a
    slide without a title, one figure alone is that of a title.
    """
    words = shape.text.split()
    plain = all(block.kind is MarkKind.PARAGRAPH for block in shape.blocks)
    if not words or not plain or len(words) > _FOOTER_WORDS:
        return frozenset()
    said = " ".join(words)
    found = {said}
    if slide.title or Line(0, len(said), said).is_chrome or not any(map(str.isalpha, said)):
        found.add(re.sub(rf"(?<![\d.,]){slide.number}(?![\d.,]*\d|\s?[%€£$])", "#", said))
    place = shape.foot or (shape.head if slide.title or _SEVERAL.search(said) else "")
    if place:
        found.add(re.sub(r"\d+", "#", said) + place)
    return frozenset(found)


def _problems(slides: Sequence[_Slide], name: str) -> tuple[Problem, ...]:
    kinds = (
        (_LOST, [s.number for s in slides if s.failed]),
        (_INCOMPLETE, [s.number for s in slides if s.incomplete]),
        (_NO_TEXT, [s.number for s in slides if s.is_silent]),
    )
    return tuple(Problem(name, reason, tuple(found)) for reason, found in kinds if found)


def _cells(row: Any) -> Iterator[str | None]:
    """Yields the cells of a row; an empty one stands below one that reaches over rows."""
    for cell in children(row, "a:tc"):
        body = None if is_yes(cell, "vMerge") else child(cell, "a:txBody")
        yield None if is_yes(cell, "hMerge") else lines(_body_blocks(body))


def _body_blocks(body: Any | None, levels: _Levels | None = None) -> list[Block]:
    """Returns a text body's paragraphs with words, as items where a bullet or number is in front.

    `levels` gives what a paragraph of a level inherits, the nearest first.
    """
    counts: _Counts = {}
    found: list[Block] = []
    for element in children(body, "a:p"):
        words = text_of(element)
        if not words:
            continue
        own = child(element, "a:pPr")
        level = min(max(number(own, "lvl", 0) or 0, 0), _DEEPEST)
        inherited = levels(level) if levels else ()
        looks = [look for look in (own, *inherited) if look is not None]
        marker = _marker(_sign(looks), level, counts)
        item = Block(MarkKind.ITEM, f"{marker} {words}", level + 1)
        found.append(item if marker else paragraph(words))
    return found


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


def _marker(sign: str | _AutoNumber, level: int, counts: _Counts) -> str:
    """Returns what stands in front of the next paragraph, which ends all deeper lists."""
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]
    before = counts.pop(level, None)
    if isinstance(sign, str):
        return sign
    value = before[1] + 1 if before and before[0] == sign else sign[1]
    counts[level] = (sign, value)
    parts = _SCHEME.fullmatch(sign[0])
    style, ends = parts.group("style", "ends") if parts else ("", "")
    return _ENDS.get(ends, "{}").format(written(value, _NUMBER_STYLES.get(style, "decimal")))


@dataclass(frozen=True, slots=True)
class _Design:
    """The layout and master of a slide, where there are any, and the presentation."""

    layout: Any | None
    master: Any | None
    presentation: Any

    def is_beside(self, shape: Any, at: Position) -> bool:
        """Returns whether a shape is parked off its slide; a title may be, for screen readers."""
        size = child(self.presentation, "p:sldSz")
        width, height = number(size, "cx"), number(size, "cy")
        if width is None or height is None or _placeholder_type(shape) in _TITLES:
            return False
        right, bottom = at.left + at.width, at.top + at.height
        return at.left >= width or at.top >= height or right < 0 or bottom < 0

    def position(self, shape: Any) -> Position | None:
        """Returns where a shape stands; None where neither it nor its design says so."""
        for holder in (shape, *self._inherited(shape)):
            frame = child(holder, *_FRAMES[short(holder)])
            top, left = (number(child(frame, "a:off"), name) for name in ("y", "x"))
            if top is not None and left is not None:
                height, width = (number(child(frame, "a:ext"), name) or 0 for name in ("cy", "cx"))
                return Position(top, left, height, width)
        return None

    def margins(self, shape: Any) -> tuple[str, str]:
        """Returns the place of a shape in the top margin and in the bottom one; empty for none."""
        at, height = self.position(shape), number(child(self.presentation, "p:sldSz"), "cy")
        if at is None or height is None:
            return "", ""
        place = f" {at.top // SHIFT} {at.left // SHIFT}"
        is_head, is_foot = at.top + at.height <= height * _MARGIN, at.top >= height * (1 - _MARGIN)
        return place * is_head, place * is_foot

    def levels(self, shape: Any, level: int) -> Iterator[Any | None]:
        """Returns how paragraphs of a level look in a shape, what it says itself first."""
        holders = (shape, *self._inherited(shape))
        styles = [child(holder, "p:txBody", "a:lstStyle") for holder in holders]
        if _placeholder_type(shape) is None:
            styles.append(child(self.presentation, "p:defaultTextStyle"))
        else:
            kind = "p:otherStyle" if _type(shape) in _OF_THEIR_OWN else "p:bodyStyle"
            styles.append(child(self.master, "p:txStyles", kind))
        return (child(style, f"a:lvl{level + 1}pPr") for style in styles)

    def _inherited(self, shape: Any) -> list[Any]:
        """Returns the placeholders of layout and master that a shape fills."""
        if _placeholder_type(shape) is None:
            return []
        kind, index = _type(shape), _index(shape)
        alike = (c for c in _placeholders(self.layout) if _index(c) == index)
        of_type = _of_type(self.layout, kind)
        of_layout = of_type if kind in _OF_THEIR_OWN else next(alike, of_type)
        of_master = _of_type(self.master, kind if of_layout is None else _type(of_layout))
        return [holder for holder in (of_layout, of_master) if holder is not None]


def _design(package: Package, slide: str) -> _Design:
    """Returns the design of a slide's part; a damaged layout or master counts as absent."""
    layout = package.related(slide, "slideLayout")
    root = package.kept(layout)
    master = package.related(layout, "slideMaster") if layout and root is not None else None
    return _Design(root, package.kept(master), package.root)


def _placeholder(shape: Any) -> Any | None:
    return child(shape, "p:nvSpPr", "p:nvPr", "p:ph")


def _placeholder_type(shape: Any) -> str | None:
    """Returns which place of its layout a shape fills, such as 'title'; None for any other."""
    mark = _placeholder(shape)
    return None if mark is None else attribute(mark, "type") or "obj"


def _type(shape: Any) -> str:
    kind = _placeholder_type(shape) or "obj"
    return _MASTER_TYPES.get(kind, kind)


def _index(shape: Any) -> str:
    return attribute(_placeholder(shape), "idx") or "0"


def _placeholders(root: Any | None) -> Iterator[Any]:
    return (s for s in descendants(root, "p:sp") if _placeholder(s) is not None)


def _of_type(root: Any | None, kind: str) -> Any | None:
    return next((shape for shape in _placeholders(root) if _type(shape) == kind), None)


def _in_reading_order(tree: Any | None, design: _Design) -> list[Any]:
    """Returns the shapes with text and the graphics below a tree of shapes.

    They go from top to bottom, and from left to right where they stand side by side; a row of
    headings goes heading by heading, each with what stands below it. What is grouped stays
    together, in the same order among itself.
    """
    placed: list[Placed] = []
    position = Position(0, 0, 0)
    for shape in contents(tree):
        hidden = is_yes(next(descendants(shape, "p:cNvPr"), None), "hidden")
        if short(shape) not in _FRAMES or hidden:
            continue
        at = design.position(shape)
        if not (at and short(tree) == "p:spTree" and design.is_beside(shape, at)):
            position = at or position
            placed.append((position, shape))
    found: list[Any] = []
    for shape in by_rows(placed):
        found += _in_reading_order(shape, design) if short(shape) == "p:grpSp" else [shape]
    return found
