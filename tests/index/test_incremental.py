"""What a build does again, and what it takes from builds before."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.encoder import Encoded
from assistant.index import build as building
from assistant.index import reuse
from assistant.index.build import BuildReport, build
from assistant.index.library import Library
from assistant.passages import cut
from assistant.readers.sandbox import FileReading
from assistant.records import CorpusFile, Document, Passage, Problem, ProblemKind
from assistant.settings import PassageSettings, ReadSettings, Settings
from tests.index.conftest import texts

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

PAY, HOMES, RIGHTS = "Fair pay for all.", "Homes not hospitals.", "Know your rights at work."
CORPUS = {"homes.txt": HOMES, "pay.txt": PAY, "rights.txt": RIGHTS}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that builds read, in order."""
    names: list[str] = []
    reading = building.read_files  # type: ignore[attr-defined]

    def noting(files: Sequence[CorpusFile], settings: ReadSettings) -> Iterator[FileReading]:
        names.extend(file.name for file in files)
        yield from reading(files, settings)

    monkeypatch.setattr(building, "read_files", noting)
    return names


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that builds cut, in order."""
    names: list[str] = []

    def noting(document: Document, settings: PassageSettings) -> list[Passage]:
        names.append(document.path)
        return cut(document, settings)

    monkeypatch.setattr(building, "cut", noting)
    return names


def test_only_changed_files_are_read(
    write_corpus: WriteCorpus, tiny_build: Build, read: list[str]
) -> None:
    """Of files that change, come and go, the changed and new ones are read, the others not."""
    folder = write_corpus(CORPUS)
    assert tiny_build(folder).read == 3
    read.clear()
    (folder / "rights.txt").unlink()
    report = tiny_build(write_corpus({"pay.txt": "Fairer pay.", "new.txt": "New."}))
    assert (read, report.read) == (["new.txt", "pay.txt"], 2)
    assert texts(report) == {"homes.txt": [HOMES], "new.txt": ["New."], "pay.txt": ["Fairer pay."]}
    assert report.reasons == ()


def test_a_file_that_is_not_read_again_says_all_it_said(
    write_corpus: WriteCorpus, tiny_build: Build, read: list[str]
) -> None:
    """Text, marks, remarks and passages of a file that was taken over are those of its reading."""
    write_corpus({"old.md": b"# Caf\xe9s\n\nOpen to all.\n\n- one\n- two\n", "pay.txt": PAY})
    first = tiny_build(write_corpus({}))
    read.clear()
    again = tiny_build(write_corpus({"pay.txt": "Fairer pay."}))
    assert read == ["pay.txt"]
    one, other = Library(first.snapshot.library), Library(again.snapshot.library)
    assert one.document("old.md") == other.document("old.md")
    assert one.passages_of("old.md") == other.passages_of("old.md")
    one.close()
    other.close()
    problems = first.snapshot.manifest.problems
    assert [p.kind for p in problems] == [ProblemKind.REMARK]
    assert again.snapshot.manifest.problems == problems


def test_an_entry_that_comes_and_goes_leaves_the_files_own_words(
    write_corpus: WriteCorpus, tiny_build: Build, read: list[str]
) -> None:
    """A catalogue's title gives way to the file's own when it is deleted, and nothing is read."""
    plain = {"pay.md": "# Pay now\n\nFair pay for all.", "catalogue.toml": ""}
    title = titles(tiny_build(write_corpus(plain)))["pay.md"]
    entry = '[[document]]\nfile = "pay.md"\ntitle = "Another"\nauthor = "The union"\n'
    assert titles(tiny_build(write_corpus({"catalogue.toml": entry})))["pay.md"] == "Another"
    assert titles(tiny_build(write_corpus(plain)))["pay.md"] == title != "Another"
    assert read == ["pay.md"]


def titles(report: BuildReport) -> dict[str, str]:
    library = Library(report.snapshot.library)
    try:
        return {source.path: source.title for source in library.sources()}
    finally:
        library.close()


def test_a_file_that_lost_something_is_read_each_time(
    write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that took too long on a busy day has another chance at the next build."""
    lost = Problem("pay.txt", "took too long", (2,), ProblemKind.PARTLY_READ)
    names: list[str] = []

    def partly(files: Sequence[CorpusFile], _: ReadSettings) -> Iterator[FileReading]:
        for file in files:
            names.append(file.name)
            document = Document(file.name, str(file.sha256), file.path.read_text(), ())
            yield FileReading(file, document, (lost,) if file.name == "pay.txt" else (), 0.0)

    monkeypatch.setattr(building, "read_files", partly)
    whole = {"homes.txt": "# Homes", "pay.txt": "# Pay"}
    monkeypatch.setattr(building, "cut", cut_whole)
    tiny_build(write_corpus(whole))
    names.clear()
    tiny_build(write_corpus({"new.txt": "New."}))
    assert names == ["new.txt", "pay.txt"]


