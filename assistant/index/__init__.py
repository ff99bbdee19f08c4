"""The index of a corpus: library, lexical and dense retrieval, snapshots, and building them."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""
