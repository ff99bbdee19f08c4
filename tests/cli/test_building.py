from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.index import snapshot

if TYPE_CHECKING:
    from tests.conftest import Ran

pytestmark = pytest.mark.isolated

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., "Ran"]

PAY = "Fair pay for all social workers."
PROBLEMS: dict[str, str | bytes] = {
    "empty.txt": b"",
    "old.txt": b"A caf\xe9 for all.\n",
    "pay.txt": PAY,
}
REPORTED = {"path", "outcome", "pages", "slides", "passages", "seconds", "problems"}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_build_tells_of_each_file_and_counts_them(run: Run, write_corpus: WriteCorpus) -> None:
    """What was not read and what is to be known of the rest is said, and then how many."""
    write_corpus(PROBLEMS)
    ran = run("build")
    assert (ran.status, ran.out) == (0, "")
    lines = [line for line in ran.err.splitlines() if not line.startswith("warning")]
    assert lines[2:5] == [
        "not read: empty.txt: is empty",
        next(line for line in lines if line.startswith("remark: old.txt: ")),
        "1 file not read, 1 with a remark, of 3 files",
    ]


def test_build_json_reports_every_file(run: Run, write_corpus: WriteCorpus) -> None:
    """`build --json` prints one object with an outcome for each file, and so does a second one."""
    write_corpus(PROBLEMS)
    first = run("build", "--json").json
    assert first["published"]
    assert not first["up_to_date"]
    assert (first["documents"], first["passages"], first["encoded"]) == (2, 2, 2)
    files = {file["path"]: file for file in first["files"]}
    assert [file.keys() for file in files.values()] == [REPORTED] * 3
    assert {path: file["outcome"] for path, file in files.items()} == {
        "empty.txt": "not_read",
        "old.txt": "read_with_remark",
        "pay.txt": "read",
    }
    assert files["empty.txt"]["problems"] == [
        {"kind": "not_read", "pages": [], "reason": "is empty"}
    ]
    assert all(file["seconds"] >= 0 for file in files.values())
    again = run("build", "--json").json
    assert again["up_to_date"]
    assert [f | {"seconds": None} for f in first["files"]] == again["files"]
    assert run("status", "--json").json["files"] == again["files"]


def test_status_tells_what_was_not_read(run: Run, write_corpus: WriteCorpus) -> None:
    """What a build said of its files can be asked for later."""
    write_corpus(PROBLEMS)
    run("build")
    lines = run("status").out.splitlines()
    assert lines[3] == "not read: empty.txt: is empty"
    assert lines[4].startswith("remark: old.txt: ")
    problem = run("status", "--json").json["problems"][0]
    assert problem == {"path": "empty.txt", "kind": "not_read", "pages": [], "reason": "is empty"}


@pytest.mark.parametrize("as_json", [False, True], ids=["for people", "json"])
def test_a_strict_build_publishes_nothing_that_is_not_whole(
    run: Run, write_corpus: WriteCorpus, tmp_path: Path, as_json: bool
) -> None:
    """`--strict` fails on the first bad file, tells all problems, and leaves the live index."""
    write_corpus({"pay.txt": PAY})
    run("build")
    before = tree(tmp_path / "index")
    write_corpus(PROBLEMS | {"binary.txt": b"a\0b"})
    ran = run("build", "--strict", *(["--json"] if as_json else []))
    assert ran.status == 1
    assert tree(tmp_path / "index") == before
    assert "not read: empty.txt: is empty" in ran.err
    assert "not read: binary.txt: holds binary data" in ran.err
    assert ran.err.splitlines()[-1].startswith(
        "error: 2 of 4 files could not be read whole, and the build is strict: nothing was"
    )
    if as_json:
        assert not ran.json["published"]
        assert len(ran.json["files"]) == 4
    else:
        assert ran.out == ""


