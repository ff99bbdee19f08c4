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

_MOST_OF_A_LIMIT = 1_000_000


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
class ReadSettings:
    """What the reading of one file may take, and whether images of pages are recognised."""

    seconds: int = 20
    megabytes: int = 1024
    ocr: bool = False

    def __post_init__(self) -> None:
        """Refuse limits under which no file can be read."""
        for name, value, least in (("SECONDS", self.seconds, 1), ("MEGABYTES", self.megabytes, 64)):
            if not least <= value <= _MOST_OF_A_LIMIT:
                raise SettingError(
                    f"ASSISTANT_READ_{name} must be a whole number from {least} to "
                    f"{_MOST_OF_A_LIMIT}; found {value}"
                )


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Labelled questions that a new index must not answer worse than the one before."""

    questions: Path | None = None
    tolerance: float = 0.02
    """By how much recall@3, nDCG@10 and the share of right outcomes may each fall."""

    def __post_init__(self) -> None:
        """Refuse a tolerance that means nothing."""
        if not 0 <= self.tolerance <= 1:
            raise SettingError(f"the gate's tolerance is from 0 to 1; found {self.tolerance}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; `from_environment` reads the ASSISTANT_ variables over the defaults."""

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    encoder: str = PACKAGED_ENCODER
    """The packaged model's name, or any other sentence-transformers model by name or path."""
    passages: PassageSettings = field(default_factory=PassageSettings)
    reading: ReadSettings = field(default_factory=ReadSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    host: str = "127.0.0.1"
    port: int = 7860

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Defaults, overridden by those of these variables that are not empty.

        ASSISTANT_CORPUS, _INDEX, _ENCODER, _HOST, _PORT, _READ_SECONDS, _READ_MEGABYTES, _OCR,
        _GATE, _GATE_TOLERANCE.

        Raises:
            SettingError: the port is not a number from 1 to 65535, or a limit is no limit.
        """
        variables = os.environ if environment is None else environment
        given = {name: value for name, value in variables.items() if value}
        return cls(
            corpus=Path(given.get("ASSISTANT_CORPUS", "corpus")),
            index=Path(given.get("ASSISTANT_INDEX", "index")),
            encoder=given.get("ASSISTANT_ENCODER", PACKAGED_ENCODER),
            reading=_read_settings(given),
            gate=_gate_settings(given),
            host=given.get("ASSISTANT_HOST", "127.0.0.1"),
            port=_port(given.get("ASSISTANT_PORT", "7860")),
        )


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= 65535:
        return int(value)
    raise SettingError(f"ASSISTANT_PORT must be a number from 1 to 65535; found {value!r}")


def _read_settings(given: Mapping[str, str]) -> ReadSettings:
    ocr = given.get("ASSISTANT_OCR", "0")
    if ocr not in ("0", "1"):
        raise SettingError(f"ASSISTANT_OCR must be 1 (on) or 0 (off); found {ocr!r}")
    default = ReadSettings()
    return ReadSettings(
        seconds=_whole(given, "ASSISTANT_READ_SECONDS", default.seconds),
        megabytes=_whole(given, "ASSISTANT_READ_MEGABYTES", default.megabytes),
        ocr=ocr == "1",
    )


def _gate_settings(given: Mapping[str, str]) -> GateSettings:
    questions, tolerance = given.get("ASSISTANT_GATE"), given.get("ASSISTANT_GATE_TOLERANCE")
    try:
        allowed = GateSettings().tolerance if tolerance is None else float(tolerance)
    except ValueError:
        raise SettingError(
            f"ASSISTANT_GATE_TOLERANCE must be a number from 0 to 1; found {tolerance!r}"
        ) from None
    return GateSettings(Path(questions) if questions else None, allowed)


def _whole(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name, str(default))
    if value.isascii() and value.isdigit() and len(value) <= len(str(_MOST_OF_A_LIMIT)):
        return int(value)
    raise SettingError(f"{name} must be a whole number; found {value!r}")
