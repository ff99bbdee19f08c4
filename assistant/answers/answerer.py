"""Answers one question on one snapshot, by searching it or by listing documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answers.catalogue_questions import (
    CatalogueQuestion,
    QuestionKind,
    asks_what_there_is,
    recognised,
)
from assistant.answers.composed import (
    Folded,
    JudgedHit,
    compose,
    current_first,
    explain,
    fold,
    in_parts,
    of_each_section,
)
from assistant.answers.filters import Choices, checked_filters, choices_of, filtering_of
from assistant.answers.listing import listing
from assistant.citation import section
from assistant.comprehension import Calibration
from assistant.comprehension.reader import PassageReader, Text, both
from assistant.conversation import Search, Searcher, parts_of
from assistant.encoder import TextEncoder
from assistant.index.arrays import Allowed
from assistant.index.searcher import LocalIndex
from assistant.records import Answer, Evidence, Filters, Hit, Outcome, Quotation, Reading, Source
from assistant.records.answers import Ranking
from assistant.settings import PASSAGES_READ
from assistant.text import abbreviations

_SPARE_HITS = 7  # looked through, so that k distinct ones remain
_MANY = 10  # times k: where so many hits say the same, fewer than k are shown
_BY_ITSELF = 0.3
"""What the reading of a follow-up by itself counts beside that with its topic.

With weights that had seen none of them, the area under the ROC curve over 126 follow-ups was .80 so
and .76 without, and as many right passages came first.
"""
_SPELT_OUT = 0.9
"""How probable an answer is that spells out the abbreviation which is all that is asked for.

Of eleven such questions over made-up collections all were answered by what spells it out.
"""
_TO_LIST = 2  # times k: so many are read where several sections are to be told
_DOCUMENTS_QUOTED = 10
"""Of so many documents in a list the best passage is shown."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What answers are drawn from: one snapshot's index, and what reads and judges its passages."""

    index: LocalIndex
    reader: PassageReader
    calibration: Calibration
    snapshot: str
    sources: Mapping[str, Source]
    """The documents, by path."""
    choices: Choices

    @classmethod
    def of(
        cls, index: LocalIndex, reader: PassageReader, calibration: Calibration, snapshot: str
    ) -> Ground:
        """Returns the ground that a snapshot's index is."""
        sources = {source.path: source for source in index.library.sources()}
        return cls(index, reader, calibration, snapshot, sources, choices_of([*sources.values()]))


