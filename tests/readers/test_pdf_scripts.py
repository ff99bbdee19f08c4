"""Raised and lowered figures: powers, fractions and the marks of notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.readers.pdf.characters import without_unmapped
from assistant.records import MarkKind
from tests.readers.drawing import MARGIN, REGULAR, SIZE, draw, put, read, rows, shown

Part = tuple[str, float, float]  # what is said, how far above the baseline, in which size


def plain(text: str) -> Part:
    """Words on the baseline."""
    return text, 0.0, SIZE


def up(text: str) -> Part:
    """A figure raised in small type."""
    return text, 4.0, 6.0


def down(text: str) -> Part:
    """A figure lowered in small type."""
    return text, -1.5, 6.0


def put_parts(canvas: Any, y: float, parts: Sequence[Part], in_one: bool) -> None:
    """Draw the parts one after the other, as one text object or several."""
    text, x = canvas.beginText(MARGIN, y), MARGIN
    for said, rise, size in parts:
        if in_one:
            text.setFont(REGULAR, size)
            text.setRise(rise)
            text.textOut(said)
        else:
            put(canvas, [(x, y + rise, said)], size)
        x += stringWidth(said, REGULAR, size)
    canvas.drawText(text)


@pytest.mark.parametrize("in_one", [True, False])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([plain("A room of 25"), up("2"), plain(" is enough.")], "A room of 25² is enough."),
        ([plain("It is 10 m"), up("2"), plain(" wide.")], "It is 10 m² wide."),
        ([plain("From April 2020"), up("1"), plain(" it rose.")], "From April 2020¹ it rose."),
        ([plain("A third is 10"), up("-3"), plain(" of it.")], "A third is 10⁻³ of it."),
        (
            [plain("It takes 5"), up("1"), plain("/"), down("2"), plain(" days.")],
            "It takes 5½ days.",
        ),
        ([plain("It takes 5"), up("1/2"), plain(" days.")], "It takes 5½ days."),
        (
            [plain("It is 3"), up("7"), plain("/"), down("16"), plain(" of all.")],
            "It is 3⁷/₁₆ of all.",
        ),
        ([plain("Carers"), up("1,2"), plain(" were paid.")], "Carers¹,² were paid."),
        ([plain("All agreed."), up("12"), plain(" It rose.")], "All agreed.¹² It rose."),
        ([plain("All agreed"), up("3"), plain(". It rose.")], "All agreed³. It rose."),
        ([plain("Much CO"), down("2"), plain(" was saved.")], "Much CO2 was saved."),
        ([plain("The 21"), up("st"), plain(" of June.")], "The 21st of June."),
        ([plain("As "), ("25", 0.0, SIZE), ("2", 4.0, SIZE), plain(" is.")], "As 25² is."),
    ],
)
def test_raised_and_lowered_figures_stay_apart(
    tmp_path: Path, parts: list[Part], expected: str, in_one: bool
) -> None:
    """A power, a fraction or a note's number is never read as digits of the figure before it."""
    path = draw(tmp_path / "a.pdf", lambda canvas: put_parts(canvas, 700, parts, in_one))
    assert read(path).text == expected


raised = st.integers(1, 999).map(str)
words = st.sampled_from(["members", "in 2019", "of 25", "25.5", "a rate of 7%", "(see below)"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(words, raised), min_size=1, max_size=4), st.booleans())
def test_any_raised_figure_keeps_its_value(said: list[tuple[str, str]], in_one: bool) -> None:
    """No digits are added to a figure and none is lost."""
    parts = [part for word, figure in said for part in (plain(word), up(figure), plain(" and "))]
    with TemporaryDirectory() as folder:
        path = draw(Path(folder) / "a.pdf", lambda canvas: put_parts(canvas, 700, parts, in_one))
        text = read(path).text
    small = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    bare = "".join(word + figure.translate(small) + " and " for word, figure in said)
    assert text.replace(" ", "") == bare.replace(" ", "")


def test_figures_in_cells_that_stand_higher_are_no_powers(tmp_path: Path) -> None:
    """A small figure in a cell of its own is a figure, wherever it stands in the cell."""

    def page(canvas: Any) -> None:
        for row in range(4):
            y = 700 - 20 * row
            put(canvas, [(MARGIN, y, f"Branch of town {row}")])
            put(canvas, [(MARGIN + 150, y + 3, str(10 + row)), (MARGIN + 220, y + 3, "25")], 8)

    found = rows(read(draw(tmp_path / "a.pdf", page)))
    assert [text for _, text in found] == [f"Branch of town {n} | {10 + n} | 25" for n in range(4)]


def test_a_note_is_found_by_its_raised_number(tmp_path: Path) -> None:
    """A note whose number is raised, too, is a footnote, apart from its number."""

    def page(canvas: Any) -> None:
        put_parts(
            canvas, 700, [plain("The council paid in 2020"), up("1"), plain(" for all.")], True
        )
        put_parts(canvas, 80, [("1", 2.5, 4.5), ("See the report.", 0, 7)], False)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.FOOTNOTE) == ["¹ See the report."]


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("\uf0a1 Keep a record", "• Keep a record"),  # how a font of symbols draws it is not known
        ("\uf0e8", "•"),
        ("Rooms \uf0a1 and \uf0a1", "Rooms   and  "),
    ],
)
def test_a_bullet_of_a_font_of_symbols_is_a_bullet(drawn: str, said: str) -> None:
    """What opens an item and has no character of its own is never shown as an empty box."""
    private = [place for place, sign in enumerate(drawn) if sign == "\uf0a1" or sign == "\uf0e8"]
    assert without_unmapped(drawn, 0, private) == (said, False)


def put_letters(canvas: Any, x: float, y: float, parts: Sequence[Part]) -> None:
    """Draw the letters of parts one by one, as browsers do."""
    for said, rise, size in parts:
        for letter in said:
            put(canvas, [(x, y + rise, letter)], size)
            x += stringWidth(letter, REGULAR, size)


@pytest.mark.parametrize("turn", [0, -2, 2])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([plain("Levels of PM"), down("10"), plain(" rose.")], "Levels of PM10 rose."),
        ([plain("The 21"), up("st"), plain(" of June.")], "The 21st of June."),
        ([plain("It was 25"), up("4a"), plain(" in May.")], "It was 25⁴ᵃ in May."),
        ([plain("A little turned text of 2024 here.")], "A little turned text of 2024 here."),
    ],
)
def test_letters_that_are_drawn_one_by_one_are_raised_and_lowered_together(
    tmp_path: Path, turn: int, parts: list[Part], expected: str
) -> None:
    """'PM10' is no power of PM1, and a stamp that is set a little askew has no raised letters."""

    def page(canvas: Any) -> None:
        canvas.translate(MARGIN, 700)
        canvas.rotate(turn)
        put_letters(canvas, 0, 0, parts)

    assert read(draw(tmp_path / "a.pdf", page)).text == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            [plain("Claims were made"), up("a"), plain(" by the company.")],
            "Claims were made ᵃ by the company.",
        ),
        ([plain("Of Company"), up("TM"), plain(" all is known.")], "Of CompanyTM all is known."),
    ],
)
def test_a_raised_letter_leaves_its_sentence_whole(
    tmp_path: Path, parts: list[Part], expected: str
) -> None:
    """A note's letter or a trade mark is no new paragraph."""
    raised_far = [(said, 5.5 if rise else 0.0, size) for said, rise, size in parts]
    path = draw(tmp_path / "a.pdf", lambda canvas: put_letters(canvas, 60, 700, raised_far))
    assert read(path).text == expected
