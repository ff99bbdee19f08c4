"""LlamaIndex: its default vector index alone, fused with its BM25 retriever, and that reranked."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms.mock import MockLLM
from llama_index.core.postprocessor import SentenceTransformerRerank
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = (
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-retrievers-bm25",
)
_READ = 10  # as in its documentation of rerankers


class Dense:
    """The vector index as it comes: vectors in memory, saved as JSON."""

    _depth = DEPTH

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
        self._retriever: BaseRetriever = index.as_retriever(similarity_top_k=self._depth)

    def search(self, question: str) -> list[str]:
        """The ids in the retriever's order."""
        self._question = question
        self._found = self._results(question)
        return [found.node.node_id for found in self._found]

    def first(self) -> First:
        """The score of the best."""
        return First(self._found[0].node.node_id, float(self._found[0].score))

    def _results(self, question: str) -> list[NodeWithScore]:
        found: list[NodeWithScore] = self._retriever.retrieve(question)
        return found

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
        words = BM25Retriever(nodes=self._nodes(), similarity_top_k=self._depth)
        words.persist(str(self._words))

    def open(self) -> None:
        """Load both."""
        super().open()
        self._retriever = QueryFusionRetriever(
            [self._retriever, BM25Retriever.from_persist_dir(str(self._words))],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=self._depth,
            num_queries=1,
            use_async=False,
        )

    @property
    def _words(self) -> Path:
        return self._folder / "bm25"


class Reranked(Fusion):
    """The same, the best read by the cross-encoder as a node postprocessor."""

    _depth = _READ

    def open(self) -> None:
        """Load both and the cross-encoder."""
        super().open()
        self._reranker = SentenceTransformerRerank(
            model=self._job.reranker, top_n=DEPTH, device="cpu"
        )

    def first(self) -> First:
        """The score of the best, and its sentence that the same cross-encoder scores highest."""
        best = super().first()

        def score(texts: list[str]) -> list[float]:
            nodes = [TextNode(id_=str(place), text=text) for place, text in enumerate(texts)]
            found = self._read([NodeWithScore(node=node) for node in nodes], self._question)
            scores = {one.node.node_id: float(one.score) for one in found}
            return [scores[node.node_id] for node in nodes]

        return First(best.id, best.score, self._job.best_unit(best.id, score))

    def _results(self, question: str) -> list[NodeWithScore]:
        return self._read(super()._results(question), question)

    def _read(self, found: list[NodeWithScore], question: str) -> list[NodeWithScore]:
        read: list[NodeWithScore] = self._reranker.postprocess_nodes(found, query_str=question)
        return read
