"""What 'ask' prints, for people and as JSON."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

from assistant.index import snapshot
from assistant.screening import CAUTION
from assistant.screening.small_talk import Reply
from tests.cli.conftest import PAY, Run, WriteCorpus, assert_one_error

BAD_QUESTIONS = {
    "empty": ("", "error: the question is empty: type a question in words\n"),
    "white space": (" \n\t", "error: the question is empty: type a question in words\n"),
    "2,001 characters": (
        "x" * 2001,
        "error: the question has 2,001 characters; at most 2,000 can be searched: shorten it\n",
    ),
}

# Colours, a title set by OSC, a bell, CSI as one character, DEL, and text turned round.
ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\x7f\u202e"


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
        "unread",
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
        "lead_ins": [],
        "sentence_lead_ins": [],
        "sentence_notes": [],
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
    """A bullet is a line, set in by its level, and so is a row; what answers is a whole list."""
    listed = (
        "<h1>Pay</h1><p>Councils should give:</p><ul><li>fair pay<ul><li>each year</li></ul></li>"
        "<li>a reference</li></ul><table><tr><th>Year</th><th>Rise</th></tr>"
        "<tr><td>2023</td><td>5%</td></tr></table>"
    )
    write_corpus({"pay.html": f"<html><body><main>{listed}</main></body></html>"})
    run("build")
    shown = run("ask", "Which rise should councils give each year?", "-k", "1").out
    assert (
        "\n\n1. Councils should give:\n   - fair pay\n     - each year\n   - a reference\n"
        "   — Pay\n\n   Pay\n\n   Councils should give:\n"
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
    cited = run("ask", "What is fair pay?", "--until", "2022", "--cite", "letter")
    assert (cited.out, cited.err.splitlines()) == ("", ran.out.splitlines()[:5])
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
