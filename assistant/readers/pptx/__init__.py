"""Reads presentations: slide by slide the title, the shapes in reading order, and the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import BELOW, Block, Canonical, rows, written
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
    number,
    open_package,
    properties,
    short,
)
from assistant.readers.office.blocks import bullet, graphic_blocks, lines, paragraph, text_of
from assistant.readers.page import Line
from assistant.readers.pptx.layout import FOOTERS, TITLES, Design, kind_of
from assistant.records import Document, MarkKind, Problem

_NO_SLIDES = "has no slides; put a complete copy in its place"
_DAMAGED = "is damaged: none of its slides can be read; put a fresh copy in its place"
_LOST = "these slides are damaged and could not be read; put a fresh copy of the file in its place"
_INCOMPLETE = "a chart, a diagram or the notes of these slides are damaged and were not read"
_NO_TEXT = "no text on these slides (pictures of text?)"  # or none but perhaps a footer
_REASONS = (_LOST, _INCOMPLETE, _NO_TEXT)
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
_MARKERS = ("a:buNone", "a:buAutoNum", "a:buBlip", "a:buChar")
_DEEPEST = 8
_SEVERAL = re.compile(r"\d\D+\d")
_Counts = dict[int, tuple[str, int, int]]  # by level: a list's scheme, its first number, its last


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
    if all(_LOST in slide.problems for slide in slides):
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
    is_footer: bool  # the slide's number, its date or its footer
    head: str  # where in the slide's top margin it stands, if it does
    foot: str  # where in its bottom margin

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
        self.problems = {_LOST}  # until it is read
        self._package = package
        self._part = part

    def read(self) -> None:
        """Reads the slide; where a part of it is damaged, the others are read."""
        try:
            root, design = self._package.part(self._part), Design(self._package, self._part)
        except DamagedPartError:
            return
        self.problems.clear()
        self.hidden = attribute(root, "show") in ("0", "false")
        for element in design.shapes(child(root, "p:cSld", "p:spTree")):
            shape = self._shape(element, design)
            if not self.title and kind_of(element) in TITLES:
                self.title = shape.text
            elif shape.text.strip():
                self.shapes.append(shape)
        self.notes = self._notes()
        said = self.title or any(not shape.is_footer for shape in self.shapes)
        if not said and next(descendants(root, "a:blip"), None) is not None:
            self.problems.add(_NO_TEXT)

    def _notes(self) -> list[str]:
        try:
            part = self._package.related(self._part, "notesSlide")
            root = self._package.part(part) if part else None
        except DamagedPartError:
            self.problems.add(_INCOMPLETE)
            return []
        bodies = (s for s in descendants(root, "p:sp") if kind_of(s) == "body")
        return [b.text for body in bodies for b in _body_blocks(child(body, "p:txBody"))]

    def _shape(self, element: Any, design: Design) -> _Shape:
        kind = kind_of(element)
        if short(element) == "p:graphicFrame":
            blocks = self._graphic(element)
        else:
            styles = [] if kind in TITLES else design.list_styles(element)
            blocks = _body_blocks(child(element, "p:txBody"), styles)
        return _Shape(blocks, kind in FOOTERS, *design.margins(element))

    def _graphic(self, frame: Any) -> list[Block]:
        table = child(frame, "a:graphic", "a:graphicData", "a:tbl")
        if table is not None:
            found = (tuple(_cells(row)) for row in children(table, "a:tr"))
            return rows(found, int(is_yes(child(table, "a:tblPr"), "firstRow")))
        try:
            return graphic_blocks(self._package, self._part, frame)
        except DamagedPartError:
            self.problems.add(_INCOMPLETE)
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
    of = {reason: tuple(s.number for s in slides if reason in s.problems) for reason in _REASONS}
    return tuple(Problem(name, reason, numbers) for reason, numbers in of.items() if numbers)


def _cells(row: Any) -> Iterator[str | None]:
    """Yields the cells of a row, as `rows` takes them."""
    for cell in children(row, "a:tc"):
        words = BELOW if is_yes(cell, "vMerge") else lines(_body_blocks(child(cell, "a:txBody")))
        yield None if is_yes(cell, "hMerge") else words


def _body_blocks(body: Any | None, styles: Sequence[Any | None] = ()) -> list[Block]:
    """Returns a text body's paragraphs with words, as items where a bullet or number is in front.

    `styles` say how paragraphs look that do not say so themselves, the nearest first.
    """
    counts: _Counts = {}
    found: list[Block] = []
    for element in children(body, "a:p"):
        words = text_of(element)
        if not words:
            continue
        own = child(element, "a:pPr")
        level = min(max(number(attribute(own, "lvl")) or 0, 0), _DEEPEST)
        inherited = (child(style, f"a:lvl{level + 1}pPr") for style in styles)
        marker = _marker([own, *inherited], level, counts)
        found.append(paragraph(words, marker, level + 1))
    return found


def _marker(looks: Sequence[Any | None], level: int, counts: _Counts) -> str:
    """Returns what stands in front of the next paragraph, which ends all deeper lists.

    That is what the nearest of its looks says that says something of bullets or numbers.
    """
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]
    before = counts.pop(level, None)
    sign = next((sign for look in looks for sign in children(look, *_MARKERS)), None)
    match sign is not None and short(sign):
        case "a:buAutoNum":
            scheme, first = attribute(sign, "type") or "", number(attribute(sign, "startAt")) or 1
            last = before[2] + 1 if before and before[:2] == (scheme, first) else first
            counts[level] = (scheme, first, last)
            return _numbered(scheme, last)
        case "a:buBlip":
            return "•"
        case "a:buChar":
            fonts = (child(look, "a:buFont") for look in looks)
            font = next((font for font in fonts if font is not None), None)
            return bullet(attribute(sign, "char") or "", attribute(font, "typeface"))
    return ""


def _numbered(scheme: str, value: int) -> str:
    """Returns a number in one of DrawingML's schemes, such as 'alphaLcParenR'."""
    parts = _SCHEME.fullmatch(scheme)
    style, ends = parts.group("style", "ends") if parts else ("", "")
    return _ENDS.get(ends, "{}").format(written(value, _NUMBER_STYLES.get(style, "decimal")))
