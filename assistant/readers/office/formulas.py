"""Formulas (Office Math) on one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.readers.office.xml import child, short

_UNSEEN = {0x2061: " ", 0x2062: "", 0x2063: "", 0x2064: ""}  # a function applied, a product
_BETWEEN = {"m:f": ("m:num", "/", "m:den"), "m:sSup": ("m:e", "^", "m:sup")}


def formula(element: Any) -> str:
    """The characters of a formula in order; a fraction as a/b, a power as a^b."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for piece in element:
        kind = short(piece)
        if kind == "m:t":
            yield (piece.text or "").translate(_UNSEEN)
        elif kind in _BETWEEN:
            first, sign, second = _BETWEEN[kind]
            parts = (child(piece, first), child(piece, second))
            yield sign.join(formula(part) for part in parts if part is not None)
        elif not kind.endswith("Pr"):
            yield from _pieces(piece)
