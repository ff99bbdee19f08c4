from __future__ import annotations

import contextlib
import io
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.encoder import Encoded
from assistant.errors import AssistantError, CorpusError, LockedIndexError
from assistant.index import build as building
from assistant.index import history, snapshot
from assistant.index.build import BuildReport, build, build_index
from assistant.index.dense import PointIndex
from assistant.index.library import Library
from assistant.index.tokens import TokenIndex, code
from assistant.passages import contexts
from assistant.readers.sandbox import child
from assistant.records import Manifest, Problem
from assistant.settings import PassageSettings, ReadSettings, Settings
from assistant.text import points
from tests.conftest import TinyReader

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

pytestmark = pytest.mark.slow

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]
OpenAssistant = Callable[[], Assistant]

ROOT = Path(__file__).parents[2]

PAY, HOMES, RIGHTS = "Fair pay for all.", "Homes not hospitals.", "Know your rights at work."
CORPUS = {"homes.txt": HOMES, "pay.txt": PAY, "rights.txt": RIGHTS}
QUESTION = "What is fair pay?"

KILLED = 9
BUILD_AND_DIE = """
import os, sys
from pathlib import Path
from tests.conftest import TinyEncoderMaker
from assistant.index.build import build
from assistant.settings import Settings

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
    build(Path(corpus), Path(index), Settings(), full=True, encoders=maker)

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


def assert_vectors_stand_by_their_passages(report: BuildReport, maker: TinyEncoderMaker) -> None:
    """Each passage has the codes and the point vectors of its own text, reused or not."""
    library, folder = Library(report.snapshot.library), report.snapshot.folder
    held, tokens = PointIndex(folder), TokenIndex(folder / "tokens")
    number = 0
    for source in library.sources():
        passages = library.passages_of(source.path)
        before = contexts(library.document(source.path), passages)
        for passage, context in zip(passages, before, strict=True):
            text = f"{context}{passage.text}"
            spans = points(passage.text)
            expected = [maker.encoder.encode_query(passage.text[a:b]).pooled for a, b in spans]
            np.testing.assert_allclose(held.vectors(number), np.stack(expected), atol=1e-3)
            starts = [len(text) - len(passage.text) + start for start, _ in spans]
            coded = code(maker.encoder.encode_query(text), starts)
            np.testing.assert_array_equal(tokens.passage(number).codes, coded.codes)
            np.testing.assert_array_equal(tokens.passage(number).segments, coded.segments)
            number += 1
    library.close()
    assert number == len(tokens) == len(held) == report.snapshot.manifest.passages


@pytest.mark.isolated
def test_a_build_says_what_it_made(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """The manifest counts documents and passages and names encoder, moment and problems."""
    started = datetime.now(UTC)
    report = tiny_build(write_corpus(CORPUS | {"bad.txt": b""}))
    manifest = report.snapshot.manifest
    assert (manifest.documents, manifest.passages, report.encoded) == (3, 3, 3)
    assert (manifest.encoder, manifest.encoder_sha256) == ("tiny", "0" * 64)
    assert manifest.dimension == 64
    assert manifest.problems == (Problem("bad.txt", "is empty"),)
    assert started <= manifest.built_at <= datetime.now(UTC)
    assert not report.up_to_date
    assert texts(report) == {name: [text] for name, text in CORPUS.items()}
    assert snapshot.open_snapshot(tmp_path / "index") == report.snapshot
    assert_vectors_stand_by_their_passages(report, maker)


def test_build_index_returns_the_manifest(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From Python a build is one call, and folders may be given as text."""
    monkeypatch.setattr(building, "EncoderMaker", lambda _: maker)
    index: Any = str(tmp_path / "index")
    manifest: Manifest = build_index(write_corpus(CORPUS), index)
    assert manifest == snapshot.open_snapshot(tmp_path / "index").manifest


