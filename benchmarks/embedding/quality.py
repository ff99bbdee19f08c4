"""What precision costs: ranking by nDCG@10, and how near the vectors are to the usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.encoder import Encoder
from assistant.encoder.graph import Precision
from assistant.evaluation.figures import figures
from assistant.evaluation.questions import Metric, judge_all, load_questions
from assistant.index.build import EncoderMaker, build
from assistant.settings import PACKAGED_ENCODER, Settings
from benchmarks.collections import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranking of a collection whose passages were encoded in a precision."""

    collection: str
    precision: str
    ndcg: float


def ranked(folder: Path, precisions: Sequence[Precision]) -> list[Ranked]:
    """Each labelled collection, built in each precision, its questions too."""
    found = []
    for name, (corpus, questions) in COLLECTIONS.items():
        for precision in precisions:
            index = folder / f"{name} {precision}"
            build(corpus, index, Settings(), encoders=EncoderMaker(PACKAGED_ENCODER, precision))
            with Assistant.open(index) as assistant:
                judged = judge_all(assistant, load_questions(questions))
            found.append(Ranked(name, precision, figures(judged).metrics[Metric.NDCG]))
    return found


def lowest_cosine(encoder: Path, precision: Precision, texts: Sequence[str]) -> float:
    """The lowest cosine between our pooled vectors of texts and sentence-transformers'."""
    from benchmarks.embedding.worker import usual

    expected = np.asarray(usual()(texts))
    found = dict(Encoder(encoder, precision).pool(texts))
    cosines = [float(found[i] @ expected[i]) for i in range(len(texts))]
    return min(cosines)
