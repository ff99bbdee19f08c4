"""txtai: its hybrid index, vectors and BM25 in a convex combination, alone and reranked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings
from txtai.pipeline import Reranker, Similarity

from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = ("txtai",)
_READ = 30  # by default it reads ten times the three that it returns


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
        self._question = question
        self._found = self._results(question)
        return [found["id"] for found in self._found]

    def first(self) -> First:
        """The score of the best."""
        return First(self._found[0]["id"], float(self._found[0]["score"]))

    def _results(self, question: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._embeddings.search(question, DEPTH)
        return found


class Reranked(Hybrid):
    """The same, the best read by the cross-encoder in its reranker pipeline."""

    def open(self) -> None:
        """Load the index and the cross-encoder."""
        super().open()
        self._similarity = Similarity(self._job.reranker, crossencode=True)
        self._reranker = Reranker(self._embeddings, self._similarity)

    def first(self) -> First:
        """The score of the best, and its sentence that the same cross-encoder scores highest."""
        best = super().first()

        def score(texts: list[str]) -> list[float]:
            return [one for _, one in sorted(self._similarity(self._question, texts))]

        return First(best.id, best.score, self._job.best_unit(best.id, score))

    def _results(self, question: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._reranker(question, limit=_READ, factor=1)
        return found
