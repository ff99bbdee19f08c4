"""What a build makes of a corpus, what it takes over from builds before, and what it tells."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.encoder import Encoded
from assistant.errors import FilesLostError
from assistant.index import build as building
from assistant.index import snapshot
from assistant.index.build import BuildReport, build, build_index
from assistant.index.dense import PointIndex
from assistant.index.library import Library
from assistant.index.tokens import TokenIndex, code
from assistant.passages import contexts
from assistant.records import Manifest, Problem
from assistant.settings import PassageSettings, Settings
from assistant.text import points
from tests.conftest import TinyEncoderMaker
from tests.index.conftest import (
    CORPUS,
    HOMES,
    PAY,
    RIGHTS,
    Build,
    OpenAssistant,
    WriteCorpus,
    texts,
    tree,
)

pytestmark = pytest.mark.slow


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


def test_a_file_that_was_read_before_and_now_is_not_is_lost_only_if_that_is_asked_for(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Who replaces a good file by a bad one keeps what it said until they say otherwise."""
    before = tiny_build(write_corpus(CORPUS | {"bad.txt": b""}))
    folder = write_corpus({"pay.txt": b"a\0b"})
    told = "pay.txt could be read by the build before, and cannot be read now"
    for _ in range(2):
        with pytest.raises(
            FilesLostError, match=rf"{told}\. Nothing was published.*--without-lost"
        ):
            tiny_build(folder)
        assert snapshot.current_name(folder.parent / "index") == before.snapshot.name
    report = tiny_build(folder, without_lost=True)
    assert told in report.warnings
    write_corpus({"new.txt": "New."})
    assert tiny_build(folder).snapshot.manifest.documents == report.snapshot.manifest.documents + 1


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
