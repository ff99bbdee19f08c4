"""A question's slips of the keyboard put right by the words of the corpus.

A word is put right only if neither the corpus nor the encoder knows it (its tokenizer has no whole
token for it), no dictionary of English has it ('carers') and a word of the corpus is one slip away:
a letter left out, put in, exchanged or swapped with its neighbour (Damerau 1964). Names stay as
they were typed: a capital inside a question keeps a word from being taken for another.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from functools import cache
from string import ascii_lowercase
from typing import Protocol

from assistant.text import Spans, content_stems, words

_LEAST_LETTERS = 4
_POSSESSIVE = re.compile(r"[’']s?$")


class Vocabulary(Protocol):
    """The words of a corpus."""

    def frequency(self, word: str) -> int:
        """In how many passages a word, given in lower case, stands in just this form."""

    def holds(self, stem: str) -> bool:
        """Whether a word with this stem stands in any passage."""


def corrected(
    question: str,
    spans: Spans,
    vocabulary: Vocabulary,
    knows: Callable[[str], bool] = lambda _: False,
    stands: Callable[[str], bool] = lambda _: True,
) -> str:
    """The question with misspelt words replaced; `spans` says where its tokens stand.

    What else `knows` to be no slip, such as abbreviations, is let be. Two words are written as one
    ('well being') where the corpus has that one, and `stands` says that it nowhere has the two.
    """
    parts, done = [], 0
    found = list(words(question))
    for place, word in enumerate(found):
        typed = question[word.start : word.end]
        if word.start < done:
            continue
        after = found[place + 1] if place + 1 < len(found) else word
        pair = question[word.start : after.end]
        if _is_parted(pair) and vocabulary.frequency(pair.replace(" ", "")) and not stands(pair):
            parts += [question[done : word.start], pair.replace(" ", "")]
            done = after.end
            continue
        if not _is_slip(typed, place) or vocabulary.holds(word.stem) or knows(typed):
            continue
        if len(within(spans, word.start, word.end)) < 2:
            continue
        meant = _meant(typed.lower(), vocabulary)
        if meant is not None and not are_english([typed.lower()]):
            parts += [question[done : word.start], meant.title() if typed.istitle() else meant]
            done = word.end
    return "".join([*parts, question[done:]])


def within(spans: Spans, start: int, end: int) -> range:
    """Returns which tokens have a part in a stretch of the text; `spans` says where each stands."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return range(first, bisect_left(spans, end, first, key=lambda span: span[0]))


def _is_parted(pair: str) -> bool:
    """Whether two words may be one written apart: of small letters, the first with a meaning."""
    first, _, second = pair.partition(" ")
    letters = first.isalpha() and second.isalpha() and pair.islower()
    return letters and min(len(first), len(second)) >= _LEAST_LETTERS and bool(content_stems(first))


@cache
def _english() -> str:
    """Words of English, a line each, with how often each was counted.

    One text, as a dictionary of them would hold 27 MB; read when a word first seems to be a slip.
    """
    from spellchecker import SpellChecker  # reading takes a third of a second

    counted = SpellChecker(language="en", distance=1).word_frequency
    return "\n".join(["", *(f"{word} {counted[word]}" for word in counted.words()), ""])


def are_english(candidates: Collection[str]) -> frozenset[str]:
    """Those of some words, in lower case, that are English; quick after the first time."""
    return frozenset(english_among(candidates))


def english_among(candidates: Collection[str]) -> dict[str, int]:
    """Those of some words, in lower case, that are English, and how often each was counted."""
    found = {}
    for word in candidates:
        start = _english().find(f"\n{word} ") + 1
        if start:
            end = _english().index("\n", start)
            found[word] = int(_english()[start + len(word) : end])
    return found


def strange_words(question: str, spans: Spans, vocabulary: Vocabulary) -> frozenset[str]:
    """The words, in lower case, that neither the corpus nor the encoder knows."""
    found = set()
    for word in words(question):
        bare = _POSSESSIVE.sub("", question[word.start : word.end].lower())
        pieces = within(spans, word.start, word.start + len(bare))
        if len(pieces) > 1 and not vocabulary.holds(word.stem):
            found.add(bare)
    return frozenset(word for word in found if len(word) >= _LEAST_LETTERS and word.isalpha())


def _is_slip(typed: str, place: int) -> bool:
    """Whether an unknown word may be a slip: long enough, of letters only, and not a name."""
    plain = typed.isascii() and typed.isalpha() and len(typed) >= _LEAST_LETTERS
    return plain and (typed.islower() or (place == 0 and typed.istitle()))


def _meant(typed: str, vocabulary: Vocabulary) -> str | None:
    """The word of the corpus one slip away, of several the most frequent one."""
    found = {word: vocabulary.frequency(word) for word in _one_slip_away(typed)}
    best = max(found, key=lambda word: (found[word], word[0] == typed[0], word))
    return best if found[best] else None


def _one_slip_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
