"""The text and numbers of a chart, as paragraphs and the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assistant.readers.office.blocks import Block, Row, paragraph, rows
from assistant.readers.office.drawing import all_text
from assistant.readers.office.xml import attribute, child, children, descendants, number

_POINTS = 10_000  # of a series; no chart shows more, and a file may claim any number
_DECIMALS = re.compile(r"0\.(0+)")
_PLAIN_FORMAT = re.compile(r"(?P<before>[£$€]?)(?:#,##)?0(?:\.0+)?(?P<after>%?)")


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    categories: tuple[str, ...]
    values: tuple[str, ...]


def chart_blocks(root: Any) -> list[Block | Row]:
    """Title, titles of the axes, and a row for each category with the values of all series."""
    titles = [paragraph(words) for t in _titles(root) if (words := all_text(t))]
    found = [_series(s) for s in descendants(root, "c:ser")] or list(_extended(root))
    tables = groupby(found, key=lambda s: s.categories)
    return [*titles, *(row for _, table in tables for row in _rows(list(table)))]


def _titles(root: Any) -> Iterator[Any]:
    return descendants(root, "c:title", "cx:title")


def _rows(table: list[_Series]) -> list[Row]:
    """The rows of series that share their categories."""
    longest = max(len(s.values) for s in table)
    categories = table[0].categories or ("",) * longest
    header = ("", *(s.name for s in table))
    columns = [s.values + ("",) * (len(categories) - len(s.values)) for s in table]
    body = zip(categories, *columns, strict=False)
    named = any(s.name for s in table)
    return rows([header, *body] if named else body, header=named)


def _series(series: Any) -> _Series:
    name = child(series, "c:tx")
    categories = _first(series, "c:cat", "c:xVal")
    values = _first(series, "c:val", "c:yVal")
    return _Series(
        " ".join(_points(name)) if name is not None else "", _points(categories), _points(values)
    )


def _first(series: Any, *names: str) -> Any | None:
    return next(children(series, *names), None)


def _points(source: Any | None) -> tuple[str, ...]:
    """The values kept in the chart of what it was drawn from, empty where one is missing."""
    if source is None:
        return ()
    levels = list(descendants(source, "c:lvl"))
    if levels:  # the innermost comes first
        return _together([_cache(level, "General") for level in levels][::-1])
    for cache in descendants(source, "c:strCache", "c:numCache", "c:strLit", "c:numLit"):
        code = child(cache, "c:formatCode")
        style = code.text if code is not None and code.text else "General"
        found = _cache(cache, style)
        return tuple(found.get(place, "") for place in range(max(found, default=-1) + 1))
    direct = child(source, "c:v")
    return (direct.text or "",) if direct is not None else ()


def _together(levels: list[dict[int, str]]) -> tuple[str, ...]:
    """Categories of several levels: an outer one holds until the next is given."""
    held = [""] * len(levels)
    found = []
    for place in range(max((max(level, default=-1) for level in levels), default=-1) + 1):
        held = [level.get(place, above) for level, above in zip(levels, held, strict=True)]
        found.append(" ".join(filter(None, held)))
    return tuple(found)


def _cache(cache: Any, style: str) -> dict[int, str]:
    """The points by their places."""
    found: dict[int, str] = {}
    for point in children(cache, "c:pt"):
        place = number(point, "idx", -1)
        value = child(point, "c:v")
        if place is not None and 0 <= place < _POINTS and value is not None:
            own = attribute(point, "formatCode")
            found[place] = _shown(value.text or "", own or style)
    return found


def _shown(value: str, style: str) -> str:
    """A value as its number format shows it: 4.2999999999999998 is 4.3, and 0.35 may be 35%."""
    try:
        amount = float(value)
    except ValueError:
        return " ".join(value.split())
    plain = _PLAIN_FORMAT.fullmatch(style.replace('"', "").replace("\\", "").split(";")[0])
    if not plain or abs(amount) > 1e15:
        return f"{amount:.15g}" if style == "General" or not plain else value
    decimals = _DECIMALS.search(style)
    grouped = "," if "#," in style else ""
    scaled = amount * 100 if plain["after"] else amount
    digits = f"{scaled:{grouped}.{len(decimals[1]) if decimals else 0}f}"
    return f"{plain['before']}{digits}{plain['after']}"


def _extended(root: Any) -> Iterator[_Series]:
    """The series of the newer kinds of charts, such as waterfalls and funnels."""
    kept = {attribute(d, "id"): d for d in descendants(root, "cx:data")}
    for series in descendants(root, "cx:series"):
        data = kept.get(attribute(child(series, "cx:dataId"), "val"))
        if data is not None:
            name = child(series, "cx:tx", "cx:txData", "cx:v")
            yield _Series(
                (name.text or "") if name is not None else "",
                _extended_points(child(data, "cx:strDim")),
                _extended_points(child(data, "cx:numDim")),
            )


def _extended_points(dimension: Any | None) -> tuple[str, ...]:
    level = child(dimension, "cx:lvl") if dimension is not None else None
    if level is None:
        return ()
    style = attribute(level, "formatCode") or "General"
    return tuple(_shown(point.text or "", style) for point in children(level, "cx:pt"))
