"""This project as one of the systems, through what it exports.

Building is `build_index` on the folder of documents: unlike the others, which are handed passages,
it also reads the files, cuts them into passages and exports the encoder into the index.
"""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant, build_index
from assistant.records import Passage
from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = ("faiss-cpu", "openvino", "sentence-transformers", "tantivy", "torch")


class Ours:
    """The index of a folder of documents, asked through an `Assistant`."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note the folders."""
        self._job, self._corpus, self._folder = job, Path(job.corpus), folder

    def build(self) -> None:
        """Read, cut and index the documents."""
        build_index(self._corpus, self._folder)

    def open(self) -> None:
        """Open the live snapshot."""
        self._assistant = Assistant.open(self._folder)

    def search(self, question: str) -> list[str]:
        """The places of the best passages."""
        self._question = question
        return [_identity(hit.passage) for hit in self._assistant.take(question).hits(DEPTH)]

    def first(self) -> First:
        """The probability that the answer has, and what is marked in its first passage."""
        answer = self._assistant.ask(self._question)
        if not answer.quotations:
            return First("", answer.probability)
        shown = answer.quotations[0]
        identity = _identity(shown.passage)
        if not shown.sentence:
            return First(identity, answer.probability)
        text = self._job.texts[self._job.ids.index(identity)]
        before = len(text) - len(shown.passage.text)  # its title and heading
        mark = [before + shown.sentence.start, before + shown.sentence.end]
        return First(identity, answer.probability, mark)


def _identity(passage: Passage) -> str:
    return f"{passage.path}:{passage.start}"
