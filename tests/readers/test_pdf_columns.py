from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    HEIGHT,
    LEADING,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    WIDTH,
    Placed,
    backwards,
    by_column,
    by_row,
    columns_of,
    draw,
    in_order,
    prose,
    put,
    read,
    rows,
    sentence,
    set_in,
    shown,
)


@pytest.mark.parametrize("drawn", [by_column, by_row, backwards])
@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(
    tmp_path: Path, count: int, drawn: Callable[[Sequence[Sequence[Placed]]], list[Placed]]
) -> None:
    """A sentence that goes on in the next column is quoted whole, however the file draws it."""
    text = prose(1, 14)
    path = draw(tmp_path / "a.pdf", lambda c: put(c, drawn(columns_of(text, count, 700))))
    document = read(path)
    assert in_order(document, text)
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(text)]


def _justified(canvas: Any, left: float, top: float, lines: Sequence[str], width: float) -> None:
    """Draw lines word by word so that all but the last reach the same right edge."""
    for place, line in enumerate(lines):
        words, x = line.split(), left
        widths = [stringWidth(word, REGULAR, SIZE) for word in words]
        room = 3.0 if line == lines[-1] else (width - sum(widths)) / (len(words) - 1)
        for word, wide in zip(words, widths, strict=True):
            put(canvas, [(x, top - LEADING * place, word)])
            x += wide + room


def test_loose_justified_lines_are_no_cells(tmp_path: Path) -> None:
    """The first line of a paragraph stays its first, however far apart its words are set."""
    lines = (
        "The council met on Tuesday to",
        "consider the budget for the coming",
        "year. Members asked how the savings",
        "would be found and whether services",
        "for older people would be kept as they",
        "are.",
    )

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN + 198, 706, "Roads")], 16, BOLD)
        for left, top in ((MARGIN, 700), (MARGIN + 198, 679)):
            for first in (top, top - 86):
                _justified(canvas, left, first, lines, 176)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(lines)] * 4


@pytest.mark.parametrize("boxed", [False, True])
def test_headings_of_columns_at_different_heights(tmp_path: Path, boxed: bool) -> None:
    """Each column is read below its own heading, also where one stands slightly higher."""
    texts = prose(1, 8), prose(20, 8)

    def page(canvas: Any) -> None:
        if boxed:
            canvas.setFont(REGULAR, SIZE)
            canvas.drawString(400, 400, "Key facts that are drawn first")
            canvas.drawString(400, 387.5, "and said of the whole town")
        put(canvas, [(MARGIN, 770, "Columns")], 22, BOLD)
        for left, top, title, text in (
            (MARGIN, 700, "First part", texts[0]),
            (MARGIN + 240, 713, "Second part", texts[1]),
        ):
            put(canvas, [(left, top, title)], 16.5, BOLD)
            put(canvas, set_in(left, top - 27, 220, text))
        if boxed:
            put(canvas, set_in(MARGIN, 400, 300, prose(40, 4)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, ["First part", *texts[0], "Second part", *texts[1]])


@pytest.mark.parametrize("drawn", [by_column, by_row])
def test_a_heading_across_parts_the_columns(
    tmp_path: Path, drawn: Callable[[Sequence[Sequence[Placed]]], list[Placed]]
) -> None:
    """What stands above a heading comes before it, in all columns."""
    above, below = prose(1, 10), prose(20, 10)

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "Annual report of the campaign for fair pay")], 20)
        put(canvas, drawn(columns_of(above, 2, 700)))
        put(canvas, [(MARGIN, 560, "What the regions say of it and want to do next")], 16)
        put(canvas, drawn(columns_of(below, 2, 530)))

    document = read(draw(tmp_path / "a.pdf", page))
    headings = shown(document, MarkKind.HEADING)
    assert in_order(document, [headings[0], *above, headings[1], *below])


def test_a_short_heading_of_its_own_row_parts_the_columns(tmp_path: Path) -> None:
    """A heading over both columns need not be as wide as they are."""
    above, below = prose(1, 10), prose(20, 10)

    def page(canvas: Any) -> None:
        put(canvas, by_column(columns_of(above, 2, 700)))
        put(canvas, [(MARGIN, 560, "The regions")], 16)
        put(canvas, by_column(columns_of(below, 2, 530)))

    assert in_order(read(draw(tmp_path / "a.pdf", page)), [*above, "The regions", *below])


