"""Where a passage's units stand: its bullets, sentences and table rows, of which one is marked."""

from __future__ import annotations

import re

from assistant.readers.lines import BULLET_CHARACTERS
from assistant.sentences import points

Spans = tuple[tuple[int, int], ...]

_ROW = re.compile(r"[^\n]* \| [^\n]*")
_BULLET = re.compile(rf"\s*[{BULLET_CHARACTERS}]?\s*(?:[-*–—]\s+)?")


def units(text: str) -> Spans:
    """Returns the spans of a text's units, in order; none overlap.

    A table row is one however many sentences its cells hold; a bullet is one without its mark.
    """
    found: list[tuple[int, int]] = []
    done = 0
    for row in _ROW.finditer(text):
        found += _between(text, done, row.start())
        found.append((row.start(), row.end()))
        done = row.end()
    found += _between(text, done, len(text))
    return tuple(span for span in (_bare(text, *span) for span in found) if span[0] < span[1])


def _between(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in points(text[start:end])] if start < end else []


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the bullet before it and white space around it."""
    bullet = _BULLET.match(text, start, end)
    first = bullet.end() if bullet else start
    return first, first + len(text[first:end].rstrip())
