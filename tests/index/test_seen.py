"""Opening a snapshot of large files without reading all of them, and what is read all the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import assistant
from assistant.assistant import Assistant
from assistant.errors import DamagedIndexError
from assistant.index import snapshot
from assistant.index.build import BuildReport
from assistant.index.library import Library
from tests.conftest import TinyReader

if TYPE_CHECKING:
    from tests.conftest import Ran, TinyEncoderMaker

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

LARGE = 4_000  # bytes: the library and some others


@pytest.fixture
def index(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An index with a snapshot before the live one; their libraries count as large."""
    monkeypatch.setattr(snapshot, "LARGE", LARGE)
    for text in ("Fair pay for all.", "Fair pay for all of us."):
        tiny_build(write_corpus({"pay.txt": text}))
    return tmp_path / "index"


@pytest.fixture
def digested(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose digests are taken from now on."""
    names: list[str] = []
    digest = snapshot.file_digest

    def noting(path: Path) -> str:
        names.append(path.name)
        return digest(path)

    monkeypatch.setattr(snapshot, "file_digest", noting)
    return names


def library(index: Path) -> Path:
    return index / "snapshots" / snapshot.current_name(index) / "library.sqlite"


def rot(path: Path) -> None:
    """What a disk does that gives back other bytes than it was given: nothing tells of it."""
    content = bytearray(path.read_bytes())
    content[content.index(b"Fair pay")] ^= 1
    path.write_bytes(content)
    folder = path.parent
    snapshot.remember(folder, snapshot.stamps(folder, snapshot.read_manifest(folder)))


def test_a_large_file_is_not_read_again_while_it_is_the_same(
    index: Path, digested: list[str]
) -> None:
    """A million passages open at once; what is small is read all the same."""
    snapshot.open_snapshot(index)
    assert "library.sqlite" not in digested
    assert "manifest.json" not in digested
    assert "offsets.npy" in digested


def test_small_files_are_read_at_every_opening(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, digested: list[str]
) -> None:
    """An index of ordinary size is checked byte for byte, and nothing is kept beside it."""
    tiny_build(write_corpus({"pay.txt": "Fair pay."}))
    digested.clear()
    opened = snapshot.open_snapshot(tmp_path / "index")
    assert len(digested) == len(opened.manifest.files)
    assert [p.name for p in opened.folder.parent.iterdir()] == [opened.name]


@pytest.mark.parametrize("act", ["written", "copied", "put back"])
def test_a_large_file_that_was_touched_is_read_before_it_is_opened(
    index: Path, digested: list[str], act: str
) -> None:
    """Whoever writes to a file of the index, or puts another in its place, is noticed."""
    path, beside = library(index), index / "beside"
    if act == "written":
        path.write_bytes(path.read_bytes())
    elif act == "copied":
        shutil.copy2(path, beside)
        path.unlink()
        shutil.copy2(beside, path)
    else:
        path.rename(beside)
        beside.rename(path)
    snapshot.open_snapshot(index)
    assert digested.count("library.sqlite") == 1
    snapshot.open_snapshot(index)
    assert digested.count("library.sqlite") == 1


def test_damage_to_a_large_file_is_refused_before_it_is_parsed(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flipped byte in a large file is found at opening, and found again the next time."""

    def refuse(*_: object) -> object:
        raise AssertionError("parsed before its digest was checked")

    monkeypatch.setattr(assistant, "open_index", refuse)
    path = library(index)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    for _ in range(2):
        with pytest.raises(DamagedIndexError, match=r"library\.sqlite is damaged"):
            snapshot.open_snapshot(index)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b'{"library.sqlite": 1}'])
def test_a_note_that_makes_no_sense_counts_for_nothing(
    index: Path, digested: list[str], content: bytes
) -> None:
    """Where what is kept of a snapshot is lost or damaged all of it is read."""
    library(index).parent.with_name(f"{snapshot.current_name(index)}.seen").write_bytes(content)
    snapshot.open_snapshot(index)
    assert "library.sqlite" in digested


def test_notes_go_with_their_snapshots(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Nothing is left beside the snapshots of those that were removed."""
    tiny_build(write_corpus({"pay.txt": "Fairest pay."}))
    names = {path.name for path in (index / "snapshots").iterdir()}
    kept = {name for name in names if snapshot.is_name(name)}
    assert len(kept) == 2
    assert names == kept | {f"{name}.seen" for name in kept}


def test_what_a_disk_changed_is_found_while_questions_are_answered(
    index: Path, maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat that opened on a file gone bad moves to the index before it, and says so."""
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)
    rot(library(index))
    with Assistant.open(index) as opened:
        live = opened.snapshot
        assert opened.refreshed() is opened
        opened.recheck()
        with opened.refreshed() as moved:
            assert moved.snapshot != live
            assert "library.sqlite is damaged" in str(moved.warning)
            assert moved.ask("fair pay").quotations[0].passage.text == "Fair pay for all."
            assert moved.refreshed() is moved


def test_a_sound_index_stays_after_all_was_read(
    index: Path, maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changes for who asks where nothing is wrong."""
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)
    with Assistant.open(index) as opened:
        opened.recheck()
        assert opened.refreshed() is opened


def test_verify_reads_every_file(index: Path, run: Callable[..., Ran]) -> None:
    """What opening takes as whole, the check of the whole index does not."""
    assert run("verify").status == 0
    rot(library(index))
    ran = run("verify")
    assert ran.status == 1
    assert "library.sqlite is damaged" in ran.err


def test_a_build_takes_nothing_from_a_file_that_a_disk_changed(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Damage that no time tells of does not get into the next index as if it were whole."""
    rot(library(index))
    report = tiny_build(write_corpus({"homes.txt": "Homes not hospitals."}))
    assert "library.sqlite was damaged" in report.warnings[0]
    held = Library(report.snapshot.library)
    assert [p.text for p in held.passages_of("pay.txt")] == ["Fair pay for all of us."]
    held.close()


def test_a_read_only_folder_is_read_each_time(index: Path, digested: list[str]) -> None:
    """An index that may not be written to opens all the same."""
    note = library(index).parent.with_name(f"{snapshot.current_name(index)}.seen")
    note.unlink()
    note.mkdir()
    for _ in range(2):
        snapshot.open_snapshot(index)
    assert digested.count("library.sqlite") == 2
