"""Answers one question on one snapshot, by searching it or by listing documents.

The words around a list are fixed; titles, names and passages in it stand in the documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.answers.catalogue_questions import (
    CatalogueQuestion,
    Fact,
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
    holds,
    in_parts,
    of_each_section,
    spelling_out,
)
from assistant.answers.filters import Choices, checked_filters, filtering_of
from assistant.answers.marked import led
from assistant.comprehension import Calibration
from assistant.comprehension.reader import PassageReader, Text, both
from assistant.conversation import Search, Searcher, parts_of
from assistant.encoder import TextEncoder
from assistant.index import Allowed
from assistant.index.engines import LocalIndex
from assistant.records import (
    Answer,
    Evidence,
    Filters,
    Hit,
    ListedDocument,
    Origin,
    Outcome,
    Quotation,
    Reading,
    Source,
)
from assistant.records.documents import is_among, several
from assistant.settings import PASSAGES_READ
from assistant.text import content_stems, words
from assistant.wording import count, in_words, left_out, silence_lines, topics

_SPARE_HITS = 7  # looked through, so that k distinct ones remain
_MANY = 10  # times k: where so many hits say the same, fewer than k are shown
_BY_ITSELF = 0.3
"""What the reading of a follow-up by itself counts beside that with its topic.

