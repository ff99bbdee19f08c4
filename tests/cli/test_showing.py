from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., "Ran"]

PAY = "# Fair pay\n\nWe ask for:\n\n- more\n- soon\n"
SHOWN = "# Fair pay\n\nWe ask for:\n- more\n- soon\n"


@pytest.fixture
def folder(run: Run, write_corpus: WriteCorpus) -> Path:
    """A corpus with its index."""
    folder = write_corpus({"sub/pay.md": PAY, "pages.txt": "One here.\fTwo here.\n"})
    assert run("build").status == 0
    return folder


@pytest.mark.usefixtures("folder")
def test_a_document_of_the_index_is_shown(run: Run) -> None:
    """What was read of a document is printed, with what each part was taken for."""
    assert run("show", "sub/pay.md") == (0, SHOWN, "title, from the document itself: Fair pay\n")


@pytest.mark.usefixtures("folder")
def test_one_page_is_shown(run: Run) -> None:
    """`--page` shows one page alone, and a page that is not there is named."""
    assert run("show", "pages.txt", "--page", "2") == (0, "— page 2 —\n\nTwo here.\n", "")
    ran = run("show", "pages.txt", "--page", "3")
    assert ran == (2, "", "error: pages.txt has no page 3; it has pages 1–2\n")


@pytest.mark.usefixtures("folder")
def test_the_canonical_text_and_its_marks_are_printed_as_json(run: Run) -> None:
    """`--json` gives the very text that passages are slices of, and every mark."""
    found = run("show", "pages.txt", "--json").json
    assert list(found) == ["path", "title", "entry", "sha256", "start", "text", "marks"]
    places = [found["text"][m["start"] : m["end"]] for m in found["marks"] if m["kind"] == "page"]
    assert [place.strip() for place in places] == ["One here.", "Two here."]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pay.md", "; did you mean 'sub/pay.md'?"),
        ("sub/pya.md", "; did you mean 'sub/pay.md'?"),
        ("sub\\PAY.md", "; did you mean 'sub/pay.md'?"),
        ("xyzzy", "; 'assistant documents' lists those of the index"),
    ],
)
def test_a_wrong_name_is_met_with_the_right_one(run: Run, name: str, hint: str) -> None:
    """A document that is not there is named with what may have been meant."""
    ran = run("show", name)
    assert ran == (2, "", f"error: there is no document or file '{name}'{hint}\n")


@pytest.mark.usefixtures("folder")
def test_a_path_as_windows_writes_it_is_found_and_a_folder_is_told(
    run: Run, tmp_path: Path
) -> None:
    """A backslash stands for a slash where no document has it; a folder is not a missing file."""
    assert run("show", "sub\\pay.md").out == SHOWN
    said = f"error: {tmp_path} is a folder: name a file in it, or a document of the index\n"
    assert run("show", str(tmp_path)) == (2, "", said)


def test_a_file_is_read_on_the_spot(run: Run, folder: Path) -> None:
    """A file that is not in the index, or has changed since, can be tried out before a build."""
    other = folder.parent / "other.md"
    other.write_text("# Other\n\nWords.\n")
    assert run("show", str(other)).out == "# Other\n\nWords.\n"
    (folder / "pages.txt").write_text("Changed.")
    assert run("show", "--file", str(folder / "pages.txt")).out == "Changed.\n"


def test_a_file_is_shown_before_the_first_build(run: Run, write_corpus: WriteCorpus) -> None:
    """No index is needed to see how a file is read, but for a name of the index there must be."""
    folder = write_corpus({"a.md": PAY})
    assert run("show", str(folder / "a.md")).out == SHOWN
    assert "run 'assistant build'" in run("show", "a.md").err


def test_a_file_that_cannot_be_read_says_why(run: Run, folder: Path) -> None:
    """A bad file is one line, as in a build."""
    (folder / "bad.txt").write_bytes(b"a\0b")
    ran = run("show", str(folder / "bad.txt"))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "error: bad.txt: holds binary data (NUL bytes), not text\n"
    assert "there is no file 'gone'" in run("show", "--file", "gone").err


def test_a_file_of_the_corpus_that_could_not_be_read_is_not_said_to_be_missing(
    run: Run, folder: Path
) -> None:
    """Who looks for it by the name that the build told learns that it is there, and what is up."""
    (folder / "sub" / "bad.txt").write_bytes(b"a\0b")
    assert run("build").status == 0
    why = "is in the corpus, and could not be read: holds binary data (NUL bytes), not text"
    assert run("show", "sub/bad.txt") == (2, "", f"error: sub/bad.txt {why}\n")
