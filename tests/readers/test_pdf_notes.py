"""Footnotes and comments: what belongs to a page and stands in no sentence of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.records import MarkKind
from tests.readers.drawing import (
    MARGIN,
    REGULAR,
    SIZE,
    draw,
    prose,
    put,
    read,
    referred,
    set_in,
    shown,
)


def test_footnotes_follow_the_body_of_their_page(tmp_path: Path) -> None:
    """A note does not stand in the middle of a sentence that goes on overleaf."""

    def first(canvas: Any) -> None:
        referred(canvas, MARGIN, 700, "The council paid for social care", "1")
        put(canvas, [(MARGIN, 687, "in each of the regions before the branch asked it to do")])
        put(canvas, [(MARGIN, 80, "1 See the report of the council."), (MARGIN, 71, "of 2024.")], 7)

    def second(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "so, and has paid ever since. That is what was agreed.")])

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert shown(document, MarkKind.FOOTNOTE) == ["1 See the report of the council. of 2024."]
    assert (
        "paid for social care¹ in each of the regions before the branch asked it to do so, and"
        in (document.text)
    )
    assert document.text.index("1 See") < document.text.index("so, and has")


@pytest.mark.parametrize("lines", [1, 2])
def test_notes_that_stand_side_by_side_are_two(tmp_path: Path, lines: int) -> None:
    """Each is at the foot of its column; neither goes on in the other."""
    notes = ("1 See the report", "of the council."), ("2 It is not law", "until the vote.")

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 6)))
        referred(canvas, MARGIN, 600, "The council paid", "1")
        referred(canvas, MARGIN, 580, "The branch may pay", "2")
        for row in range(lines):
            left, right = (note[row] for note in notes)
            put(canvas, [(MARGIN, 80 - 9 * row, left), (320, 80 - 9 * row, right)], 7)

    said = [" ".join(note[:lines]) for note in notes]
    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.FOOTNOTE) == said


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (".", "They agreed¹."),
        (" to meet again.", "They agreed¹ to meet again."),
        (". The branch met again.", "They agreed¹. The branch met again."),
    ],
)
def test_a_sentence_goes_on_after_a_reference(tmp_path: Path, rest: str, expected: str) -> None:
    """What stands on the same line after a raised number is of the same paragraph."""

    def page(canvas: Any) -> None:
        referred(canvas, MARGIN, 700, "They agreed", "1")
        begins = MARGIN + stringWidth("They agreed", REGULAR, SIZE) + stringWidth("1", REGULAR, 6)
        put(canvas, [(begins, 700, rest)])
        put(canvas, set_in(MARGIN, 600, 400, prose(1, 6)))
        put(canvas, [(MARGIN, 80, "1 See the minutes.")], 7)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH)[0] == expected


def test_a_raised_number_after_a_figure_stays(tmp_path: Path) -> None:
    """Ten to the second power is not a reference to a note."""
    path = draw(tmp_path / "a.pdf", lambda c: referred(c, MARGIN, 700, "The room is 10 m", "2"))
    assert read(path).text == "The room is 10 m²"


def test_small_type_without_a_reference_is_no_footnote(tmp_path: Path) -> None:
    """A caption or imprint in small type stays a paragraph."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 700, 400, prose(1, 4)))
        put(canvas, [(MARGIN, 80, "12 Main Street is where the branch meets.")], 7)

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.FOOTNOTE) == []


def test_the_comments_of_reviewers_are_no_text(tmp_path: Path) -> None:
    """A word processor prints them in the margin with the reviewer's initials."""
    comments = ["Commented [AB1]: Is this still", "so?", "Commented [CD12]: No."]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 350, prose(1, 8)))
        put(canvas, [(430, y, n) for y, n in zip((720, 711, 640), comments, strict=True)], 7)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.BOILERPLATE) == comments
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(prose(1, 8))]


@pytest.mark.parametrize(
    ("quoted", "x", "top"),
    [
        ("Commented [AB1]: Is this still so?", MARGIN, 740),
        ("Comment [AB1]: Is this still so?", MARGIN + 20, 800),
        ("Requirement [R1]: Keep all loans.", 420, 740),
    ],
)
def test_comments_quoted_in_a_text_stay(tmp_path: Path, quoted: str, x: float, top: int) -> None:
    """Where text stands beside and below them, or they begin as others do, they are no margin's."""

    def page(canvas: Any) -> None:
        put(canvas, [*set_in(MARGIN, top, 340, prose(1, 8)), (x, 500, quoted)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert sorted(shown(document, MarkKind.PARAGRAPH)) == sorted([" ".join(prose(1, 8)), quoted])
