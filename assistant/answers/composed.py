"""What was read to an `Answer`: whether the documents answer, what to quote, and why it was found.

A passage that stands in several places is shown once. Two passages are the same if their words
are, in order, without regard to case, white space, punctuation, articles and the spellings -ise
and -ize; or if one is an excerpt of the other. Nothing less will do: at any share of equal words
short of all, 'from 2019' would pass for 'from 2020' and 'must' for 'must not'. Of passages that are
nearly the same the current document's comes before a superseded one's.

All figures of an explanation are those of late interaction, a word of the question being the sum of
its tokens. A word that carries meaning is met by the words of the passage that have its stem or are
as similar to it as words of one meaning are; a number is met by itself only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache

import numpy as np

from assistant import citation
from assistant.comprehension import Calibration
from assistant.comprehension.reader import mark, owners
from assistant.conversation import Search
from assistant.encoder import Encoded, Spans, TextEncoder, Vectors, unflagged
from assistant.index import Integers
from assistant.index.engines import LocalIndex
from assistant.index.tokens import similarity
from assistant.passages import BLOCKS, lead_ins
from assistant.records import (
    Answer,
    Citation,
    Document,
    Elsewhere,
    Evidence,
    Explanation,
    Highlight,
    Hit,
    Mark,
    MarkKind,
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
from assistant.text import Word, content_stems, words
from assistant.wording import topics

_TOKEN = re.compile(r"(?<!\w)[-\u2212–](?=[\d£$€])|[%£$€<>=≤≥+±]|\w+")
_PASSED_OVER = frozenset({"a", "an", "the"})
_LEAST_EXCERPT = 8  # words; a heading that stands within a passage is not an excerpt of it
_NEARLY = 0.7  # of their words in common, as Dice has it
# Between the practice questions and the passages found for them, 92 in 100 pairs of words with
# one stem are at least so similar, and 1 in 1,000 of the other pairs.
_ONE_MEANING = 0.63
_MOST_MARKED = 500  # characters of a mark with what is taken along
_FLOWING = (MarkKind.PARAGRAPH, MarkKind.LEAD_IN)
_NAMES = (MarkKind.ROW, MarkKind.HEADING)  # what stands below them
# Of English's closed classes: pronouns, and connectives that join a sentence to the one before.
# 'It was agreed that' points at what follows.
_POINTS_BACK = re.compile(
    r"""(?:(?:If|When|Where|Once|While|Until|Because|Although)[ ][^,]*,[ ])?(?:[Hh]e|[Ss]he
    |[Tt]hey|[Ii]t(?![ ](?:has[ ]been|is|may[ ]be|should[ ]be|was|will[ ]be)[ ](?:\w+[ ]){1,3}?
    (?:that|to|when|if)\b)|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]h(?:at|ese|is|ose)[ ](?:also|are
    |can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would)
    (?:n[o’']t)?)\b(?![ ](?:Majesty|Royal|Honour))
    |(?:Above|After|At|Before|Below|Beyond|By|For|From|In|On|Since|Until|With)[ ]
    (?:that|th(?:ese|is)[ ](?:case|circumstance|reason|situation|way)s?)\b
    |(?:Also|Alternatively|And|As[ ]a[ ]result(?![ ]of)|But|Consequently|For[ ]example
    |Furthermore|Hence|However|If[ ]not|If[ ]so|In[ ]addition(?![ ]to)|Instead(?![ ]of)|Moreover
    |Neither|Nevertheless|Nor|Or|Otherwise|Similarly|So(?![ ](?:as|far|long|that)\b)|Then
    |Therefore|Thus)\b""",
    re.VERBOSE,
)
_REPLIES = re.compile(r"(?:Yes|No)(?:[.,;:!]|\Z)")
_EXCEPTS = re.compile(r"(?:But|Except|However)\b")
_MOST_BEFORE = 3  # sentences that point back at each other


@dataclass(frozen=True, slots=True)
class Folded:
    """A hit to show, and the others that say the same, best first."""

    hit: Hit
    also: tuple[Hit, ...] = ()


def fold(hits: Sequence[Hit], sources: Mapping[str, Source]) -> list[Folded]:
    """The distinct ones of hits, best first.

    Shown of the same is the current document's, then the longer one, then the newer document's,
    then the better hit.
    """
    groups: list[list[_Read]] = []
    for hit in hits:
        read = _Read(hit, sources)
        group = next((g for g in groups if any(_same(read, other) for other in g)), [])
        if not group:
            groups.append(group)
        group.append(read)
    folded = []
    for group in groups:
        group.sort(key=lambda r: r.entry.published or "", reverse=True)
        lead, *others = sorted(group, key=lambda r: (r.superseded, -len(r.words)))
        folded.append(Folded(lead.hit, tuple(r.hit for r in others)))
    return current_first(folded, sources)


def current_first(distinct: Sequence[Folded], sources: Mapping[str, Source]) -> list[Folded]:
    """Distinct hits in their order, superseded ones after current ones that are nearly the same."""
    ordered: list[tuple[_Read, Folded]] = []
    for folded in distinct:
        read = _Read(folded.hit, sources)
        before = (
            place
            for place, (other, _) in enumerate(ordered)
            if other.superseded and not read.superseded and _nearly(read, other)
        )
        ordered.insert(next(before, len(ordered)), (read, folded))
    return [folded for _, folded in ordered]


class _Read:
    """A hit with its words as they are compared, and what is known of its document."""

    def __init__(self, hit: Hit, sources: Mapping[str, Source]) -> None:
        self.hit, self.entry = hit, sources[hit.passage.path].entry
        self.superseded = self.entry.superseded_by is not None
        self.words = _compared(hit.passage.text)
        self.joined = f" {' '.join(self.words)} "


@lru_cache(maxsize=4096)
def _compared(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text.replace("&", " and ")).casefold()
    found = _TOKEN.findall(plain.replace("iz", "is"))
    return tuple([word for word in found if word not in _PASSED_OVER])


def _same(one: _Read, other: _Read) -> bool:
    """Whether two passages say the same in the same words, or one is an excerpt of the other."""
    if not one.words or not other.words:
        return one.hit.passage.text == other.hit.passage.text
    if one.words == other.words:
        return True
    shorter, longer = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if shorter.superseded < longer.superseded or len(shorter.words) < _LEAST_EXCERPT:
        return False  # what is current is never hidden under what is not
    return shorter.joined in longer.joined


def _nearly(one: _Read, other: _Read) -> bool:
    common = (Counter(one.words) & Counter(other.words)).total()
    return 2 * common >= _NEARLY * (len(one.words) + len(other.words))


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A distinct hit that was read, and how probable it is that it answers."""

    folded: Folded
    reading: Reading
    evidence: Evidence
    probability: float


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
    question has no word to search by.
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


def led(quotation: Quotation, document: Document, question: str) -> Quotation:
    """A quotation with the words that answer, and what opens the lists that it and they stand in.

    A heading that says no more than the question does only names what follows, and is not marked.
    """
    passage, asked = quotation.passage, content_stems(question)
    heading = citation.section(passage.locator)
    names = passage.text.startswith(heading) and content_stems(heading) <= asked
    around = _Around(quotation, document)
    units = tuple(unit for unit in quotation.reading.units if unit.end > names * len(heading))
    found = mark(replace(quotation.reading, units=units) if units else quotation.reading)
    sentence = around.whole(found) if found else None
    of_passage, of_words = (
        tuple(document.text[m.start : m.end] for m in lead_ins(document, passage.start + start))
        for start in (0, sentence.start if sentence else 0)
    )
    made = replace(quotation, sentence=sentence, lead_ins=of_passage, sentence_lead_ins=of_words)
    near = (made.surest, passage.lead_in or "", *passage.locator.headings)
    return replace(made, meets=question if asked and asked <= content_stems(" ".join(near)) else "")


class _Around:
    """The units of a quoted passage, each with the block of the document that it stands in."""

    def __init__(self, quotation: Quotation, document: Document) -> None:
        self._document, self._passage = document, quotation.passage
        self._spans = [(unit.start, unit.end) for unit in quotation.reading.units]
        blocks = [Mark(MarkKind.PARAGRAPH, 0, 0), *(m for m in document.marks if m.kind in BLOCKS)]
        starts = [block.start for block in blocks]
        begun = (bisect_right(starts, self._passage.start + start) for start, _ in self._spans)
        self._blocks = [blocks[count - 1] for count in begun]

    def whole(self, marked: Highlight) -> Highlight:
        """The stretch that answers with what it would say something else without.

        That is what its first words point back to, the items that it announces, the rows that it
        heads, and an exception that follows: each whole, at most `_MOST_MARKED` characters in all.
        """
        first = bisect_right(self._spans, marked.start, key=lambda span: span[0]) - 1
        last = bisect_left(self._spans, marked.end, key=lambda span: span[1])
        begin, end, heads = first, last, self._heads(last)
        while self._points_back(begin) and first - begin < _MOST_BEFORE:
            begin -= 1
        if not self._points_back(begin) and self._room(begin, last):
            first = begin
        while self._goes_on(first, end, heads):
            end += 1
        return Highlight(
            self._spans[first][0], self._spans[end if self._room(first, end) else last][1]
        )

    def _room(self, first: int, last: int) -> bool:
        return self._spans[last][1] - self._spans[first][0] <= _MOST_MARKED

    def _heads(self, place: int) -> bool:
        """Whether a unit is the header of a table of more than two columns."""
        return self._blocks[place].is_header and self._words(place).count("|") > 1

    def _words(self, place: int) -> str:
        return self._passage.text[slice(*self._spans[place])]

    def _flows(self, place: int) -> bool:
        """Whether a unit goes on with the text of the one before it: in one block, or in prose."""
        before, this = self._blocks[place - 1 : place + 1]
        return before is this or (before.kind in _FLOWING and this.kind in _FLOWING)

    def _points_back(self, place: int) -> bool:
        """Whether a unit says something only behind the one before it."""
        words, before = self._words(place), self._words(place - 1) if place else ""
        if before.endswith("?") and _REPLIES.match(words):
            return True
        return place > 0 and self._flows(place) and _POINTS_BACK.match(words) is not None

    def _goes_on(self, first: int, last: int, heads: bool) -> bool:
        """Whether the unit after a stretch belongs to it, which `heads` the rows of a table."""
        said, after = self._words(last), last + 1
        if after == len(self._spans):
            return False
        if heads and self._blocks[after].kind is MarkKind.ROW:
            return True
        if self._flows(after) and (
            said.endswith(":") or _REPLIES.fullmatch(said) or _EXCEPTS.match(self._words(after))
        ):
            return True
        begin, (start, _), (_, end) = self._passage.start, self._spans[first], self._spans[last]
        above = lead_ins(self._document, begin + self._spans[after][0])
        return any(start < m.end - begin <= end for m in above if m.kind not in _NAMES)


def in_parts(whole: Answer, parts: Sequence[Answer], k: int) -> Answer:
    """The answer to a question of several parts, with what answers each of them in front.

    It tells of its parts where some are found and some are not.
    """
    outcomes = {part.outcome is Outcome.FOUND for part in parts}
    if True not in outcomes:
        return whole
    distinct: dict[Passage, Quotation] = {}
    for quotation in (*(q for part in parts for q in part.answering[:1]), *whole.quotations):
        distinct.setdefault(quotation.passage, quotation)
    return replace(
        whole,
        quotations=tuple(distinct.values())[:k],
        parts=tuple(Part(p.question, p.outcome) for p in parts) if False in outcomes else (),
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


def _best(similar: Vectors) -> Vectors:
    """The best of the passage's tokens for each of the question's; 0 where there are none."""
    return similar.max(axis=0) if len(similar) else np.zeros(similar.shape[1], np.float32)
