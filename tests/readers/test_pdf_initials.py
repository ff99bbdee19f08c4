from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.records import MarkKind
from tests.readers.drawing import BOLD, MARGIN, SIZE, draw, prose, put, read, set_in, shown


def test_letters_and_roman_numbers_count_items(tmp_path: Path) -> None:
    """Each step of a nested list is quoted by itself, not run into the one above."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
        put(canvas, [(80, 680, "1. Ask the council"), (100, 667.5, "a. by letter, which takes")])
        put(canvas, [(112, 655, "some days"), (100, 642.5, "b. by e-mail"), (80, 630, "2. Wait")])
        put(canvas, set_in(MARGIN, 605, 400, prose(7, 3)))
        put(canvas, [(83, 540, "i. Write the plan"), (80.5, 527.5, "ii. read the plan")])
        put(canvas, [(78, 515, "iii. Sign the plan")])

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.ITEM) == [
        "1. Ask the council",
        "a. by letter, which takes some days",
        "b. by e-mail",
        "2. Wait",
        "i. Write the plan",
        "ii. read the plan",
        "iii. Sign the plan",
    ]
    levels = [mark.number for mark in document.marks if mark.kind is MarkKind.ITEM]
    assert levels == [1, 2, 2, 1, 1, 1, 1]


def test_initials_in_text_open_no_items(tmp_path: Path) -> None:
    """A sentence that names people is not torn before their names."""
    said = (
        "The report was written for the council by members of the branch,",
        "who are named here",
    )
    lines = [
        *said,
        "A. Smith of the housing office of the council, who is paid for it, and",
        "B. Jones",
    ]
    placed = [(MARGIN, 700 - 12.5 * n, line) for n, line in enumerate(lines)]
    placed[0] = (MARGIN + 12, 700, lines[0])
    document = read(draw(tmp_path / "a.pdf", lambda c: put(c, placed)))
    assert not shown(document, MarkKind.ITEM)


@pytest.mark.parametrize(
    ("letter", "rest", "whole"),
    [("W", "hen the", "When the"), ("W", "HEN the", "WHEN the"), ("A", "house is", "A house is")],
)
def test_a_large_letter_opens_its_word(tmp_path: Path, letter: str, rest: str, whole: str) -> None:
    """The first word of an article is found, and the article is one paragraph."""
    beside = ("members of the branch wrote to the council", "about pay and hours. Members said so")

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 700 - 2 * 12.5, letter)], 46, BOLD)
        left = MARGIN + stringWidth(letter, BOLD, 46) + 3
        put(canvas, [(left, 700 - 12.5 * n, t) for n, t in enumerate((rest, *beside))])
        put(canvas, [(MARGIN, 700 - 3 * 12.5, "before the vote was held.")])
        put(canvas, set_in(MARGIN, 640, 400, prose(7, 3)))

    first, *_ = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.PARAGRAPH)
    assert first == f"{whole} {' '.join(beside)} before the vote was held."


def test_a_large_letter_that_is_a_sign_stays_apart(tmp_path: Path) -> None:
    """Zone B is not glued to what is said of it."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 686, "B")], 26, BOLD)
        said = ["Permits are sold at the office", "Visitors pay by the hour"]
        put(canvas, [(MARGIN + 22, 698 - 12.5 * n, t) for n, t in enumerate(said)], SIZE)
        put(canvas, set_in(MARGIN, 640, 400, prose(7, 3)))

    assert "BPermits" not in read(draw(tmp_path / "a.pdf", page)).text
