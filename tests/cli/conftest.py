"""A corpus of two documents, its index, and what is looked at after a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.cli import main
from assistant.index import build as building
from assistant.index import snapshot
from tests.conftest import TinyEncoderMaker, read_here, use_tiny

if TYPE_CHECKING:
    from tests.conftest import Ran

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

PAY = "Fair pay for all social workers."
HOMES = "Homes not hospitals is a campaign."
CATALOGUE = """
[[document]]
file = "pay.txt"
title = "Fair pay now"
author = "A. Author"
published = 2023-05-01
url = "https://example.org/pay"
[[document]]
file = "sub/homes.txt"
"""
CORPUS = {"pay.txt": f"\n{PAY}\n", "sub/homes.txt": HOMES, "catalogue.toml": CATALOGUE}

Run = Callable[..., "Ran"]


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index that a build wrote, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    corpus, index = folder / "corpus", folder / "index"
    for name, content in CORPUS.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(content, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        use_tiny(patch, TinyEncoderMaker())
        patch.setattr(building, "read_files", read_here)
        assert main(["build", "--corpus", str(corpus), "--index", str(index)]) == 0
    return index


@pytest.fixture
def built(tmp_path: Path, write_corpus: WriteCorpus, built_once: Path) -> Path:
    """The folder of an index that a build of the test's own corpus wrote."""
    write_corpus(CORPUS)
    return shutil.copytree(built_once, tmp_path / "index")


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != "journal"
    }


def assert_one_error(ran: Ran, *said: str) -> None:
    """Status 2, nothing on stdout, and one line on stderr that says what is wrong."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    for words in said:
        assert words in ran.err


def file_of(index: Path, name: str) -> Path:
    folder = index if name == "current" else index / "snapshots" / snapshot.current_name(index)
    return folder / name
