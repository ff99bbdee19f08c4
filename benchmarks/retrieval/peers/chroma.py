"""Chroma: a persistent collection asked with its embedding function for sentence-transformers."""

from __future__ import annotations

from pathlib import Path

import chromadb
from chromadb.config import Settings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = ("chromadb",)


class Dense:
    """A collection as it comes: HNSW over one vector a passage, by cosine."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._folder = job, folder

    def build(self) -> None:
        """Embed the passages; the collection persists them itself."""
        collection = self._client().create_collection(
            "passages",
            embedding_function=self._embedding(),
            configuration={"hnsw": {"space": "cosine"}},
        )
        collection.add(ids=self._job.ids, documents=self._job.texts)

    def open(self) -> None:
        """Open the collection."""
        self._collection = self._client().get_collection(
            "passages", embedding_function=self._embedding()
        )

    def search(self, question: str) -> list[str]:
        """The ids, nearest first."""
        self._found = self._collection.query(query_texts=[question], n_results=DEPTH)
        return [str(key) for key in self._found["ids"][0]]

    def first(self) -> First:
        """The cosine of the nearest; what is reported is the distance."""
        return First(self._found["ids"][0][0], 1 - float(self._found["distances"][0][0]))

    def _client(self) -> chromadb.ClientAPI:
        settings = Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(path=str(self._folder), settings=settings)

    def _embedding(self) -> SentenceTransformerEmbeddingFunction:
        return SentenceTransformerEmbeddingFunction(model_name=self._job.encoder, device="cpu")
