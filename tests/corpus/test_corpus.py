from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import corpus
from assistant.corpus import files
from assistant.corpus.catalogue import Catalogue
from assistant.errors import CorpusError, UnreadableFileError
from assistant.readers import document, shown_name
from assistant.records import CorpusFile, Entry

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

LITTER = [
    ".hidden.txt",
    ".git/config.txt",
    "~$report.txt",
    "Thumbs.db",
    "sub/desktop.ini",
    ".DS_Store",
    "catalogue.toml",
]

UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "unknown suffix": ("a.xyz", b"words", ".xyz files are not read; save it as .pdf, "),
    "PDF by content": ("a.txt", b"%PDF-1.7\nwords", "is a PDF file by its content"),
    "Office by content": ("a.md", b"PK\x03\x04words", "is an Office or ZIP file by its content"),
    "invalid UTF-8": ("a.txt", b"one\ntwo \xff", "is not valid UTF-8 (byte 8, line 2); save it as"),
    "invalid after a byte order mark": (
        "a.txt",
        b"\xef\xbb\xbf\n\n\xff",
        "is not valid UTF-8 (byte 5, line 3); save it as",
    ),
    "half of a UTF-16 character": ("a.txt", b"\xff\xfea\x00b", "is not valid UTF-16 ("),
    "NUL": ("a.txt", b"one\x00two", "holds binary data (NUL bytes), not text"),
    "empty": ("a.txt", b"", "is empty"),
    "white space": ("a.txt", b" \n\t\r\n\x0c", "holds no text, only white space"),
    "only a byte order mark": ("a.txt", b"\xef\xbb\xbf", "holds no text, only white space"),
}


def only(folder: Path) -> CorpusFile:
    (found,) = files(folder)
    return found


def reason(file: CorpusFile) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        document(file)
    assert str(caught.value) == f"{caught.value.path}: {caught.value.reason}"
    return caught.value.reason


def test_files_are_listed_by_name_with_their_digests(write_corpus: WriteCorpus) -> None:
    """Sub-folders are read, names have forward slashes and the order never varies."""
    folder = write_corpus({"z.txt": "z", "b/c.txt": "c", "b/a/x.txt": "x", "a.txt": "a"})
    assert [(f.name, f.sha256) for f in files(folder)] == [
        ("a.txt", hashlib.sha256(b"a").hexdigest()),
        ("b/a/x.txt", hashlib.sha256(b"x").hexdigest()),
        ("b/c.txt", hashlib.sha256(b"c").hexdigest()),
        ("z.txt", hashlib.sha256(b"z").hexdigest()),
    ]


