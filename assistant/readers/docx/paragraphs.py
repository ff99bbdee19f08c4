"""What the paragraphs of Word files are and say: headings, items of lists, and their words.

The numbers of lists and of the notes that the text refers to are counted as they are met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import Any

from assistant.readers.canonical import raised, scripted, symbol, typed, with_fractions, written
from assistant.readers.office import (
    attribute,
    child,
    children,
    contents,
    descendants,
    is_on,
    is_yes,
    number,
    own_text,
    short,
    value,
)
from assistant.readers.office.blocks import DELETED, bullet, formula, without_breaks

_HEADING = re.compile(r"title|heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|index) ?(?:[1-9]|heading)|table of (?:figures|authorities)", re.I)
_DEEPEST_HEADING = 9  # an outline level, counted from 0, of 9 says: no heading
_LEAST_RISE = 4  # half points; of what is set smaller, too
_PLACEHOLDER = re.compile(r"%([1-9])")
_DEEPEST_ITEM = 8
_DEEPER_LIST = re.compile(r"list (?:bullet|number) ([2-5])", re.IGNORECASE)

_NOTE_STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}  # Word's own numbers
_REFERENCES = {f"w:{kind}Reference": kind for kind in _NOTE_STYLES}
_CONTENTS_FIELD = re.compile(r"\s*(?:TOC|TOA|INDEX)\b")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNSEEN = DELETED | {"w:pPr", "w:rPr", "w:sdtPr", "w:rt", "w:delText"}
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_RISES = {"superscript": True, "subscript": False}
_TAIL = 8  # characters in front that tell what a raised or lowered figure is
_FORMULAS = frozenset({"m:oMath", "m:oMathPara"})


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The list a paragraph belongs to and its level, counted from 0; None where not said."""

    list_id: str
    level: int | None
    styles: tuple[str, ...] = ()  # of the paragraph: a level may name one of them


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is; `heading` is its level, None for no heading."""

    heading: int | None = None
    place: ListPlace | None = None
    is_title: bool = False
    is_contents: bool = False
    is_caption: bool = False
    depth: int = 0  # in a list, by the name of its style


class Styles:
    """The styles of a document, each with those it is based on."""

    def __init__(self, root: Any | None) -> None:
        """Reads word/styles.xml; without it, styles are known by their identifiers alone."""
        styles = list(children(root, "w:style"))
        self._styles = {attribute(s, "w:styleId"): s for s in styles}
        usual = (s for s in styles if is_yes(s, "w:default"))
        of_paragraphs = (s for s in usual if attribute(s, "w:type") == "paragraph")
        self._default = attribute(next(of_paragraphs, None), "w:styleId")
        self._look_of = cache(self._of_style)
        self._said_by = cache(self._of_chain)

    def look(self, paragraph: Any) -> Look:
        """Returns what a paragraph is, by what it says itself and by its style."""
        own = child(paragraph, "w:pPr")
        look = self._look_of(value(own, "w:pStyle") or self._default)
        outline = number(value(own, "w:outlineLvl"))
        heading = look.heading if outline is None or look.is_title else _heading(outline)
        return replace(look, heading=heading, place=_place(own, look.place))

    def turns_on(self, switch: str, properties: Any | None, paragraph_style: str | None) -> bool:
        """Returns whether a run with these properties (w:rPr) has a switch on, such as 'w:b'."""
        direct, *styled = self._of_run(switch, properties, paragraph_style)
        return any(map(is_on, styled)) if direct is None else is_on(direct)

    def rise(self, properties: Any | None, paragraph_style: str | None) -> bool | None:
        """Returns whether a run is raised; False for lowered, None for neither."""
        said = self._of_run("w:vertAlign", properties, paragraph_style)
        rise = next((value(holder) for holder in said if holder is not None), None)
        moved = number(value(properties, "w:position")) or 0  # of the base line
        if rise is not None or abs(moved) < _LEAST_RISE or child(properties, "w:sz") is None:
            return _RISES.get(rise or "")
        return moved > 0

    def font(self, properties: Any | None, paragraph_style: str | None) -> str | None:
        """Returns the font of a run's characters, where it or its style name one."""
        said = self._of_run("w:rFonts", properties, paragraph_style)
        names = (attribute(f, key) for f in said for key in ("w:hAnsi", "w:ascii"))
        return next(filter(None, names), None)

    def _of_run(self, name: str, properties: Any | None, paragraph_style: str | None) -> list[Any]:
        """Returns what a run says itself of a property, what its style and its paragraph's say."""
        styles = (value(properties, "w:rStyle"), paragraph_style)
        return [child(properties, name), *(self._said_by(style, name) for style in styles)]

    def _of_chain(self, style: str | None, name: str) -> Any | None:
        said = (child(s, "w:rPr", name) for s in self._chain(style))
        return next((found for found in said if found is not None), None)

    def _of_style(self, style: str | None) -> Look:
        chain = list(self._chain(style))
        names = [value(s, "w:name") or "" for s in chain] or [style or ""]
        ids = tuple(attribute(s, "w:styleId") or "" for s in chain)
        outlines = [number(value(s, "w:pPr", "w:outlineLvl")) for s in chain]
        place: ListPlace | None = None
        for based in reversed(chain):
            place = _place(child(based, "w:pPr"), place, ids)
        # the styles before Word's own for headings may say that they are none
        own = [*takewhile(lambda name: not _HEADING.fullmatch(name), names)]
        is_text = _DEEPEST_HEADING in outlines[: len(own)]
        is_title = not is_text and "title" in map(str.casefold, names)
        outline = _heading(next((o for o in outlines if o is not None), None))
        heading = 1 if is_title else _level_in(names, _HEADING) or outline
        is_contents = any(map(_CONTENTS.fullmatch, names))
        depth = (_level_in(names, _DEEPER_LIST) or 1) - 1
        is_caption = "caption" in map(str.casefold, names)
        return Look(None if is_text else heading, place, is_title, is_contents, is_caption, depth)

    def _chain(self, style: str | None) -> Iterator[Any]:
        """Yields a style and those it is based on, nearest first; a circle ends where it closes."""
        seen: set[str | None] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value(self._styles[style], "w:basedOn")


