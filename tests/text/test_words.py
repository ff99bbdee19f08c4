"""Words and stems."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import content_stems, in_a_row, stands_in, stem, words

WHOLE = ["80-20", "35%", "co-production", "Children’s", "Ruth.allen", "4.5"]


@pytest.mark.parametrize("word", WHOLE)
def test_numbers_and_compounds_are_one_word(word: str) -> None:
    """'80-20' is one word to search and highlight, not '80' and '20'."""
    text = f"the {word}, then"
    assert [text[w.start : w.end] for w in words(text)] == ["the", word, "then"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("worker", "workers"), ("children’s", "children"), ("Campaigns", "campaign")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    """A question in the plural meets a passage in the singular."""
    assert stem(one) == stem(other)


def test_questions_asked_at_once_get_the_same_stems() -> None:
    """Threads that stem at the same time do not spoil each other's words."""
    asked = ["".join(parts) + "ations" for parts in product("bcdfgm", "aeiou", "lnrst", "aeio")]
    expected = [stem(word) for word in asked]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: [stem(word) for word in asked], range(8)))
    assert found == [expected] * 8


def test_stop_words_carry_no_meaning() -> None:
    """'What is the role of the DASS?' is about the role and the DASS."""
    assert content_stems("What is the role of the DASS?") == {"role", "dass"}


@given(st.text())
def test_words_are_slices_in_order(text: str) -> None:
    """Offsets of words always point at the words, for any script."""
    found = list(words(text))
    assert all(text[w.start : w.end].strip() for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("Ruth Allen", "Dr RUTH ALLEN’s paper", True),
        ("ruth allen", "Allen, Ruth", False),
        ("Ann Le", "Joann Lee", False),
        ("LS99 9ZZ", "Office Street, LS99 9ZZ.", True),
        ("…", "anything …", False),
    ],
)
def test_a_phrase_stands_in_a_text_word_by_word(phrase: str, text: str, stands: bool) -> None:
    """A name is in a text only as whole words next to each other, whatever their case."""
    assert stands_in(phrase, in_a_row(text)) is stands


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("03/03/2021", "3 March 2021"),
        ("3.3.2021", "3rd March 2021"),
        ("2021-03-03", "March 3, 2021"),
        ("£1250", "£1,250"),
        ("£1,250.00", "£1250"),
        ("selfemployed", "self-employed"),
        ("well-being", "wellbeing"),
        ("21st", "21"),
    ],
)
def test_forms_of_one_thing_have_the_same_stems(asked: str, told: str) -> None:
    """A date, a sum or a word meets its other forms."""
    assert {w.stem for w in words(asked)} == {w.stem for w in words(told)}


@pytest.mark.parametrize("text", ["80-20", "2019-20", "31/02/2021", "1.2.3", "10,00"])
def test_what_is_no_date_or_sum_is_let_be(text: str) -> None:
    """Digits that are no date keep their own stems."""
    assert "march" not in {w.stem for w in words(text)}
    assert [text[w.start : w.end] for w in words(text)] == re.findall(r"\d+(?:[-.]\d+)*", text)


@given(st.dates())
def test_every_day_meets_itself_in_words(day: date) -> None:
    """In numbers or in words, a day has the same three stems, each where it stands."""
    numbers = f"{day.day:02}/{day.month:02}/{day.year:04}"
    found = list(words(numbers))
    assert [numbers[w.start : w.end] for w in found] == numbers.split("/")
    spelt_out = words(f"{day.day} {day:%B} {day.year}")
    assert [w.stem for w in found] == [w.stem for w in spelt_out]
