from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from reportlab.pdfgen.canvas import Canvas

from assistant.encoder import Encoded
from assistant.index import build as building
from assistant.index import history, snapshot
from assistant.screening import CAUTION
from assistant.screening.small_talk import Reply

if TYPE_CHECKING:
    from tests.conftest import Ran, TinyEncoderMaker

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Damage = Callable[[Path], object]

PAY = "Fair pay for all social workers."
HOMES = "Homes not hospitals is a campaign."
CATALOGUE = """
[[document]]
file = "pay.txt"
title = "Fair pay now"
author = "A. Author"
published = 2023-05-01
url = "https://example.org/pay"
[[document]]
file = "sub/homes.txt"
"""
CORPUS = {"pay.txt": f"\n{PAY}\n", "sub/homes.txt": HOMES, "catalogue.toml": CATALOGUE}

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

EVALUATE_MISUSES: dict[str, tuple[Sequence[str], str]] = {
    "no such file": (
        ["gone.jsonl"],
        "error: gone.jsonl cannot be read: there is no such file; check its name and folder\n",
    ),
    "a folder": (["."], "error: . cannot be read: it is a folder; name a file in it\n"),
    "no such comparison": (["questions.jsonl", "--against", "gone"], "gone cannot be read"),
    "no results": (
        ["questions.jsonl", "--against", "questions.jsonl"],
        "questions.jsonl holds no results of 'assistant evaluate'",
    ),
    "no index": (["questions.jsonl", "--against", "."], "no index in .: run 'assistant build'"),
    "no picture": (["questions.jsonl", "--plot", "x.doc"], "x.doc: a plot is saved as .png or"),
    "no folder": (["questions.jsonl", "--save", "a/b.json"], "a/b.json cannot be written"),
}

BAD_QUESTIONS = {
    "empty": ("", "error: the question is empty: type a question in words\n"),
    "white space": (" \n\t", "error: the question is empty: type a question in words\n"),
    "2,001 characters": (
        "x" * 2001,
        "error: the question has 2,001 characters; at most 2,000 can be searched: shorten it\n",
    ),
}

FILES = [
    "manifest.json",
    "library.sqlite",
    "points.faiss",
    "points.npy",
    "tokens/codes.npy",
    "tokens/segments.npy",
    "tokens/ids.npy",
    "tokens/offsets.npy",
    "tokens/frequency.npy",
    "lexical/meta.json",
    "encoder/encoder.json",
    "current",
]
DAMAGES: dict[str, Damage] = {
    "flipped": lambda path: path.write_bytes(path.read_bytes()[:-3] + b"\x01\x02\x03"),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:10]),
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "appended": lambda path: path.write_bytes(path.read_bytes() + b"tail"),
}
DAMAGED = [
    pytest.param(name, damage, id=f"{name} {kind}")
    for name in FILES
    for kind, damage in DAMAGES.items()
    if (name, kind) != ("current", "deleted")
]

# Colours, a title set by OSC, a bell, CSI as one character, DEL, and text turned round.
ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\x7f\u202e"


Run = Callable[..., "Ran"]


@pytest.fixture
def built(tmp_path: Path, write_corpus: WriteCorpus, run: Run) -> Path:
    """The folder of an index that a build wrote."""
    write_corpus(CORPUS)
    assert run("build").status == 0
    return tmp_path / "index"


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != "journal"
    }


