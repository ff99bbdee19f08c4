"""Text that every file format can hold, one character for one, so that offsets stay true."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_UNHELD = {**_PICTURES, 0x7F: 0x2421}
_UNNAMED = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_URL_SAFE = "!$&'*+,-./:;=?@_~%#"


def holdable(text: str) -> str:
    """The text as Markdown, XML and a terminal can hold it, as long as it was.

    A control character is shown by its picture (U+2400 and on); what has none, and what is no
    character (half of a surrogate pair), is U+FFFD. Tabs and newlines stay.
    """
    return _UNNAMED.sub("\N{REPLACEMENT CHARACTER}", text.translate(_UNHELD))


def comparable(text: str) -> str:
    """The text as it may be printed: holdable, and without what turns the direction of text."""
    return _TURNING.sub("\N{REPLACEMENT CHARACTER}", holdable(text))


def one_line(text: str) -> str:
    """The text on one line that cannot turn round what stands beside it: a title, a heading."""
    return comparable(" ".join(text.split()))


def safe_url(url: str | None) -> str | None:
    """The address if a link may lead there, that is over HTTP, else None.

    What no address may hold (spaces, quotation marks, brackets) is percent-encoded.
    """
    try:
        parts = urlsplit(url or "")
        usable = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return None
    return quote(url or "", safe=_URL_SAFE, errors="replace") if usable else None
