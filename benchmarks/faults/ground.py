"""A small corpus and its index, built with the tests' small encoder so that a round is quick.

Every document of the corpus says which version of the corpus it is of, so that an index which
holds two versions at once is seen.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from assistant import readers
from assistant.assistant import Assistant
from assistant.cli import main
from assistant.errors import SearchIndexError
from assistant.index import snapshot
from assistant.index.history import State, kept
from assistant.readers.sandbox import FileReading, reading_of
from assistant.records import CorpusFile
from assistant.settings import ReadSettings
from tests.conftest import TinyEncoder, TinyEncoderMaker

_DOCUMENTS = 8
_VERSION = re.compile(r"version (\d+)")
LEFT = {"current", "examples.json", "lock", "snapshots"}
"""All that an index folder holds when nothing is going on."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a family of faults came to."""

    name: str
    tried: int
    failures: tuple[str, ...]


class Ground:
    """A corpus folder and an index folder."""

    def __init__(self, folder: Path) -> None:
        """Build the first two versions, so that there is a snapshot to go back to."""
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir(parents=True)
        for version in (1, 2):
            self.write(version)
            assert self.build() == 0

    def write(self, version: int) -> None:
        """Put another version of every document into the corpus."""
        for number in range(_DOCUMENTS):
            text = f"Document {number}\n\nThis is version {version}, and fair pay is for all.\n"
            (self.corpus / f"{number}.txt").write_text(text, "utf-8")

    def build(self, *options: str) -> int:
        """The exit status of a build."""
        return self.told(*options)[0]

    def told(self, *options: str) -> tuple[int, str]:
        """The exit status of a build, and what it said."""
        said = io.StringIO()
        folders = ("--corpus", str(self.corpus), "--index", str(self.index))
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            status = main(["build", *folders, *options])
        return status, said.getvalue()

    def version(self) -> int:
        """The version that the index answers with.

        Raises:
            AssertionError: it does not answer, or with several versions at once.
        """
        with Assistant.open(self.index) as assistant:
            answered = assistant.ask("What is fair pay?")
            texts = [assistant.document(s.path).text for s in assistant.sources()]
            texts += [quotation.passage.text for quotation in answered.quotations]
        versions = {int(v) for text in texts for v in _VERSION.findall(text)}
        assert len(texts) > _DOCUMENTS, "documents are missing"
        assert len(versions) == 1, f"versions {sorted(versions)} at once"
        return versions.pop()

    def litter(self) -> list[str]:
        """What the index folder holds beside whole snapshots, the pointer and the lock."""
        there = sorted(p.name for p in self.index.iterdir() if p.name not in LEFT)
        named = {one.name for one in kept(self.index) if one.damage is None}
        folders = (self.index / "snapshots").iterdir()
        return there + sorted(folder.name for folder in folders if folder.name not in named)

    def folder(self, state: State) -> Path:
        """The folder of the live snapshot, or of the one before."""
        (found,) = (one for one in kept(self.index) if one.state is state)
        return self.index / "snapshots" / found.name


@contextlib.contextmanager
def small() -> Iterator[None]:
    """Build with the small encoder, read in this process, and write the journal often."""
    maker = TinyEncoderMaker()
    with (
        patch("assistant.index.build.EncoderMaker", lambda _: maker),
        patch("assistant.assistant.Encoder", lambda *_: TinyEncoder()),
        patch("assistant.index.build.read_files", _read_here),
        patch("assistant.index.reuse._AT_ONCE", 2),
    ):
        yield


def in_child(ground: Ground, *options: str) -> int:
    """The id of a forked process that builds, and ends with the build's exit status."""
    child = os.fork()
    if child:
        return child
    os._exit(ground.build(*options))


def opens_as(ground: Ground, *versions: int) -> str:
    """What is wrong if the index does not answer with one of the versions; '' if it does."""
    try:
        found = ground.version()
    except (SearchIndexError, OSError, AssertionError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if found in versions else f"version {found} instead of {versions}"


def live(index: Path) -> str:
    """The name of the live snapshot."""
    return snapshot.current_name(index)


def _read_here(files: Sequence[CorpusFile], _settings: ReadSettings) -> Iterator[FileReading]:
    for file in files:
        yield reading_of(file, readers.document(file), 0.0)