def cut_whole(document: Document, _: PassageSettings) -> list[object]:
    from assistant.records import Locator, Passage

    return [Passage(document.path, 0, len(document.text), document.text, Locator())]


def test_what_is_done_again_says_why(
    tmp_path: Path, write_corpus: WriteCorpus, maker: TinyEncoderMaker, read: list[str]
) -> None:
    """Who changes a setting learns which, what it was, and what it costs."""
    folder, index = write_corpus(CORPUS), tmp_path / "index"
    build(folder, index, Settings(), encoders=maker)
    longer = Settings(reading=ReadSettings(seconds=40))
    read.clear()
    report = build(folder, index, longer, encoders=maker)
    assert report.reasons == (
        "every file is read again: what the reading of a file may take changed (from 20 s to 40 s)",
    )
    assert (len(read), report.encoded) == (3, 0)
    shorter = replace(longer, passages=PassageSettings(least=10, most=80))
    report = build(folder, index, shorter, encoders=maker)
    assert report.reasons == (
        "passages are cut anew: the length of passages changed (from 60 to 160 words to 10 to 80 "
        "words)",
    )
    assert (len(read), report.encoded) == (3, 0)


def test_other_code_reads_or_encodes_again(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    monkeypatch: pytest.MonkeyPatch,
    read: list[str],
) -> None:
    """After an update of the assistant nothing of the old one's making stays."""
    tiny_build(write_corpus(CORPUS))
    for name, reads, encodes, said in (
        ("the code that reads files", 3, 0, "every file is read again"),
        ("the code that encodes", 0, 3, "every passage is encoded again"),
    ):
        read.clear()
        code = dict(reuse._CODE)
        monkeypatch.setattr(reuse, "_CODE", code | {name: ("errors.py",)})
        report = tiny_build(write_corpus(CORPUS))
        assert (len(read), report.encoded) == (reads, encodes)
        assert report.reasons == (f"{said}: {name} is another version",)


def test_what_reads_files_is_all_in_the_recipe() -> None:
    """Whatever of the code and the libraries a reader uses, another version reads files again."""
    package, libraries = Path(reuse.__file__).parent.parent, metadata.packages_distributions()
    patterns = reuse._CODE["the code that reads files"]
    code = {path for pattern in patterns for path in package.glob(pattern)}
    names, others = (
        set[str](),
        {package / name for name in ("errors.py", "settings.py", "records/__init__.py")},
    )
    for path in code:
        for name in imported(path):
            home = package.parent / name.replace(".", "/")
            module = home / "__init__.py" if home.is_dir() else home.with_suffix(".py")
            if name.startswith("assistant."):
                assert module in code | others, f"{path} imports {name}"
            else:
                names.update(libraries.get(name.partition(".")[0], ()))
    told = reuse._reading(ReadSettings())["the libraries that read files"]
    assert names - {"numpy", "nupunkt"} == {one.split()[0] for one in told.split(", ")}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their whole names."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "assistant":
            found.update(f"assistant.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_full_says_that_it_was_asked_for(
    write_corpus: WriteCorpus, tiny_build: Build, read: list[str]
) -> None:
    """A full build reads every file, though nothing changed."""
    tiny_build(write_corpus(CORPUS))
    read.clear()
    report = tiny_build(write_corpus(CORPUS), full=True)
    assert (len(read), report.read) == (3, 3)
    assert report.reasons == ("everything is read and encoded again, as asked for",)


