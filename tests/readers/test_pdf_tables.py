from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    BULLETS,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    Draw,
    by_column,
    by_row,
    columns_of,
    draw,
    in_order,
    prose,
    put,
    read,
    rows,
    ruled,
    set_in,
    shown,
)


def test_a_ruled_table_is_read_row_by_row(tmp_path: Path) -> None:
    """A figure keeps its row and its column's name; a cell of two lines is one cell."""
    cells = [("Region", "Members", "Notes"), ("North", "1,204", "more than\nlast year")]
    cells.append(("South", "", "as before"))

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
        ruled(canvas, cells, 600)
        put(canvas, set_in(MARGIN, 440, 400, prose(5, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [
        (0, "Region | Members | Notes"),
        (1, "North | 1,204 | more than last year"),
        (2, "South |  | as before"),
    ]
    assert in_order(document, [*prose(1, 3), "North |", *prose(5, 3)])


def test_a_header_at_one_height_of_several_pages_is_no_running_head(tmp_path: Path) -> None:
    """What stands below a caption heads its table, however often it is printed."""
    cells = [("", "Number", "%"), ("Fully", "61", "60"), ("Partly", "9", "9")]
    said = [
        "How well were you told of it",
        "Who was asked what to do next",
        "Did they do as you said",
    ]

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, 780, f"Table {number}: {said[number]}")])
            ruled(canvas, cells, 765)
            put(canvas, set_in(MARGIN, 500, 400, prose(10 * number, 3)))

        return drawn

    document = read(draw(tmp_path / "a.pdf", *[page(n) for n in range(3)]))
    assert shown(document, MarkKind.BOILERPLATE) == []
    expected = [" | Number | %", "Fully | 61 | 60", "Partly | 9 | 9"]
    assert [text for _, text in rows(document)] == expected * 3


def test_a_ruled_table_without_a_header_has_rows_from_one(tmp_path: Path) -> None:
    """No row is taken for the header unless it looks like one."""
    cells = (("North", "Leeds"), ("South", "Dover"), ("East", "Ely"))
    path = draw(tmp_path / "a.pdf", lambda c: ruled(c, cells, 700, bold=False))
    assert [place for place, _ in rows(read(path))] == [1, 2, 3]


@pytest.mark.parametrize("marked", ["shade", "rule", "bold"])
def test_a_header_is_told_by_how_it_is_set(tmp_path: Path, marked: str) -> None:
    """Shading, a rule below or bold type makes the first row a header."""
    cells = (("Region", "Office"), ("North", "Leeds"), ("South", "Dover"), ("East", "Ely"))

    def page(canvas: Any) -> None:
        if marked == "shade":
            canvas.setFillGray(0.8)
            canvas.rect(MARGIN - 4, 696, 300, 15, stroke=0, fill=1)
            canvas.setFillGray(0)
        if marked == "rule":
            canvas.line(MARGIN - 4, 696, 360, 696)
        for place, texts in enumerate(cells):
            font = BOLD if marked == "bold" and place == 0 else REGULAR
            at = [(MARGIN + 150 * n, 700 - 16 * place, text) for n, text in enumerate(texts)]
            put(canvas, at, 10, font)

    assert rows(read(draw(tmp_path / "a.pdf", page)))[:2] == [
        (0, "Region | Office"),
        (1, "North | Leeds"),
    ]


def test_a_table_without_rules_is_read_row_by_row(tmp_path: Path) -> None:
    """Columns that line up over three rows are a table; the text around stays prose."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
        for place, cells in enumerate(TABLE):
            put(canvas, [(MARGIN + 140 * n, 650 - 15 * place, c) for n, c in enumerate(cells)])
        put(canvas, set_in(MARGIN, 560, 400, prose(5, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [
        (0, "Region | Members | Votes"),
        (1, "North | 1,204 | 61"),
        (2, "South | 987 | 48"),
    ]
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(prose(1, 3)), " ".join(prose(5, 3))]


def test_a_wide_table_parts_columns(tmp_path: Path) -> None:
    """The columns above a table across the page are read before it, those below after it."""
    above, below = prose(1, 10), prose(20, 10)

    def page(canvas: Any) -> None:
        put(canvas, by_column(columns_of(above, 2, 760)))
        ruled(canvas, TABLE, 600)
        put(canvas, by_column(columns_of(below, 2, 480)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, [*above, "Region | Members | Votes", "South | 987 | 48", *below])


def test_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    """Lines that stand at the same height in two columns are not cells."""
    path = draw(tmp_path / "a.pdf", lambda c: put(c, by_row(columns_of(prose(1, 9), 2, 700))))
    assert rows(read(path)) == []


def test_bullets_far_from_their_words_are_no_table(tmp_path: Path) -> None:
    """A list with wide indents stays a list."""

    def page(canvas: Any) -> None:
        for place, text in enumerate(BULLETS):
            put(canvas, [(MARGIN, 700 - 15 * place, "•"), (MARGIN + 36, 700 - 15 * place, text)])

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ITEM) == [f"• {t}" for t in BULLETS]


AREAS = (("", "Year R", "LCI", "UCI"), ("Adur", "14.0%", "11.5%", "16.8%"),
         ("Arun", "*", "*", "*"), ("Horsham", "9.7%", "8.0%", "11.7%"))  # fmt: skip


def at(place: int, y: float, *cells: str, step: float = 90) -> list[tuple[float, float, str]]:
    """Where the words of a row stand."""
    return [(MARGIN + step * n, y - 15 * place, c) for n, c in enumerate(cells) if c]


def test_words_over_several_columns_are_rows_above_the_header(tmp_path: Path) -> None:
    """'Overweight' above three columns is of the table, whose header is the row right above it."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
        put(canvas, [(MARGIN + 170, 665, "Overweight")])
        for place, cells in enumerate(AREAS):
            put(canvas, at(place, 650, *cells))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [
        (-1, " |  | Overweight | "),
        (0, " | Year R | LCI | UCI"),
        (1, "Adur | 14.0% | 11.5% | 16.8%"),
        (2, "Arun | * | * | *"),
        (3, "Horsham | 9.7% | 8.0% | 11.7%"),
    ]
    assert "Overweight | \n | Year R | LCI | UCI\nAdur | 14.0%" in document.text


