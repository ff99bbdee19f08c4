"""A corpus of three documents, and what is looked at after a build of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.assistant import Assistant
from assistant.index import snapshot
from assistant.index.build import BuildReport
from assistant.index.library import Library

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]
OpenAssistant = Callable[[], Assistant]

PAY, HOMES, RIGHTS = "Fair pay for all.", "Homes not hospitals.", "Know your rights at work."
CORPUS = {"homes.txt": HOMES, "pay.txt": PAY, "rights.txt": RIGHTS}
QUESTION = "What is fair pay?"
SNAPSHOT_FILES = [
    "manifest.json",
    "library.sqlite",
    "readings.json",
    "abbreviations.json",
    "points.faiss",
    "points.npy",
    "tokens/codes.npy",
    "tokens/segments.npy",
    "tokens/ids.npy",
    "tokens/offsets.npy",
    "tokens/frequency.npy",
    "lexical/meta.json",
    "encoder/encoder.json",
    "current",
]
"""What an index of two small documents is made of, beside its lock."""


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder under a folder, with the files' bytes; but for the journal."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != "journal"
    }


def answers(opened: Assistant) -> dict[str, object]:
    with opened as assistant:
        return assistant.ask(QUESTION).to_dict()


def texts(report: BuildReport) -> dict[str, list[str]]:
    """The passages that an index holds, by document."""
    library = Library(report.snapshot.library)
    try:
        return {s.path: [p.text for p in library.passages_of(s.path)] for s in library.sources()}
    finally:
        library.close()


def assert_whole(index: Path, *, live: str | None = None) -> None:
    """Nothing in the index folder but whole snapshots, the pointer and the lock."""
    assert {p.name for p in index.iterdir()} == {"current", "lock", "snapshots"}
    for folder in (index / "snapshots").iterdir():
        assert list(snapshot.damages(folder, snapshot.read_manifest(folder))) == []
    if live is not None:
        assert snapshot.open_snapshot(index).name == live