class Answerer:
    """Answers one question: what was searched for or read for it is not so again."""

    def __init__(
        self, question: str, history: Sequence[str], ground: Ground, encoder: TextEncoder
    ) -> None:
        """Answer a question after the earlier ones; nothing of it is kept beyond this object."""
        self._question, self._history = question, history
        self._ground = ground
        self._index = index = ground.index
        self._sources = ground.sources
        self._encoder = encoder
        self.searcher = Searcher(index, encoder)
        self._searches: dict[tuple[str, ...], Search] = {}
        self._read_before: dict[tuple[str, int], Reading] = {}

    def answer(self, k: int, filters: Filters | None) -> Answer:
        """What the documents that pass the filters say.

        Raises:
            FilterError: no document has what a filter names, or a date is none.
        """
        filters = checked_filters(Filters() if filters is None else filters, self._ground.choices)
        sources = tuple(self._sources.values())
        of_documents = recognised(self._question, sources, self._ground.choices)
        listed = self._listed(of_documents, k, filters) if of_documents else None
        if listed and listed.documents:
            return listed
        searched = self._filtered(k, filters) if filters else self._whole(k)
        # 'what was released in 2019': no document, but a passage may tell of it
        return searched if listed is None or searched.outcome is Outcome.FOUND else listed

    def _whole(self, k: int, allowed: Allowed = None) -> Answer:
        return self._searched(self._question, self._history, k, allowed)

    def _searched(
        self, question: str, history: Sequence[str], k: int, allowed: Allowed = None
    ) -> Answer:
        """What the allowed passages say, also to each of several things that are asked."""
        search = self._search(question, history, allowed)
        if asks_what_there_is(question):
            shown = of_each_section(self._judged(search, _TO_LIST * k))
        else:
            shown = self._judged(search, k)
        whole = self._composed(question, search, shown[:k])
        asked = parts_of(question) if whole.outcome is not Outcome.NOT_FOUND else ()
        parts = [
            self._searched(part, (*history, *asked[:place]), k, allowed)
            for place, part in enumerate(asked)
        ]
        return in_parts(whole, parts, k)

    def _search(self, question: str, history: Sequence[str], allowed: Allowed = None) -> Search:
        """What is found, by one search for each question among all passages."""
        if allowed is not None:
            return self.searcher.search(question, history, allowed)
        asked = (question, *history)
        if asked not in self._searches:
            self._searches[asked] = self.searcher.search(question, history)
        return self._searches[asked]

    def hits(self, most: int) -> list[Hit]:
        """The `most` best passages: those that are read in the order of an answer, then others."""
        search = self._search(self._question, self._history)
        found = search.ranking.hits(self._index.passages, most)
        first = self._read(search, [Folded(hit) for hit in found[:PASSAGES_READ]])
        return [*(judged.folded.hit for judged in first), *found[PASSAGES_READ:]]

    def evidence(self, without: Collection[str]) -> Evidence | None:
        """The evidence that the best passage of other documents than these answers."""
        entries = self._sources.values()
        kept = np.array([source.path not in without for source in entries], np.bool_)
        allowed = kept[self._index.owners] if without else None
        found = self._judged(self._search(self._question, self._history, allowed), 1)
        return found[0].evidence if found else None

    def _composed(self, question: str, search: Search, shown: Sequence[JudgedHit]) -> Answer:
        hits = [judged.folded.hit for judged in shown]
        reasons = explain(search.text, search.query, hits, self._index, self._encoder)
        judged_by, snapshot = self._ground.calibration, self._ground.snapshot
        return compose(question, search, shown, reasons, self._sources, judged_by, snapshot)

    def _judged(self, search: Search, k: int) -> list[JudgedHit]:
        """The best distinct hits, at least the `k` asked for if there are.

        The first few that are always read come surest first, of nearly the same ones the current
        document's; the others follow as they rank. So what answers best does not depend on `k`.
        """
        distinct = self._distinct(search.ranking, max(k, PASSAGES_READ))
        first = self._read(search, distinct[:PASSAGES_READ])
        judged = {id(one.folded): one for one in _spelling_out(search.spelt_out, first)}
        ordered = current_first([one.folded for one in judged.values()], self._sources)
        others = self._read(search, distinct[PASSAGES_READ:k])
        return [
            *(judged[id(folded)] for folded in ordered),
            *sorted(others, key=lambda one: -one.folded.hit.score),
        ]

    def _read(self, search: Search, distinct: Sequence[Folded]) -> list[JudgedHit]:
        """Distinct hits, all of them read, the most probable answer first.

        A follow-up is read less surely: what answers none stays as it ranks, behind what does.
        """
        keys = [(search.text, folded.hit.number) for folded in distinct]
        if not all(key in self._read_before for key in keys):
            hits = [folded.hit for folded in distinct]
            contexts = self._index.contexts([hit.number for hit in hits])
            texts = [Text(c, hit.passage.text) for c, hit in zip(contexts, hits, strict=True)]
            self._read_before.update(zip(keys, self._readings(search, texts), strict=True))
        found = []
        for folded, key in zip(distinct, keys, strict=True):
            reading = self._read_before[key]
            evidence = Evidence(reading.answers, folded.hit.score)
            chance = self._ground.calibration.probability(evidence)
            found.append(JudgedHit(folded, reading, evidence, chance))
        least = 0.0 if search.query.own is None else self._ground.calibration.found_from
        return sorted(found, key=lambda judged: -max(judged.probability, least))

    def _distinct(self, ranking: Ranking, k: int) -> list[Folded]:
        """The best distinct hits: at least the `k` asked for, if there are."""
        distinct = fold(ranking.hits(self._index.passages, k + _SPARE_HITS), self._sources)
        if len(distinct) < k:
            distinct = fold(ranking.hits(self._index.passages, _MANY * k), self._sources)
        return distinct

    def _readings(self, search: Search, texts: Sequence[Text]) -> list[Reading]:
        """What the texts say to what was searched for; of a follow-up, also to it by itself.

        Else what answers the topic's own question would pass for an answer, and be marked.
        """
        together = self._ground.reader.read(search.text, texts)
        if search.query.own is None:
            return together
        alone = self._ground.reader.read(search.text[slice(*search.query.own)], texts)
        return [both(*pair, _BY_ITSELF) for pair in zip(together, alone, strict=True)]

    def _filtered(self, k: int, filters: Filters) -> Answer:
        """What the documents that pass say; if nothing, how much all documents would."""
        answer = self._whole(k, self._passing(filters))
        filtering = filtering_of(filters, (source.entry for source in self._sources.values()))
        if answer.outcome is not Outcome.FOUND and filtering.documents < filtering.of:
            everywhere = self._whole(k)
            found = everywhere.outcome is Outcome.FOUND
            outside = len(everywhere.answering) if found else 0
            filtering = replace(filtering, outside=outside)
        return replace(answer, filters=filtering)

    def _listed(self, asked: CatalogueQuestion, k: int, filters: Filters) -> Answer | None:
        """What the catalogue answers; None where the question is rather one to search for."""
        searched = self._question
        if asked.topic is not None:
            topic = self.searcher.corrected(asked.topic)
            searched = searched.replace(asked.topic, topic)
            asked = replace(asked, topic=topic)
        unstated = filters.include_unstated
        asked = replace(asked, filters=replace(asked.filters, include_unstated=unstated))
        sources = self._sources.values()
        among = [source for source in sources if filters.admits(source.entry)]
        found = listing(asked, among, self._index, self._best)
        if found is None:
            return None
        return Answer(
            question=self._question,
            searched_for=searched,
            outcome=Outcome.FOUND if found.documents else Outcome.NOT_FOUND,
            probability=1.0 if found.documents else 0.0,
            quotations=self._said(searched, asked, k, filters),
            snapshot=self._ground.snapshot,
            filters=filtering_of(filters, (s.entry for s in sources)) if filters else None,
            summary=found.summary,
            documents=found.documents,
            silent=found.silent,
        )

    def _said(
        self, searched: str, asked: CatalogueQuestion, k: int, filters: Filters
    ) -> tuple[Quotation, ...]:
        """The passages that answer a question that asks what documents say as well; else none."""
        if asked.kind is not QuestionKind.ABOUT:
            return ()
        allowed = self._passing(filters) & self._passing(asked.filters)
        answer = self._searched(searched, (), k, allowed)
        return answer.quotations if answer.outcome is Outcome.FOUND else ()

    def _best(self, topic: str, numbers: Sequence[int]) -> tuple[Quotation, ...]:
        """The best passage for a topic of each document, of those with these numbers."""
        allowed = np.zeros(len(self._index.owners), np.bool_)
        allowed[list(numbers)] = True
        search = self.searcher.search(topic, (), allowed)
        first: dict[str, Hit] = {}
        for hit in search.ranking.hits(self._index.passages, len(numbers)):
            first.setdefault(hit.passage.path, hit)
        hits = list(first.values())[:_DOCUMENTS_QUOTED]
        judged = {one.folded.hit.number: one for one in self._read(search, list(map(Folded, hits)))}
        return self._composed(topic, search, [judged[h.number] for h in hits]).quotations

    def _passing(self, filters: Filters) -> NDArray[np.bool_]:
        """Which passages are of documents that pass the filters, shape (passages,)."""
        entries = (source.entry for source in self._sources.values())
        passing = np.array([filters.admits(entry) for entry in entries], np.bool_)
        allowed: NDArray[np.bool_] = passing[self._index.owners]
        return allowed


def _spelling_out(meant: str, judged: Sequence[JudgedHit]) -> list[JudgedHit]:
    """Read hits, surest first, of which the first to spell out what is asked for surely answers.

    All of them as they were where nothing is to be spelt out. A title spells out nothing.
    """
    sought = f" {abbreviations.key(meant)} "

    def spells_out(one: JudgedHit) -> bool:
        passage = one.folded.hit.passage
        return sought in f" {abbreviations.key(f'{section(passage.locator)} {passage.text}')} "

    place = next((i for i, one in enumerate(judged) if meant and spells_out(one)), None)
    if place is None:
        return list(judged)
    spelling = replace(judged[place], probability=max(judged[place].probability, _SPELT_OUT))
    every = [*judged[:place], spelling, *judged[place + 1 :]]
    return sorted(every, key=lambda one: -one.probability)
