"""A question and passages to what each says: whether it answers, and which of its units do.

A cross-encoder reads question and passage together (`training/` says how it was taught). It comes
with the package as an OpenVINO graph of 8-bit weights and is loaded as the encoder is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.comprehension.files import FOLDER, GRAPH, SAMPLE, TOKENIZER, checked, sample
from assistant.comprehension.units import Spans, units
from assistant.comprehension.windows import Question, Text, Window
from assistant.encoder import Vectors
from assistant.errors import ComprehensionError
from assistant.graph import Graph, Precision, has_bfloat16
from assistant.records import Reading, Unit

_ALIKE = 1.0  # at 8 bits the log odds of the sample are within .2 of those before
_AT_ONCE = 16
"""So many windows are read in a batch, so that many long passages take no more memory."""


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
            ComprehensionError: a file is missing or is not what was shipped, or what is read comes
                out wrong on this processor.
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
        question, passage = SAMPLE
        (read,) = self.read(question, [Text("", passage)])
        if not abs(read.answers - sample(folder)) < _ALIKE:
            raise ComprehensionError(
                f"the model of comprehension in {folder} reads wrongly on this processor, and "
                "answers would be wrong: use another computer, or another version of openvino"
            )

    @property
    def sha256(self) -> str:
        """The SHA-256 of its weights."""
        return self._sha256

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Returns what each text says to the question, in their order.

        A text longer than the model reads at once is read in windows that overlap: it answers as
        much as the best of them does.
        """
        if not texts:
            return []
        spans = [units(text.passage) for text in texts]
        asked = Question(question, self._tokenizer)
        windows = [list(asked.windows(*pair)) for pair in zip(texts, spans, strict=True)]
        flat = [window for several in windows for window in several]
        read = [
            found
            for start in range(0, len(flat), _AT_ONCE)
            for found in zip(*self._graph.vectors(flat[start : start + _AT_ONCE]), strict=True)
        ]
        found, first = [], 0
        for several, span in zip(windows, spans, strict=True):
            found.append(_reading(several, span, read[first : first + len(several)]))
            first += len(several)
        return found


@cache
def shipped_reader() -> Reader:
    """Returns the model that comes with the package, loaded once and kept for good.

    A process that dropped and compiled it a hundred times was brought down by OpenVINO.

    Raises:
        ComprehensionError: as `Reader` does.
    """
    return Reader()


def _reading(
    windows: Sequence[Window], spans: Spans, read: Sequence[tuple[Vectors, Vectors]]
) -> Reading:
    """What a text's windows say together; a unit's numbers are the mean of its tokens'."""
    totals = np.zeros((len(spans) + 1, 2))
    counts = np.zeros(len(spans) + 1)
    for window, (_, row) in zip(windows, read, strict=True):
        owners = np.array(window.unit_of)
        np.add.at(totals, owners, row[: len(owners)])
        np.add.at(counts, owners, 1)
    means: NDArray[np.float64] = totals[:-1] / np.maximum(counts[:-1, None], 1)
    among = np.exp(means[:, 0] - means[:, 0].max(initial=-np.inf)) * (counts[:-1] > 0)
    among /= max(float(among.sum()), 1e-9)
    inside = 1 / (1 + np.exp(-means[:, 1]))
    return Reading(
        answers=max(float(answers[0]) for answers, _ in read),
        units=tuple(
            Unit(start, end, float(share), float(part))
            for (start, end), share, part in zip(spans, among, inside, strict=True)
        ),
    )
