"""All that can be set: `values` holds the defaults, `keys` the names, `sources` reads them."""

from assistant.settings.values import (
    MAX_QUESTION_CHARACTERS,
    PACKAGED_ENCODER,
    PASSAGES_READ,
    PASSAGES_SHOWN,
    AccessSettings,
    GateSettings,
    PassageSettings,
    ReadSettings,
    Settings,
)

__all__ = [
    "MAX_QUESTION_CHARACTERS",
    "PACKAGED_ENCODER",
    "PASSAGES_READ",
    "PASSAGES_SHOWN",
    "AccessSettings",
    "GateSettings",
    "PassageSettings",
    "ReadSettings",
    "Settings",
]
