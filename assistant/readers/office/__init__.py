"""The XML of Office files: parsed without entities, and looked up by short names.

Elements and attributes are named 'w:p' or 'r:id', whichever of the two sets of namespaces (of
transitional or strict Office Open XML) a file uses.
"""

# ruff: noqa: RUF001 - characters that look like others are what this module is about
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from lxml import etree

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_PREFIXES = {
    "a": ("drawingml/2006/main", "drawingml/main"),
    "c": ("drawingml/2006/chart", "drawingml/chart"),
    "dgm": ("drawingml/2006/diagram", "drawingml/diagram"),
    "m": ("officeDocument/2006/math", "officeDocument/math"),
    "p": ("presentationml/2006/main", "presentationml/main"),
    "r": ("officeDocument/2006/relationships", "officeDocument/relationships"),
    "rel": ("package/2006/relationships", "package/2006/relationships"),
    "cp": ("package/2006/metadata/core-properties", "package/2006/metadata/core-properties"),
    "mc": ("markup-compatibility/2006", "markup-compatibility/2006"),
    "w": ("wordprocessingml/2006/main", "wordprocessingml/main"),
}
_NAMESPACES = {
    **{prefix: (_TRANSITIONAL + old, _STRICT + new) for prefix, (old, new) in _PREFIXES.items()},
    "a14": ("http://schemas.microsoft.com/office/drawing/2010/main",),
    "cx": ("http://schemas.microsoft.com/office/drawing/2014/chartex",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
}
_SHORT = {namespace: prefix for prefix, both in _NAMESPACES.items() for namespace in both}
_CHUNK = 1 << 16


class DamagedPartError(Exception):
    """A part of the package that cannot be read; others may be."""


class DocumentTypeError(Exception):
    """A part that declares a document type, which no Office program writes."""


class _ElementMetError(Exception):
    """The first element was met, and no document type before it."""


def parse(content: bytes) -> Any:
    """The outermost element of an XML part; nothing outside the bytes is opened.

    Raises:
        DamagedPartError: it is not well-formed, or nests too deeply.
        DocumentTypeError: it declares a document type, and with it could declare entities.
    """
    _refuse_document_type(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedPartError("it is not well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentTypeError
    return root


def short(element: Any) -> str:
    """An element's name as 'w:p'; its local name alone where the namespace is another."""
    return _short(element.tag)


def children(element: Any, *names: str) -> Iterator[Any]:
    """The children with one of these names, in order."""
    found: Iterator[Any] = element.iterchildren(*_tags(names))
    return found


def child(element: Any, *path: str) -> Any | None:
    """What is met first on the way down a path of names; None where the way ends early."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def descendants(element: Any, *names: str) -> Iterator[Any]:
    """The element itself and all below it with one of these names, in order."""
    found: Iterator[Any] = element.iter(*_tags(names))
    return found


def attribute(element: Any | None, name: str) -> str | None:
    """The value of an attribute, 'val' or 'w:val'; None where element or attribute are absent."""
    if element is None:
        return None
    for tag in _tags((name,)) if ":" in name else (name,):
        value = element.get(tag)
        if value is not None:
            return str(value)
    return None


def number(element: Any | None, name: str, default: int | None = None) -> int | None:
    """An attribute's value as a whole number; the default where it is none."""
    value = attribute(element, name)
    try:
        return default if value is None else int(value)
    except ValueError:
        return default


def is_yes(element: Any | None, name: str) -> bool:
    """Whether an attribute is there and says yes."""
    return attribute(element, name) in ("1", "true", "on")


def is_on(element: Any | None, name: str) -> bool:
    """Whether a switch is on: its element is there, and its value does not deny it."""
    return element is not None and attribute(element, name) not in ("0", "false", "off", "none")


def chosen(alternate: Any) -> Any | None:
    """Of content given in several ways (mc:AlternateContent), the first; all say the same."""
    return next(children(alternate, "mc:Choice", "mc:Fallback"), None)


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    prefix = _SHORT.get(namespace.lstrip("{"))
    return f"{prefix}:{local}" if prefix else local


@lru_cache(maxsize=1024)
def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    split = (name.split(":") for name in names)
    return tuple(f"{{{ns}}}{local}" for prefix, local in split for ns in _NAMESPACES[prefix])


def _refuse_document_type(content: bytes) -> None:
    """Look at what comes before the first element, where alone a document type may stand.

    Expat stops before it has read the declarations: no entity is ever defined or expanded.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = _met_element
    parser.StartDoctypeDeclHandler = _met_document_type
    try:
        for start in range(0, len(content), _CHUNK):
            parser.Parse(content[start : start + _CHUNK])
    except _ElementMetError:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedPartError("it is not well-formed XML") from error
    raise DamagedPartError("it holds no XML")


def _met_element(*_: object) -> None:
    raise _ElementMetError


def _met_document_type(*_: object) -> None:
    raise DocumentTypeError


_PRIVATE = range(0xF000, 0xF100)
_PLAIN_BULLETS = {0xB7: "•", 0xA7: "▪"}
_WINGDINGS = {
    **_PLAIN_BULLETS,
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒",
    0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA8: "◻",
    0xB2: "✧", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"  # by the codes of the Latin capitals
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{ord("A") + place: letter for place, letter in enumerate(_GREEK)},
    **{ord("a") + place: letter for place, letter in enumerate(_SMALL_GREEK)},
    **{code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥",
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅",
    0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD6: "√", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS,
    "symbol": _SYMBOL,
    "wingdings 2": {**_PLAIN_BULLETS, 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: "●"},
    "wingdings 3": {**_PLAIN_BULLETS, 0x7D: "▶", 0x22: "→"},
    "webdings": {**_PLAIN_BULLETS, 0x34: "▶", 0x61: "✓", 0x72: "✗", 0x3D: "●"},
}


def symbol(character: str, font: str | None) -> str:
    """What a font shows for a character; empty for a private one that nobody can know."""
    code = ord(character)
    table = _FONTS.get((font or "").casefold())
    if code in _PRIVATE:
        return (table or _PLAIN_BULLETS).get(code - _PRIVATE.start, "")
    if table is None:
        return character
    return table.get(code, "")


def bullet(characters: str, font: str | None) -> str:
    """What a list shows in front of an item, given the characters and font of its bullet."""
    text = characters.strip()
    if text == "o" and (font or "").casefold().startswith("courier"):
        return "◦"
    return "".join(_bullet_character(character, font) for character in text)


def _bullet_character(character: str, font: str | None) -> str:
    return symbol(character, font) or "•"


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
