"""Made variants of examples, answered and not, that nothing but the answer tells apart.

Who has learnt a passage by heart gains nothing by it here: one of a pair is answered, one not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.text import content_stems
from training.examples import Example, example

MOST_HELD = 0.5
"""Of an answer's words, how many another passage may hold and still count as no answer."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
"""A word with a capital within a sentence."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_APART = 8


def varied(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """Returns made variants of answered examples, half of them answered and half not.

    They come in pairs: the passage without what answers and without something else; and another
    name or year in the passage alone and in the question as well.
    """
    names = names_in(one.passage for one in examples)
    found: list[Example] = []
    for one in examples:
        if one.answerable and one.quote:
            found += shortened(one, rng)
            found += renamed(one, names, rng)
    return found


def names_in(passages: Iterable[str]) -> list[str]:
    """Returns the words in passages that look like names, sorted."""
    return sorted({name for passage in passages for name in _NAME.findall(passage)})


def shortened(one: Example, rng: random.Random) -> list[Example]:
    """Returns the passage without what answers and without another unit, or nothing."""
    others = [i for i, answers in enumerate(one.gold) if not answers]
    if not others:
        return []
    without = _without(one, [i for i, answers in enumerate(one.gold) if answers])
    said, left = content_stems(one.quote), content_stems(without)
    kept = _without(one, [rng.choice(others)])
    if not left or len(said & left) > MOST_HELD * len(said) or one.quote not in kept:
        return []
    return [_on(one, one.question, without, ""), _on(one, one.question, kept, one.quote)]


def renamed(one: Example, names: Sequence[str], rng: random.Random) -> list[Example]:
    """Returns the passage with another name or year, and both with it, or nothing."""
    shared = [
        *(name for name in _NAME.findall(one.passage) if _whole(name).search(one.question)),
        *(year for year in _YEAR.findall(one.question) if year in one.passage),
    ]
    if not shared:
        return []
    old = rng.choice(shared)
    if old.isdigit():
        years = [str(int(old) + n) for n in range(-_YEARS_APART, _YEARS_APART + 1)]
        news = [year for year in years if year not in one.passage and year not in one.question]
    else:
        news = [rng.choice(names)]
    new = rng.choice(news)
    if _whole(new).search(one.passage + one.question):
        return []
    passage, quote, question = (
        _whole(old).sub(new, text) for text in (one.passage, one.quote, one.question)
    )
    context = _whole(old).sub(new, one.context)
    if quote not in passage:
        return []
    elsewhere, there = (replace(one, context=context) for _ in range(2))
    return [_on(elsewhere, one.question, passage, ""), _on(there, question, passage, quote)]


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)


def _without(one: Example, dropped: Sequence[int]) -> str:
    """The passage without some of its units."""
    text = one.passage
    for place in sorted(dropped, reverse=True):
        start, end = one.units[place]
        text = text[:start] + text[end:].lstrip()
    return text.strip()


def _on(one: Example, question: str, passage: str, quote: str) -> Example:
    """The example with another question and passage, answered by a quote or not at all."""
    start = passage.index(quote)
    answer = (start, start + len(quote)) if quote else None
    said = {"source": one.source, "document": one.document, "kind": one.kind, "style": one.style}
    return example(question, one.context, passage, answer, **said)
