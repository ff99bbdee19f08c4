"""Footnotes and endnotes, numbered in the order in which the text refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.readers.numerals import written
from assistant.readers.office.xml import attribute, child, children, is_yes, number

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
