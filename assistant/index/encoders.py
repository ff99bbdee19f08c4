"""The encoder of a snapshot that is being built: exported, or copied from an earlier one.

Passages are encoded in what the snapshot before was, so that its vectors can be taken over. Where
more is to be encoded than that would save, the precision that measures faster on this machine is
taken; in bfloat16 the ranking is the same to a few thousandths.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from assistant.encoder import Encoder, TextEncoder, read_description
from assistant.export import VERSION as EXPORT_VERSION
from assistant.export import export, weights_digest
from assistant.graph import Precision, has_bfloat16
from assistant.index.precision import precision_of
from assistant.index.snapshot import Snapshot

WORTH_MEASURING = 500
"""Of so many passages on, measuring takes less time than it saves."""
SAMPLE = 16
"""On how many of them it is measured."""
_ROUNDS = 2
_GAIN = 1.2
"""So many times as fast bfloat16 must be, so that the choice is the same each time."""


class EncoderMaker:
    """Puts the encoder of a model into a snapshot that is being written."""

    def __init__(self, name: str, precision: Precision | None = None) -> None:
        """Keep the model's name and the precision to encode in, if it is given."""
        self._name = name
        self._precision = precision
        self._digest = ""

    def digest(self) -> str:
        """The SHA-256 of the model's weights, checked when first asked for."""
        self._digest = self._digest or weights_digest(self._name)
        return self._digest

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        """The encoder, written into `folder`: a copy of an earlier snapshot's, or exported.

        It encodes in that snapshot's precision, if this processor has units for it.
        """
        for before in filter(self._is_in, earlier):
            folder.mkdir()
            for path in before.encoder.iterdir():
                shutil.copyfile(path, folder / path.name)
            return Encoder(folder, self._precision or precision_of(before.manifest.recipe))
        export(self._name, folder)
        return Encoder(folder, self._precision or Precision.F32)

    def fastest(self, folder: Path, made: TextEncoder, sample: Sequence[str]) -> TextEncoder:
        """The encoder in `folder` in what encodes a sample fastest; `made` where there is none."""
        if self._precision or not sample or not has_bfloat16():
            return made
        wide, short = (Encoder(folder, precision) for precision in (Precision.F32, Precision.BF16))
        return short if _seconds(wide, sample) > _GAIN * _seconds(short, sample) else wide

    def _is_in(self, before: Snapshot) -> bool:
        description = read_description(before.encoder)
        made_from = (description.name, description.sha256, description.export)
        return made_from == (self._name, self.digest(), EXPORT_VERSION)


def _seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    """The least that encoding the texts takes, once they have been encoded."""
    taken = []
    for _ in range(1 + _ROUNDS):
        started = time.perf_counter()
        deque(encoder.pool(texts), maxlen=0)
        taken.append(time.perf_counter() - started)
    return min(taken[1:])