def test_a_sentence_above_a_table_is_none_of_its_rows(tmp_path: Path) -> None:
    """What introduces a table stays a paragraph, wherever it begins."""
    said = "Percentage of pupils who said that they worry about these things:"

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN + 60, 665, said)])
        for place, cells in enumerate(AREAS):
            put(canvas, at(place, 650, *cells))

    document = read(draw(tmp_path / "a.pdf", page))
    assert [number for number, _ in rows(document)] == [0, 1, 2, 3]
    assert shown(document, MarkKind.PARAGRAPH) == [said]


def test_a_header_set_otherwise_does_not_hide_the_table(tmp_path: Path) -> None:
    """A table is looked for below rows that do not fit into its columns, and they head it."""
    body = (("Adur", "14.0%", "11.5%", "16.8%"), ("Arun", "9.7% of 1,234", "8.0%", "11.7%"),
            ("Esk", "12.4%", "10.8%", "14.2%"), ("Horsham", "9.9%", "8.1%", "11.9%"))  # fmt: skip

    def page(canvas: Any) -> None:
        for y, words in ((680, ("Area", "Rate", "Interval", "Interval")),
                         (665, ("name", "per cent", "lower", "upper"))):  # fmt: skip
            put(
                canvas, [(MARGIN + x, y, w) for x, w in zip((0, 100, 150, 270), words, strict=True)]
            )
        for place, cells in enumerate(body):
            put(canvas, at(place, 650, *cells))

    assert rows(read(draw(tmp_path / "a.pdf", page))) == [
        (-1, "Area | Rate | Interval | Interval"),
        (0, "name | per cent | lower | upper"),
        *((number, " | ".join(cells)) for number, cells in enumerate(body, 1)),
    ]


def test_a_header_may_stand_otherwise_than_the_figures_below_it(tmp_path: Path) -> None:
    """'8-10' centred above '79' and '80' heads them; so does a row with an empty corner."""

    def page(canvas: Any) -> None:
        put(canvas, at(0, 650, "", "8-10", "11-12", "13-14"))
        for place, cells in enumerate((("Boys", "79", "81", "83"), ("Girls", "80", "90", "79")), 1):
            put(canvas, [(x - 12 * (x > MARGIN), y, c) for x, y, c in at(place, 650, *cells)])

    assert rows(read(draw(tmp_path / "a.pdf", page))) == [
        (0, " | 8-10 | 11-12 | 13-14"),
        (1, "Boys | 79 | 81 | 83"),
        (2, "Girls | 80 | 90 | 79"),
    ]


def test_a_header_of_several_lines_is_one_row(tmp_path: Path) -> None:
    """Its lines are nearer than rows; rows without figures, or that do not wrap, stay rows."""
    lefts = (MARGIN, 200, 330)

    def page(lines: Sequence[tuple[str, ...]], step: float = 13) -> Callable[[Any], None]:
        def drawn(canvas: Any) -> None:
            put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
            figures = (("North", "14", "961"), ("South", "71", "789"), ("East", "118", "927"))
            for n, cells in enumerate((*lines, *figures)):
                y = 680 - step * min(n, len(lines)) - 15 * max(n - len(lines), 0)
                at = [(x, y, cell) for x, cell in zip(lefts, cells, strict=True) if cell]
                put(canvas, at, font=BOLD if n < len(lines) else REGULAR)

        return drawn

    wrapped = (("Branch", "Votes sent", "Votes"), ("", "and come", "counted"), ("", "back", ""))
    document = read(draw(tmp_path / "a.pdf", page(wrapped)))
    assert rows(document)[:2] == [
        (0, "Branch | Votes sent and come back | Votes counted"),
        (1, "North | 14 | 961"),
    ]
    without = (("Branch", "Sent", "Counted"), ("West", "–", "–"))
    document = read(draw(tmp_path / "c.pdf", page(without, 15)))
    assert "West | – | –" in document.text
    apart = (("Branch", "Votes", ""), ("of ours", "sent", "All"))
    document = read(draw(tmp_path / "b.pdf", page(apart)))
    assert "Branch | Votes |" in document.text
    assert "of ours | sent | All" in document.text


