"""An encoder's exported graph on OpenVINO: token ids to vectors.

The graph is compiled in one of two ways: for a question, which should be back soon, and for many
texts, of which many should be done in a while.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

# OpenVINO's converter, which nothing here uses, reports every import to its maker over the network
# and takes a while to load. OpenVINO does without either where it is not installed.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
sys.modules["openvino.tools.ovc"] = None  # type: ignore[assignment]

import numpy as np
import openvino
from numpy.typing import NDArray

# OpenVINO looks NumPy's types up when it first hands out an array. Two threads that make it do so
# at once wait for each other for ever: one for the lookup, the other for the interpreter.
openvino.Tensor(np.zeros(1, np.float32)).data  # noqa: B018

Vectors = NDArray[np.float32]

_WIDTHS = 8
"""Texts are padded to multiples of so many tokens: for each width, memory is kept for good."""
CAP = "ONEDNN_MAX_CPU_ISA"
"""The variable that keeps computing to older instructions."""
TOKEN_OUTPUT, POOLED_OUTPUT = "token_vectors", "pooled_vector"


class Precision(StrEnum):
    """The numbers that vectors are computed in; they are kept as before."""

    F32 = "f32"
    BF16 = "bf16"
    """16 bits, of which 8 are the exponent; twice as fast on processors that have units for it."""


class Tokenised(Protocol):
    """A text as a graph takes it, as the library tokenizers gives it."""

    @property
    def ids(self) -> list[int]:
        """The tokens' ids."""

    @property
    def type_ids(self) -> list[int]:
        """Which of two texts read together each token belongs to, 0 or 1."""


class Graph:
    """A compiled graph. Safe to use from several threads."""

    def __init__(
        self,
        file: Path,
        precision: Precision = Precision.F32,
        *,
        many: bool = False,
        together: int = 32,
    ) -> None:
        """Compile the graph in a file, for one question at a time or for `many` texts.

        What is multiplied with 8-bit weights is rounded to 8 bits, so many values `together`. Not
        where oneDNN is told to keep to older instructions: OpenVINO would not start.

        Raises:
            RuntimeError: it is missing or is no graph.
        """
        hints = {
            "PERFORMANCE_HINT": "THROUGHPUT" if many else "LATENCY",
            "INFERENCE_PRECISION_HINT": precision,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0 if CAP in os.environ else together,
        }
        if many:  # who prepares batches needs the cores, too
            hints["ENABLE_CPU_PINNING"] = "NO"
        self._model = _core().compile_model(str(file), "CPU", hints)
        self._inputs = {name for port in self._model.inputs for name in port.get_names()}

    @property
    def at_once(self) -> int:
        """How many batches are best asked for at a time.

        Twice as many as are computed side by side, so that none waits while results are taken over.
        """
        return 2 * int(self._model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

    def pooled(self, texts: Sequence[Tokenised]) -> Vectors:
        """The pooled vectors of tokenised texts, shape (texts, dimension)."""
        return _read(self._inferred(texts), POOLED_OUTPUT)

    def vectors(self, texts: Sequence[Tokenised]) -> tuple[Vectors, Vectors]:
        """The pooled vectors, and the token vectors, shape (texts, longest text, dimension)."""
        request = self._inferred(texts)
        return _read(request, POOLED_OUTPUT), _read(request, TOKEN_OUTPUT)

    def each(self, texts: Sequence[Tokenised]) -> list[tuple[Vectors, Vectors]]:
        """The pooled vector and the token vectors of each text, read by itself.

        None is padded to another's length. Compiled for many they are computed side by side, the
        longest first.
        """
        requests = [self._model.create_infer_request() for _ in texts]
        for place in sorted(range(len(texts)), key=lambda place: -len(texts[place].ids)):
            requests[place].start_async(self._given([texts[place]]))
        found = []
        for request in requests:
            request.wait()
            found.append((_read(request, POOLED_OUTPUT)[0], _read(request, TOKEN_OUTPUT)[0]))
        return found

    def _inferred(self, texts: Sequence[Tokenised]) -> openvino.InferRequest:
        request = self._model.create_infer_request()
        request.infer(self._given(texts))
        return request

    def _given(self, texts: Sequence[Tokenised]) -> dict[str, NDArray[np.int64]]:
        """The inputs of a batch, each of shape (texts, longest text or a few tokens more)."""
        width = -(-max(len(text.ids) for text in texts) // _WIDTHS) * _WIDTHS
        rows = {
            "input_ids": [text.ids for text in texts],
            "attention_mask": [[1] * len(text.ids) for text in texts],
            "token_type_ids": [text.type_ids for text in texts],
        }
        given = {name: np.zeros((len(texts), width), np.int64) for name in self._inputs & {*rows}}
        for name, padded in given.items():
            for row, values in zip(padded, rows[name], strict=True):
                row[: len(values)] = values
        return given


def usable(precision: Precision) -> Precision:
    """The precision if this processor has units for it, else float32."""
    return precision if precision is Precision.F32 or has_bfloat16() else Precision.F32


def has_bfloat16() -> bool:
    """Whether this processor has units that compute in bfloat16, and may use them.

    Where oneDNN is told to keep to older instructions, OpenVINO names the units all the same.
    """
    told = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return CAP not in os.environ and "BF16" in told


@cache
def _core() -> openvino.Core:
    """OpenVINO's runtime, one for the process."""
    return openvino.Core()


def _read(request: openvino.InferRequest, output: str) -> Vectors:
    """A copy of what a request gave: the request's own goes with it."""
    return np.array(request.get_tensor(output).data, dtype=np.float32)
