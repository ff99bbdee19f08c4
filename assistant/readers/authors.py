"""Which names that a file gives for its author or itself are a program's, or stand-ins."""

from __future__ import annotations

import re

_NOBODY = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|unnamed)\)?"
    r"|admin|administrator|user|user name|owner|author|guest"
    r"|(?:microsoft office|windows|office|default|authori[sz]ed) user"
    r"|python-(?:docx|pptx)|openpyxl|apache poi",
    re.IGNORECASE,
)


def person(name: str) -> str | None:
    """The name, if it can be a person's or an organisation's."""
    return name if name and not _NOBODY.fullmatch(name) else None
