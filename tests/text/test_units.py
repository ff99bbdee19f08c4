"""The units of a passage, of which one is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import units

CASES = {
    "bullets in one line, without their marks": (
        "The workforce now • 115,000 across UK • 92,200 in England",
        ["The workforce now", "115,000 across UK", "92,200 in England"],
    ),
    "an abbreviation ends no sentence": (
        "• c. 18,500 fte (21%) in adult services • Long hours",
        ["c. 18,500 fte (21%) in adult services", "Long hours"],
    ),
    "a table's row is one, whatever its cells say": (
        "Rate | Amount\nLower rate. Day only. | £61.40\nHigher rate | £103.70\nPaid monthly. Ends.",
        [
            "Rate | Amount",
            "Lower rate. Day only. | £61.40",
            "Higher rate | £103.70",
            "Paid monthly.",
            "Ends.",
        ],
    ),
    "a sentence by itself": ("It costs £5 a month.", ["It costs £5 a month."]),
    "sentences of a paragraph": (
        "The panel meets weekly. It has six members.",
        ["The panel meets weekly.", "It has six members."],
    ),
    "dashes as bullets": ("You need:\n- a form\n- a photo", ["You need:", "a form", "a photo"]),
    "a point in the middle is a decimal's, or parts words": (
        "The rate was 3·5 per cent in 2020. Open Mon · Wed.",
        ["The rate was 3·5 per cent in 2020.", "Open Mon · Wed."],
    ),
    "a sentence that fills lines of one width": (
        "If you rent your home from the council, you must tell us at least four\nweeks before you"
        " leave. You may be charged for days after that date, unless No. 5 agrees\nin writing.",
        [
            "If you rent your home from the council, you must tell us at least four\nweeks before"
            " you leave.",
            "You may be charged for days after that date, unless No. 5 agrees\nin writing.",
        ],
    ),
    "short lines that each say something": (
        "Tel: 01 2\nEmail: a@b.c\n1. ask",
        ["Tel: 01 2", "Email: a@b.c", "1. ask"],
    ),
    "sentences with the marks of notes": (
        "It starts a day later.¹ A lease costs £200.² No more is due.",
        ["It starts a day later.¹", "A lease costs £200.²", "No more is due."],
    ),
    "marks of notes in brackets, and several": (
        "See them alone.[footnote 1] He said “no.”[2] So do.¹,² 16-year-olds may.[³][⁴] See [5].",
        [
            "See them alone.[footnote 1]",
            "He said “no.”[2]",
            "So do.¹,²",
            "16-year-olds may.[³][⁴]",
            "See [5].",
        ],
    ),
    "a small letter after an abbreviation begins no sentence": (
        "Pupils over 18 yrs. are not funded. It covers N.I. or Jersey, not the E.U. or beyond.",
        [
            "Pupils over 18 yrs. are not funded.",
            "It covers N.I. or Jersey, not the E.U. or beyond.",
        ],
    ),
    "but it does behind a price or a bracket, and a line goes on in brackets that are all of it": (
        "The fee is £40.00. refunds are not given. Bring a form (in ink). it is kept.\n"
        "Best interests\n(section 4) covers what is considered.",
        [
            "The fee is £40.00.",
            "refunds are not given.",
            "Bring a form (in ink).",
            "it is kept.",
            "Best interests",
            "(section 4) covers what is considered.",
        ],
    ),
    "in a text in small letters it does, and so does a name": (
        "Come soon. bring a friend. we have tea.\nUse a phone. iPhone users may too. It is open.",
        [
            "Come soon.",
            "bring a friend.",
            "we have tea.",
            "Use a phone.",
            "iPhone users may too.",
            "It is open.",
        ],
    ),
    "a number that a full line is broken before ends its sentence; one that counts on is an item": (
        "The rent of a flat that the trust lets to a tenant is paid up to the age of\n"
        "21. Nobody pays twice, e.g. for a lift or for the use of a garden, vs.\n"
        "rent.\n1. Bring a letter from the landlord, in which the rent and its date stand\n"
        "2. Bring proof of age",
        [
            "The rent of a flat that the trust lets to a tenant is paid up to the age of\n21.",
            "Nobody pays twice, e.g. for a lift or for the use of a garden, vs.\nrent.",
            "1. Bring a letter from the landlord, in which the rent and its date stand",
            "2. Bring proof of age",
        ],
    ),
    "a line that ends a sentence in brackets": (
        "Tea costs £2 a cup\n(£1 for members).\nOpen daily\n(Closed in May.)",
        ["Tea costs £2 a cup\n(£1 for members).", "Open daily", "(Closed in May.)"],
    ),
    "white space alone": (" \n\t ", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_units_are_what_a_reader_would_point_at(text: str, expected: list[str]) -> None:
    """Each is a bullet, a sentence or a row, to the character."""
    assert [text[start:end] for start, end in units(text)] == expected


@given(st.text(st.sampled_from(' \n•-|.a1é£ ﬁ²½?"“”\u2028\U0001f600'), max_size=80) | st.text())
def test_units_are_in_order_apart_and_not_empty(text: str) -> None:
    """Whatever the text, each is a stretch of it with words at both ends, and none overlap."""
    done = 0
    for start, end in units(text):
        assert done <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        done = end


@given(st.text(st.sampled_from(" \n•-|.ab1£"), max_size=80))
def test_no_word_is_left_out(text: str) -> None:
    """Every letter and digit stands in a unit, so that each can be marked."""
    inside = "".join(text[start:end] for start, end in units(text))
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]
