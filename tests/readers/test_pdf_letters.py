"""Letters that a file draws one by one: again for a shadow, wide apart, in small capitals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.readers.pdf.pages import read_pages
from assistant.records import MarkKind
from tests.readers.damage import pdf_with, stream
from tests.readers.drawing import MARGIN, REGULAR, draw, put, read, shown


def put_letters(
    canvas: Any, said: str, size: float, room: float, shifts: Sequence[tuple[float, float]]
) -> None:
    """Draw each letter, but no space, as often as there are shifts, with room behind it."""
    x = MARGIN
    for letter in said:
        for across, up in shifts if letter.strip() else ():
            put(canvas, [(x + across, 700 + up, letter)], size)
        x += stringWidth(letter, REGULAR, size) + room


@settings(max_examples=25, deadline=None)
@given(
    size=st.sampled_from((8, 11, 22)),
    across=st.floats(0, 0.09),
    up=st.floats(-0.09, 0),
    times=st.integers(1, 3),
)
@example(size=8, across=0.078, up=0.0, times=2)  # which pdfium alone reads twice
def test_letters_that_are_drawn_again_are_read_once(
    size: int, across: float, up: float, times: int
) -> None:
    """No figure is doubled where letters are stroked or have a shadow; 'all' and 1,100 stay."""
    said = "Still 12.5% of all 1,100 offices will..."
    shifts = [(n * across * size, n * up * size) for n in range(times)]
    if times == 3:
        shifts = [(x / 2, y / 2) for x, y in shifts]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        draw(path, lambda canvas: put_letters(canvas, said, size, 0, shifts))
        assert read(path).text == said


@pytest.mark.parametrize("room", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
@pytest.mark.parametrize("said", ["Widely spaced text of the budget", "OUR PLAN FOR A BETTER TOWN"])
def test_spaced_letters_are_words(tmp_path: Path, said: str, room: float) -> None:
    """A title whose letters stand wide apart can be found by its words."""
    path = tmp_path / "a.pdf"
    draw(path, lambda canvas: put_letters(canvas, said, 12, 12 * room, [(0, 0)]))
    assert read(path).text == said


@pytest.mark.parametrize("said", ["A B C D E F G H J K", "1 2 3 4 5 6 7 8 9", "Y N Y N Y Y N Y N"])
def test_letters_with_spaces_between_them_are_no_word(tmp_path: Path, said: str) -> None:
    """The letters of an index and the answers in a row stay apart."""
    path = tmp_path / "a.pdf"
    draw(path, lambda canvas: put_letters(canvas, said, 12, 0, [(0, 0)]))
    assert read(path).text == said


def test_small_capitals_of_a_form_stand_in_their_words(tmp_path: Path) -> None:
    """A browser draws them as capitals that read as small letters; none is lost, none is moved."""
    small = b"/Span <</ActualText (%s)>> BDC /F1 4 Tf %d 0 Td (%s) Tj EMC "
    shown = b"BT 1 0 0 1 40 1000 Tm /F1 6 Tf (T) Tj " + small % (b"h", 4, b"H")
    shown += small % (b"e", 3, b"E") + b"/F1 6 Tf 5 0 Td (P) Tj " + small % (b"l", 4, b"L")
    shown += small % (b"l", 2, b"L") + b"ET"
    form = stream(
        shown,
        b"/Type /XObject /Subtype /Form /BBox [0 0 600 1200]"
        b" /Resources << /Font << /F1 5 0 R >> >>",
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with({4: stream(b"3 0 0 3 -60 -2400 cm /X Do"), 6: form}))
    assert read(path).text == "The Pll"


RULE = "The manager must not may agree to it, in writing."


def put_bar(
    canvas: Any, said: str, words: str, up: float, more: float = 0.0, thick: float = 0.6
) -> None:
    """Draw a line of text and a bar over some of its words, so far above the baseline."""
    put(canvas, [(MARGIN, 700, said)], 12)
    left = MARGIN + stringWidth(said[: said.index(words)], REGULAR, 12)
    canvas.rect(left, 700 + up, stringWidth(words, REGULAR, 12) + more, thick, stroke=0, fill=1)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("must not", "The manager may agree to it, in writing."),
        ("must not ", "The manager may agree to it, in writing."),
        ("in writing", "The manager must not may agree to it, ."),
        ("The", "manager must not may agree to it, in writing."),
        ("may agree to it, in writing.", "The manager must not"),
        (RULE, ""),
    ],
)
def test_words_that_are_struck_out_are_left_out(tmp_path: Path, words: str, left: str) -> None:
    """A draft with its changes shown says what stands; each letter is still known by its place."""
    path = draw(tmp_path / "a.pdf", lambda canvas: put_bar(canvas, RULE, words, 3.2))
    assert read(path).text == left
    for line in read_pages(path, "a.pdf")[0].lines:
        assert "".join(RULE[place] for place in line.places) == line.text


@pytest.mark.parametrize(
    ("words", "up", "more", "thick"),
    [
        ("must not", -1.5, 0.0, 0.6),
        ("must not", 8.5, 0.0, 0.6),
        ("must not", 3.2, 12.0, 0.6),
        ("must not", 3.2, 0.0, 2.5),
        ("anage", 3.2, 0.0, 0.6),
        (RULE, 3.2, 30.0, 0.6),
        (RULE, 6.2, 0.0, 0.6),
    ],
    ids=["below", "above", "beyond", "thick", "in a word", "a rule", "over small letters"],
)
def test_words_on_which_a_line_lies_otherwise_stay(
    tmp_path: Path, words: str, up: float, more: float, thick: float
) -> None:
    """Underlines, rules and marks strike nothing out."""
    page = partial(put_bar, said=RULE, words=words, up=up, more=more, thick=thick)
    assert read(draw(tmp_path / "a.pdf", page)).text == RULE


def test_an_item_that_is_struck_out_leaves_no_number(tmp_path: Path) -> None:
    """Nor does its room tear what is above and below apart."""

    def page(canvas: Any) -> None:
        put_bar(canvas, "2. ring the ward", "ring the ward", 3.2)
        put(canvas, [(MARGIN, 714, "1. write"), (MARGIN, 686, "3. wait")], 12)

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ITEM) == ["1. write", "3. wait"]
