"""The commands that cite, export, and check what was quoted."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran

Run = Callable[..., "Ran"]
WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

PAY = "Fair pay for all social workers in every team."
CATALOGUE = """
[[document]]
file = "pay.txt"
title = "Pay \\u001b[31m@misc{x, \\\\n}"
author = "Dr Given Surname"
published = 2023-05-01
url = "https://a.example/pay"
"""
ASKED = "Is there fair pay for all social workers?"


@pytest.fixture
def folder(tmp_path: Path, write_corpus: WriteCorpus, run: Run) -> Path:
    """A folder with an index of two documents."""
    write_corpus({"pay.txt": f"{PAY}\n", "homes.txt": "Homes.", "catalogue.toml": CATALOGUE})
    assert run("build").status == 0
    return tmp_path


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let stdin hold a text."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    ("style", "begins"),
    [
        ("short", "From the documents, word for word:\n\n1. Fair pay"),
        ("full", "1. Surname, G. (2023) Pay ␛[31m@misc"),
        ("case-note", f"“{PAY}” (Pay ␛[31m@misc"),
        ("markdown", f"> {PAY}\n\n— [Pay ␛\\[31m\\@misc\\{{x"),
        ("bibtex", "@online{pay-"),
        ("ris", "TY  - ELEC\n"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_ask_cites_in_each_style(run: Run, style: str, begins: str) -> None:
    """What is printed can be pasted or saved as it is, whatever the title holds."""
    ran = run("ask", ASKED, "-k", "1", "--cite", style)
    assert ran.status == 0
    assert ran.out.startswith(begins)
    assert "\x1b" not in ran.out


@pytest.mark.usefixtures("folder")
def test_a_citation_in_json(run: Run) -> None:
    """A program gets the short citation always, and the one that it asks for beside it."""
    (passage,) = run("ask", ASKED, "-k", "1", "--json", "--cite", "ris").json["passages"]
    assert passage["citation"].startswith("Pay ")
    assert list(passage["citations"]) == ["ris"]
    assert "citations" not in run("ask", ASKED, "-k", "1", "--json").json["passages"][0]
    assert run("ask", ASKED, "--cite", "ris", "--explain").status == 2
    assert run("ask", ASKED, "--cite", "apa").status == 2


@pytest.mark.usefixtures("folder")
def test_nothing_found_is_said_beside_the_citations(run: Run) -> None:
    """A bibliography is empty where nothing was found; why is said on stderr."""
    ran = run("ask", "???", "--cite", "bibtex")
    assert (ran.status, ran.out) == (0, "")
    assert "There is no question in that." in ran.err


@pytest.mark.parametrize("suffix", ["md", "docx"])
def test_an_export_is_checked(run: Run, folder: Path, suffix: str) -> None:
    """Questions are answered into one file, and its quotations are found again."""
    (folder / "questions.txt").write_text("\nWhat is fair pay?\n# pay\n", "utf-8")
    path = str(folder / f"answers.{suffix}")
    ran = run("export", ASKED, "--questions", str(folder / "questions.txt"), "-k", "1",
              "--to", path)  # fmt: skip
    assert (ran.status, ran.out, ran.err) == (0, "", f"wrote {path}: 2 questions\n")
    checked = run("check-quotes", path)
    assert checked.status == 0
    assert checked.out.splitlines()[-1] == "2 quotations: 2 exact"
    again = run("export", ASKED, "--to", path)
    assert (again.status, again.out) == (2, "")
    assert "is there already: name another file, or replace it with --force" in again.err
    assert run("export", ASKED, "--to", path, "--force").status == 0


def test_questions_and_file_are_asked_for(run: Run, folder: Path) -> None:
    """An export without a question, a format or a file that can be read is refused."""
    path = str(folder / "a.md")
    (folder / "bytes.txt").write_bytes(b"\xff")
    for arguments, said in (
        ((), "there is no question"),
        (("",), "the question is empty"),
        (("--questions", str(folder / "gone.txt")), "gone.txt cannot be read"),
        (("--questions", str(folder / "bytes.txt")), "bytes.txt is not valid UTF-8"),
    ):
        ran = run("export", *arguments, "--to", path)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err
    assert ".docx" in run("export", ASKED, "--to", str(folder / "a.pdf")).err
    assert not (folder / "a.md").exists()


def test_a_changed_word_is_shown_beside_the_source(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check fails, and points at the characters in the text and in the document."""
    note = folder / "note.txt"
    note.write_text(f"Visit.\n“{PAY.replace('every', 'each')}” I said “no” again.\n", "utf-8")
    ran = run("check-quotes", str(note))
    assert ran.status == 1
    assert ran.out.splitlines()[1:] == [
        "  line 2, character 37 of the quotation:",
        "    quoted: ay for all social workers in each team.",
        "                                          ^^^",
        "    source: ay for all social workers in every team.",
        "                                          ^^^^",
        "1 quotation: 1 changed",
    ]
    assert ran.err == "passed over 1 quotation of fewer than four words:\n  line 2: “no”\n"
    give(monkeypatch, note.read_text("utf-8"))
    piped = run("check-quotes", "-", "--json")
    assert piped.status == 1
    (quote,) = piped.json["quotes"]
    assert (quote["verdict"], quote["line"], quote["document"]["path"]) == ("changed", 2, "pay.txt")
    assert quote["source_text"] == PAY


def test_words_alone_may_be_asked_to_stand(run: Run, folder: Path) -> None:
    """With --words a refolded quotation passes; without it fails, and says why."""
    note = folder / "note.txt"
    note.write_text(f"“{PAY.replace(' for', chr(10) + 'for')}”", "utf-8")
    assert run("check-quotes", str(note), "--words").status == 0
    ran = run("check-quotes", str(note))
    assert ran.status == 1
    assert "only white space or the form of quotation marks and dashes differs" in ran.out


def test_a_text_without_quotations_fails(run: Run, folder: Path) -> None:
    """A check that checked nothing does not pass; a file that cannot be read is bad input."""
    (folder / "note.txt").write_text("Nothing.", "utf-8")
    ran = run("check-quotes", str(folder / "note.txt"))
    assert (ran.status, ran.out) == (1, "no quotations\n")
    for name, said in (("gone.md", "cannot be read"), ("a.pdf", "cannot be read")):
        ran = run("check-quotes", str(folder / name))
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err


def test_a_replaced_file_is_named(run: Run, folder: Path) -> None:
    """Words that still stand in a changed file are exact, and the change is told."""
    path = str(folder / "a.md")
    run("export", ASKED, "-k", "1", "--to", path)
    (folder / "corpus" / "pay.txt").write_text(f"{PAY}\n\nMore was added since.\n", "utf-8")
    assert run("build").status == 0
    ran = run("check-quotes", path)
    assert ran.status == 0
    assert "pay.txt has changed since: its SHA-256 is another" in ran.out


def test_stdin_that_is_no_text_is_bad_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be decoded is named as what it is."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n\xff")))
    ran = run("check-quotes", "-")
    assert (ran.status, ran.out) == (2, "")
    assert "stdin is not valid UTF-8 (line 2); save it as UTF-8" in ran.err
