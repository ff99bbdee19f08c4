"""A hit and its explanation to the evidence that it answers the question, or that it does not.

A passage on the topic often meets every word but the one that is asked for (the fee, the year), so
much of the evidence is what was not met. A word that no document of the corpus holds tells that
the question may be about something else, or that it is put in other words; one that other
passages hold and this one does not tells that the answer is elsewhere or nowhere. A follow-up's
topic is met by what answered before, whatever is asked of it now ('and in Brazil?'), so whether
anything that is asked was met is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from assistant.records import Evidence, Explanation, Hit, WordMatch
from assistant.retrieval import WEIGHTS
from assistant.wanted import Wanted, holds, wanted
from assistant.words import content_stems, stem, words

OTHERS = 4
"""With how many other passages a hit is compared."""
_USUAL_MARGIN = 0.08  # of labelled questions; nothing to compare with tells neither way
_WELL_MET = 0.75  # the similarity at which a word stops counting as unmet at all
_BY_ITSELF = 0.63  # the least similarity of a word and itself, wherever they stand
_MOST_COUNTED = 3
_NEARLY_MET = 0.45
"""The similarity below which a word is not met at all."""
_ABBREVIATION = re.compile(r"([A-Z]{3,6})(?:['’]?s)?")  # two initials stand together by chance
_CAPITALISED = re.compile(
    r"(?<![\w’'-])[A-Z][\w’'-]*+(?: (?:(?:and|for|in|of|the|to) )*[A-Z][\w’'-]*+)+"
)
_INITIAL = re.compile(r"(?<![\w’'-])[A-Z]")
_NEVER_ENCODED = 1e-6  # a lighter word has no similarity to speak of

# Words that say little by themselves, over and above the stop words: light verbs, words for
# anything at all, adverbs of degree and time. That a passage does not have them tells nothing.
_LIGHT = frozenset(
    stem(word)
    for word in """
    ask become bring come feel find get give go happen help involve keep know let like look make
    mean need provide put run say see seem set show start take talk tell think try turn use want
    got went came took made gave said saw knew thought told found brought kept
    bit kind lot part person somebody someone anybody anyone everybody everyone something anything
    everything nothing nobody sort stuff thing type way guy folk
    actually again ago ahead almost already always anyway around away back else enough ever every
    exactly here instead later maybe much never next now often ok okay perhaps quite rather really
    right soon still sure then thanks there today together usually well whole yet
    another bad best better big each good great little long new nice old other small
    hi hello
    i'm i've i'd i'll it's that's who's what's where's there's isn't aren't don't doesn't didn't
    can't won't couldn't wouldn't shouldn't haven't hasn't hadn't wasn't weren't
    """.split()  # noqa: SIM905  # a hundred quoted words would read worse
)


class Vocabulary(Protocol):
    """The words of a corpus."""

    def holds(self, stem: str) -> bool:
        """Whether a word with this stem stands in any passage."""


def evidence(
    question: str,
    hits: Sequence[Hit],
    explanations: Sequence[Explanation],
    vocabulary: Vocabulary,
    sought: Collection[str] = (),
) -> list[Evidence]:
    """The evidence for each of the hits that are explained, which are the first of `hits`.

    The hits are best first; those that are not explained serve for comparison only. `sought` are
    the stems of what is asked, of which an answer meets one at least.
    """
    asked = _Question.of(question, vocabulary, sought)
    scores = [hit.score for hit in hits]
    return [
        _evidence(asked, hit, explanation, scores[:place] + scores[place + 1 :])
        for place, (hit, explanation) in enumerate(zip(hits, explanations, strict=False))
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word of a question that carries meaning."""

    place: int
    """Which of the question's words it is, from 0."""
    text: str
    stem: str
    known: bool
    light: bool
    name: bool
    number: bool
    sought: bool
    """Whether it is among what is asked, not of a follow-up's topic or asked of any."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What of a question is the same for every passage."""

    text: str
    words: tuple[_Asked, ...]
    wanted: Wanted | None

    @classmethod
    def of(cls, question: str, vocabulary: Vocabulary, sought: Collection[str]) -> _Question:
        """A question, read."""
        meaningful = content_stems(question)
        found = [(n, w) for n, w in enumerate(words(question)) if w.stem in meaningful]
        asked = tuple(
            _Asked(
                place=place,
                text=question[word.start : word.end],
                stem=word.stem,
                known=vocabulary.holds(word.stem),
                light=word.stem in _LIGHT,
                name=_is_name(question, word.start, word.end),
                number=any(character.isdigit() for character in word.stem),
                sought=word.stem in sought,
            )
            for place, word in found
        )
        return cls(question, asked, wanted(question))


