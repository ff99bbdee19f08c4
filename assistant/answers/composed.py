"""What was read to an `Answer`: whether the documents answer, and what to quote, each thing once.

A passage that stands in several places is shown once. Two passages are the same if their words
are, in order, without regard to case, white space, punctuation, articles and the spellings -ise
and -ize; or if one is an excerpt of the other. Nothing less will do: at any share of equal words
short of all, 'from 2019' would pass for 'from 2020' and 'must' for 'must not'. Of passages that are
nearly the same the current document's comes before a superseded one's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant import citation
from assistant.comprehension import Calibration
from assistant.conversation import Search
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Evidence,
    Explanation,
    Hit,
    Outcome,
    Part,
    Passage,
    Quotation,
    Reading,
    Source,
)
from assistant.text import abbreviations
from assistant.wording import topics

_TOKEN = re.compile(r"(?<!\w)[-\u2212–](?=[\d£$€])|[%£$€<>=≤≥+±]|\w+")
_PASSED_OVER = frozenset({"a", "an", "the"})
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
