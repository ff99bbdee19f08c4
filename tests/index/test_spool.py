"""Documents put aside on the disk, and what a build keeps in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.index import library, reuse
from assistant.index.build import BuildReport
from assistant.index.library import Spool
from assistant.passages import cut
from assistant.records import Document, Entry, Locator, Mark, MarkKind, Passage, Problem
from assistant.settings import PassageSettings

pytestmark = pytest.mark.slow

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

TEXT = "“Pay”\n\nFair pay – for all 😀.\nRest is rare."


def document(path: str) -> Document:
    """A document with all that one can have."""
    return Document(
        path=path,
        sha256="0" * 64,
        text=TEXT,
        marks=(
            Mark(MarkKind.PAGE, 0, len(TEXT), 1, "iv"),
            Mark(MarkKind.HEADING, 0, 5, 1),
            Mark(MarkKind.PARAGRAPH, 7, len(TEXT)),
        ),
        entry=Entry(title="Pay", published="2019-11", easy_read=True),
        problems=(Problem(path, "no text", (2,)),),
    )


@pytest.mark.parametrize("room", [0, 2 * len(TEXT), 10_000])
def test_documents_come_back_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """In memory or not, a document has its very text, marks and passages, in any order."""
    monkeypatch.setattr(library, "IN_MEMORY", room)
    located = Passage("3.txt", 0, 5, "“Pay”", Locator((1, 2), None, ("Pay",), ("footnote",)), "So:")
    made = [(document(f"{n}.txt"), cut(document(f"{n}.txt"), PassageSettings())) for n in range(3)]
    made.append((document("3.txt"), [located]))
    with Spool(tmp_path) as aside:
        tickets = [aside.put(one) for one in made]
        assert [aside.get(ticket) for ticket in reversed(tickets)] == made[::-1]
    assert list(tmp_path.iterdir()) == []


def built(report: BuildReport) -> dict[str, bytes]:
    """The files of a snapshot that do not tell when it was built."""
    folder = report.snapshot.folder
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".sqlite", ".npy", ".faiss")
    }


def test_an_index_is_the_same_whatever_fits_into_memory(
    write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A corpus too large for memory gives the index that it would give in memory."""
    folder = write_corpus({f"{n}.txt": f"Words of file {n}.\n\nPay {n}." for n in range(9)})
    expected = built(tiny_build(folder, full=True))
    monkeypatch.setattr(library, "IN_MEMORY", 40)
    monkeypatch.setattr(reuse, "_AT_ONCE", 2)
    assert built(tiny_build(folder, full=True)) == expected


@pytest.mark.no_cover
def test_memory_does_not_grow_with_what_is_encoded(
    write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times the passages need far less than four times the memory.

    A passage here has some 6 kB of vectors, codes and text; what stays in memory of it is where
    they stand on the disk (and its text, in the encoder that stands in).
    """
    monkeypatch.setattr(library, "IN_MEMORY", 0)
    monkeypatch.setattr(library, "_CACHED_TEXTS", 2)
    sentences = [" ".join([f"Sentence {n} of this text is about pay."] * 10) for n in range(60)]
    held = []
    for documents in (4, 4, 16):  # the first one fills caches
        files = {f"{n}.txt": "\n\n".join([*sentences, str(n)]) for n in range(documents)}
        folder = write_corpus(files)
        gc.collect()
        gc.freeze()  # what other tests left would put off the collection of what a build leaves
        tracemalloc.start()
        report = tiny_build(folder, full=True)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.unfreeze()
        held.append((most, report.snapshot.manifest.passages))
    _, (few, passages), (many, more) = held
    assert more >= 3 * passages
    assert (many - few) / (more - passages) < 2_500
