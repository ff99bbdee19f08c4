"""The blocks that Word and PowerPoint files share: rows, charts, diagrams, formulas."""

from __future__ import annotations

import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from assistant.readers.canonical import Block, raised, scripted, symbol, typed, with_fractions
from assistant.readers.office import (
    Package,
    attribute,
    child,
    children,
    contents,
    descendants,
    is_yes,
    number,
    own_text,
    short,
)
from assistant.records import MarkKind
from assistant.text import BULLET_CHARACTERS

_TYPED_BULLET = re.compile(rf"[{BULLET_CHARACTERS}]\s+\S")
_FILE_BREAKS = re.compile(r"[\r\n]+")
_ESCAPED = re.compile(r"_x00([01][0-9A-F])_")
_CONTROLS = {"0A": "\n", "0B": "\n", "0D": "\n", "09": "\t"}
_POINTS = 10_000  # of a series; no chart shows more, and a file may claim any number
_SOURCES = ("c:cat", "c:xVal"), ("c:val", "c:yVal")
_CACHES = ("c:strCache", "c:numCache", "c15:dlblRangeCache", "c:strLit", "c:numLit")
_AXES = frozenset({"c:catAx", "c:valAx", "c:dateAx", "c:serAx", "cx:axis"})
_HAS_WORD = re.compile(r"[^\W\d_]{2}")
_GENERAL = "General"  # the number format of what has none
_DECIMALS = re.compile(r"0\.(0+)")
_PLAIN_FORMAT = re.compile(r"(?P<before>[£$€]?)(?:#,##)?0(?:\.0+)?(?P<after>%?)")
_LITERALS = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|;.*')  # in a number format
_DATE_FORMAT = re.compile(r"(?=.*[ym])[ymd\s/.,@-]+", re.IGNORECASE)
_FIRST_DAYS = date(1899, 12, 30), date(1904, 1, 1)  # of spreadsheets, and of some from a Mac
_LAST_DAY = 2_900_000
_DIAGRAM_SHAPES = ("node", "asst", None)


def paragraph(text: str, marker: str = "", level: int = 1, *, is_bold: bool = False) -> Block:
    """Returns a paragraph; an item, where a bullet or number stands in front, counted or typed."""
    if marker:
        return Block(MarkKind.ITEM, f"{marker} {text}", level, is_bold=is_bold)
    if _TYPED_BULLET.match(text):
        return Block(MarkKind.ITEM, text, 1)
    return Block(MarkKind.PARAGRAPH, text, is_bold=is_bold)


def lines(blocks: Iterable[Block]) -> str:
    """Returns what blocks say, each in a line."""
    return "\n".join(block.text for block in blocks if block.text.strip())


def without_breaks(text: str) -> str:
    """Returns text without the line breaks of the file, which nobody sees."""
    return _FILE_BREAKS.sub(" ", text)


def text_of(paragraph: Any) -> str:
    """Returns the words of a DrawingML paragraph (a:p), a line break as a newline."""
    text = ""
    for piece in contents(paragraph):
        match short(piece):
            case "a:r" | "a:fld":
                text += _run(piece, text)
            case "a:br":
                text += "\n"
            case "a14:m":
                text += formula(piece)
    return with_fractions(text).replace("\u00ad", "").strip()


def _run(run: Any, before: str) -> str:
    """Returns the words of a run; PowerPoint writes control characters in it as '_x000B_'."""
    look = child(run, "a:rPr")
    if attribute(look, "strike") in ("sngStrike", "dblStrike"):
        return ""
    words = without_breaks(own_text(run, "a:t"))
    plain = _ESCAPED.sub(lambda found: _CONTROLS.get(found[1], ""), words)
    font, of_signs = (attribute(child(look, kind), "typeface") for kind in ("a:latin", "a:sym"))
    # PowerPoint leaves a font of signs on the runs behind one: a plain letter is itself there
    is_sign = bool(of_signs) and not (plain.isascii() and plain not in "JKL")
    said = typed(plain, of_signs if is_sign else font)
    rise = (attribute(look, "baseline") or "0").removesuffix("%")
    return scripted(said, before, is_raised=rise[0] != "-") if rise != "0" else said


def _texts(element: Any) -> Iterator[str]:
    return filter(None, map(text_of, descendants(element, "a:p")))


