"""LangChain: its FAISS store alone, and with BM25 in its ensemble retriever."""

from __future__ import annotations

import re
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.retrieval.worker import DEPTH, Job

PACKAGES = ("langchain-classic", "langchain-community", "langchain-core", "langchain-huggingface")


class Dense:
    """The FAISS store as it comes: exact search over one vector a passage."""

    def __init__(self, job: Job, folder: Path) -> None:
        """Note what is to be indexed."""
        self._job, self._folder = job, folder

    def build(self) -> None:
        """Embed the passages and save the store."""
        store = FAISS.from_documents(self._documents(), self._embeddings())
        store.save_local(str(self._folder))

    def open(self) -> None:
        """Load the store; what it pickled is our own."""
        self._retriever = self._opened().as_retriever(search_kwargs={"k": DEPTH})

    def search(self, question: str) -> list[str]:
        """The ids in the retriever's order."""
        return [document.metadata["id"] for document in self._retriever.invoke(question)]

    def _opened(self) -> FAISS:
        return FAISS.load_local(
            str(self._folder), self._embeddings(), allow_dangerous_deserialization=True
        )

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
        words = BM25Retriever.from_documents(self._documents(), k=DEPTH, preprocess_func=_words)
        self._retriever = EnsembleRetriever(
            retrievers=[words, self._retriever], weights=[0.5, 0.5], id_key="id"
        )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
