"""Footnotes and endnotes, numbered in the order in which the text refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.readers.canonical import written
from assistant.readers.docx.styles import Styles
from assistant.readers.office import (
    DamagedPartError,
    attribute,
    child,
    children,
    chosen,
    formula,
    is_on,
    is_yes,
    number,
    short,
    symbol,
)
from assistant.readers.office.graphics import Block, Row, graphic_blocks
from assistant.readers.office.package import Package

_KINDS = {
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "endnotes",
}
_PROPERTIES = {"footnotes": "w:footnotePr", "endnotes": "w:endnotePr"}


@dataclass(frozen=True, slots=True)
class NoteFormat:
    """How notes are numbered."""

    style: str
    start: int = 1


@dataclass(frozen=True, slots=True)
class NoteFormats:
    """How footnotes and endnotes are numbered; Word's own ways unless a document says otherwise."""

    footnotes: NoteFormat = NoteFormat("decimal")
    endnotes: NoteFormat = NoteFormat("lowerRoman")

    @classmethod
    def of(cls, settings: Any | None, document: Any) -> NoteFormats:
        """What the document's last section says, else its settings."""
        holders = (child(document, "w:body", "w:sectPr"), settings)
        return cls(
            _format("footnotes", "decimal", holders), _format("endnotes", "lowerRoman", holders)
        )


@dataclass(frozen=True, slots=True)
class Referred:
    """A note that the text refers to; `place` counts the references before it."""

    place: int
    shown: str
    """Its number as it is printed."""
    note: Any


class Notes:
    """The references met so far."""

    def __init__(self, formats: NoteFormats) -> None:
        """Begin with none."""
        self._formats = {"footnotes": formats.footnotes, "endnotes": formats.endnotes}
        self._numbers: dict[tuple[str, str], str] = {}
        self.sections: list[int] = []
        """For each heading, how many notes the text before it refers to."""
        self._counts = {kind: form.start for kind, form in self._formats.items()}

    @property
    def count(self) -> int:
        """How many notes were referred to so far."""
        return len(self._numbers)

    def refer(self, reference: Any, element_name: str) -> None:
        """Number the note that a reference leads to, unless it carries a mark of its own."""
        kind = _KINDS[element_name]
        key = (kind, attribute(reference, "w:id") or "")
        if key in self._numbers:
            return
        if is_yes(reference, "w:customMarkFollows"):
            self._numbers[key] = ""
            return
        self._numbers[key] = written(self._counts[kind], self._formats[kind].style)
        self._counts[kind] += 1

    def referred(self, kind: str, root: Any | None) -> Iterator[Referred]:
        """The notes of a kind in order of reference."""
        listed = [] if root is None else children(root, "w:footnote", "w:endnote")
        notes = {attribute(note, "w:id"): note for note in listed}
        for place, ((of_kind, key), shown) in enumerate(list(self._numbers.items())):
            if of_kind == kind and key in notes:
                yield Referred(place, shown, notes[key])


def _format(kind: str, usual: str, holders: tuple[Any | None, ...]) -> NoteFormat:
    properties = [child(holder, _PROPERTIES[kind]) for holder in holders]
    styles = (attribute(child(p, "w:numFmt"), "w:val") for p in properties)
    starts = (number(child(p, "w:numStart"), "w:val") for p in properties)
    return NoteFormat(
        next((s for s in styles if s), usual), next((s for s in starts if s is not None), 1)
    )