def bullet(characters: str, font: str | None) -> str:
    """Returns what a list shows in front of an item, by its bullet's characters and font."""
    text = characters.strip()
    if text == "o" and (font or "").casefold().startswith("courier"):
        return "◦"
    return "".join(symbol(character, font) or "•" for character in text)


def graphic_blocks(package: Package, part: str, drawing: Any) -> list[Block]:
    """Returns the text of the charts and diagrams in a drawing of a part.

    Raises:
        DamagedPartError: a chart's or diagram's part cannot be read.
    """
    found: list[Block] = []
    for graphic in descendants(drawing, "c:chart", "cx:chart", "dgm:relIds"):
        is_diagram = short(graphic) == "dgm:relIds"
        key = attribute(graphic, "r:dm" if is_diagram else "r:id")
        target = package.targets(part).get(key or "")
        if target and is_diagram:
            found += _diagram(package.part(target))
        elif target:
            found += _chart(package.part(target))
            drawn = package.related(target, "chartUserShapes")
            found += map(paragraph, _texts(package.part(drawn)) if drawn else ())
    return found


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    categories: tuple[str, ...]
    values: tuple[str, ...]


def _chart(root: Any) -> list[Block]:
    """Returns the title and what somebody wrote on the points, as text; and the labels.

    These are the titles of the axes, and a row for each category with the values of all series.
    """
    drawn = list(descendants(root, "c:ser"))
    series = [_series(s) for s in drawn] or list(_extended_series(root))
    titles = list(descendants(root, "c:title", "cx:title"))
    axes = [t for t in titles if short(t.getparent()) in _AXES]
    said = [_title(t, series) for t in titles if t not in axes]
    said += [text for element in zip(drawn, series, strict=False) for text in _written(*element)]
    labels = [_title(t, ()) for t in axes]
    for _, table in groupby(series, key=lambda s: s.categories):
        labels += _rows(list(table))
    labelled = enumerate(filter(None, labels))
    return [
        *map(paragraph, filter(None, said)),
        *(Block(MarkKind.LABEL, text, place) for place, text in labelled),
    ]


def _title(title: Any, series: Sequence[_Series]) -> str:
    """Returns a title as written or as linked to a cell; else the only series is the title."""
    written = "\n".join(_texts(title)) or " ".join(_points(child(title, "c:tx")))
    return written or (series[0].name if len(series) == 1 else "")


def _rows(table: list[_Series]) -> Iterator[str]:
    categories = table[0].categories or ("",) * max(len(s.values) for s in table)
    columns = [s.values + ("",) * (len(categories) - len(s.values)) for s in table]
    for cells in (("", *(s.name for s in table)), *zip(categories, *columns, strict=False)):
        yield " | ".join(cells) if any(cells) else ""


def _series(series: Any) -> _Series:
    name = " ".join(_points(child(series, "c:tx")))
    sources = (next(children(series, *kinds), None) for kinds in _SOURCES)
    return _Series(name, *map(_points, sources))


def _written(element: Any, series: _Series) -> list[str]:
    """Returns the labels that somebody wrote on a series' points, or took from cells."""
    cells = _points(next(descendants(element, "c15:datalabelsRange"), None))
    written = dict(enumerate(cells))
    for label in children(child(element, "c:dLbls"), "c:dLbl"):
        place = number(attribute(child(label, "c:idx"), "val")) or 0
        category, value, cell = (
            "".join(of[place : place + 1]) for of in (series.categories, series.values, cells)
        )
        shown = {"SERIESNAME": series.name, "CATEGORYNAME": category, "VALUE": value}
        shown |= {"CELLRANGE": cell, "XVALUE": category, "YVALUE": value}
        for field in descendants(label, "a:fld"):
            kind, words = attribute(field, "type"), child(field, "a:t")
            if kind in shown and words is not None:
                words.text = shown[kind]
        if is_yes(child(label, "c:delete"), "val") or child(label, "c:tx") is not None:
            written[place] = "\n".join(_texts(child(label, "c:tx")))
    return [words for words in written.values() if _HAS_WORD.search(words)]


