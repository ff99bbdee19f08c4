"""Boxes and shades: what stands in one, below it and beside others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    MARGIN,
    REGULAR,
    SIZE,
    draw,
    prose,
    put,
    read,
    set_in,
    shown,
)
from tests.readers.printed_pages import page_marks


@pytest.mark.parametrize("radius", [0, 6])
@pytest.mark.parametrize("fill", [0, 1])
def test_boxes_in_a_row_are_read_one_by_one(tmp_path: Path, radius: int, fill: int) -> None:
    """Each text stands in the middle of its box, so that lines of two are at about one height."""
    boxes = (
        ("Report it today to the duty team.",),
        ("Ask a manager. Do", "not report yet."),
        ("Write it down and", "keep what you wrote", "for six years."),
    )

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 720, "What to do next")], 20, BOLD)
        for place, lines in enumerate(boxes):
            left = 40 + 180 * place
            canvas.setFillGray(0.9)
            canvas.roundRect(left, 560, 165, 80, radius, stroke=1 - fill, fill=fill)
            canvas.setFillGray(0)
            top = 597 + 6.5 * (len(lines) - 1)
            put(canvas, [(left + 8, top - 13 * n, line) for n, line in enumerate(lines)], SIZE)
        put(canvas, set_in(MARGIN, 500, 450, prose(1, 6)))

    document = read(draw(tmp_path / "a.pdf", page))
    paragraphs = [" ".join(lines) for lines in boxes]
    assert shown(document, MarkKind.PARAGRAPH) == [*paragraphs, " ".join(prose(1, 6))]


@pytest.mark.parametrize("fill", [0, 1])
@pytest.mark.parametrize(
    "table",
    [
        [("Age", "London", "Elsewhere"), ("0 to 2", "£198", "£170"), ("3 to 4", "£201", "£176")],
        [("Who", "What", "When"), ("Midwife", "Visits", "Monday"), ("School", "Plans", "Friday")],
        [("Do", "Do not"), ("Listen to her", "Promise secrets"), ("Tell others", "Wait")],
    ],
)
def test_columns_that_are_boxes_are_one_table(
    tmp_path: Path, table: Sequence[Sequence[str]], fill: int
) -> None:
    """Where the lines of each box stand level with those of the others, they are its rows."""
    whole = [*table, *table[1:]]

    def page(canvas: Any) -> None:
        canvas.setFillGray(0.9)
        lefts = [MARGIN + 150 * place for place, _ in enumerate(table[0])]
        for left in lefts:
            canvas.rect(left - 6, 600, 130, 120, stroke=1 - fill, fill=fill)
        canvas.setFillGray(0)
        for row, cells in enumerate(whole):
            placed = [(x, 700 - 20 * row, cell) for x, cell in zip(lefts, cells, strict=True)]
            put(canvas, placed, SIZE, REGULAR if row else BOLD)
        put(canvas, set_in(MARGIN, 560, 450, prose(1, 6)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.ROW) == [" | ".join(cells) for cells in whole]


@pytest.mark.parametrize("following", [True, False])
def test_a_line_at_the_head_of_a_box_heads_it_where_its_section_ends(
    tmp_path: Path, following: bool
) -> None:
    """Text that goes on below the box is not under the box's title."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Branches")], 14, BOLD)
        put(canvas, set_in(MARGIN, 750, 400, prose(1, 3)))
        canvas.setFillGray(0.9)
        canvas.rect(MARGIN - 10, 560, 440, 110, fill=1)
        canvas.setFillGray(0)
        put(canvas, [(MARGIN, 650, "Key points")])
        put(canvas, set_in(MARGIN, 625, 400, prose(4, 3)))
        if following:
            put(canvas, set_in(MARGIN, 500, 400, prose(7, 3)))
        else:
            put(canvas, [(MARGIN, 500, "Councils")], 14, BOLD)

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.HEADING)
    assert found == (["Branches"] if following else ["Branches", "Key points", "Councils"])


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        (
            "Members who had a carer were asked less often although the law says it should",
            "not make any difference whether a carer is there.",
        ),
        ("Of the members in the north who had a carer,", "61% were asked less often."),
    ],
)
def test_a_sentence_goes_on_over_a_box_and_a_caption(tmp_path: Path, whole: str, rest: str) -> None:
    """A shaded box at a page's foot and a caption overleaf part no sentence from its section."""

    def first(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Findings")], 14, BOLD)
        put(canvas, [*set_in(MARGIN, 750, 400, prose(1, 3)), (MARGIN, 690, whole)])
        canvas.setFillGray(0.9)
        canvas.rect(MARGIN - 10, 80, 460, 80, fill=1, stroke=0)
        canvas.setFillGray(0)
        put(canvas, [(MARGIN, 140, "A member’s story")], SIZE, BOLD)
        put(canvas, [(MARGIN, 122, "She was told that she could not have a break.")])

    def second(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "Figure 2: Breaks by area")], 9)
        put(canvas, [(MARGIN, 730, rest)])

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert shown(document, MarkKind.PARAGRAPH)[-2:] == [
        f"{whole} {rest}",
        "Figure 2: Breaks by area",
    ]
    assert shown(document, MarkKind.HEADING) == ["Findings"]
    assert [mark.number for mark in page_marks(document)] == [1, 2]


