"""Documents as records for reference managers: BibTeX (and biblatex), and RIS.

A key is made of the file's name and a digest of its path, so it stays when the catalogue is put
right, and two files never share one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath

from assistant.citation.holding import one_line, safe_url
from assistant.citation.names import persons
from assistant.records import Source

_LATEX = str.maketrans(
    {character: f"\\{character}" for character in "$&%#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts escaped braces, too
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_KEY_LENGTH = 40


def bibtex(source: Source, read: date) -> str:
    """A document as a BibTeX entry: @online where it has an address, else @misc."""
    entry, url = source.entry, safe_url(source.entry.url)
    fields = {
        "author": _bibtex_authors(one_line(entry.author or "")),
        "title": f"{{{_latex(source.title)}}}",
        "year": (entry.published or "")[:4],
        "date": entry.published or "",
        "organization": _bibtex_name(entry.publisher),
        "howpublished": "Presentation slides" if source.slides else "",
        "url": url or "",
        "urldate": read.isoformat() if url else "",
        "note": "" if url else f"File: {_latex(source.path)}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'online' if url else 'misc'}{{{key(source)},", *lines, "}"])


def ris(source: Source, read: date) -> str:
    """A document as an RIS record: ELEC with an address, SLIDE for slides, else GEN."""
    entry, url = source.entry, safe_url(source.entry.url)
    author = one_line(entry.author or "")
    kind = "SLIDE" if source.slides else "ELEC" if url else "GEN"
    fields = [
        ("TY", kind),
        ("ID", key(source)),
        *(("AU", name) for name in [p.turned for p in persons(author)] or [author]),
        ("TI", one_line(source.title)),
        ("PY", (entry.published or "")[:4]),
        ("DA", _ris_date(entry.published)),
        ("PB", one_line(entry.publisher or "")),
        ("UR", url or ""),
        ("Y2", _ris_date(read.isoformat()) if url else ""),
        ("N1", "" if url else f"File: {one_line(source.path)}"),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields if value), "ER  - "])


def key(source: Source) -> str:
    """A document's key: letters, digits and hyphens of ASCII."""
    stem = unicodedata.normalize("NFKD", PurePosixPath(source.path).stem).lower()
    words = re.sub(r"[^a-z0-9]+", "-", stem.encode("ascii", "ignore").decode()).strip("-")
    digest = hashlib.sha256(source.path.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, [words[:_KEY_LENGTH].strip("-"), digest]))


def once(records: Iterable[str]) -> str:
    """Records one after the other, each once."""
    return "\n\n".join(dict.fromkeys(records))


def _latex(text: str) -> str:
    return one_line(text).translate(_LATEX)


def _bibtex_authors(author: str) -> str:
    """Persons turned round; any other name in braces, so that no part is taken for a surname."""
    found = [_latex(person.turned) for person in persons(author)]
    return " and ".join(found) if found else _bibtex_name(author)


def _bibtex_name(name: str | None) -> str:
    return f"{{{_latex(name)}}}" if name else ""


def _ris_date(published: str | None) -> str:
    """A date as RIS has it, YYYY/MM/DD/; what is not known stays empty."""
    if not published:
        return ""
    return "/".join((*published.split("-"), "", "", "")[:4])
