from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index import history, snapshot
from assistant.index.build import BuildReport
from assistant.index.verify import check_complete
from tests.conftest import Ran

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]


@pytest.mark.parametrize(
    "name",
    ["tokens/codes.npy", "tokens/offsets.npy", "points.npy", "points.faiss", "library.sqlite"],
)
def test_a_file_that_was_cut_short_is_found_before_it_is_published(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """A disk that lost the end of a file without a word does not lose the index as well."""
    tiny_build(write_corpus({"pay.txt": "Fair pay."}))
    live, seal = snapshot.current_name(tmp_path / "index"), history.seal

    def cut_short(written: Path, manifest: object) -> object:
        path = written / name
        path.write_bytes(path.read_bytes()[:-30])
        return seal(written, manifest)  # type: ignore[arg-type]

    folder = write_corpus({"pay.txt": "Fairer pay."})
    with monkeypatch.context() as patch:
        patch.setattr(history, "seal", cut_short)
        with pytest.raises(OSError, match="the index was not written whole"):
            tiny_build(folder)
    assert snapshot.current_name(tmp_path / "index") == live


def test_passages_that_are_missing_are_found(write_corpus: WriteCorpus, tiny_build: Build) -> None:
    """A whole snapshot passes; one that should hold more does not."""
    whole = tiny_build(write_corpus({"pay.txt": "Fair pay."})).snapshot
    check_complete(whole)
    more = replace(whole, manifest=replace(whole.manifest, passages=2))
    with pytest.raises(OSError, match="passages are missing"):
        check_complete(more)


def test_a_file_that_no_build_wrote_is_named_and_not_opened(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    tiny_assistant: Callable[[], Assistant],
    run: Callable[..., Ran],
) -> None:
    """What lies in a snapshot beside its files changes no answer, and a check names it."""
    folder = tiny_build(write_corpus({"pay.txt": "Carers are paid."})).snapshot.folder
    assert run("verify").status == 0
    (folder / "cells.faiss").write_bytes(b"no index of any kind")
    (folder / "tokens" / "more.npy").touch()
    with tiny_assistant() as assistant:
        assert assistant.ask("Who is paid?").quotations
    ran, said = run("verify"), "is no file of the index, and is not used: remove it"
    assert (ran.status, ran.err.splitlines()) == (
        1,
        [f"error: {folder / name} {said}" for name in ("cells.faiss", "tokens/more.npy")],
    )


def test_a_deep_check_reads_the_folder_that_was_built(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[..., Ran],
) -> None:
    """Another corpus that is set by now says nothing of the index, unless it is named."""
    tiny_build(write_corpus({"pay.txt": "Carers are paid."}))
    other = tmp_path / "other"
    other.mkdir()
    (other / "pay.txt").write_text("Nurses are paid.")
    monkeypatch.setenv("ASSISTANT_CORPUS", str(other))
    assert run("verify", "--deep").status == 0
    named = run("verify", "--deep", "--corpus", other)
    assert (named.status, "pay.txt has changed since the build" in named.err) == (1, True)