With weights that had seen none of them, the area under the ROC curve over 126 follow-ups was .80 so
and .76 without, and as many right passages came first.
"""
_TO_LIST = 2  # times k: so many are read where several sections are to be told
_DOCUMENTS_QUOTED = 10  # of so many documents in a list the best passage is shown


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


_Listing = tuple[str, tuple[ListedDocument, ...]]
"""What is said of the documents that answer a question about documents, and those documents."""


class Answerer:
    """Answers one question; searches and readings are cached on the object."""

    def __init__(
        self, question: str, history: Sequence[str], ground: Ground, encoder: TextEncoder
    ) -> None:
        """Answer a question after the earlier ones; nothing of it is kept beyond this object."""
        self._question, self._history = question, history
        self._ground, self._index, self._sources = ground, ground.index, ground.sources
        self._encoder = encoder
        self.searcher = Searcher(ground.index, encoder)
        self._everywhere = cache(self.searcher.search)
        self._document = cache(ground.index.library.document)
        self._read_before: dict[str, dict[int, Reading]] = defaultdict(dict)

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
        searched = self._filtered(k, filters)
        # 'what was released in 2019': no document, but a passage may tell of it
        return searched if listed is None or searched.outcome is Outcome.FOUND else listed

    def hits(self, most: int) -> list[Hit]:
        """Returns the `most` best passages: first those that are read, the best answer first."""
        search = self._search(self._question, self._history)
        found = search.ranking.hits(self._index.passages, most)
        first = self._read(search, [Folded(hit) for hit in found[:PASSAGES_READ]])
        return [*(judged.folded.hit for judged in first), *found[PASSAGES_READ:]]

    def evidence(self) -> Evidence | None:
        """Returns the evidence that the best passage answers it; None where there is no passage."""
        found = self._judged(self._search(self._question, self._history), 1)
        return found[0].evidence if found else None

    def _filtered(self, k: int, filters: Filters) -> Answer:
        """What the documents that pass say; if nothing, how much all documents would."""
        if not filters:
            return self._searched(self._question, self._history, k)
        answer = self._searched(self._question, self._history, k, self._passing(filters))
        filtering = filtering_of(filters, (source.entry for source in self._sources.values()))
        if answer.outcome is not Outcome.FOUND and filtering.documents < filtering.of:
            everywhere = self._searched(self._question, self._history, k)
            filtering = replace(filtering, outside=len(everywhere.answering))
        passing = (s for s in self._sources.values() if answer.covers and filters.admits(s.entry))
        return replace(answer, filters=filtering, covers=topics(passing))

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
        asked = parts_of(question)
        parts = [
            self._searched(part, (*history, *asked[:place]), k, allowed)
            for place, part in enumerate(asked)
        ]
        return in_parts(whole, parts, k)

    def _search(self, question: str, history: Sequence[str], allowed: Allowed = None) -> Search:
        """What is found, by one search for each question among all passages."""
        if allowed is None:
            return self._everywhere(question, tuple(history))
        return self.searcher.search(question, history, allowed)

    def _composed(self, question: str, search: Search, shown: Sequence[JudgedHit]) -> Answer:
        hits = [judged.folded.hit for judged in shown]
        reasons = explain(search.text, search.query, hits, self._index, self._encoder)
        judged_by, snapshot = self._ground.calibration, self._ground.snapshot
        made = compose(question, search, shown, reasons, self._sources, judged_by, snapshot)
        quoted = []
        for one in made.quotations:
            marked = led(one, self._document(one.passage.path), search.text)
            opens = (words for words in marked.sentence_lead_ins if words in one.passage.text)
            told = (*opens, marked.marked or one.passage.text)
            also = tuple(p for p in one.also if all(holds(p.passage.text, t) for t in told))
            quoted.append(replace(marked, also=also))
        return replace(made, quotations=tuple(quoted))

    def _judged(self, search: Search, k: int) -> list[JudgedHit]:
        """The best distinct hits, at least the `k` asked for if there are.

        The first few that are always read come surest first, of those that answer as well the
        current ones; the others follow as they rank. So what answers best does not depend on `k`.
        """
        most, ranking, passages = max(k, PASSAGES_READ), search.ranking, self._index.passages
        distinct = fold(ranking.hits(passages, most + _SPARE_HITS), self._sources)
        if len(distinct) < most:
            distinct = fold(ranking.hits(passages, _MANY * most), self._sources)
        first = self._read(search, distinct[:PASSAGES_READ])
        judged = {one.folded: one for one in spelling_out(search.spelt_out, first)}
        others = self._read(search, distinct[PASSAGES_READ:k])
        ordered = current_first(judged, self._sources, self._ground.calibration.found_from)
        others.sort(key=lambda one: -one.folded.hit.score)
        return [*(judged[folded] for folded in ordered), *others]

    def _read(self, search: Search, distinct: Sequence[Folded]) -> list[JudgedHit]:
        """Distinct hits, all of them read, the most probable answer first.

        A follow-up is read less surely: what answers none stays as it ranks, behind what does.
        """
        numbers, known = [one.hit.number for one in distinct], self._read_before[search.text]
        if not known.keys() >= set(numbers):
            pairs = zip(self._index.contexts(numbers), distinct, strict=True)
            texts = [Text(context, one.hit.passage.text) for context, one in pairs]
            known.update(zip(numbers, self._readings(search, texts), strict=True))
        found, judge = [], self._ground.calibration
        for one in distinct:
            reading = known[one.hit.number]
            evidence = Evidence(reading.answers, one.hit.score)
            found.append(JudgedHit(one, reading, evidence, judge.probability(evidence)))
        least = 0.0 if search.query.own is None else judge.found_from
        return sorted(found, key=lambda judged: -max(judged.probability, least))

    def _readings(self, search: Search, texts: Sequence[Text]) -> list[Reading]:
        """What the texts say to what was searched for; of a follow-up, also to it by itself.

        Else what answers the topic's own question would pass for an answer, and be marked.
        """
        together = self._ground.reader.read(search.text, texts)
        if search.query.own is None:
            return together
        alone = self._ground.reader.read(search.text[slice(*search.query.own)], texts)
        return [both(*pair, _BY_ITSELF) for pair in zip(together, alone, strict=True)]

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
        standing = [s for s in among if s.entry.superseded_by or not asked.superseded]
        found = self._list(asked, among, [s for s in standing if asked.filters.admits(s.entry)])
        if found is None:
            return None
        summary, documents = found
        filtering = filtering_of(asked.filters, (source.entry for source in standing))
        said: tuple[Quotation, ...] = ()
        if asked.kind is QuestionKind.ABOUT:  # asks what documents say as well
            allowed = self._passing(filters) & self._passing(asked.filters)
            answer = self._searched(searched, (), k, allowed)
            said = answer.quotations if answer.outcome is Outcome.FOUND else ()
        return Answer(
            question=self._question,
            searched_for=searched,
            outcome=Outcome.FOUND if documents else Outcome.NOT_FOUND,
            probability=1.0 if documents else 0.0,
            quotations=said,
            snapshot=self._ground.snapshot,
            filters=filtering_of(filters, (s.entry for s in sources)) if filters else None,
            summary=" ".join([summary, *silence_lines(filtering)]),
            documents=documents,
            silent=filtering.silent,
        )

    def _list(
        self, asked: CatalogueQuestion, among: Sequence[Source], fitting: Sequence[Source]
    ) -> _Listing | None:
        """What the documents `among`, of which some are `fitting`, answer to a question about them.

        None where the catalogue does not say what is asked of a document, and where nothing
        mentions the topic of a question that may be about what the documents say.
        """
        if asked.fact is not None:
            return _fact(asked.fact, [source for source in among if source.path in asked.paths])
        if asked.topic is not None:
            return self._on_topic(asked, asked.topic, fitting, len(among))
        if asked.kind in (QuestionKind.LATEST, QuestionKind.OLDEST):
            return _by_date(asked, fitting)
        if asked.filters.since or asked.filters.until:
            fitting = sorted(fitting, key=lambda s: s.entry.published or "", reverse=True)
        given = _given(asked)
        counted = f"{given}: {_share(len(fitting), len(among))}" if given else f": {len(fitting):,}"
        return f"Documents{counted}.", tuple(map(ListedDocument, fitting))

    def _on_topic(
        self, asked: CatalogueQuestion, topic: str, fitting: Sequence[Source], of: int
    ) -> _Listing | None:
        """The documents that mention a topic, are called after it or are of the nation it names."""
        mentions, stems = self._mentions(topic, fitting), content_stems(topic)
        counts = Counter(mentions.values())
        quoted = {q.passage.path: (q,) for q in self._best(topic, [*mentions])} if mentions else {}
        found = [
            source
            for source in fitting
            if counts[source.path]
            or is_among(topic, several(source.entry.nation))
            or stems <= content_stems(source.title)
        ]
        if not found and asked.kind is QuestionKind.ABOUT:
            return None
        places = {path: place for place, path in enumerate(quoted)}
        found.sort(key=lambda s: (places.get(s.path, len(places)), -counts[s.path]))
        return (
            f"Documents that mention {_said(topic)}{_given(asked)}: {_share(len(found), of)}.",
            tuple(ListedDocument(s, counts[s.path], quoted.get(s.path, ())) for s in found),
        )

    def _mentions(self, topic: str, among: Sequence[Source]) -> dict[int, str]:
        """The passages of these documents whose own text holds every word of a topic.

        By their numbers, with their paths. One that is no more than the title is none: it says what
        the document is called.
        """
        stems = content_stems(topic)
        titles = {source.path: source.title for source in among}
        numbers = self._index.holding(stems)
        return {
            number: passage.path
            for number, passage in zip(numbers, self._index.passages(numbers), strict=True)
            if passage.path in titles
            and passage.text.strip() != titles[passage.path]
            and stems <= {word.stem for word in words(passage.text)}
        }

    def _best(self, topic: str, numbers: Sequence[int]) -> tuple[Quotation, ...]:
        """The best passage for a topic of each document, of those with these numbers."""
        allowed = np.isin(np.arange(len(self._index.owners)), numbers)
        search = self.searcher.search(topic, (), allowed)
        first: dict[str, Hit] = {}
        for hit in search.ranking.hits(self._index.passages, len(numbers)):
            first.setdefault(hit.passage.path, hit)
        hits = list(first.values())[:_DOCUMENTS_QUOTED]
        judged = {one.folded.hit: one for one in self._read(search, list(map(Folded, hits)))}
        return self._composed(topic, search, [judged[hit] for hit in hits]).quotations

    def _passing(self, filters: Filters) -> NDArray[np.bool_]:
        """Which passages are of documents that pass the filters, shape (passages,)."""
        passing = [filters.admits(source.entry) for source in self._sources.values()]
        allowed: NDArray[np.bool_] = np.array(passing, np.bool_)[self._index.owners]
        return allowed


def _by_date(asked: CatalogueQuestion, fitting: Sequence[Source]) -> _Listing:
    """The documents of the latest, or of the earliest, date."""
    dates = [source.entry.published for source in fitting if source.entry.published]
    if not dates:
        return "The catalogue gives no date of these documents.", ()
    is_latest = asked.kind is QuestionKind.LATEST
    word, end = ("Latest", max(dates)) if is_latest else ("Oldest", min(dates))
    dated = count(len(dates), "document")
    told = f"{word} of {dated} with a date in the catalogue{_given(asked)}."
    if without := len(fitting) - len(dates):
        told = f"{told} {left_out(without, 'date')}"
    return told, tuple(ListedDocument(s) for s in fitting if s.entry.published == end)


def _fact(fact: Fact, sources: Sequence[Source]) -> _Listing | None:
    """What the catalogue says of each document that it says something of."""
    unsaid = "no document in the catalogue" if fact is Fact.STANDING else ""
    every = {source: getattr(source.entry, fact.value) or unsaid for source in sources}
    known = {source: value for source, value in every.items() if value}
    if not known:
        return None
    what = "address" if fact is Fact.ADDRESS else fact.value.replace("_", " ")
    doubt = f" (from {Origin.FILE.value})"
    said = (f"{v}{doubt if s.entry.is_doubtful(fact.value) else ''}" for s, v in known.items())
    told = "; ".join(dict.fromkeys(said))
    return f"By the catalogue, {what}: {told}.", tuple(map(ListedDocument, known))


def _given(asked: CatalogueQuestion) -> str:
    """The constraints of a question, in brackets after what is counted."""
    parts = (in_words(asked.filters), "superseded" if asked.superseded else "")
    told = ", ".join(filter(None, parts))
    return f" ({told})" if told else ""


def _said(topic: str) -> str:
    """A topic as it is searched for: '“fair” and “pay” in one passage'."""
    stems = content_stems(topic)
    found = dict.fromkeys(topic[w.start : w.end] for w in words(topic) if w.stem in stems)
    quoted = " and ".join(f"“{word}”" for word in found)
    return f"{quoted} in one passage" if len(found) > 1 else quoted


def _share(found: int, of: int) -> str:
    return f"{f'{found:,}' if found else 'none'} of {count(of, 'document')}"
