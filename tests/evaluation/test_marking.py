"""Marks against quotes, worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.figures import Marking, marking
from assistant.evaluation.questions import JudgedMark, mark_of
from assistant.records import Highlight

BULLETS = "\u2022 Leeds has 40 beds\n\u2022 York has 55 beds\n\u2022 Hull has 61 beds"
TWICE = "Forty beds opened in Leeds in the spring of that year.\nForty beds."
LEEDS, YORK, HULL = (line.lstrip("\u2022 ") for line in BULLETS.split("\n"))


def marked(text: str, stretch: str, quote: str) -> JudgedMark | None:
    """The mark where a stretch of the text is marked."""
    start = text.index(stretch)
    return mark_of(text, Highlight(start, start + len(stretch)), quote)


def test_a_mark_on_the_right_bullet_holds_the_quote() -> None:
    """It is as long as the unit."""
    assert marked(BULLETS, YORK, "55 beds") == JudgedMark(YORK, True, 1.0)


def test_a_mark_on_the_wrong_bullet_gives_nothing() -> None:
    """The passage is right, and the figure marked in it is another."""
    mark = marked(BULLETS, LEEDS, "55 beds")
    assert mark is not None
    assert not mark.holds
    assert marking([mark]) == Marking(1, 0.0, len(LEEDS) / len(YORK))


def test_a_missing_mark_is_a_miss() -> None:
    """It counts among the marks, and has no length."""
    mark = mark_of(BULLETS, None, "55 beds")
    assert mark == JudgedMark("", False, None)
    right = marked(BULLETS, YORK, "55 beds")
    assert right is not None
    assert marking([right, mark]) == Marking(2, 0.5, 1.0)


def test_a_mark_of_two_units_is_twice_as_long_as_one() -> None:
    """A mark may hold the quote and be too long."""
    mark = marked("One two three.\nSix two three.", "One two three.\nSix two three", "One two")
    assert mark == JudgedMark("One two three. Six two three", True, 2.0)


def test_a_quote_over_several_units_is_measured_by_all_of_them() -> None:
    """From the first that it is in to the last, what is between included."""
    quote = "40 beds \u2022 York has 55 beds \u2022 Hull"
    whole = BULLETS.removeprefix("\u2022 ")
    assert marked(BULLETS, whole, quote) == JudgedMark(" ".join(whole.split()), True, 1.0)
    half = marked(BULLETS, YORK, quote)
    assert half == JudgedMark(YORK, False, len(YORK) / len(whole))


def test_a_labelled_bullet_need_not_be_marked_with_its_mark() -> None:
    """Who labels copies the bullet as well, and means its words."""
    assert marked(BULLETS, YORK, f"\u2022 {YORK}") == JudgedMark(YORK, True, 1.0)


def test_white_space_is_folded() -> None:
    """Line ends and tabs in passage, mark and quote do not matter."""
    text = "It pays forty\u00a0 pounds\ta week."
    assert marked(text, text, " forty\npounds a  week ") == JudgedMark(
        "It pays forty pounds a week.", True, 1.0
    )


def test_the_smallest_of_the_units_that_hold_the_quote_counts() -> None:
    """A quote that stands twice is held by a mark on either; the shorter is long enough."""
    assert marked(TWICE, "Forty beds.", "Forty beds") == JudgedMark("Forty beds.", True, 1.0)
    first = marked(TWICE, TWICE.split("\n")[0], "Forty beds")
    assert first is not None
    assert first.holds
    assert first.length == len(TWICE.split("\n")[0]) / len("Forty beds.")


def test_without_the_quote_in_the_passage_there_is_nothing_to_judge() -> None:
    """The same goes for a question without a quote."""
    assert marked(BULLETS, YORK, "56 beds") is None
    assert marked(BULLETS, YORK, "") is None
    assert marking([]) is None


@given(st.text("ab. \n\u2022\u00a0?", min_size=1), st.data())
def test_a_whole_passage_that_is_marked_holds_any_quote_of_it(
    text: str, data: st.DataObject
) -> None:
    """Whatever the units are, each quote is in some, and none is longer than the passage."""
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    mark = mark_of(text, Highlight(0, len(text)), quote)
    if mark is None:
        assert not quote.strip(" \n\u00a0\u2022")
    else:
        assert mark.holds
        assert mark.length is not None
        assert mark.length >= 1
