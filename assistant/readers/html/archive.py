"""Web pages that a browser saved as one file (MHTML): a mail message with the page in it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from assistant.errors import UnreadableFileError
from assistant.readers.encodings import codec_name


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