def test_litter_is_left_out_without_a_word(write_corpus: WriteCorpus) -> None:
    """Hidden files, office lock files, thumbnails and the catalogue are no documents."""
    folder = write_corpus(dict.fromkeys(LITTER, "litter") | {"report.txt": "A report."})
    assert [f.name for f in files(folder)] == ["report.txt"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A mistyped folder is reported with its path and the option that sets it."""
    with pytest.raises(CorpusError, match=r"no corpus folder .*nowhere: .*--corpus"):
        files(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """A file given as the corpus is reported, not read."""
    (tmp_path / "a.txt").write_text("words")
    with pytest.raises(CorpusError, match=r"a\.txt is a file, not a folder"):
        files(tmp_path / "a.txt")


def test_a_folder_without_documents_is_named(write_corpus: WriteCorpus) -> None:
    """A corpus of nothing but litter and empty folders is reported as holding no documents."""
    folder = write_corpus({".hidden": "x", "catalogue.toml": ""})
    (folder / "sub").mkdir()
    with pytest.raises(CorpusError, match=r"corpus holds no documents: put \.txt, .* files in it"):
        files(folder)


def test_a_text_file_becomes_a_document(write_corpus: WriteCorpus) -> None:
    """A document has the file's text, its name in the corpus and the digest of its bytes."""
    content = b"\xef\xbb\xbfOne line.\r\nAnother \xe2\x80\x93 line.\r"
    found = document(only(write_corpus({"sub/a.txt": content})))
    assert found.path == "sub/a.txt"
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.text == "One line.\nAnother – line.\n"


@pytest.mark.parametrize(("name", "content", "expected"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(
    write_corpus: WriteCorpus, name: str, content: bytes, expected: str
) -> None:
    """Each kind of unreadable file is named with a reason that a person can act on."""
    file = only(write_corpus({name: content}))
    assert reason(file).startswith(expected)


def test_a_link_to_nothing_is_named(write_corpus: WriteCorpus) -> None:
    """A link whose target is gone is a file that cannot be read, not a missing one."""
    folder = write_corpus({})
    folder.mkdir()
    (folder / "a.txt").symlink_to(folder / "gone.txt")
    assert reason(only(folder)) == "is not an ordinary file, or a link to nothing"


def test_a_link_to_itself_is_named(write_corpus: WriteCorpus) -> None:
    """A link that leads round in a circle neither hangs nor stops a build."""
    folder = write_corpus({})
    folder.mkdir()
    (folder / "a.txt").symlink_to("a.txt")
    assert reason(only(folder)) == "is not an ordinary file, or a link to nothing"


def test_a_link_out_of_the_corpus_is_named_and_not_followed(
    write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """No file of the machine gets into answers by a link; one within the corpus is followed."""
    (tmp_path / "kept.txt").write_text("Kept elsewhere.")
    folder = write_corpus({"b.txt": "Kept here."})
    (folder / "a.txt").symlink_to(folder / "b.txt")
    assert [document(file).text for file in files(folder)] == ["Kept here.", "Kept here."]
    (folder / "a.txt").unlink()
    (folder / "b.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "kept.txt")
    assert reason(only(folder)).startswith("is a link to a file outside the corpus")


def test_a_link_to_a_folder_is_not_passed_over_in_silence(
    write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """Documents behind a linked folder are read, or the link is named; they are never just lost."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "b.txt").write_text("Kept elsewhere.")
    folder = write_corpus({"a.txt": "Here."})
    (folder / "linked").symlink_to(tmp_path / "kept", target_is_directory=True)
    assert [f.name for f in files(folder)] in (["a.txt", "linked"], ["a.txt", "linked/b.txt"])


def test_a_pipe_is_named_and_not_waited_for(write_corpus: WriteCorpus) -> None:
    """A FIFO in the corpus, which would never end, is not opened."""
    folder = write_corpus({})
    folder.mkdir()
    os.mkfifo(folder / "a.txt")
    assert reason(only(folder)) == "is not an ordinary file, or a link to nothing"


def test_a_name_that_is_not_utf_8_is_named_in_readable_form(write_corpus: WriteCorpus) -> None:
    """A file name in an old encoding is reported with its odd bytes spelled out."""
    folder = write_corpus({})
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("words")
    with pytest.raises(UnreadableFileError) as caught:
        document(only(folder))
    assert caught.value.path == r"caf\xe9.txt"
    assert caught.value.reason == "its name is not valid UTF-8; rename the file"
    assert shown_name("café.txt") == "café.txt"


@pytest.mark.parametrize("odd", ["two\nlines.txt", "fed\x0b.txt", "parted\u2028.txt"])
def test_a_name_that_would_break_a_line_is_refused_and_shown_on_one(
    write_corpus: WriteCorpus, odd: str
) -> None:
    """No file name can put a line of its own among the messages of a build."""
    with pytest.raises(UnreadableFileError) as caught:
        document(only(write_corpus({odd: "words"})))
    assert caught.value.reason == "its name holds a line break; rename the file"
    assert caught.value.path.isprintable()


def test_a_file_that_may_not_be_opened_is_named(
    write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without permission is listed without a digest and named with the reason."""
    folder = write_corpus({"a.txt": "words"})

    def refuse(path: Path, *_: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    file = only(folder)
    assert file.sha256 is None
    assert reason(file) == "cannot be opened: Permission denied"


def test_a_folder_that_may_be_listed_but_not_entered_is_named(
    write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One folder without permission does not stop the build of all the others."""
    folder = write_corpus({"a.txt": "words", "shut/b.txt": "words"})
    stat = os.stat

    def refuse(path: os.PathLike[str] | str, **options: bool) -> os.stat_result:
        if "shut" in Path(path).parent.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    found = corpus.files(folder)
    assert [f.name for f in found if f.sha256] == ["a.txt"]
    assert "shut" in found[1].name
    assert reason(found[1])


def test_a_file_that_is_gone_by_now_is_named(write_corpus: WriteCorpus) -> None:
    """A file that was deleted after it was listed does not stop a build."""
    file = only(write_corpus({"a.txt": "words"}))
    file.path.unlink()
    assert reason(file) == "is not an ordinary file, or a link to nothing"


def test_of_the_same_file_under_several_names_one_is_kept(write_corpus: WriteCorpus) -> None:
    """The first name is kept, or the first that the catalogue lists.

    Another kind of file is another document; what cannot be opened is not taken for the same.
    """
    folder = write_corpus(
        {"a.txt": "A.", "b.txt": "B.", "c.txt": "A.", "d.md": "A.", "e.TXT": "A."}
    )
    for name in ("x.txt", "y.txt"):
        (folder / name).symlink_to("nothing")
    found = files(folder)
    kept, copies = corpus.parted(found, Catalogue({}))
    assert [file.name for file in kept] == ["a.txt", "b.txt", "d.md", "x.txt", "y.txt"]
    assert {k: [c.name for c in v] for k, v in copies.items()} == {"a.txt": ["c.txt", "e.TXT"]}
    kept, copies = corpus.parted(found, Catalogue({"c.txt": Entry(), "e.TXT": Entry()}))
    assert [file.name for file in kept] == ["b.txt", "c.txt", "d.md", "x.txt", "y.txt"]
    assert {k: [c.name for c in v] for k, v in copies.items()} == {"c.txt": ["e.TXT", "a.txt"]}
