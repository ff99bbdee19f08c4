"""The zip that an Office file is, looked over before anything in it is opened."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import person
from assistant.readers.office import (
    DamagedPartError,
    DocumentTypeError,
    child,
    children,
    parse,
    short,
)

_ENTRIES = 5_000
EXPANDED = 200_000_000
_RATIO = 200
_SIZEABLE = 1_000_000  # below this a high ratio harms nobody: a blank image reaches it

_ZIP = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED_FLAG = 0x1

_LOCKED = "is locked with a password; put a copy without one in its place"
DAMAGED = "is damaged and cannot be opened; put a fresh copy in its place"
HOSTILE = "was not made by an Office program; save it anew from the program it was written in"


@dataclass(frozen=True, slots=True)
class Format:
    """An Office program's files: what the main part holds, and the words for errors."""

    suffix: str
    program: str
    main: str
    """The main part's outermost element."""


WORD = Format(".docx", "Word", "w:document")
POWERPOINT = Format(".pptx", "PowerPoint", "p:presentation")


def open_archive(content: bytes, name: str, expected: Format) -> zipfile.ZipFile:
    """The archive in a file's bytes, which expands to no more than may be read.

    Raises:
        UnreadableFileError: it is no zip, locked, damaged, or one that could do harm.
    """
    _check_signature(content, name, expected)
    if content.count(_DIRECTORY_ENTRY) > 4 * _ENTRIES:  # some may be of a workbook within
        raise UnreadableFileError(name, f"holds more than {_ENTRIES:,} parts; {HOSTILE}")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except UNPACKING_ERRORS as error:
        raise UnreadableFileError(name, DAMAGED) from error
    _check_entries(archive.infolist(), name)
    return archive


def not_a_file_of(expected: Format, why: str) -> str:
    """Why a file is refused that is another program's, and what to do."""
    return (
        f"is not a {expected.program} file: it {why}; "
        f"save it as {expected.suffix} from {expected.program}"
    )


