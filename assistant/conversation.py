"""The turns of a conversation to the question to search for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.words import content_stems

_LEANS_BACK = re.compile(
    r"^(?:and|but|or|so|also|what about|how about|what else|anything else|any others?)\b"
    r"|\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|those|these|that|this|one|ones"
    r"|there|former|latter)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 1


def question_to_search(question: str, history: Sequence[str]) -> str:
    """The question itself, or after the one before it where it cannot be understood alone.

    It leans on what came before if it points back ('what is her role?', 'and in Scotland?') or
    has hardly a word that says what it is about ('through how many routes?').
    """
    earlier = [turn.strip() for turn in history if turn.strip()]
    if not earlier or not _leans(question):
        return question
    return f"{_topic(earlier)} {question}"


def _leans(question: str) -> bool:
    return bool(_LEANS_BACK.search(question)) or len(content_stems(question)) <= _FEW_WORDS


def _topic(earlier: Sequence[str]) -> str:
    """The last question that stands on its own, else the first."""
    return next((turn for turn in reversed(earlier) if not _leans(turn)), earlier[0])
