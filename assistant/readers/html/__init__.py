"""Web pages that a browser saved as one file (MHTML): a mail message with the page in it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from assistant.errors import UnreadableFileError
from assistant.readers.decoding import codec_name
from assistant.readers.html.main import site_parts
from assistant.readers.html.tree import entry, parse
from assistant.readers.html.writer import canonical
from assistant.records import Document, MarkKind


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page itself, as it came from its address."""

    content: bytes
    encoding: str | None
    url: str | None


def saved_page(name: str, content: bytes) -> SavedPage:
    """The page in an MHTML file, without its pictures and frames.

    Raises:
        UnreadableFileError: there is no page in the file.
    """
    try:
        message = message_from_bytes(content)
        page = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
        words = page.get_payload(decode=True) if page else None
    except (LookupError, ValueError, RecursionError):
        page, words = None, None
    if page is None or not isinstance(words, bytes) or not words:
        raise UnreadableFileError(
            name, "holds no web page; save the page again, as 'web page, HTML only'"
        )
    charset = page.get_content_charset()
    return SavedPage(words, codec_name(charset) if charset else None, _address(message, page))


def _address(message: Message, page: Message) -> str | None:
    """Where the page was saved from."""
    for part, header in ((message, "Snapshot-Content-Location"), (page, "Content-Location")):
        found = part.get(header)
        if found is not None:
            return str(found).strip()
    return None


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
