"""What the paragraphs of Word files say, and the numbers of the notes that they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.readers.canonical import scripted, symbol, with_fractions, written
from assistant.readers.docx.styles import Styles
from assistant.readers.office import (
    attribute,
    child,
    children,
    contents,
    is_on,
    is_yes,
    number,
    own_text,
    short,
    value,
)
from assistant.readers.office.blocks import formula, without_breaks

_NOTE_STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}  # Word's own numbers
_REFERENCES = {f"w:{kind}Reference": kind for kind in _NOTE_STYLES}

_CONTENTS_FIELD = re.compile(r"\s*(?:TOC|TOA|INDEX)\b")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_GONE = frozenset({"w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:rt", "w:delText"})
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_RISES = {"superscript": True, "subscript": False}
_TAIL = 8  # characters in front that tell what a raised or lowered figure is
_FORMULAS = frozenset({"m:oMath", "m:oMathPara"})


class Notes:
    """The references met so far to footnotes and endnotes, numbered in the order of the text."""

    def __init__(self, settings: Any | None = None, document: Any | None = None) -> None:
        """Begins with none; they are numbered as the last section says, else the settings."""
        self._shown: dict[tuple[str, str], str] = {}
        self._styles: dict[str, str] = {}
        self._next: dict[str, int] = {}
        for kind, usual in _NOTE_STYLES.items():
            holders = (child(document, "w:body", "w:sectPr"), settings)
            said = [child(holder, f"w:{kind}Pr") for holder in holders]
            styles = (value(p, "w:numFmt") for p in said)
            starts = (number(child(p, "w:numStart"), "w:val") for p in said)
            self._styles[kind] = next(filter(None, styles), usual)
            self._next[kind] = next((s for s in starts if s is not None), 1)

    @property
    def count(self) -> int:
        """How many notes were referred to so far."""
        return len(self._shown)

    def refer(self, reference: Any, kind: str) -> None:
        """Numbers the note that a reference leads to, unless it carries a mark of its own."""
        key = (kind, attribute(reference, "w:id") or "")
        if key in self._shown:
            return
        if is_yes(reference, "w:customMarkFollows"):
            self._shown[key] = ""
            return
        self._shown[key] = written(self._next[kind], self._styles[kind])
        self._next[kind] += 1

    def referred(self, kind: str, root: Any | None) -> Iterator[tuple[int, str, Any]]:
        """Yields a kind's notes: how many references precede each, its printed number, itself."""
        notes = {attribute(n, "w:id"): n for n in children(root, "w:footnote", "w:endnote")}
        for place, ((of_kind, key), shown) in enumerate(self._shown.items()):
            if of_kind == kind and key in notes:
                yield place, shown, notes[key]


@dataclass(frozen=True, slots=True)
class Words:
    """What a paragraph says; `drawings` are the elements whose text boxes and charts it holds."""

    text: str
    drawings: tuple[Any, ...]
    is_contents: bool
    """Whether it is of a table of contents or an index that Word made."""
    is_bold: bool
    """Whether all that is written in it is bold."""


@dataclass(slots=True)
class _Field:
    """A field whose end was not met yet: first its instruction, then its result."""

    instruction: str = ""
    in_result: bool = False


class WordReader:
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, notes: Notes, *, fields_span: bool) -> None:
        """Begins outside any field; `fields_span` lets a field go on into the next paragraph."""
        self._styles = styles
        self._notes = notes
        self._fields_span = fields_span
        self._fields: list[_Field] = []
        self._style: str | None = None
        self._drawings: list[Any] = []
        self._in_contents = False
        self._before = ""
        """The end of what the paragraph says so far."""
        self._bold: set[bool] = set()
        """Whether runs were bold that the paragraph is made of."""

    def read(self, paragraph: Any) -> Words:
        """Returns what a paragraph says, as a reader sees it who has accepted all changes."""
        self._drawings, self._in_contents, self._bold = [], False, set()
        self._style = value(paragraph, "w:pPr", "w:pStyle")
        self._before = ""
        text = with_fractions("".join(self._pieces(paragraph))).replace("\u00ad", "")
        if not self._fields_span:
            self._fields.clear()
        return Words(text, tuple(self._drawings), self._in_contents, self._bold == {True})

    def _pieces(self, element: Any) -> Iterator[str]:
        for piece in contents(element):
            kind = short(piece)
            if kind == "w:r":
                yield from self._run(piece)
            elif kind in _FORMULAS:
                yield self._said(formula(piece))
            elif kind == "w:fldSimple":
                self._fields.append(_Field(attribute(piece, "w:instr") or "", in_result=True))
                yield from self._pieces(piece)
                self._fields.pop()
            elif kind not in _GONE and not is_prompt(piece):
                yield from self._pieces(piece)

    def _run(self, run: Any) -> Iterator[str]:
        properties = child(run, "w:rPr")
        if not self._styles.turns_on("w:vanish", properties, self._style):
            text = "".join(self._run_pieces(run))
            if text.strip():
                self._bold.add(self._styles.turns_on("w:b", properties, self._style))
            if not self._is_struck(properties):
                rise = self._styles.rise(properties, self._style)
                if rise is not None and rise in _RISES:
                    text = scripted(text, self._before, is_raised=_RISES[rise])
                self._before = (self._before + text)[-_TAIL:]
                yield text
            return
        for mark in run:  # a hidden field begins and ends all the same
            if short(mark) == "w:fldChar":
                self._field(mark)

    def _is_struck(self, properties: Any | None) -> bool:
        switches = ("w:strike", "w:dstrike")
        return any(self._styles.turns_on(s, properties, self._style) for s in switches)

    def _run_pieces(self, run: Any) -> Iterator[str]:
        for piece in contents(run):
            kind = short(piece)
            if kind == "w:fldChar":
                yield self._said(_filled_in(child(piece, "w:ffData")))
                self._field(piece)
            elif kind == "w:instrText":
                self._instruct(own_text(piece))
            elif kind in _DRAWINGS:
                self._drawings.append(piece)
            elif kind in _REFERENCES:
                self._notes.refer(piece, _REFERENCES[kind])
            elif kind == "w:ruby":
                yield from self._pieces(piece)
            else:
                yield self._said(_characters(piece, kind))

    def _said(self, text: str) -> str:
        """Returns text as it counts where it stands: the instructions of a field are not seen."""
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


def _filled_in(form: Any | None) -> str:
    """Returns what a tick box or a drop-down list of an older form (w:ffData) shows."""
    box, listed = child(form, "w:checkBox"), child(form, "w:ddList")
    if box is not None:
        own = child(box, "w:checked")
        return "☒" if is_on(box, "w:default" if own is None else "w:checked") else "☐"
    entries = [value(entry) or "" for entry in children(listed, "w:listEntry")]
    usual = number(child(listed, "w:default"), "w:val", 0)
    chosen = number(child(listed, "w:result"), "w:val", usual) or 0
    return entries[chosen] if 0 <= chosen < len(entries) else ""


def _characters(piece: Any, kind: str) -> str:
    """Returns the characters that a piece of a run stands for."""
    if kind == "w:t":
        words = own_text(piece)
        if piece.get(_XML_SPACE) != "preserve":
            words = words.strip(" \t\r\n")
        return without_breaks(words)
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


def is_prompt(control: Any) -> bool:
    """Returns whether a content control shows but its prompt: 'Click here to enter text'."""
    return is_on(control, "w:sdtPr", "w:showingPlcHdr")
