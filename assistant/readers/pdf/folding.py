"""A stretch of pdfium's characters as text in which white space is folded."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from assistant.readers.pdf.characters import HYPHEN

_KNOWN = {
    ord(HYPHEN): "-",
    # bullets of Word's Symbol and Wingdings, which have no character of their own
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF0A8: "□",
    0xF0D8: "➢",
    0xF0FC: "✓",
}


def folded(characters: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """The text of some characters and the place of each of its own among them.

    One space stands for each run of white space, none at either end; surrogates are put together,
    and what is no character is left out.
    """
    text = characters[start:end]
    shown = text.strip()
    if shown.isprintable() and "  " not in shown:
        first = start + len(text) - len(text.lstrip())
        return shown, range(first, first + len(shown))
    letters = _folded(_decoded(characters, start, end))
    return "".join(letter for letter, _ in letters), [place for _, place in letters]


def _decoded(characters: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Characters with their places; what is no character is left out."""
    high = 0
    for place in range(start, end):
        code = ord(characters[place])
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        letter = _KNOWN.get(code) or chr(code)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cn", "Cs"):
            yield letter, place


def _folded(letters: Iterator[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same with one space for each run of white space and none at either end."""
    kept: list[tuple[str, int]] = []
    for letter, place in letters:
        if not letter.isspace():
            kept.append((letter, place))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", place))
    if kept and kept[-1][0] == " ":
        kept.pop()
    return kept
