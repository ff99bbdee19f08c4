"""Builds that fail, are stopped or killed, or meet files that break their readers."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.encoder import Encoded
from assistant.errors import AssistantError, CorpusError, LockedIndexError
from assistant.index import build as building
from assistant.index import history, snapshot
from assistant.index.build import build
from assistant.readers.sandbox import child
from assistant.settings import ReadSettings, Settings
from tests.conftest import TinyEncoderMaker, TinyReader
from tests.index.conftest import (
    CORPUS,
    Build,
    OpenAssistant,
    WriteCorpus,
    answers,
    assert_whole,
    texts,
    tree,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

KILLED = 9
BUILD_AND_DIE = """
import os, sys
from pathlib import Path
from tests.conftest import TinyEncoderMaker, read_here
from assistant.index import build as building
from assistant.settings import Settings

building.read_files = read_here

def dying(act, *, before):
    def die(*values, **options):
        if not before:
            act(*values, **options)
        os._exit(9)
    return die

def build_and_die(corpus, index, point):
    maker = TinyEncoderMaker()
    if point == "encoding":
        encode = maker.encoder.encode_passages
        def stop(texts):
            yield next(encode(texts))
            os._exit(9)
        maker.encoder.encode_passages = stop
    else:
        when, name = point.split()
        setattr(os, name, dying(getattr(os, name), before=when == "before"))
    building.build(Path(corpus), Path(index), Settings(), full=True, encoders=maker)

corpus, folder, *points = sys.argv[1:]
for point in points:
    child = os.fork()
    if not child:
        build_and_die(corpus, Path(folder, point), point)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
KILL_POINTS = [
    "encoding",
    "before fsync",
    "before rename",
    "after rename",
    "before replace",
    "after replace",
]


