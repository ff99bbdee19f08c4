"""What a PDF says of itself beside its text: title, author, outline and page labels, from pypdf."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from assistant.readers.authors import person

_FROM_WORD = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) +- +", re.IGNORECASE)
_BY_PROGRAM = re.compile(
    r"untitled.*|(?:document|presentation|slide) ?\d*"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|qxd|odt|tex)",
    re.IGNORECASE,
)

# pypdf warns of each flaw of a file that it copes with; nobody can act on these
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the outline; level 1 is outermost."""

    title: str
    page: int
    level: int


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """All of it; what the file does not say or pypdf cannot read is absent."""

    title: str | None = None
    author: str | None = None
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()


def read_facts(path: Path) -> PdfFacts:
    """What the file says of itself; nothing where pypdf cannot read it."""
    title: str | None = None
    author: str | None = None
    labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    with suppress(Exception), PdfReader(path) as reader:
        with suppress(Exception):
            title, author = _named(reader)
        with suppress(Exception):
            # without labels of its own, pypdf counts the pages, which takes long
            labels = tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
        with suppress(Exception):
            outline = tuple(_entries(reader, reader.outline, 1))
    return PdfFacts(title, author, labels, outline)


def has_no_pages(path: Path) -> bool:
    """Whether it is a sound PDF that has no pages, which pdfium takes for a damaged one."""
    with suppress(Exception), PdfReader(path) as reader:
        return len(reader.pages) == 0
    return False


def _named(reader: PdfReader) -> tuple[str | None, str | None]:
    """Title and author, without what a program put there by itself."""
    said = reader.metadata
    title = _FROM_WORD.sub("", _line(said.title if said else None))
    author = _line(said.author if said else None)
    title, author = ("" if _BY_PROGRAM.fullmatch(t) else t for t in (title, author))
    return person(title), person(author)


def _entries(reader: PdfReader, outline: list[Any], level: int) -> Iterator[OutlineEntry]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _entries(reader, entry, level + 1)
            continue
        with suppress(Exception):
            page = reader.get_destination_page_number(entry)
            if page is not None and page >= 0 and entry.title:
                yield OutlineEntry(_line(entry.title), page + 1, level)


def _line(text: object) -> str:
    """The text on one line; empty if there is none."""
    return " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""
