"""A question that asks several things, to its parts: 'what is the PCF and who owns it?'."""

from __future__ import annotations

import re

from assistant.words import content_stems

_ASKS = r"(?:who|whose|whom|what|when|where|which|why|how|is|are|was|were|do|does|did|can|should)\b"
_NEXT = re.compile(rf"(?<=[?])\s+(?=\S)|(?:\s*[,;]\s*|\s+)(?:and|or)\s+(?={_ASKS})", re.IGNORECASE)
_ASKING = re.compile(
    rf"(?:.*[.!?]\s)?\s*(?:(?:and|so|also)\s+)?{_ASKS}|.*\?\s*$", re.IGNORECASE | re.DOTALL
)
_MOST = 4
"""Each part is searched and read by itself: a pasted list of questions would take too long."""
_ENDS_ASKING = re.compile(rf"{_ASKS}\W*$", re.IGNORECASE)  # 'when and where are they held?'


def parts_of(question: str) -> tuple[str, ...]:
    """Returns the parts of a question that asks a few things, as typed; () for any other.

    What is told before or between them is none, and a part says something of its own.
    """
    found: list[str] = []
    joined = ""
    for piece in _NEXT.split(question):
        joined = f"{joined} and {piece}" if joined else piece.strip()
        if _ENDS_ASKING.search(joined):
            continue
        found.append(joined)
        joined = ""
    asked = [part for part in found if _ASKING.match(part) and content_stems(part)]
    return tuple(asked) if 1 < len(asked) <= _MOST else ()
