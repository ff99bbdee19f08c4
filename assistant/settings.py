"""The only defaults, and the only reading of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import SettingError

PACKAGED_ENCODER = "all-MiniLM-L6-v2"
MAX_QUESTION_CHARACTERS = 2000
PASSAGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How documents are cut; lengths are in words."""

    least: int = 60
    most: int = 160

    def __post_init__(self) -> None:
        """Refuse lengths that no cut can meet."""
        if not 0 < self.least < self.most:
            raise SettingError(
                f"passage lengths must be 0 < least < most; found {self.least} and {self.most}"
            )


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; `from_environment` reads the ASSISTANT_ variables over the defaults."""

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    encoder: str = PACKAGED_ENCODER
    """The packaged model's name, or any other sentence-transformers model by name or path."""
    passages: PassageSettings = field(default_factory=PassageSettings)
    host: str = "127.0.0.1"
    port: int = 7860

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Defaults, overridden by ASSISTANT_CORPUS, _INDEX, _ENCODER, _HOST and _PORT if not empty.

        Raises:
            SettingError: the port is not a number from 1 to 65535.
        """
        variables = os.environ if environment is None else environment
        given = {name: value for name, value in variables.items() if value}
        return cls(
            corpus=Path(given.get("ASSISTANT_CORPUS", "corpus")),
            index=Path(given.get("ASSISTANT_INDEX", "index")),
            encoder=given.get("ASSISTANT_ENCODER", PACKAGED_ENCODER),
            host=given.get("ASSISTANT_HOST", "127.0.0.1"),
            port=_port(given.get("ASSISTANT_PORT", "7860")),
        )


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= 65535:
        return int(value)
    raise SettingError(f"ASSISTANT_PORT must be a number from 1 to 65535; found {value!r}")
