"""txtai: its hybrid index, vectors and BM25 in a convex combination."""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings

from benchmarks.retrieval.worker import DEPTH, Job

PACKAGES = ("txtai",)


class Hybrid:
    """Vectors in FAISS, BM25, and the passages in SQLite."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._folder = job, folder

    def build(self) -> None:
        """Embed the passages and save the index."""
        embeddings = Embeddings(path=self._job.encoder, hybrid=True, content=True)
        embeddings.index(zip(self._job.ids, self._job.texts, strict=True))
        embeddings.save(str(self._folder))

    def open(self) -> None:
        """Load the index."""
        self._embeddings = Embeddings()
        self._embeddings.load(str(self._folder))

    def search(self, question: str) -> list[str]:
        """The ids in its order."""
        return [found["id"] for found in self._embeddings.search(question, DEPTH)]
