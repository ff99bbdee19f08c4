"""Formulas of Word and PowerPoint files, as they are written in a line: (a+b)/c, x^2, √(x+1)."""

from __future__ import annotations

import re
from typing import Any

from assistant.readers.canonical import raised, scripted
from assistant.readers.office import attribute, child, children, own_text, short

_UNSEEN = {0x2061: " ", 0x2062: "", 0x2063: "", 0x2064: ""}  # a function applied, a product
_GONE = frozenset({"w:del", "w:moveFrom"})
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
        if kind in _GONE or kind.endswith("Pr"):
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
