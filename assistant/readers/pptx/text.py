"""The paragraphs of a shape with their bullets and numbers, and the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.readers.numerals import written
from assistant.readers.office.blocks import Block, Row, paragraph, rows
from assistant.readers.office.drawing import paragraphs, text_of
from assistant.readers.office.symbols import bullet
from assistant.readers.office.xml import (
    attribute,
    child,
    children,
    is_yes,
    number,
    short,
)
from assistant.records import MarkKind

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