def assert_one_error(ran: Ran, *said: str) -> None:
    """Status 2, nothing on stdout, and one line on stderr that says what is wrong."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    for words in said:
        assert words in ran.err


def file_of(index: Path, name: str) -> Path:
    folder = index if name == "current" else index / "snapshots" / snapshot.current_name(index)
    return folder / name


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


@pytest.mark.parametrize(("question", "message"), BAD_QUESTIONS.values(), ids=BAD_QUESTIONS)
@pytest.mark.usefixtures("built")
def test_a_question_that_cannot_be_searched_is_refused(
    run: Run, question: str, message: str
) -> None:
    """An empty question, or one over the limit, is refused in one line."""
    assert run("ask", question) == (2, "", message)


@pytest.mark.usefixtures("built")
def test_a_question_may_stand_without_quotes(run: Run) -> None:
    """Words that the shell took apart are one question."""
    asked = run("ask", "fair", "pay", "for", "workers", "--json")
    assert asked.json["question"] == "fair pay for workers"


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


@pytest.mark.usefixtures("built")
def test_a_question_of_2000_characters_is_searched(run: Run) -> None:
    """The longest question allowed is answered, and comes back whole."""
    question = ("What is fair pay? " * 200)[:2000]
    ran = run("ask", question, "--json")
    assert ran.status == 0
    assert ran.json["question"] == question


@pytest.mark.usefixtures("built")
def test_a_question_with_bytes_that_are_no_text_is_searched(run: Run) -> None:
    """Bytes in the shell's own encoding, which Python passes on as surrogates, do no harm."""
    ran = run("ask", "fair pay \udcff", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.json["passages"][0]["text"] == PAY


def test_ask_json_is_the_promised_object(run: Run, built: Path, tmp_path: Path) -> None:
    """`ask --json` has exactly the documented keys and types, and text that is the document's."""
    ran = run("ask", "What is fair pay?", "--json")
    assert (ran.status, ran.err) == (0, "")
    answer = ran.json
    assert json.loads(json.dumps(answer)) == answer
    assert list(answer) == [
        "question",
        "searched_for",
        "carried_over",
        "read_as",
        "parts",
        "differing",
        "caution",
        "outcome",
        "message",
        "reply",
        "covers",
        "probability",
        "passages",
        "snapshot",
        "filters",
        "summary",
        "documents",
    ]
    assert answer["question"] == answer["searched_for"] == "What is fair pay?"
    assert answer["outcome"] == "found"
    assert 0 <= answer["probability"] <= 1
    assert answer["snapshot"] == snapshot.current_name(built)
    first, second = answer["passages"]
    score = first.pop("score")
    assert isinstance(score, float)
    assert first.pop("probability") == answer["probability"]
    assert score > second["score"]
    assert first == {
        "text": PAY,
        "start": 1,
        "end": 1 + len(PAY),
        "answers": True,
        "highlights": [[0, 4], [5, 8]],
        "sentence": [0, len(PAY)],
        "units": [{"start": 0, "end": len(PAY), "share": 1.0, "inside": 1.0}],
        "document": {
            "path": "pay.txt",
            "title": "Fair pay now",
            "url": "https://example.org/pay",
            "published": "2023-05-01",
            "superseded_by": None,
            "sha256": hashlib.sha256(f"\n{PAY}\n".encode()).hexdigest(),
        },
        "locator": {"pages": None, "slides": None, "headings": []},
        "citation": "Fair pay now (A. Author, 2023)",
        "also": [],
    }
    assert (second["document"]["url"], second["document"]["published"]) == (None, None)
    for passage in answer["passages"]:
        text = (tmp_path / "corpus" / passage["document"]["path"]).read_text("utf-8")
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_pages_and_slides_are_pairs_of_numbers(run: Run, write_corpus: WriteCorpus) -> None:
    """A page or slide in JSON is a pair, first and last, counted from one."""
    write_corpus(
        {
            "pages.txt": "The first page is about homes.\fThe second page is about pensions.",
            "slides.txt": "Slide 1: Wages\n\n• Wages rise\n\nSlide 2: Grants\n\n• Grants fall\n",
        }
    )
    run("build")
    page = run("ask", "pensions", "-k", "1", "--json").json["passages"][0]
    assert page["text"] == "The second page is about pensions."
    assert (page["locator"]["pages"], page["locator"]["slides"]) == ([2, 2], None)
    slide = run("ask", "grants fall", "-k", "1", "--json").json["passages"][0]
    assert (slide["locator"]["pages"], slide["locator"]["slides"]) == (None, [2, 2])
    assert slide["locator"]["headings"] == ["Grants"]
    listed = {d["path"]: (d["pages"], d["slides"]) for d in run("documents", "--json").json}
    assert listed == {"pages.txt": (2, None), "slides.txt": (None, 2)}


@pytest.mark.usefixtures("built")
def test_k_says_how_many_passages(run: Run) -> None:
    """`-k` limits the passages; where there are fewer, all are given."""
    assert len(run("ask", "pay", "-k", "1", "--json").json["passages"]) == 1
    assert len(run("ask", "pay", "-k", "100", "--json").json["passages"]) == 2


@pytest.mark.usefixtures("built")
def test_after_gives_the_questions_before(run: Run) -> None:
    """A follow-up is searched with the question it leans on, and says so; without it it is not."""
    follow = ["ask", "And what is it for?"]
    alone = run(*follow, "--json").json
    assert alone["searched_for"] == "And what is it for?"
    earlier = ["--after", "What are homes not hospitals?", "--after", "What is fair pay?"]
    after = run(*follow, *earlier, "--json").json
    assert after["question"] == "And what is it for?"
    assert after["searched_for"] == "What is fair pay? And what is it for?"
    assert (alone["carried_over"], after["carried_over"]) == (None, "What is fair pay?")
    assert after["passages"][0]["text"] == PAY
    shown = run(*follow, *earlier)
    assert shown.out.startswith("Searched for: What is fair pay? And what is it for?\n")


@pytest.mark.usefixtures("built")
def test_ask_prints_passages_under_their_citations(run: Run) -> None:
    """For people an answer is printed on stdout alone: the words, where they stand, address."""
    ran = run("ask", "What is fair pay?", "-k", "1")
    assert ran == (
        0,
        "From the documents, word for word:\n"
        f"\n1. {PAY}\n   — Fair pay now (A. Author, 2023)\n   https://example.org/pay\n",
        "",
    )


def test_ask_lays_lists_and_tables_out_as_they_are_meant(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """A bullet is a line, set in by its level, and so is a row; what answers stands first."""
    listed = (
        "<h1>Pay</h1><p>Councils should give:</p><ul><li>fair pay<ul><li>each year</li></ul></li>"
        "<li>a reference</li></ul><table><tr><th>Year</th><th>Rise</th></tr>"
        "<tr><td>2023</td><td>5%</td></tr></table>"
    )
    write_corpus({"pay.html": f"<html><body><main>{listed}</main></body></html>"})
    run("build")
    shown = run("ask", "Which rise should councils give each year?", "-k", "1").out
    assert (
        "\n\n1. Councils should give:\n   — Pay\n\n   Pay\n\n   Councils should give:\n"
        "   - fair pay\n     - each year\n   - a reference\n\n"
        "   Year | Rise\n   2023 | 5%\n"
    ) in shown


@pytest.mark.usefixtures("built")
def test_ask_notes_personal_data(run: Run) -> None:
    """Who types a client's details is told on stderr, without them, and still gets a result."""
    ran = run("ask", "What is fair pay for my client Jane Example, dob 1/2/1985?", "-k", "1")
    assert ran.status == 0
    assert ran.out
    assert ran.err.startswith("note: the question seems to hold a name and a date of birth;")
    assert ran.err.count("\n") == 1
    assert "Example" not in ran.err


@pytest.mark.usefixtures("built")
def test_ask_says_that_nothing_answers(run: Run) -> None:
    """Where no document answers, what they cover is printed, and it is no failure."""
    ran = run("ask", "Who won the match in Madrid in 1998?")
    assert (ran.status, ran.err) == (0, "")
    opening, *topics, everything = ran.out.splitlines()
    assert opening == "The documents do not cover this."
    assert topics[0] == "They cover:"
    assert "- Fair pay now" in topics
    assert everything.startswith("'assistant documents' lists all ")
    assert (
        run("ask", "Who won the match in Madrid in 1998?", "--json").json["outcome"] == "not_found"
    )


@pytest.mark.usefixtures("built")
def test_ask_replies_to_small_talk(run: Run) -> None:
    """What is not a question gets its fixed reply, and no passages."""
    assert run("ask", "?!") == (0, f"{Reply.UNCLEAR}\n", "")
    found = run("ask", "Hello there", "--json").json
    assert (found["reply"], found["message"]) == (Reply.GREETING, Reply.GREETING)
    assert found["passages"] == []


@pytest.mark.usefixtures("built")
def test_ask_warns_first_in_danger(run: Run) -> None:
    """Where someone is in danger, the first line says where to turn; the passages follow."""
    question = "What is fair pay? He is going to hurt her tonight."
    first, _, *rest = run("ask", question).out.splitlines()
    assert first == CAUTION
    assert any("Fair pay now" in line for line in rest)
    assert run("ask", question, "--json").json["caution"] == CAUTION


def test_special_spaces_and_joiners_are_printed_as_they_stand(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """Verbatim holds on the terminal: a no-break space or an emoji's joiner is not replaced."""
    text = "Fair pay is £1\u00a0000 a\u2009week for families \U0001f468\u200d\U0001f469."
    write_corpus({"pay.txt": text})
    run("build")
    assert text in run("ask", "What is fair pay?").out


def test_documents_json_lists_every_document(run: Run, built: Path) -> None:
    """Each document has its path, title, extent and catalogue entry, in order of path."""
    assert built.is_dir()
    found = run("documents", "--json")
    assert (found.status, found.err) == (0, "")
    keys = {
        "path",
        "title",
        "pages",
        "slides",
        "passages",
        "sha256",
        "author",
        "publisher",
        "published",
        "url",
        "nation",
        "campaign",
        "audience",
        "easy_read",
        "superseded_by",
        "language",
        "origins",
        "copies",
    }
    pay, homes = found.json
    assert set(pay) == set(homes) == keys
    assert (pay["path"], pay["title"], pay["passages"]) == ("pay.txt", "Fair pay now", 1)
    assert (pay["author"], pay["published"], pay["easy_read"]) == ("A. Author", "2023-05-01", False)
    assert (homes["path"], homes["title"], homes["url"]) == ("sub/homes.txt", "Homes", None)


@pytest.mark.usefixtures("built")
def test_documents_are_listed_for_people(run: Run) -> None:
    """Without `--json` each document is a line with title, extent and path."""
    ran = run("documents")
    assert (ran.status, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert first.startswith("Fair pay now: 1 passage")
    assert first.endswith(" (pay.txt)")
    assert second.startswith("Homes: 1 passage")
    assert second.endswith(" (sub/homes.txt)")


def test_status_json_names_what_could_not_be_read(
    run: Run, tmp_path: Path, write_corpus: WriteCorpus
) -> None:
    """Status has the promised keys; each file that could not be read has path, pages, reason."""
    write_corpus(CORPUS | {"empty.txt": b"", "z.xyz": "words"})
    run("build")
    ran = run("status", "--json")
    assert (ran.status, ran.err) == (0, "")
    status = ran.json
    opened = snapshot.open_snapshot(tmp_path / "index")
    assert status.pop("calibration")["file"] is None
    assert status.pop("problems") == [
        {"path": "empty.txt", "kind": "not_read", "pages": [], "reason": "is empty"},
        {
            "path": "z.xyz",
            "kind": "not_read",
            "pages": [],
            "reason": opened.manifest.problems[1].reason,
        },
    ]
    assert opened.manifest.problems[1].reason.startswith(".xyz files are not read; save it as ")
    assert [file["path"] for file in status.pop("files")] == [
        "empty.txt",
        "pay.txt",
        "sub/homes.txt",
        "z.xyz",
    ]
    assert [one["snapshot"] for one in status.pop("snapshots")] == [opened.name]
    assert status.pop("dense")["cells"] == 0
    assert status == {
        "snapshot": opened.name,
        "built_at": opened.manifest.built_at.isoformat(),
        "encoder": "tiny",
        "encoder_sha256": "0" * 64,
        "documents": 2,
        "passages": 2,
    }
    shown = run("status")
    assert shown.out.startswith("2 documents, 2 passages, built ")
    assert "not read: empty.txt: is empty\n" in shown.out


def test_verify_says_that_all_is_well(run: Run, built: Path) -> None:
    """A sound index gives status 0 and its name, for people and as JSON."""
    name = snapshot.current_name(built)
    assert run("verify") == (0, f"{name}: every file is what the build wrote\n", "")
    ran = run("verify", "--json")
    assert (ran.status, ran.json, ran.err) == (0, {"snapshot": name, "damages": []}, "")


@pytest.mark.parametrize(("name", "damage"), DAMAGED)
def test_damage_is_found_refused_and_repaired(
    run: Run, built: Path, name: str, damage: Damage
) -> None:
    """Any damage fails `verify`, is one line from every other command, and `build` mends it."""
    path = file_of(built, name)
    damage(path)
    checked = run("verify")
    assert (checked.status, checked.out) == (1, "")
    assert checked.err.startswith(f"error: {path} is damaged: ")
    assert checked.err.count("\n") == 1
    for command in (["ask", "pay"], ["status"], ["documents"]):
        ran = run(*command)
        if name == "current":  # a whole snapshot is there to answer from
            assert ran.status == 0
            assert ran.err.startswith(f"warning: {path} is damaged; the answers come from")
        else:
            assert_one_error(ran, f"{path} is damaged: ", "Run 'assistant build'")
    as_json = run("verify", "--json")
    assert as_json.status == 1
    assert len(as_json.json["damages"]) == 1
    repaired = run("build")
    assert repaired.status == 0
    assert f" of the index before was used: {path} was damaged" in repaired.err
    assert ("(0 encoded)" if name == "current" else "(2 encoded)") in repaired.err
    assert run("verify").status == 0
    assert run("ask", "fair pay", "--json").json["passages"][0]["text"] == PAY


def test_an_index_of_another_version_says_to_build(run: Run, built: Path) -> None:
    """After an update that changed the format, one command names the way out, and it works."""
    path = file_of(built, "manifest.json")
    content = json.dumps(json.loads(path.read_bytes()) | {"format_version": 99}).encode()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()[:12]
    folder = path.parent.rename(path.parent.with_name(f"20261122T101500Z-{digest}"))
    (built / "current").write_text(f"{folder.name}\n")
    assert_one_error(run("ask", "pay"), "has index format 99", "Run 'assistant build'")
    assert run("verify").status == 1
    assert run("build").status == 0
    assert run("ask", "pay").status == 0


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


@pytest.mark.parametrize("as_json", [False, True], ids=["for people", "json"])
def test_escapes_in_titles_and_names_do_not_reach_the_terminal(
    run: Run, write_corpus: WriteCorpus, as_json: bool
) -> None:
    """A document's title, name or words cannot recolour, rename or clear the terminal."""
    name = f"{ESCAPES}.txt"
    entry = f"[[document]]\nfile = {json.dumps(name)}\ntitle = {json.dumps('T' + ESCAPES)}\n"
    write_corpus(
        {
            name: f"Fair pay {ESCAPES} for all.",
            f"bad{ESCAPES}.xyz": "words",
            "catalogue.toml": entry.replace("\x7f", "\\u007f"),
        }
    )
    ran = [run("build")]
    assert ran[0].status == 0
    for command in (["ask", "Is there fair pay for all?"], ["documents"], ["status"], ["verify"]):
        ran.append(run(*command, *(["--json"] if as_json else [])))
        assert ran[-1].status == 0
    raw = {
        character
        for one in ran
        for character in one.out + one.err
        if character not in "\n\t\r" and unicodedata.category(character) == "Cc"
    }
    assert raw == set()
    assert as_json or not any("\u202e" in one.out + one.err for one in ran)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file with a question that the corpus answers and one that it does not."""
    lines = [
        {"id": 1, "turns": ["fair pay"], "answerable": True, "source": "pay.txt", "quote": PAY},
        {"id": 2, "turns": ["?!"], "answerable": False, "type": "off-topic"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


@pytest.mark.usefixtures("built")
def test_evaluate_prints_figures(run: Run, questions: Path) -> None:
    """`evaluate` gives the figures of a question file, for people and as JSON."""
    found = run("evaluate", str(questions), "--json")
    assert (found.status, found.err) == (0, "Asking questions.jsonl: 2 done\n")
    assert (found.json["answerable"], found.json["unanswerable"]) == (1, 1)
    assert found.json["metrics"] == dict.fromkeys(
        ["nDCG@10", "recall@1", "recall@3", "recall@10", "MRR@10"], 1.0
    )
    (file,) = found.json["files"]
    assert [question["outcome"] for question in file["questions"]] == ["found", "not_found"]
    shown = run("evaluate", str(questions))
    assert shown.out.startswith("questions.jsonl\n===============\n1 answerable and 1 unanswer")
    assert "all                          1    1.000     1.000     1.000" in shown.out
    assert "off-topic                      1      0            0          1" in shown.out


@pytest.mark.usefixtures("built")
def test_evaluate_keeps_compares_and_draws(run: Run, questions: Path, tmp_path: Path) -> None:
    """`--save`, `--against` and `--plot` work together, and nothing but results is on stdout."""
    saved, plot = tmp_path / "before.json", tmp_path / "plot.svg"
    first = run("evaluate", str(questions), "--save", str(saved), "--plot", str(plot))
    assert (first.status, first.out.count("Beside")) == (0, 0)
    assert json.loads(saved.read_text("utf-8"))["answerable"] == 1
    assert plot.read_text("utf-8").startswith("<?xml")
    for against in (saved, tmp_path / "index"):
        ran = run("evaluate", str(questions), "--against", str(against), "--worst", "0")
        assert f"\nBeside {against}\n" in ran.out
        assert ran.out.endswith("The two rank the right passages alike for every question.\n")
    as_json = run("evaluate", str(questions), "--against", str(saved), "--json").json
    assert as_json["against"]["files"][0]["differences"]["nDCG@10"]["difference"] == 0


@pytest.mark.usefixtures("built")
def test_evaluate_gives_each_file_a_section(run: Run, questions: Path, tmp_path: Path) -> None:
    """Several files are told apart, SQuAD's among them, and summed up at the end."""
    asked = {"id": "s", "question": "When is rye baked?", "is_impossible": False}
    paragraph = {"context": "Rye is baked at dawn.", "qas": [asked]}
    squad = tmp_path / "squad.json"
    squad.write_text(json.dumps({"data": [{"title": "Bread", "paragraphs": [paragraph]}]}))
    ran = run("evaluate", str(questions), str(squad))
    assert ran.status == 0
    headings = [ran.out.index(f"{name}\n") for name in ("questions.jsonl", "squad.json")]
    assert headings == sorted(headings)
    assert "\nAll files\n" in ran.out
    assert "\nall questions                2    1.000" in ran.out
    assert "Asking squad.json: 1 done" in ran.err


@pytest.mark.parametrize(("arguments", "message"), EVALUATE_MISUSES.values(), ids=EVALUATE_MISUSES)
@pytest.mark.usefixtures("built", "questions")
def test_evaluate_refuses_what_it_cannot_do(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
    message: str,
) -> None:
    """A wrong file is one line on stderr, before anything is asked."""
    monkeypatch.chdir(tmp_path)
    assert_one_error(run("evaluate", *arguments), message)


@pytest.mark.usefixtures("built")
def test_ask_tells_under_which_filter_it_answered(run: Run) -> None:
    """A filter is named above the answer, with what it leaves out; `--json` has it too."""
    ran = run("ask", "fair pay", "--since", "2023-04", "--no-easy-read", "--current")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[:6] == [
        "Filter: published from 2023-04, not Easy Read, not superseded (1 of 2 documents).",
        "Left out: 1 document whose date the catalogue does not give.",
        "To include what the catalogue does not say this of: --include-unstated.",
        "From the documents, word for word:",
        "",
        f"1. {PAY}",
    ]
    filters = run("ask", "pay", "--until", "2022", "--json").json["filters"]
    assert (filters["until"], filters["documents"], filters["outside"]) == ("2022", 0, 1)


@pytest.mark.usefixtures("built")
def test_ask_says_that_documents_outside_the_filter_answer(run: Run) -> None:
    """Nothing found under a filter is not taken for nothing in the documents."""
    ran = run("ask", "What is fair pay?", "--until", "2022")
    assert ran.out.splitlines()[:5] == [
        "Filter: published up to 2022 (0 of 2 documents).",
        "Left out: 1 document whose date the catalogue does not give.",
        "To include what the catalogue does not say this of: --include-unstated.",
        "The documents do not cover this.",
        "Without the filter: 1 passage.",
    ]
    wider = run("ask", "What is fair pay?", "--until", "2022", "--include-unstated").out
    assert wider.startswith("Filter: published up to 2022, or not stated (1 of 2 documents).\n")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--nation", "Mars"],
            "no document has the nation 'Mars': the catalogue gives no document",
        ),
        (["--since", "May"], "since must be a year, year-month or date"),
        (["--since", "2024", "--until", "2023"], "since must not be after until"),
    ],
)
def test_ask_refuses_a_filter_that_nothing_can_pass(
    run: Run, options: list[str], message: str
) -> None:
    """A slip in a filter is an error that says what there is."""
    assert_one_error(run("ask", "pay", *options), message)


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
