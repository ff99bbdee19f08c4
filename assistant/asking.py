"""Asking: turns to an `Answer`, on one snapshot of an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

from assistant.answer import compose, replied
from assistant.caution import caution
from assistant.encoder import Encoded, Encoder, TextEncoder, Vectors
from assistant.errors import QuestionError
from assistant.explanation import explain
from assistant.folding import Folded, fold
from assistant.follow_up import Searcher
from assistant.index import snapshot
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library
from assistant.index.points import PointIndex
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, Interaction, TokenIndex
from assistant.personal_data import Finding, found
from assistant.records import Answer, Document, FileDigest, Hit, Manifest, Passage, Source
from assistant.retrieval import Ranking
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN
from assistant.small_talk import heard
from assistant.spelling import strange_words
from assistant.words import phrase_stands_in, words

_PASSAGES_READ = 50
"""Of the passages that hold all words of a phrase, how many are read for the phrase itself."""

_SPARE_HITS = 9  # looked through, so that k distinct ones remain


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

    def holds_phrase(self, phrase: str) -> bool:
        """Whether the words of a phrase stand next to each other in a passage."""
        forms = [phrase[word.start : word.end].lower() for word in words(phrase)]
        numbers = self._lexical.holding(forms, _PASSAGES_READ) if forms else []
        return any(phrase_stands_in(phrase, p.text) for p in self.library.passages(numbers))

    def dense_candidates(self, query: Vectors, most: int) -> list[int]:
        """The passages whose nearest point is nearest to a query vector, nearest first."""
        return self._points.nearest(query, most)

    def lexical_candidates(
        self, stems: Collection[str], most: int, shares: Mapping[str, float]
    ) -> list[tuple[int, float]]:
        """The passages that hold most of the stems, and BM25 as a share of the most possible.

        `shares` says what a stem counts where that is not 1.
        """
        return self._lexical.search(stems, most, shares)

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

    def __init__(self, index: Path, opened: Snapshot, encoder: TextEncoder) -> None:
        """Serve a checked snapshot of the index folder `index`."""
        self._index = index
        self._snapshot = opened
        self._encoder = encoder
        self._local = LocalIndex(opened)
        self._searcher = Searcher(self._local, self._local.vocabulary, encoder)
        self._sources = {source.path: source for source in self._local.library.sources()}

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

        `history` is the earlier questions of the conversation, in order: where the question depends
        on them, their topic is searched for too. Without it a question is searched as typed.

        Raises:
            QuestionError: the question is empty or too long, or `k` is not positive.
        """
        if k < 1:
            raise QuestionError(f"k must be 1 or more; found {k}")
        warning, said = self._caution(checked(question)), heard(question)
        if said.reply and not warning:
            return replied(question, said.reply.value, snapshot=self.snapshot)
        search = self._searcher.search(said.question, _asked(history))
        hits, shown = self._distinct(search.ranking, k)
        chosen = [folded.hit for folded in shown]
        reasons = explain(search.text, search.query, chosen, self._local, self._encoder)
        return compose(
            question,
            search.text,
            hits,
            shown,
            reasons,
            self._sources,
            snapshot=self.snapshot,
            carried=search.carried,
            caution=warning,
        )

    def _caution(self, question: str) -> str | None:
        return caution(question, self.personal_data(question))

    def _distinct(self, ranking: Ranking, k: int) -> tuple[list[Hit], list[Folded]]:
        """The best hits, and the `k` best distinct ones, or all there are."""
        most = k + _SPARE_HITS
        while True:
            hits = ranking.hits(self._local, most)
            distinct = fold(hits, self._sources)
            if len(distinct) >= k or len(hits) < most:
                return hits, distinct[:k]
            most *= 4

    def personal_data(self, question: str) -> tuple[Finding, ...]:
        """The personal data in a question; what stands in the documents is public, and is none.

        Nothing of the question is kept.
        """
        spans = self._encoder.passage_spans(question)
        strange = strange_words(question, spans, self._local.vocabulary)
        return found(question, self._is_public, strange)

    def _is_public(self, phrase: str) -> bool:
        """Whether a phrase stands in a passage, or in a document's title or author."""
        entries = (source.entry for source in self._sources.values())
        told = (part for entry in entries for part in (entry.title, entry.author) if part)
        return any(phrase_stands_in(phrase, part) for part in told) or (
            self._local.holds_phrase(phrase)
        )

    def hits(self, question: str, most: int, history: Sequence[str] = ()) -> list[Hit]:
        """The `most` best passages for a question after the earlier ones, best first."""
        return self._searcher.search(question, history).ranking.hits(self._local, most)

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


def _asked(history: Sequence[str]) -> list[str]:
    """The earlier messages that asked something, each without its greeting."""
    earlier = [heard(turn) for turn in history]
    return [said.question for said in earlier if said.reply is None]


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
