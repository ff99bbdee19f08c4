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
