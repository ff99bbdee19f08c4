from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import assistant
from assistant.assistant import Assistant
from assistant.errors import DamagedIndexError, IndexFormatError, LockedIndexError, NoIndexError
from assistant.index import history, snapshot
from assistant.index.build import BuildReport
from assistant.index.snapshot import Snapshot
from assistant.records import Problem
from tests.conftest import TinyReader
from tests.index.conftest import SNAPSHOT_FILES

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

pytestmark = pytest.mark.slow

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]
Damage = Callable[[Path], None]

CORPUS = {"pay.txt": "Fair pay for all.\n", "homes.txt": "Homes not hospitals.\n"}


def flip(path: Path, place: int, bits: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= bits
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def delete(path: Path) -> None:
    path.unlink()


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0tail")


def nest(path: Path) -> None:
    """What a parser of JSON gives up on with an error of its own kind."""
    path.write_bytes(b"[" * 100_000)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Damage] = {
    "first byte": lambda path: flip(path, 0),
    "first byte, high bit": lambda path: flip(path, 0, 0x80),
    "a quarter in": lambda path: flip(path, path.stat().st_size // 4),
    "middle byte": lambda path: flip(path, path.stat().st_size // 2),
    "near the end": lambda path: flip(path, path.stat().st_size - 3),
    "truncated": truncate,
    "emptied": empty,
    "deleted": delete,
    "appended": append,
    "nested": nest,
    "a folder in its place": make_folder,
}

# Without `current` there is no index; that has a test of its own.
CASES = [
    pytest.param(name, damage, id=f"{name}: {kind}")
    for name in SNAPSHOT_FILES
    for kind, damage in DAMAGES.items()
    if name != "current" or kind not in ("deleted", "a folder in its place")
]


@pytest.fixture
def index(tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build) -> Path:
    """A published index of two documents."""
    tiny_build(write_corpus(CORPUS))
    return tmp_path / "index"


@pytest.fixture
def nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a library, dense index or encoder is opened."""

    def refuse(*_: object) -> object:
        raise AssertionError("parsed before its digest was checked")

    monkeypatch.setattr(assistant, "Encoder", refuse)
    monkeypatch.setattr(assistant, "open_index", refuse)


def file_of(index: Path, name: str) -> Path:
    if name == "current":
        return index / "current"
    return index / "snapshots" / snapshot.current_name(index) / name


def with_manifest(index: Path, **changes: object) -> Path:
    """The live snapshot with another manifest, named and pointed to as a build does it."""
    folder = index / "snapshots" / snapshot.current_name(index)
    stored = json.loads((folder / "manifest.json").read_bytes()) | changes
    content = json.dumps(stored).encode()
    (folder / "manifest.json").write_bytes(content)
    moment = folder.name.split("-")[0]
    renamed = folder.rename(
        folder.with_name(f"{moment}-{hashlib.sha256(content).hexdigest()[:12]}")
    )
    (index / "current").write_text(f"{renamed.name}\n")
    return renamed


def test_a_published_snapshot_opens_with_what_was_written(index: Path) -> None:
    """What a build published opens under its own name, every file with its digest."""
    opened = snapshot.open_snapshot(index)
    assert opened.name == (index / "current").read_text().strip()
    assert opened.folder == index / "snapshots" / opened.name
    named = {name for name in opened.manifest.files if not name.startswith("lexical/")}
    assert named == {
        n for n in SNAPSHOT_FILES if not n.startswith(("manifest", "current", "lexical"))
    }
    assert "lexical/meta.json" in opened.manifest.files
    for name, digest in opened.manifest.files.items():
        content = (opened.folder / name).read_bytes()
        assert (digest.bytes, digest.sha256) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    assert [opened.library, opened.encoder] == [
        opened.folder / name for name in ("library.sqlite", "encoder")
    ]


def test_a_manifest_comes_back_exactly(index: Path) -> None:
    """All that a manifest says is read back as it was, odd characters and page lists included."""
    opened = snapshot.open_snapshot(index)
    told = replace(
        opened.manifest,
        built_at=datetime(2026, 11, 22, 10, 15, 0, 123456, tzinfo=UTC),
        problems=(
            Problem("café\x00\u202e.pdf", "no text “at all”", (2, 3)),
            Problem("b.docx", "not read"),
        ),
    )
    with history.unfinished(index) as written:
        without = shutil.ignore_patterns("*.lock")  # tantivy makes one where it opens an index
        shutil.copytree(opened.folder, written, ignore=without, dirs_exist_ok=True)
        (written / "manifest.json").unlink()
        published = history.publish(index, history.seal(written, told)).snapshot
    assert snapshot.open_snapshot(index) == published
    assert published.manifest == told
    assert published.name.startswith("20261122T101500Z-")


@pytest.mark.usefixtures("nothing_is_parsed")
@pytest.mark.parametrize(("name", "damage"), CASES)
def test_a_damaged_file_is_named_before_anything_is_parsed(
    index: Path, name: str, damage: Damage
) -> None:
    """Any change to any file of the index is refused, and the message names that file."""
    path = file_of(index, name)
    damage(path)
    # Of a pointer alone a whole snapshot is left to answer from; see test_history.
    opening = snapshot.open_snapshot if name == "current" else Assistant.open
    with pytest.raises(DamagedIndexError) as caught:
        opening(index)
    assert caught.value.path == path
    assert str(caught.value).startswith(f"{path} is damaged: ")
    assert str(caught.value).endswith("Run 'assistant build' to write the index anew.")
    assert "\n" not in str(caught.value)


def test_a_flip_in_the_format_version_is_damage(index: Path) -> None:
    """A manifest whose version has one wrong bit is refused, with the command that mends it."""
    path = file_of(index, "manifest.json")
    flip(path, path.read_bytes().index(b'"format_version": ') + len('"format_version": '))
    assert json.loads(path.read_bytes())["format_version"] != snapshot.FORMAT_VERSION
    with pytest.raises(DamagedIndexError, match="Run 'assistant build'"):
        snapshot.open_snapshot(index)


@pytest.mark.parametrize(("name", "damage"), CASES)
def test_a_build_repairs_any_damage(
    index: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    name: str,
    damage: Damage,
) -> None:
    """After any damage a build of the same corpus writes a good index that takes nothing over."""
    path = file_of(index, name)
    damage(path)
    maker.encoder.encoded.clear()
    report = tiny_build(write_corpus(CORPUS))
    assert not report.up_to_date
    whole = name == "current"  # a snapshot that is whole is taken from, though nothing names it
    assert report.encoded == len(maker.encoder.encoded) == (0 if whole else 2)
    assert report.warnings[0].startswith("only 20" if whole else "nothing of the index before ")
    assert f" of the index before was used: {path} was damaged" in report.warnings[0]
    assert snapshot.open_snapshot(index) == report.snapshot
    assert snapshot.current_name(index) == report.snapshot.name


def test_every_damaged_file_is_listed(index: Path) -> None:
    """A check of the whole index names all that is wrong, not just the first."""
    opened = snapshot.open_snapshot(index)
    assert list(snapshot.damages(opened.folder, opened.manifest)) == []
    append(opened.library)
    delete(opened.folder / "points.faiss")
    found = list(snapshot.damages(opened.folder, opened.manifest))
    assert {d.path for d in found} == {opened.library, opened.folder / "points.faiss"}


@pytest.mark.parametrize("content", ["20261122T101500Z-0123456789ab\n", "../../etc\n", "\n"])
def test_a_pointer_to_nothing_is_damage(index: Path, content: str) -> None:
    """`current` naming a snapshot that is not there, or no snapshot at all, is reported as such."""
    (index / "current").write_text(content)
    with pytest.raises(DamagedIndexError, match="does not name a snapshot that is there") as caught:
        snapshot.open_snapshot(index)
    assert caught.value.path == index / "current"


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_index_says_what_to_run(tmp_path: Path, name: str) -> None:
    """A folder without an index is told from a damaged one, with what to do first."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoIndexError, match=rf"no index in .*{name}: run 'assistant build' first"):
        snapshot.open_snapshot(tmp_path / name)


def test_a_build_repairs_a_lost_pointer(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """An index whose `current` was deleted is as good as none, until the next build."""
    (index / "current").unlink()
    with pytest.raises(NoIndexError):
        snapshot.open_snapshot(index)
    report = tiny_build(write_corpus(CORPUS))
    assert snapshot.open_snapshot(index) == report.snapshot


@pytest.mark.parametrize("version", [0, 1, 99])
def test_another_format_says_to_build(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build, version: int
) -> None:
    """An index of another version is refused with what to do, and doing that makes it good."""
    folder = with_manifest(index, format_version=version, inputs="", layout="unknown")
    with pytest.raises(IndexFormatError) as caught:
        snapshot.open_snapshot(index)
    assert str(caught.value) == (
        f"{folder} has index format {version}; this version of the assistant reads format "
        f"{snapshot.FORMAT_VERSION}. Run 'assistant build' to write the index anew."
    )
    report = tiny_build(write_corpus(CORPUS))
    assert report.encoded == 2
    assert report.warnings[0].startswith("nothing of the index before was used: ")
    assert snapshot.open_snapshot(index) == report.snapshot


def test_the_snapshot_before_stays_and_older_ones_go(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """After each build there is the live snapshot and a whole one to go back to, and no third."""
    live = snapshot.open_snapshot(index)
    for text in ("One.", "Two.", "Three."):
        before, live = live, tiny_build(write_corpus({"pay.txt": text})).snapshot
        assert {p.name for p in (index / "snapshots").iterdir()} == {before.name, live.name}
        kept = snapshot.read_manifest(before.folder)
        assert list(snapshot.damages(before.folder, kept)) == []


def test_a_good_snapshot_stays_where_the_live_one_is_damaged(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Repairing a damaged index does not throw away the last snapshot one could go back to."""
    first = snapshot.open_snapshot(index)
    second = tiny_build(write_corpus({"pay.txt": "Fairer pay."})).snapshot
    flip(second.library, 100)
    tiny_build(write_corpus({"pay.txt": "Fairest pay."}))
    assert first.folder.is_dir()


def test_a_running_assistant_moves_over_and_the_old_one_still_answers(
    index: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    tiny_assistant: Callable[[], Assistant],
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A chat that is running sees a new snapshot, and what it has open outlives two builds."""
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)
    with tiny_assistant() as old:
        assert old.refreshed() is old
        tiny_build(write_corpus({"pay.txt": "Fairer pay for all.\n"}))
        tiny_build(write_corpus({"pay.txt": "Fairest pay for all.\n"}))
        with old.refreshed() as new:
            assert new.snapshot == snapshot.current_name(index)
            assert new.ask("fairest pay").quotations[0].passage.text == "Fairest pay for all."
        assert old.ask("fair pay").quotations[0].passage.text == "Fair pay for all."


def test_only_one_build_holds_the_index(tmp_path: Path) -> None:
    """While one build runs another is told so at once, and may run when the first is done."""
    index = tmp_path / "index"
    with history.locked(index):  # noqa: SIM117  # the second stands for another build
        with pytest.raises(LockedIndexError, match=r"another build is running on .*index: wait"):
            with history.locked(index):
                pytest.fail("two builds hold the index")
    with history.locked(index):
        assert index.is_dir()


def test_a_lock_is_held_across_processes_and_dies_with_its_process(tmp_path: Path) -> None:
    """Another process's build counts while it lives; what it leaves when killed does not block."""
    index = tmp_path / "index"
    holder = (
        "import sys\nfrom pathlib import Path\nfrom assistant.index import history\n"
        "with history.locked(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, index], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(LockedIndexError), history.locked(index):
                pytest.fail("two builds hold the index")
        finally:
            process.kill()
    assert (index / "lock").exists()
    with history.locked(index):
        assert index.is_dir()


def test_what_killed_builds_left_is_removed(tmp_path: Path) -> None:
    """Unfinished folders of earlier builds do not pile up on the disk."""
    left = tmp_path / "snapshots" / "unfinished-1"
    (left / "encoder").mkdir(parents=True)
    (left / "encoder" / "graph.bin").write_bytes(b"0")
    history.tidy(tmp_path)
    assert list((tmp_path / "snapshots").iterdir()) == []
    with history.unfinished(tmp_path) as written:
        assert list((tmp_path / "snapshots").iterdir()) == [written]
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_a_snapshot_is_never_listed_before_it_is_whole(index: Path) -> None:
    """While a build writes, the live snapshot is the one before and opens as before."""
    before: Snapshot = snapshot.open_snapshot(index)
    with history.unfinished(index) as written:
        (written / "library.sqlite").write_bytes(b"half")
        assert snapshot.open_snapshot(index) == before
    assert snapshot.open_snapshot(index) == before
