from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.library import Library, Shelved, write_library
from assistant.records import Document, Entry, Locator, Mark, MarkKind, Passage, Source

pytestmark = pytest.mark.slow

Shelf = Sequence[tuple[Document, Sequence[Passage]]]

# Text as UTF-8 can hold it: NUL, astral characters and unassigned ones, but no lone surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
NUMBERS = st.integers(0, 2**40)
SPANS = st.none() | st.tuples(NUMBERS, NUMBERS)

WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from assistant.index.library import write_library
from assistant.records import Document
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
try:
    write_library(Path(sys.argv[1]), [(Document("a.txt", "0" * 64, "x" * 50_000, ()), [])])
except Exception as error:
    print(type(error).__mro__)
"""


@st.composite
def documents(draw: st.DrawFn, path: str) -> tuple[Document, list[Passage]]:
    """A document of any text and marks, and passages that are slices of it."""
    text = draw(ANY_TEXT)
    marks = st.builds(
        Mark, st.sampled_from(MarkKind), NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | ANY_TEXT
    )
    optional = st.none() | ANY_TEXT
    document = Document(
        path=path,
        sha256=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        text=text,
        marks=tuple(draw(st.lists(marks, max_size=5))),
        entry=draw(st.builds(Entry, optional, optional, published=optional, url=optional)),
    )
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(places.map(sorted).map(tuple), unique=True, max_size=5))
    locators = st.builds(Locator, SPANS, SPANS, st.lists(ANY_TEXT, max_size=3).map(tuple))
    return document, [
        Passage(path, start, end, text[start:end], draw(locators), draw(optional))
        for start, end in sorted(spans)
    ]


@st.composite
def shelves(draw: st.DrawFn) -> Shelf:
    """Documents of different paths, in any order."""
    return [draw(documents(path)) for path in draw(st.lists(SOME_TEXT, unique=True, max_size=4))]


@contextmanager
def stored(shelf: Shelf, folder: Path | None = None) -> Iterator[Library]:
    """A library of documents and passages; each passage's context is its number in the corpus."""
    with TemporaryDirectory() as temporary:
        path = (folder or Path(temporary)) / "library.sqlite"
        numbers = iter(range(10_000))
        write_library(
            path, [(d, [Shelved(p, f"{next(numbers)}\n") for p in ps]) for d, ps in shelf]
        )
        library = Library(path)
        try:
            yield library
        finally:
            library.close()


def plain(path: str, text: str, *spans: tuple[int, int]) -> tuple[Document, list[Passage]]:
    document = Document(path, "0" * 64, text, ())
    return document, [Passage(path, a, b, text[a:b], Locator()) for a, b in spans]


@given(shelf=shelves())
def test_documents_and_passages_come_back_exactly(shelf: Shelf) -> None:
    """Whatever characters a document holds, it and its passages are read back as they were."""
    with stored(shelf) as library:
        for document, passages in shelf:
            assert library.document(document.path) == document
            assert library.passages_of(document.path) == passages
        every = [p for _, passages in shelf for p in passages]
        assert library.passages(range(len(every))) == every
        assert library.passages(range(len(every))[::-1]) == every[::-1]
        assert library.contexts(range(len(every))[::-1]) == [
            f"{n}\n" for n in range(len(every))[::-1]
        ]
        digests = [sha256(f"{n}\n\0{p.text}".encode()).digest() for n, p in enumerate(every)]
        assert library.digests() == digests


@given(shelf=shelves())
def test_sources_list_every_document_once(shelf: Shelf) -> None:
    """The list of documents is in order of path and counts pages, slides and passages."""
    with stored(shelf) as library:
        sources = library.sources()
    assert [s.path for s in sources] == sorted(d.path for d, _ in shelf)
    by_path = {s.path: s for s in sources}
    for document, passages in shelf:
        assert by_path[document.path] == Source(
            path=document.path,
            sha256=document.sha256,
            entry=document.entry,
            pages=len(document.numbers(MarkKind.PAGE)) or None,
            slides=len(document.numbers(MarkKind.SLIDE)) or None,
            passages=len(passages),
        )


@given(shelf=shelves())
def test_every_passage_has_its_document(shelf: Shelf) -> None:
    """Which document a passage is of is known by its number, in whatever order they came."""
    with stored(shelf) as library:
        sources, owners = library.sources(), library.owners()
    every = [p for _, passages in shelf for p in passages]
    assert [sources[owner].path for owner in owners] == [p.path for p in every]


