"""A question to ranked hits, and why each ranks where it does.

Candidates are the passages with the nearest points (sentences, bullets) and those that hold most
of the question's words. Each is then measured in four ways, and the score is their weighted sum.
The measures are on scales of their own that mean the same for every question, so they are not
normalised for each: doing so would make the best of poor matches count as much as a good one.
`SearchIndex` is all that retrieval asks of an index.

A hit is explained by which words of the question were met by which of the passage. All figures of
that are those of late interaction, a word of the question being the sum of its tokens. A word that
carries meaning is met by the words of the passage that have its stem or are as similar to it as
words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

import numpy as np

from assistant.encoder import Encoded, Spans, TextEncoder, Vectors, unflagged
from assistant.index.arrays import Allowed, Integers, Scored
from assistant.index.tokens import CodedPassage, Interaction, similarity
from assistant.records import Explanation, Highlight, Hit, Measures, MetBy, Passage, WordMatch
from assistant.records.answers import Ranking
from assistant.text import Word, content_stems, words

# Chosen on the campaign questions, the practice pages and half of the SQuAD articles together.
WEIGHTS = Measures(whole=0.26, point=0.45, cosine=0.17, lexical=0.12)
_CANDIDATES = 100  # of each kind; on an index of all those together 400 rank no better

_ASKED_FOR = 10  # so many of the best are looked at for lists that are asked for by their heading

# Between the practice questions and the passages found for them, 92 in 100 pairs of words with
# one stem are at least so similar, and 1 in 1,000 of the other pairs.
_ONE_MEANING = 0.63


class SearchIndex(Protocol):
    """What retrieval asks of an index; passages go by their numbers."""

    def dense_candidates(self, query: Vectors, most: int, allowed: Allowed = None) -> Scored:
        """The passages whose nearest point is nearest to a query vector, with its cosine.

        Nearest first.
        """

    def lexical_candidates(
        self,
        stems: Collection[str],
        most: int,
        shares: Mapping[str, float],
        allowed: Allowed = None,
    ) -> Scored:
        """The passages that hold most of the stems, and BM25 as a share of the most possible.

        `shares` says what a stem counts where that is not 1.
        """

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How the tokens of a question met those of passages."""

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """For each passage the cosine of a query vector and its nearest point."""

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in the order asked for."""

    def contexts(self, numbers: Sequence[int]) -> list[str]:
        """What was encoded in front of each of these passages."""

    def coded(self, number: int) -> CodedPassage:
        """The coded tokens of one passage."""

    def weights(self, query: Encoded) -> Vectors:
        """What each token of a question weighs, summing to one."""

    def holds_phrase(self, phrase: str) -> bool:
        """Whether the words of a phrase stand next to each other in a passage."""

    @property
    def apparatus(self) -> Collection[int]:
        """The passages that only name what stands elsewhere: references, contents, a heading."""


@unflagged
def rank(question: str, query: Encoded, index: SearchIndex, allowed: Allowed = None) -> Ranking:
    """The candidates for a question, measured and ranked.

    With `allowed`, of shape (passages,), only passages that it holds true for are candidates. Their
    scores are the same with and without it: words weigh what they weigh in the whole index.
    """
    shares = _shares(question, query)
    lexical = dict(index.lexical_candidates(shares.keys(), _CANDIDATES, shares, allowed))
    dense = dict(index.dense_candidates(query.pooled, _CANDIDATES, allowed))
    numbers = sorted({*dense, *lexical})
    if not numbers:
        return Ranking((), (), ())
    met = index.interact(query, numbers)
    others = [number for number in numbers if number not in dense]
    near = dense | dict(zip(others, index.cosines(query.pooled, others).tolist(), strict=True))
    cosines = np.array([near[number] for number in numbers], np.float32)
    held = np.array([lexical.get(number, 0.0) for number in numbers], np.float32)
    table = np.stack([met.whole, met.point, cosines, held], axis=1)
    scores = table @ np.array(astuple(WEIGHTS), np.float32)
    order = _set_aside(question, numbers, np.argsort(-scores, kind="stable").tolist(), index)
    return Ranking(
        tuple(numbers[place] for place in order),
        tuple(scores[order].tolist()),
        tuple(Measures(*row) for row in table[order].tolist()),
    )


def _set_aside(
    question: str, numbers: Sequence[int], order: list[int], index: SearchIndex
) -> list[int]:
    """The places of candidates, best first, with those that only name what stands elsewhere last.

    Of the first few, a list that the question asks for by its heading ('the references') stays.
    """
    aside = {place for place in order if numbers[place] in index.apparatus}
    near = [place for place in order[:_ASKED_FOR] if place in aside]
    passages = index.passages([numbers[place] for place in near]) if near else ()
    for place, passage in zip(near, passages, strict=True):
        *_, heading = ("", *passage.locator.headings)
        called = content_stems(heading)
        if called and called <= content_stems(question) and passage.text != heading:
            aside.remove(place)
    return sorted(order, key=aside.__contains__)


def retrieve(
    question: str,
    query: Encoded,
    index: SearchIndex,
    most: int,
    allowed: Allowed = None,
) -> list[Hit]:
    """The `most` best passages for a question, as `rank` ranks them."""
    ranking = rank(question, query, index, allowed)
    return ranking.hits(index.passages(ranking.numbers[:most]))


def _shares(question: str, query: Encoded) -> dict[str, float]:
    """What each stem that carries meaning counts; the most where a word stands several times."""
    meaningful = content_stems(question)
    counted = [(query.share(w.start), w.stem) for w in words(question) if w.stem in meaningful]
    return {stem: share for share, stem in sorted(counted)}


@unflagged
def explain(
    question: str, query: Encoded, hits: Sequence[Hit], index: SearchIndex, encoder: TextEncoder
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
