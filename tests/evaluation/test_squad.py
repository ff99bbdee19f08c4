"""SQuAD files: what is one, what it becomes, and what is said of a broken one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import corpus, readers
from assistant.corpus import catalogue
from assistant.errors import UsageError
from assistant.evaluation.questions import LabelledQuestion, is_squad, markdown, write_corpus
from assistant.readers.markdown import read_markdown
from assistant.records import MarkKind

AWKWARD = (
    "  # 1. *Not* a _list_ [or](link) `code` <b>&amp;</b> ~~~ | a | b |\\\n"
    "\n- second line\n    four spaces\t\n1) Été\u00a0in x\u0301 \u2028 “80–20” https://a.org\n"
)
SQUAD: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Fair_pay",
            "paragraphs": [
                {
                    "context": AWKWARD,
                    "qas": [
                        {"id": "p", "question": " Who is paid?\n", "is_impossible": False},
                        {"id": "q", "question": "When?", "is_impossible": True},
                    ],
                },
                {"context": "Nothing is asked of this.", "qas": []},
            ],
        },
        {
            "title": 'Homes "not" hospitals\\',
            "paragraphs": [
                {
                    "context": "Home.",
                    "qas": [{"id": "r", "question": "What?", "is_impossible": False}],
                }
            ],
        },
    ],
}
ARTICLE = ("data", 0)
PARAGRAPH = (*ARTICLE, "paragraphs", 0)
ASKED = (*PARAGRAPH, "qas", 1)

BROKEN: dict[str, tuple[tuple[Any, ...], object, str]] = {
    "article": (ARTICLE, 7, "article 1: 'title' must be a text that is not blank; found None"),
    "title": (
        (*ARTICLE, "title"),
        3,
        "article 1: 'title' must be a text that is not blank; found 3",
    ),
    "paragraphs": (
        (*ARTICLE, "paragraphs"),
        {},
        "article 1: 'paragraphs' must be a list; found dict",
    ),
    "context": (
        (*PARAGRAPH, "context"),
        " \n",
        "article 1 (Fair pay), paragraph 1: 'context' must be a text that is not blank; found ",
    ),
    "no character": (
        (*PARAGRAPH, "context"),
        "a\ud800",
        "article 1 (Fair pay), paragraph 1 holds U+D800, which no text file can hold",
    ),
    "questions": (
        (*PARAGRAPH, "qas"),
        None,
        "article 1 (Fair pay), paragraph 1: 'qas' must be a list; found None",
    ),
    "question": (
        (*ASKED, "question"),
        "",
        "article 1 (Fair pay), paragraph 1, question 2: 'question' must be a text",
    ),
    "long": ((*ASKED, "question"), "x" * 2001, "question 2 has 2,001 characters; at most 2,000"),
    "id": ((*ASKED, "id"), 5, "question 2: 'id' must be a text that is not blank; found 5"),
    "impossible": (
        (*ASKED, "is_impossible"),
        "no",
        "question 2: 'is_impossible' must be true or false; found 'no'",
    ),
}


def with_part(place: tuple[Any, ...], value: object) -> str:
    """The file with one part replaced."""
    content = deepcopy(SQUAD)
    part: Any = content
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return json.dumps(content)


def test_each_paragraph_is_a_document_to_the_letter(
    tmp_path: Path, write: Callable[[str], Path]
) -> None:
    """Through the reader a document is its paragraph, Markdown's characters and all, and titled."""
    folder = tmp_path / "new" / "corpus"
    questions = write_corpus(write(json.dumps(SQUAD)), folder)
    known = catalogue.parse(catalogue.read(folder), folder / catalogue.FILE_NAME)
    documents = [known.described(readers.document(file)) for file in corpus.files(folder)]
    assert [(d.path, d.text, d.entry.title) for d in documents] == [
        ("000-000.md", AWKWARD, "Fair pay"),
        ("000-001.md", "Nothing is asked of this.", "Fair pay"),
        ("001-000.md", "Home.", 'Homes "not" hospitals\\'),
    ]
    assert questions == [
        LabelledQuestion("p", ("Who is paid?",), True, ("000-000.md",)),
        LabelledQuestion("q", ("When?",), False),
        LabelledQuestion("r", ("What?",), True, ("001-000.md",)),
    ]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\t\n\r")))
@example("# Heading\n\n* item\n    code")
@example("Title\n=====\n---\nname: value\n---")
@example("a\\\nb  \nc&lt;&#35;<!-- x -->")
@example("\ufeff\ufdd0 \U0001fffe \u200b")
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    """Whatever a text holds, the Markdown written for it is one paragraph that reads as it."""
    document = read_markdown(markdown(text), "a.md", "0" * 64)
    if text.strip():
        assert document.text == text
        assert [mark.kind for mark in document.marks] == [MarkKind.PARAGRAPH]


@pytest.mark.parametrize("character", [chr(c) for c in (*range(1, 32), *range(127, 160))])
def test_control_characters_within_a_text_stay(character: str) -> None:
    """The characters that HTML knows no reference for are kept as they are."""
    assert unicodedata.category(character) == "Cc"
    text = f"one{character}two"
    assert read_markdown(markdown(text), "a.md", "0" * 64).text == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps(SQUAD), True),
        ("\ufeff" + json.dumps(SQUAD, indent=2), True),
        (json.dumps({"data": []}), True),
        (json.dumps(SQUAD)[:100], True),
        ('{"name": "x", "year": 2018, "data": [', True),
        ('{"id": "a", "turns": ["data"], "answerable": false}', False),
        ('{"id": "a", "turns": ["x"], "answerable": false, "data": []}', False),
        ('[{"data": []}]', False),
        ("", False),
    ],
)
def test_squad_is_known_by_how_it_begins(
    write: Callable[[str], Path], content: str, expected: bool
) -> None:
    """Content and not the file's name decides; a file cut short is still one, and then refused."""
    assert is_squad(write(content)) is expected


def test_a_file_that_cannot_be_read_is_no_squad(tmp_path: Path) -> None:
    """What reads question files then says what is wrong with it."""
    assert not is_squad(tmp_path / "gone.json")


@pytest.mark.parametrize(("place", "value", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_with_its_place(
    tmp_path: Path,
    write: Callable[[str], Path],
    place: tuple[Any, ...],
    value: object,
    message: str,
) -> None:
    """The error names file, article, paragraph and question, and what SQuAD has there."""
    path = write(with_part(place, value))
    with pytest.raises(UsageError) as caught:
        write_corpus(path, tmp_path / "corpus")
    said = str(caught.value)
    assert said.startswith(f"{path} is not a SQuAD file: ")
    assert message in said
    assert '; SQuAD 2.0 has {"data": [{"title", "paragraphs"' in said
    assert "\n" not in said
    assert not (tmp_path / "corpus").exists()


def test_a_file_cut_short_is_named(tmp_path: Path, write: Callable[[str], Path]) -> None:
    """A broken download is reported with the place where it ends."""
    path = write(json.dumps(SQUAD)[:100])
    with pytest.raises(UsageError, match=r"is not valid JSON, line 1, column \d+: "):
        write_corpus(path, tmp_path / "corpus")


def test_a_file_without_questions_is_named(tmp_path: Path, write: Callable[[str], Path]) -> None:
    """Figures over no questions at all are never given."""
    with pytest.raises(UsageError, match="holds no questions"):
        write_corpus(write('{"data": []}'), tmp_path / "corpus")
