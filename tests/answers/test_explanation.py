"""Explanations: their figures are the score's own, and their words stand where they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.records import Answer, Explanation
from tests.conftest import assistant_on

PAGES = {
    "pay.md": (
        "# Pay of carers\n\nCarers in Leeds earn 35% less than in 2018. The union asked for more."
        "\n\n## Hours\n\nA carer works 80-20 shifts. Hours have grown since 2019."
    ),
    "homes.md": "# Homes\n\nChildren’s homes are inspected twice a year, carers say.",
}
Opened = Callable[[], Assistant]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Answers from three passages with the tiny encoder, in which a word meets only itself."""
    return assistant_on(tmp_path_factory.mktemp("explanation"), PAGES)


def met(explanation: Explanation) -> dict[str, list[str]]:
    """For each word of the question the words that met it."""
    return {word.word: sorted(m.text for m in word.met) for word in explanation.words}


def test_each_word_shows_what_met_it(assistant: Assistant) -> None:
    """Words are met in any of their forms, in the passage or its headings; stop words by none."""
    answer = assistant.ask("Do the carers' 80-20 shifts pay in Leeds?", k=3)
    pay, hours = (
        met(q.explanation)
        for q in sorted(answer.quotations, key=lambda q: q.passage.start)
        if q.passage.path == "pay.md"
    )
    assert pay == {
        "Do": [], "the": [], "carers": ["Carers", "carers", "carers"], "80-20": [], "shifts": [],
        "pay": ["Pay", "Pay"], "in": [], "Leeds": ["Leeds"],
    }  # fmt: skip
    assert hours["80-20"] == ["80-20"]
    assert hours["pay"] == ["Pay"]


def test_highlights_are_the_words_that_the_explanation_names(assistant: Assistant) -> None:
    """What is marked in a passage is what met the question, and nothing of its title."""
    for quotation in assistant.ask("carers pay in Leeds in 2019", k=3).quotations:
        named = {m.place for w in quotation.explanation.words for m in w.met if m.place}
        assert set(quotation.highlights) == named
        marked = {quotation.passage.text[h.start : h.end].casefold() for h in quotation.highlights}
        assert marked <= {"carers", "carer", "pay", "leeds", "2019"}


def test_the_best_sentence_is_the_one_that_answers(assistant: Assistant) -> None:
    """Of a passage's sentences the one is named that holds what was asked for."""
    (quotation,) = assistant.ask("what did the union ask?", k=1).quotations
    assert quotation.sentence is not None
    span = slice(quotation.sentence.start, quotation.sentence.end)
    assert quotation.passage.text[span].startswith("The union asked for more")


def check(answer: Answer) -> None:
    """What holds of every explanation."""
    for quotation in answer.quotations:
        explanation, text = quotation.explanation, quotation.passage.text
        assert sum(astuple(explanation.contributions)) == pytest.approx(quotation.score, abs=1e-4)
        late = explanation.contributions.whole + explanation.contributions.point
        by_words = sum(w.contribution for w in explanation.words) + explanation.rest
        assert by_words == pytest.approx(late, abs=1e-4)
        assert sum(w.weight for w in explanation.words) <= 1 + 1e-5
        for word in explanation.words:
            assert word.word in answer.searched_for
            similar = [m.similarity for m in word.met]
            assert similar == sorted(similar, reverse=True)
            assert all(text[m.place.start : m.place.end] == m.text for m in word.met if m.place)


@pytest.fixture(scope="module")
def campaign(campaign_index: Path) -> Assistant:
    """Answers from the campaign documents with the real encoder."""
    return Assistant.open(campaign_index)


ODD = [
    "the",
    "?!…",
    " ".join(["safeguarding"] * 160)[:2000],
    "x" * 2000,
    "🙂🙃 👩‍👩‍👧 social workers 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "ما هي حملة المنازل وليس المستشفيات؟",
    "\u202eحملة\u202c",
    "'; DROP TABLE passage; --",
    "SELECT text FROM passage WHERE id = 1 OR 1=1",
    r"^(?:[a-z]+)*\1{2,}$|\d+(?P<x>.*",
    "stems:homes AND NOT +hospitals^5 [a TO z] \"unclosed",
    "\x00\ud800\x1b[2J",
    "社会福祉士のキャンペーンは何ですか",
]  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("question", ODD)
def test_odd_questions_get_an_answer_or_not_found(campaign: Assistant, question: str) -> None:
    """Nothing typed into the box breaks it, and what it shows adds up."""
    check(campaign.ask(question, k=5))


@pytest.mark.real
@settings(max_examples=30)
@given(question=st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_question_is_explained(campaign: Assistant, question: str) -> None:
    """For any text the contributions add up to the score and every word stands where it says."""
    check(campaign.ask(question, k=3))


@pytest.mark.real
def test_words_of_one_meaning_meet(campaign: Assistant) -> None:
    """'Doctor' is no word of the page on hospitals, 'groups' meets 'Group'; a year meets itself."""
    answer = campaign.ask("which group hosted the webinar in 2018 on talking to kids?", k=10)
    shown = [met(q.explanation) for q in answer.quotations]
    assert any("children" in {w.casefold() for w in words["kids"]} for words in shown)
    assert {w for words in shown for w in words["2018"]} <= {"2018"}


def test_no_tokens_no_figures(assistant: Assistant) -> None:
    """A question that the encoder finds no token in is explained by nothing."""
    (quotation, *_) = assistant.take("?")._answerer.answer(1, None).quotations
    assert quotation.explanation.words == ()
    assert quotation.highlights == ()
    assert np.isclose(quotation.explanation.rest, 0)


@pytest.mark.parametrize(
    "place", ["retrieval.astuple", "answers.composed._best", "index.tokens.similarity"]
)
def test_what_the_processor_flags_is_no_warning(
    place: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BLAS flags finite products as invalid now and then; an answer comes without a warning."""
    module, name = f"assistant.{place}".rsplit(".", 1)
    work = getattr(import_module(module), name)

    def flagged(*args: object) -> object:
        np.multiply(np.float32(np.inf), np.float32(0))
        return work(*args)

    expected = assistant.ask("Do carers work shifts?")
    monkeypatch.setattr(f"{module}.{name}", flagged)
    assert assistant.ask("Do carers work shifts?") == expected
