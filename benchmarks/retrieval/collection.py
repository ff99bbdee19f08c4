"""The labelled collections: their passages as ours cuts them, and their questions.

A question with a quote is right at the passages that hold it (any passage of a right document,
where none does); one without, as in SQuAD, at its document, which ranks where its best passage
does. These are the rules of `assistant.evaluation`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, build_index
from assistant.conversation import Dependence, dependence, join, topic
from assistant.encoder.export import ADAPTER
from assistant.evaluation.questions import (
    LabelledQuestion,
    Metric,
    load_questions,
    measure,
    write_corpus,
)
from assistant.passages import contexts
from assistant.text import units
from benchmarks.collections import COLLECTIONS, ROOT

WORK = Path(__file__).parent.parent / ".cache"
"""Where indexes and runs are kept for later."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the documents answer, and where."""

    text: str
    """What is searched for; a follow-up has its topic with it."""
    right: frozenset[str]
    """Ids of passages, or paths of documents."""
    by_document: bool
    quote: str = ""
    """The words that answer; empty where the labels do not say."""

    def metrics(self, ranking: Sequence[str]) -> dict[Metric, float]:
        """The metrics of a ranking of passages, given by their ids."""
        places = dict.fromkeys(document_of(i) for i in ranking) if self.by_document else ranking
        return measure([place in self.right for place in places], len(self.right))


@dataclass(frozen=True, slots=True)
class Collection:
    """The passages of a corpus and the questions asked of them."""

    name: str
    corpus: Path
    index: Path
    """Ours, built."""
    ids: list[str]
    texts: list[str]
    """What ours embeds of each passage: its title and heading, then its text."""
    units: dict[str, list[list[int]]]
    """By id, where the sentences and bullets of its text begin and end in what is embedded.

    Empty where no question has a quote.
    """
    questions: list[Question]
    unanswerable: list[str]
    """What is searched for where the documents do not answer."""

    @property
    def asked(self) -> list[str]:
        """What is searched for: of the answerable questions, then of the others."""
        return [*(question.text for question in self.questions), *self.unanswerable]


def collections(squad_files: Sequence[Path], work: Path, every: int = 1) -> Iterator[Collection]:
    """The project's own labelled collections, then each SQuAD 2.0 file, its paragraphs documents.

    Of a SQuAD file's questions only each `every`th is asked.

    Raises:
        AssistantError: a file is not what it should be, or cannot be built.
    """
    work.mkdir(parents=True, exist_ok=True)
    (work / ".gitignore").write_text("*\n", "ascii")
    for name, (corpus, file) in COLLECTIONS.items():
        yield collection(name, corpus, load_questions(file), work / name)
    for file in squad_files:
        folder = work / file.stem
        shutil.rmtree(folder / "corpus", ignore_errors=True)
        questions = write_corpus(file, folder / "corpus")
        yield collection(file.stem, folder / "corpus", questions[::every], folder)


def collection(
    name: str, corpus: Path, labelled: Sequence[LabelledQuestion], work: Path
) -> Collection:
    """A corpus, its index built in a working folder, and its questions."""
    index = current_index(corpus, work)
    with Assistant.open(index) as assistant:
        ids, texts = [], []
        parts: dict[str, list[list[int]]] = {}
        for source in assistant.sources():
            held = assistant.passages(source.path)
            known = [passage_id(source.path, passage.start) for passage in held]
            before = contexts(assistant.document(source.path), held)
            embedded = [f"{c}{p.text}" for c, p in zip(before, held, strict=True)]
            parts |= {i: _units(p.text, t) for i, p, t in zip(known, held, embedded, strict=True)}
            ids += known
            texts += embedded
        questions = [_question(assistant, asked) for asked in labelled if asked.answerable]
    others = [searched(asked.turns) for asked in labelled if not asked.answerable]
    quoted = any(question.quote for question in questions)
    return Collection(name, corpus, index, ids, texts, parts if quoted else {}, questions, others)


def current_index(corpus: Path, work: Path) -> Path:
    """The index of a corpus, from a run before if none of our code has changed since."""
    index, stamp = work / "index", work / "code"
    if not stamp.is_file() or stamp.read_text("ascii") != code_digest():
        shutil.rmtree(index, ignore_errors=True)
    build_index(corpus, index)
    stamp.write_text(code_digest(), "ascii")
    return index


def code_digest() -> str:
    """Digest of the package's code, of its encoder and of the libraries it is pinned to."""
    digest = hashlib.sha256()
    code = sorted((ROOT / "assistant").rglob("*.py"))
    for path in (ROOT / "constraints.txt", ADAPTER, *code):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def passage_id(path: str, start: int) -> str:
    """A passage's place as one word."""
    return f"{path}:{start}"


def document_of(identity: str) -> str:
    """The path of the document that a passage, given by its id, is of."""
    return identity.rpartition(":")[0]


def _units(text: str, embedded: str) -> list[list[int]]:
    """Where the units of a passage's text stand in what is embedded, which ends with the text."""
    before = len(embedded) - len(text)
    return [[before + start, before + end] for start, end in units(text)]


def searched(turns: Sequence[str]) -> str:
    """The last question, or it and its topic as one text: for a search that takes no more.

    `assistant.conversation` does better: it asks the index too, and weighs the topic's words less.
    """
    earlier = topic(turns[:-1])
    if not earlier or dependence(turns[-1]) < Dependence.LIKELY:
        return turns[-1]
    return join(earlier, turns[-1]).text


def _question(assistant: Assistant, asked: LabelledQuestion) -> Question:
    text = searched(asked.turns)
    if not asked.quote:
        return Question(text, frozenset(asked.sources), by_document=True)
    held = [passage for path in asked.sources for passage in assistant.passages(path)]
    quote = " ".join(asked.quote.split())
    whole = [passage for passage in held if quote in " ".join(passage.text.split())]
    right = frozenset(passage_id(p.path, p.start) for p in whole or held)
    return Question(text, right, by_document=False, quote=asked.quote)
