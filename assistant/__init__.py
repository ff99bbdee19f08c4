"""Answers questions with the matching passages of your documents, word for word and cited.

    from assistant import Assistant, build_index

    build_index(Path("corpus"), Path("index"))
    with Assistant.open(Path("index")) as assistant:
        answer = assistant.ask("How many social workers are there in England?")

Importing this package is quick; what is heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.index.build import build_index
    from assistant.records import Answer, Manifest, Outcome
    from assistant.settings import Settings

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Manifest",
    "Outcome",
    "Settings",
    "build_index",
]

_HOMES = {
    "Answer": "assistant.records",
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Manifest": "assistant.records",
    "Outcome": "assistant.records",
    "Settings": "assistant.settings",
    "build_index": "assistant.index.build",
}


def __getattr__(name: str) -> object:
    """Import an exported name when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