def _level_in(names: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    """Returns the level that the name of the nearest of some styles says, 1 for 'Title'."""
    found = next(filter(None, map(pattern.fullmatch, names)), None)
    return int(found[1] or 1) if found else None


def _heading(outline: int | None) -> int | None:
    return None if outline is None or not 0 <= outline < _DEEPEST_HEADING else outline + 1


def _place(
    properties: Any | None, inherited: ListPlace | None, styles: tuple[str, ...] = ()
) -> ListPlace | None:
    """Returns the list that properties (w:pPr) name; the inherited one where they name none."""
    numbered = child(properties, "w:numPr")
    if numbered is None:
        return inherited
    list_id = value(numbered, "w:numId")
    if list_id is None and inherited:
        list_id = inherited.list_id
    if list_id is None or list_id == "0":
        return None
    return ListPlace(list_id, number(value(numbered, "w:ilvl")), styles)


@dataclass(frozen=True, slots=True)
class _List:
    """A list, by its own changes to an abstract definition."""

    counts: dict[int, int]  # of all lists of one abstract definition, which count on
    levels: dict[int, Any]  # their elements (w:lvl)
    restarts: dict[int, int]  # what levels begin with that this list is still to begin anew

    def count(self, at: int) -> None:
        """Counts a paragraph at a level, after which deeper ones begin anew."""
        following = self.counts.get(at, _start(self.levels[at]) - 1) + 1
        self.counts[at] = self.restarts.pop(at, following)
        for deeper in [n for n in self.counts if n > at]:
            restart = number(value(self.levels.get(deeper), "w:lvlRestart"))
            if restart is None or restart > at:
                del self.counts[deeper]

    def numeral(self, at: int, style: str | None) -> str:
        """Returns the number of a level, in a style or in its own."""
        level = self.levels.get(at)
        own = value(level, "w:numFmt") or "decimal"
        if level is None or own == "none":
            return ""
        return written(self.counts.get(at, _start(level)), style or own)


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: Any | None) -> None:
        """Reads word/numbering.xml; without it there are no lists."""
        abstract, nums = children(root, "w:abstractNum"), children(root, "w:num")
        self._abstract = {attribute(a, "w:abstractNumId") or "": a for a in abstract}
        self._nums = {attribute(n, "w:numId") or "": n for n in nums}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._list = cache(self._begin)

    def level(self, place: ListPlace) -> int:
        """Returns a place's level in its list, counted from 0; that of its style if it has none."""
        if place.level is not None:
            return min(max(place.level, 0), _DEEPEST_ITEM)
        levels = self._list(place.list_id).levels
        return next((n for n, lvl in levels.items() if value(lvl, "w:pStyle") in place.styles), 0)

    def next_marker(self, place: ListPlace) -> str:
        """Returns what stands in front of the next paragraph at a place, if anything does."""
        found, at = self._list(place.list_id), self.level(place)
        level = found.levels.get(at)
        if level is None:
            return ""
        if child(level, "w:lvlPicBulletId") is not None:
            return "•"
        text = value(level, "w:lvlText") or ""
        if value(level, "w:numFmt") == "bullet":
            fonts = child(level, "w:rPr", "w:rFonts")
            return bullet(text, attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi"))
        found.count(at)
        style = "decimal" if is_on(level, "w:isLgl") else None
        return _PLACEHOLDER.sub(lambda m: found.numeral(int(m[1]) - 1, style), text)

    def _begin(self, list_id: str) -> _List:
        num = self._nums.get(list_id)
        abstract = value(num, "w:abstractNumId") or ""
        levels = _levels(self._definition(abstract))
        restarts: dict[int, int] = {}
        for override in children(num, "w:lvlOverride"):
            levels |= _levels(override)
            start = number(value(override, "w:startOverride"))
            if start is not None:
                restarts[_level(override)] = start
        return _List(self._counts[abstract], levels, restarts)

    def _definition(self, abstract: str) -> Any | None:
        """Returns an abstract list; one that only names a style leads to that style's."""
        found = self._abstract.get(abstract)
        style = value(found, "w:numStyleLink")
        if style is None:
            return found
        named = (a for a in self._abstract.values() if value(a, "w:styleLink") == style)
        return next(named, found)


def _levels(holder: Any | None) -> dict[int, Any]:
    return {_level(element): element for element in children(holder, "w:lvl")}


def _level(element: Any) -> int:
    return number(attribute(element, "w:ilvl")) or 0


def _start(level: Any) -> int:
    return number(value(level, "w:start")) or 0


class Notes:
    """The references met so far to footnotes and endnotes, numbered in the order of the text."""

    def __init__(self, settings: Any | None = None, document: Any | None = None) -> None:
        """Begins with none; they are numbered as the last section says, else the settings."""
        self.shown: dict[tuple[str, str], str] = {}  # the printed numbers, by kind and identifier
        self._styles: dict[str, str] = {}
        self._next: dict[str, int] = {}
        for kind, usual in _NOTE_STYLES.items():
            holders = (child(document, "w:body", "w:sectPr"), settings)
            said = [child(holder, f"w:{kind}Pr") for holder in holders]
            styles = (value(p, "w:numFmt") for p in said)
            starts = (number(value(p, "w:numStart")) for p in said)
            self._styles[kind] = next(filter(None, styles), usual)
            self._next[kind] = next((s for s in starts if s is not None), 1)

    def refer(self, reference: Any, kind: str) -> str:
        """Returns the number of the note that a reference leads to; '' if it has another mark."""
        key = (kind, attribute(reference, "w:id") or "")
        if key not in self.shown:
            self.shown[key] = ""
            if not is_yes(reference, "w:customMarkFollows"):
                self.shown[key] = written(self._next[kind], self._styles[kind])
                self._next[kind] += 1
        return self.shown[key]

    def referred(self, kind: str, root: Any | None) -> Iterator[tuple[int, str, Any]]:
        """Yields a kind's notes: how many references precede each, its printed number, itself."""
        notes = {attribute(n, "w:id"): n for n in children(root, "w:footnote", "w:endnote")}
        for place, ((of_kind, key), shown) in enumerate(self.shown.items()):
            if of_kind == kind and key in notes:
                yield place, shown, notes[key]


@dataclass(frozen=True, slots=True)
class Words:
    """What a paragraph says; `drawings` are the elements whose text boxes and charts it holds."""

    paragraph: Any
    text: str
    drawings: tuple[Any, ...]
    is_contents: bool  # of a table of contents or an index that Word made
    is_bold: bool  # all that is written in it


@dataclass(slots=True)
class _Field:
    """A field whose end was not met yet: first its instruction, then its result."""

    instruction: str = ""
    in_result: bool = False


class WordReader:
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, notes: Notes, container: Any | None) -> None:
        """Begins outside any field; the container has all paragraphs that are to be read."""
        self._styles = styles
        self._notes = notes
        marks = [attribute(mark, "w:fldCharType") for mark in descendants(container, "w:fldChar")]
        # else a field without its end would swallow all that follows
        self._fields_span = marks.count("begin") == marks.count("end")
        self._fields: list[_Field] = []
        self._style: str | None = None
        self._drawings: list[Any] = []
        self._in_contents = False
        self._before = ""  # the end of what the paragraph says so far
        self._bold: set[bool] = set()  # whether runs were bold that the paragraph is made of

    def read(self, paragraph: Any) -> Words:
        """Returns what a paragraph says, as a reader sees it who has accepted all changes."""
        self._style = value(paragraph, "w:pPr", "w:pStyle")
        self._drawings, self._in_contents, self._before, self._bold = [], False, "", set()
        text = with_fractions("".join(self._pieces(paragraph))).replace("\u00ad", "")
        if not self._fields_span:
            self._fields.clear()
        drawings, is_bold = tuple(self._drawings), self._bold == {True}
        return Words(paragraph, text, drawings, self._in_contents, is_bold)

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
            elif kind not in _UNSEEN and not is_prompt(piece):
                yield from self._pieces(piece)

    def _run(self, run: Any) -> Iterator[str]:
        look = (child(run, "w:rPr"), self._style)
        if self._styles.turns_on("w:vanish", *look):
            for mark in children(run, "w:fldChar"):  # a hidden field begins and ends all the same
                self._field(mark)
            return
        text = typed("".join(self._run_pieces(run)), self._styles.font(*look))
        if text.strip():
            self._bold.add(self._styles.turns_on("w:b", *look))
        if not any(self._styles.turns_on(switch, *look) for switch in ("w:strike", "w:dstrike")):
            is_raised = self._styles.rise(*look)
            if is_raised is not None:
                text = scripted(text, self._before, is_raised=is_raised)
            self._before = (self._before + text)[-_TAIL:]
            yield text

    def _run_pieces(self, run: Any) -> Iterator[str]:
        for piece in contents(run):
            kind = short(piece)
            if kind == "w:fldChar":
                yield self._said(_filled_in(child(piece, "w:ffData")))
                self._field(piece)
            elif kind == "w:instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].instruction += own_text(piece)
            elif kind in _DRAWINGS:
                self._drawings.append(piece)
            elif kind in _REFERENCES:
                yield self._said(raised(self._notes.refer(piece, _REFERENCES[kind])))
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


