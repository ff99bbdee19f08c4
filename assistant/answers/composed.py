"""What was read to an `Answer`: whether the documents answer, and what to quote.

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
from functools import cached_property, lru_cache

from assistant import citation
from assistant.comprehension import Calibration
from assistant.comprehension.reader import mark
from assistant.conversation import Search
from assistant.records import (
    Answer,
    Citation,
    Elsewhere,
    Entry,
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
from assistant.text import content_stems
from assistant.wording import topics

_TOKEN = re.compile(r"(?<!\w)[-\u2212–](?=[\d£$€])|[%£$€<>=≤≥+±]|\w+")
_PASSED_OVER = frozenset({"a", "an", "the"})
_LEAST_EXCERPT = 8  # words; a heading that stands within a passage is not an excerpt of it
_NEARLY = 0.7  # of their words in common, as Dice has it


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
        read = _Read(hit, sources[hit.passage.path].entry)
        group = next((g for g in groups if any(_same(read, other) for other in g)), None)
        if group is None:
            groups.append([read])
        else:
            group.append(read)
    shown = (_shown(group) for group in groups)
    folded = [Folded(lead.hit, tuple(r.hit for r in rest)) for lead, *rest in shown]
    return current_first(folded, sources)


def current_first(distinct: Sequence[Folded], sources: Mapping[str, Source]) -> list[Folded]:
    """Distinct hits in their order, superseded ones after current ones that are nearly the same."""
    ordered: list[tuple[_Read, Folded]] = []
    for folded in distinct:
        read = _Read(folded.hit, sources[folded.hit.passage.path].entry)
        before = (
            place
            for place, (other, _) in enumerate(ordered)
            if other.superseded and not read.superseded and _nearly(read, other)
        )
        ordered.insert(next(before, len(ordered)), (read, folded))
    return [folded for _, folded in ordered]


@dataclass(frozen=True)
class _Read:
    """A hit with its words as they are compared, and what is known of its document."""

    hit: Hit
    entry: Entry

    @cached_property
    def words(self) -> tuple[str, ...]:
        return _words(self.hit.passage.text)

    @cached_property
    def joined(self) -> str:
        return f" {' '.join(self.words)} "

    @property
    def superseded(self) -> bool:
        return self.entry.superseded_by is not None


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
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


def _shown(group: list[_Read]) -> list[_Read]:
    """The hits of a group, the one to show first."""
    newest = sorted(group, key=lambda r: r.entry.published or "", reverse=True)
    return sorted(newest, key=lambda r: (r.superseded, -len(r.words)))


def _nearly(one: _Read, other: _Read) -> bool:
    """Whether two passages share most of their words."""
    common = sum((Counter(one.words) & Counter(other.words)).values())
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
    met: set[tuple[object, ...]] = set()
    first: list[JudgedHit] = []
    others: list[JudgedHit] = []
    for one in judged:
        passage = one.folded.hit.passage
        section = (passage.path, passage.locator.headings or passage.start)
        (others if section in met else first).append(one)
        met.add(section)
    return [*first, *others]


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

    The explanations are theirs. The probability is the first
    one's, 0 where there is none or the question has no word to search by.
    """
    has_words = any(map(str.isalnum, search.text))
    quotations = []
    for judged, explanation in zip(shown, explanations, strict=True):
        lead, *also = (_placed(h, sources) for h in (judged.folded.hit, *judged.folded.also))
        told = calibration.outcome(judged.probability, search.ranking.best)
        quotation = Quotation(
            passage=lead.passage,
            score=judged.folded.hit.score,
            explanation=explanation,
            reading=judged.reading,
            sentence=mark(judged.reading, _naming(lead.passage, search.text)),
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


def _naming(passage: Passage, question: str) -> int:
    """How many characters of a passage are a heading that says no more than the question does."""
    heading = citation.section(passage.locator)
    names = passage.text.startswith(heading) and content_stems(heading) <= content_stems(question)
    return len(heading) if names else 0


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


def _placed(hit: Hit, sources: Mapping[str, Source]) -> Elsewhere:
    """A hit's passage with its citation."""
    cited = Citation(sources[hit.passage.path], hit.passage.locator)
    return Elsewhere(hit.passage, cited, citation.short(cited))
