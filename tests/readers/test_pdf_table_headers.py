"""Which rows of a table are its header, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    Draw,
    draw,
    prose,
    put,
    read,
    rows,
    ruled,
    set_in,
    shown,
)


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


def test_titles_of_sections_leave_a_row_above_figures_the_header(tmp_path: Path) -> None:
    """A row of one cell says nothing of what its columns hold."""
    cells = [("Asked by letter", "Women", "Men"), ("Yes", "14", "71"), ("No", "9", "3")]
    cells += [("Asked by telephone", "", ""), ("Yes", "61", "48"), ("No", "5", "8")]
    document = read(draw(tmp_path / "a.pdf", lambda c: ruled(c, cells, 700, bold=False)))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(cells)]


def test_figures_that_are_not_given_leave_the_words_above_the_header(tmp_path: Path) -> None:
    """What stands for one, as 'n/a' and '*' do, is no word; a word is."""
    cells = [("Branch", "Members", "Paid"), ("North", "395", "4%"), ("South", "*", "n/a")]
    document = read(draw(tmp_path / "a.pdf", lambda c: ruled(c, cells, 700, bold=False)))
    assert rows(document) == [(n, " | ".join(row)) for n, row in enumerate(cells)]
    cells[2] = ("South", "Closed", "Closed")
    document = read(draw(tmp_path / "b.pdf", lambda c: ruled(c, cells, 700, bold=False)))
    assert [number for number, _ in rows(document)] == [1, 2, 3]


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


def test_the_head_of_a_table_on_two_pages_is_its_header(tmp_path: Path) -> None:
    """Repeated overleaf in the same words and small type, it is no running head."""
    table = [["Arun", "312", "Jo Smith"], ["Adur", "290", "Al Jones"], ["Ely", "345", "Di Brown"]]

    def page(canvas: Any) -> None:
        for row, cells in enumerate((["District", "Children", "Manager"], *table)):
            places = zip((MARGIN, 250, 380), cells, strict=True)
            put(canvas, [(x, 800 - 18 * row, cell) for x, cell in places], 9)
        put(canvas, set_in(MARGIN, 700, 450, prose(1, 8)))

    document = read(draw(tmp_path / "a.pdf", page, page))
    assert shown(document, MarkKind.ROW)[::4] == ["District | Children | Manager"] * 2
