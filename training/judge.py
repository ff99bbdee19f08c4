"""How well a model tells a pair at a time: our own examples held out, without retrieval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from assistant.comprehension import reader
from assistant.comprehension.reader import Text
from training.collections import trained_on
from training.examples import OWN, Example, authored
from training.model import Read, tokenised
from training.stages import Judge
from training.train import read


def judge(tokenizer: Tokenizer) -> Judge:
    """Returns what judges a model on our own examples held out: a pair at a time, no retrieval."""
    held = examples_held_out()
    ready = tokenised(held, tokenizer)
    return lambda model: judged(held, read(model, ready))


def examples_held_out() -> list[Example]:
    """Returns our own examples that are never trained on."""
    files = sorted(OWN.glob("w*.jsonl"))
    return [one for file in files for one in authored(file) if not trained_on(one)]


def judged(held: Sequence[Example], found: Sequence[Read]) -> dict[str, float]:
    """Returns the area under the ROC curve, and how often the best unit is one that answers."""
    area = roc_auc_score([one.answerable for one in held], [answers for answers, _ in found])
    right = [
        one.gold[int(np.argmax([unit[0] for unit in units]))]
        for one, (_, units) in zip(held, found, strict=True)
        if one.answerable
    ]
    return {"auc": round(float(area), 4), "unit": round(float(np.mean(right)), 4)}


def served() -> dict[str, float]:
    """Returns how the model in the package is judged, read as the product reads."""
    held, product = examples_held_out(), reader.Reader()
    found = []
    for one in held:
        (reading,) = product.read(one.question, [Text(one.context, one.passage)])
        found.append((reading.answers, [(unit.share, unit.inside) for unit in reading.units]))
    return judged(held, found)
