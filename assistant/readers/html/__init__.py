"""Saved web pages: what a reader of the page sees, with the site's own parts as boilerplate.

A page becomes a tree of what is shown (`tree`), in which the parts of the site are found (`main`,
by `names` and `weights`); the rest is written block by block (`writer`, with `blocks`, `inline`,
`lists` and `tables`). What the page says of itself becomes its entry (`facts`).
"""

from __future__ import annotations

from assistant.errors import UnreadableFileError
from assistant.readers.html.facts import entry
from assistant.readers.html.main import site_parts
from assistant.readers.html.tree import parse
from assistant.readers.html.writer import canonical
from assistant.records import Document, MarkKind


def read_html(text: str, path: str, sha256: str, url: str | None = None) -> Document:
    """The document in a decoded web page; `url` is where it was saved from, if that is known.

    Raises:
        UnreadableFileError: the page shows no text, or is not one that a person wrote.
    """
    page = parse(text, path)
    written = canonical(page.body, site_parts(page.body))
    if not written.text:
        raise UnreadableFileError(
            path, "shows no text: its words are loaded by a script; save the page as PDF instead"
        )
    titles = (
        written.text[m.start : m.end]
        for m in written.marks
        if m.kind is MarkKind.HEADING and m.number == 1
    )
    known = entry(page, text, titles, url)
    return Document(path, sha256, written.text, written.marks, known)
