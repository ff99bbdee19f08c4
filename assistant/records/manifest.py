"""What a snapshot holds, and records as JSON and back, checked.

The checks serve what a library stores and what a reading process sends, whoever wrote it: each
function that ends in `_from` raises ValueError where that is not what its counterpart gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from assistant.records.documents import (
    Document,
    Entry,
    Mark,
    MarkKind,
    Origin,
    Problem,
    ProblemKind,
)


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
    """What it was made with, by name: settings, encoder, code, libraries; see `index.reuse`."""
    dense: DenseSearch | None = None
    """None in an index of an earlier version, where every vector is compared."""
    corpus: str = ""
    """The folder of files, in full; '' in an index of an earlier version."""


_Kind = TypeVar("_Kind")
_NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
_ENTRY_KEYS = frozenset(f.name for f in fields(Entry))


def marks_json(marks: Sequence[Mark]) -> str:
    """Marks as JSON: a list of kind, start, end, number and label for each."""
    return json.dumps(_mark_lists(marks))


def marks_from(stored: Any) -> tuple[Mark, ...]:
    """The marks that `marks_json` wrote."""
    return tuple(map(_mark, _as(list, stored)))


def problem_from(stored: Any) -> Problem:
    """The problem that was written to JSON by its fields."""
    values = _as(dict, stored)
    pages = tuple(_as(int, page) for page in _as(list, values.get("pages")))
    kind = ProblemKind(values.get("kind", ProblemKind.NOT_READ))
    return Problem(_as(str, values.get("path")), _as(str, values.get("reason")), pages, kind)


def entry_json(entry: Entry) -> str:
    """What is known of a document as JSON."""
    return json.dumps(asdict(entry))


def entry_from(stored: Any) -> Entry:
    """The entry that `entry_json` wrote."""
    values = dict(_as(dict, stored))
    if not values.keys() <= _ENTRY_KEYS:
        raise ValueError("an entry has other keys")
    guessed = _as(dict, values.pop("origins", {}))
    if not guessed.keys() <= _ENTRY_KEYS:
        raise ValueError("something else was guessed")
    copies = tuple(_as(str, path) for path in _as(list, values.pop("copies", [])))
    for key, value in values.items():
        if value is not None and not isinstance(value, bool if key == "easy_read" else str):
            raise ValueError(f"an entry's {key} is of another type")
    origins = {key: Origin(of) for key, of in guessed.items()}
    return Entry(**values, origins=origins, copies=copies)


def document_object(document: Document) -> dict[str, object]:
    """A document, all of it, as an object for JSON."""
    return asdict(replace(document, marks=())) | {"marks": _mark_lists(document.marks)}


def document_from(stored: Any) -> Document:
    """The document that `document_object` gave; every mark lies within its text."""
    values = _as(dict, stored)
    text = _as(str, values.get("text"))
    marks = marks_from(values.get("marks"))
    if not all(0 <= mark.start <= mark.end <= len(text) for mark in marks):
        raise ValueError("a mark lies outside its text")
    return Document(
        path=_as(str, values.get("path")),
        sha256=_as(str, values.get("sha256")),
        text=text,
        marks=marks,
        entry=entry_from(values.get("entry")),
        problems=tuple(map(problem_from, _as(list, values.get("problems")))),
    )


def _mark_lists(marks: Sequence[Mark]) -> list[list[object]]:
    return [[m.kind, m.start, m.end, m.number, m.label] for m in marks]


def _mark(values: Any) -> Mark:
    kind, start, end, number, label = _as(list, values)
    number = None if number is None else _as(int, number)
    label = None if label is None else _as(str, label)
    return Mark(MarkKind(kind), _as(int, start), _as(int, end), number, label)


def _as(kind: type[_Kind], value: Any) -> _Kind:
    """The value, if it is of this very type: true is no whole number."""
    if type(value) is not kind:
        raise ValueError(f"{_NAMES[kind]} was expected")
    if isinstance(value, str):
        value.encode()  # a lone surrogate is no text either
    return value
