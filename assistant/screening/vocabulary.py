"""A text as tokens, and the lists of words by which names are told, of `name_words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


FORENAMES = frozenset(_read("forenames.txt").split())
SURNAMES = frozenset(_read("surnames.txt").split())
WORDS = {k: frozenset(v.split()) for k, v in tomllib.loads(_read("name_words.toml")).items()}
"""Words by what they are, as the file calls it."""

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
    is_possessive: bool
    """Whether it had a possessive ending."""


_NOTHING = Token("", "", 0, 0, is_possessive=False)


class Tokens:
    """The tokens of a text by their place; outside the text stands an empty one."""

    def __init__(self, text: str) -> None:
        """Take a text apart."""
        self._text = text
        self.tokens = tuple(_tokens(text))
        self._capitals_tell = not text.isupper()

    def at(self, place: int) -> Token:
        """Returns the token at a place."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING

    def plain(self, place: int) -> str:
        """Returns the word at a place in lower case."""
        return self.at(place).plain

    def has_capital(self, place: int) -> bool:
        """Returns whether a token begins with a capital that tells something, and is no acronym."""
        text = self.at(place).text
        particle, hyphen, rest = text.partition("-")
        text = rest if hyphen and particle in WORDS["particles"] else text
        return self._capitals_tell and text[:1].isupper() and not (len(text) > 1 and text.isupper())

    def is_initial(self, place: int) -> bool:
        """Returns whether a token is a capital by itself, and something follows."""
        text = self.at(place).text
        return len(text) == 1 and text.isupper() and self.plain(place + 1) != ""

    def is_acronym(self, place: int) -> bool:
        """Returns whether a capital stands inside a token; of a text all in capitals none tells."""
        text = self.at(place).text.removeprefix("Mc")
        return self._capitals_tell and any(c.isupper() for c in text[1:])

    def is_aged(self, end: int, *, bare: bool = False) -> bool:
        """Returns whether an age, or if `bare` a number that may be one, follows a token's end."""
        start = self.at(end - 1).end
        if _AGE_AFTER.match(self._text, start):
            return True
        return bare and _BARE_AGE_AFTER.match(self._text, start) is not None

    def opens(self, place: int) -> bool:
        """Returns whether a token opens the text or a sentence of it."""
        return place == 0 or self.plain(place - 1) in _OPENERS

    def is_next(self, place: int, gap: str = "") -> bool:
        """Returns whether nothing but `gap` stands between a token and the one before it."""
        before = self.at(place - 1)
        return not before.is_possessive and self._text[before.end : self.at(place).start] == gap


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        bare = _POSSESSIVE.sub("", found[0])
        end = found.start() + len(bare)
        word = bare or found[0]
        yield Token(word, _plain(word), found.start(), end, found.end() > end)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    return "".join(c for c in parts if not unicodedata.combining(c))