def test_a_word_broken_at_a_columns_end_is_whole(tmp_path: Path) -> None:
    """Hyphens at the end of a column are lifted like those at the end of a line."""
    columns = columns_of(prose(1, 10), 2, 700)
    columns[0][-1] = (*columns[0][-1][:2], "and the regional commit-")
    columns[1][0] = (*columns[1][0][:2], "tee of members met once")
    path = draw(tmp_path / "a.pdf", lambda c: put(c, by_column(columns)))
    assert "the regional committee of members" in read(path).text


def test_a_sidebar_does_not_cut_into_the_text(tmp_path: Path) -> None:
    """A box beside the text is read by itself."""
    text, aside = prose(1, 12), prose(40, 4)

    def page(canvas: Any) -> None:
        body = set_in(MARGIN, 700, 300, text)
        put(canvas, body)
        canvas.rect(385, 600, 150, 110)
        put(canvas, set_in(390, 690, 140, aside))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, text)
    assert in_order(document, aside)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_columns_are_read_on_a_turned_page(tmp_path: Path, turn: int) -> None:
    """Columns set sideways are columns all the same."""
    text = prose(1, 12)

    def page(canvas: Any) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        put(canvas, by_row(columns_of(text, 2, 600)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, text)


def test_labels_and_values_of_a_form_are_not_columns(tmp_path: Path) -> None:
    """A form that is drawn field by field is read field by field."""

    def page(canvas: Any) -> None:
        for place, (label, value) in enumerate((("Name", "A. Member"), ("Branch", "North West"))):
            put(canvas, [(MARGIN, 700 - 30 * place, label), (200, 700 - 30 * place, value)])

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.PARAGRAPH) == [
        "Name A. Member",
        "Branch North West",
    ]


def test_text_drawn_from_the_bottom_is_read_from_the_top(tmp_path: Path) -> None:
    """Where one line stands below the other, height decides, not the file's order."""
    text = prose(1, 8)
    placed = set_in(MARGIN, 700, 400, text)[::-1]
    assert in_order(read(draw(tmp_path / "a.pdf", lambda c: put(c, placed))), text)


def report(canvas: Any) -> None:
    """Draw two columns that share their places with a table's, with notes drawn before them."""
    put(canvas, [(MARGIN, 62, "1 Figures are for the year to May.")], 7)
    put(canvas, [(MARGIN, HEIGHT - 60, "What the branches found")], 18, BOLD)
    left = [*set_in(MARGIN, 720, 200, prose(1, 6))]
    put(canvas, left)
    put(canvas, [(left[-1][0] + stringWidth(left[-1][2], REGULAR, SIZE), left[-1][1] + 4, "1")], 6)
    put(canvas, [(310, 720 - LEADING * n, f"They met in week {n + 1} of May.") for n in range(6)])
    for row, cells in enumerate((*TABLE, ("West", "311", "20"))):
        font = BOLD if row == 0 else REGULAR
        places = zip((MARGIN, 310.0, 430.0), cells, strict=True)
        put(canvas, [(left, 480 - 18.0 * row, text) for left, text in places], SIZE, font)
    put(canvas, [(MARGIN, 340 - LEADING * n, f"We ask for point {n + 1}.") for n in range(6)])
    put(canvas, [(310, 340 - LEADING * n, f"You can do thing {n + 1}.") for n in range(6)])


def test_what_is_drawn_before_the_text_at_the_foot_does_not_hide_the_columns(
    tmp_path: Path,
) -> None:
    """Two columns above and below a table are prose, though the file draws a note before all."""
    document = read(draw(tmp_path / "a.pdf", report))
    text = document.text
    assert in_order(document, prose(1, 6))
    assert text.index(sentence(6)) < text.index("They met in week 1") < text.index("Region | Mem")
    assert text.index("We ask for point 6.") < text.index("You can do thing 1.")
    assert rows(document) == [
        (0, "Region | Members | Votes"),
        (1, "North | 1,204 | 61"),
        (2, "South | 987 | 48"),
        (3, "West | 311 | 20"),
    ]
    assert shown(document, MarkKind.FOOTNOTE) == ["1 Figures are for the year to May."]


