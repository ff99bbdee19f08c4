"""Characters of symbol fonts as the Unicode characters that look like them.

A symbol font draws something of its own for each code; files give the code in the private use
area (U+F0xx) or as the Latin-1 letter of the same number.
"""

# ruff: noqa: RUF001 - characters that look like others are what this module is about

from __future__ import annotations

_PRIVATE = range(0xF000, 0xF100)
_PLAIN_BULLETS = {0xB7: "•", 0xA7: "▪"}
_WINGDINGS = {
    **_PLAIN_BULLETS,
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒",
    0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA8: "◻",
    0xB2: "✧", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"  # by the codes of the Latin capitals
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{ord("A") + place: letter for place, letter in enumerate(_GREEK)},
    **{ord("a") + place: letter for place, letter in enumerate(_SMALL_GREEK)},
    **{code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥",
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅",
    0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD6: "√", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS,
    "symbol": _SYMBOL,
    "wingdings 2": {**_PLAIN_BULLETS, 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: "●"},
    "wingdings 3": {**_PLAIN_BULLETS, 0x7D: "▶", 0x22: "→"},
    "webdings": {**_PLAIN_BULLETS, 0x34: "▶", 0x61: "✓", 0x72: "✗", 0x3D: "●"},
}


def symbol(character: str, font: str | None) -> str:
    """What a font shows for a character; empty for a private one that nobody can know."""
    code = ord(character)
    table = _FONTS.get((font or "").casefold())
    if code in _PRIVATE:
        return (table or _PLAIN_BULLETS).get(code - _PRIVATE.start, "")
    if table is None:
        return character
    return table.get(code, "")


def bullet(characters: str, font: str | None) -> str:
    """What a list shows in front of an item, given the characters and font of its bullet."""
    text = characters.strip()
    if text == "o" and (font or "").casefold().startswith("courier"):
        return "◦"
    return "".join(_bullet_character(character, font) for character in text)


def _bullet_character(character: str, font: str | None) -> str:
    return symbol(character, font) or "•"
