"""Our ranking beside the usual ones, same questions, passages and encoder.

`python -m benchmarks.ranking [SQUAD_FILE ...]` builds the labelled collections (and SQuAD 2.0
files, each paragraph a document) and prints nDCG@10, recall@1 and recall@3 of one vector a passage
(dense), BM25, their reciprocal rank fusion (the usual hybrid), their convex combination after
min-max normalisation, and ours. In SQuAD a paragraph counts once, at its best passage.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import build_index
from assistant.asking import LocalIndex
from assistant.conversation import question_to_search
from assistant.encoder import Encoder
from assistant.evaluation import load_questions
from assistant.index.snapshot import open_snapshot
from assistant.passages import embedded_texts
from assistant.records import Passage
from assistant.retrieval import retrieve
from assistant.words import content_stems
from benchmarks.outcome import COLLECTIONS

DEPTH = 10
Scores = NDArray[np.float64]
Key = tuple[str, int]
"""What is ranked and judged: a passage's place; in SQuAD its paragraph, with start 0."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the places that answer it."""

    text: str
    right: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Collection:
    """An index and the questions to ask it."""

    index: LocalIndex
    encoder: Encoder
    passages: list[Passage]
    vectors: Scores
    """One vector a passage, shape (passages, dimension)."""
    key: Callable[[Passage], Key]

    def dense(self, question: str) -> Scores:
        """Cosines of the question and each passage."""
        return self.vectors @ self.encoder.encode_query(question).pooled

    def bm25(self, question: str) -> Scores:
        """BM25 of each passage."""
        scores = np.zeros(len(self.passages))
        for number, score in self.index.lexical_candidates(
            content_stems(question), len(self.passages)
        ):
            scores[number] = score
        return scores

    def ours(self, question: str) -> list[Key]:
        """The places in our order."""
        hits = retrieve(question, self.encoder, self.index, 5 * DEPTH)
        return [self.key(hit.passage) for hit in hits]

    def ordered(self, scores: Scores) -> list[Key]:
        """The places by score."""
        best = np.argsort(-scores, kind="stable")[: 5 * DEPTH]
        return [self.key(self.passages[number]) for number in best]


def main() -> None:
    """Print a table for each collection."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (corpus, file) in COLLECTIONS.items():
            collection = opened(corpus, Path(folder) / name, lambda p: (p.path, p.start))
            show(name, collection, list(labelled(collection, file)))
        for argument in sys.argv[1:]:
            corpus = Path(folder) / f"{Path(argument).stem}-corpus"
            asked = write_squad(Path(argument), corpus)
            index = Path(folder) / Path(argument).stem
            show(Path(argument).name, opened(corpus, index, lambda p: (p.path, 0)), asked)


def opened(corpus: Path, index: Path, key: Callable[[Passage], Key]) -> Collection:
    """A corpus, built and opened, with one vector a passage beside what our index has."""
    build_index(corpus, index)
    snapshot = open_snapshot(index)
    local, encoder = LocalIndex(snapshot), Encoder(snapshot.encoder)
    passages, texts = [], []
    for source in local.library.sources():
        held = local.library.passages_of(source.path)
        passages += held
        texts += embedded_texts(local.library.document(source.path), held)
    vectors = np.zeros((len(texts), snapshot.manifest.dimension))
    for place, pooled in encoder.pool(texts):
        vectors[place] = pooled
    return Collection(local, encoder, passages, vectors, key)


def labelled(collection: Collection, file: Path) -> Iterator[Question]:
    """The answerable questions of a file, with the passages that hold their quotes."""
    for question in load_questions(file):
        if question.answerable:
            held = [p for p in collection.passages if p.path in question.sources]
            quote = " ".join(question.quote.split())
            whole = [p for p in held if quote in " ".join(p.text.split())]
            searched = question_to_search(question.turns[-1], question.turns[:-1])
            yield Question(searched, frozenset(map(collection.key, whole or held)))


def write_squad(file: Path, corpus: Path) -> list[Question]:
    """Write each paragraph of a SQuAD 2.0 file as a document; its answerable questions."""
    questions, catalogue = [], []
    corpus.mkdir()
    for article, content in enumerate(json.loads(file.read_text("utf-8"))["data"]):
        for number, paragraph in enumerate(content["paragraphs"]):
            path = f"{article:03}-{number:03}.md"
            text = paragraph["context"]
            (corpus / path).write_text(_literal(text), "utf-8")
            title = json.dumps(content["title"].replace("_", " "), ensure_ascii=False)
            catalogue.append(f'[[document]]\nfile = "{path}"\ntitle = {title}\n')
            questions += [
                Question(asked["question"], frozenset({(path, 0)}))
                for asked in paragraph["qas"]
                if not asked["is_impossible"]
            ]
    (corpus / "catalogue.toml").write_text("\n".join(catalogue), "utf-8")
    return questions


def show(name: str, collection: Collection, questions: Sequence[Question]) -> None:
    """Print the table of one collection."""
    print(f"\n{name}: {len(collection.passages)} passages, {len(questions)} questions")
    print(f"{'':24}{'nDCG@10':>9}{'recall@1':>10}{'recall@3':>10}")
    rankings: dict[str, list[list[Key]]] = {}
    seconds = []
    for question in questions:
        dense, words = collection.dense(question.text), collection.bm25(question.text)
        started = time.perf_counter()
        ours = collection.ours(question.text)
        seconds.append(time.perf_counter() - started)
        for method, ranked in {
            "dense": collection.ordered(dense),
            "BM25": collection.ordered(words),
            "reciprocal rank fusion": collection.ordered(_ranks(dense) + _ranks(words)),
            "convex combination": collection.ordered(0.6 * _spread(dense) + 0.4 * _spread(words)),
            "ours": ours,
        }.items():
            rankings.setdefault(method, []).append(ranked)
    for method, answers in rankings.items():
        gains = [gain(r, q.right) for r, q in zip(answers, questions, strict=True)]
        first = [recall(r, q.right, 1) for r, q in zip(answers, questions, strict=True)]
        three = [recall(r, q.right, 3) for r, q in zip(answers, questions, strict=True)]
        print(f"{method:24}{np.mean(gains):9.3f}{np.mean(first):10.3f}{np.mean(three):10.3f}")
    milliseconds = np.array(seconds) * 1000
    print(
        f"a question takes {np.median(milliseconds):.1f} ms (median), "
        f"{np.quantile(milliseconds, 0.95):.1f} ms (95 %)"
    )


def gain(ranked: Sequence[Key], right: frozenset[Key]) -> float:
    """NDCG@10 of a ranking with one grade of right."""
    places = list(dict.fromkeys(ranked))[:DEPTH]
    found = sum(1 / math.log2(i + 2) for i, place in enumerate(places) if place in right)
    return found / sum(1 / math.log2(i + 2) for i in range(min(len(right), DEPTH)))


def recall(ranked: Sequence[Key], right: frozenset[Key], depth: int) -> bool:
    """Whether a right place is among the first so many."""
    return bool(right & set(list(dict.fromkeys(ranked))[:depth]))


def _literal(text: str) -> str:
    """Markdown that reads as the text."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-.!|~&" else c for c in text)


def _ranks(scores: Scores) -> Scores:
    """Reciprocal ranks with the usual constant of 60."""
    ranks: Scores = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return 1 / (61 + ranks)


def _spread(scores: Scores) -> Scores:
    """Scores spread over 0 to 1."""
    low, high = scores.min(), scores.max()
    return np.asarray((scores - low) / max(high - low, 1e-9))


if __name__ == "__main__":
    main()
