"""Commands as they are typed, rightly and wrongly, and what a build tells."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from reportlab.pdfgen.canvas import Canvas

from assistant.encoder import Encoded
from assistant.index import build as building
from assistant.index import history, snapshot

if TYPE_CHECKING:
    from tests.conftest import Ran, TinyEncoderMaker
from tests.cli.conftest import CORPUS, PAY, Run, WriteCorpus, assert_one_error, tree

BAD_CORPORA: dict[str, tuple[Mapping[str, str | bytes], str]] = {
    "only litter": ({".hidden": "x"}, "corpus holds no documents"),
    "nothing readable": (
        {"a.txt": "", "b.xyz": "x"},
        "no text could be read from any of the 2 files",
    ),
    "one file": ({"a.txt": ""}, "no text could be read from the only file: a.txt: is empty"),
    "typo": ({"a.txt": PAY, "catalogue.toml": "[[document]\n"}, "catalogue.toml is not valid TOML"),
    "unknown key": (
        {"a.txt": PAY, "catalogue.toml": '[[document]]\nfile = "a.txt"\nauther = "B"\n'},
        "catalogue.toml: document 'a.txt': unknown key 'auther'; did you mean 'author'?",
    ),
    "wrong type": (
        {"a.txt": PAY, "catalogue.toml": '[[document]]\nfile = "a.txt"\ntitle = 7\n'},
        "document 'a.txt': title must be text in quotes; found 7",
    ),
    "no date": (
        {"a.txt": PAY, "catalogue.toml": '[[document]]\nfile = "a.txt"\npublished = "May"\n'},
        "document 'a.txt': published must be a year, year-month or date",
    ),
    "duplicate": (
        {"a.txt": PAY, "catalogue.toml": '[[document]]\nfile = "a.txt"\n' * 2},
        "'a.txt' is listed twice",
    ),
}

MISUSES: dict[str, tuple[Sequence[str], str]] = {
    "no passages": (["ask", "pay", "-k", "0"], "-k"),
    "too many passages": (["ask", "pay", "-k", "101"], "-k"),
    "passages no number": (["ask", "pay", "-k", "few"], "-k"),
    "no question": (["ask"], "QUESTION"),
    "unknown option": (["ask", "pay", "--nope"], "--nope"),
    "unknown command": (["answer", "pay"], "answer"),
    "port 0": (["chat", "--port", "0"], "--port"),
    "no question file": (["evaluate"], "files"),
    "fewer than no questions": (["evaluate", "x", "--worst", "-1"], "--worst"),
}

MISTYPED: dict[str, tuple[Sequence[str], str]] = {
    "a folder of documents": (
        ["build", "corpus"],
        "'assistant build' takes no 'corpus': to name the folder of the documents, "
        "type --corpus corpus",
    ),
    "a folder of documents to chat about": (
        ["chat", "corpus"],
        "'assistant chat' takes no 'corpus': to name the folder of the documents, "
        "type --corpus corpus",
    ),
    "a folder with a space": (
        ["build", "my", "files"],
        "'assistant build' takes no 'my files': to name the folder of the documents, "
        'type --corpus "my files"',
    ),
    "an index": (
        ["chat", "other"],
        "'assistant chat' takes no 'other': to name the folder of the index, type --index other",
    ),
    "an index to look at": (
        ["status", "other"],
        "'assistant status' takes no 'other': to name the folder of the index, type --index other",
    ),
    "an argument": (
        ["settings", "port"],
        "'assistant settings' takes no 'port': see 'assistant settings --help'",
    ),
    "a command in capitals": (
        ["BUILD"],
        "there is no command 'BUILD': did you mean 'assistant build'?",
    ),
    "no such command": (["help"], "there is no command 'help': 'assistant --help' lists them"),
    "an option in front": (
        ["--json", "ask", "pay"],
        "--json stands before the command: type 'assistant COMMAND --json'",
    ),
    "an option in capitals": (
        ["ask", "pay", "--K", "3"],
        "'assistant ask' has no option --K: did you mean -k?",
    ),
    "an option with one dash": (
        ["export", "pay", "-to", "a.md"],
        "'assistant export' has no option -t: did you mean --to?",
    ),
    "no option of that name": (
        ["ask", "pay", "--xyzzy"],
        "'assistant ask' has no option --xyzzy: see 'assistant ask --help'",
    ),
    "an option that is like another in its dashes alone": (
        ["ask", "pay", "--top", "3"],
        "'assistant ask' has no option --top: see 'assistant ask --help'",
    ),
    "a slip in an option": (
        ["ask", "pay", "--langauge", "cy"],
        "'assistant ask' has no option --langauge: did you mean --language?",
    ),
    "an option without its value": (
        ["build", "--corpus"],
        "--corpus needs a value after it: see 'assistant COMMAND --help'",
    ),
    "a switch with a value": (
        ["build", "--full=1"],
        "--full takes no value: see 'assistant COMMAND --help'",
    ),
    "no command after all": (["--"], "there is no command '': 'assistant --help' lists them"),
    "no question": (
        ["ask"],
        "'assistant ask' needs QUESTION..., the question, in words: see 'assistant ask --help'",
    ),
    "no file to write": (
        ["export", "pay"],
        "'assistant export' needs --to, the file to write: see 'assistant export --help'",
    ),
    "a word for a number": (
        ["chat", "--port", "abc"],
        "--port takes a whole number from 1 to 65535; found 'abc'",
    ),
    "a number too small": (
        ["evaluate", "x", "--worst", "-1"],
        "--worst takes a whole number from 0 on; found -1",
    ),
    "no share": (["build", "--tolerance", "x"], "--tolerance takes a number; found 'x'"),
    "no such style": (
        ["ask", "pay", "--cite", "apa"],
        "--cite takes one of short, full, case-note, letter, markdown, bibtex, ris; found 'apa'",
    ),
}


def test_build_reports_on_stderr_only(run: Run, write_corpus: WriteCorpus) -> None:
    """A build says what it made, what it could not read and what the catalogue lacks."""
    write_corpus(CORPUS | {"bad.txt": b"", "more.txt": "More."})
    ran = run("build")
    assert (ran.status, ran.out) == (0, "")
    lines = ran.err.splitlines()
    assert (
        "warning: more.txt: its title “More” is from the file's name; if it has another, put it "
        'into catalogue.toml, as title = "…" under file = "more.txt"' in lines
    )
    assert "not read: bad.txt: is empty" in lines
    assert lines[-1].startswith("Built the index: 3 documents, 3 passages (3 encoded), ")


def test_a_build_counts_the_pages_and_slides_that_are_missing(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """Whoever builds sees how much could not be read, whatever the cause; nothing where all was."""
    folder = write_corpus({"pay.txt": PAY})
    assert " not read whole" not in run("build").err
    canvas = Canvas(str(folder / "scan.pdf"))
    for words in ("Fair pay.", "", ""):
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    last = run("build").err.splitlines()[-1]
    assert "2 documents, 2 passages" in last
    assert ", 2 pages not read whole, " in last


def test_a_second_build_says_that_nothing_was_to_do(run: Run, built: Path) -> None:
    """A build of an unchanged corpus says so, encodes nothing and changes no byte."""
    before = tree(built)
    ran = run("build")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("The index is up to date: 2 documents, 2 passages (0 encoded), ")
    assert tree(built) == before


def test_full_builds_anew(run: Run, built: Path) -> None:
    """`--full` encodes everything though nothing changed."""
    before = snapshot.current_name(built)
    ran = run("build", "--full")
    assert "Built the index: 2 documents, 2 passages (2 encoded)" in ran.err
    assert snapshot.current_name(built) != before


def test_options_go_over_the_environment(run: Run, built: Path, tmp_path: Path) -> None:
    """`--corpus` and `--index` name other folders, and the usual ones are left alone."""
    before = tree(built)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("Other words.")
    index = tmp_path / "other index"
    options = ["--corpus", str(tmp_path / "other"), "--index", str(index)]
    assert run("build", *options).status == 0
    assert [d["path"] for d in run("documents", "--index", str(index), "--json").json] == ["a.txt"]
    assert run("status", "--index", str(index), "--json").json["snapshot"] != ""
    assert tree(built) == before


@pytest.mark.parametrize(("files", "message"), BAD_CORPORA.values(), ids=BAD_CORPORA)
def test_a_bad_corpus_is_one_line_and_changes_nothing(
    run: Run,
    built: Path,
    tmp_path: Path,
    files: Mapping[str, str | bytes],
    message: str,
) -> None:
    """A corpus or catalogue that cannot be used is named; the index stays, byte for byte."""
    before = tree(built)
    folder = tmp_path / "bad" / "corpus"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert_one_error(run("build", "--corpus", str(folder)), message)
    assert tree(built) == before


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_no_corpus_is_one_line_and_changes_nothing(
    run: Run, built: Path, tmp_path: Path, kind: str
) -> None:
    """A missing or empty corpus folder is named, and the index stays."""
    before = tree(built)
    (tmp_path / "empty").mkdir()
    assert_one_error(run("build", "--corpus", str(tmp_path / kind)), str(tmp_path / kind))
    assert tree(built) == before


def test_a_bad_corpus_leaves_no_index_where_there_was_none(run: Run, tmp_path: Path) -> None:
    """A first build without a corpus does not make an index folder."""
    assert_one_error(run("build"), "there is no corpus folder")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    "command", [("ask", "pay"), ("documents",), ("status",), ("verify",), ("documents", "--json")]
)
def test_without_an_index_every_command_says_what_to_run(
    run: Run, tmp_path: Path, command: Sequence[str]
) -> None:
    """Before the first build each command names the folder and the command to run."""
    assert_one_error(run(*command), f"no index in {tmp_path / 'index'}: run 'assistant build'")


@pytest.mark.parametrize(("arguments", "named"), MISUSES.values(), ids=MISUSES)
def test_a_misused_option_is_named(run: Run, arguments: Sequence[str], named: str) -> None:
    """A wrong option or value gives status 2 and one error that names it, and no traceback."""
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    errors = [line for line in ran.err.splitlines() if line.lower().startswith("error: ")]
    assert len(errors) == 1
    assert named in errors[0]
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("arguments", "said"), MISTYPED.values(), ids=MISTYPED)
def test_what_was_typed_wrong_is_told_with_what_to_type(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
    said: str,
) -> None:
    """One sentence, without the lines of usage, and nothing is done."""
    monkeypatch.chdir(tmp_path)
    for folder in ("corpus", "my files", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "other" / "current").touch()
    before = tree(tmp_path)
    assert run(*arguments) == (2, "", f"error: {said}\n")
    assert tree(tmp_path) == before


def test_help_may_be_asked_for_shortly_and_a_style_in_capitals(run: Run) -> None:
    """What is plainly meant is taken as it is meant."""
    assert run("build", "-h") == run("build", "--help")
    assert run("ask", "pay", "--cite", "Full").err.startswith("error: there is no index in ")


def test_a_prompt_that_is_left_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at the password ends with the shell's usual status, and no traceback."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    def left(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(typer, "prompt", left)
    assert run("password") == (130, "", "stopped; nothing was changed\n")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("command", [("build",), ("ask", "pay"), ("status",)])
def test_a_file_named_as_the_index_is_told(
    run: Run, tmp_path: Path, command: Sequence[str]
) -> None:
    """It is not taken for a damaged index, and stays as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("Notes.")
    said = f"error: {file} is a file, not a folder: name the index folder with --index\n"
    assert run(*command, "--index", str(file)).err == said
    assert file.read_text() == "Notes."


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_a_full_disk_is_one_line_and_changes_nothing(
    run: Run,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    """A disk that fills up during a build is reported in one line; the index stays."""

    def fail(*_: object) -> None:
        raise error

    before = tree(built)
    monkeypatch.setattr(building, "write_library", fail)
    ran = run("build", "--full")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith("error: ")
    assert "; make room on the disk and try again (the index is as it was before)" in ran.err
    assert tree(built) == before


def test_ctrl_c_stops_a_build_and_says_that_nothing_changed(
    run: Run, built: Path, maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that is interrupted ends with the shell's usual status and leaves the index."""
    encode = maker.encoder.encode_passages

    def interrupted(texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        yield next(encode(texts))
        raise KeyboardInterrupt

    before = tree(built)
    monkeypatch.setattr(maker.encoder, "encode_passages", interrupted)
    ran = run("build", "--full")
    assert (ran.status, ran.out) == (130, "")
    assert ran.err.splitlines()[-1] == (
        "stopped; the index is as it was before, and what was encoded is kept"
    )
    assert tree(built) == before


def test_a_build_during_a_build_is_one_line(run: Run, built: Path) -> None:
    """While another build runs, a second one says so and changes nothing."""
    before = tree(built)
    with history.locked(built):
        ran = run("build", "--full")
    assert ran == (
        2,
        "",
        f"error: another build is running on {built}: wait until it has finished\n",
    )
    assert tree(built) == before


def test_a_setting_that_is_none_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad environment variable is named."""
    monkeypatch.setenv("ASSISTANT_PORT", "http")
    assert_one_error(run("build"), "ASSISTANT_PORT", "found 'http'")


def test_a_package_that_an_extra_brings_is_named(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed no more than asking needs learns what to add; other gaps are errors of ours."""
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "assistant.cli.mcp_server", raising=False)
    ran = run("mcp")
    assert ran.status == 2
    assert ran.err.startswith("error: this needs the package mcp")
    assert "with [mcp]" in ran.err