def test_a_box_below_one_of_several_columns_goes_with_what_it_is_set_like(tmp_path: Path) -> None:
    """On a poster, small print right below the last question of a column is not headed by it."""
    boxes = (
        (60, 600, 18, ("Is it", "enough?")),
        (220, 598, 18, ("Will they", "want to", "take part", "in a vote?")),
        (380, 600, 18, ("Will it do", "any harm?")),
        (200, 446, 9, ("From a guide for members, to be read before a vote is held, or", "later.")),
        (226, 494, 18, ("Are they", "willing?")),
        (60, 540, 18, ("Is it paid", "to all?")),
    )

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "What to ask first")], 40, BOLD)
        for left, top, size, lines in boxes:
            leading = 1.22 * size
            put(canvas, [(left, top - leading * n, line) for n, line in enumerate(lines)], size)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH) == [
        " ".join(boxes[place][3]) for place in (0, 5, 1, 4, 2, 3)
    ]


@pytest.mark.parametrize("is_panel", [False, True])
@pytest.mark.parametrize("drop", [4, 8, 20])
@pytest.mark.parametrize("margin", [MARGIN, 440.0])
def test_a_large_figure_in_a_margin_is_read_below_the_heading_beside_it(
    tmp_path: Path, margin: float, drop: float, *, is_panel: bool
) -> None:
    """It stands somewhat lower than the heading of the text beside it, on a shade or on none."""
    left = 200.0 if margin == MARGIN else MARGIN
    figures = {"Housing": ("41%", "of members rent"), "Travel": ("1 in 6", "members drives")}

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 770, "What members told us")], 20, BOLD)
        for top, (title, (figure, words)) in zip((720, 560), figures.items(), strict=True):
            if is_panel:
                canvas.setFillGray(0.9)
                canvas.rect(margin - 8, top - 60, 125, 100, stroke=0, fill=1)
                canvas.setFillGray(0)
            put(canvas, [(left, top, title)], 14, BOLD)
            put(canvas, [(margin, top - drop, figure)], 32, BOLD)
            put(canvas, [(margin, top - drop - 17, words)], 11)
            put(canvas, set_in(left, top - 18, 330, prose(len(title), 4)))

    document = read(draw(tmp_path / "a.pdf", page))
    said = [(m.kind, document.text[m.start : m.end]) for m in document.marks[1:]]
    expected = [(MarkKind.HEADING, "What members told us")]
    for title, figure in figures.items():
        text = " ".join(prose(len(title), 4))
        expected += [(MarkKind.HEADING, title), (MarkKind.PARAGRAPH, " ".join(figure))]
        expected.append((MarkKind.PARAGRAPH, text))
    assert [s for s in said if s[0] is not MarkKind.PAGE] == expected