def test_lists_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    """A slide that compares two lists is no table, and both lists are of one level."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 790, 450, prose(1, 12)))
        for left, now, points in (
            (60.0, "Now", ["Cases: 25", "Talks each", "quarter", "Late notes"]),
            (330.0, "Later", ["Cases: 15", "Talks each", "month", "Early notes"]),
        ):
            put(canvas, [(left, 560, now)], 16, BOLD)
            for row, point in enumerate(points):
                if row != 2:
                    put(canvas, [(left, 530 - LEADING * row, "•")])
                put(canvas, [(left + 14, 530 - LEADING * row, point)])

    document = read(draw(tmp_path / "a.pdf", page))
    items = [m for m in document.marks if m.kind is MarkKind.ITEM]
    assert [(document.text[m.start : m.end], m.number) for m in items] == [
        ("• Cases: 25", 1),
        ("• Talks each quarter", 1),
        ("• Late notes", 1),
        ("• Cases: 15", 1),
        ("• Talks each month", 1),
        ("• Early notes", 1),
    ]
    assert rows(document) == []


# Boxes of text, as on posters

GRID = [(place, 60.0 + 165 * (place % 3), 700.0 - 200 * (place // 3)) for place in range(6)]


def box_lines(number: int) -> list[str]:
    """What stands in one box: a title and a few short lines, told from others by its number."""
    return [f"Title {number}", f"box {number} begins with", "words that run on and", "end here."]


def said_in(number: int) -> list[str]:
    """What is read of one box: a heading and a paragraph."""
    title, *lines = box_lines(number)
    return [title, " ".join(lines)]


def put_box(canvas: Any, number: int, left: float, top: float) -> None:
    """Draw a title, with its lines below."""
    title, *lines = box_lines(number)
    put(canvas, [(left, top, title)], 16, BOLD)
    put(canvas, [(left, top - 30 - LEADING * n, line) for n, line in enumerate(lines)])


def blocks(document: Any) -> list[str]:
    """All headings and paragraphs, in order."""
    return shown(document, MarkKind.HEADING, MarkKind.PARAGRAPH)


@given(order=st.permutations(GRID), jitter=st.lists(st.floats(0, 3), min_size=6, max_size=6))
@settings(max_examples=8, deadline=None)
def test_a_poster_is_read_box_by_box(
    tmp_path_factory: pytest.TempPathFactory, order: list[Any], jitter: list[float]
) -> None:
    """Each title stands above its own words, in whatever order the file draws the boxes."""
    path = tmp_path_factory.mktemp("poster") / "a.pdf"

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "What the branches did")], 26, BOLD)
        for place, left, top in order:
            put_box(canvas, place, left, top - jitter[place])
        put(canvas, set_in(MARGIN, 380, 450, prose(1, 12)))

    document = read(draw(path, page))
    found = blocks(document)[1:-1]
    assert sorted(zip(found[::2], found[1::2], strict=True)) == [
        tuple(said_in(place)) for place in range(6)
    ]
    assert rows(document) == []


@given(order=st.permutations(range(4)))
@settings(max_examples=5, deadline=None)
def test_figures_keep_what_they_count(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    """Large figures beside their words are read figure by figure."""
    path = tmp_path_factory.mktemp("figures") / "a.pdf"
    tops = [700, 630, 560, 490]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 400, 450, prose(1, 12)))
        for place in order:
            put(canvas, [(MARGIN, tops[place] - 12, f"{place + 1},204")], 20, BOLD)
            words = [f"members of branch {place}", "who came to a meeting", "in the last year."]
            put(canvas, [(160, tops[place] - LEADING * n, w) for n, w in enumerate(words)])

    document = read(draw(path, page))
    said = " ".join(document.text.split())
    for place in range(4):
        words = f"members of branch {place} who came to a meeting in the last year."
        assert f"{place + 1},204 {words}" in said or f"{words} {place + 1},204" in said
    assert rows(document) == []


@pytest.mark.parametrize("areas", [True, False])
def test_boxes_side_by_side_are_no_rows(tmp_path: Path, areas: bool) -> None:
    """Two boxes drawn one by one come out one by one; what stands in one area keeps together."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 500, 450, prose(1, 12)))
        for number, left in ((2, 330.0), (1, 60.0)):
            if areas:
                canvas.setFillGray(0.9)
                canvas.rect(left - 6, 600, 220, 130, stroke=0, fill=1)
                canvas.setFillGray(0)
            put_box(canvas, number, left, 700)

    document = read(draw(tmp_path / "a.pdf", page))
    assert blocks(document)[:4] == [*said_in(1), *said_in(2)]
    assert rows(document) == []


