"""An encoder that costs next to nothing, for what a build takes beside encoding.

Tokens are those of the packaged encoder and files are as large as its own, so that all that is
written, checked and searched has its usual size; a token's vector is drawn by chance, the same
wherever it stands.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
from tokenizers import Encoding, Tokenizer

from assistant.encoder import (
    DESCRIPTION,
    GRAPH,
    TOKENIZER,
    Encoder,
    EncoderDescription,
    Vectors,
    description_json,
    read_description,
    unit_length,
)
from assistant.export import VERSION, model_folder, weights_digest

_DIMENSION, _MOST_TOKENS = 384, 256


class StandIn(Encoder):
    """The encoder of a folder that `export` wrote."""

    def __init__(self, folder: Path) -> None:
        """Load the tokenizer."""
        self._description = read_description(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def _infer(self, texts: list[str]) -> tuple[list[Encoding], Vectors, Vectors]:
        encodings = self._tokenizer.encode_batch(texts)
        tokens = np.zeros((len(texts), max(len(e.ids) for e in encodings), _DIMENSION), np.float32)
        for row, encoding in zip(tokens, encodings, strict=True):
            row[: len(encoding.ids)] = _directions()[encoding.ids]
        return encodings, unit_length(tokens.sum(axis=1)), tokens


@contextlib.contextmanager
def stand_in() -> Iterator[None]:
    """Build and ask with the stand-in."""
    with (
        patch("assistant.index.encoders.Encoder", StandIn),
        patch("assistant.index.encoders.export", _export),
        patch("assistant.asking.Encoder", StandIn),
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
