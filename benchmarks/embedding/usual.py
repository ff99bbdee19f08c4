"""Semantic search over passages as it is usually written: SentenceTransformer and FAISS.

`python usual.py index TEXTS FOLDER` embeds a JSON list of texts and saves the index beside them;
`python usual.py ask FOLDER QUESTION` prints the three nearest texts. The model is a folder, named
by the variable MODEL. Nothing of the assistant is imported.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer


def index(texts: Path, folder: Path) -> None:
    """Embed the texts and save their index."""
    passages = json.loads(texts.read_text("utf-8"))
    vectors = SentenceTransformer(os.environ["MODEL"]).encode(passages, normalize_embeddings=True)
    nearest = faiss.IndexFlatIP(vectors.shape[1])
    nearest.add(vectors)
    faiss.write_index(nearest, str(folder / "index.faiss"))
    (folder / "passages.json").write_text(json.dumps(passages), "utf-8")


def ask(folder: Path, question: str) -> None:
    """Print the texts nearest to the question."""
    model = SentenceTransformer(os.environ["MODEL"])
    nearest = faiss.read_index(str(folder / "index.faiss"))
    passages = json.loads((folder / "passages.json").read_text("utf-8"))
    scores, numbers = nearest.search(model.encode([question], normalize_embeddings=True), 3)
    for score, number in zip(scores[0], numbers[0], strict=True):
        print(f"{score:.3f} {passages[number]}\n")


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        ask(Path(sys.argv[2]), sys.argv[3])
