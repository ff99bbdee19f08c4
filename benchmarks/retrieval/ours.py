"""This project as one of the systems, through what it exports.

Building is `build_index` on the folder of documents: unlike the others, which are handed passages,
it also reads the files, cuts them into passages and exports the encoder into the index.
"""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant, build_index
from benchmarks.retrieval.worker import DEPTH, Job

PACKAGES = ("faiss-cpu", "openvino", "sentence-transformers", "tantivy", "torch")


class Ours:
    """The index of a folder of documents, asked through an `Assistant`."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note the folders."""
        self._corpus, self._folder = Path(job.corpus), folder

    def build(self) -> None:
        """Read, cut and index the documents."""
        build_index(self._corpus, self._folder)

    def open(self) -> None:
        """Open the live snapshot."""
        self._assistant = Assistant.open(self._folder)

    def search(self, question: str) -> list[str]:
        """The places of the best passages."""
        found = (hit.passage for hit in self._assistant.hits(question, DEPTH))
        return [f"{passage.path}:{passage.start}" for passage in found]
