"""Haystack: BM25 and vectors of its in-memory store, joined by reciprocal rank fusion.

The pipeline is that of its tutorial on hybrid retrieval without the ranker at the end, which is
another and larger model.
"""

from __future__ import annotations

from pathlib import Path

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

from benchmarks.retrieval.worker import DEPTH, Job

PACKAGES = ("haystack-ai", "sentence-transformers-haystack")


class Hybrid:
    """The store, saved as JSON, and the pipeline over it."""

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
        pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)
        pipeline.add_component("joiner", joiner)
        pipeline.connect("embedder.embedding", "vectors.query_embedding")
        pipeline.connect("vectors", "joiner")
        pipeline.connect("words", "joiner")
        self._pipeline = pipeline

    def search(self, question: str) -> list[str]:
        """The ids in the joiner's order."""
        found = self._pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [document.id for document in found["joiner"]["documents"]]
