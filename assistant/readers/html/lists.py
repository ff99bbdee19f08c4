"""What stands in front of the items of a list."""

from __future__ import annotations

import re

from assistant.readers.html.tree import Node
from assistant.readers.numerals import written

_WHOLE_NUMBER = re.compile(r"\s*([+-]?\d{1,9})")
_LETTERS = 26


def markers(node: Node) -> dict[Node, str]:
    """The bullet or number of each item of a list."""
    items = [child for child in node.elements() if child.tag == "li"]
    if node.tag != "ol":
        return dict.fromkeys(items, "- ")
    backwards = "reversed" in node.attributes
    number = _number(node, "start", len(items) if backwards else 1)
    found = {}
    for item in items:
        number = _number(item, "value", number)
        style = item.attributes.get("type") or node.attributes.get("type", "1")
        found[item] = f"{_numeral(number, style.strip())}. "
        number += -1 if backwards else 1
    return found


def _number(node: Node, attribute: str, otherwise: int) -> int:
    given = _WHOLE_NUMBER.match(node.attributes.get(attribute, ""))
    return int(given[1]) if given else otherwise


def _numeral(number: int, style: str) -> str:
    """A list's number in one of the styles that HTML has."""
    if style in ("i", "I"):
        numeral = written(number, "lowerRoman")
    elif style in ("a", "A"):
        numeral = _letters(number)
    else:
        return str(number)
    return numeral.upper() if style.isupper() else numeral


def _letters(number: int) -> str:
    """Letters from a to z, then aa, ab and so on; digits for what has none."""
    if number < 1:
        return str(number)
    found = ""
    while number:
        number, place = divmod(number - 1, _LETTERS)
        found = chr(ord("a") + place) + found
    return found
