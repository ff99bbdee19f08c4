"""LlamaIndex: its default vector index alone, and fused with its BM25 retriever."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms.mock import MockLLM
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

from benchmarks.retrieval.worker import DEPTH, Job

PACKAGES = (
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-retrievers-bm25",
)


class Dense:
    """The vector index as it comes: vectors in memory, saved as JSON."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._folder = job, folder

    def build(self) -> None:
        """Embed the passages and persist the index."""
        index = VectorStoreIndex(self._nodes(), embed_model=self._embedding())
        index.storage_context.persist(str(self._folder))

    def open(self) -> None:
        """Load the index."""
        storage = StorageContext.from_defaults(persist_dir=str(self._folder))
        index = load_index_from_storage(storage, embed_model=self._embedding())
        self._retriever: BaseRetriever = index.as_retriever(similarity_top_k=DEPTH)

    def search(self, question: str) -> list[str]:
        """The ids in the retriever's order."""
        return [found.node.node_id for found in self._retriever.retrieve(question)]

    def _embedding(self) -> HuggingFaceEmbedding:
        return HuggingFaceEmbedding(model_name=self._job.encoder, device="cpu")

    def _nodes(self) -> list[TextNode]:
        passages = zip(self._job.ids, self._job.texts, strict=True)
        return [TextNode(id_=key, text=text) for key, text in passages]


class Fusion(Dense):
    """Vectors and BM25 (English stems and stop words) by reciprocal rank fusion.

    No questions are generated, so no language model is asked; the mock stands in for it.
    """

    def build(self) -> None:
        """Embed the passages, count their words and persist both."""
        super().build()
        BM25Retriever(nodes=self._nodes(), similarity_top_k=DEPTH).persist(str(self._words))

    def open(self) -> None:
        """Load both."""
        super().open()
        self._retriever = QueryFusionRetriever(
            [self._retriever, BM25Retriever.from_persist_dir(str(self._words))],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )

    @property
    def _words(self) -> Path:
        return self._folder / "bm25"
