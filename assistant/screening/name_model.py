"""A question to the words in it that name a private person, by a small model.

A logistic regression over each word's contextual vector, the mean vector of the question, how the
word is spelt and what kinds of words stand beside it; `python -m benchmarks.names` fits it to
made-up questions. Its weights go with one encoder; with another the rules decide alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.encoder import Encoded, Vectors, ignoring_invalid
from assistant.screening.name_rules import FORENAMES, SURNAMES, WORDS, Tokens
from assistant.text import within

FILE = Path(__file__).with_name("name_model.json")
OF_THE_QUESTION = 0.7
"""What the question's mean vector counts beside a word's own."""
_GOES_ON = -1.0
"""The score from which a word belongs to the name beside it."""
_BESIDE = (-2, -1, 1, 2)
_TELLING = ("works1", "works2", "after1", "situation1", "before-1", "people-1", "aged")
_SHE = frozenset(["she", "he", "her", "his", "him", "hers", "they", "their", "them", "shes", "hes"])
_ME = frozenset(["i", "my", "me", "im", "our", "we", "us"])
_LISTS = "people staff families before after situation works asking whose called links"
_KINDS = {kind: WORDS[kind] for kind in _LISTS.split()} | {
    "title": WORDS["titles"] | {"dr"},
    "kin": WORDS["roles"] | WORDS["kin"],
    "cue": WORDS["cues"],
    "before full": WORDS["before_full"],
    "no name": WORDS["not_names"],
}
_NAMES = {"forename": FORENAMES, "surname": SURNAMES}
Frequency = Callable[[str], int]
"""In how many passages a word stands."""


@dataclass(frozen=True, slots=True)
class WeighedWord:
    """A word of a question as the model weighs it."""

    start: int
    end: int
    vector: Vectors
    """Shape (2 x dimension,): the word's own, and the question's."""
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Naming:
    """The weights of a model that tells which words name a private person."""

    intercept: float
    signs: Mapping[str, float]
    vector: tuple[float, ...]

    @ignoring_invalid
    def names(
        self, question: str, encoded: Encoded, frequency: Frequency
    ) -> tuple[tuple[int, int], ...]:
        """Returns where the names of private persons stand in a question, in order."""
        weights = np.array(self.vector, np.float32)
        found: list[tuple[int, int, float]] = []
        for word in words_of(question, encoded, frequency):
            score = self.intercept + float(word.vector @ weights)
            score += sum(self.signs.get(sign, 0.0) for sign in word.signs)
            start = word.start
            if score <= _GOES_ON:
                continue
            if found and question[found[-1][1] : start] == " ":
                start, _, before = found.pop()
                score = max(score, before)
            found.append((start, word.end, score))
        return tuple((start, end) for start, end, best in found if best > 0)


def words_of(
    question: str, encoded: Encoded, frequency: Frequency, unlisted: frozenset[str] = frozenset()
) -> Iterator[WeighedWord]:
    """Yields each word with its signs; `unlisted` are names to be taken as if no list had them."""
    taken = Tokens(question)
    mean = encoded.tokens.mean(0) if len(encoded.tokens) else np.zeros_like(encoded.pooled)
    whole = _of_question(taken)
    for place, token in enumerate(taken.tokens):
        if not token.text[0].isalpha():
            continue
        own = list(within(encoded.spans, token.start, token.end))
        vector = encoded.tokens[own].mean(0) if own else np.zeros_like(mean)
        signs = {*_spelt(taken, place), *_beside(taken, place, unlisted)}
        signs |= {*_known(token.plain, len(own), frequency, unlisted)}
        signs |= _crossed(signs, whole)
        joined = np.concatenate([vector, OF_THE_QUESTION * mean])
        yield WeighedWord(token.start, token.end, joined, frozenset(signs))


def _of_question(taken: Tokens) -> frozenset[str]:
    """Returns what the question tells as a whole: that it is of somebody, and asks of the past."""
    plain = [token.plain for token in taken.tokens]
    asks = taken.plain(0) in WORDS["asking"]
    told = {
        "she": not _SHE.isdisjoint(plain),
        "me": not _ME.isdisjoint(plain),
        "person": not WORDS["people"].isdisjoint(plain),
        "asks": asks,
        "past": asks and not WORDS["past"].isdisjoint(plain[:4]),
        "short": len(plain) < 6,
    }
    return frozenset(sign for sign, is_so in told.items() if is_so)


def _spelt(taken: Tokens, place: int) -> Iterator[str]:
    """Yields how a word is written, and whether an age follows."""
    token, opens = taken.at(place), taken.opens(place)
    text = token.text
    capital = taken.has_capital(place)
    if len(text) > 1 and text.isupper() and taken.is_acronym(place):
        yield "dotted" if "." in text else f"acronym {min(len(text), 4)}"
    elif len(text) == 1 and token.plain not in "ai":
        yield "letter"
    else:
        yield ("opening capital" if opens else "capital") if capital else "small"
    if opens:
        yield "opens"
    if token.is_possessive:
        yield "possessive"
    elif token.plain.endswith("s"):
        yield "s"
    if taken.is_aged(place + 1):
        yield "aged"


def _known(word: str, pieces: int, frequency: Frequency, unlisted: frozenset[str]) -> Iterator[str]:
    """Yields which lists, and whether the encoder and the documents, have a word."""
    listed = word not in unlisted
    if listed and word in FORENAMES:
        yield "forename"
    elif listed and word.endswith("s") and word[:-1] in FORENAMES:
        yield "forename s"
    if listed and not SURNAMES.isdisjoint({word, word.removesuffix("s")}):
        yield "surname"
    if pieces > 1:
        yield f"pieces {min(pieces, 3)}"
    if not frequency(word):
        yield "in no document"
    yield from (f"is {kind}" for kind, listed_words in _KINDS.items() if word in listed_words)
    yield f"word {word}"


def _beside(taken: Tokens, place: int, unlisted: frozenset[str]) -> Iterator[str]:
    """Yields which words, and of which kinds, stand beside a word."""
    for offset in _BESIDE:
        word = taken.plain(place + offset)
        yield f"word{offset} {word}"
        if taken.has_capital(place + offset) and not taken.opens(place + offset):
            yield f"capital{offset}"
        lists = _KINDS if word in unlisted else _KINDS | _NAMES
        yield from (f"{kind}{offset}" for kind, listed in lists.items() if word in listed)


def _crossed(signs: set[str], whole: frozenset[str]) -> set[str]:
    """Returns signs that tell more together: authors have two capitals, and their works follow."""
    capital = not signs.isdisjoint({"capital", "opening capital"})
    full = not signs.isdisjoint({"capital-1", "capital1"})
    built = ("full" if full else "one") if capital else "low"
    crossed = {built, *(f"{built} {sign}" for sign in whole)}
    crossed |= {f"{built} {sign}" for sign in signs & {*_TELLING}}
    if not signs.isdisjoint({"forename", "in no document"}):
        crossed |= {f"name {sign}" for sign in signs & {*_TELLING, "possessive", "s"}}
    if not signs.isdisjoint({"forename", "in no document", "pieces 2", "pieces 3"}):
        crossed |= {f"{built} {s}" for s in signs if s.startswith(("forename", "in no", "pieces"))}
    return crossed


@cache
def naming_for(encoder_sha256: str) -> Naming | None:
    """Returns the model for an encoder's vectors; None where it was fitted to others."""
    stored = json.loads(FILE.read_text("utf-8"))
    if stored["encoder_sha256"] != encoder_sha256:
        return None
    return Naming(stored["intercept"], stored["signs"], tuple(stored["vector"]))
