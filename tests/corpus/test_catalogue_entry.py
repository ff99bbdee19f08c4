from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.catalogue import replace_catalogue, with_entry
from assistant.errors import CatalogueError
from assistant.records import Entry, Origin

PATH = Path("corpus/catalogue.toml")

KEPT = {
    "empty": b"",
    "comments": b"# Ours\n\n[[document]]  # the first\nfile    = 'a.txt'   # kept\n",
    "no last newline": b'[[document]]\nfile = "a.txt"',
    "Windows": b'\xef\xbb\xbf[[document]]\r\nfile = "a.txt"\r\n',
}


def entries(written: bytes) -> list[dict[str, object]]:
    content = tomllib.loads(written.decode("utf-8-sig"))
    found: list[dict[str, object]] = content["document"]
    return found


@pytest.mark.parametrize("written", KEPT.values(), ids=KEPT)
def test_what_was_there_stays_byte_for_byte(written: bytes) -> None:
    """A catalogue kept by hand keeps its comments, spaces and line ends; the entry comes last."""
    added = with_entry(written, PATH, "b.pdf", Entry(title="B"))
    assert added.startswith(written)
    assert entries(added)[-1] == {"file": "b.pdf", "title": "B"}
    assert len(entries(added)) == 1 + written.count(b"[[")
    assert (b"\r\n" in written) == (b"\r\n" in added[len(written) :])


def test_an_entry_says_all_that_is_known() -> None:
    """Title, author, date and address of a file are written as a person would write them."""
    entry = Entry(
        title="Fair pay",
        author="A. Author",
        published="2023-05-01",
        url="https://example.org/pay",
        easy_read=True,
    )
    assert with_entry(b"", PATH, "pay.pdf", entry).decode() == (
        '[[document]]\nfile = "pay.pdf"\ntitle = "Fair pay"\nauthor = "A. Author"\n'
        'published = 2023-05-01\nurl = "https://example.org/pay"\neasy_read = true\n'
    )


def test_what_the_catalogue_may_not_say_is_left_out() -> None:
    """A date that is none and an address that runs code stay out of the catalogue."""
    entry = Entry(title=" \n ", published="May", url="javascript:alert(1)")
    assert entries(with_entry(b"", PATH, "a.pdf", entry)) == [{"file": "a.pdf"}]


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_title_can_break_the_catalogue(title: str, author: str) -> None:
    """Whatever a file says of itself, the catalogue stays valid and says no more than that."""
    before = b'[[document]]\nfile = "a.txt"\n'
    added = with_entry(before, PATH, "b.pdf", Entry(title=title, author=author))
    assert added.startswith(before)
    last = entries(added)[-1]
    assert last.keys() <= {"file", "title", "author"}
    assert len(entries(added)) == 2


@pytest.mark.parametrize("written", [b"[[document]\n", b"[[document]]\nauther = 'x'\n"])
def test_a_wrong_catalogue_is_not_added_to(written: bytes) -> None:
    """A mistake in the catalogue is reported before it is buried under another entry."""
    with pytest.raises(CatalogueError):
        with_entry(written, PATH, "b.pdf", Entry())


def test_a_catalogue_in_another_form_is_left_to_a_person() -> None:
    """Documents listed in one array cannot be appended to, and that is said."""
    with pytest.raises(CatalogueError, match=r"write an entry for 'b\.pdf' by hand"):
        with_entry(b'document = [{file = "a.txt"}]\n', PATH, "b.pdf", Entry())


def test_the_catalogue_is_replaced_in_one_step(tmp_path: Path) -> None:
    """The new catalogue has the old one's permissions, and nothing is left beside it."""
    path = tmp_path / "catalogue.toml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_catalogue(tmp_path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    assert [p.name for p in tmp_path.iterdir()] == ["catalogue.toml"]


def test_a_linked_catalogue_stays_a_link(tmp_path: Path) -> None:
    """A catalogue kept elsewhere is written there."""
    (tmp_path / "kept").mkdir()
    kept = tmp_path / "kept" / "ours.toml"
    kept.write_bytes(b"old")
    (tmp_path / "catalogue.toml").symlink_to(kept)
    replace_catalogue(tmp_path, b"new")
    assert kept.read_bytes() == b"new"
    assert (tmp_path / "catalogue.toml").is_symlink()


def test_what_was_guessed_says_from_what_and_is_a_comment_where_that_is_weak() -> None:
    """Who adds a file sees what to check; nothing doubtful is written as if it were known."""
    entry = Entry(
        title="Fair pay",
        author="A. Saver",
        published="2019-06-01",
        language="en",
        origins={"title": Origin.COVER, "author": Origin.FILE, "published": Origin.FILE},
    )
    assert with_entry(b"", PATH, "pay.pdf", entry).decode().splitlines() == [
        "[[document]]",
        'file = "pay.pdf"',
        'title = "Fair pay"  # from the document itself',
        '# author = "A. Saver"  # from the file\'s own properties',
        "# published = 2019-06-01  # from the file's own properties",
        'language = "en"',
    ]