def test_a_stopped_build_is_gone_on_with(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a build had encoded when it was stopped is not encoded again, and is as it would be."""
    monkeypatch.setattr(reuse, "_AT_ONCE", 2)
    encode, folder = maker.encoder.encode_passages, write_corpus(CORPUS)

    def stopped(passages: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        if len(maker.encoder.encoded) >= 2:
            raise KeyboardInterrupt
        yield from encode(passages)

    with monkeypatch.context() as patch:
        patch.setattr(maker.encoder, "encode_passages", stopped)
        with pytest.raises(KeyboardInterrupt):
            tiny_build(folder)
    assert (tmp_path / "index" / "journal").is_file()
    maker.encoder.encoded.clear()
    report = tiny_build(folder)
    assert report.encoded == len(maker.encoder.encoded) == 1
    assert not (tmp_path / "index" / "journal").exists()
    whole = build(folder, tmp_path / "other", Settings(), encoders=maker)
    for name in ("tokens/codes.npy", "tokens/segments.npy", "points.faiss", "points.npy"):
        one, other = (r.snapshot.folder / name for r in (report, whole))
        assert one.read_bytes() == other.read_bytes(), name


def test_a_full_build_takes_nothing_from_the_journal(
    write_corpus: WriteCorpus,
    tiny_build: Build,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks for everything anew gets everything anew."""
    with monkeypatch.context() as patch:
        patch.setattr("assistant.index.build.write_lexical", stop)
        with pytest.raises(KeyboardInterrupt):
            tiny_build(write_corpus(CORPUS))
    maker.encoder.encoded.clear()
    assert tiny_build(write_corpus(CORPUS), full=True).encoded == len(maker.encoder.encoded) == 3


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_heading_that_moves_into_its_passage_is_encoded_again(
    write_corpus: WriteCorpus, tiny_build: Build, maker: TinyEncoderMaker
) -> None:
    """The same words with another part of them in front of the passage are other vectors."""
    entry = '[[document]]\nfile = "a.txt"\ntitle = "Pay"\n'
    tiny_build(write_corpus({"a.txt": "Now and always.", "catalogue.toml": entry}))
    assert maker.encoder.encoded == ["Pay\nNow and always."]
    maker.encoder.encoded.clear()
    entry = '[[document]]\nfile = "a.txt"\ntitle = "A"\n'
    tiny_build(write_corpus({"a.txt": "Pay\nNow and always.", "catalogue.toml": entry}))
    assert len(maker.encoder.encoded) == 1


def test_what_has_not_changed_is_not_cut_again(
    write_corpus: WriteCorpus, tiny_build: Build, cuts: list[str]
) -> None:
    """Of four documents the changed one is cut; the others' passages are those of before."""
    marked = {"list.md": "# A list\n\nWe ask for:\n\n- pay\n- time\n", **CORPUS}
    first = tiny_build(write_corpus(marked))
    cuts.clear()
    again = tiny_build(write_corpus({"pay.txt": "Fairer pay."}))
    assert cuts == ["pay.txt"]
    one, other = Library(first.snapshot.library), Library(again.snapshot.library)
    assert other.passages_of("list.md") == one.passages_of("list.md")
    assert other.passages_of("list.md")
    one.close()
    other.close()


@pytest.mark.parametrize("name", ["the code that encodes", "the code that cuts passages"])
def test_what_is_cut_otherwise_is_cut_again(
    name: str,
    write_corpus: WriteCorpus,
    tiny_build: Build,
    monkeypatch: pytest.MonkeyPatch,
    cuts: list[str],
) -> None:
    """Where the code that cuts, or the one that finds sentences, is another, all is cut anew."""
    tiny_build(write_corpus(CORPUS))
    code = dict(reuse._CODE)
    monkeypatch.setattr(reuse, "_CODE", code | {name: ("errors.py",)})
    cuts.clear()
    tiny_build(write_corpus({"new.txt": "New."}))
    assert sorted(cuts) == sorted([*CORPUS, "new.txt"])
