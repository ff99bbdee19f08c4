"""The numbers of lists and notes, written as the reader sees them: 4, d, IV, fourth."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 10_000  # beyond it letters and Roman numerals would run to pages
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def written(value: int, style: str) -> str:
    """A number in one of WordprocessingML's styles; plain digits for a style not known here."""
    write = _STYLES.get(style)
    return write(value) if write and 0 < value < _LARGEST else str(value)


def _roman(value: int) -> str:
    found = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        found += letters * count
    return found


def _letters(value: int) -> str:
    """One letter from a to z, then the same letter twice from aa to zz, and so on."""
    times, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _ordinal(value: int) -> str:
    teens = value % 100 in (11, 12, 13)
    return f"{value}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _words(value: int) -> str:
    if value >= 100:
        return str(value)
    if value < len(_WORDS):
        return _WORDS[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_WORDS[ones]}" if ones else "")


def _ordinal_words(value: int) -> str:
    before, dash, last = _words(value).rpartition("-")
    if not last.isalpha():
        return _ordinal(value)
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return before + dash + last


_STYLES: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "decimalZero": lambda value: f"{value:02}",
    "ordinal": _ordinal,
    "cardinalText": lambda value: _words(value).capitalize(),
    "ordinalText": lambda value: _ordinal_words(value).capitalize(),
}
