"""The snapshots that are kept: going back, and what answers where the live one is damaged."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import assistant
from assistant.assistant import Assistant
from assistant.errors import DamagedIndexError, LockedIndexError, NoIndexError, NoSnapshotError
from assistant.index import history, snapshot
from assistant.index.build import BuildReport, build
from assistant.index.history import State, kept, open_named, open_serving
from assistant.settings import Settings
from tests.conftest import TinyReader

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

OLD, NEW = "Fair pay for all.", "Fairer pay for all."


@pytest.fixture
def index(tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build) -> Path:
    """An index of one document in a second version."""
    tiny_build(write_corpus({"pay.txt": OLD}))
    tiny_build(write_corpus({"pay.txt": NEW}))
    return tmp_path / "index"


@pytest.fixture(autouse=True)
def small_encoder(maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assistants are opened with the tiny encoder."""
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)


def states(index: Path) -> dict[str, str]:
    return {one.name: one.state.value for one in kept(index)}


def answered(index: Path) -> str:
    with Assistant.open(index) as assistant:
        return assistant.ask("What is fair pay?").quotations[0].passage.text


def damage(index: Path, name: str = "library.sqlite") -> Path:
    path = index / "snapshots" / snapshot.current_name(index) / name
    path.write_bytes(path.read_bytes()[:-1])
    return path


def test_rollback_goes_back_and_forth(index: Path) -> None:
    """The index before is live again at once; asked for once more, the newer one is."""
    new = snapshot.current_name(index)
    assert answered(index) == NEW
    done = history.roll_back(index)
    assert (done.was, answered(index)) == (new, OLD)
    assert states(index) == {done.snapshot.name: "live", new: "before"}
    assert history.roll_back(index).snapshot.name == new
    assert answered(index) == NEW