def _points(source: Any | None) -> tuple[str, ...]:
    """Returns the values a chart keeps of what it was drawn from, empty where one is missing."""
    levels = [_cached(level, _GENERAL) for level in descendants(source, "c:lvl")]
    if levels:
        return _joined_levels(levels[::-1])  # the innermost comes first
    for cache in descendants(source, *_CACHES):
        found = _cached(cache, own_text(cache, "c:formatCode") or _GENERAL)
        return tuple(found.get(place, "") for place in range(max(found, default=-1) + 1))
    direct = child(source, "c:v")
    return () if direct is None else (own_text(direct),)


def _joined_levels(levels: list[dict[int, str]]) -> tuple[str, ...]:
    """Returns categories of several levels: an outer one holds until the next is given."""
    held = [""] * len(levels)
    found = []
    for place in range(max(max(level, default=-1) for level in levels) + 1):
        held = [level.get(place, above) for level, above in zip(levels, held, strict=True)]
        found.append(" ".join(filter(None, held)))
    return tuple(found)


def _cached(cache: Any, style: str) -> dict[int, str]:
    found: dict[int, str] = {}
    switch = child(cache.getroottree().getroot(), "c:date1904")
    is_of_mac = switch is not None and attribute(switch, "val") not in ("0", "false")
    for point in children(cache, "c:pt"):
        place, value = number(attribute(point, "idx")), child(point, "c:v")
        if place is not None and 0 <= place < _POINTS and value is not None:
            look = attribute(point, "formatCode") or style
            found[place] = _shown(own_text(value), look, _FIRST_DAYS[is_of_mac])
    return found


def _extended_series(root: Any) -> Iterator[_Series]:
    """Yields the series of the newer kinds of charts, such as waterfalls and funnels."""
    kept = {attribute(d, "id"): d for d in descendants(root, "cx:data")}
    for series in descendants(root, "cx:series"):
        data = kept.get(attribute(child(series, "cx:dataId"), "val"))
        if data is not None:
            name = own_text(series, "cx:tx", "cx:txData", "cx:v")
            dimensions = (child(data, kind, "cx:lvl") for kind in ("cx:strDim", "cx:numDim"))
            yield _Series(name, *map(_extended_points, dimensions))


def _extended_points(level: Any | None) -> tuple[str, ...]:
    style = attribute(level, "formatCode") or _GENERAL
    return tuple(_shown(own_text(point), style) for point in children(level, "cx:pt"))


def _shown(value: str, style: str, first_day: date = _FIRST_DAYS[0]) -> str:
    """Returns a value by its number format: 4.2999999999999998 is 4.3, and 0.35 may be 35%.

    A date is written with the name of its month, whatever order its parts are shown in.
    """
    try:
        amount = float(value)
    except ValueError:
        return " ".join(value.split())
    dated = _LITERALS.sub("", style).casefold()
    if _DATE_FORMAT.fullmatch(dated) and 1 <= amount < _LAST_DAY:
        day = first_day + timedelta(days=int(amount))
        parts = (("d", str(day.day)), ("m", month_name[day.month]), ("y", str(day.year)))
        return " ".join(said for letter, said in parts if letter in dated)
    plain = _PLAIN_FORMAT.fullmatch(style.replace('"', "").replace("\\", "").split(";")[0])
    if not plain or abs(amount) > 1e15:
        return f"{amount:.15g}" if style == _GENERAL or not plain else value
    decimals = _DECIMALS.search(style)
    grouped = "," if "#," in style else ""
    scaled = amount * 100 if plain["after"] else amount
    digits = f"{scaled:{grouped}.{len(decimals[1]) if decimals else 0}f}"
    return f"{plain['before']}{digits}{plain['after']}"


