"""Harvard references, as British universities teach them, whatever part of one is missing.

Author (year) Title. Publisher. Available at: address (Accessed: day). Without an author the title
comes first; without a date it says so; without an address it names the file.
"""

from __future__ import annotations

from datetime import date

from assistant.citation.holding import one_line, safe_url
from assistant.citation.names import harvard_names
from assistant.citation.plain import place, section
from assistant.dates import written_day
from assistant.records import Citation, Source


def reference(source: Source, read: date) -> str:
    """A document as a reference list has it; `read` is the day it was read."""
    return _reference(source, "", read)


def full(citation: Citation, read: date) -> str:
    """The reference of a quotation's document, with the section and page or slide."""
    heading = one_line(section(citation.locator))
    title = one_line(citation.source.title)
    parts = [
        f"section “{heading}”" if heading and heading != title else "",
        place(citation.locator),
    ]
    return _reference(citation.source, ", ".join(filter(None, parts)), read)


def _reference(source: Source, where: str, read: date) -> str:
    entry, title = source.entry, one_line(source.title)
    author = harvard_names(one_line(entry.author or ""))
    publisher = one_line(entry.publisher or "")
    year = f"({entry.published[:4] if entry.published else 'no date'})"
    opening = f"{author} {year} {title}" if author else f"{title} {year}"
    if publisher.casefold() == one_line(entry.author or "").casefold():
        publisher = ""
    parts = [opening, publisher, where[:1].upper() + where[1:], _access(source, read)]
    return " ".join(_sentence(part) for part in parts if part)


def _access(source: Source, read: date) -> str:
    """Where to get a document: its address and when it was read there, else its file."""
    url = safe_url(source.entry.url)
    if url:
        return f"Available at: {url} (Accessed: {written_day(read)})"
    return f"File: {one_line(source.path)}" if source.path != source.title else ""


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."
