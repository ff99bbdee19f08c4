"""A question and passages to what each says: whether it answers, and which of its units do.

A cross-encoder reads question and passage together (`training/` says how it was taught). It comes
with the package as an OpenVINO graph of 8-bit weights and is loaded as the encoder is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.comprehension.files import FOLDER, GRAPH, TOKENIZER, checked
from assistant.comprehension.units import Spans, units
from assistant.encoder import Vectors, encodable
from assistant.errors import ComprehensionError
from assistant.graph import Graph, Precision, has_bfloat16
from assistant.records import Reading, Unit

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


class PassageReader(Protocol):
    """What asking needs of the model; tests put a small one in its place."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its weights."""

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Returns what each text says to the question, in their order."""


class Reader:
    """Reads passages for a question. Safe to use from several threads."""

    def __init__(self, folder: Path = FOLDER, precision: Precision | None = None) -> None:
        """Load the model in a folder, in bfloat16 where the processor has units for it.

        Raises:
            ComprehensionError: a file is missing or is not what was shipped.
        """
        self._sha256 = checked(folder)
        self._precision = precision or (Precision.BF16 if has_bfloat16() else Precision.F32)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._graph = Graph(folder / GRAPH, self._precision)
        except Exception as error:  # the tokenizer raises bare Exception, OpenVINO RuntimeError
            raise ComprehensionError(
                f"the model of comprehension in {folder} cannot be loaded: {error}"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    @property
    def sha256(self) -> str:
        """The SHA-256 of its weights."""
        return self._sha256

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Returns what each text says to the question, in their order; all are read in one batch.

        A text longer than the model reads at once is read in windows that overlap: it answers as
        much as the best of them does.
        """
        if not texts:
            return []
        spans = [units(text.passage) for text in texts]
        windows = [
            list(self._windows(question, text, span))
            for text, span in zip(texts, spans, strict=True)
        ]
        flat = [window for several in windows for window in several]
        answers, tokens = self._graph.vectors(flat)
        found, first = [], 0
        for several, span in zip(windows, spans, strict=True):
            rows = slice(first, first + len(several))
            found.append(_reading(several, span, answers[rows, 0], tokens[rows]))
            first += len(several)
        return found

    def _windows(self, question: str, text: Text, spans: Spans) -> Iterator[Window]:
        asked = self._encoded(question)[0][:_MOST_QUESTION]
        context = self._encoded(text.context)[0][:_MOST_CONTEXT]
        ids, offsets = self._encoded(text.passage)
        owners = _owners(offsets, spans)
        first, after = self._ends
        before = [first, *asked, after, *context]
        room = max(MOST_TOKENS - len(before) - 1, _LEAST_TOKENS)
        types = [0] * (len(asked) + 2) + [1] * len(context)
        for start in _starts(len(ids), room):
            part = ids[start : start + room]
            yield Window(
                ids=[*before, *part, after],
                type_ids=[*types, *[1] * (len(part) + 1)],
                unit_of=[*[-1] * len(before), *owners[start : start + room], -1],
            )

    def _encoded(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoding = self._tokenizer.encode(encodable(text), add_special_tokens=False)
        return encoding.ids, encoding.offsets

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """The tokens before everything and after each of the two texts."""
        first, last = self._tokenizer.encode("").ids
        return first, last


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


def _reading(windows: Sequence[Window], spans: Spans, answers: Vectors, tokens: Vectors) -> Reading:
    """What a text's windows say together; a unit's numbers are the mean of its tokens'."""
    totals = np.zeros((len(spans) + 1, 2))
    counts = np.zeros(len(spans) + 1)
    for window, row in zip(windows, tokens, strict=True):
        owners = np.array(window.unit_of)
        np.add.at(totals, owners, row[: len(owners)])
        np.add.at(counts, owners, 1)
    means: NDArray[np.float64] = totals[:-1] / np.maximum(counts[:-1, None], 1)
    among = np.exp(means[:, 0] - means[:, 0].max(initial=-np.inf)) * (counts[:-1] > 0)
    among /= max(float(among.sum()), 1e-9)
    inside = 1 / (1 + np.exp(-means[:, 1]))
    return Reading(
        answers=float(answers.max()),
        units=tuple(
            Unit(start, end, float(share), float(part))
            for (start, end), share, part in zip(spans, among, inside, strict=True)
        ),
    )
