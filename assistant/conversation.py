"""The turns of a conversation to the question to search for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.words import content_stems, words

_RUNS_ON = re.compile(
    r"\W*(?:and|but|or|so|also|what about|how about|what else|anything else|any others?)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|one|ones"
    r"|former|latter)\b|\bthere\W*$",
    re.IGNORECASE,
)
_POINTING_WORDS = 3


def question_to_search(question: str, history: Sequence[str]) -> str:
    """The question itself, or after the one before it where it cannot be understood alone.

    It leans on what came before if it runs on ('and in Scotland?'), if it points back and says
    little else ('what is her role?'), or if it asks and hardly a word says of what ('how many
    routes?'). A word or two on their own are a new topic ('caseloads').
    """
    earlier = [turn.strip() for turn in history if turn.strip()]
    if not earlier or not _leans(question):
        return question
    return f"{_topic(earlier)} {question}"


def _leans(question: str) -> bool:
    said = len(content_stems(question))
    asks_of_nothing = said == 0 or (said == 1 and len(list(words(question))) > 2)
    points_back = bool(_POINTS_BACK.search(question)) and said <= _POINTING_WORDS
    return asks_of_nothing or points_back or bool(_RUNS_ON.match(question))


def _topic(earlier: Sequence[str]) -> str:
    """The last question that stands on its own, else the first."""
    return next((turn for turn in reversed(earlier) if not _leans(turn)), earlier[0])
