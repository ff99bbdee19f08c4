"""Asking: turns to an `Answer`, on one snapshot of an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.answer import compose, worth_showing
from assistant.catalogue_questions import CatalogueQuestion, Kind, recognised
from assistant.conversation import question_to_search
from assistant.encoder import Encoded, Encoder, TextEncoder, Vectors
from assistant.errors import QuestionError
from assistant.explanation import explain
from assistant.filters import Choices, checked_filters, choices_of, filtering_of
from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.points import PointIndex
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, Interaction, TokenIndex
from assistant.listing import listing
from assistant.records import (
    Answer,
    Document,
    FileDigest,
    Filters,
    Hit,
    Manifest,
    Outcome,
    Passage,
    Quotation,
    Source,
)
from assistant.retrieval import retrieve
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN
from assistant.spelling import corrected

_DOCUMENTS_QUOTED = 10
"""Of so many documents in a list the best passage is shown."""


class LocalIndex:
    """A snapshot's files as the index that retrieval searches."""

    def __init__(self, opened: Snapshot) -> None:
        """Open the files of a checked snapshot."""
        self.library = Library(opened.library)
        self._points = PointIndex(opened.folder)
        self._tokens = TokenIndex(opened.folder / snapshot.TOKENS)
        self._lexical = self.vocabulary = LexicalIndex(opened.folder / snapshot.LEXICAL)
        self.owners = np.array(self.library.owners(), np.int64)
        """For each passage, the place of its document among the library's sources."""

    def close(self) -> None:
        """Close the files."""
        self.library.close()
        self._lexical.close()

    def dense_candidates(
        self, query: Vectors, most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[int]:
        """The passages whose nearest point is nearest to a query vector, nearest first."""
        return self._points.nearest(query, most, allowed)

    def lexical_candidates(
        self, stems: Collection[str], most: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The passages that hold most of the stems, and BM25 as a share of the most possible."""
        return self._lexical.search(stems, most, allowed)

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How the tokens of a question met those of passages."""
        return self._tokens.interact(query, numbers)

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """For each passage the cosine of a query vector and its nearest point."""
        return self._points.cosines(query, numbers)

    def holding(self, stems: Collection[str]) -> list[int]:
        """The passages that hold every stem, themselves or in what was encoded before them."""
        return self._lexical.holding(stems)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in the order asked for."""
        return self.library.passages(numbers)

    def contexts(self, numbers: Sequence[int]) -> list[str]:
        """What was encoded in front of each of these passages."""
        return self.library.contexts(numbers)

    def coded(self, number: int) -> CodedPassage:
        """The coded tokens of one passage."""
        return self._tokens.passage(number)

    def weights(self, query: Encoded) -> Vectors:
        """What each token of a question weighs, summing to one."""
        return self._tokens.weights(query)


class Assistant:
    """Answers questions from one snapshot. Safe to use from several threads."""

    def __init__(self, index: Path, opened: Snapshot, encoder: TextEncoder) -> None:
        """Serve a checked snapshot of the index folder `index`."""
        self._index = index
        self._snapshot = opened
        self._encoder = encoder
        self._local = LocalIndex(opened)
        self._sources = {source.path: source for source in self._local.library.sources()}
        self._choices = choices_of(self.sources())

    @classmethod
    def open(cls, index: Path) -> Self:
        """An assistant on the live snapshot of an index folder, its files checked.

        Raises:
            NoIndexError: the folder holds no index.
            IndexFormatError: another version wrote it.
            DamagedIndexError: a file is missing or changed.
        """
        opened = snapshot.open_snapshot(Path(index))
        return cls(Path(index), opened, Encoder(opened.encoder))

    def __enter__(self) -> Self:
        """The assistant itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._local.close()

    @property
    def snapshot(self) -> str:
        """The name of the snapshot that answers."""
        return self._snapshot.name

    @property
    def manifest(self) -> Manifest:
        """What the snapshot holds and what it was made from."""
        return self._snapshot.manifest

    def sources(self) -> tuple[Source, ...]:
        """The documents it answers from, by path."""
        return tuple(self._sources.values())

    def choices(self) -> Choices:
        """What there is to filter by."""
        return self._choices

    def document(self, path: str) -> Document:
        """The document at a path within the corpus.

        Raises:
            KeyError: there is no such document.
        """
        return self._local.library.document(path)

    def passages(self, path: str) -> list[Passage]:
        """The passages of a document, in order; none where there is no such document."""
        return self._local.library.passages_of(path)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = PASSAGES_SHOWN,
        filters: Filters | None = None,
    ) -> Answer:
        """What the documents that pass the filters say to a question, in up to `k` passages.

        `history` is the earlier questions of the conversation, in order.

        Raises:
            QuestionError: the question is empty or too long, or `k` is not positive.
            FilterError: no document has a name that a filter asks for, or its date is none.
        """
        if k < 1:
            raise QuestionError(f"k must be 1 or more; found {k}")
        asked = question_to_search(checked(question), history)
        filters = checked_filters(filters or Filters(), self._choices)
        of_documents = recognised(question, self.sources(), self._choices)
        listed = of_documents and self._listed(question, of_documents, k, filters)
        if listed:
            return listed
        if not filters:
            return self._answer(question, asked, k)
        return self._filtered(question, asked, k, filters)

    def _answer(
        self, question: str, asked: str, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> Answer:
        """What the allowed passages say to a question as it is asked on its own."""
        searched, query = self._searched(asked)
        hits = retrieve(searched, query, self._local, k, allowed)
        reasons = explain(searched, query, hits, self._local, self._encoder)
        return compose(question, searched, hits, reasons, self._sources, snapshot=self.snapshot)

    def _filtered(self, question: str, asked: str, k: int, filters: Filters) -> Answer:
        """What the documents that pass say; if nothing, how much all documents would."""
        answer = self._answer(question, asked, k, self._passing(filters))
        filtering = filtering_of(filters, (source.entry for source in self.sources()))
        if answer.outcome is not Outcome.FOUND and filtering.documents < filtering.of:
            everywhere = self._answer(question, asked, k)
            found = everywhere.outcome is Outcome.FOUND
            outside = len(worth_showing(everywhere)) if found else 0
            filtering = replace(filtering, outside=outside)
        return replace(answer, filters=filtering)

    def _listed(
        self, question: str, asked: CatalogueQuestion, k: int, filters: Filters
    ) -> Answer | None:
        """What the catalogue answers; None where the question is rather one to search for."""
        searched = question
        if asked.topic is not None:
            topic, _ = self._searched(asked.topic)
            searched = question.replace(asked.topic, topic)
            asked = replace(asked, topic=topic)
        among = [source for source in self.sources() if filters.admits(source.entry)]
        found = listing(asked, among, self._local, self._best)
        if found is None:
            return None
        said = self._said(searched, asked, k, filters)
        return Answer(
            question=question,
            searched_for=searched,
            outcome=Outcome.FOUND if found.documents else Outcome.NOT_FOUND,
            probability=1.0 if found.documents else 0.0,
            quotations=said,
            snapshot=self.snapshot,
            filters=filtering_of(filters, (s.entry for s in self.sources())) if filters else None,
            summary=found.summary,
            documents=found.documents,
        )

    def _said(
        self, searched: str, asked: CatalogueQuestion, k: int, filters: Filters
    ) -> tuple[Quotation, ...]:
        """The passages that answer a question that asks what documents say as well; else none."""
        if asked.kind is not Kind.ABOUT:
            return ()
        allowed = self._passing(filters) & self._passing(asked.filters)
        answer = self._answer(searched, searched, k, allowed)
        return answer.quotations if answer.outcome is Outcome.FOUND else ()

    def _best(self, topic: str, numbers: Sequence[int]) -> tuple[Quotation, ...]:
        """The best passage for a topic of each document, of those with these numbers."""
        allowed = np.zeros(len(self._local.owners), np.bool_)
        allowed[list(numbers)] = True
        query = self._encoder.encode_query(topic)
        first: dict[str, Hit] = {}
        for hit in retrieve(topic, query, self._local, len(numbers), allowed):
            first.setdefault(hit.passage.path, hit)
        hits = list(first.values())[:_DOCUMENTS_QUOTED]
        reasons = explain(topic, query, hits, self._local, self._encoder)
        composed = compose(topic, topic, hits, reasons, self._sources, snapshot=self.snapshot)
        return composed.quotations

    def _passing(self, filters: Filters) -> NDArray[np.bool_]:
        """Which passages are of documents that pass the filters, shape (passages,)."""
        passing = np.array([filters.admits(source.entry) for source in self.sources()], np.bool_)
        allowed: NDArray[np.bool_] = passing[self._local.owners]
        return allowed

    def _searched(self, question: str) -> tuple[str, Encoded]:
        """The question with its misspelt words put right, and encoded."""
        query = self._encoder.encode_query(question)
        better = corrected(question, query.spans, self._local.vocabulary)
        if better == question:
            return question, query
        return better, self._encoder.encode_query(better)

    def hits(self, question: str, most: int) -> list[Hit]:
        """The `most` best passages for a question that stands on its own, best first."""
        return retrieve(question, self._encoder.encode_query(question), self._local, most)

    def refreshed(self) -> Assistant:
        """This assistant, or one on the snapshot that has been published since.

        Raises:
            SearchIndexError: the new snapshot cannot be used; this assistant still can.
        """
        if snapshot.current_name(self._index) == self.snapshot:
            return self
        opened = snapshot.open_snapshot(self._index)
        same = _encoder_files(opened.manifest) == _encoder_files(self.manifest)
        return Assistant(self._index, opened, self._encoder if same else Encoder(opened.encoder))


def _encoder_files(manifest: Manifest) -> dict[str, FileDigest]:
    """The digests of the exported encoder's files."""
    encoder = f"{snapshot.ENCODER}/"
    return {name: digest for name, digest in manifest.files.items() if name.startswith(encoder)}


def checked(question: str) -> str:
    """The question, if it can be searched.

    Raises:
        QuestionError: it is empty or longer than 2,000 characters.
    """
    if not question.strip():
        raise QuestionError("the question is empty: type a question in words")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most "
            f"{MAX_QUESTION_CHARACTERS:,} can be searched: shorten it"
        )
    return question