def test_a_file_that_is_lost_is_told_and_published_without_if_asked(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """A build fails that would lose what answers now; answers tell what is not searched."""
    write_corpus({"pay.txt": PAY, "homes.txt": "Homes not hospitals."})
    run("build")
    write_corpus({"pay.txt": b"a\0b"})
    ran = run("build")
    assert (ran.status, ran.out) == (1, "")
    assert "not read: pay.txt: holds binary data" in ran.err
    assert "error: pay.txt could be read by the build before, and cannot be read now." in ran.err
    assert run("build", "--without-lost").status == 0
    assert run("build").status == 0
    told = "The documents do not cover this. 1 file could not be read and is not searched."
    assert told in run("ask", "zebra").out
    answer = run("ask", "zebra", "--json").json
    assert (answer["message"], answer["unread"]) == (told, 1)


def test_a_strict_build_is_strict_where_nothing_changed(
    run: Run, write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """An index that was built with gaps does not pass a strict build later on."""
    write_corpus(PROBLEMS)
    run("build")
    live = snapshot.current_name(tmp_path / "index")
    assert run("build", "--strict").status == 1
    (tmp_path / "corpus" / "empty.txt").unlink()
    assert run("build", "--strict").status == 0
    assert snapshot.current_name(tmp_path / "index") != live


def scan(path: Path) -> None:
    """Writes a PDF of two pages without text, as a scanner does."""
    canvas = Canvas(str(path))
    for _ in range(2):
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.showPage()
    canvas.save()


def test_a_corpus_of_scans_alone_says_what_to_type(
    run: Run, write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """No empty index takes the place of a good one; beside a text, scans are told to the end."""
    folder = write_corpus({"pay.txt": PAY})
    scan(folder / "one.pdf")
    first = run("build").err.splitlines()
    assert first[-2] == (
        "'assistant build --ocr' recognises the text of pages that are images, with tesseract"
    )
    before = tree(tmp_path / "index")
    (folder / "pay.txt").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "two.pdf").write_bytes((folder / "one.pdf").read_bytes() + b"\n")
    ran = run("build")
    assert (ran.status, ran.err.splitlines()[-1]) == (
        2,
        "error: all 2 files are pictures of pages, which hold no text to search: nothing was "
        "built; type 'assistant build --ocr' to have the text recognised by tesseract",
    )
    assert tree(tmp_path / "index") == before
    (folder / "sub" / "two.pdf").unlink()
    assert "error: the only file is pictures of pages, which" in run("build").err
    write_corpus({"empty.txt": ""})
    assert "error: no text could be read from any of the 2 files: empty.txt: " in run("build").err


def test_a_scan_that_is_lost_is_told_to_need_recognition(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """Who forgets --ocr is not told to put back or remove a file that is as it was."""
    folder = write_corpus({"pay.txt": PAY, "homes.txt": "Homes not hospitals."})
    canvas = Canvas(str(folder / "one.pdf"))
    canvas.drawString(100, 700, "Carers are paid weekly.")
    canvas.save()
    run("build")
    scan(folder / "one.pdf")
    before = "could be read by the build before, and"
    told = f"error: one.pdf {before} needs --ocr. "
    type_ocr = "type 'assistant build --ocr', or put ocr = true into assistant.toml"
    assert run("build").err.splitlines()[-1] == (
        f"{told}Nothing was published, and the index is as it was before: {type_ocr}; or "
        "type 'assistant build --without-lost' to publish without"
    )
    write_corpus({"pay.txt": b"a\0b"})
    both = run("build").err.splitlines()[-1]
    assert f"{told[:-2]}; pay.txt {before} cannot be read now. Nothing" in both
    assert "before: put back each such file as it was" in both
    assert type_ocr in both


def test_ocr_without_tesseract_says_what_to_install(
    run: Run, write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--ocr` on a machine that cannot recognise text is one line, before anything is read."""
    write_corpus({"pay.txt": PAY})
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ran = run("build", "--ocr")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: recognising pages that are images needs tesseract")


def test_a_limit_that_changes_builds_anew(
    run: Run, write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who allows more time for a file that took too long need not ask for a full build."""
    write_corpus({"pay.txt": PAY})
    run("build")
    assert "up to date" in run("build").err
    monkeypatch.setenv("ASSISTANT_READ_SECONDS", "40")
    assert "Built the index" in run("build").err


def test_files_are_added_each_by_itself(run: Run, write_corpus: WriteCorpus) -> None:
    """Good files are added though others are refused, and the exit status says that some were."""
    folder = write_corpus({"pay.txt": PAY})
    outside = folder.parent
    (outside / "homes.md").write_text("# Homes\n\nNot hospitals.\n")
    (outside / "bad.txt").write_bytes(b"a\0b")
    named = [str(outside / name) for name in ("bad.txt", "homes.md", "gone.md")]
    ran = run("add", *named, str(folder / "pay.txt"))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        f"error: {named[0]} was not added: holds binary data (NUL bytes), not text "
        "(--force adds it all the same)",
        "added homes.md: “Homes”; title from the document itself: see catalogue.toml",
        f"error: there is no file {named[2]}: check its name",
        f"{folder / 'pay.txt'} is already in the corpus as pay.txt; nothing was added",
        "run 'assistant build' to have them answered from",
    ]
    assert (folder / "homes.md").is_file()


def test_a_forced_file_is_added_with_what_is_wrong_with_it(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """`--force` adds a file that cannot be read, and still says that."""
    folder = write_corpus({"pay.txt": PAY})
    bad = folder.parent / "bad.txt"
    bad.write_bytes(b"a\0b")
    ran = run("add", "--force", "--json", str(bad))
    assert ran.status == 0
    assert ran.json == [{"file": str(bad), "outcome": "added", "path": "bad.txt", "reason": None}]
    assert "not read: bad.txt: holds binary data" in ran.err


def test_a_newcomer_of_the_same_name_is_explained(run: Run, write_corpus: WriteCorpus) -> None:
    """Where a name is taken, the person learns the new one and how to replace the old."""
    folder = write_corpus({"pay.txt": PAY})
    (folder.parent / "pay.txt").write_text("Fairer pay.")
    ran = run("add", str(folder.parent / "pay.txt"))
    assert "added pay-2.txt" in ran.err
    assert 'superseded_by = "pay-2.txt"' in ran.err


def test_add_can_build_at_once(run: Run, write_corpus: WriteCorpus) -> None:
    """With `--build` what was added is answered from straight away."""
    folder = write_corpus({"pay.txt": PAY})
    (folder.parent / "homes.txt").write_text("Homes not hospitals.")
    assert run("add", "--build", str(folder.parent / "homes.txt")).status == 0
    assert [d["path"] for d in run("documents", "--json").json] == ["homes.txt", "pay.txt"]