@pytest.mark.isolated
def test_files_that_break_their_readers_do_not_stop_a_build(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten files that crash, hang or exhaust a reader, among twenty good ones: all twenty built."""
    misbehaving = ROOT / "tests" / "readers" / "sandbox" / "misbehaving.py"
    monkeypatch.setattr(child, "WORKER", (sys.executable, "-B", str(misbehaving)))
    ways = ["segfault", "abort", "kill", "exit", "sleep", "allocate", "recurse", "fail", "close"]
    bad = {f"bad-{way}.txt": f"{way}\n" for way in [*ways, "rubbish"]}
    good = {f"good-{number:02}.txt": f"Words of file {number}." for number in range(20)}
    settings = Settings(reading=ReadSettings(seconds=2))
    report = build(write_corpus(bad | good), tmp_path / "index", settings, encoders=maker)
    assert texts(report) == {name: [text] for name, text in good.items()}
    assert {p.path for p in report.snapshot.manifest.problems} == set(bad)


def test_nothing_readable_leaves_the_index_untouched(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A corpus gone bad as a whole is refused with reasons, and the index answers as before."""
    tiny_build(write_corpus(CORPUS))
    before = tree(tmp_path / "index")
    with pytest.raises(
        CorpusError, match=r"no text could be read from any of the 3 files: homes\.txt: is"
    ):
        tiny_build(write_corpus(dict.fromkeys(CORPUS, b"")))
    assert tree(tmp_path / "index") == before


def test_a_second_build_is_told_of_the_first_and_changes_nothing(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """Of two builds at once one wins; the other says so and leaves every byte as it is."""
    index = tmp_path / "index"
    folder = write_corpus(CORPUS)
    refused: list[str] = []

    def build_again(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        before = tree(index)
        with pytest.raises(LockedIndexError) as caught:
            tiny_build(folder, full=True)
        assert tree(index) == before
        refused.append(str(caught.value))

    report = build(folder, index, Settings(), encoders=maker, progress=build_again)
    assert set(refused) == {f"another build is running on {index}: wait until it has finished"}
    assert_whole(index, live=report.snapshot.name)


def full_disk(*_: object, **__: object) -> Any:
    raise OSError(ENOSPC, os.strerror(ENOSPC))


@pytest.mark.parametrize("stage", ["write_library", "write_lexical", "gather", "hashing"])
def test_a_full_disk_while_writing_leaves_the_index_untouched(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    """Where any part of a snapshot cannot be written, every byte of the index stays."""
    tiny_build(write_corpus(CORPUS))
    before = tree(tmp_path / "index")
    with monkeypatch.context() as patch:
        if stage == "hashing":
            patch.setattr(history, "seal", full_disk)
        else:
            patch.setattr(building, stage, full_disk)
        with pytest.raises(OSError, match="No space left on device"):
            tiny_build(write_corpus({"pay.txt": "Fairer pay."}))
    assert tree(tmp_path / "index") == before
    assert texts(tiny_build(write_corpus({})))["pay.txt"] == ["Fairer pay."]


class Disk:
    """A disk on which the n-th call that creates, flushes, moves or names a file fails."""

    def __init__(self, fails_at: int, patch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self._fails_at = fails_at
        for name in ("fsync", "rename", "replace", "mkdir"):
            patch.setattr(os, name, self._counting(getattr(os, name)))
        counted, opened = self._counting(io.open), io.open

        def open_file(path: Any, mode: str = "r", *values: Any, **options: Any) -> Any:
            act = counted if set("wax+") & set(mode) else opened
            return act(path, mode, *values, **options)

        patch.setattr(io, "open", open_file)

    def _counting(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **options: Any) -> Any:
            self.calls += 1
            return full_disk() if self.calls == self._fails_at else act(*values, **options)

        return run


def test_any_call_to_the_disk_may_fail(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    tiny_assistant: OpenAssistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whichever creation, flush or rename fails, the index answers as before or all anew."""
    index = tmp_path / "index"
    live = tiny_build(write_corpus(CORPUS)).snapshot.name
    expected = answers(tiny_assistant())
    folder = write_corpus({"pay.txt": "Fair pay is what we ask for."})
    for fails_at in itertools.count(1):
        with monkeypatch.context() as patch, contextlib.suppress(OSError):
            disk = Disk(fails_at, patch)
            tiny_build(folder, full=True)
        if disk.calls < fails_at:
            break
        if snapshot.current_name(index) != live:  # it failed after the swap
            live = snapshot.current_name(index)
            expected = answers(tiny_assistant())
            assert "Fair pay is what we ask for." in str(expected)
        assert answers(tiny_assistant()) == expected
    assert fails_at > 10
    assert_whole(index)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_build_leaves_the_index_untouched(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
    interruption: type[BaseException],
) -> None:
    """Ctrl-C, or no memory, in the middle of encoding leaves every byte of the index."""
    tiny_build(write_corpus(CORPUS))
    before = tree(tmp_path / "index")
    encode = maker.encoder.encode_passages

    def interrupted(texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        yield next(encode(texts))
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(maker.encoder, "encode_passages", interrupted)
        with pytest.raises(interruption):
            tiny_build(write_corpus(CORPUS), full=True)
    assert tree(tmp_path / "index") == before


def kill_builds(corpus: Path, folder: Path, points: Sequence[str]) -> None:
    """Build into `folder/point` for each point, and die there."""
    run = subprocess.run(
        [sys.executable, "-c", BUILD_AND_DIE, corpus, folder, *points],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.split() == [str(KILLED)] * len(points)


def test_a_killed_build_leaves_an_index_that_answers(
    tmp_path: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker
) -> None:
    """A build killed at any point leaves the old index or the new; the next build tidies up."""

    def answer(index: Path) -> dict[str, object]:
        return answers(Assistant(index, snapshot.open_snapshot(index), maker.encoder, TinyReader()))

    folder, first = write_corpus(CORPUS), tmp_path / KILL_POINTS[0]
    build(folder, first, Settings(), encoders=maker)
    for point in KILL_POINTS[1:]:
        shutil.copytree(first, tmp_path / point)
    before = answer(first)
    kill_builds(write_corpus({"pay.txt": "Fair pay is what we ask for."}), tmp_path, KILL_POINTS)
    for point in KILL_POINTS:
        if point == "after replace":
            assert "Fair pay is what we ask for." in str(answer(tmp_path / point)), point
        else:
            assert answer(tmp_path / point) == before, point
    write_corpus({"homes.txt": "Homes for all."})
    for point in KILL_POINTS:
        report = build(folder, tmp_path / point, Settings(), encoders=maker)
        assert_whole(tmp_path / point, live=report.snapshot.name)
        assert texts(report)["pay.txt"] == ["Fair pay is what we ask for."], point


def test_a_killed_build_is_tidied_up_where_nothing_else_is_to_do(
    tmp_path: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker
) -> None:
    """What a killed build left is removed by the next one even if that is up to date."""
    folder, index = write_corpus(CORPUS), tmp_path / "encoding"
    build(folder, index, Settings(), encoders=maker)
    kill_builds(folder, tmp_path, ["encoding"])
    assert build(folder, index, Settings(), encoders=maker).up_to_date
    assert_whole(index)


def test_the_first_build_fails_as_cleanly_as_any(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A first build that fails leaves no index that could be taken for one."""
    with monkeypatch.context() as patch:
        patch.setattr(building, "write_lexical", full_disk)
        with pytest.raises(OSError, match="No space left"):
            tiny_build(write_corpus(CORPUS))
    with pytest.raises(AssistantError, match="there is no index in"):
        snapshot.open_snapshot(tmp_path / "index")
    assert list((tmp_path / "index" / "snapshots").iterdir()) == []
