"""A question's vector to whether it tells of someone who is in danger now.

A logistic model of the pooled vector, fitted to made-up sentences by `python -m benchmarks.danger`,
which finds what no list of words does ('the patient has tied a sheet round his neck'). Its weights
go with one encoder; with another there is no such model.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.encoder import Vectors

FILE = Path(__file__).with_name("danger.json")


@dataclass(frozen=True, slots=True)
class Danger:
    """The model's weights, one for each dimension of a vector."""

    encoder_sha256: str
    intercept: float
    weights: tuple[float, ...]

    def tells(self, vector: Vectors) -> bool:
        """Whether a question with this vector tells of danger."""
        return bool(np.dot(vector, np.array(self.weights, np.float32)) + self.intercept > 0)


@lru_cache(maxsize=1)
def _shipped() -> Danger:
    stored = json.loads(FILE.read_text("utf-8"))
    return Danger(stored["encoder_sha256"], stored["intercept"], tuple(stored["weights"]))


def danger_for(encoder_sha256: str) -> Danger | None:
    """The model for an encoder's vectors; None where it was not fitted to that encoder."""
    return _shipped() if _shipped().encoder_sha256 == encoder_sha256 else None
