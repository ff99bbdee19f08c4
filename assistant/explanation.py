"""Hits to why each scored as it did: which words of the question were met by which of a passage.

All figures are those of late interaction, a word of the question being the sum of its tokens. A
word that carries meaning is met by the words of the passage that have its stem or are as similar
to it as words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, Spans, TextEncoder, Vectors
from assistant.focus import focus
from assistant.index.tokens import CodedPassage, Integers, similarity
from assistant.records import Explanation, Highlight, Hit, Measures, MetBy, WordMatch
from assistant.retrieval import WEIGHTS, SearchIndex
from assistant.words import Word, content_stems, words

# Between the practice questions and the passages found for them, 94 in 100 pairs of words with
# one stem are at least so similar, and 1 in 700 of the other pairs.
_ONE_MEANING = 0.5


def explain(
    question: str, query: Encoded, hits: Sequence[Hit], index: SearchIndex, encoder: TextEncoder
) -> list[Explanation]:
    """Why each hit scored as it did, in their order."""
    asked = _Asked(question, query, index.weights(query))
    contexts = index.contexts([hit.number for hit in hits])
    return [
        _explanation(asked, hit, _Met.by(asked, index.coded(hit.number), context, hit, encoder))
        for hit, context in zip(hits, contexts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its tokens, and what each of them weighs."""

    text: str
    query: Encoded
    weights: Vectors

    def tokens_of(self, found: Sequence[Word]) -> list[list[int]]:
        """The places of each word's tokens; none where the question was too long to encode whole.

        A token that takes up several words is the first one's.
        """
        tokens: list[list[int]] = [[] for _ in found]
        ends = [word.end for word in found]
        for place, (start, end) in enumerate(self.query.spans):
            owner = bisect_right(ends, start)
            if owner < len(found) and end > found[owner].start:
                tokens[owner].append(place)
        return tokens


@dataclass(frozen=True, slots=True)
class _Met:
    """How the tokens of a question met those of a passage and its context."""

    text: str
    """The context, then the passage."""
    start: int
    """Where the passage begins in the text."""
    spans: Spans
    """Where the passage's tokens stand in the text."""
    segments: Integers
    similar: Vectors
    """Shape (passage tokens, question tokens)."""

    @classmethod
    def by(
        cls, asked: _Asked, coded: CodedPassage, context: str, hit: Hit, encoder: TextEncoder
    ) -> _Met:
        """How a question met a passage."""
        text = context + hit.passage.text
        spans = encoder.passage_spans(text)
        similar = similarity(asked.query.tokens, coded.codes[: len(spans)])
        return cls(text, len(context), spans, coded.segments[: len(spans)], similar)

    def numbers(self) -> list[int]:
        """The segments of the passage that hold tokens, in order."""
        return [int(n) for n in np.unique(self.segments) if n > 0]

    def best_segment(self, weights: Vectors) -> int:
        """The segment whose tokens, with the context's, met the question best."""
        return max(self.numbers(), key=lambda n: self.by_segment(n) @ weights, default=0)

    def by_segment(self, segment: int) -> Vectors:
        """How well a segment, with the context, met each token of the question."""
        return _best(self.similar[self.within(segment)])

    def within(self, segment: int) -> NDArray[np.bool_]:
        """Which tokens are the segment's or the context's."""
        within: NDArray[np.bool_] = (self.segments == segment) | (self.segments == 0)
        return within

    def focus(self, weights: Vectors) -> Highlight | None:
        """The stretch of the passage that answers."""
        numbers = self.numbers()
        met = [self.by_segment(number) for number in numbers]
        points = tuple(self._extent(number) for number in numbers)
        return focus(self.text[self.start :], points, np.array(met), weights)

    def _extent(self, segment: int) -> tuple[int, int]:
        """Where a segment that holds tokens stands in the passage."""
        held = np.flatnonzero(self.segments == segment)
        return self.spans[held[0]][0] - self.start, self.spans[held[-1]][1] - self.start

    def by_word(self, found: Sequence[Word]) -> Vectors:
        """The best of each word's tokens, shape (words, question tokens)."""
        best = np.full((len(found), self.similar.shape[1]), -1, np.float32)
        starts = np.array([start for start, _ in self.spans], np.int64)
        owners = np.searchsorted([word.start for word in found], starts, "right") - 1
        ends = np.array([0, *(word.end for word in found)])
        inside = np.flatnonzero(starts < ends[owners + 1])
        first = np.flatnonzero(np.diff(owners[inside], prepend=-1))
        if len(first):
            best[owners[inside][first]] = np.maximum.reduceat(self.similar[inside], first, axis=0)
        return best


def _explanation(asked: _Asked, hit: Hit, met: _Met) -> Explanation:
    segment = met.best_segment(asked.weights)
    inside = met.similar[met.within(segment)]
    given = asked.weights * (WEIGHTS.whole * _best(met.similar) + WEIGHTS.point * _best(inside))
    matches = tuple(_matches(asked, met, given))
    contributions = np.array(astuple(hit.measures)) * np.array(astuple(WEIGHTS))
    return Explanation(
        measures=hit.measures,
        contributions=Measures(*contributions.tolist()),
        words=matches,
        rest=float(given.sum()) - sum(match.contribution for match in matches),
        sentence=met.focus(asked.weights),
    )


def _matches(asked: _Asked, met: _Met, given: Vectors) -> Iterator[WordMatch]:
    """Each word of the question with the words that met it; `given` is what each token gave."""
    candidates = list(words(met.text))
    best = met.by_word(candidates)
    meaningful = content_stems(asked.text)
    question = list(words(asked.text))
    for word, tokens in zip(question, asked.tokens_of(question), strict=True):
        weights = asked.weights[tokens]
        shares = weights + np.float32(1e-9)
        similar = best[:, tokens] @ (shares / max(shares.sum(), 1e-9))
        pairs = zip(candidates, similar.tolist(), strict=True) if word.stem in meaningful else ()
        yield WordMatch(
            word=asked.text[word.start : word.end],
            weight=float(weights.sum()),
            contribution=float(given[tokens].sum()),
            met=_met_by(word, pairs, met),
        )


def _met_by(word: Word, pairs: Iterable[tuple[Word, float]], met: _Met) -> tuple[MetBy, ...]:
    """The words that met one, of words and their similarity to it."""
    number = any(character.isdigit() for character in word.stem)
    found = []
    for other, similar in pairs:
        if other.stem == word.stem or (similar >= _ONE_MEANING and not number):
            start, end = other.start - met.start, other.end - met.start
            place = Highlight(start, end) if start >= 0 else None
            found.append(MetBy(met.text[other.start : other.end], similar, place))
    return tuple(sorted(found, key=lambda m: -m.similarity))


def _best(similar: Vectors) -> Vectors:
    """The best of the passage's tokens for each of the question's; 0 where there are none."""
    return similar.max(axis=0) if len(similar) else np.zeros(similar.shape[1], np.float32)
