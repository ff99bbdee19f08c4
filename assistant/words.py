"""The words of a text, where they stand, and their stems: what highlights and coverage compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"\w+(?:[-.’']\w+)*%?")  # keeps 80-20, 35% and children’s whole
_STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could
    did do does doing for from had has have having he her hers him his how i if in into is it its
    just may me might more most much many my no nor not of off on once only or other our out over
    own please shall she should so some such tell than that the their them then there these they
    this those through to too under up us very was we were what when where which while who whom
    whose why will with would you your
    """.split()  # noqa: SIM905  # a hundred quoted words would read worse
)
_STEMMER = Stemmer.Stemmer("english")


class Word(NamedTuple):
    """A word of a text: where it stands, and its stem in lower case."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order; a hyphenated or dotted word counts as one."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), stem(found[0]))


def phrase_stands_in(phrase: str, text: str) -> bool:
    """Whether the words of a phrase stand next to each other in a text, whatever their case."""
    sought, held = (" ".join(["", *_forms(part), ""]) for part in (phrase, text))
    return bool(sought.strip()) and sought in held


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry its meaning: without stop words."""
    return frozenset(
        stem(found[0]) for found in _WORD.finditer(text) if found[0].casefold() not in _STOP_WORDS
    )


def _forms(text: str) -> list[str]:
    """The words of a text in lower case, without possessive endings."""
    return [re.sub(r"[’']s?$", "", found[0].lower()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word, in lower case, without a possessive ending."""
    bare = re.sub(r"[’']s?$", "", word.casefold()).replace("’", "'")
    return str(_STEMMER.stemWord(bare))
