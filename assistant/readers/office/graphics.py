"""Blocks before they are written, when what follows a paragraph can still tell it is a lead-in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from assistant.readers.canonical import Canonical
from assistant.readers.office import (
    attribute,
    child,
    children,
    chosen,
    descendants,
    formula,
    number,
    short,
    symbol,
)
from assistant.readers.office.package import Package
from assistant.records import MarkKind
from assistant.text import BULLET_CHARACTERS

_TYPED_BULLET = re.compile(rf"[{BULLET_CHARACTERS}]\s+\S")


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is not a row: `level` is a heading's or an item's."""

    kind: MarkKind
    text: str
    level: int | None = None
    is_bold: bool = False
    """Whether all of it is set in bold type, where its reader asks for that."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `place` 0 is the header."""

    cells: tuple[str, ...]
    place: int

    @property
    def kind(self) -> MarkKind:
        """That it is a row."""
        return MarkKind.ROW


def paragraph(text: str, *, is_bold: bool = False) -> Block:
    """A paragraph; an item, where somebody typed the bullet in front of it."""
    if _TYPED_BULLET.match(text):
        return Block(MarkKind.ITEM, text, 1)
    return Block(MarkKind.PARAGRAPH, text, is_bold=is_bold)


def rows(cells: Iterable[tuple[str, ...]], *, header: bool) -> list[Row]:
    """The rows of a table that have text; `header` says whether the first is one."""
    found = [row for row in cells if any(cell.strip() for cell in row)]
    return [Row(row, place) for place, row in enumerate(found, 0 if header else 1)]


def write(canonical: Canonical, blocks: Iterable[Block | Row]) -> None:
    """Write blocks in order, without those that hold no text."""
    shown = [b for b in blocks if isinstance(b, Row) or b.text.strip()]
    for block, following in zip_longest(shown, shown[1:]):
        if isinstance(block, Row):
            canonical.row(block.cells, block.place)
        else:
            opens_list = following is not None and following.kind is MarkKind.ITEM
            canonical.block(_kind(block, opens_list=opens_list), block.text, block.level)


def _kind(block: Block, *, opens_list: bool) -> MarkKind:
    leads = opens_list and block.kind is MarkKind.PARAGRAPH and block.text.endswith(":")
    return MarkKind.LEAD_IN if leads else block.kind


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


_SHOWN = ("node", "asst", None)


def diagram_blocks(root: Any) -> list[Block]:
    """An item for each shape of the diagram, in its order; those below another are a level deeper.

    Diagrams show no bullets, so the items have none.
    """
    points = {attribute(p, "modelId"): p for p in _listed(root, "dgm:ptLst", "dgm:pt")}
    below: defaultdict[str | None, list[tuple[int, str | None]]] = defaultdict(list)
    for link in _listed(root, "dgm:cxnLst", "dgm:cxn"):
        if attribute(link, "type") in (None, "parOf"):
            order = number(link, "srcOrd", 0) or 0
            below[attribute(link, "srcId")].append((order, attribute(link, "destId")))
    roots = [key for key, p in points.items() if attribute(p, "type") == "doc"]
    linked = {key for targets in below.values() for _, key in targets}
    loose = [key for key, p in points.items() if attribute(p, "type") in _SHOWN]
    todo = [(key, 0) for key in [*roots, *(k for k in loose if k not in linked)]][::-1]
    found: list[Block] = []
    while todo:
        key, level = todo.pop()
        point = points.pop(key, None)  # each is shown once, whatever the links say
        if point is None:
            continue
        found += _item(point, max(level, 1))
        deeper = sorted(below[key], key=lambda link: link[0], reverse=True)
        todo += [(target, level + 1) for _, target in deeper]
    return found


def _listed(root: Any, group: str, name: str) -> list[Any]:
    listing = child(root, group)
    return [] if listing is None else list(children(listing, name))


def _item(point: Any, level: int) -> list[Block]:
    words = child(point, "dgm:t")
    if words is None or attribute(point, "type") not in _SHOWN:
        return []
    return [Block(MarkKind.ITEM, all_text(words), level)]


def graphic_blocks(package: Package, part: str, drawing: Any) -> list[Block | Row]:
    """The text of the charts and diagrams in a drawing of a part.

    Raises:
        DamagedPartError: a chart's or diagram's part cannot be read.
    """
    found: list[Block | Row] = []
    for graphic in descendants(drawing, "c:chart", "cx:chart", "dgm:relIds"):
        diagram = short(graphic) == "dgm:relIds"
        target = package.targets(part).get(attribute(graphic, "r:dm" if diagram else "r:id") or "")
        if target:
            root = package.part(target)
            found += diagram_blocks(root) if diagram else chart_blocks(root)
    return found
