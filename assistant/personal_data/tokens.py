"""A question as words, numbers and marks, and what stands around each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.personal_data.vocabulary import PARTICLES

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+\w*|[^\w\s]")
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$", re.IGNORECASE)
_AGE_AFTER = re.compile(
    r"\s*(?:\(\s*(?:aged?\s|age\s)?\d{1,3}\s*(?:y(?:ea)?rs?(?:\sold)?|yo|months?|m)?\s*\)"
    r"|,?\s*(?:is\s|who\sis\s|who's\s)?(?:aged?|age)\s\d{1,3}(?!\d|\s*(?:-|–|to)\s*\d)"
    r"|,?\s*(?:is\s|who\sis\s|who's\s)?\d{1,3}\s?(?:yo|y/o|yrs?|years?\sold)\b"
    r"|\s+who\s(?:is|was)\s\d{1,3}\b|,?\s*\(?\bd\.?o\.?b\b)",
    re.IGNORECASE,
)
_BARE_AGE_AFTER = re.compile(
    r"(?:,\s*|\s+|\s+is\s+)\d{1,2}\b(?!\d|[.:/%]|\s*(?:-|–|to)\s*\d|\s(?:day|hour|week|month|tick))"
)
_OPENERS = frozenset(".?!:,-;")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text, without a possessive ending."""

    text: str
    plain: str
    """In lower case and without accents, as the lists of names have it."""
    start: int
    end: int
    whole_end: int

    @property
    def is_possessive(self) -> bool:
        """Whether it had a possessive ending."""
        return self.whole_end > self.end


class Tokens:
    """The tokens of a text by their place; outside the text stands an empty one."""

    def __init__(self, text: str) -> None:
        """Take a text apart."""
        self._text = text
        self.tokens = tuple(_tokens(text))
        self._capitals_tell = not text.isupper()

    def at(self, place: int) -> Token:
        """The token at a place."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING

    def plain(self, place: int) -> str:
        """The word at a place in lower case."""
        return self.at(place).plain

    def has_capital(self, place: int) -> bool:
        """Whether a token begins with a capital that tells something, and is no acronym."""
        text = self.at(place).text
        particle, hyphen, rest = text.partition("-")
        text = rest if hyphen and particle in PARTICLES else text
        return self._capitals_tell and text[:1].isupper() and not (len(text) > 1 and text.isupper())

    def is_initial(self, place: int) -> bool:
        """Whether a token is a capital by itself, and something follows."""
        text = self.at(place).text
        return len(text) == 1 and text.isupper() and self.plain(place + 1) != ""

    def is_acronym(self, place: int) -> bool:
        """Whether a capital stands inside a token; of a text all in capitals none tells."""
        text = self.at(place).text.removeprefix("Mc")
        return self._capitals_tell and any(c.isupper() for c in text[1:])

    def is_aged(self, end: int, *, bare: bool = False) -> bool:
        """Whether an age follows the token before `end`; `bare`: or a number that may be one."""
        start = self.at(end - 1).end
        if _AGE_AFTER.match(self._text, start):
            return True
        return bare and _BARE_AGE_AFTER.match(self._text, start) is not None

    def opens(self, place: int) -> bool:
        """Whether a token opens the text or a sentence of it."""
        return place == 0 or self.plain(place - 1) in _OPENERS

    def is_next(self, place: int, gap: str = "") -> bool:
        """Whether nothing but `gap` stands between a token and the one before it."""
        before = self.at(place - 1)
        return not before.is_possessive and self._text[before.end : self.at(place).start] == gap


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        bare = _POSSESSIVE.sub("", found[0])
        text, start = bare or found[0], found.start()
        yield Token(text, _plain(text), start, start + len(bare), found.end())


def _plain(text: str) -> str:
    lower = text.lower()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFD", lower.replace("ł", "l"))
    return "".join(c for c in parts if not unicodedata.combining(c))


_NOTHING = Token("", "", 0, 0, 0)
