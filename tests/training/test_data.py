"""The questions that the model of comprehension was taught with and is judged by."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assistant.evaluation.questions import load_questions
from assistant.readers import read
from assistant.text import words
from training.collections import (
    HELD_OUT_KIND,
    HELD_OUT_WRITERS,
    KEPT,
    MADE_UP,
    ROOT,
    collections,
    held_out,
    is_fitted_to,
    trained_on,
)
from training.examples import OWN, authored, context_of, example
from training.mixes import OF_LISTS

FILES = sorted(OWN.rglob("w*.jsonl"))
WHOLE = sorted(path for folder in (KEPT, MADE_UP) for path in folder.iterdir() if path.is_dir())
examples_of = cache(authored)  # a file takes a second to read


@cache
def words_of(path: Path) -> str:
    """The words of a document as read, with one space between them."""
    return " ".join(read(path, path.name).text.split())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_label_stands_in_its_passage(file: Path) -> None:
    """An answer is a quote of its passage and lies in at least one unit; half are near misses.

    Of the questions on lists of figures a third are, as two of them are often answered apart.
    """
    examples = examples_of(file)
    assert all(one.quote in one.passage for one in examples)
    assert [one.typed for one in examples if one.quote and not one.answerable] == []
    answered = sum(one.answerable for one in examples) / len(examples)
    assert abs(answered - (2 / 3 if file.stem in OF_LISTS else 1 / 2)) < 0.03
    asked = Counter((one.question, one.passage) for one in examples)
    assert [question for (question, _), times in asked.items() if times > 1] == []


def test_what_is_made_up_says_so() -> None:
    """Nobody takes a page that was written for training for a document."""
    practice = {path.name for path in (ROOT / "benchmarks/data/practice-pages/corpus").iterdir()}
    documents = {one.document for file in FILES for one in examples_of(file)}
    assert {name for name in documents - practice if not name.startswith("made-up-")} == set()


def test_what_is_held_out_is_not_trained_on() -> None:
    """By document, writer and kind; about a seventh of the documents."""
    examples = [one for file in FILES for one in examples_of(file)]
    taught = [one for one in examples if trained_on(one)]
    assert not any(held_out(one.document) for one in taught)
    assert {one.source for one in taught}.isdisjoint(HELD_OUT_WRITERS)
    assert HELD_OUT_KIND not in {one.kind for one in taught}
    documents = {one.document for one in examples}
    assert 0.10 < sum(map(held_out, documents)) / len(documents) < 0.20


@pytest.mark.parametrize("name", ["campaign-as-typed.jsonl", "campaign-typed-anew.jsonl"])
def test_the_campaign_questions_quote_the_documents(name: str) -> None:
    """Each answer stands in its source, and no near miss has one."""
    questions = load_questions(OWN / name)
    for question in questions:
        texts = [(ROOT / "corpus" / name).read_text("utf-8") for name in question.sources]
        assert bool(texts) is question.answerable
        assert all(question.quote in text for text in texts)
    styles = Counter(json.loads(line)["style"] for line in _lines(name))
    assert styles["short"] + styles["casual"] + styles["typo"] > 0.8 * len(questions)


@pytest.mark.parametrize("folder", WHOLE, ids=lambda folder: folder.name)
def test_a_collection_has_what_answers_its_questions(folder: Path) -> None:
    """Half of its questions are answered, each in words that the document has as read."""
    questions = load_questions(folder / "questions.jsonl")
    assert len({question.id for question in questions}) == len(questions) >= 99
    assert abs(sum(question.answerable for question in questions) / len(questions) - 0.5) < 0.01
    for question in questions:
        texts = [words_of(folder / "corpus" / source) for source in question.sources]
        quote = " ".join(question.quote.split())
        assert question.answerable is any(quote in text for text in texts)


def test_nothing_is_fitted_to_what_is_kept_back(tmp_path: Path) -> None:
    """The names that the judge gives its collections tell which calibration leaves out."""
    every = collections(tmp_path, None)
    left_out = {one.corpus.parent for one in every if not is_fitted_to(one.name)}
    typed_anew = {ROOT}  # over the campaign documents
    assert left_out == {path for path in WHOLE if path.is_relative_to(KEPT)} | typed_anew


def test_made_up_collections_are_taught_from_or_judged_by(tmp_path: Path) -> None:
    """Those that the data sheet names are judged by."""
    judged = {one.corpus.parent for one in collections(tmp_path, None)}
    named = {path.name for path in WHOLE if path.is_relative_to(MADE_UP) and path in judged}
    assert named == {path.name for path in MADE_UP.iterdir() if held_out(path.name)}
    sheet = (OWN.parent / "README.md").read_text("utf-8")
    assert [name for name in named if f"`{name}`" not in sheet] == []


def test_no_question_kept_back_is_taught() -> None:
    """Not word for word, of the campaign's as people type and of what is kept back."""
    taught = {_typed(one.typed) for file in FILES for one in examples_of(file) if trained_on(one)}
    for folder in (path for path in WHOLE if path.is_relative_to(MADE_UP)):
        if not held_out(folder.name):
            questions = load_questions(folder / "questions.jsonl")
            taught |= {_typed(q.turns[-1]) for q in questions if len(q.turns) == 1}
    kept = [path / "questions.jsonl" for path in WHOLE if path.is_relative_to(KEPT)]
    campaign = [*OWN.glob("campaign-*.jsonl")]
    asked = [q for file in [*campaign, *kept] for q in load_questions(file)]
    assert [q.id for q in asked if len(q.turns) == 1 and _typed(q.turns[-1]) in taught] == []


def test_an_example_marks_the_units_that_the_answer_touches() -> None:
    """A bullet alone; two sentences where the quote spans them; none for a near miss."""
    text = "Rates • lower £5 • higher £9. It is paid weekly. Ask at the desk."
    start = text.index("higher")
    said = {"source": "s", "document": "d"}
    assert example("q", "", text, (start, start + 9), **said).gold == (
        False, False, True, False, False,
    )  # fmt: skip
    assert example("q", "", text, (start, text.index("Ask")), **said).gold == (
        False, False, True, True, False,
    )  # fmt: skip
    assert not example("q", "", text, None, **said).answerable


def test_the_context_is_that_of_a_passage() -> None:
    """Title and heading in lines, the heading not twice."""
    assert context_of("Title", "Pay", "The rate is £5.") == "Title\nPay\n"
    assert context_of("Title", "Pay", "Pay rises.") == "Title\n"
    assert context_of("Pay", "Pay", "The rate.") == "Pay\n"


def _typed(question: str) -> tuple[str, ...]:
    """A question's words, in lower case."""
    return tuple(question[word.start : word.end].lower() for word in words(question))


def _lines(name: str) -> list[str]:
    return (OWN / name).read_text("utf-8").splitlines()
