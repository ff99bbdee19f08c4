"""Plain text: a web page that lost its markup, a presentation's transcript, or just text."""

from __future__ import annotations

from assistant.readers.page import page_marks
from assistant.readers.transcript import transcript_marks, transcript_title
from assistant.records import Document, Entry, Mark, MarkKind, in_order


def read_text(text: str, path: str, sha256: str) -> Document:
    """The document in a decoded text file; its canonical text is the file's own."""
    slides = transcript_marks(text, path)
    if slides is not None:
        entry = Entry(title=transcript_title(text, slides))
        return Document(path, sha256, text, in_order(slides), entry)
    marks = page_marks(text)
    entry = Entry(title=_title(text, marks))
    return Document(path, sha256, text, in_order([*_pages(text), *marks]), entry)


def _title(text: str, marks: list[Mark]) -> str | None:
    """The first heading, where a second follows it at once; else it is one section of several."""
    shown = [m for m in marks if m.kind is not MarkKind.BOILERPLATE]
    headings = [m for m in shown if m.kind is MarkKind.HEADING]
    opens = bool(headings) and shown[0] == headings[0]
    if opens and (len(headings) == 1 or shown[1] == headings[1]):
        return text[headings[0].start : headings[0].end]
    return None


def _pages(text: str) -> list[Mark]:
    """A mark for each page, where form feeds part them."""
    if "\f" not in text:
        return []
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\f")]
    ends = [*(s - 1 for s in starts[1:]), len(text)]
    return [
        Mark(MarkKind.PAGE, start, end, number)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