@dataclass(frozen=True, slots=True)
class _Met:
    """How a passage met a word of the question."""

    asked: _Asked
    share: float
    similarity: float
    """To the nearest tokens of the passage, from 0 to 1."""
    met: bool
    itself: bool
    """Whether it was met by a word with its stem."""

    @property
    def distance(self) -> float:
        """How far it is from being met, from 0 to 1."""
        return max(0.0, 1 - self.similarity / _WELL_MET)


def _evidence(
    question: _Question, hit: Hit, explanation: Explanation, others: Sequence[float]
) -> Evidence:
    met = _met(question, explanation)
    telling = [word for word in met if not word.asked.light]
    lacked = [word for word in met if not word.itself]
    return Evidence(
        cosine=hit.measures.cosine,
        margin=hit.score - fmean(others[:OTHERS]) if others else _USUAL_MARGIN,
        worst_unmet=max((word.share * word.distance for word in telling), default=0.0),
        unmet_elsewhere=sum(
            word.share * (1 - word.similarity)
            for word in telling
            if word.asked.known and not word.met
        ),
        unknown=sum(word.share for word in telling if not word.asked.known),
        alike=sum(word.share * word.similarity for word in met if not word.itself),
        numbers_unmet=_counted(word.asked.number for word in lacked),
        names_unmet=_counted(word.asked.name for word in lacked),
        answer_missing=_answer_missing(question, hit.passage.text),
        met_nothing=_met_nothing(telling, hit.passage.text),
    )


def _met(question: _Question, explanation: Explanation) -> list[_Met]:
    found = [(asked, explanation.words[asked.place]) for asked in question.words]
    weight = sum(match.weight for _, match in found) or 1.0
    met = []
    for asked, match in found:
        itself = any(stem(other.text) == asked.stem for other in match.met)
        similarity = max(_similarity(match), _BY_ITSELF) if itself else _similarity(match)
        if not itself and (asked.name or asked.number):
            similarity = 0.0  # one name or year is not another like it
        met.append(_Met(asked, match.weight / weight, similarity, bool(match.met), itself))
    return met


def _met_nothing(telling: Iterable[_Met], text: str) -> bool:
    sought = [word for word in telling if word.asked.sought]
    met = (word.similarity >= _NEARLY_MET or _spelt_out(word.asked.text, text) for word in sought)
    return bool(sought) and not any(met)


def _spelt_out(word: str, text: str) -> bool:
    """Whether a text has what a word abbreviates: DASS, the Director of Adult Social Services."""
    abbreviation = _ABBREVIATION.fullmatch(word)
    if abbreviation is None:
        return False
    names = (_INITIAL.findall(run[0]) for run in _CAPITALISED.finditer(text))
    return any(abbreviation[1] in "".join(initials) for initials in names)


def _similarity(match: WordMatch) -> float:
    """How similar the nearest tokens are, by what late interaction gave for the word."""
    if match.weight < _NEVER_ENCODED:
        return 0.0
    given = match.contribution / (match.weight * (WEIGHTS.whole + WEIGHTS.point))
    return min(max(given, 0.0), 1.0)


def _is_name(question: str, start: int, end: int) -> bool:
    """Whether a word is spelt as names and abbreviations are where the question is not."""
    if not any(character.islower() for character in question):
        return False
    word, before = question[start:end], question[:start].rstrip(" \"'“‘(")
    abbreviation = word.isupper() and len(word) > 1
    return abbreviation or (word[0].isupper() and bool(before) and before[-1] not in ".?!:")


def _counted(flags: Iterable[bool]) -> float:
    return float(min(sum(flags), _MOST_COUNTED))


def _answer_missing(question: _Question, text: str) -> float:
    kind = question.wanted
    return float(kind is not None and not holds(kind, text, question.text))
