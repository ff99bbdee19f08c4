"""The assistant: an index is opened, questions are taken up on it, and each is answered."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from assistant import comprehension
from assistant.answers import Answerer, Ground, examples
from assistant.answers.filters import choices_of
from assistant.comprehension.reader import PassageReader, shipped_reader
from assistant.encoder import Encoder, EncoderOnce, TextEncoder
from assistant.errors import (
    AssistantError,
    DamagedIndexError,
    NoIndexError,
    QuestionError,
    SearchIndexError,
)
from assistant.index import Progress, snapshot
from assistant.index.engines import open_index
from assistant.index.history import live_name, open_serving
from assistant.index.library import reports_of
from assistant.index.reuse import precision_of
from assistant.index.snapshot import Snapshot
from assistant.records import Answer, Filters, Manifest, Outcome, ReadOutcome, Source
from assistant.screening import Screening
from assistant.screening.patterns import Finding
from assistant.screening.small_talk import heard
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN, EngineSettings

_TRIES = 5
_RECENT = 3  # turns that are asked whether they tell of danger
_log = logging.getLogger(__name__)


class Assistant(AbstractContextManager["Assistant"]):
    """Answers questions from one snapshot. Safe to use from several threads."""

    def __init__(
        self,
        index: Path,
        opened: Snapshot,
        encoder: TextEncoder,
        reader: PassageReader,
        warning: str | None = None,
        progress: Progress = lambda *_: None,
        engine: EngineSettings | None = None,
    ) -> None:
        """Serve a checked snapshot of the index folder `index`."""
        self.warning = warning
        """What is wrong with the live snapshot, where another one answers in its place."""
        self.snapshot, self.manifest = opened.name, opened.manifest
        """The name of the snapshot that answers; what it holds and what it was made from."""
        self.comprehension_sha256 = reader.sha256
        """Of the weights of the model of comprehension."""
        self._index, self._snapshot = index, opened
        self._refused = live_name(index) if warning else None
        self._damage: DamagedIndexError | None = None
        self._encoder, self._reader, self._engine = encoder, reader, engine
        self._local = open_index(opened, progress, engine)
        encoder_sha256 = opened.manifest.encoder_sha256
        self.document, self.passages = self._local.library.document, self._local.library.passages_of
        """The document at a path within the corpus, KeyError where there is none; the passages of
        one, in order, none where there is no such document."""
        sources = {source.path: source for source in self._local.library.sources()}
        self.calibration = comprehension.in_use(index, encoder_sha256, reader.sha256, sources)
        """What makes probabilities of evidence, and where it comes from."""
        if self.calibration.problem:
            _log.warning("the calibration shipped is used: %s", self.calibration.problem)
        used, choices = self.calibration.calibration, choices_of([*sources.values()])
        self._ground = Ground(self._local, reader, used, opened.name, sources, choices)
        reports = reports_of(sources.values(), opened.manifest.problems)
        self.unread = sum(report.outcome is ReadOutcome.NOT_READ for report in reports)
        """How many files of the corpus could not be read, and so are not searched."""
        self.screening = Screening(self._local, encoder_sha256, self.sources())

    @classmethod
    def open(
        cls, index: Path, progress: Progress = lambda *_: None, engine: EngineSettings | None = None
    ) -> Self:
        """An assistant on the live snapshot of an index folder, its files checked.

        Where the live snapshot is damaged, on the one before, with a warning. `progress` is told
        of what takes a while: a search engine that has to load the index first. `engine` is what
        is searched; where none is given, the one that the settings file or the environment sets.

        Raises:
            SettingError: no engine is given, and what is set is not what it must be.
            NoIndexError: the folder holds no index.
            IndexFormatError: another version wrote it.
            DamagedIndexError: a file is missing or changed, and no snapshot before is whole.
            ComprehensionError: the model of comprehension is missing or not the one shipped.
        """
        index = Path(index)
        for _ in range(_TRIES):
            serving = open_serving(index)
            opened, warning = serving.snapshot, serving.warning
            try:
                encoder, reader = _encoder(opened), shipped_reader()
                return cls(index, opened, encoder, reader, warning, progress, engine)
            except (AssistantError, OSError, RuntimeError, ValueError, sqlite3.Error):
                if opened.folder.is_dir():
                    raise  # else two builds have swept it away meanwhile
        raise NoIndexError(f"the index in {index} is rebuilt without a pause: try again later")

    @classmethod
    def on(
        cls, index: Path, opened: Snapshot, like: Self | None = None, warning: str | None = None
    ) -> Self:
        """An assistant on a checked snapshot; it shares the encoder of one that has the same."""
        is_alike = like is not None and _encoder_in(opened.manifest) == _encoder_in(like.manifest)
        encoder = like._encoder if like and is_alike else _encoder(opened)
        reader, engine = (like._reader, like._engine) if like else (shipped_reader(), None)
        return cls(index, opened, encoder, reader, warning, engine=engine)

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._local.close()

    def sources(self) -> tuple[Source, ...]:
        """The documents it answers from, by path."""
        return tuple(self._ground.sources.values())

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to start from, which its documents answer; none where no build made them."""
        return examples.read(self._index, self.snapshot) or ()

    def take(self, question: str, history: Sequence[str] = ()) -> Question:
        """Returns a question to be looked at and answered on this snapshot.

        `history` is the earlier questions of the conversation, in order: where the question depends
        on them, their topic is searched for too. Without it a question is searched as typed.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return Question(checked(question), history, self)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = PASSAGES_SHOWN,
        filters: Filters | None = None,
    ) -> Answer:
        """Returns what `take(question, history).answer` does."""
        return self.take(question, history).answer(k=k, filters=filters)

    def recheck(self) -> None:
        """Read every large file of the snapshot, which opening may have taken as whole.

        It may take minutes, and questions are answered meanwhile. Where a file is damaged
        `refreshed` moves to another snapshot.
        """
        self._damage = snapshot.recheck(self._snapshot)

    def refreshed(self) -> Assistant:
        """This assistant, or one on the snapshot or with the calibration written since.

        Raises:
            SearchIndexError: the new snapshot cannot be used; this assistant still can.
        """
        if self._damage is not None:
            self._damage = None  # where no other is whole this one answers on
            serving = open_serving(self._index)
            return Assistant.on(self._index, serving.snapshot, self, serving.warning)
        name = snapshot.current_name(self._index)
        if name == self.snapshot:
            self.warning = None
        if name in (self.snapshot, self._refused):
            if comprehension.stamp_of(self._index) == self.calibration.stamp:
                return self
            return Assistant.on(self._index, self._snapshot, self, self.warning)
        try:
            return Assistant.on(self._index, snapshot.open_snapshot(self._index), self)
        except SearchIndexError as error:
            self._refused = name  # so that not every question finds it out again
            self.warning = f"{error} Until then the answers come from the index before."
            raise


class Question:
    """A question taken up on one snapshot: each of its texts is encoded and searched for once.

    Nothing of it is kept beyond this object.
    """

    def __init__(self, text: str, history: Sequence[str], assistant: Assistant) -> None:
        """Take up a question after the earlier ones; `Assistant.take` does it."""
        self.text, self._heard, self._unread = text, heard(text), assistant.unread
        self._ground, self._screening = assistant._ground, assistant.screening
        self._encoder = EncoderOnce(assistant._encoder)
        earlier = [said.question for said in map(heard, history) if said.reply is None]
        before = self._since_danger(earlier) if earlier and not self.caution else []
        self._answerer = Answerer(self._heard.question, before, self._ground, self._encoder)
        self.hits, self.evidence = self._answerer.hits, self._answerer.evidence

    def _since_danger(self, turns: Sequence[str]) -> Sequence[str]:
        """The turns, but for those before one of the last that tells of danger."""
        last = range(max(len(turns) - _RECENT, 0), len(turns))
        told = (n for n in reversed(last) if self._screening.caution(turns[n], self._encoder))
        return turns[next(told, 0) :]

    @cached_property
    def personal_data(self) -> tuple[Finding, ...]:
        """The personal data in it; what stands in the documents is public, and is none."""
        return self._screening.personal_data(self.text, self._encoder)

    @cached_property
    def caution(self) -> str | None:
        """What to say before anything else, where it tells of danger to someone now."""
        return self._screening.caution(self.text, self._encoder)

    def answer(self, *, k: int = PASSAGES_SHOWN, filters: Filters | None = None) -> Answer:
        """Returns what the documents that pass the filters say, in up to `k` passages.

        A question about the documents themselves is answered with a list of them.

        Raises:
            QuestionError: `k` is not positive.
            FilterError: no document has what a filter names, or a date is none.
        """
        if k < 1:
            raise QuestionError(f"k must be 1 or more; found {k}")
        if self._heard.reply and not self.caution:
            text, reply, snapshot = self.text, self._heard.reply.value, self._ground.snapshot
            return Answer(text, text, Outcome.NOT_FOUND, 0.0, (), snapshot, reply=reply)
        with self._ground.index.asking():
            answer = self._answerer.answer(k, filters)
        return replace(answer, question=self.text, caution=self.caution, unread=self._unread)


def _encoder(opened: Snapshot) -> Encoder:
    """A snapshot's encoder, in what its passages were encoded in."""
    return Encoder(opened.encoder, precision_of(opened.manifest.recipe))


def _encoder_in(manifest: Manifest) -> tuple[object, ...]:
    """What a snapshot's encoder encodes in, and the digests of its files."""
    folder = f"{snapshot.ENCODER}/"
    files = {name: digest for name, digest in manifest.files.items() if name.startswith(folder)}
    return precision_of(manifest.recipe), files


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