_WRITTEN_OUT = re.compile(r"[\r\n]+")
_CONTENTS_FIELD = re.compile(r"\s*(?:TOC|TOA|INDEX)\b")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_GONE = frozenset({"w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:rt", "w:delText"})
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_REFERENCES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_FORMULAS = frozenset({"m:oMath", "m:oMathPara"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a paragraph says; `drawings` are the elements whose text boxes and charts it holds."""

    text: str
    drawings: tuple[Any, ...]
    is_contents: bool
    """Whether it is of a table of contents or an index that Word made."""
    is_bold: bool = False
    """Whether all that is written in it is bold."""


@dataclass(slots=True)
class _Field:
    """A field whose end was not met yet: first its instruction, then its result."""

    instruction: str = ""
    in_result: bool = False


class WordReader:
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, notes: Notes, *, fields_span: bool) -> None:
        """Begin outside any field; `fields_span` lets a field go on into the next paragraph."""
        self._styles = styles
        self._notes = notes
        self._fields_span = fields_span
        self._fields: list[_Field] = []
        self._style: str | None = None
        self._drawings: list[Any] = []
        self._in_contents = False
        self._bold: set[bool] = set()
        """Whether runs were bold that the paragraph is made of."""

    def read(self, paragraph: Any) -> Words:
        """What a paragraph says, as a reader sees it who has accepted all changes."""
        self._drawings, self._in_contents, self._bold = [], False, set()
        self._style = attribute(child(paragraph, "w:pPr", "w:pStyle"), "w:val")
        text = "".join(self._pieces(paragraph)).replace("\u00ad", "")
        if not self._fields_span:
            self._fields.clear()
        is_bold = self._bold == {True}
        return Words(text, tuple(self._drawings), self._in_contents, is_bold)

    def _pieces(self, element: Any) -> Iterator[str]:
        for piece in element:
            kind = short(piece)
            if kind == "w:r":
                yield from self._run(piece)
            elif kind in _FORMULAS:
                yield self._said(formula(piece))
            elif kind == "w:fldSimple":
                self._fields.append(_Field(attribute(piece, "w:instr") or "", in_result=True))
                yield from self._pieces(piece)
                self._fields.pop()
            elif kind == "mc:AlternateContent":
                way = chosen(piece)
                yield from self._pieces(way) if way is not None else ()
            elif kind not in _GONE and not _is_prompt(piece):
                yield from self._pieces(piece)

    def _run(self, run: Any) -> Iterator[str]:
        properties = child(run, "w:rPr")
        if not self._styles.is_hidden(properties, self._style):
            text = "".join(self._run_pieces(run))
            if text.strip():
                self._bold.add(self._styles.is_bold(properties, self._style))
            yield text
            return
        for mark in run:  # a hidden field begins and ends all the same
            if short(mark) == "w:fldChar":
                self._field(mark)

    def _run_pieces(self, run: Any) -> Iterator[str]:
        for piece in run:
            kind = short(piece)
            if kind == "w:fldChar":
                self._field(piece)
            elif kind == "w:instrText":
                self._instruct(piece.text or "")
            elif kind in _DRAWINGS:
                self._drawings.append(piece)
            elif kind in _REFERENCES:
                self._notes.refer(piece, kind)
            elif kind == "mc:AlternateContent":
                way = chosen(piece)
                yield from self._run_pieces(way) if way is not None else ()
            elif kind == "w:ruby":
                yield from self._pieces(piece)
            else:
                yield self._said(_characters(piece, kind))

    def _said(self, text: str) -> str:
        """Text as it counts where it stands: the instructions of a field are not seen."""
        if not text or not all(f.in_result for f in self._fields):
            return ""
        if any(_CONTENTS_FIELD.match(f.instruction) for f in self._fields):
            self._in_contents = True
        return text

    def _field(self, mark: Any) -> None:
        kind = attribute(mark, "w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].in_result = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _instruct(self, text: str) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].instruction += text


def _characters(piece: Any, kind: str) -> str:
    """The characters that a piece of a run stands for."""
    if kind == "w:t":
        words = piece.text or ""
        if piece.get(_XML_SPACE) != "preserve":
            words = words.strip(" \t\r\n")
        return _WRITTEN_OUT.sub(" ", words)
    if kind == "w:sym":
        return _symbol(piece)
    return _CHARACTERS.get(kind, "")


def _symbol(piece: Any) -> str:
    try:
        code = int(attribute(piece, "w:char") or "", 16)
    except ValueError:
        return ""
    if not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return symbol(chr(code), attribute(piece, "w:font"))


def _is_prompt(piece: Any) -> bool:
    """Whether it is a form's field that nobody filled in: 'Click here to enter text'."""
    return is_on(child(piece, "w:sdtPr", "w:showingPlcHdr"), "w:val")


class Parts:
    """What one part of a package refers to."""

    def __init__(self, package: Package, part: str, damaged: list[str] | None = None) -> None:
        """Keep the part's name; `damaged` grows by what was found damaged."""
        self.package = package
        self.part = part
        self.damaged = [] if damaged is None else damaged

    def targets(self) -> dict[str, str]:
        """The names of the parts referred to, by the relation's id."""
        try:
            return self.package.targets(self.part)
        except DamagedPartError:
            self.damaged.append("relations")
            return {}

    def named(self, kind: str) -> tuple[str, Any | None]:
        """The name and outermost element of the part of a kind; None where there is none."""
        try:
            target = self.package.related(self.part, kind)
            return target or "", self.package.part(target) if target else None
        except DamagedPartError:
            self.damaged.append(kind)
            return "", None

    def related(self, kind: str) -> Any | None:
        """The outermost element of the part of a kind; None where there is none to be read."""
        return self.named(kind)[1]

    def read(self, kind: str) -> Any | None:
        """The part's own outermost element; `kind` is what it is to a person."""
        try:
            return self.package.part(self.part)
        except DamagedPartError:
            self.damaged.append(kind)
            return None

    def graphics(self, drawing: Any) -> list[Block | Row]:
        """The text of the charts and diagrams in a drawing."""
        try:
            return graphic_blocks(self.package, self.part, drawing)
        except DamagedPartError:
            self.damaged.append("charts or diagrams")
            return []
