"""What a snapshot of an index holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.records.documents import Problem


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file of a snapshot as it was written."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """How the vectors nearest to a question are found, and how well, as measured at the build."""

    vectors: int
    cells: int = 0
    """In how many cells the vectors are grouped; 0 where every vector is compared."""
    probes: int = 0
    """Into how many cells a search looks."""
    recall: float = 1.0
    """Which share of the ten nearest passages is found."""
    questions: int = 0
    """On how many questions that was measured; 0 where every vector is compared."""
    tried: float | None = None
    """Of a large index that is not searched by cells: the recall that was too low."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds and what it was made from."""

    format_version: int
    built_at: datetime
    inputs: str
    """Digest of all that decides a snapshot's content: files, catalogue, recipe."""
    encoder: str
    encoder_sha256: str
    dimension: int
    documents: int
    passages: int
    problems: tuple[Problem, ...]
    files: Mapping[str, FileDigest] = field(default_factory=dict)
    recipe: Mapping[str, str] = field(default_factory=dict)
    """What it was made with, by name: settings, encoder, code, libraries; see `index.recipe`."""
    dense: DenseSearch | None = None
    """None in an index of an earlier version, where every vector is compared."""
