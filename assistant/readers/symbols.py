"""What the fonts of symbols that come with Office show: bullets, arrows, ticks, Greek letters."""

# ruff: noqa: RUF001 - characters that look like others are what symbol fonts are about
from __future__ import annotations

PRIVATE = range(0xF000, 0xF100)
"""The codes that fonts of symbols use for the places of their own."""
_PLAIN_BULLETS = {0xB7: "•", 0xA7: "▪"}
_WINGDINGS = {
    **_PLAIN_BULLETS,
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒",
    0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA8: "◻",
    0xB2: "✧", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE3: "↖", 0xE4: "↗",
    0xE5: "↙", 0xE6: "↘", 0xE7: "←", 0xE8: "➔", 0xE9: "↑", 0xEA: "↓", 0xEB: "↖", 0xEC: "↗",
    0xED: "↙", 0xEE: "↘", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
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
    """Returns what a font shows for a character; empty for a private one that nobody can know."""
    code = ord(character)
    table = _FONTS.get((font or "").casefold())
    if code in PRIVATE:
        return (table or _PLAIN_BULLETS).get(code - PRIVATE.start, "")
    return character if table is None else table.get(code, "")
