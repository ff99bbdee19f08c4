"""Where sentences stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.readers.lines import BULLET_CHARACTERS

_BLOCK = 20_000  # characters given to the sentence splitter at once
_POINT = re.compile(rf"[^\n{BULLET_CHARACTERS}]+|[{BULLET_CHARACTERS}][^\n{BULLET_CHARACTERS}]*")


def points(text: str) -> list[tuple[int, int]]:
    """The spans of the smallest parts that say something: lines, bullets and their sentences.

    A text without any is one part, so that there is always one.
    """
    found = [
        (part.start() + start, part.start() + end)
        for part in _POINT.finditer(text)
        for start, end in sentences(part[0])
    ]
    return found or [(0, len(text))]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a block's sentences, without the white space between them."""
    from nupunkt import sent_spans  # its model takes a while to load

    offset = 0
    while offset < len(text):
        end = _chunk_end(text, offset)
        for start, stop in sent_spans(text[offset:end]):
            sentence = text[offset + start : offset + stop]
            if sentence.strip():
                first = offset + start + len(sentence) - len(sentence.lstrip())
                yield first, first + len(sentence.strip())
        offset = end


def _chunk_end(text: str, offset: int) -> int:
    """Where the stretch given to the sentence splitter ends: at white space if there is any."""
    limit = offset + _BLOCK
    if limit >= len(text):
        return len(text)
    space = max(text.rfind(" ", offset, limit), text.rfind("\n", offset, limit))
    return space + 1 if space > offset else limit