def test_a_headings_number_stays_with_it_beside_boxes(tmp_path: Path) -> None:
    """A number set far from its title is no box of its own."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "2"), (MARGIN + 30, 760, "Care that families had")], 16, BOLD)
        for number in (2, 0, 1):
            put_box(canvas, number, 60 + 165 * number, 700 - 3 * number)
        put(canvas, set_in(MARGIN, 500, 450, prose(1, 12)))

    assert "2 Care that families had" in shown(
        read(draw(tmp_path / "a.pdf", page)), MarkKind.HEADING
    )


def test_titles_drawn_from_box_to_box_keep_their_boxes(tmp_path: Path) -> None:
    """All titles are drawn before the words, letter by letter, one a little lower and out of turn.

    pdfium has such a row in one line, in the order of drawing.
    """
    lefts = [MARGIN + 130 * n for n in range(4)]
    turn = (0, 1, 3, 2)

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "What the branches ask")], 26, BOLD)
        for first, top in ((1, 700), (5, 500)):
            for n in turn:
                title = f"I SEE {first + n} I"
                for place, letter in enumerate(title):
                    x = lefts[n] + stringWidth(title[:place], REGULAR, 14)
                    put(canvas, [(x, top - 2 * (n == 2), letter)], 14)
        for first, top in ((1, 660), (5, 460)):
            for n in turn:
                lines = (f"the number {first + n}", "is the one", "we all want?")
                put(canvas, [(lefts[n], top - 16 * k, line) for k, line in enumerate(lines)], 14)

    assert blocks(read(draw(tmp_path / "a.pdf", page)))[1:] == [
        text
        for n in range(1, 9)
        for text in (f"I SEE {n} I", f"the number {n} is the one we all want?")
    ]


def test_titles_near_the_text_above_go_on_with_its_column(tmp_path: Path) -> None:
    """Where titles of two columns stand at one height, they begin no new row of boxes."""
    tops = [(MARGIN + 250 * (n // 2), 700 - 61 * (n % 2)) for n in range(4)]

    def page(canvas: Any) -> None:
        put(canvas, [(*at, box_lines(n)[0]) for n, at in enumerate(tops)], 16, BOLD)
        for n in (2, 1, 3, 0):
            x, y = tops[n]
            put(canvas, [(x, y - 14 - LEADING * k, t) for k, t in enumerate(box_lines(n)[1:])])

    found = blocks(read(draw(tmp_path / "a.pdf", page)))
    assert found == [text for n in range(4) for text in said_in(n)]


def test_a_line_by_itself_above_a_box_does_not_run_on_over_it(tmp_path: Path) -> None:
    """On the next page stands the next field of a form, or an item of a list."""

    def first(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        put(canvas, [(MARGIN, 700, "Signed by")])
        canvas.rect(MARGIN - 6, 60, 412, 80)
        put(canvas, set_in(MARGIN, 120, 400, prose(4, 3)))

    def second(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "on behalf of the branch")])
        put(canvas, set_in(MARGIN, 750, 400, prose(7, 3)))

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert shown(document, MarkKind.PARAGRAPH) == [
        *(" ".join(prose(1, 3)), "Signed by", " ".join(prose(4, 3))),
        *("on behalf of the branch", " ".join(prose(7, 3))),
    ]
