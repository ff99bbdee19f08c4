"""The index of a corpus; here, the types that its modules share, and values taken in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:  # what lists or moves snapshots does without numpy
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""
Integers: TypeAlias = "NDArray[np.int64]"
Allowed: TypeAlias = "NDArray[np.bool_] | None"
"""Which passages, or points, may be found; None where all may."""
Scored = list[tuple[int, float]]
"""Numbers of passages, or points, with their scores, best first."""
Value = TypeVar("Value")


def in_chunks(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Returns values in lists of up to so many, one list after another."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk
