"""Footnotes: small type at the foot of a page or column, with the sign that refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.readers.pdf.lines import PdfLine

_SMALLER = 0.93  # of the body's type size
_SIGNS = "*†‡§¶"
_MARK = re.compile(rf"\(?(\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z])[.)\]]?(?:\s+|(?=[^\W\d_a-z]))(?=\S)")
_SIGN = re.compile(rf"(?<=[^\s{_SIGNS}])[{_SIGNS}]{{1,3}}")
_REFERENCE = re.compile(rf"\d{{1,3}}|[{_SIGNS}]{{1,3}}|[a-z]")
_GLUED = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\]\"'”’…])$")


@dataclass(frozen=True, slots=True)
class Footnotes:
    """A region's lines, and the notes at its foot, each the lines of one note."""

    body: Sequence[PdfLine]
    notes: Sequence[tuple[PdfLine, ...]] = ()


def references(lines: Iterable[PdfLine]) -> frozenset[str]:
    """The signs and raised numbers that refer to notes."""
    return frozenset(sign for line in lines for sign in _references(line))


def _references(line: PdfLine) -> Iterator[str]:
    for raised in line.raised:
        yield from _REFERENCE.findall(line.text[raised.start : raised.end])
    if any(sign in line.text for sign in _SIGNS):
        yield from _SIGN.findall(line.text)


def set_apart(lines: Sequence[PdfLine], body: float, known: frozenset[str]) -> Footnotes:
    """The lines of a region and the notes at its end that signs refer to.

    `body` is the type size of running text; `known` are the page's references.
    """
    end = len(lines)
    while end and lines[end - 1].text.isdigit():  # a page's number
        end -= 1
    start = end
    while start and lines[start - 1].size <= _SMALLER * body:
        start -= 1
    first = next((i for i in range(start, end) if mark(lines[i]) in known), None)
    if first is None:
        return Footnotes(lines)
    notes: list[list[PdfLine]] = []
    for line in lines[first:end]:
        if not notes or mark(line) in known:
            notes.append([])
        notes[-1].append(line)
    return Footnotes([*lines[:first], *lines[end:]], [tuple(note) for note in notes])


def mark(line: PdfLine) -> str | None:
    """The sign or number with which a line begins as notes do."""
    raised = next((s for s in line.raised if s.start == 0), None)
    if raised is not None:
        return line.text[: raised.end].strip(" .)]")
    found = _MARK.match(line.text)
    return found[1] if found else None


def without_references(line: PdfLine, notes: frozenset[str]) -> PdfLine:
    """The line without raised numbers that stand right after a word or a sentence's end.

    'care¹' set with a small 1 would read as 'care1', which no search for 'care' finds. A number
    raised after something else ('10²', 'm²') stays unless a note on the page begins with it.
    """
    spans = [
        (s.start, s.end)
        for s in line.raised
        if s.start > 0 and _is_glued(line.text, s.start, s.end, notes)
    ]
    return line.without(spans) if spans else line


def _is_glued(text: str, start: int, end: int, notes: frozenset[str]) -> bool:
    said = text[start:end]
    signs = _REFERENCE.findall(said)
    if text[start - 1].isspace() or not signs or not all(c in "0123456789,–- " for c in said):
        return False
    return bool(_GLUED.search(text[:start])) or notes.issuperset(signs)
