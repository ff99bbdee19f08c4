"""Asking: turns to an `Answer`, on one snapshot of an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from assistant.answer import compose
from assistant.conversation import question_to_search
from assistant.encoder import Encoded, Encoder, TextEncoder, Vectors
from assistant.errors import AssistantError, NoIndexError, QuestionError, SearchIndexError
from assistant.explanation import explain
from assistant.index import snapshot
from assistant.index.history import live_name, open_serving
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.points import PointIndex
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, Interaction, TokenIndex
from assistant.records import Answer, Document, FileDigest, Hit, Manifest, Passage, Source
from assistant.retrieval import retrieve
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN
from assistant.spelling import corrected

_TRIES = 5


class LocalIndex:
    """A snapshot's files as the index that retrieval searches."""

    def __init__(self, opened: Snapshot) -> None:
        """Open the files of a checked snapshot."""
        self.library = Library(opened.library)
        self._points = PointIndex(opened.folder)
        self._tokens = TokenIndex(opened.folder / snapshot.TOKENS)
        self._lexical = self.vocabulary = LexicalIndex(opened.folder / snapshot.LEXICAL)

    def close(self) -> None:
        """Close the files."""
        self.library.close()
        self._lexical.close()

    def dense_candidates(self, query: Vectors, most: int) -> list[int]:
        """The passages whose nearest point is nearest to a query vector, nearest first."""
        return self._points.nearest(query, most)

    def lexical_candidates(self, stems: Collection[str], most: int) -> list[tuple[int, float]]:
        """The passages that hold most of the stems, and BM25 as a share of the most possible."""
        return self._lexical.search(stems, most)

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How the tokens of a question met those of passages."""
        return self._tokens.interact(query, numbers)

    def cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        """For each passage the cosine of a query vector and its nearest point."""
        return self._points.cosines(query, numbers)

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

    def __init__(
        self, index: Path, opened: Snapshot, encoder: TextEncoder, warning: str | None = None
    ) -> None:
        """Serve a checked snapshot of the index folder `index`."""
        self._warning = warning
        self._index = index
        self._refused = live_name(index) if warning else None
        self._snapshot = opened
        self._encoder = encoder
        self._local = LocalIndex(opened)
        self._sources = {source.path: source for source in self._local.library.sources()}

    @classmethod
    def open(cls, index: Path) -> Self:
        """An assistant on the live snapshot of an index folder, its files checked.

        Where the live snapshot is damaged, on the one before, with a warning.

        Raises:
            NoIndexError: the folder holds no index.
            IndexFormatError: another version wrote it.
            DamagedIndexError: a file is missing or changed, and no snapshot before is whole.
        """
        index = Path(index)
        for _ in range(_TRIES):
            serving = open_serving(index)
            try:
                opened = serving.snapshot
                return cls(index, opened, Encoder(opened.encoder), serving.warning)
            except (AssistantError, OSError, RuntimeError, ValueError, sqlite3.Error):
                if opened.folder.is_dir():
                    raise  # else two builds have swept it away meanwhile
        raise NoIndexError(f"the index in {index} is rebuilt without a pause: try again later")

    @classmethod
    def on(cls, index: Path, opened: Snapshot, like: Assistant | None = None) -> Self:
        """An assistant on a checked snapshot; it shares the encoder of one that has the same."""
        if like is not None and _encoder_files(opened.manifest) == _encoder_files(like.manifest):
            return cls(index, opened, like._encoder)
        return cls(index, opened, Encoder(opened.encoder))

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
    def warning(self) -> str | None:
        """What is wrong with the live snapshot, where another one answers in its place."""
        return self._warning

    @property
    def manifest(self) -> Manifest:
        """What the snapshot holds and what it was made from."""
        return self._snapshot.manifest

    def sources(self) -> tuple[Source, ...]:
        """The documents it answers from, by path."""
        return tuple(self._sources.values())

    def document(self, path: str) -> Document:
        """The document at a path within the corpus.

        Raises:
            KeyError: there is no such document.
        """
        return self._local.library.document(path)

    def passages(self, path: str) -> list[Passage]:
        """The passages of a document, in order; none where there is no such document."""
        return self._local.library.passages_of(path)

    def ask(self, question: str, history: Sequence[str] = (), *, k: int = PASSAGES_SHOWN) -> Answer:
        """What the documents say to a question, in up to `k` passages.

        `history` is the earlier questions of the conversation, in order.

        Raises:
            QuestionError: the question is empty or too long, or `k` is not positive.
        """
        if k < 1:
            raise QuestionError(f"k must be 1 or more; found {k}")
        searched, query = self._searched(question_to_search(checked(question), history))
        hits = retrieve(searched, query, self._local, k)
        reasons = explain(searched, query, hits, self._local, self._encoder)
        return compose(question, searched, hits, reasons, self._sources, snapshot=self.snapshot)

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
        name = snapshot.current_name(self._index)
        if name == self.snapshot:
            self._warning = None
        if name in (self.snapshot, self._refused):
            return self
        try:
            return Assistant.on(self._index, snapshot.open_snapshot(self._index), self)
        except SearchIndexError as error:
            self._refused = name  # so that not every question finds it out again
            self._warning = f"{error} Until then the answers come from the index before."
            raise


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
