"""A question to ranked hits, and why each ranks where it does.

Candidates are the passages with the nearest points (sentences, bullets) and those that hold most
of the question's words. Each is then measured in four ways, and the score is their weighted sum.
The measures are on scales of their own that mean the same for every question, so they are not
normalised for each: doing so would make the best of poor matches count as much as a good one.

All figures of an explanation are those of late interaction, a word of the question being the sum of
its tokens. A word that carries meaning is met by the words of the passage that have its stem or are
as similar to it as words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.citation import section
from assistant.comprehension.reader import owners
from assistant.encoder import Encoded, Spans, TextEncoder, Vectors, unflagged
from assistant.index import Allowed, Integers
from assistant.index.engines import LocalIndex
from assistant.index.tokens import similarity
from assistant.records import Explanation, Highlight, Hit, Measures, MetBy, Passage, WordMatch
from assistant.text import Word, content_stems, words

# Chosen on the campaign questions, the practice pages and half of the SQuAD articles together.
WEIGHTS = Measures(whole=0.26, point=0.45, cosine=0.17, lexical=0.12)
_CANDIDATES = 100  # of each kind; on an index of all those together 400 rank no better
_ASKED_FOR = 10  # so many of the best are looked at for lists that are asked for by their heading
# Between the practice questions and the passages found for them, 92 in 100 pairs of words with
# one stem are at least so similar, and 1 in 1,000 of the other pairs.
_ONE_MEANING = 0.63


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for a question, best first; equal scores keep corpus order."""

    numbers: tuple[int, ...]
    """The passages' numbers in the index."""
    scores: tuple[float, ...]
    measures: tuple[Measures, ...]

    @property
    def best(self) -> float:
        """The best score; 0 where there are no candidates."""
        return self.scores[0] if self.scores else 0.0

    def score(self, number: int) -> float:
        """What a passage scored; 0 where it is not a candidate."""
        return dict(zip(self.numbers, self.scores, strict=True)).get(number, 0.0)

    def only(self, places: Sequence[int]) -> Ranking:
        """The candidates at some places of the ranking, in its order."""
        return Ranking(
            tuple(self.numbers[i] for i in places),
            tuple(self.scores[i] for i in places),
            tuple(self.measures[i] for i in places),
        )

    def hits(self, passages: Callable[[Sequence[int]], Sequence[Passage]], most: int) -> list[Hit]:
        """Returns the `most` best as hits; `passages` gives those of some numbers, in order."""
        best = passages(self.numbers[:most])
        return list(map(Hit, best, self.numbers, self.scores, self.measures))


@unflagged
def rank(question: str, query: Encoded, index: LocalIndex, allowed: Allowed = None) -> Ranking:
    """The candidates for a question, measured and ranked.

    With `allowed`, of shape (passages,), only passages that it holds true for are candidates. Their
    scores are the same with and without it: words weigh what they weigh in the whole index.
    """
    meaningful = content_stems(question)
    counted = [(query.share(w.start), w.stem) for w in words(question) if w.stem in meaningful]
    # of a word that stands several times the most counts
    shares = {stem: share for share, stem in sorted(counted)}
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
    question: str, numbers: Sequence[int], order: list[int], index: LocalIndex
) -> list[int]:
    """The places of candidates, best first, with those that only name what stands elsewhere last.

    Of the first few, a list that the question asks for by its heading ('the references') stays.
    """
    aside = {place for place in order if numbers[place] in index.apparatus}
    near = [place for place in order[:_ASKED_FOR] if place in aside]
    passages = index.passages([numbers[place] for place in near]) if near else ()
    for place, passage in zip(near, passages, strict=True):
        heading = section(passage.locator)
        called = content_stems(heading)
        if called and called <= content_stems(question) and passage.text != heading:
            aside.remove(place)
    return sorted(order, key=aside.__contains__)


