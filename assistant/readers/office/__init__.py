"""Opens Office files: a zip that is looked over before anything in it is opened, and its XML.

Elements and attributes are named 'w:p' or 'r:id', whichever of the two sets of namespaces (of
transitional or strict Office Open XML) a file uses.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from lxml import etree

from assistant.errors import UnreadableFileError
from assistant.readers.imprint import Properties

_ENTRIES = 5_000
_EXPANDED = 200_000_000
_RATIO = 200
_SIZEABLE = 1_000_000  # below this a high ratio harms nobody: a blank image reaches it
_PART = 50_000_000  # of XML that is parsed, which takes some twenty times its size
_TAGS = 2_000_000  # in all that is parsed; a book of a thousand pages has half a million
_CHUNK = 1 << 16

_ZIP = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)

_LOCKED = "is locked with a password; put a copy without one in its place"
_DAMAGED = "is damaged and cannot be opened; put a fresh copy in its place"
_HOSTILE = "was not made by an Office program; save it anew from the program it was written in"

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_DATED = {  # the strict ones leave the year out
    "a": "drawingml/2006/main", "c": "drawingml/2006/chart", "dgm": "drawingml/2006/diagram",
    "m": "officeDocument/2006/math", "p": "presentationml/2006/main",
    "r": "officeDocument/2006/relationships", "w": "wordprocessingml/2006/main",
}  # fmt: skip
_NAMESPACES = {
    **{k: (_TRANSITIONAL + v, _STRICT + v.replace("/2006", "")) for k, v in _DATED.items()},
    "ep": (
        _TRANSITIONAL + "officeDocument/2006/extended-properties",
        _STRICT + "officeDocument/extendedProperties",
    ),
    "rel": (_TRANSITIONAL + "package/2006/relationships",),
    "mc": (_TRANSITIONAL + "markup-compatibility/2006",),
    "a14": ("http://schemas.microsoft.com/office/drawing/2010/main",),
    "c15": ("http://schemas.microsoft.com/office/drawing/2012/chart",),
    "cx": ("http://schemas.microsoft.com/office/drawing/2014/chartex",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcterms": ("http://purl.org/dc/terms/",),
}
_SHORT = {namespace: prefix for prefix, both in _NAMESPACES.items() for namespace in both}


class DamagedPartError(Exception):
    """A part of the package that cannot be read; others may be."""


@dataclass(frozen=True, slots=True)
class OfficeFormat:
    """An Office program's files: what the main part holds, and the words for errors."""

    suffix: str
    program: str
    main: str
    """The main part's outermost element."""

    def refusal(self, why: str) -> str:
        """Returns why a file is refused that is another program's, and what to do."""
        program = self.program
        return f"is not a {program} file: it {why}; save it as {self.suffix} from {program}"


WORD = OfficeFormat(".docx", "Word", "w:document")
POWERPOINT = OfficeFormat(".pptx", "PowerPoint", "p:presentation")


def open_package(content: bytes, name: str, expected: OfficeFormat) -> Package:
    """Opens a file's bytes as a package that expands to no more than may be read.

    Raises:
        UnreadableFileError: it is no zip, locked, damaged, of another program, or could do harm.
    """
    if content.startswith(_OLE):
        old = f"is an old Office file by its content; save it as {expected.suffix}"
        raise UnreadableFileError(name, _LOCKED if _OLE_ENCRYPTED in content else old)
    if not content.startswith(_ZIP):
        raise UnreadableFileError(name, expected.refusal("is something else by its content"))
    if content.count(_DIRECTORY_ENTRY) > 4 * _ENTRIES:  # some may be of a workbook within
        raise UnreadableFileError(name, f"holds more than {_ENTRIES:,} parts; {_HOSTILE}")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _ZIP_ERRORS as error:
        raise UnreadableFileError(name, _DAMAGED) from error
    _check_entries(archive.infolist(), name)
    return Package(name, archive, expected)


def properties(package: Package) -> Properties:
    """Returns what the core properties say, and the program's name by the others."""
    core = package.kept(package.related("", "core-properties"))
    others = package.kept(package.related("", "extended-properties"))
    created, saved = (_own(core, f"dcterms:{name}")[:10] for name in ("created", "modified"))
    title, author = _own(core, "dc:title"), _own(core, "dc:creator")
    return Properties(title, author, saved or created, saved, _own(others, "ep:Application"))


