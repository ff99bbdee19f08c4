"""A citation as text: for a page, a case note, a reference list or a reference manager.

`cite` gives a quotation in any of the styles. The day it was read is always passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from assistant.citation.styles import (
    bibtex,
    comparable,
    full,
    holdable,
    linked,
    one_line,
    pages,
    place,
    quoted,
    reference,
    ris,
    safe_url,
    section,
    short,
)
from assistant.records import Quotation
from assistant.text.files import written_day

__all__ = [
    "Style",
    "cite",
    "comparable",
    "full",
    "holdable",
    "one_line",
    "pages",
    "place",
    "reference",
    "safe_url",
    "section",
    "short",
]

_SINGLE = str.maketrans('“”"', "‘’'")  # so that double marks enclose the words quoted alone


class Style(StrEnum):
    """How a quotation is cited.

    BIBTEX and RIS describe the document alone; CASE_NOTE and MARKDOWN hold the words quoted, too.
    """

    SHORT = "short"
    FULL = "full"
    CASE_NOTE = "case-note"
    MARKDOWN = "markdown"
    BIBTEX = "bibtex"
    RIS = "ris"


def cite(quotation: Quotation, style: Style, read: date) -> str:
    """A quotation's citation in a style; `read` is the day its document was read."""
    return _STYLES[style](quotation, read)


def _case_note(quotation: Quotation, read: date) -> str:
    """The words and where they stand: “quote” (title, section, page; author, year; read when)."""
    citation = quotation.citation
    source = citation.source
    heading = one_line(section(citation.locator))
    title = one_line(source.title)
    entry = source.entry
    where = [title, "" if heading == title else heading, place(citation.locator)]
    by = [one_line(entry.author or entry.publisher or ""), (entry.published or "")[:4]]
    parts = [", ".join(filter(None, part)) for part in (where, by)]
    told = "; ".join([*filter(None, parts), f"read {read.day} {read:%b} {read.year}"])
    return f"“{holdable(quotation.passage.text)}” ({told.translate(_SINGLE)})"


def _markdown(quotation: Quotation, read: date) -> str:
    """A block quotation and, under it, the citation as a link to the document."""
    url = safe_url(quotation.citation.source.entry.url)
    accessed = f" (read {written_day(read)})"
    return f"{quoted(quotation.passage.text)}\n\n— {linked(quotation.cited, url)}{accessed}"


_STYLES: dict[Style, Callable[[Quotation, date], str]] = {
    Style.SHORT: lambda quotation, _: quotation.cited,
    Style.FULL: lambda quotation, read: full(quotation.citation, read),
    Style.CASE_NOTE: _case_note,
    Style.MARKDOWN: _markdown,
    Style.BIBTEX: lambda quotation, read: bibtex(quotation.citation.source, read),
    Style.RIS: lambda quotation, read: ris(quotation.citation.source, read),
}