@unflagged
def explain(
    question: str, query: Encoded, hits: Sequence[Hit], index: LocalIndex, encoder: TextEncoder
) -> list[Explanation]:
    """Why each hit scored as it did, in their order."""
    asked = _asked(question, query.spans)
    weights, every = index.weights(query), np.array(astuple(WEIGHTS))
    explained = []
    for hit, context in zip(hits, index.contexts([hit.number for hit in hits]), strict=True):
        text, coded = context + hit.passage.text, index.coded(hit.number)
        spans = encoder.passage_spans(text)
        similar = similarity(query.tokens, coded.codes[: len(spans)])
        met = _Met(text, len(context), spans, similar)
        point = met.best_point(coded.segments[: len(spans)], weights)
        given = weights * (WEIGHTS.whole * _best(similar) + WEIGHTS.point * point)
        matches = tuple(_matches(question, asked, weights, met, given))
        rest = float(given.sum()) - sum(match.contribution for match in matches)
        contributions = Measures(*(np.array(astuple(hit.measures)) * every).tolist())
        explained.append(Explanation(hit.measures, contributions, matches, rest))
    return explained


def _asked(question: str, spans: Spans) -> list[tuple[Word, list[int]]]:
    """The words of a question, each with the places of its tokens.

    There are none for a word of a question that was too long to encode whole.
    """
    asked: list[tuple[Word, list[int]]] = [(word, []) for word in words(question)]
    for place, owner in enumerate(owners(spans, [word[:2] for word, _ in asked])):
        if owner >= 0:
            asked[owner][1].append(place)
    return asked


def _matches(
    question: str,
    asked: Sequence[tuple[Word, list[int]]],
    weights: Vectors,
    met: _Met,
    given: Vectors,
) -> Iterator[WordMatch]:
    """Each word of the question with the words that met it; `given` is what each token gave."""
    meaningful, candidates = content_stems(question), list(words(met.text))
    best, stems = met.by_word(candidates), np.array([word.stem for word in candidates], object)
    for word, tokens in asked:
        found: list[MetBy] = []
        if word.stem in meaningful:
            shares = weights[tokens] + np.float32(1e-9)
            similar = best[:, tokens] @ (shares / max(shares.sum(), 1e-9))
            is_met = stems == word.stem
            if not any(map(str.isdigit, word.stem)):
                is_met |= similar >= _ONE_MEANING
            places = np.flatnonzero(is_met).tolist()
            found = [met.met_by(candidates[place], float(similar[place])) for place in places]
        yield WordMatch(
            word=question[word.start : word.end],
            weight=float(weights[tokens].sum()),
            contribution=float(given[tokens].sum()),
            met=tuple(sorted(found, key=lambda one: -one.similarity)),
        )


@dataclass(frozen=True, slots=True)
class _Met:
    """How the tokens of a passage and its context met those of a question."""

    text: str  # the context, then the passage
    start: int  # where the passage begins in it
    spans: Spans  # where the tokens stand in it
    similar: Vectors  # shape (passage tokens, question tokens)

    def best_point(self, segments: Integers, weights: Vectors) -> Vectors:
        """How the passage's best point, with the context, met each token of the question.

        `segments` is the point each token belongs to, ascending; 0 is the context.
        """
        own = int(np.searchsorted(segments, 0, side="right"))
        firsts = own + np.flatnonzero(np.diff(segments[own:], prepend=0))
        if not len(firsts):
            return _best(self.similar)
        points: Vectors = np.maximum.reduceat(self.similar, firsts, axis=0)
        if own:
            points = np.maximum(points, _best(self.similar[:own]))
        best: Vectors = points[np.argmax(points @ weights)]
        return best

    def by_word(self, found: Sequence[Word]) -> Vectors:
        """The best of each word's tokens, shape (words, question tokens)."""
        best = np.full((len(found), self.similar.shape[1]), -1, np.float32)
        starts = np.array([start for start, _ in self.spans], np.int64)
        whose = np.searchsorted([word.start for word in found], starts, "right") - 1
        ends = np.array([0, *(word.end for word in found)])
        inside = np.flatnonzero(starts < ends[whose + 1])
        first = np.flatnonzero(np.diff(whose[inside], prepend=-1))
        if len(first):
            best[whose[inside][first]] = np.maximum.reduceat(self.similar[inside], first, axis=0)
        return best

    def met_by(self, word: Word, similar: float) -> MetBy:
        """A word of the text as what met a word of the question."""
        start, end = word.start - self.start, word.end - self.start
        place = Highlight(start, end) if start >= 0 else None
        similar = min(similar, 1.0)  # codes may overstate
        return MetBy(self.text[word.start : word.end], similar, place)


def _best(similar: Vectors) -> Vectors:
    """The best of the passage's tokens for each of the question's; 0 where there are none."""
    return similar.max(axis=0) if len(similar) else np.zeros(similar.shape[1], np.float32)