def test_passages_come_in_the_order_asked_for() -> None:
    """Ranked numbers give passages in that rank, even asked for twice and as numpy integers."""
    shelf = [plain("a.txt", "one two", (0, 3), (4, 7)), plain("b.txt", "three", (0, 5))]
    with stored(shelf) as library:
        found = library.passages(list(np.array([2, 0, 1, 2])))
    assert [p.text for p in found] == ["three", "one", "two", "three"]


def test_the_same_words_in_two_places_are_two_passages() -> None:
    """Text that stands twice in a document, and in another, is cited at each of its places."""
    twice = plain("a.txt", "Pay up. Pay up.", (0, 7), (8, 15))
    with stored([twice, plain("b.txt", "Pay up.", (0, 7))]) as library:
        found = library.passages([0, 1, 2])
    assert [(p.path, p.start, p.end, p.text) for p in found] == [
        ("a.txt", 0, 7, "Pay up."),
        ("a.txt", 8, 15, "Pay up."),
        ("b.txt", 0, 7, "Pay up."),
    ]


def test_no_such_document_is_an_error_and_has_no_passages() -> None:
    """A path that is not in the index is told from a document without passages."""
    with stored([plain("a.txt", "one", (0, 3)), plain("none.txt", "two")]) as library:
        with pytest.raises(KeyError, match=r"gone\.txt"):
            library.document("gone.txt")
        assert library.document("none.txt").text == "two"
        assert library.passages_of("none.txt") == library.passages_of("gone.txt") == []
        assert library.passages([]) == []


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts what is read")
def test_listing_documents_reads_none_of_their_texts(tmp_path: Path) -> None:
    """A server that starts need not wait until a large library is read from its disk."""
    path = tmp_path / "library.sqlite"
    some = [Document(f"{n:03}.txt", "0" * 64, f"{n} " * 900, ()) for n in range(300)]
    write_library(path, [(document, []) for document in some])
    library = Library(path)
    before = bytes_read()
    assert [source.path for source in library.sources()] == [d.path for d in some]
    assert len(library.owners()) == 0
    assert bytes_read() - before < path.stat().st_size / 5


def bytes_read() -> int:
    """How much this process has read so far."""
    (line, *_) = Path("/proc/self/io").read_text("ascii").splitlines()
    return int(line.removeprefix("rchar: "))


def test_any_folder_name_will_do(tmp_path: Path) -> None:
    """An index in a folder named with spaces, marks and accents opens all the same."""
    folder = tmp_path / "my index #1? 100% café"
    folder.mkdir()
    with stored([plain("a.txt", "one", (0, 3))], folder) as library:
        assert library.document("a.txt").text == "one"


def test_reading_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    """Answering never writes: no journal, and no byte of the library changes."""
    with stored([plain("a.txt", "one", (0, 3))], tmp_path) as library:
        before = (tmp_path / "library.sqlite").read_bytes()
        library.passages([0])
        assert [p.name for p in tmp_path.iterdir()] == ["library.sqlite"]
    assert [p.name for p in tmp_path.iterdir()] == ["library.sqlite"]
    assert (tmp_path / "library.sqlite").read_bytes() == before


def test_several_threads_read_more_documents_than_are_kept_in_memory() -> None:
    """Questions answered at the same time over many documents each get their own passages."""
    shelf = [plain(f"{n:03}.txt", f"text {n}", (0, 8)) for n in range(150)]

    def read(seed: int) -> bool:
        numbers = np.random.default_rng(seed).permutation(150).tolist()
        return all(library.passages([n])[0].text == f"text {n}"[:8] for n in numbers)

    with stored(shelf) as library, ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(16)))


def test_a_full_disk_is_an_error_of_the_disk(tmp_path: Path) -> None:
    """A library that does not fit is reported as a person can read it, not as a traceback."""
    run = subprocess.run(
        [sys.executable, "-c", WRITE_ON_A_FULL_DISK, tmp_path / "library.sqlite"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "OSError" in run.stdout or "AssistantError" in run.stdout


def test_a_library_that_is_let_go_is_closed(tmp_path: Path) -> None:
    """A chat that moves from index to index holds none of those before, not even for a while."""
    write_library(tmp_path / "library.sqlite", [])
    library = Library(tmp_path / "library.sqlite")
    connection = library._connection
    assert library.sources() == ()
    del library
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