@pytest.mark.parametrize("shaded", [False, True])
@pytest.mark.parametrize(
    "late", [("were paid late",), ("were paid more than a month too late", "in the year before")]
)
def test_large_figures_side_by_side_keep_their_words(
    tmp_path: Path, late: Sequence[str], *, shaded: bool
) -> None:
    """The words of one, however long, are no text beside the other."""
    tiles = [("41%", *late), ("1,310", "members wrote to the council about pay", "in the north")]

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Our year")], 18, BOLD)
        for left, (figure, *words) in zip((MARGIN, 320), tiles, strict=True):
            canvas.setFillGray(0.9 if shaded else 1)
            canvas.rect(left - 8, 680, 230, 85, stroke=0, fill=1)
            canvas.setFillGray(0)
            put(canvas, [(left, 730, figure)], 28, BOLD)
            put(canvas, [(left, 714 - 13 * n, line) for n, line in enumerate(words)])
        put(canvas, set_in(MARGIN, 640, 470, prose(1, 5)))

    document = read(draw(tmp_path / "a.pdf", page))
    whole = [*map(" ".join, tiles), " ".join(prose(1, 5))]
    assert shown(document, MarkKind.PARAGRAPH) == whole


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("figure", ["41%", "12 June", "0800 4112"])
def test_a_large_figure_below_the_text_of_a_column_parts_no_other(
    tmp_path: Path, column: int, figure: str
) -> None:
    """The columns are read one after the other; the words below the figure stay with it."""
    texts = [prose(1, 7), prose(20, 9)]
    lefts = (MARGIN, 320.0)

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "How we help")], 18, BOLD)
        placed = set_in(lefts[column], 750, 230, texts[0])
        foot = placed[-1][1] - 50
        put(canvas, placed)
        put(canvas, set_in(lefts[1 - column], 750, 230, texts[1]))
        put(canvas, [(lefts[column], foot, figure)], 28, BOLD)
        put(canvas, [(lefts[column], foot - 15, "for all members")], 9)

    text = read(draw(tmp_path / "a.pdf", page)).text
    paragraphs = [" ".join(sentences) for sentences in texts]
    expected = paragraphs[::-1] if column else paragraphs
    places = [text.find(part) for part in (*expected, figure, "for all members")]
    assert -1 not in places
    assert places[:2] == sorted(places[:2])
    assert places[2] > places[column]


@pytest.mark.parametrize("below", [True, False])
def test_boxes_of_one_line_in_a_row_are_read_one_by_one(tmp_path: Path, *, below: bool) -> None:
    """A figure is set larger than the words beside it in its box; text may stand below."""
    boxes = (("1,310", "members wrote"), ("41%", "were paid late"), ("£3.2m", "was spent"))

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Our year")], 18, BOLD)
        put(canvas, set_in(MARGIN, 750, 470, prose(1, 2)))
        for left, (figure, words) in zip((60, 230, 400), boxes, strict=True):
            canvas.setFillGray(0.9)
            canvas.rect(left - 6, 672, 160, 28, stroke=0, fill=1)
            canvas.setFillGray(0)
            put(canvas, [(left, 680, figure)], 16, BOLD)
            put(canvas, [(left + 60, 680, words)])
        put(canvas, set_in(MARGIN, 640, 470, prose(3, 3)) if below else [])

    document = read(draw(tmp_path / "a.pdf", page))
    expected = [" ".join(prose(1, 2)), *map(" ".join, boxes), " ".join(prose(3, 3))]
    assert shown(document, MarkKind.PARAGRAPH) == expected[: 4 + below]


def test_large_numbers_far_before_their_words_stand_in_one_line_with_them(tmp_path: Path) -> None:
    """They stand somewhat lower than the words, as in a list of steps."""
    steps = [("7", "Tell the branch what went wrong"), ("8", "Ask for a vote on it")]

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "How to complain")], 18, BOLD)
        for n, (number, words) in enumerate(steps):
            put(canvas, [(MARGIN, 730 - 50 * n, number)], 30, BOLD)
            put(canvas, [(MARGIN + 80, 736 - 50 * n, words)], 12)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(step) for step in steps]
