"""Question files in JSON Lines to labelled questions.

Each line has `id`, `turns` (the question last, the earlier questions before it), `answerable` and,
where answerable, `source` or `sources` and `quote`; it may have `type`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.settings import MAX_QUESTION_CHARACTERS

_NEEDED = "id, turns, answerable and, where answerable, source or sources and quote"
_YES_NO = re.compile(
    r"\W*(?:(?:and|but|so|or)\s+)?(?:is|are|was|were|am|do|does|did|can|could|should|shall|will"
    r"|would|has|have|had|may|might|must|isn['’]t|aren['’]t|doesn['’]t|don['’]t)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:(?P<how_many>how\s+(?:many|much))|(?P<who>who|whom|whose)|(?P<when>when)"
    r"|(?P<where>where)|(?P<how>how)|(?P<why>why)|(?P<which>which)|(?P<what>what))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and, where the documents answer it, where.

    Without a quote the whole document is the answer, and whichever of its passages is found.
    """

    id: str
    turns: tuple[str, ...]
    answerable: bool
    sources: tuple[str, ...] = ()
    quote: str = ""
    type: str = ""
    """What the file calls this sort of question; empty where it does not say."""

    @property
    def kind(self) -> str:
        """The file's type; where there is none, 'follow-up' or the question's first wh-word."""
        if self.type:
            return self.type
        return "follow-up" if len(self.turns) > 1 else question_word(self.turns[-1])


def question_word(question: str) -> str:
    """Who, when, where, how many, how, why, which, what, yes-no or other."""
    if _YES_NO.match(question):
        return "yes-no"
    found = _QUESTION_WORD.search(question)
    return (found.lastgroup or "").replace("_", " ") if found else "other"


def load_questions(path: Path) -> list[LabelledQuestion]:
    """The questions of a JSON Lines file.

    Raises:
        UsageError: the file cannot be read, or a line is not a labelled question.
    """
    found = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(question_of(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{path}, line {number} is not a labelled question ({error!r}); it needs {_NEEDED}"
            ) from error
    if not found:
        raise UsageError(f"{path} holds no questions")
    return found


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return path.read_text("utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def question_of(line: dict[str, Any]) -> LabelledQuestion:
    """The labelled question in one JSON object.

    Raises:
        KeyError: a field is missing.
        TypeError: a field is not of its type.
        ValueError: the question is longer than can be asked, or has a quote and no answer.
    """
    turns, answerable = _texts(line["turns"]), line["answerable"]
    if len(turns[-1]) > MAX_QUESTION_CHARACTERS:
        raise ValueError(
            f"a question has at most {MAX_QUESTION_CHARACTERS:,} characters; "
            f"found {len(turns[-1]):,}"
        )
    if not isinstance(answerable, bool):
        raise TypeError("answerable must be true or false")
    (kind,) = _texts([line["type"]]) if line.get("type") not in (None, "") else ("",)
    if not answerable and line.get("quote"):
        raise ValueError("a question that nothing answers has no quote")
    if not answerable:
        return LabelledQuestion(str(line["id"]), turns, answerable=False, type=kind)
    sources = _texts(line["sources"] if "sources" in line else [line["source"]])
    (quote,) = _texts([line["quote"]])
    return LabelledQuestion(str(line["id"]), turns, True, sources, quote, kind)


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts, none of them blank."""
    if not isinstance(value, list) or not value:
        raise TypeError(f"a list of texts was expected; found {value!r}")
    if not all(isinstance(text, str) and text.strip() for text in value):
        raise TypeError(f"texts were expected; found {value!r}")
    return tuple(value)