def _filled_in(form: Any | None) -> str:
    """Returns what a tick box or a drop-down list of an older form (w:ffData) shows."""
    box, listed = child(form, "w:checkBox"), child(form, "w:ddList")
    if box is not None:
        own = child(box, "w:checked")
        return "☒" if is_on(box, "w:default" if own is None else "w:checked") else "☐"
    entries = [value(entry) or "" for entry in children(listed, "w:listEntry")]
    chosen = number(value(listed, "w:result") or value(listed, "w:default")) or 0
    return entries[chosen] if 0 <= chosen < len(entries) else ""


def _characters(piece: Any, kind: str) -> str:
    """Returns the characters that a piece of a run stands for."""
    if kind == "w:t":
        words = own_text(piece)
        if piece.get(_XML_SPACE) != "preserve":
            words = words.strip(" \t\r\n")
        return without_breaks(words)
    if kind == "w:sym":
        code = number(attribute(piece, "w:char"), 16) or 0
        if not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
            return ""
        # a sign that is not known may be a tick, and leaves a mark
        return symbol(chr(code), attribute(piece, "w:font")) or "\ufffd"
    return _CHARACTERS.get(kind, "")


def is_prompt(control: Any) -> bool:
    """Returns whether a content control shows but its prompt: 'Click here to enter text'."""
    return is_on(control, "w:sdtPr", "w:showingPlcHdr")
