"""Tables whose rows are parted by level rules, by shades or by some rules only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.readers.drawing import (
    BOLD,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    Draw,
    by_row,
    draw,
    in_order,
    prose,
    put,
    read,
    rows,
    set_in,
)


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


GROUPS = [
    ("Area", "Branch", "Stalls", "Votes"),
    ("North", "Adur", "14", "96"),
    ("", "Arun", "9", "71"),
    ("", "Ouse", "12", "64"),
    ("South", "Rother", "7", "58"),
    ("", "Wey", "16", "83"),
]


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


def test_few_names_of_groups_stand_beside_many_rows(tmp_path: Path) -> None:
    """Figures keep their headers, though the first column is nearly empty."""
    named = {0: "North", 5: "South"}
    cells = [("Area", "Branch", "Stalls", "Votes")]
    cells += [(named.get(n, ""), f"Branch {n}", str(10 + n), str(90 - n)) for n in range(9)]

    def page(canvas: Any) -> None:
        for n, row in enumerate(cells):
            placed = zip((MARGIN, 160.0, 280.0, 360.0), row, strict=True)
            put(canvas, [(x, 700 - 20 * n, cell) for x, cell in placed if cell])
        put(canvas, set_in(MARGIN, 460, 400, prose(1, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(cells)]


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
