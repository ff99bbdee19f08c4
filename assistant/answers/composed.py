"""Builds the `Answer` from judged hits: whether they answer, what to quote, why it was found.

A passage that stands in several places is shown once. Two passages are the same if their words
are, in order, without regard to case, white space, punctuation, articles and the spellings -ise
and -ize; or if one is whole sentences of the other. Nothing less will do: at any share of equal
words short of all, 'from 2019' would pass for 'from 2020' and 'must' for 'must not'. Of passages
that are nearly the same or answer about as surely the current document's comes before others.

All figures of an explanation are those of late interaction, a word of the question being the sum of
its tokens. A word that carries meaning is met by the words of the passage that have its stem or are
as similar to it as words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from itertools import accumulate, combinations

import numpy as np

from assistant import citation
from assistant.comprehension import Calibration
from assistant.conversation import Search
from assistant.encoder import Encoded, Spans, TextEncoder, Vectors, ignoring_invalid
from assistant.index import Integers
from assistant.index.engines import LocalIndex
from assistant.index.tokens import similarity
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Evidence,
    Explanation,
    Highlight,
    Hit,
    Measures,
    MetBy,
    Outcome,
    Part,
    Passage,
    Quotation,
    Reading,
    Source,
    WordMatch,
)
from assistant.retrieval import WEIGHTS
from assistant.text import Word, abbreviations, content_stems, owners, units, words
from assistant.wording import topics

_TOKEN = re.compile(r"(?<!\w)[-\u2212–](?=[\d£$€])|[%£$€<>=≤≥+±]|\w+")
_PASSED_OVER = frozenset({"a", "an", "the"})
# Of passages after the first that could be found as well, in eight collections, 31 have odds below
# a third of the first one's, and 2 of these hold the labelled words; of the other 30 hold them 5.
_AS_SURE = 3.0
# Between the practice questions and the passages found for them, 92 in 100 pairs of words with
# one stem are at least so similar, and 1 in 1,000 of the other pairs.
_ONE_MEANING = 0.63
_LEAST_EXCERPT = 8  # words; a heading that stands within a passage is not an excerpt of it
_NEARLY = 0.7  # of their words in common, as Dice has it
_SPELT_OUT = 0.9
"""How probable an answer is that spells out the abbreviation which is all that is asked for.

Of eleven such questions over made-up collections all were answered by what spells it out.
"""


@dataclass(frozen=True, slots=True)
class Folded:
    """A hit to show, and the others that say the same, best first."""

    hit: Hit
    also: tuple[Hit, ...] = ()


def fold(hits: Sequence[Hit], sources: Mapping[str, Source]) -> list[Folded]:
    """The distinct ones of hits, best first.

    Shown of the same is the current document's, then the longer one, then the newer document's,
    then the better hit. An excerpt in a newer document is shown beside the whole.
    """
    groups: list[list[_Read]] = []
    for hit in hits:
        read = _Read(hit, sources)
        group = next((g for g in groups if _same(read, g[0])), [])
        if not group:
            groups.append(group)
        group.append(read)
        group.sort(key=lambda r: (not r.superseded, len(r.words), r.published), reverse=True)
    folded = [Folded(lead.hit, tuple(r.hit for r in others)) for lead, *others in groups]
    return current_first(dict.fromkeys(folded), sources)


def current_first(
    distinct: Mapping[Folded, JudgedHit | None], sources: Mapping[str, Source], least: float = 0
) -> list[Folded]:
    """Distinct hits in their order, superseded ones after current ones that are nearly the same.

    If judged also after those that answer about as surely. What alone is `least` probable stays.
    """
    ordered: list[Folded] = []
    old = {f for f in distinct if sources[f.hit.passage.path].entry.superseded_by is not None}

    def goes_before(one: Folded, other: Folded) -> bool:
        this, that = distinct[one], distinct[other]
        if one in old or other not in old or not (this and that):
            return one not in old and other in old and _nearly(one, other)
        counts = this.probability >= least or that.probability < least
        return counts and (_is_as_sure(this, that) or _nearly(one, other))

    for one in distinct:
        ordered.insert([*(goes_before(one, other) for other in ordered), True].index(True), one)
    return ordered


class _Read:
    """A hit with its words as they are compared, and what is known of its document."""

    def __init__(self, hit: Hit, sources: Mapping[str, Source]) -> None:
        self.hit, entry = hit, sources[hit.passage.path].entry
        self.superseded, self.published = entry.superseded_by is not None, entry.published or ""
        self.text = f"{hit.passage.lead_in or ''}\n{hit.passage.text}"
        self.words = _compared(self.text)


@lru_cache(maxsize=4096)
def _compared(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text.replace("&", " and ")).casefold()
    found = _TOKEN.findall(plain.replace("iz", "is"))
    return tuple([word for word in found if word not in _PASSED_OVER])


def _same(one: _Read, other: _Read) -> bool:
    """Whether two passages say the same in the same words, or one is sentences of the other."""
    if one.words == other.words:
        return bool(one.words) or one.hit.passage.text == other.hit.passage.text
    shorter, longer = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if shorter.superseded < longer.superseded or "" < longer.published < shorter.published:
        return False  # what is current, or newer, is never hidden under what is not
    if len(shorter.words) < _LEAST_EXCERPT or not holds(longer.text, shorter.text):
        return False
    ends = (0, *accumulate(len(_compared(longer.text[a:b])) for a, b in units(longer.text)))
    return any(longer.words[a:b] == shorter.words for a, b in combinations(ends, 2))


def holds(longer: str, shorter: str) -> bool:
    """Whether the words of a text stand in another."""
    return f" {' '.join(_compared(shorter))} " in f" {' '.join(_compared(longer))} "


def _nearly(one: Folded, other: Folded) -> bool:
    some, others = (Counter(_compared(folded.hit.passage.text)) for folded in (one, other))
    return 2 * (some & others).total() >= _NEARLY * (some + others).total()


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A distinct hit that was read, and how probable it is that it answers."""

    folded: Folded
    reading: Reading
    evidence: Evidence
    probability: float


