"""LangChain: its FAISS store alone, with BM25 in its ensemble retriever, and that reranked."""

from __future__ import annotations

import re
from pathlib import Path

from langchain_classic.retrievers import ContextualCompressionRetriever, EnsembleRetriever
from langchain_classic.retrievers.document_compressors import CrossEncoderReranker
from langchain_community.cross_encoders import HuggingFaceCrossEncoder
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.retrieval.worker import DEPTH, First, Job

PACKAGES = ("langchain-classic", "langchain-community", "langchain-core", "langchain-huggingface")
_READ = 20  # of each retriever, as in its documentation of the cross-encoder


class Dense:
    """The FAISS store as it comes: exact search over one vector a passage."""

    _depth = DEPTH

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._folder = job, folder

    def build(self) -> None:
        """Embed the passages and save the store."""
        store = FAISS.from_documents(self._documents(), self._embeddings())
        store.save_local(str(self._folder))

    def open(self) -> None:
        """Load the store; what it pickled is our own."""
        self._store = FAISS.load_local(
            str(self._folder), self._embeddings(), allow_dangerous_deserialization=True
        )
        self._retriever: BaseRetriever = self._store.as_retriever(search_kwargs={"k": self._depth})

    def search(self, question: str) -> list[str]:
        """The ids in the retriever's order."""
        self._question = question
        self._found = self._retriever.invoke(question)
        return [document.metadata["id"] for document in self._found]

    def first(self) -> First:
        """The distance of the nearest, less being surer; the store tells it, a retriever not."""
        ((document, distance),) = self._store.similarity_search_with_score(self._question, k=1)
        return First(document.metadata["id"], -float(distance))

    def _embeddings(self) -> HuggingFaceEmbeddings:
        return HuggingFaceEmbeddings(
            model_name=self._job.encoder, encode_kwargs={"normalize_embeddings": True}
        )

    def _documents(self) -> list[Document]:
        passages = zip(self._job.ids, self._job.texts, strict=True)
        return [Document(page_content=text, metadata={"id": key}) for key, text in passages]


class Ensemble(Dense):
    """BM25 and FAISS at equal weights by reciprocal rank fusion.

    BM25 has nothing to save and is made anew from the passages on opening. It is given lower-case
    words, where its own default splits at spaces and keeps case and punctuation.
    """

    def open(self) -> None:
        """Load the store and make BM25."""
        super().open()
        words = BM25Retriever.from_documents(
            self._documents(), k=self._depth, preprocess_func=_words
        )
        self._retriever = EnsembleRetriever(
            retrievers=[words, self._retriever], weights=[0.5, 0.5], id_key="id"
        )

    def first(self) -> First:
        """No score: the retriever reports none."""
        return First(self._found[0].metadata["id"], None)


class Reranked(Ensemble):
    """The same, the best read by the cross-encoder as a document compressor."""

    _depth = _READ

    def open(self) -> None:
        """Load the store and the cross-encoder, and make BM25."""
        super().open()
        self._encoder = HuggingFaceCrossEncoder(
            model_name=self._job.reranker, model_kwargs={"device": "cpu"}
        )
        self._retriever = ContextualCompressionRetriever(
            base_compressor=CrossEncoderReranker(model=self._encoder, top_n=DEPTH),
            base_retriever=self._retriever,
        )

    def first(self) -> First:
        """What the cross-encoder scores the best, and the sentence of it that it scores highest.

        The retriever does not report the scores it sorts by, so the cross-encoder is asked again.
        """
        document = self._found[0]

        def score(texts: list[str]) -> list[float]:
            return [float(one) for one in self._encoder.score([(self._question, t) for t in texts])]

        (sure,) = score([document.page_content])
        identity = document.metadata["id"]
        return First(identity, sure, self._job.best_unit(identity, score))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
