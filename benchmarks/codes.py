"""What one-bit token codes lose against full precision.

`python -m benchmarks.codes [SQUAD_FILE ...]` ranks the labelled collections (and SQuAD 2.0 files,
each paragraph a document) with the codes of the index and with the token vectors they were made
from, everything else equal, and prints nDCG@10 of both and the bytes of either a token. The
figures are kept in `results/codes.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant.encoder import Encoded, Encoder, Vectors
from assistant.evaluation.figures import Comparison, paired
from assistant.evaluation.questions import Metric
from assistant.index.engines import LocalIndex
from assistant.index.reuse import precision_of
from assistant.index.snapshot import TOKENS, Snapshot, open_snapshot
from assistant.index.tokens import Interaction
from assistant.retrieval import rank
from assistant.settings import PACKAGED_ENCODER
from benchmarks.retrieval.collection import WORK, Collection, collections, passage_id
from benchmarks.retrieval.figures import rounded
from benchmarks.retrieval.worker import DEPTH

FILE = Path(__file__).parent / "results" / "codes.json"

Ranking = Callable[[str, LocalIndex], list[int]]
"""The numbers of the best passages for a question in an index, best first."""


class FullPrecision(LocalIndex):
    """A snapshot's files, but late interaction over token vectors as the encoder gave them."""

    def __init__(self, opened: Snapshot, passages: Sequence[Vectors]) -> None:
        """Open the files; `passages` are the token vectors of each passage, by number."""
        super().__init__(opened)
        self._vectors = np.concatenate(passages)
        segments = [self.coded(number).segments for number in range(len(passages))]
        owners = np.repeat(np.arange(len(passages)), [len(one) for one in segments])
        flat = np.concatenate(segments)
        starts = (np.diff(owners, prepend=-1) != 0) | (np.diff(flat, prepend=-1) != 0)
        self._starts = np.flatnonzero(starts)
        self._owners, self._is_context = owners[starts], flat[starts] == 0
        self._firsts = np.flatnonzero(np.diff(self._owners, prepend=-1))

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """How the tokens of a question met those of passages."""
        weights = self.weights(query)
        best = np.maximum.reduceat(self._vectors @ query.tokens.T, self._starts)
        context = np.full((len(self._firsts), len(query.tokens)), -np.inf, np.float32)
        context[self._owners[self._is_context]] = best[self._is_context]
        whole = np.maximum.reduceat(best, self._firsts) @ weights
        points = np.maximum(best, context[self._owners]) @ weights
        chosen = np.asarray(numbers, np.int64)
        return Interaction(whole[chosen], np.maximum.reduceat(points, self._firsts)[chosen])


@dataclass(frozen=True, slots=True)
class Loss:
    """NDCG@10 with codes and at full precision, and the first less the second."""

    codes: float
    full: float
    difference: Comparison


@dataclass(frozen=True, slots=True)
class Measured:
    """One collection."""

    collection: str
    passages: int
    questions: int
    tokens: int
    bytes_a_token: float
    """All that late interaction keeps on disk: codes, segments, ids, offsets and frequencies."""
    full_bytes_a_token: float
    """The same with token vectors of 32-bit floats in place of the codes."""
    ours: Loss
    alone: Loss
    """Late interaction over whole passages alone, which the weights of the ranking do not touch."""


def main() -> None:
    """Measure, print and keep the figures."""
    measured = []
    for collection in collections([Path(argument) for argument in sys.argv[1:]], WORK):
        sys.stderr.write(f"{collection.name} …\n")
        measured.append(measure(collection))
        show(measured[-1])
    FILE.parent.mkdir(exist_ok=True)
    kept = {"encoder": PACKAGED_ENCODER, "collections": [asdict(one) for one in measured]}
    FILE.write_text(f"{json.dumps(rounded(kept), indent=1)}\n", "utf-8")


def measure(collection: Collection) -> Measured:
    """Rank a collection with codes and at full precision."""
    snapshot = open_snapshot(collection.index)
    precision = precision_of(snapshot.manifest.recipe)
    encoder, coded = Encoder(snapshot.encoder, precision), LocalIndex(snapshot)
    ids = [passage_id(p.path, p.start) for p in coded.passages(range(len(collection.ids)))]
    texts = dict(zip(collection.ids, collection.texts, strict=True))
    vectors = token_vectors(encoder, [texts[identity] for identity in ids])
    full = FullPrecision(snapshot, vectors)
    numbers = {identity: number for number, identity in enumerate(ids)}

    def ours(question: str, index: LocalIndex) -> list[int]:
        ranking = rank(question, encoder.encode_query(question), index)
        hits = ranking.hits(index.passages, DEPTH)
        return [numbers[passage_id(hit.passage.path, hit.passage.start)] for hit in hits]

    def alone(question: str, index: LocalIndex) -> list[int]:
        met = index.interact(encoder.encode_query(question), range(len(ids)))
        best: list[int] = np.argsort(-met.whole, kind="stable")[:DEPTH].tolist()
        return best

    def loss(ranking: Ranking) -> Loss:
        scores = [
            [q.metrics([ids[n] for n in ranking(q.text, index)])[Metric.NDCG] for q in asked]
            for index in (coded, full)
        ]
        return Loss(fmean(scores[0]), fmean(scores[1]), paired(*scores))

    asked, tokens = collection.questions, sum(map(len, vectors))
    on_disk = sum(path.stat().st_size for path in (snapshot.folder / TOKENS).iterdir())
    dimension = snapshot.manifest.dimension
    return Measured(
        collection.name,
        len(ids),
        len(asked),
        tokens,
        on_disk / tokens,
        on_disk / tokens + dimension * 4 - dimension / 8,
        loss(ours),
        loss(alone),
    )


def token_vectors(encoder: Encoder, texts: Sequence[str]) -> list[Vectors]:
    """The token vectors of each text; a text without a token has one of zeros, as in the index."""
    found = dict(encoder.encode_passages(texts))
    nothing = np.zeros((1, encoder.description.dimension), np.float32)
    ordered = (found[place].tokens for place in range(len(texts)))
    return [tokens if len(tokens) else nothing for tokens in ordered]


def show(found: Measured) -> None:
    """Print the figures of one collection."""
    print(
        f"\n{found.collection}: {found.passages:,} passages, {found.tokens:,} tokens, "
        f"{found.questions:,} questions; {found.bytes_a_token:.1f} bytes a token on disk, "
        f"{found.full_bytes_a_token:.0f} at full precision"
    )
    for name, loss in (("ours", found.ours), ("late interaction alone", found.alone)):
        by = loss.difference
        print(
            f"{name:24}codes {loss.codes:.3f}, full precision {loss.full:.3f}, difference "
            f"{by.difference:+.4f} ({by.low:+.4f} to {by.high:+.4f}), p {by.p:.3f}"
        )


if __name__ == "__main__":
    main()