def of_each_section(judged: Sequence[JudgedHit]) -> list[JudgedHit]:
    """Read hits in their order, the first of each section before a second one of any.

    So what is asked for in the plural is told once each, though a section goes over several
    passages. What stands under no heading is of its own.
    """

    def section(one: JudgedHit) -> tuple[object, ...]:
        passage = one.folded.hit.passage
        return passage.path, passage.locator.headings or passage.start

    first = {section(one): one for one in reversed(judged)}
    return sorted(judged, key=lambda one: one is not first[section(one)])


def spelling_out(meant: str, judged: Sequence[JudgedHit]) -> Sequence[JudgedHit]:
    """Read hits, surest first, of which the first to spell out what is asked for surely answers.

    All of them as they were where nothing is to be spelt out. A title spells out nothing.
    """

    def spells(one: JudgedHit) -> bool:
        passage = one.folded.hit.passage
        told = f"{citation.section(passage.locator)} {passage.text}"
        return f" {abbreviations.key(meant)} " in f" {abbreviations.key(told)} "

    first = next(filter(spells, judged), None) if meant else None
    if first is None:
        return judged
    surest = replace(first, probability=max(first.probability, _SPELT_OUT))
    every = (surest if one is first else one for one in judged)
    return sorted(every, key=lambda one: -one.probability)


def compose(
    question: str,
    search: Search,
    shown: Sequence[JudgedHit],
    explanations: Sequence[Explanation],
    sources: Mapping[str, Source],
    calibration: Calibration,
    snapshot: str,
) -> Answer:
    """The answer that passages which a search found and were read, best first, give to a question.

    The explanations are theirs. The probability is the first one's, 0 where there is none or the
    question has no word to search by. Another one answers as well only if it is nearly as sure.
    """
    has_words = any(map(str.isalnum, search.text))
    quotations = []
    for judged, explanation in zip(shown, explanations, strict=True):
        places = []
        for passage in (hit.passage for hit in (judged.folded.hit, *judged.folded.also)):
            cited = Citation(sources[passage.path], passage.locator)
            places.append(Elsewhere(passage, cited, citation.short(cited)))
        lead, *also = places
        told = calibration.outcome(judged.probability, search.ranking.best)
        if told is Outcome.FOUND and not _is_as_sure(judged, shown[0]):
            told = Outcome.UNCONFIRMED
        quotation = Quotation(
            passage=lead.passage,
            score=judged.folded.hit.score,
            explanation=explanation,
            reading=judged.reading,
            citation=lead.citation,
            cited=lead.cited,
            also=tuple(also),
            probability=judged.probability if has_words else 0.0,
            outcome=told if has_words else Outcome.NOT_FOUND,
        )
        quotations.append(quotation)
    outcome = quotations[0].outcome if quotations else Outcome.NOT_FOUND
    return Answer(
        question=question,
        searched_for=search.text,
        outcome=outcome,
        probability=quotations[0].probability if quotations else 0.0,
        quotations=tuple(quotations),
        snapshot=snapshot,
        carried=search.carried,
        read_as=search.read_as,
        covers=topics(sources.values()) if outcome is Outcome.NOT_FOUND else (),
    )


def _is_as_sure(judged: JudgedHit, first: JudgedHit) -> bool:
    """Whether the odds that a passage answers are not far below those of the first one."""
    one, other = judged.probability, first.probability
    return other * (1 - one) <= _AS_SURE * one * (1 - other)


def in_parts(whole: Answer, parts: Sequence[Answer], k: int) -> Answer:
    """The answer to a question of several parts, with what answers each of them in front.

    It is found if a part is. It tells of its parts where some are found and some are not.
    """
    found = [part for part in parts if part.outcome is Outcome.FOUND]
    if not found:
        return whole
    distinct: dict[Passage, Quotation] = {}
    for quotation in (*(q for part in found for q in part.answering[:1]), *whole.quotations):
        distinct.setdefault(quotation.passage, quotation)
    return replace(
        whole,
        outcome=Outcome.FOUND,
        probability=max(one.probability for one in (whole, *found)),
        quotations=tuple(distinct.values())[:k],
        parts=tuple(Part(p.question, p.outcome) for p in parts if len(found) < len(parts)),
        covers=(),
    )


@ignoring_invalid
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