def test_nothing_changed_builds_nothing(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """A second build of the same corpus encodes nothing, makes no encoder and writes no byte."""
    first = tiny_build(write_corpus(CORPUS))
    before, encoded, made = tree(tmp_path / "index"), list(maker.encoder.encoded), maker.made
    again = tiny_build(write_corpus(CORPUS))
    assert (again.up_to_date, again.encoded, again.snapshot) == (True, 0, first.snapshot)
    assert (maker.encoder.encoded, maker.made) == (encoded, made)
    assert tree(tmp_path / "index") == before


def test_only_a_changed_file_is_encoded(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """After one file changed only its passages are encoded, and all vectors stand in place."""
    tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    report = tiny_build(write_corpus({"homes.txt": "Homes for all."}))
    assert maker.encoder.encoded == ["Homes\nHomes for all."]
    assert report.encoded == 1
    assert texts(report) == {
        "homes.txt": ["Homes for all."],
        "pay.txt": [PAY],
        "rights.txt": [RIGHTS],
    }
    assert_vectors_stand_by_their_passages(report, maker)


def test_a_file_added_in_front_moves_every_number_and_no_vector(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """A new first document is encoded alone, though all passages after it are numbered anew."""
    tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    report = tiny_build(write_corpus({"a.txt": "First of all."}))
    assert maker.encoder.encoded == ["A\nFirst of all."]
    assert_vectors_stand_by_their_passages(report, maker)


def test_a_removed_file_is_gone(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    tiny_assistant: OpenAssistant,
    maker: TinyEncoderMaker,
) -> None:
    """Passages of a file that was removed are never shown again, and nothing is encoded for it."""
    folder = write_corpus(CORPUS)
    tiny_build(folder)
    maker.encoder.encoded.clear()
    (folder / "pay.txt").unlink()
    report = tiny_build(folder)
    assert (report.encoded, maker.encoder.encoded) == (0, [])
    assert texts(report) == {"homes.txt": [HOMES], "rights.txt": [RIGHTS]}
    with tiny_assistant() as assistant:
        shown = {q.passage.path for q in assistant.ask("Fair pay for all", k=10).quotations}
    assert shown == {"homes.txt", "rights.txt"}
    assert_vectors_stand_by_their_passages(report, maker)


def test_full_encodes_everything(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """A full build of an unchanged corpus takes nothing over and publishes a new snapshot."""
    first = tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    report = tiny_build(write_corpus(CORPUS), full=True)
    assert len(maker.encoder.encoded) == report.encoded == 3
    assert report.snapshot.name != first.snapshot.name


def test_the_same_words_in_two_files_stay_two_passages(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """Two files that say the same are both cited, in the first build and in those that reuse."""
    said = {"a/pay.txt": PAY, "b/pay.txt": f"{PAY}\n"}
    report = tiny_build(write_corpus(said))
    assert texts(report) == {"a/pay.txt": [PAY], "b/pay.txt": [PAY]}
    report = tiny_build(write_corpus({"c/pay.txt": f"{PAY}\n\n"}))
    assert texts(report) == {"a/pay.txt": [PAY], "b/pay.txt": [PAY], "c/pay.txt": [PAY]}
    assert_vectors_stand_by_their_passages(report, maker)


def test_other_passage_settings_rebuild(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """A change of passage lengths takes effect without a word from the user."""
    text = "Pay is low this year. Work is hard today. Rest is rare now."
    folder = write_corpus({"a.txt": text})
    tiny_build(folder)
    settings = Settings(passages=PassageSettings(least=2, most=6))
    report = build(folder, tmp_path / "index", settings, encoders=maker)
    assert not report.up_to_date
    assert texts(report) == {
        "a.txt": ["Pay is low this year.", "Work is hard today.", "Rest is rare now."]
    }


def test_another_encoder_encodes_everything(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Vectors of one encoder are never mixed with those of another."""
    tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    other = replace(maker.encoder.description, sha256="1" * 64)
    monkeypatch.setattr(type(maker.encoder), "description", property(lambda _: other))
    monkeypatch.setattr(maker, "digest", lambda: other.sha256)
    report = build(write_corpus(CORPUS), tmp_path / "index", Settings(), encoders=maker)
    assert report.encoded == len(maker.encoder.encoded) == 3


def test_a_new_title_encodes_that_document_and_a_new_address_none(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """An edit of the catalogue is taken over at the next build, at no more cost than needed."""
    tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    entry = '[[document]]\nfile = "pay.txt"\nurl = "https://example.org"\n'
    report = tiny_build(write_corpus({"catalogue.toml": entry}))
    assert (report.up_to_date, maker.encoder.encoded) == (False, [])
    tiny_build(write_corpus({"catalogue.toml": f'{entry}title = "Pay up"\n'}))
    assert maker.encoder.encoded == [f"Pay up\n{PAY}"]


def test_an_encoder_may_give_vectors_in_any_order(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An encoder that takes the longest texts first still gives each passage its own vector."""
    encode = maker.encoder.encode_passages

    def backwards(texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        return iter(list(encode(texts))[::-1])

    monkeypatch.setattr(maker.encoder, "encode_passages", backwards)
    assert_vectors_stand_by_their_passages(tiny_build(write_corpus(CORPUS)), maker)


def test_progress_goes_from_none_to_all_in_each_stage(
    tmp_path: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker
) -> None:
    """What a progress bar shows begins at nothing, never goes back and ends at all."""
    seen: dict[str, list[tuple[int, int]]] = {}
    build(
        write_corpus(CORPUS),
        tmp_path / "index",
        Settings(),
        encoders=maker,
        progress=lambda stage, done, total: seen.setdefault(stage, []).append((done, total)),
    )
    assert list(seen) == ["Reading", "Encoding"]
    for steps in seen.values():
        total = steps[-1][1]
        assert steps == [(done, total) for done in range(total + 1)]


@pytest.mark.isolated
def test_files_that_cannot_be_read_are_named_and_the_others_built(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """One bad file never stops a build: each is listed with its reason, by name."""
    folder = write_corpus(
        CORPUS
        | {
            "binary.txt": b"one\0two",
            "blank.txt": b" \n ",
            "data.xyz": b"words",
            "empty.md": b"",
            "really-a-pdf.txt": b"%PDF-1.7",
        }
    )
    (folder / "dangling.txt").symlink_to("gone")
    os.mkfifo(folder / "pipe.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("words")
    report = tiny_build(folder)
    assert list(texts(report)) == list(CORPUS)
    reasons = {p.path: p.reason for p in report.snapshot.manifest.problems}
    assert len(reasons) == len(report.snapshot.manifest.problems) == 8
    assert {path: reason.split(" (")[0].split(";")[0] for path, reason in reasons.items()} == {
        "binary.txt": "holds binary data",
        "blank.txt": "holds no text, only white space",
        r"caf\xe9.txt": "its name is not valid UTF-8",
        "dangling.txt": "is not an ordinary file, or a link to nothing",
        "data.xyz": ".xyz files are not read",
        "empty.md": "is empty",
        "pipe.txt": "is not an ordinary file, or a link to nothing",
        "really-a-pdf.txt": "is a PDF file by its content, not what its name says",
    }


def test_a_file_that_can_be_read_again_is_built(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A file that was mended is in the next build and no longer named as a problem."""
    tiny_build(write_corpus(CORPUS | {"bad.txt": b""}))
    report = tiny_build(write_corpus({"bad.txt": "Mended."}))
    assert report.snapshot.manifest.problems == ()
    assert texts(report)["bad.txt"] == ["Mended."]


def test_a_file_that_was_read_before_and_now_is_not_is_warned_of(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Who replaces a good file by a bad one learns that answers are lost by it."""
    tiny_build(write_corpus(CORPUS | {"bad.txt": b""}))
    report = tiny_build(write_corpus({"pay.txt": b"a\0b"}))
    assert [warning for warning in report.warnings if "build before" in warning] == [
        "pay.txt could be read by the build before, and cannot be read now; put back the file as "
        "it was"
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


def test_a_catalogue_saved_while_a_build_starts_is_not_lost(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An edit that a running build came too early for is in the next build."""
    folder = write_corpus(CORPUS | {"catalogue.toml": ""})
    entry = '[[document]]\nfile = "pay.txt"\nauthor = "A. Author"\n'

    def edited_meanwhile() -> str:
        write_corpus({"catalogue.toml": entry})
        return "0" * 64

    with monkeypatch.context() as patch:
        patch.setattr(maker, "digest", edited_meanwhile)
        tiny_build(folder)
    report = tiny_build(folder)
    library = Library(report.snapshot.library)
    assert {s.path: s.entry.author for s in library.sources()}["pay.txt"] == "A. Author"
    library.close()


def test_a_document_saved_while_a_build_runs_is_not_lost(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """A document changed after a build read it, or as it did, is in the next build."""
    folder = write_corpus(CORPUS)

    def edit(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        if (stage, done) in (("Reading", 0), ("Encoding", 1)):
            write_corpus({"homes.txt": f"Homes {stage.lower()}."})

    build(folder, tmp_path / "index", Settings(), encoders=maker, progress=edit)
    assert texts(tiny_build(folder))["homes.txt"] == ["Homes encoding."]


def test_a_document_deleted_while_a_build_runs_is_a_problem_of_its_own(
    tmp_path: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker
) -> None:
    """A file that goes away under a build is named; the build goes on."""
    folder = write_corpus(CORPUS)

    def remove(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        (folder / "homes.txt").unlink(missing_ok=True)

    report = build(folder, tmp_path / "index", Settings(), encoders=maker, progress=remove)
    assert [p.path for p in report.snapshot.manifest.problems] == ["homes.txt"]
    assert list(texts(report)) == ["pay.txt", "rights.txt"]


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


def test_warnings_name_what_the_catalogue_lacks(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A build says which titles are but files' names and which entries have no document."""
    report = tiny_build(
        write_corpus({"a.txt": PAY, "catalogue.toml": '[[document]]\nfile = "b.txt"\n'})
    )
    assert report.warnings == (
        "a.txt: its title “A” is from the file's name; if it has another, put it into "
        'catalogue.toml, as title = "…" under file = "a.txt"',
        "catalogue.toml lists 'b.txt', which is not in the corpus",
    )


def test_the_same_file_under_two_names_is_one_document(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Its passages stand once, it is cited with both names, and the build says so.

    A copy that cannot be read is named like the file itself; one that is put there later, or goes,
    is noticed.
    """
    entries = '[[document]]\nfile = "sub/b.txt"\ntitle = "Pay"\n'
    folder = write_corpus(
        {"a.txt": PAY, "sub/b.txt": PAY, "x.txt": b"", "y.txt": b"", "catalogue.toml": entries}
    )
    report = tiny_build(folder)
    assert report.warnings == (
        "a.txt and sub/b.txt are the same file: it is listed once, as sub/b.txt, and cited with "
        "each name",
    )
    assert [(f.path, f.passages) for f in report.files] == [
        ("sub/b.txt", 1),
        ("x.txt", 0),
        ("y.txt", 0),
    ]
    with contextlib.closing(Library(report.snapshot.library)) as library:
        (source,) = library.sources()
    assert (source.files, source.entry.copies) == ("sub/b.txt, also a.txt", ("a.txt",))
    assert tiny_build(folder).up_to_date
    (folder / "sub" / "b.txt").unlink()
    (folder / "catalogue.toml").unlink()
    with contextlib.closing(Library(tiny_build(folder).snapshot.library)) as library:
        assert [s.files for s in library.sources()] == ["a.txt"]


def test_documents_in_languages_that_the_encoder_was_not_made_for_are_told(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """The build says in one line how many there are, and in which languages."""
    folder = write_corpus(
        {
            "a.txt": "# Pay\n\nThose who care for a relative were asked what would help them.",
            "b.txt": "Gofynnwyd i'r rhai sy'n gofalu am berthynas beth fyddai'n eu helpu fwyaf.",
            "c.txt": "Zapytano opiekunów starszych krewnych, co pomogłoby im najbardziej w domu.",
        }
    )
    assert tiny_build(folder).warnings[-1] == (
        "2 of 3 documents, such as b.txt, are in languages that all-MiniLM-L6-v2 was not made for "
        "(cy, pl): questions find less in them"
    )