def _check_signature(content: bytes, name: str, expected: Format) -> None:
    if content.startswith(_OLE):
        old = f"is an old Office file by its content; save it as {expected.suffix}"
        raise UnreadableFileError(name, _LOCKED if _OLE_ENCRYPTED in content else old)
    if not content.startswith(_ZIP):
        raise UnreadableFileError(name, not_a_file_of(expected, "is something else by its content"))


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what could fill the memory or write outside, by what the directory declares."""
    if any(e.flag_bits & _LOCKED_FLAG for e in entries):
        raise UnreadableFileError(name, _LOCKED)
    expanded = sum(e.file_size for e in entries)
    for harmful, what in (
        (len(entries) > _ENTRIES, f"holds more than {_ENTRIES:,} parts"),
        (expanded > EXPANDED, f"would expand to more than {EXPANDED // 1_000_000} MB"),
        (any(_swells(e.file_size, e.compress_size) for e in entries), "holds a zip bomb"),
        (_swells(expanded, sum(e.compress_size for e in entries)), "is a zip bomb"),
        (any(_leads_out(e.filename) for e in entries), "holds a part with a path outside of it"),
        (any(e.compress_type not in _METHODS for e in entries), "is packed in an unusual way"),
    ):
        if harmful:
            raise UnreadableFileError(name, f"{what}; {HOSTILE}")


def _swells(expanded: int, packed: int) -> bool:
    return expanded > _SIZEABLE and expanded > _RATIO * packed


def _leads_out(part: str) -> bool:
    """Whether a name would be written outside the folder it were unpacked to."""
    steps = part.replace("\\", "/").split("/")
    return part.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]


_PART = 50_000_000  # of XML that is parsed, which takes some twenty times its size
_TAGS = 2_000_000  # in all that is parsed; a book of a thousand pages has half a million


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to within the package; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str
    """The name of a part, which need not exist."""


class Package:
    """An Office file whose sizes were checked; its parts are read one at a time."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        """Keep the open archive; `name` is the file's path within the corpus, for errors."""
        self.name = name
        self._archive = archive
        self._budget = EXPANDED
        self._tags = _TAGS
        self._relations: dict[str, tuple[Relation, ...]] = {}

    def part(self, part: str) -> Any:
        """The outermost element of an XML part.

        Raises:
            DamagedPartError: the part is missing or cannot be read.
            UnreadableFileError: the file is hostile, or gives more than it may in all.
        """
        try:
            return parse(self._read(part))
        except DocumentTypeError as error:
            raise UnreadableFileError(
                self.name, f"{part} declares a document type; {HOSTILE}"
            ) from error

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part refers to within the package, in the file's order; '' is the package itself.

        What lies outside the package is left out. Nothing, where the part has no relations.

        Raises:
            DamagedPartError: the relations cannot be read.
        """
        if part not in self._relations:
            self._relations[part] = tuple(self._listed(*posixpath.split(part)))
        return self._relations[part]

    def targets(self, part: str) -> dict[str, str]:
        """The names of the parts that a part refers to, by the relation's id."""
        return {r.id: r.target for r in self.relations(part)}

    def related(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part refers to."""
        return next((r.target for r in self.relations(part) if r.kind == kind), None)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._archive.NameToInfo

    def _listed(self, folder: str, leaf: str) -> Iterator[Relation]:
        listing = posixpath.join(folder, "_rels", f"{leaf}.rels")
        if not self.has(listing):
            return
        for relation in children(self.part(listing), "rel:Relationship"):
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                yield Relation(relation.get("Id", ""), kind, _target(folder, relation))

    def _read(self, part: str) -> bytes:
        """The bytes of a part, never more than were declared or than may be read in all."""
        info = self._archive.NameToInfo.get(part)
        if info is None:
            raise DamagedPartError(f"{part} is missing")
        if info.file_size > min(_PART, self._budget):
            raise UnreadableFileError(self.name, f"{part} is too large to be read; split the file")
        try:
            with self._archive.open(info) as file:
                content = file.read(info.file_size + 1)
        except UNPACKING_ERRORS as error:
            raise DamagedPartError(f"{part} cannot be unpacked") from error
        self._budget -= len(content)
        self._tags -= content.count(b"<")
        if self._tags < 0:
            raise UnreadableFileError(self.name, f"{part} holds too much markup; split the file")
        return content


def open_package(content: bytes, name: str, expected: Format) -> Package:
    """The package in a file's bytes, fit to be read.

    Raises:
        UnreadableFileError: it is no zip, locked, damaged, or one that could do harm.
    """
    return Package(name, open_archive(content, name, expected))


def main_part(package: Package, expected: Format) -> tuple[str, Any]:
    """The name and the outermost element of the part that holds the document.

    Its relations can be read, too.

    Raises:
        UnreadableFileError: there is none, it is damaged, or is of another program.
    """
    try:
        part = package.related("", "officeDocument")
        if part is None or not package.has(part):
            raise UnreadableFileError(package.name, not_a_file_of(expected, "has no main part"))
        root = package.part(part)
        package.relations(part)
    except DamagedPartError as error:
        raise UnreadableFileError(package.name, f"{DAMAGED} ({error})") from error
    if short(root) != expected.main:
        raise UnreadableFileError(package.name, not_a_file_of(expected, "holds something else"))
    return part, root


def _target(folder: str, relation: Any) -> str:
    """The name of the part that a relation leads to, seen from the folder of its source."""
    target = relation.get("Target", "")
    joined = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")


_FROM_PROGRAM = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint) +- +", re.IGNORECASE)
_BY_PROGRAM = re.compile(
    r"untitled.*|no (?:slide )?title|(?:title|document|presentation|slide|dokument) ?\d*"
    r"|(?:microsoft )?(?:office )?(?:power ?point|word) (?:presentation|document|template)"
    r"|.*\.(?:docx?|docm|dotx?|pptx?|pptm|potx?|pdf|odt|odp|rtf)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Properties:
    """Title and author; None where there is none or a program put it there."""

    title: str | None = None
    author: str | None = None


def properties(package: Package) -> Properties:
    """What the core properties say; nothing where they are missing or damaged."""
    try:
        part = package.related("", "core-properties")
        root = package.part(part) if part else None
    except DamagedPartError:
        return Properties()
    title = _FROM_PROGRAM.sub("", _line(root, "dc:title"))
    author = _line(root, "dc:creator")
    return Properties(
        None if _BY_PROGRAM.fullmatch(title) else title or None,
        person(author),
    )


def _line(root: object | None, name: str) -> str:
    """The text of a property on one line; empty if there is none."""
    found = child(root, name)
    return " ".join((found.text or "").split()) if found is not None else ""
