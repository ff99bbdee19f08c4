from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import corpus
from assistant.corpus import Added, Addition, add, safe_name
from assistant.errors import CatalogueError, CorpusError, UnreadableFileError
from assistant.records import Entry
from assistant.settings import ReadSettings

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

NAMES = {
    "report.pdf": "report.pdf",
    "My report (final) v2.PDF": "My report (final) v2.PDF",
    'a:b*c?"<d>|\\e.txt': "a b c d e.txt",
    "line\nbreak\x1b[31m.txt": "line break [31m.txt",
    "\u202etxt.exe.md": "txt.exe.md",
    ".hidden.txt": "hidden.txt",
    "~$lock.docx": "lock.docx",
    "...": "document",
    "cafe\u0301.txt": "caf\u00e9.txt",
    f"{'x' * 200}.pdf": f"{'x' * 100}.pdf",
    "no suffix": "no suffix",
    "ends. .txt": "ends.txt",
}


@pytest.fixture
def folder(write_corpus: WriteCorpus) -> Path:
    """A corpus of one document, with a catalogue kept by hand."""
    return write_corpus(
        {"pay.md": "# Fair pay\n\nFor all.\n", "catalogue.toml": "# Ours\n", "sub/x.md": "Sub."}
    )


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file outside the corpus."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "outside" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def put(path: Path, folder: Path, *, force: bool = False) -> Added:
    return add(path, folder, ReadSettings(), force=force)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize(("name", "safe"), NAMES.items(), ids=NAMES.values())
def test_names_are_safe_and_recognisable(name: str, safe: str) -> None:
    """A file gets a name that every system can have and that a build does not pass over."""
    assert safe_name(Path(name)) == safe


def test_a_file_is_copied_and_described(folder: Path, file: Callable[..., Path]) -> None:
    """A document is in the corpus as it was, with what it says of itself in the catalogue."""
    path = file("homes.md", "# Homes not hospitals\n\nA campaign.\n")
    added = put(path, folder)
    assert (added.outcome, added.path) == (Addition.ADDED, "homes.md")
    assert added.entry is not None
    assert added.entry.title == "Homes not hospitals"
    assert (folder / "homes.md").read_bytes() == path.read_bytes()
    written = (folder / "catalogue.toml").read_text("utf-8")
    assert written.startswith("# Ours\n")
    assert tomllib.loads(written)["document"][0]["title"] == "Homes not hospitals"
    assert set(tree(folder)) == {"pay.md", "sub/x.md", "homes.md", "catalogue.toml"}


def test_the_same_file_is_not_added_twice(folder: Path, file: Callable[..., Path]) -> None:
    """A file that is anywhere in the corpus, under any name, is noticed and changes nothing."""
    before = tree(folder)
    assert put(file("copy.md", "Sub."), folder) == Added(Addition.ALREADY_THERE, "sub/x.md")
    assert put(folder / "pay.md", folder) == Added(Addition.ALREADY_THERE, "pay.md")
    assert tree(folder) == before


def test_another_file_of_the_same_name_is_numbered(folder: Path, file: Callable[..., Path]) -> None:
    """No file is ever overwritten: the newcomer gets a number, even if only the case differs."""
    before = (folder / "pay.md").read_bytes()
    first, second = (put(file("PAY.md", f"Other words {n}."), folder) for n in range(2))
    assert [(a.path, a.instead_of) for a in (first, second)] == [
        ("PAY-2.md", "PAY.md"),
        ("PAY-3.md", "PAY.md"),
    ]
    assert (folder / "pay.md").read_bytes() == before


def test_a_file_that_cannot_be_read_is_refused(folder: Path, file: Callable[..., Path]) -> None:
    """A bad file leaves no trace in the corpus, unless it is forced in."""
    before, path = tree(folder), file("bad.txt", b"one\0two")
    with pytest.raises(UnreadableFileError, match=r"^bad\.txt: holds binary data"):
        put(path, folder)
    assert tree(folder) == before
    added = put(path, folder, force=True)
    assert (added.path, added.entry) == ("bad.txt", Entry())
    (problem,) = added.problems
    assert problem.reason.startswith("holds binary data")
    assert (folder / "bad.txt").is_file()


def test_what_is_no_file_is_refused(
    folder: Path, file: Callable[..., Path], tmp_path: Path
) -> None:
    """A folder, a missing file, a pipe and a catalogue are named with what to do."""
    os.mkfifo(tmp_path / "pipe.txt")
    refused = {
        tmp_path: "is a folder: name the files in it",
        tmp_path / "gone.txt": "there is no file",
        tmp_path / "pipe.txt": "there is no file",
        file("catalogue.toml", ""): "is no document, by its name",
    }
    for path, message in refused.items():
        with pytest.raises(CorpusError, match=message):
            put(path, folder)
    with pytest.raises(CorpusError, match="there is no corpus folder"):
        put(file("a.txt", "Words."), tmp_path / "nowhere")


def test_a_wrong_catalogue_stops_before_anything_is_copied(
    folder: Path, file: Callable[..., Path]
) -> None:
    """A catalogue with a mistake is reported, and the corpus stays as it is."""
    (folder / "catalogue.toml").write_text("[[document]\n")
    before = tree(folder)
    with pytest.raises(CatalogueError, match="is not valid TOML"):
        put(file("a.txt", "Words."), folder)
    assert tree(folder) == before


def test_an_entry_that_is_there_is_kept(folder: Path, file: Callable[..., Path]) -> None:
    """A document that was described before it was added is not described again."""
    written = '[[document]]\nfile = "a.txt"\ntitle = "Ours"\n'
    (folder / "catalogue.toml").write_text(written)
    assert put(file("a.txt", "Words."), folder).entry is None
    assert (folder / "catalogue.toml").read_text() == written


def test_a_full_disk_leaves_no_file_undescribed(
    folder: Path, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the catalogue cannot be written the file is not kept either."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = tree(folder)
    monkeypatch.setattr(corpus, "replace_catalogue", full)
    with pytest.raises(OSError, match="No space left"):
        put(file("a.txt", "Words."), folder)
    assert tree(folder) == before
