"""The XML of Office files: parsed without entities, and looked up by short names.

Elements and attributes are named 'w:p' or 'r:id', whichever of the two sets of namespaces (of
transitional or strict Office Open XML) a file uses.
"""

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
