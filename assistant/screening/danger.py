"""A question to the caution that comes before its answer, where it tells of danger to someone now.

A question about danger in general (what the law says, what the signs are, how many) is not danger,
and no list of words tells the two apart. So a logistic model does, of the words of the question,
singly and in pairs, and of its vector; `python -m benchmarks.danger` fits it to made-up sentences.
The weights of a vector go with one encoder; with another there are those of the words alone.
Passages are shown all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.encoder import Vectors
from assistant.screening.patterns import Finding, replaced
from assistant.text import words

# Samaritans' number in the United Kingdom and Ireland since 2015, free of charge:
# https://www.samaritans.org/how-we-can-help/contact-samaritan/
CAUTION = (
    "This tool only searches documents. If someone is in danger now, call 999 or your duty team. "
    "Samaritans are there day and night, free, on 116 123."
)

FILE = Path(__file__).with_name("danger.json")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Danger:
    """The weights of a model that tells whether a question tells of danger."""

    intercept: float
    words: Mapping[str, float]
    """By the stem of a word, or those of two in a row."""
    vector: tuple[float, ...] = ()
    """One for each dimension of a vector; none where the words alone decide."""

    def tells(self, question: str, pooled: Callable[[str], Vectors] | None = None) -> bool:
        """Returns whether a question tells of danger, as a whole or in one of its sentences.

        `pooled` gives the vector of a text; where the words alone decide it is not needed.
        """
        sentences = [s for s in _SENTENCE.findall(question) if s.strip()]
        parts = sentences[:_MOST_SENTENCES] if len(sentences) > 1 else []
        return any(self._score(part, pooled) > 0 for part in [question, *parts])

    def _score(self, text: str, pooled: Callable[[str], Vectors] | None) -> float:
        """Returns the log-odds that a text tells of danger, less those that call for a caution."""
        score = self.intercept + sum(self.words.get(term, 0.0) for term in terms(text))
        if self.vector and pooled:
            score += float(np.dot(pooled(text), np.array(self.vector, np.float32)))
        return score


def terms(text: str) -> set[str]:
    """Returns the stems of a text's words, and each two in a row: what the model weighs."""
    stems = [word.stem for word in words(text)]
    return {*stems, *map(" ".join, pairwise(stems))}


def unnamed(question: str, personal: Sequence[Finding]) -> str:
    """Returns the question with 'she' for each name, and without the other personal data.

    Names are many, and the model knows none of them.
    """
    told = replaced(question, personal, name="she", other="")
    return re.sub(r"(?:\s*,)+", "", told)


def danger_for(encoder_sha256: str) -> Danger:
    """Returns the model for an encoder's vectors; that of the words alone for another encoder's."""
    sha256, with_vector, alone = _shipped()
    return with_vector if encoder_sha256 == sha256 else alone


def words_alone() -> Danger:
    """Returns the model that needs no vector."""
    return _shipped()[2]


@cache
def _shipped() -> tuple[str, Danger, Danger]:
    stored = json.loads(FILE.read_text("utf-8"))
    with_vector, alone = (
        Danger(model["intercept"], model["words"], tuple(model["vector"]))
        for model in (stored["words and vector"], stored["words alone"])
    )
    return stored["encoder_sha256"], with_vector, alone
