"""Question files in JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evaluation.questions import LabelledQuestion, load_questions

ANSWERABLE = {
    "id": "a",
    "turns": ["What is it?"],
    "answerable": True,
    "source": "a.txt",
    "quote": "pay",
}

NOT_QUESTIONS = {
    "not JSON": "{",
    "not an object": "[1, 2]",
    "a number": "7",
    "no id": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "id"}),
    "no turns": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "turns"}),
    "no answerable": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "answerable"}),
    "no source": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "source"}),
    "no quote": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "quote"}),
    "turns a text": json.dumps(ANSWERABLE | {"turns": "What is it?"}),
    "turns empty": json.dumps(ANSWERABLE | {"turns": []}),
    "a turn no text": json.dumps(ANSWERABLE | {"turns": [7]}),
    "an empty question": json.dumps(ANSWERABLE | {"turns": [" "]}),
    "too long to ask": json.dumps(ANSWERABLE | {"turns": ["x" * 2001]}),
    "answerable no boolean": json.dumps(ANSWERABLE | {"answerable": "false"}),
    "source no text": json.dumps(ANSWERABLE | {"source": None}),
    "sources a text": json.dumps(ANSWERABLE | {"sources": "a.txt"}),
    "sources empty": json.dumps(ANSWERABLE | {"sources": []}),
    "quote no text": json.dumps(ANSWERABLE | {"quote": None}),
    "quote empty": json.dumps(ANSWERABLE | {"quote": " "}),
    "a quote of what nothing answers": json.dumps(ANSWERABLE | {"answerable": False}),
    "type no text": json.dumps(ANSWERABLE | {"type": 3}),
    "type blank": json.dumps(ANSWERABLE | {"type": " "}),
}

KINDS = {
    "Who leads it?": "who",
    "whose idea was it": "who",
    "When did it start?": "when",
    "In what year did it start?": "what",
    "Where was it held": "where",
    "homes not hospitals how many people still in inpatient units": "how many",
    "How  much does it cost?": "how many",
    "How do I join?": "how",
    "And why?": "why",
    "From which countries did they come?": "which",
    "what's the 80-20 campaign": "what",
    "Is there a form, and who signs it?": "yes-no",
    "and does it cost anything": "yes-no",
    "Don’t carers get paid?": "yes-no",
    "caseloads": "other",
    "a showhow for somewhat": "other",
}


def test_questions_are_read_line_by_line(write: Callable[[str], Path]) -> None:
    """Answerable, many-source, many-turn and unanswerable questions are read; blank lines pass."""
    lines = [
        ANSWERABLE | {"type": ""},
        {"id": 2, "turns": ["Who?", "And then?"], "answerable": False, "type": "near-miss"},
        {"id": "c", "turns": ["x"], "answerable": True, "sources": ["a", "b"], "quote": "q q"},
    ]
    content = "\ufeff" + "\n\n".join(json.dumps(line) for line in lines) + "\n"
    assert load_questions(write(content)) == [
        LabelledQuestion("a", ("What is it?",), True, ("a.txt",), "pay"),
        LabelledQuestion("2", ("Who?", "And then?"), False, type="near-miss"),
        LabelledQuestion("c", ("x",), True, ("a", "b"), "q q"),
    ]


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\u2029"])
def test_only_a_newline_ends_a_line(write: Callable[[str], Path], character: str) -> None:
    """A quote copied from a document may hold other line ends, which JSON allows in text."""
    quote = f"one{character}two"
    content = json.dumps(ANSWERABLE | {"quote": quote}, ensure_ascii=False)
    assert [q.quote for q in load_questions(write(f"{content}\r\n"))] == [quote]


@pytest.mark.parametrize("line", NOT_QUESTIONS.values(), ids=NOT_QUESTIONS)
def test_a_line_that_is_no_question_is_named(write: Callable[[str], Path], line: str) -> None:
    """A mistake in a question file is reported with file and line, before anything is asked."""
    path = write(f"{json.dumps(ANSWERABLE)}\n\n{line}\n")
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert re.match(rf"{path}( is not valid JSON)?, line 3\b", str(caught.value))
    assert "one JSON object with id, turns, answerable" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_documented_file_is_one(write: Callable[[str], Path]) -> None:
    """The example of docs/questions.md can be asked as it stands there."""
    page = (Path(__file__).parents[2] / "docs" / "questions.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    found = load_questions(write(example))
    assert [(q.id, q.answerable, len(q.turns), bool(q.quote)) for q in found] == [
        ("fee", True, 1, True),
        ("fee-wales", True, 2, True),
        ("fee-refund", False, 1, False),
    ]


def test_a_file_without_questions_is_named(write: Callable[[str], Path]) -> None:
    """Figures over no questions at all are never given."""
    with pytest.raises(UsageError, match=r"\.jsonl holds no questions"):
        load_questions(write("\n \n"))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing question file, or one that is no text, is reported with its path."""
    with pytest.raises(UsageError, match=r"gone\.jsonl cannot be read: there is no such file;"):
        load_questions(tmp_path / "gone.jsonl")
    (tmp_path / "bad.jsonl").write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"bad\.jsonl is not valid UTF-8 \(line 1\)"):
        load_questions(tmp_path / "bad.jsonl")


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_the_kind_of_a_question_is_its_first_question_word(text: str, kind: str) -> None:
    """Where a file gives no type, a question is counted under the word that it asks with."""
    assert LabelledQuestion("a", (text,), False).kind == kind


def test_the_files_type_goes_over_a_derived_one() -> None:
    """What a file says of a question stands; a later turn is otherwise a follow-up."""
    assert LabelledQuestion("a", ("Who?", "And when?"), False).kind == "follow-up"
    assert LabelledQuestion("a", ("Who?", "And when?"), False, type="fact").kind == "fact"


SLIPS = {
    '{"id": "b" "turns"': " is not valid JSON, line 2, column 12: Expecting ',' delimiter; each",
    "[" * 9_000: " is not valid JSON, line 2: more than can be read; each line is to be one",
    "1" * 5_000: " is not valid JSON, line 2: more than can be read; each line is to be one",
    '["b"]': ", line 2 is not a labelled question: found ['b']; it is to be one JSON",
    '{"id": "b"}': ", line 2 is not a labelled question: 'turns' is missing; it is to be one",
}


@pytest.mark.parametrize(("line", "told"), SLIPS.items(), ids=range(len(SLIPS)))
def test_a_slip_is_told_with_its_line_and_column(
    write: Callable[[str], Path], line: str, told: str
) -> None:
    """The line is the file's, and what a line is to hold is said."""
    path = write(f'{{"id": "a", "turns": ["Who?"], "answerable": false}}\r\n{line}\n')
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}{told}")
    assert str(caught.value).endswith("see docs/questions.md")