def _own(root: Any | None, name: str) -> str:
    return " ".join(own_text(root, name).split())


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuses what could fill the memory or write outside, by what the directory declares."""
    if any(e.flag_bits & _LOCKED_FLAG for e in entries):
        raise UnreadableFileError(name, _LOCKED)
    expanded = sum(e.file_size for e in entries)
    for harmful, what in (
        (len(entries) > _ENTRIES, f"holds more than {_ENTRIES:,} parts"),
        (expanded > _EXPANDED, f"would expand to more than {_EXPANDED // 1_000_000} MB"),
        (any(_swells(e.file_size, e.compress_size) for e in entries), "holds a zip bomb"),
        (_swells(expanded, sum(e.compress_size for e in entries)), "is a zip bomb"),
        (any(_leads_out(e.filename) for e in entries), "holds a part with a path outside of it"),
        (any(e.compress_type not in _METHODS for e in entries), "is packed in an unusual way"),
    ):
        if harmful:
            raise UnreadableFileError(name, f"{what}; {_HOSTILE}")


def _swells(expanded: int, packed: int) -> bool:
    return expanded > _SIZEABLE and expanded > _RATIO * packed


def _leads_out(part: str) -> bool:
    """Returns whether a name would be written outside the folder it were unpacked to."""
    steps = part.replace("\\", "/").split("/")
    return part.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]


class Package:
    """An Office file whose sizes were checked; its parts are read one at a time."""

    def __init__(self, name: str, archive: zipfile.ZipFile, expected: OfficeFormat) -> None:
        """Finds the part with the document; `name` is the file's path, for errors.

        Raises:
            UnreadableFileError: there is none, it is damaged, or is of another program.
        """
        self.name = name
        self._archive = archive
        self._budget = _EXPANDED
        self._tags = _TAGS
        self._relations: dict[str, list[tuple[str, str, str]]] = {}
        self._kept: dict[str, Any | None] = {}
        try:
            part = self.related("", "officeDocument")
            if part is None or part not in archive.NameToInfo:
                raise UnreadableFileError(name, expected.refusal("has no main part"))
            self.main = part
            """The name of the part with the document, whose relations can be read, too."""
            self.root = self.part(part)
            """Its outermost element."""
            self._related(part)
        except DamagedPartError as error:
            raise UnreadableFileError(name, f"{_DAMAGED} ({error})") from error
        if short(self.root) != expected.main:
            raise UnreadableFileError(name, expected.refusal("holds something else"))

    def part(self, part: str) -> Any:
        """Returns the outermost element of an XML part; lxml opens nothing outside the bytes.

        Raises:
            DamagedPartError: the part is missing or cannot be read.
            UnreadableFileError: the file is hostile, or gives more than it may in all.
        """
        content = self._read(part)
        hostile = UnreadableFileError(self.name, f"{part} declares a document type; {_HOSTILE}")
        _refuse_document_type(content, hostile)
        parser = etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DamagedPartError("it is not well-formed XML") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise hostile
        return root

    def kept(self, part: str | None) -> Any | None:
        """Returns the outermost element of a part, read once; None where it is damaged or none."""
        if part and part not in self._kept:
            self._kept[part] = None
            with suppress(DamagedPartError):
                self._kept[part] = self.part(part)
        return self._kept.get(part or "")

    def targets(self, part: str) -> dict[str, str]:
        """Returns the names of the parts that a part refers to, by the relation's id.

        Raises:
            DamagedPartError: the relations cannot be read.
        """
        return {key: target for key, _, target in self._related(part)}

    def related(self, part: str, kind: str) -> str | None:
        """Returns the first part of a kind that a part refers to; '' is the package itself.

        Raises:
            DamagedPartError: the relations cannot be read.
        """
        return next((target for _, of, target in self._related(part) if of == kind), None)

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """Returns what a part refers to inside the package, in the file's order.

        Each is an id, the last word of its type, and the name of a part, which need not exist.
        """
        if part not in self._relations:
            folder, leaf = posixpath.split(part)
            listing = posixpath.join(folder, "_rels", f"{leaf}.rels")
            root = self.part(listing) if listing in self._archive.NameToInfo else None
            found: list[tuple[str, str, str]] = []
            for relation in children(root, "rel:Relationship"):
                if relation.get("TargetMode") != "External":
                    kind = relation.get("Type", "").rpartition("/")[2]
                    target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
                    found.append((relation.get("Id", ""), kind, target.lstrip("/")))
            self._relations[part] = found
        return self._relations[part]

    def _read(self, part: str) -> bytes:
        """Returns a part's bytes, never more than were declared or than may be read in all."""
        info = self._archive.NameToInfo.get(part)
        if info is None:
            raise DamagedPartError(f"{part} is missing")
        if info.file_size > min(_PART, self._budget):
            raise UnreadableFileError(self.name, f"{part} is too large to be read; split the file")
        try:
            with self._archive.open(info) as file:
                content = file.read(info.file_size + 1)
        except _ZIP_ERRORS as error:
            raise DamagedPartError(f"{part} cannot be unpacked") from error
        self._budget -= len(content)
        self._tags -= content.count(b"<")
        if self._tags < 0:
            raise UnreadableFileError(self.name, f"{part} holds too much markup; split the file")
        return content


