"""The words of DrawingML paragraphs, which slides, charts and diagrams share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.readers.office.formulas import formula
from assistant.readers.office.symbols import symbol
from assistant.readers.office.xml import (
    attribute,
    child,
    children,
    chosen,
    descendants,
    short,
)

_ESCAPED = re.compile(r"_x00([01][0-9A-F])_")
_LINE_BREAKS = {"0A": "\n", "0B": "\n", "0D": "\n", "09": "\t"}
_WRITTEN_OUT = re.compile(r"[\r\n]+")


def paragraphs(body: Any | None) -> list[Any]:
    """The paragraphs (a:p) of a text body; none where there is no body."""
    return [] if body is None else list(children(body, "a:p"))


def text_of(paragraph: Any) -> str:
    """The words of a paragraph, a line break as a newline, without white space at its ends."""
    return "".join(_pieces(paragraph)).replace("\u00ad", "").strip()


def all_text(element: Any) -> str:
    """The words of all paragraphs within an element, one a line."""
    found = (text_of(p) for p in descendants(element, "a:p"))
    return "\n".join(words for words in found if words)


def _pieces(element: Any) -> Iterator[str]:
    for piece in element:
        kind = short(piece)
        if kind in ("a:r", "a:fld"):
            yield _run(piece)
        elif kind == "a:br":
            yield "\n"
        elif kind == "a14:m":
            yield formula(piece)
        elif kind == "mc:AlternateContent":
            way = chosen(piece)
            yield from _pieces(way) if way is not None else ()


def _run(run: Any) -> str:
    """The words of a run, with the control characters that PowerPoint writes as '_x000B_'."""
    words = child(run, "a:t")
    if words is None or not words.text:
        return ""
    plain = _WRITTEN_OUT.sub(" ", words.text)
    plain = _ESCAPED.sub(lambda found: _LINE_BREAKS.get(found[1], ""), plain)
    font = attribute(child(run, "a:rPr", "a:sym"), "typeface")
    private = (symbol(c, font) if "\uf000" <= c <= "\uf0ff" else c for c in plain)
    return "".join(private)