def _diagram(root: Any) -> list[Block]:
    """Returns an item for each shape in order; those below another are a level deeper.

    Diagrams show no bullets, so the items have none.
    """
    points = {attribute(p, "modelId"): p for p in children(child(root, "dgm:ptLst"), "dgm:pt")}
    below: defaultdict[str | None, list[str | None]] = defaultdict(list)  # the last comes first
    links = children(child(root, "dgm:cxnLst"), "dgm:cxn")
    for link in sorted(links, key=lambda e: number(attribute(e, "srcOrd")) or 0, reverse=True):
        if attribute(link, "type") in (None, "parOf"):
            below[attribute(link, "srcId")].append(attribute(link, "destId"))
    linked = {key for targets in below.values() for key in targets}
    kinds = {key: attribute(point, "type") for key, point in points.items()}
    roots = [key for key, kind in kinds.items() if kind == "doc"]
    loose = [k for k, kind in kinds.items() if kind in _DIAGRAM_SHAPES and k not in linked]
    todo = [(key, 0) for key in [*roots, *loose]][::-1]
    found: list[Block] = []
    while todo:
        key, level = todo.pop()
        point = points.pop(key, None)  # each is shown once, whatever the links say
        if point is None:
            continue
        if kinds[key] in _DIAGRAM_SHAPES:
            text = "\n".join(_texts(child(point, "dgm:t")))
            found.append(Block(MarkKind.ITEM, text, max(level, 1)))
        todo += [(target, level + 1) for target in below[key]]
    return found


_UNSEEN = {0x2061: " ", 0x2062: "", 0x2063: "", 0x2064: ""}  # a function applied, a product
DELETED = frozenset({"w:del", "w:moveFrom"})
_BETWEEN = {
    "m:f": ("m:num", "/", "m:den"),
    "m:sSup": ("m:e", "^", "m:sup"),
    "m:limLow": ("m:e", "_", "m:lim"),
    "m:limUpp": ("m:e", "^", "m:lim"),
}
_ONE = re.compile(
    r"[-−+]?\d+(?:[.,]\d+)*%?|[^\W\d_]+|.|"  # noqa: RUF001 - a minus
    r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]|\{[^{}]*\}|\|[^|]+\|"
)
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def formula(element: Any) -> str:
    """Returns the characters of a formula in order; a fraction as a/b, a power as a^b."""
    text, is_closed = "", False
    for piece in element:
        kind = short(piece)
        if kind in DELETED or kind.endswith("Pr"):
            continue
        said = _piece(piece, kind)
        # '2' in front of '1/2' is not '21/2', and '10^2' in front of '3' not '10^23'
        meets = is_closed or kind == "m:f"
        if meets and text[-1:].isalnum() and said[:1].isalnum():
            text += " "
        text += said
        is_closed = kind in _BETWEEN or (is_closed and not said)
    return text


def _piece(piece: Any, kind: str) -> str:
    if kind == "m:t":
        return own_text(piece).translate(_UNSEEN)
    if kind in _BETWEEN:
        first, sign, second = _BETWEEN[kind]
        before = _part(piece, first)
        after = _grouped(_part(piece, second))
        return sign.join(filter(None, (_grouped(before) if kind == "m:f" else before, after)))
    match kind:
        case "m:sSub" | "m:sSubSup":
            base, above = _part(piece, "m:e"), _grouped(_part(piece, "m:sup"))
            below = scripted(_part(piece, "m:sub"), base, is_raised=False)
            return f"{base}{below}^{above}" if above else base + below
        case "m:d":
            return _delimited(piece)
        case "m:rad":
            degree = _part(piece, "m:deg")
            return _ROOTS.get(degree, f"{raised(degree)}√") + _grouped(_part(piece, "m:e"))
        case "m:nary":
            sign = _said(child(piece, "m:naryPr"), "m:chr", "∫")
            limits = (("_", _part(piece, "m:sub")), ("^", _part(piece, "m:sup")))
            said = "".join(at + _grouped(limit) for at, limit in limits if limit)
            return f"{sign}{said} {_part(piece, 'm:e')}"
    return formula(piece)


def _part(piece: Any, name: str) -> str:
    part = child(piece, name)
    return "" if part is None else formula(part)


def _delimited(piece: Any) -> str:
    look = child(piece, "m:dPr")
    begin, end = _said(look, "m:begChr", "("), _said(look, "m:endChr", ")")
    return begin + _said(look, "m:sepChr", "|").join(map(formula, children(piece, "m:e"))) + end


def _said(look: Any | None, name: str, usual: str) -> str:
    """Returns a sign that a formula's look names; an empty one is none."""
    sign = child(look, name)
    return usual if sign is None else attribute(sign, "m:val") or ""


def _grouped(text: str) -> str:
    """Returns a part of a formula in parentheses, unless it is one sign, number or word."""
    return text if not text or _ONE.fullmatch(text) else f"({text})"
