"""What an Office file says of itself: title and author, where a person gave them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.readers.authors import person
from assistant.readers.office.package import Package
from assistant.readers.office.xml import DamagedPartError, child

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
