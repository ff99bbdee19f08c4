"""Why each hit scored as it did: which words of the question were met by which of a passage.

All figures are those of late interaction, a word of the question being the sum of its tokens. A
word that carries meaning is met by the words of the passage that have its stem or are as similar
to it as words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.encoder import Encoded, Spans, TextEncoder, Vectors, unflagged
from assistant.index import Integers
from assistant.index.engines import LocalIndex
from assistant.index.tokens import CodedPassage, similarity
from assistant.records import Explanation, Highlight, Hit, Measures, MetBy, WordMatch
from assistant.retrieval import WEIGHTS
from assistant.text import Word, content_stems, words

# Between the practice questions and the passages found for them, 92 in 100 pairs of words with
# one stem are at least so similar, and 1 in 1,000 of the other pairs.
_ONE_MEANING = 0.63


@unflagged
def explain(
    question: str, query: Encoded, hits: Sequence[Hit], index: LocalIndex, encoder: TextEncoder
) -> list[Explanation]:
    """Why each hit scored as it did, in their order."""
    found = tuple(words(question))
    tokens = _tokens_of(found, query.spans)
    stems = content_stems(question)
    asked = _Asked(question, found, stems, tokens, query.tokens, index.weights(query))
    contexts = index.contexts([hit.number for hit in hits])
    return [
        _explanation(asked, hit, _Met.by(asked, index.coded(hit.number), context, hit, encoder))
        for hit, context in zip(hits, contexts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its words and tokens, and what each of the tokens weighs."""

    text: str
    words: tuple[Word, ...]
    meaningful: frozenset[str]
    """The stems of the words that carry meaning."""
    tokens: tuple[tuple[int, ...], ...]
    """The places of each word's tokens; none where the question was too long to encode whole."""
    vectors: Vectors
    """Shape (question tokens, dimension)."""
    weights: Vectors


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
    """The point each token belongs to, ascending; 0 is the context."""
    similar: Vectors
    """Shape (passage tokens, question tokens)."""

    @classmethod
    def by(
        cls, asked: _Asked, coded: CodedPassage, context: str, hit: Hit, encoder: TextEncoder
    ) -> _Met:
        """How a question met a passage."""
        text = context + hit.passage.text
        spans = encoder.passage_spans(text)
        similar = similarity(asked.vectors, coded.codes[: len(spans)])
        return cls(text, len(context), spans, coded.segments[: len(spans)], similar)

    def points(self) -> Vectors:
        """How well each of the passage's points, with the context, met each token of the question.

        Shape (points, question tokens); a point without tokens is left out.
        """
        own = int(np.searchsorted(self.segments, 0, side="right"))
        firsts = own + np.flatnonzero(np.diff(self.segments[own:], prepend=0))
        if not len(firsts):
            return np.zeros((0, self.similar.shape[1]), np.float32)
        best: Vectors = np.maximum.reduceat(self.similar, firsts, axis=0)
        return np.maximum(best, _best(self.similar[:own])) if own else best

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


def _tokens_of(found: Sequence[Word], spans: Spans) -> tuple[tuple[int, ...], ...]:
    """The places of each word's tokens; a token that takes up several words is the first one's."""
    tokens: list[list[int]] = [[] for _ in found]
    ends = [word.end for word in found]
    for place, (start, end) in enumerate(spans):
        owner = bisect_right(ends, start)
        if owner < len(found) and end > found[owner].start:
            tokens[owner].append(place)
    return tuple(map(tuple, tokens))


def _explanation(asked: _Asked, hit: Hit, met: _Met) -> Explanation:
    points = met.points()
    whole = _best(met.similar)
    point = points[np.argmax(points @ asked.weights)] if len(points) else whole
    given = asked.weights * (WEIGHTS.whole * whole + WEIGHTS.point * point)
    matches = tuple(_matches(asked, met, given))
    contributions = np.array(astuple(hit.measures)) * np.array(astuple(WEIGHTS))
    return Explanation(
        measures=hit.measures,
        contributions=Measures(*contributions.tolist()),
        words=matches,
        rest=float(given.sum()) - sum(match.contribution for match in matches),
    )


def _matches(asked: _Asked, met: _Met, given: Vectors) -> Iterator[WordMatch]:
    """Each word of the question with the words that met it; `given` is what each token gave."""
    candidates = list(words(met.text))
    best = met.by_word(candidates)
    by_stem: dict[str, list[int]] = {}
    for place, candidate in enumerate(candidates):
        by_stem.setdefault(candidate.stem, []).append(place)
    for word, places in zip(asked.words, asked.tokens, strict=True):
        tokens = list(places)
        weights = asked.weights[tokens]
        found: tuple[MetBy, ...] = ()
        if word.stem in asked.meaningful:
            shares = weights + np.float32(1e-9)
            similar = best[:, tokens] @ (shares / max(shares.sum(), 1e-9))
            met_by = set(by_stem.get(word.stem, ()))
            if not any(map(str.isdigit, word.stem)):
                met_by.update(np.flatnonzero(similar >= _ONE_MEANING).tolist())
            found = tuple(_met_by(met, candidates[n], float(similar[n])) for n in sorted(met_by))
        yield WordMatch(
            word=asked.text[word.start : word.end],
            weight=float(weights.sum()),
            contribution=float(given[tokens].sum()),
            met=tuple(sorted(found, key=lambda m: -m.similarity)),
        )


def _met_by(met: _Met, other: Word, similar: float) -> MetBy:
    """A word of the passage or its context as what met a word of the question."""
    start, end = other.start - met.start, other.end - met.start
    place = Highlight(start, end) if start >= 0 else None
    return MetBy(met.text[other.start : other.end], min(similar, 1.0), place)  # codes may overstate


def _best(similar: Vectors) -> Vectors:
    """The best of the passage's tokens for each of the question's; 0 where there are none."""
    return similar.max(axis=0) if len(similar) else np.zeros(similar.shape[1], np.float32)