def _refuse_document_type(content: bytes, hostile: UnreadableFileError) -> None:
    """Looks at what comes before the first element, where alone a document type may stand.

    Expat stops before it has read the declarations: no entity is ever defined or expanded.
    """

    def met_element(*_: object) -> None:
        raise StopIteration

    def met_document_type(*_: object) -> None:
        raise hostile

    parser = expat.ParserCreate()
    parser.StartElementHandler = met_element
    parser.StartDoctypeDeclHandler = met_document_type
    try:
        for start in range(0, len(content), _CHUNK):
            parser.Parse(content[start : start + _CHUNK])
    except StopIteration:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedPartError("it is not well-formed XML") from error
    raise DamagedPartError("it holds no XML")


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    prefix = _SHORT.get(namespace.lstrip("{"))
    return f"{prefix}:{local}" if prefix else local


@lru_cache(maxsize=1024)
def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    split = (name.split(":") for name in names)
    return tuple(f"{{{ns}}}{local}" for prefix, local in split for ns in _NAMESPACES[prefix])


def short(element: Any) -> str:
    """Returns an element's name as 'w:p'; its local name alone where the namespace is another."""
    return _short(element.tag)


def children(element: Any | None, *names: str) -> Iterator[Any]:
    """Returns the children with one of these names, in order; none of no element."""
    return iter(()) if element is None else element.iterchildren(*_tags(names))


def contents(element: Any | None) -> Iterator[Any]:
    """Yields all children in order, of what is given in several ways those of the first."""
    for piece in () if element is None else element:
        if short(piece) == "mc:AlternateContent":
            yield from contents(chosen(piece))
        else:
            yield piece


def chosen(alternate: Any) -> Any | None:
    """Returns the first way of content given in several (mc:AlternateContent); all say the same."""
    return next(children(alternate, "mc:Choice", "mc:Fallback"), None)


def child(element: Any | None, *path: str) -> Any | None:
    """Returns what is met first on the way down a path of names; None where the way ends early."""
    for name in path:
        element = next(children(element, name), None)
    return element


def descendants(element: Any | None, *names: str) -> Iterator[Any]:
    """Returns the element itself and all below it with one of these names, in order."""
    return iter(()) if element is None else element.iter(*_tags(names))


def own_text(element: Any | None, *path: str) -> str:
    """Returns what is written right in what is met first on the way down a path of names."""
    found = child(element, *path)
    return "" if found is None else found.text or ""


def attribute(element: Any | None, name: str) -> str | None:
    """Returns an attribute, 'val' or 'w:val'; None where element or attribute are absent."""
    if element is None:
        return None
    tags = _tags((name,)) if ":" in name else (name,)
    return next((str(value) for tag in tags if (value := element.get(tag)) is not None), None)


def number(text: str | None, base: int = 10) -> int | None:
    """Returns the whole number that an attribute says; None where it says none."""
    try:
        return int(text or "", base)
    except ValueError:
        return None


def is_yes(element: Any | None, name: str) -> bool:
    """Returns whether an attribute is there and says yes."""
    return attribute(element, name) in ("1", "true", "on")


def value(element: Any | None, *path: str) -> str | None:
    """Returns the attribute 'w:val' of what is met first on the way down a path of names."""
    return attribute(child(element, *path), "w:val")


def is_on(element: Any | None, *path: str) -> bool:
    """Returns whether a switch is on: its element is there, and its value does not deny it."""
    switch = child(element, *path)
    return switch is not None and attribute(switch, "w:val") not in ("0", "false", "off", "none")
