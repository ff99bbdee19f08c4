"""A question and those before it to what is searched for and what that finds.

A question that stands on its own is searched as typed. One that says nothing of its own ('when
did it start?') is searched together with its topic. Of the others the index is asked both ways:
where topic and question are met by one passage, its score rises; where they have nothing to do
with each other, one passage cannot meet both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from assistant.abbreviations import Abbreviations
from assistant.conversation import (
    Dependence,
    Joined,
    asks_of_a_document,
    dependence,
    join,
    topic,
)
from assistant.encoder import Encoded, TextEncoder
from assistant.retrieval import Ranking, SearchIndex, rank
from assistant.spelling import Vocabulary, corrected

# Chosen on the follow-ups of both collections in benchmarks/data; run `python -m
# benchmarks.followups` for what they give.
_LEAST_GAIN = {Dependence.LIKELY: -0.1, Dependence.POSSIBLE: 0.036}
"""How much the best score must rise with the topic for it to be carried over."""
_MOST_LOST = {Dependence.LIKELY: 1.0, Dependence.POSSIBLE: 0.145}
"""How much worse than the best the passage found with the topic may be for the question alone."""
_LEAST_MET = {Dependence.LIKELY: 0.0, Dependence.POSSIBLE: 0.3}
"""What it must score for the question alone: a question about something else meets nothing."""


_Ranked = Callable[[str, Encoded], Ranking]


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for and what that found."""

    text: str
    query: Encoded
    ranking: Ranking
    carried: str | None = None
    """The earlier topic; None where the question was searched as typed."""
    read_as: tuple[tuple[str, str], ...] = ()
    """What was read as an abbreviation or has one, and what it was read as."""


class Searcher:
    """Searches an index for the questions of a conversation; keeps nothing between them."""

    def __init__(
        self,
        index: SearchIndex,
        vocabulary: Vocabulary,
        encoder: TextEncoder,
        abbreviations: Abbreviations | None = None,
    ) -> None:
        """Search an index, putting slips right by its vocabulary and reading its abbreviations."""
        self._index, self._vocabulary, self._encoder = index, vocabulary, encoder
        self._abbreviations = abbreviations or Abbreviations()

    def search(
        self,
        question: str,
        history: Sequence[str] = (),
        allowed: NDArray[np.bool_] | None = None,
        query: Encoded | None = None,
    ) -> Search:
        """What a question finds after the earlier ones, given in order.

        With `allowed`, of shape (passages,), only passages that it holds true for are found.
        `query` is the question encoded, where that was done before.
        """
        ranked: _Ranked = partial(rank, index=self._index, allowed=allowed)
        earlier = topic(history)
        depends = dependence(question) if earlier else Dependence.NONE
        if depends is Dependence.NONE:
            return self._typed(question, ranked, query)
        with_topic = self._joined(join(earlier, question), ranked)
        if asks_of_a_document(question):
            return self._in_document_of(history, with_topic, allowed)
        if depends is Dependence.CERTAIN:
            return with_topic
        alone = self._typed(question, ranked, query)
        return with_topic if _belongs(with_topic.ranking, alone.ranking, depends) else alone

    def corrected(self, text: str) -> str:
        """The text with slips of the keyboard put right."""
        return self._put_right(text, self._encoder.encode_query(text))

    def _put_right(self, text: str, query: Encoded) -> str:
        return corrected(text, query.spans, self._vocabulary, self._abbreviations.knows)

    def _typed(self, question: str, ranked: _Ranked, query: Encoded | None) -> Search:
        query = query or self._encoder.encode_query(question)
        better = self._abbreviations.expanded(self._put_right(question, query))
        if better.text != question:
            query = self._encoder.encode_query(better.text)
        return Search(better.text, query, ranked(better.text, query), read_as=better.read_as)

    def _joined(self, joined: Joined, ranked: _Ranked) -> Search:
        """The same for a question and its topic; a slip in either is put right."""
        text, own = joined.text, joined.own
        query = self._encoder.encode_query(text)
        better = self._abbreviations.expanded(self._put_right(text, query))
        if better.text != text:
            start, end = (better.place(len(self._put_right(text[:place], query))) for place in own)
            own, query = (start, end), self._encoder.encode_query(better.text)
        query = replace(query, own=own)
        ranking = ranked(better.text, query)
        return Search(better.text, query, ranking, joined.carried, better.read_as)

    def _in_document_of(
        self, history: Sequence[str], found: Search, allowed: NDArray[np.bool_] | None
    ) -> Search:
        """The same, within the document that the last question but these was answered from."""
        turns = [turn for turn in history if turn.strip()]
        while len(turns) > 1 and asks_of_a_document(turns[-1]):
            turns.pop()
        before = self.search(turns[-1], turns[:-1], allowed).ranking.hits(self._index, 1)
        passages = self._index.passages(found.ranking.numbers)
        places = [i for i, p in enumerate(passages) if before and p.path == before[0].passage.path]
        return replace(found, ranking=found.ranking.only(places)) if places else found


def _belongs(with_topic: Ranking, alone: Ranking, depends: Dependence) -> bool:
    """Whether what a question finds with its topic shows that the two belong together."""
    if not with_topic.numbers:
        return False
    met = alone.score(with_topic.numbers[0])
    gained, lost = with_topic.best - alone.best, alone.best - met
    return (
        gained >= _LEAST_GAIN[depends]
        and lost <= _MOST_LOST[depends]
        and met >= _LEAST_MET[depends]
    )
