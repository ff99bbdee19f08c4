"""Haystack: BM25 and vectors of its in-memory store, joined, and these reranked.

Alone, the two are joined by reciprocal rank fusion; reranked, the pipeline is that of its tutorial
on hybrid retrieval, ranker included.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.rankers.sentence_transformers import (
    SentenceTransformersSimilarityRanker,
)

from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = ("haystack-ai", "sentence-transformers-haystack")
_READ = 10  # of each retriever, which is their default


class Hybrid:
    """The store, saved as JSON, and the pipeline over it."""

    _depth, _last = DEPTH, "joiner"

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._file = job, folder / "store.json"

    def build(self) -> None:
        """Embed the passages and save the store."""
        embedder = SentenceTransformersDocumentEmbedder(
            model=self._job.encoder, progress_bar=False, local_files_only=True
        )
        embedder.warm_up()
        passages = zip(self._job.ids, self._job.texts, strict=True)
        documents = [Document(id=key, content=text) for key, text in passages]
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run(documents)["documents"])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(self._file))

    def open(self) -> None:
        """Load the store and connect the pipeline."""
        store = InMemoryDocumentStore.load_from_disk(str(self._file))
        embedder = SentenceTransformersTextEmbedder(
            model=self._job.encoder, progress_bar=False, local_files_only=True
        )
        pipeline = Pipeline()
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=self._depth))
        pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=self._depth))
        pipeline.add_component("joiner", self._joiner())
        pipeline.connect("embedder.embedding", "vectors.query_embedding")
        pipeline.connect("vectors", "joiner")
        pipeline.connect("words", "joiner")
        self._pipeline = pipeline

    def search(self, question: str) -> list[str]:
        """The ids in the order of the pipeline's last component."""
        self._question = question
        self._found = self._pipeline.run(self._inputs(question))[self._last]["documents"]
        return [document.id for document in self._found]

    def first(self) -> First:
        """The score of the best."""
        return First(self._found[0].id, float(self._found[0].score))

    def _joiner(self) -> DocumentJoiner:
        return DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)

    def _inputs(self, question: str) -> dict[str, Any]:
        return {"embedder": {"text": question}, "words": {"query": question}}


class Reranked(Hybrid):
    """The two retrievers' documents together, read by the cross-encoder."""

    _depth, _last = _READ, "ranker"

    def open(self) -> None:
        """Load the store and connect the pipeline, the ranker at its end."""
        super().open()
        self._ranker = SentenceTransformersSimilarityRanker(model=self._job.reranker, top_k=DEPTH)
        self._pipeline.add_component("ranker", self._ranker)
        self._pipeline.connect("joiner", "ranker")

    def first(self) -> First:
        """The score of the best, and its sentence that the same cross-encoder scores highest."""
        best = super().first()

        def score(texts: list[str]) -> list[float]:
            documents = [Document(id=str(place), content=t) for place, t in enumerate(texts)]
            found = self._ranker.run(query=self._question, documents=documents)["documents"]
            scores = {document.id: float(document.score) for document in found}
            return [scores[document.id] for document in documents]

        return First(best.id, best.score, self._job.best_unit(best.id, score))

    def _joiner(self) -> DocumentJoiner:
        return DocumentJoiner()

    def _inputs(self, question: str) -> dict[str, Any]:
        return super()._inputs(question) | {"ranker": {"query": question}}
