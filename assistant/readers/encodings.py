"""In what encoding the bytes of a text are that is not UTF-8, where that is sure enough.

A wrong guess would be quoted word for word, so each has to prove itself: once decoded, accents and
signs must stand where words have them.
"""

from __future__ import annotations

import codecs
import re

WESTERN = frozenset({"ascii", "cp1252", "iso8859-1", "iso8859-15"})
_SAMPLE = 100_000  # bytes looked at
_UTF16_CHARACTERS = 4
_SIGNS = frozenset("‘’“”„–—…•·£€¥©®™°§«»\xa0¼½¾×±¡¿àÀ")
_ALPHABETS = tuple(
    map(
        frozenset,
        ("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíóúüñªº", "áâãàçéêíóôõúüªº", "àèéìíîòóùú", "åäöæøéóôü"),
    )
)
"""Accents of French, German, Spanish, Portuguese, Italian and the Nordic languages."""
_DOUBTFUL = frozenset("ðþÐÞđĐ")  # what Welsh ŵ and ŷ are taken for
_LAST_ACCENT = "\u036f"  # of Latin letters, or by itself
_PLAUSIBLE = 0.98  # of the characters that are not ASCII
_FEW_ACCENTS = 3  # or so many in a hundred letters: what English has
_MOST_CHAOS = 0.1
_LEAST_COHERENCE = 0.3
_GUESSED = frozenset(
    {"big5", "euc_jp", "euc_kr", "cp932", "cp949", "gb18030", "iso8859-2", "iso8859-5", "iso8859-7"}
    | {"koi8-r", "koi8-u", *(f"cp125{digit}" for digit in range(8))}
)


def codec_name(label: str) -> str | None:
    """Python's name of an encoding of text; None for one that is not known.

    What could be read so far to find the label is not in UTF-16, whatever it says.
    """
    try:
        name = codecs.lookup(label.strip()).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else name


def unmarked_utf16(content: bytes) -> str | None:
    """Which UTF-16 a file without a byte order mark is in: every second byte is mostly NUL."""
    sample = content[:_SAMPLE]
    if len(content) % 2 or len(sample) < 2 * _UTF16_CHARACTERS:
        return None
    for codec, zeros, letters in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if 2 * zeros.count(0) > len(zeros) and not letters.count(0) and _decodes(content, codec):
            return codec
    return None


def guess(content: bytes) -> str | None:
    """The encoding of text that is not UTF-8; None where no one is clearly the right one."""
    sample = content[:_SAMPLE]
    if b"\0" in content or _is_damaged_utf8(sample):
        return None
    letters = len(re.findall(rb"[A-Za-z]", sample))
    accents = len(re.findall(rb"[\xc0-\xff]", sample))
    foreign = len(re.findall(rb"[\x80-\xff]", sample))
    is_english = accents <= _FEW_ACCENTS * max(1, letters / 100) and 2 * foreign < letters
    candidates = [c for c in ("cp1252", "mac-roman") if is_english or _is_western(sample, c)]
    candidates += [] if is_english else _second_opinion(sample)
    return next((codec for codec in candidates if _is_plausible(content, codec)), None)


def _is_western(sample: bytes, codec: str) -> bool:
    """Whether the accents, once decoded, are those of one Western language."""
    text = sample.decode(codec, "replace").lower()
    accents = [c for c in text if c > "\x7f" and c.isalpha()]
    shares = (sum(c in alphabet for c in accents) for alphabet in _ALPHABETS)
    return max(shares) >= _PLAUSIBLE * len(accents)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether there is more UTF-8 in it than what is none."""
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > 2 * wrong


def _is_plausible(content: bytes, codec: str) -> bool:
    """Whether accents and signs stand where words have them, once the bytes are decoded."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return False
    places = [place for place, character in enumerate(text) if character > "\x7f"]
    fitting = sum(_fits(text[max(p - 1, 0) : p], text[p], text[p + 1 : p + 2]) for p in places)
    return fitting >= _PLAUSIBLE * len(places)


def _fits(before: str, character: str, after: str) -> bool:
    """Whether a character that is not ASCII can stand between these two."""
    if character in _SIGNS or (character.isalpha() and character > _LAST_ACCENT):
        return True
    if not character.isalpha():
        return character in "¹²³" and before.isalnum() and not after.isalpha()
    if character in _DOUBTFUL:
        return False
    if character.islower():
        return before.isalpha() or after.islower()
    return not before.islower() and (after.isalpha() or before.isalpha())


def _second_opinion(sample: bytes) -> list[str]:
    """What charset-normalizer holds it to be, if it is sure, and if it is a usual encoding."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or best.chaos > _MOST_CHAOS or best.coherence < _LEAST_COHERENCE:
        return []
    codec = codec_name(best.encoding)
    return [codec] if codec in _GUESSED else []


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
