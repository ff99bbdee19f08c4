"""A question and a passage as the model of comprehension reads them, in training as when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from assistant.comprehension.units import Spans
from assistant.encoder import encodable

MOST_TOKENS = 384
"""What is read at once: question, context and as much of the passage as has room."""
_LEAST_TOKENS = 96
"""Of a passage, however long the question."""
_MOST_QUESTION = 256
_MOST_CONTEXT = 64
_OVERLAP = 48
"""By how many tokens the windows of a passage that is too long overlap."""


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to be read."""

    context: str
    """What stands in front of it: its title and heading, in lines."""
    passage: str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage as the model reads it, behind the question and the context."""

    ids: list[int]
    type_ids: list[int]
    unit_of: list[int]
    """Which unit each token belongs to; -1 for none."""

    @property
    def attention_mask(self) -> list[int]:
        """Ones: nothing in it is padding."""
        return [1] * len(self.ids)


class Question:
    """A question that passages are read for, tokenised once."""

    def __init__(self, question: str, tokenizer: Tokenizer) -> None:
        """Keep its first tokens, as many as leave room for a passage."""
        self._tokenizer = tokenizer
        first, self._after = tokenizer.encode("").ids
        self._before = [first, *_encoded(tokenizer, question)[0][:_MOST_QUESTION], self._after]

    def windows(self, text: Text, spans: Spans) -> Iterator[Window]:
        """Yields the windows that together hold all of a passage; `spans` are its units."""
        context = _encoded(self._tokenizer, text.context)[0][:_MOST_CONTEXT]
        ids, offsets = _encoded(self._tokenizer, text.passage)
        owners = _owners(offsets, spans)
        before = [*self._before, *context]
        room = max(MOST_TOKENS - len(before) - 1, _LEAST_TOKENS)
        types = [0] * len(self._before) + [1] * len(context)
        for start in _starts(len(ids), room):
            part = ids[start : start + room]
            yield Window(
                ids=[*before, *part, self._after],
                type_ids=[*types, *[1] * (len(part) + 1)],
                unit_of=[*[-1] * len(before), *owners[start : start + room], -1],
            )


def _encoded(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    encoding = tokenizer.encode(encodable(text), add_special_tokens=False)
    return encoding.ids, encoding.offsets


def _starts(tokens: int, room: int) -> range:
    """Where windows of so many tokens begin, for together to hold all."""
    if tokens <= room:
        return range(1)
    step = room - min(_OVERLAP, room // 2)
    return range(0, tokens - room + step, step)


def _owners(offsets: Sequence[tuple[int, int]], spans: Spans) -> list[int]:
    """Which unit each token belongs to; -1 for one between units."""
    owners, unit = [], 0
    for start, end in offsets:
        while unit < len(spans) and start >= spans[unit][1]:
            unit += 1
        inside = unit < len(spans) and end > spans[unit][0]
        owners.append(unit if inside else -1)
    return owners
