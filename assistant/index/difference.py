"""What differs between two snapshots: documents and passages that came, went and changed.

A passage that merely stands elsewhere in its document, with the same text, has not changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.records import Passage, Source


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that came (no `before`), went (no `now`) or changed."""

    now: Passage | None
    before: Passage | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that came (no `before`), went (no `now`) or changed."""

    now: Source | None
    before: Source | None
    passages: tuple[PassageChange, ...] = ()
    """Of a document that changed; empty where only what is known of it did."""

    @property
    def path(self) -> str:
        """The document's path within the corpus."""
        source = self.now or self.before
        return source.path if source else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two snapshots, by the documents' paths."""

    came: tuple[DocumentChange, ...]
    went: tuple[DocumentChange, ...]
    changed: tuple[DocumentChange, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the two hold the same."""
        return not (self.came or self.went or self.changed)


def difference(now: Snapshot, before: Snapshot) -> Difference:
    """What a snapshot holds that another does not, and the other way round."""
    here, there = Library(now.library), Library(before.library)
    try:
        sources, others = _by_path(here), _by_path(there)
        both = sorted(sources.keys() & others.keys())
        compared = (
            DocumentChange(
                sources[path],
                others[path],
                tuple(_passages(here.passages_of(path), there.passages_of(path))),
            )
            for path in both
        )
        return Difference(
            came=tuple(DocumentChange(sources[p], None) for p in sorted(sources.keys() - others)),
            went=tuple(DocumentChange(None, others[p]) for p in sorted(others.keys() - sources)),
            changed=tuple(c for c in compared if c.passages or _is_described_anew(c)),
        )
    finally:
        here.close()
        there.close()


def _by_path(library: Library) -> Mapping[str, Source]:
    return {source.path: source for source in library.sources()}


def _is_described_anew(change: DocumentChange) -> bool:
    """Whether what is known of a document, its title and the like, changed."""
    return (change.now and change.now.entry) != (change.before and change.before.entry)


def _passages(now: Sequence[Passage], before: Sequence[Passage]) -> list[PassageChange]:
    """What changed of a document's passages; those in the same place are paired."""
    texts, others = ([passage.text for passage in held] for held in (now, before))
    matcher = SequenceMatcher(None, others, texts, autojunk=False)
    return [
        PassageChange(*pair)
        for kind, was_from, was_to, from_, to in matcher.get_opcodes()
        if kind != "equal"
        for pair in zip_longest(now[from_:to], before[was_from:was_to])
    ]
