"""Slips of the keyboard, and what is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.records import Outcome
from assistant.text import stem, words
from assistant.text.abbreviations import corrected, strange_words

HELD = {"safeguarding": 9, "social": 20, "worker": 12, "workers": 20, "smith": 3, "homes": 4}


class Held:
    """The words above."""

    def frequency(self, word: str) -> int:
        return HELD.get(word, 0)

    def holds(self, stem_: str) -> bool:
        return stem_ in {stem(word) for word in HELD}


def split(question: str, whole: Collection[str] = ()) -> Sequence[tuple[int, int]]:
    """Tokens of two letters, but whole words where the encoder knows them."""
    return [
        (start, min(start + (99 if question[w.start : w.end] in whole else 2), w.end))
        for w in words(question)
        for start in range(w.start, w.end, 99 if question[w.start : w.end] in whole else 2)
    ]


SLIPS = [
    ("what is safegaurding?", "what is safeguarding?"),  # swapped
    ("what is safegarding?", "what is safeguarding?"),  # left out
    ("what is saffeguarding?", "what is safeguarding?"),  # put in
    ("what is safeguatding?", "what is safeguarding?"),  # exchanged
    ("Safegaurding and socail wrkers", "Safeguarding and social workers"),
    ("a workr", "a worker"),  # not 'workers', which is two slips away
    ("workerz", "workers"),  # of two words one slip away the more frequent
]
NO_SLIPS = [
    "did Smyth answer?",  # a name
    "did SAFEGAURDING answer?",
    "safeguarded",  # another form of a word that is there
    "zebra crossing",
    "hones and a porker",  # English words, though one letter from others that are there
    "safegaurrding",  # two slips
    "80-02 h0mes",
    "",
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    """One letter wrong in a word that nobody knows finds the word of the documents."""
    assert corrected(typed, tuple(split(typed)), Held()) == meant


@pytest.mark.real
@pytest.mark.parametrize("question", ["what about foster carers?", "the wording of the bill"])
def test_words_of_the_field_are_searched_as_typed(campaign_index: Path, question: str) -> None:
    """The campaign documents speak of careers and working, and the encoder knows no carers."""
    with Assistant.open(campaign_index) as assistant:
        assert assistant.ask(question).searched_for == question


@pytest.mark.parametrize("typed", NO_SLIPS)
def test_what_is_no_slip_stays(typed: str) -> None:
    """Names, known words, numbers and words far from any of the corpus are searched as typed."""
    assert corrected(typed, tuple(split(typed)), Held()) == typed


def test_a_word_that_the_encoder_knows_stays() -> None:
    """A 'homez' that it knows is a word of its own, though the documents speak of 'homes'."""
    assert corrected("homez", tuple(split("homez", {"homez"})), Held()) == "homez"
    assert corrected("homez", tuple(split("homez")), Held()) == "homes"


@given(st.text(max_size=80))
def test_any_question_keeps_its_other_words(question: str) -> None:
    """Nothing is lost or moved but the words put right."""
    found = corrected(question, tuple(split(question)), Held())
    before, after = list(words(question)), list(words(found))
    assert len(before) == len(after)
    changed = [found[b.start : b.end] for a, b in zip(before, after, strict=True) if a != b]
    assert len(found) - len(question) <= len(before)
    assert {w.lower() for w in changed if w.lower() not in question.lower()} <= set(HELD)


@pytest.mark.real
def test_a_misspelt_question_finds_its_answer_and_says_what_was_searched(
    campaign_index: Path,
) -> None:
    """A hurried question is answered like a careful one."""
    with Assistant.open(campaign_index) as assistant:
        hurried = assistant.ask("which webinar was on comunicating with childern")
        careful = assistant.ask("which webinar was on communicating with children")
        assert hurried.searched_for == careful.question
        assert hurried.outcome is Outcome.FOUND
        assert [q.passage for q in hurried.quotations] == [q.passage for q in careful.quotations]


def test_a_word_that_nobody_knows_is_strange() -> None:
    """A name in no list is told from words of the documents and of the encoder, endings apart."""
    question = "is Xhevahire's home safeguarding Smith or 4you"
    spans = tuple(split(question, {"home"}))
    assert strange_words(question, spans, Held()) == {"xhevahire"}


@pytest.mark.parametrize(
    ("typed", "stands", "meant"),
    [
        ("does home less ness help", False, "does home less ness help"),
        ("their care home bills", True, "their care home bills"),
        ("their care home bills", False, "their carehome bills"),
        ("Care home bills", False, "Care home bills"),
        ("the home", False, "the home"),
    ],
)
def test_two_words_are_one_where_only_that_stands(typed: str, stands: bool, meant: str) -> None:
    """A word written apart is put together only if the corpus has it so, and never apart."""

    class Joined(Held):
        def frequency(self, word: str) -> int:
            return int(word in {"carehome", "thehome"})

    whole = typed.split()
    spans = tuple(split(typed, whole))
    assert corrected(typed, spans, Joined(), stands=lambda _: stands) == meant
