"""The parts of an Office file, read in bounds.

Nothing is ever unpacked to disk, and nothing outside the file is opened: what a part refers to is
looked up among the parts of the same package, or left alone.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.office.archive import (
    DAMAGED,
    EXPANDED,
    HOSTILE,
    UNPACKING_ERRORS,
    Format,
    not_a_file_of,
    open_archive,
)
from assistant.readers.office.xml import (
    DamagedPartError,
    DocumentTypeError,
    children,
    parse,
    short,
)

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