def test_the_last_row_of_a_striped_table_has_no_shade(tmp_path: Path) -> None:
    """The row that ends a table is one of it, and what stands below is not."""
    columns = (MARGIN, MARGIN + 42, MARGIN + 78, MARGIN + 106)
    cells = [("Phase", "Start", "End"), ("Plan", "Jan", "Feb"), ("Build", "Mar", "May")]
    cells += [("Test", "Jun", "Jul")]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        for place, row in enumerate(cells):
            canvas.setFillGray(0.85)
            for left, right in pairwise(columns if place % 2 == 0 else ()):
                canvas.rect(left, 696 - 16 * place, right - left, 16, stroke=0, fill=1)
            canvas.setFillGray(0)
            put(canvas, [(x + 3, 700 - 16 * place, t) for x, t in zip(columns, row, strict=False)])
        put(canvas, set_in(MARGIN, 634, 400, prose(5, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert [said for _, said in rows(document)] == [" | ".join(row) for row in cells]
    assert in_order(document, [*prose(1, 3), "Test |", *prose(5, 3)])


@pytest.mark.parametrize("by_cell", [True, False], ids=["cells", "rules"])
def test_rows_shaded_in_turn_are_a_table(tmp_path: Path, by_cell: bool) -> None:
    """Wrapped cells stay together where each other row is shaded and parted by rules."""
    cells = (("Key facts", "Local", "England"), ("Heart failure\nprevalence", "0.9", "0.8"),
             ("Admissions\n(rate per\n100,000)", "501.3", "527.9"))  # fmt: skip
    edges = (MARGIN, MARGIN + 110, MARGIN + 200, MARGIN + 290)

    def page(canvas: Any) -> None:
        for place, row in enumerate(cells):
            top = 700 - 60 * place
            canvas.setFillGray(0.8)
            spans = pairwise(edges) if by_cell else [(edges[0], edges[-1])]
            for left, right in spans if place != 1 else []:
                canvas.rect(left, top - 60, right - left, 60, stroke=0, fill=1)
            canvas.setFillGray(1)
            for x in edges[1:-1] if place != 1 and not by_cell else []:
                canvas.rect(x, top - 60, 1, 60, stroke=0, fill=1)
            canvas.setFillGray(0)
            for left, cell in zip(edges, row, strict=False):
                lines = enumerate(cell.split("\n"), 1)
                put(canvas, [(left + 4, top - 12 * n, line) for n, line in lines])

    found = rows(read(draw(tmp_path / "a.pdf", page)))
    assert [text for _, text in found] == [
        "Key facts | Local | England",
        "Heart failure prevalence | 0.9 | 0.8",
        "Admissions (rate per 100,000) | 501.3 | 527.9",
    ]


def test_a_table_of_which_rules_part_but_some_rows_is_whole(tmp_path: Path) -> None:
    """Shade has the header and a row without rules in the table; the rules below it do not."""
    cells = [("Key facts", "Local", "England")]
    cells += [(name, f"0.{n}", f"1.{n}") for n, name in enumerate(("Adur", "Arun", "Ely", "Hove"))]
    edges = (MARGIN, MARGIN + 110, MARGIN + 200, MARGIN + 290)

    def page(canvas: Any) -> None:
        canvas.setFillGray(0.8)
        for top in (700, 640, 580):
            canvas.rect(edges[0], top - 30, edges[-1] - edges[0], 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x in edges[1:-1]:
            canvas.line(x, 670, x, 700)
            canvas.line(x, 550, x, 640)
        canvas.grid([edges[0], edges[-1]], [550, 580, 610, 640])
        for place, row in enumerate(cells):
            put(canvas, [(x + 4, 682 - 30 * place, c) for x, c in zip(edges, row, strict=False)])

    assert rows(read(draw(tmp_path / "a.pdf", page))) == [
        (place, " | ".join(row)) for place, row in enumerate(cells)
    ]


def test_columns_that_only_corners_of_rules_part_are_columns(tmp_path: Path) -> None:
    """Level rules end at each cell; a cell over several columns keeps its lines together."""
    edges = [MARGIN + 80 * n for n in range(5)]

    def page(canvas: Any) -> None:
        for level in (700, 660, 630, 600):
            for left, right in pairwise(edges if level < 700 else edges[::2]):
                canvas.rect(left + 0.5, level, right - left - 0.5, 0.5, stroke=0, fill=1)
                canvas.rect(left, level, 0.5, 0.5, stroke=0, fill=1)
        canvas.rect(edges[2], 600, 0.5, 100, stroke=0, fill=1)
        put(
            canvas,
            [(edges[0] + 60, 686, "All members"), (edges[2] + 20, 686, "All votes counted by")],
        )
        put(canvas, [(edges[3] + 5, 672, "the branch")])
        for place, row in enumerate((("North", "South", "East", "West"), ("12", "14", "9", "8"))):
            put(canvas, [(x + 25, 642 - 30 * place, c) for x, c in zip(edges, row, strict=False)])

    assert [text for _, text in rows(read(draw(tmp_path / "a.pdf", page)))] == [
        "All members |  | All votes counted by the branch | ",
        "North | South | East | West",
        "12 | 14 | 9 | 8",
    ]


def test_a_heads_last_line_among_the_years_is_its_own(tmp_path: Path) -> None:
    """What wraps beside years stays one cell, but words over several columns are another row."""

    def page(*above: str) -> Callable[[Any], None]:
        def drawn(canvas: Any) -> None:
            put(canvas, at(0, 700, *above), 8, BOLD)
            put(canvas, at(0, 691, "", "2014", "2015", "previous year"), 8, BOLD)
            for place in range(4):
                put(canvas, at(place, 674, f"Area {place}", f"2{place}.0", "18.5", f"1.{place}"), 8)

        return drawn

    wrapped = read(draw(tmp_path / "a.pdf", page("Areas", "", "", "Change from")))
    assert rows(wrapped)[:2] == [
        (0, "Areas | 2014 | 2015 | Change from previous year"),
        (1, "Area 0 | 20.0 | 18.5 | 1.0"),
    ]
    over = read(draw(tmp_path / "b.pdf", page("Areas", "", "", "All changes from the")))
    assert rows(over)[1][1] == " | 2014 | 2015 | previous year"


def test_a_head_beside_rows_of_heads_reaches_down(tmp_path: Path) -> None:
    """The lines of a cell over which no rule goes are together, in the last row of the header."""

    def page(canvas: Any) -> None:
        canvas.line(MARGIN + 150, 708, MARGIN + 520, 708)
        canvas.line(MARGIN + 150, 685, MARGIN + 520, 685)
        put(canvas, [(MARGIN, 696, "Area"), (MARGIN + 270, 714, "Reception")], 9, BOLD)
        put(canvas, [(MARGIN + 260, 701, "Underweight")], 9, BOLD)
        heads = ("Number of", "children in", "Year R", "measured")
        put(canvas, [(MARGIN + 84, 714 - 12 * n, head) for n, head in enumerate(heads)], 9, BOLD)
        put(canvas, at(0, 676, "", "", "Low", "High", "All"), 9, BOLD)
        for place in range(4):
            put(canvas, at(place, 662, f"Area {place}", "658", "1.3%", "2.4%", "3.7%"), 9)

    assert rows(read(draw(tmp_path / "a.pdf", page)))[:4] == [
        (-2, " |  |  | Reception | "),
        (-1, " |  |  | Underweight | "),
        (0, "Area | Number of children in Year R measured | Low | High | All"),
        (1, "Area 0 | 658 | 1.3% | 2.4% | 3.7%"),
    ]


CLINICS = (
    ("Clinic", "What members asked of us", "Days", "Votes"),
    ("Harbour", "Longer hours at\nthe weekend and\nin the evening", "14", "961"),
    ("Station road\nand the market", "A second nurse", "7", "78"),
    ("Moor", "Nothing more", "3", "9"),
)


def clinics(align: float, mark: str) -> Draw:
    """Draw rows with cells higher or lower in them, between rules or shades.

    Words of a cell of fewer lines stand at a part of the room that the cell leaves.
    """
    lefts = (MARGIN, 160.0, 330.0, 400.0)

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        floor = 740.0
        for place, row in enumerate(CLINICS):
            most = max(cell.count("\n") for cell in row)
            height = 20 + 12 * most
            floor -= height
            if mark == "shades" and place % 2 == 0:
                canvas.setFillGray(0.85)
                canvas.rect(MARGIN - 4, floor, 400, height, stroke=0, fill=1)
                canvas.setFillGray(0)
            if mark == "rules":
                canvas.line(MARGIN - 4, floor, MARGIN + 396, floor)
            for left, cell in zip(lefts, row, strict=True):
                lines = cell.split("\n")
                top = floor + height - 13 - align * 12 * (most + 1 - len(lines))
                at = [(left, top - 12 * n, line) for n, line in enumerate(lines)]
                put(canvas, at, 9.5, REGULAR if place else BOLD)
        put(canvas, set_in(MARGIN, 520, 400, prose(5, 3)))

    return page


@pytest.mark.parametrize("mark", ["rules", "shades"])
@pytest.mark.parametrize("align", [0, 0.5, 1], ids=["top", "middle", "bottom"])
def test_what_stands_between_two_level_edges_is_one_row(
    tmp_path: Path, align: float, mark: str
) -> None:
    """However high a wrapped cell stands in its row; the header above the first rule is whole."""
    document = read(draw(tmp_path / "a.pdf", clinics(align, mark)))
    said = [" | ".join(cell.replace("\n", " ") for cell in row) for row in CLINICS]
    assert rows(document) == [*enumerate(said)]
    assert in_order(document, [*prose(1, 3), "Moor |", *prose(5, 3)])


def level(canvas: Any, cells: Sequence[Sequence[str]], top: float, ruled: Sequence[int]) -> None:
    """Draw rows of one line, the first in bold, with rules below some of them."""
    for place, row in enumerate(cells):
        at = [(MARGIN + 130 * n, top - 13 * place, cell) for n, cell in enumerate(row) if cell]
        put(canvas, at, SIZE, REGULAR if place and any(row[1:]) else BOLD)
        if place in ruled:
            canvas.line(MARGIN - 4, top - 13 * place - 3, MARGIN + 360, top - 13 * place - 3)


def test_rows_of_one_title_between_level_rules_are_rows(tmp_path: Path) -> None:
    """A bold section of a table is no heading that ends it."""
    cells = [("Votes", "2022", "2023"), ("North", "", ""), ("Ballots", "14", "961")]
    cells += [("South", "", ""), ("Ballots", "71", "789")]
    document = read(draw(tmp_path / "a.pdf", lambda c: level(c, cells, 700, range(5))))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(cells)]


def test_rules_that_part_groups_of_rows_make_no_row_of_a_group(tmp_path: Path) -> None:
    """Figures or names below each other between two rules are rows by themselves."""
    figures = [("Branch", "Year", "Votes"), ("North", "2022", "14"), ("", "2023", "961")]
    figures += [("South", "2022", "71"), ("", "2023", "78"), ("East", "2022", "9")]
    names = [("Branch", "Name", "Office"), ("North", "Ann Low", "Chair"), ("", "Bo Carr", "Clerk")]
    names += [("South", "Cy Reed", "Chair"), ("", "Di Marsh", "Clerk")]

    def page(canvas: Any) -> None:
        level(canvas, figures, 700, (0, 2, 4))
        put(canvas, set_in(MARGIN, 580, 400, prose(1, 3)))
        level(canvas, names, 500, (0, 2, 4))

    found = [text for _, text in rows(read(draw(tmp_path / "a.pdf", page)))]
    assert found == [" | ".join(row) for row in (*figures, *names)]


def test_tables_of_one_width_are_parted_by_what_stands_between(tmp_path: Path) -> None:
    """A heading between them ends the first, and each has its own header."""

    def page(canvas: Any) -> None:
        for title, top in (("Members of the branches", 700), ("Members of the councils", 600)):
            put(canvas, [(MARGIN - 4, top + 20, title)], 14, BOLD)
            level(canvas, TABLE, top, range(3))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(TABLE)] * 2


@pytest.mark.parametrize("south", [("South",), ("South and", "the coast")], ids=["", "wrapped"])
def test_a_label_beside_several_rows_is_of_the_first_of_them(
    tmp_path: Path, south: Sequence[str]
) -> None:
    """It is centred in a cell that no rule parts, and may be as many lines as these are rows."""
    edges = (MARGIN, 180.0, 300.0, 380.0)
    cells = [("Branch", "Office", "Votes"), ("North", "Chair", "14"), ("", "Clerk", "961")]
    cells += [("", "Warden", "9"), (" ".join(south), "Chair", "71"), ("", "Clerk", "78")]

    def page(canvas: Any) -> None:
        for x in edges:
            canvas.line(x, 700 - 20 * 6, x, 700)
        for n in range(7):
            canvas.line(
                edges[0] if n in (0, 1, 4, 6) else edges[1], 700 - 20 * n, 380, 700 - 20 * n
            )
        for n, row in enumerate(cells):
            y = 686 - 20 * n
            put(canvas, [(x + 3, y, c) for x, c in zip(edges[1:], row[1:], strict=False)])
        put(canvas, [(63, 686, "Branch"), (63, 686 - 40, "North")])
        put(canvas, [(63, 590 + 6 * len(south) - 12 * n, line) for n, line in enumerate(south)])

    found = [text for _, text in rows(read(draw(tmp_path / "a.pdf", page)))]
    assert found == [" | ".join(row) for row in cells]


def test_names_beside_rows_that_rules_part_on_their_right_are_one_each(tmp_path: Path) -> None:
    """They stand as far apart as the rows, however near these are."""
    cells = [("Branch", "Ballots"), ("North", "14"), ("South", "71"), ("East", "9")]

    def page(canvas: Any) -> None:
        canvas.grid([180, 300], [700 - 14 * n for n in range(5)])
        canvas.line(MARGIN, 700, 180, 700)
        canvas.line(MARGIN, 644, 180, 644)
        canvas.line(MARGIN, 644, MARGIN, 700)
        put(
            canvas,
            [
                (x, 690 - 14 * n, c)
                for n, r in enumerate(cells)
                for x, c in zip((63, 183), r, strict=True)
            ],
        )

    found = [text for _, text in rows(read(draw(tmp_path / "a.pdf", page)))]
    assert found == [" | ".join(row) for row in cells]


def test_titles_of_sections_leave_a_row_above_figures_the_header(tmp_path: Path) -> None:
    """A row of one cell says nothing of what its columns hold."""
    cells = [("Asked by letter", "Women", "Men"), ("Yes", "14", "71"), ("No", "9", "3")]
    cells += [("Asked by telephone", "", ""), ("Yes", "61", "48"), ("No", "5", "8")]
    document = read(draw(tmp_path / "a.pdf", lambda c: ruled(c, cells, 700, bold=False)))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(cells)]


SHARES = ("", "Rate", "Low", "High", "Rate", "Low", "High")
AGES = ("", "16-24", "25-44", "45-64", "65+", "Unknown")


def test_a_sentence_left_of_a_tables_title_is_none_of_it(tmp_path: Path) -> None:
    """It is far off in the same line, and has ended; a label far from what it names has not."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "Date of the next meeting:"), (300, 760, "Monday 3 June 2024")])
        put(canvas, [(MARGIN, 730, "Budget was approved."), (300, 730, "Action: Anna Brown")])
        put(canvas, [(MARGIN, 700, "Most of the members went by bus.")])
        put(canvas, [(320, 700, "Members who went by bus, by age")])
        for place, cells in enumerate(
            (("", "13-14", "15+"), ("Boys", "4", "12"), ("Girls", "0", "11"))
        ):
            put(
                canvas,
                [
                    (x, 685 - 14 * place, c)
                    for x, c in zip((320, 380, 430), cells, strict=True)
                    if c
                ],
            )

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.PARAGRAPH) == [
        "Date of the next meeting: Monday 3 June 2024",
        "Budget was approved. Action: Anna Brown",
        "Most of the members went by bus.",
        "Members who went by bus, by age",
    ]


def test_a_header_wrapped_to_its_foot_above_level_rules_is_one_row(tmp_path: Path) -> None:
    """Its cells end in one line, and the longest has three."""
    lines = [("", "Number of", ""), ("", "votes sent by", "Change since")]
    lines += [("Branch", "31 May", "2022")]
    figures = (("North", "395", "4%"), ("South", "560", "2%"), ("East", "601", "0%"))

    def page(canvas: Any) -> None:
        for n, row in enumerate((*lines, *figures)):
            y = 700 - 12 * n - 6 * max(n - 2, 0)
            at = [(MARGIN + 130 * k, y, cell) for k, cell in enumerate(row) if cell]
            put(canvas, at, SIZE, BOLD if n < len(lines) else REGULAR)
            if n > 1:
                canvas.line(MARGIN, y - 5, 400, y - 5)

    assert rows(read(draw(tmp_path / "a.pdf", page)))[:2] == [
        (0, "Branch | Number of votes sent by 31 May | Change since 2022"),
        (1, "North | 395 | 4%"),
    ]


def test_words_of_a_chart_between_its_lines_are_no_rows(tmp_path: Path) -> None:
    """Figures above bars stand at any height between lines of one width."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        for n in range(5):
            canvas.line(MARGIN, 600 + 20 * n, 400, 600 + 20 * n)
        for n, height in enumerate((4, 11, 29, 22, 46, 38, 67, 61)):
            put(canvas, [(MARGIN + 10 + 40 * n, 600 + height, str(height))], 7)

    assert rows(read(draw(tmp_path / "a.pdf", page))) == []


def test_small_tables_beside_sentences_are_read_with_their_heads(tmp_path: Path) -> None:
    """A table of the right column is one whatever stands beside its head on the left."""

    def page(canvas: Any) -> None:
        for top, name, figures in ((700, "bus", (4, 12, 0, 11)), (600, "train", (7, 33, 3, 10))):
            put(canvas, [(MARGIN, top, "Nearly all of the members said that they")])
            put(canvas, [(320, top + 1, f"Share of members who had taken a {name}.")], 9)
            put(canvas, [(MARGIN, top - 12, f"had taken a {name}.")])
            put(canvas, [(370, top - 12.5, "Whole county")], 9)
            put(canvas, [(357, top - 26, "13-14"), (403, top - 26, "15+")], 9)
            for row, label in enumerate(("Boys", "Girls")):
                cells = zip((317, 362, 405), (label, *figures[2 * row : 2 * row + 2]), strict=True)
                put(canvas, [(x, top - 40 - 14 * row, str(cell)) for x, cell in cells], 9)
        put(canvas, [(MARGIN, 760, "Journeys")], 14, BOLD)

    document = read(draw(tmp_path / "a.pdf", page))
    assert [text for _, text in rows(document)] == [
        *(" |  | Whole county", " | 13-14 | 15+", "Boys | 4 | 12", "Girls | 0 | 11"),
        *(" |  | Whole county", " | 13-14 | 15+", "Boys | 7 | 33", "Girls | 3 | 10"),
    ]


def test_the_text_beside_side_headings_is_whole_in_loose_lines(tmp_path: Path) -> None:
    """Lines set wider apart than a table's usually are go on where the words tell."""
    said = {
        "Before you leave": ["A member asks what you want. You do not", "have to decide at once."],
        "On the day": ["You get a letter. It says who to ring."],
        "After six weeks": ["The team looks at it again. They do not", "charge for that."],
    }

    def page(canvas: Any) -> None:
        y = 700.0
        for label, text in said.items():
            put(canvas, [(MARGIN, y, label)])
            for line in text:
                put(canvas, [(220, y, line)])
                y -= 15
            y -= 8

    document = read(draw(tmp_path / "a.pdf", page))
    expected = [f"{label} | {' '.join(text)}" for label, text in said.items()]
    assert [text for _, text in rows(document)] == expected


STORIES = (
    (
        (
            "The new hall in Harbour opened in May and has",
            "rooms for talks, for games and for quiet",
        ),
        (
            "hours. More than two hundred members came on",
            "the first day. We hope to see you there.",
        ),
    ),
    (
        (
            "The strike fund has ten new wardens who ended",
            "their training in June. They were shown round",
        ),
        ("by wardens who have been with us for years.", "All of them will have somebody to ring."),
    ),
    (
        (
            "Young members told us that they want more say",
            "in the branch. We have changed the form so",
        ),
        ("that they can write down who should come to", "the meeting and where it should be held."),
    ),
)


@pytest.mark.parametrize("head", [(), ("Members' news", "Spring")], ids=["bare", "headed"])
def test_prose_that_runs_from_column_to_column_between_rules_is_no_table(
    tmp_path: Path, head: tuple[str, ...]
) -> None:
    """Each story goes on at the top of the column beside it, whatever stands above the first."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN + 250 * n, 766, title) for n, title in enumerate(head)], SIZE, BOLD)
        for place, story in enumerate(STORIES):
            y = 760 - 40 * place
            canvas.line(MARGIN, y, 540, y)
            for n, column in enumerate(story):
                put(canvas, [(MARGIN + 250 * n, y - 14 - 13 * k, t) for k, t in enumerate(column)])
        canvas.line(MARGIN, 640, 540, 640)

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == []
    if not head:
        said = [" ".join((*left, *right)) for left, right in STORIES]
        assert shown(document, MarkKind.PARAGRAPH) == said


@pytest.mark.parametrize("head", [(), ("You said", "We did")], ids=["stories", "table"])
def test_prose_in_columns_of_one_width_between_rules_is_a_table_below_a_header(
    tmp_path: Path, head: tuple[str, ...]
) -> None:
    """Without one, two stories stand beside each other."""
    stories = [(prose(n, 3), prose(n + 3, 3)) for n in (1, 7, 13)]

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN + 230 * n, 766, title) for n, title in enumerate(head)], SIZE, BOLD)
        y = 760.0
        for pair in stories:
            canvas.line(MARGIN, y, 510, y)
            for n, story in enumerate(pair):
                put(canvas, set_in(MARGIN + 230 * n, y - 14, 200, story))
            y -= 13 * len(set_in(0, 0, 200, pair[0])) + 10
        canvas.line(MARGIN, y, 510, y)

    document = read(draw(tmp_path / "a.pdf", page))
    cells = [head, *((" ".join(left), " ".join(right)) for left, right in stories)]
    expected = [*enumerate(map(" | ".join, cells))] if head else []
    assert rows(document) == expected


def test_bold_titles_above_prose_between_rules_are_headings(tmp_path: Path) -> None:
    """Steps with their numbers at the side are no rows."""
    titles = ("Listen", "Write", "Share")

    def page(canvas: Any) -> None:
        for n, title in enumerate(titles):
            y = 760 - 70 * n
            canvas.line(MARGIN, y, 510, y)
            put(canvas, [(MARGIN, y - 16, str(n + 1)), (MARGIN + 28, y - 16, title)], SIZE, BOLD)
            put(canvas, set_in(MARGIN + 28, y - 30, 400, prose(3 * n + 1, 3)))
        canvas.line(MARGIN, 550, 510, 550)

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.HEADING)
    assert found == ["1 Listen", "2 Write", "3 Share"]


GROUPS = [
    ("Area", "Branch", "Stalls", "Votes"),
    ("North", "Adur", "14", "96"),
    ("", "Arun", "9", "71"),
]
GROUPS += [("", "Ouse", "12", "64"), ("South", "Rother", "7", "58"), ("", "Wey", "16", "83")]


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "header"])
@pytest.mark.parametrize("middle", [True, False], ids=["middle", "top"])
def test_a_group_is_named_in_the_first_of_its_rows(
    tmp_path: Path, middle: bool, ruled: bool
) -> None:
    """Whether level rules part all rows beside its name, or the header alone is ruled off."""
    lefts = (MARGIN, 160.0, 280.0, 360.0)

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        for n, row in enumerate(GROUPS):
            cells = [*zip(lefts, row, strict=True)]
            put(canvas, [(x, 700 - 20 * n, c) for x, c in cells[n > 0 :]])
            if ruled or n == 0:
                left = MARGIN if n in (0, 3, 5) else lefts[1]
                canvas.line(left, 693 - 20 * n, 400, 693 - 20 * n)
        put(canvas, [(MARGIN, 680 - 20 * middle, "North"), (MARGIN, 620 - 10 * middle, "South")])
        put(canvas, set_in(MARGIN, 540, 400, prose(5, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(GROUPS)]
    assert in_order(document, [*prose(1, 3), "Wey |", *prose(5, 3)])


def test_a_row_that_runs_over_the_page_is_a_row_on_both(tmp_path: Path) -> None:
    """Level rules alone part the rows, and none stands below the row at the foot of the page."""
    lefts, heads = (MARGIN, 160.0, 420.0), ("Stage", "What happens", "When")
    told = ["members of the branch wrote to the council", "about the pay and the hours of all"]

    def table(canvas: Any, tops: Sequence[float], cells: Sequence[tuple[str, int, str]]) -> None:
        put(canvas, [(x, tops[0] + 10, c) for x, c in zip(lefts, heads, strict=True)], SIZE, BOLD)
        for top, (name, count, days) in zip(tops, cells, strict=False):
            canvas.line(MARGIN - 4, top, 500, top)
            lines = [(160.0, top - 14 - 13 * n, told[n % 2]) for n in range(count)]
            put(canvas, [(MARGIN, top - 14, name)] * bool(name) + lines)
            put(canvas, [(420.0, top - 14, days)] * bool(days))
        for top in tops[len(cells) :]:
            canvas.line(MARGIN - 4, top, 500, top)

    def first(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        table(
            canvas,
            [300, 250, 200],
            [("Visit", 2, "2 days"), ("Plan", 2, "9 days"), ("Enquiry", 8, "45 days")],
        )

    def second(canvas: Any) -> None:
        table(
            canvas, [760, 710, 660, 610], [("", 2, ""), ("Review", 2, "3 months"), ("End", 2, "1")]
        )

    two, eight = " ".join(told), " ".join(told * 4)
    assert rows(read(draw(tmp_path / "a.pdf", first, second))) == [
        (0, "Stage | What happens | When"),
        (1, f"Visit | {two} | 2 days"),
        (2, f"Plan | {two} | 9 days"),
        (3, f"Enquiry | {eight} | 45 days"),
        (0, "Stage | What happens | When"),
        (1, f" | {two} | "),
        (2, f"Review | {two} | 3 months"),
        (3, f"End | {two} | 1"),
    ]


@pytest.mark.parametrize(
    "under",
    [
        by_row([set_in(x, 600, 220, prose(1, 6)) for x in (MARGIN, 320.0)]),
        by_row([set_in(x, 600, 40, ["Signed Ann Cole, Chair 1 May 2024"]) for x in (60, 230, 400)]),
    ],
)
def test_what_stands_in_columns_below_a_table_to_the_pages_end_is_none_of_it(
    tmp_path: Path, under: Sequence[tuple[float, float, str]]
) -> None:
    """Text, or the lines of signatures."""

    def page(canvas: Any) -> None:
        for n, row in enumerate(TABLE):
            canvas.line(MARGIN - 4, 672 - 20 * n, 540, 672 - 20 * n)
            put(canvas, [(x, 660 - 20 * n, c) for x, c in zip((60, 230, 400), row, strict=True)])
        canvas.line(MARGIN - 4, 612, 540, 612)
        put(canvas, under)

    found = rows(read(draw(tmp_path / "a.pdf", page)))
    assert found[:3] == [(n, " | ".join(row)) for n, row in enumerate(TABLE)]
    assert all(number == place for place, (number, _) in enumerate(found[3:], 1))


@pytest.mark.parametrize(("names", "is_header"), [(("12", "14"), False), (("Open", "Shut"), True)])
def test_a_row_of_figures_beside_no_label_heads_nothing(
    tmp_path: Path, names: tuple[str, str], *, is_header: bool
) -> None:
    """Names there are the columns'."""
    cells = [("Day", "Results", ""), ("", *names), ("Monday", "3", "4"), ("Friday", "5", "6")]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 3)))
        ruled(canvas, cells, 600)

    found = rows(read(draw(tmp_path / "a.pdf", page)))
    first = -1 if is_header else 0
    assert [number for number, _ in found] == [*range(first, first + 4)]


def test_a_header_repeated_above_a_total_is_a_header(tmp_path: Path) -> None:
    """Though both are bold, so that its looks do not tell."""
    pages = [[*TABLE, ("East", "14", "9")], [TABLE[0], ("Total", "2,205", "118")]]

    def first(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 400, prose(1, 3)))
        ruled(canvas, pages[0], 600)

    def second(canvas: Any) -> None:
        canvas.grid([MARGIN, 190, 320, 450], [600, 570, 540])
        for n, row in enumerate(pages[1]):
            cells = [(MARGIN + 3 + 130 * k, 589.0 - 30 * n, c) for k, c in enumerate(row)]
            put(canvas, cells, 9, BOLD)

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert rows(document) == [(n, " | ".join(row)) for p in pages for n, row in enumerate(p)]
