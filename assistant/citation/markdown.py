"""Text in CommonMark that shows exactly that text, and can be read back from it exactly."""

from __future__ import annotations

import re

from assistant.citation.holding import holdable, one_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&~|$^#!@]|(?<=\w):(?=//)|(?<=www)\.")
_AT_START = re.compile(r"(?m)^(?:(?=[-+=:])|(\d+)(?=[.)]))")
_NOT_KEPT = re.compile(r"(?m)\A\n+|\n+\Z|[^\S \n\xa0]|^[ \xa0]+|[ \xa0]+$")


def literal(text: str) -> str:
    """Markdown that shows the text as it is; its newlines are hard line breaks."""
    escaped = _AT_START.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", holdable(text)))
    return _NOT_KEPT.sub(_references, escaped).replace("\n", "\\\n")


def quoted(text: str) -> str:
    """The text as one block quotation, which no line of it can leave."""
    return "\n".join(f"> {line}" for line in literal(text).split("\n"))


def linked(words: str, url: str | None) -> str:
    """Words on one line that lead to a safe address, where there is one."""
    shown = literal(one_line(words))
    return f"[{shown}]({_bracketed(url)})" if url else shown


def _bracketed(url: str) -> str:
    """A percent-encoded address without what ends a Markdown link's."""
    return url.replace("*", "%2A").replace("_", "%5F").replace("~", "%7E").replace("&", "&amp;")


def _references(found: re.Match[str]) -> str:
    """Numeric character references for white space that Markdown would drop."""
    return "".join(f"&#{ord(character)};" for character in found[0])
