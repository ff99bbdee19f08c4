"""The encoder of a snapshot that is being built: exported, or copied from an earlier one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from assistant.encoder import Encoder, TextEncoder, read_description
from assistant.export import VERSION as EXPORT_VERSION
from assistant.export import export, weights_digest
from assistant.index.snapshot import Snapshot


class EncoderMaker:
    """Puts the encoder of a model into a snapshot that is being written."""

    def __init__(self, name: str) -> None:
        """Keep the model's name; nothing is loaded."""
        self._name = name
        self._digest = ""

    def digest(self) -> str:
        """The SHA-256 of the model's weights, checked when first asked for."""
        self._digest = self._digest or weights_digest(self._name)
        return self._digest

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        """The encoder, written into `folder`: a copy of an earlier snapshot's, or exported."""
        for before in filter(self._is_in, earlier):
            folder.mkdir()
            for path in before.encoder.iterdir():
                shutil.copyfile(path, folder / path.name)
            return Encoder(folder)
        export(self._name, folder)
        return Encoder(folder)

    def _is_in(self, before: Snapshot) -> bool:
        description = read_description(before.encoder)
        made_from = (description.name, description.sha256, description.export)
        return made_from == (self._name, self.digest(), EXPORT_VERSION)
