"""An encoder that costs next to nothing, for what a build takes beside encoding.

Tokens are those of the packaged encoder and files are as large as its own, so that all that is
written, checked and searched has its usual size; a token's vector is drawn by chance, the same
wherever it stands.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from unittest.mock import patch

import numpy as np

from assistant.encoder import (
    DESCRIPTION,
    GRAPH,
    TOKENIZER,
    EncoderDescription,
    Vectors,
    description_json,
    unit_length,
)
from assistant.encoder.export import VERSION, model_folder, weights_digest
from assistant.encoder.graph import Graph, Precision, Tokenised

_DIMENSION, _MOST_TOKENS = 384, 256


class Drawn(Graph):
    """Gives each token the vector that was drawn for it."""

    def __init__(
        self, file: Path, precision: Precision = Precision.F32, *, many: bool = False
    ) -> None:
        """Load nothing."""

    @property
    def at_once(self) -> int:
        """One batch after another."""
        return 1

    def pooled(self, texts: Sequence[Tokenised]) -> Vectors:
        """The sum of each text's token vectors."""
        return self.vectors(texts)[0]

    def vectors(self, texts: Sequence[Tokenised]) -> tuple[Vectors, Vectors]:
        """That, and the token vectors."""
        tokens = np.zeros((len(texts), max(len(e.ids) for e in texts), _DIMENSION), np.float32)
        for row, encoding in zip(tokens, texts, strict=True):
            row[: len(encoding.ids)] = _directions()[encoding.ids]
        return tokens.sum(axis=1), tokens


@contextlib.contextmanager
def stand_in() -> Iterator[None]:
    """Build and ask with the stand-in."""
    with (
        patch("assistant.encoder.Graph", Drawn),
        patch("assistant.index.build.export", _export),
        patch("assistant.index.build.has_bfloat16", return_value=False),
    ):
        yield


def _export(name: str, folder: Path) -> EncoderDescription:
    """Write what is as large as the exported encoder of a model."""
    folder.mkdir()
    model = model_folder(name)
    shutil.copyfile(model / "tokenizer.json", folder / TOKENIZER)
    shutil.copyfile(model / "model.safetensors", (folder / GRAPH).with_suffix(".bin"))
    description = EncoderDescription(name, weights_digest(name), VERSION, _DIMENSION, _MOST_TOKENS)
    (folder / DESCRIPTION).write_text(description_json(description), "utf-8")
    return description


@cache
def _directions() -> Vectors:
    """A unit vector for each token of the vocabulary."""
    drawn = np.random.default_rng(0).standard_normal((30_522, _DIMENSION), np.float32)
    return unit_length(drawn)
