"""The usual ways to rank, on our own passages and encoder: what each finds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoder
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.text import content_stems
from benchmarks.retrieval.collection import Collection, passage_id
from benchmarks.retrieval.worker import DEPTH, First, Found

Scores = NDArray[np.float64]

DENSE, BM25 = "dense, one vector a passage", "BM25 with stemming"
FUSED, CONVEX = "reciprocal rank fusion of the two", "convex combination of the two"


def found(collection: Collection) -> Mapping[str, list[Found]]:
    """What each method finds for each question, the best passage's score included."""
    snapshot = open_snapshot(collection.index)
    encoder, index = Encoder(snapshot.encoder), LocalIndex(snapshot)
    vectors = np.zeros((len(collection.ids), snapshot.manifest.dimension))
    for place, pooled in encoder.pool(collection.texts):
        vectors[place] = pooled
    places = {identity: place for place, identity in enumerate(collection.ids)}
    numbered = [
        places[passage_id(p.path, p.start)] for p in index.passages(range(len(collection.ids)))
    ]
    every: dict[str, list[Found]] = {name: [] for name in (DENSE, BM25, FUSED, CONVEX)}
    for question in collection.asked:
        dense: Scores = vectors @ encoder.encode_query(question).pooled
        words: Scores = np.zeros(len(vectors))
        for number, score in index.lexical_candidates(content_stems(question), len(words), {}):
            words[numbered[number]] = score
        for name, scores in _scores(dense, words).items():
            best = np.argsort(-scores, kind="stable")[:DEPTH]
            ranking = [collection.ids[place] for place in best]
            every[name].append(Found(ranking, First(ranking[0], float(scores[best[0]]))))
    index.close()
    return every


def _scores(dense: Scores, words: Scores) -> dict[str, Scores]:
    return {
        DENSE: dense,
        BM25: words,
        FUSED: reciprocal_ranks(dense) + reciprocal_ranks(words),
        CONVEX: 0.6 * spread(dense) + 0.4 * spread(words),
    }


def reciprocal_ranks(scores: Scores) -> Scores:
    """Reciprocal ranks with the usual constant of 60; equal scores keep their order."""
    ranks: Scores = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return 1 / (61 + ranks)


def spread(scores: Scores) -> Scores:
    """Scores spread over 0 to 1."""
    low, high = scores.min(), scores.max()
    return np.asarray((scores - low) / max(high - low, 1e-9))