def test_a_build_after_a_rollback_builds_what_the_corpus_says(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A build is never 'up to date' with a snapshot that was rolled back from."""
    left = snapshot.current_name(index)
    back = history.roll_back(index).snapshot.name
    report = tiny_build(write_corpus({"pay.txt": NEW}))
    assert not report.up_to_date
    assert (report.read, report.encoded) == (0, 0)  # all of it is taken from the one left
    assert answered(index) == NEW
    assert states(index) == {report.snapshot.name: "live", back: "before"}
    assert left not in states(index)
    history.roll_back(index)
    assert tiny_build(write_corpus({"pay.txt": OLD})).up_to_date


def test_without_a_snapshot_before_there_is_nothing_to_go_back_to(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A rollback that cannot be is refused, and no folder is made for it."""
    with pytest.raises(NoIndexError, match="run 'assistant build' first"):
        history.roll_back(tmp_path / "index")
    assert not (tmp_path / "index").exists()
    tiny_build(write_corpus({"pay.txt": OLD}))
    live = snapshot.current_name(tmp_path / "index")
    with pytest.raises(NoSnapshotError, match="keeps no snapshot before the live one"):
        history.roll_back(tmp_path / "index")
    assert snapshot.current_name(tmp_path / "index") == live


def test_a_damaged_snapshot_is_not_gone_back_to(index: Path) -> None:
    """The file is named, and what is live stays."""
    live = snapshot.current_name(index)
    (before,) = (name for name, state in states(index).items() if state == "before")
    path = index / "snapshots" / before / "library.sqlite"
    path.write_bytes(b"")
    with pytest.raises(DamagedIndexError) as caught:
        history.roll_back(index)
    assert caught.value.path == path
    assert snapshot.current_name(index) == live


def test_a_damaged_snapshot_that_was_left_is_not_kept(index: Path) -> None:
    """Who rolls back from a damaged index is not invited to go forward to it."""
    damage(index)
    assert history.roll_back(index).was is None
    with pytest.raises(NoSnapshotError):
        history.roll_back(index)
    assert answered(index) == OLD


def test_a_rollback_waits_for_no_build(index: Path) -> None:
    """While a build runs, a rollback says so and changes nothing."""
    live = snapshot.current_name(index)
    with history.locked(index), pytest.raises(LockedIndexError):
        history.roll_back(index)
    assert snapshot.current_name(index) == live


@pytest.mark.parametrize("name", ["library.sqlite", "points.faiss", "manifest.json"])
def test_where_the_live_snapshot_is_damaged_the_one_before_answers(index: Path, name: str) -> None:
    """Nobody is left without an index, and what is said names the file and both ways out."""
    live, path = snapshot.current_name(index), damage(index, name)
    serving = open_serving(index)
    assert serving.snapshot.name != live
    assert str(serving.warning).startswith(f"{path} is damaged; the answers come from the index")
    assert "'assistant build'" in str(serving.warning)
    assert "'assistant rollback'" in str(serving.warning)
    with Assistant.open(index) as assistant:
        assert assistant.warning == serving.warning
        assert assistant.ask("fair pay").quotations[0].passage.text == OLD
        assert assistant.refreshed() is assistant
    assert {one.state: one.damage is None for one in kept(index)} == {"live": False, "before": True}


def test_a_damaged_pointer_leaves_the_newest_whole_snapshot(index: Path) -> None:
    """Where nothing says which snapshot is live, the newest whole one answers, and can stay."""
    newest = max(folder.name for folder in (index / "snapshots").iterdir())  # to the second
    (index / "current").write_bytes(b"")
    serving = open_serving(index)
    assert serving.snapshot.name == newest
    assert str(index / "current") in str(serving.warning)
    assert history.roll_back(index).snapshot.name == newest
    assert open_serving(index).warning is None


def test_where_no_snapshot_is_whole_the_live_one_is_named(index: Path) -> None:
    """Two damaged snapshots are an error, of the file that is to be mended."""
    history.roll_back(index)
    damage(index)
    history.roll_back(index)
    path = damage(index)
    with pytest.raises(DamagedIndexError) as caught:
        Assistant.open(index)
    assert caught.value.path == path


def test_a_running_chat_is_told_once_and_moves_on_when_it_is_mended(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A damaged new index is told of once, not at each question, and a later one is moved to."""
    with Assistant.open(index) as assistant:
        tiny_build(write_corpus({"pay.txt": "Other pay."}))
        damage(index)
        with pytest.raises(DamagedIndexError):
            assistant.refreshed()
        assert assistant.refreshed() is assistant
        assert "until then" in str(assistant.warning).lower()
        tiny_build(write_corpus({"pay.txt": "Best pay."}))
        with assistant.refreshed() as new:
            assert new.warning is None
            assert new.ask("best pay").quotations[0].passage.text == "Best pay."


def test_a_warning_ends_with_its_cause(index: Path) -> None:
    """Who rolls back from a damaged index is not warned of it any more."""
    damage(index)
    with Assistant.open(index) as assistant:
        assert assistant.warning
        history.roll_back(index)
        assert assistant.refreshed() is assistant
        assert assistant.warning is None


def test_snapshots_are_opened_by_name_or_state(index: Path) -> None:
    """A name may be shortened while it is one snapshot's; else those that are kept are told."""
    live = snapshot.current_name(index)
    assert open_named(index, live).name == open_named(index, "live").name == live
    assert open_named(index, State.BEFORE).name != live
    with pytest.raises(NoSnapshotError, match=f"no snapshot is called 'held'; .*{live} .live."):
        open_named(index, "held")
    with pytest.raises(NoSnapshotError, match="several snapshots are called '20'"):
        open_named(index, "20")


def test_what_was_never_live_is_not_gone_back_to(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot whose build died before it was made live is removed, and never rolled back to."""
    before = states(index)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    folder = write_corpus({"pay.txt": "Never live."})
    with monkeypatch.context() as patch:
        patch.setattr(history, "point", die)
        with pytest.raises(KeyboardInterrupt):
            tiny_build(folder)
    assert len(list((index / "snapshots").iterdir())) == 3
    assert states(index) == before
    history.tidy(index)
    assert {p.name for p in (index / "snapshots").iterdir()} == set(before)


def test_a_disk_that_fails_after_the_swap_is_a_warning(
    index: Path, write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the new index is live and whole, the build is done, and says what to look after."""
    swapped = False
    replace, fsync = os.replace, os.fsync

    def replacing(*names: object) -> None:
        nonlocal swapped
        replace(*names)  # type: ignore[arg-type]
        swapped = True

    def failing(handle: int) -> None:
        if swapped:
            raise OSError(errno.EIO, "Input/output error")
        fsync(handle)

    folder = write_corpus({"pay.txt": "Newest pay."})
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replacing)
        patch.setattr(os, "fsync", failing)
        report = tiny_build(folder)
    assert swapped
    assert [w for w in report.warnings if "disk" in w] == [
        "the new index is live and whole, but the disk failed to confirm it (Input/output error): "
        "check the disk, then run 'assistant verify'"
    ]
    assert answered(index) == "Newest pay."


def test_opening_while_snapshots_are_swept_away_is_tried_again(
    index: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two builds within the opening of an index take its files away, and it opens all the same."""
    opened, builds = open_serving, 0

    def slowly(folder: Path) -> object:
        nonlocal builds
        found = opened(folder)
        while builds < 2:
            builds += 1
            corpus = write_corpus({"pay.txt": f"Pay of build {builds}."})
            build(corpus, folder, Settings(), encoders=maker)
        return found

    monkeypatch.setattr(assistant, "open_serving", slowly)
    assert answered(index) == "Pay of build 2."
