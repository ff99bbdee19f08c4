"""Tables by themselves and in running text, and what only looks like one."""

from __future__ import annotations

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

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


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


@pytest.mark.parametrize("white", [8, 18])
def test_rows_of_wrapped_cells_are_told_by_the_white_between(tmp_path: Path, white: int) -> None:
    """Where all cells of a row wrap, it is whole by the white around it."""
    entries = [
        ("Bus pass", "People over 66.", "Free"),
        (
            "Hire of the\nmeadow hall",
            "Clubs of the town and\nits schools",
            "£12 an hour,\nheating not",
        ),
        ("Key", "Each member has one.", "£5"),
        (
            "Loan of a\nwheelchair",
            "Anyone who has broken\na leg. Bring a letter.",
            "£3 a week for\nten weeks",
        ),
    ]

    def page(canvas: Any) -> None:
        y = 720.0
        for cells in entries:
            for x, cell in zip((MARGIN, 180, 380), cells, strict=True):
                put(canvas, [(x, y - 12 * n, line) for n, line in enumerate(cell.split("\n"))])
            y -= 12 * (max(cell.count("\n") for cell in cells) + 1) + white

    found = [text for _, text in rows(read(draw(tmp_path / "a.pdf", page)))]
    assert found == [" | ".join(cells).replace("\n", " ") for cells in entries]


HEADER, FIRST, LAST = ("Who", "How often", "Told"), ("Learners", "Daily", "Ward"), ("All", "No", "")
BEGUN = ("Drivers who have\nheld a licence for", "Each month, but\nnot where a van", "Depot\nlead")
BELOW = [
    (("less than a year", "has been lent", ""), True),
    (("less than a year", "has been lent", "Office"), True),
    (("", "has been lent", ""), True),
    (("", "Vans only", ""), False),
    (("Drivers of a lorry", "has been lent", "Office"), False),
    (("Drivers", "Daily", "Ward"), False),
]


@pytest.mark.parametrize("header", [[], [HEADER]])
@pytest.mark.parametrize(("below", "is_rest"), BELOW)
def test_a_row_that_a_page_cuts_is_whole_where_it_begins(
    tmp_path: Path, below: tuple[str, ...], is_rest: bool, header: list[tuple[str, ...]]
) -> None:
    """Full cells go on below what the table repeats, in mid-sentence; the others are empty."""

    def first(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 700, 400, prose(1, 3)))
        ruled(canvas, [HEADER, FIRST, BEGUN], 120)

    def second(canvas: Any) -> None:
        ruled(canvas, [*header, below, FIRST, LAST], 780, bold=bool(header))
        put(canvas, set_in(MARGIN, 500, 400, prose(5, 3)))

    document = read(draw(tmp_path / "a.pdf", first, second))
    above = [cell.replace("\n", " ") for cell in BEGUN]
    whole = [" ".join(filter(None, cells)) for cells in zip(above, below, strict=True)]
    assert [text for _, text in rows(document)] == [
        " | ".join(cells)
        for cells in (
            *(HEADER, FIRST, *([whole, *header] if is_rest else [above, *header, below])),
            *(FIRST, LAST),
        )
    ]
    pages = [document.text[m.start : m.end] for m in document.marks if m.kind is MarkKind.PAGE]
    assert pages[0].endswith(" | ".join(whole if is_rest else above))
    assert pages[1].startswith(" | ".join([*header, FIRST if is_rest else below][0]))


def test_small_letters_tell_of_no_rest_where_rows_begin_with_them(tmp_path: Path) -> None:
    """Entries in small letters are rows by themselves, however full their cells are."""

    def page(canvas: Any, *words: str) -> None:
        entries = [(f"{word} of the\nparish hall", "kept by us", "yes") for word in words]
        ruled(canvas, [HEADER, *entries], 120)

    path = draw(
        tmp_path / "a.pdf", lambda c: page(c, "key", "map"), lambda c: page(c, "tap", "urn")
    )
    assert len(rows(read(path))) == 6


@pytest.mark.parametrize(
    "groups",
    [
        [
            [(day, "Open to members", "9am to 5pm") for day in days]
            for days in (DAYS[:2], DAYS[2:4], DAYS[4:])
        ],
        [
            [("Stall", "Anyone who sells", "Ten pounds"), ("Barrow", "Our members", "Free")],
            [
                (
                    "Loan of a\nladder",
                    "Those who broke a leg and\nhave no car",
                    "A pound,\npaid first",
                )
            ],
            [("Hall", "Clubs of the town", "Six pounds"), ("Barn", "Schools", "Free")],
        ],
        [
            [("Swings", "Children", "Monday"), ("long swings", "with a grown-up", "by day")],
            [("Bowls", "Everyone", "Tuesday"), ("late bowls", "members only", "at night")],
            [("Library", "Readers", "Friday"), ("old books", "buyers of them", "in June")],
        ],
    ],
)
def test_groups_of_rows_by_themselves_stay_rows(
    tmp_path: Path, groups: list[list[tuple[str, ...]]]
) -> None:
    """White between groups of rows makes lines of one row only of a long line that goes on."""

    def page(canvas: Any) -> None:
        y = 700.0
        for row in (row for group in groups for row in (*group, ("", "", ""))):
            for line in zip(*(cell.split("\n") for cell in row), strict=True):
                put(canvas, [(x, y, n) for x, n in zip((MARGIN, 200, 400), line, strict=True) if n])
                y -= 12.5

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ROW, MarkKind.PARAGRAPH)
    whole = [" ".join(row).replace("\n", " ") for group in groups for row in group]
    assert [text.replace(" | ", " ") for text in found] == whole


@pytest.mark.parametrize("shaded", [True, False])
def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path, shaded: bool) -> None:
    """The file draws one row by row, then the other; their rows stand at the same heights."""
    tables = (
        ("Members", [("Ward", "Men", "Women"), ("North", "204", "61"), ("Quay", "87", "48")]),
        ("Stalls", [("Month", "Held", "Money"), ("May", "3", "£112"), ("June", "5", "£90")]),
    )

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 780, 460, prose(1, 3)))
        for left, (title, cells) in zip((MARGIN, 320), tables, strict=True):
            put(canvas, [(left, 700, title)], 13, BOLD)
            if shaded:
                canvas.setFillGray(0.8)
                canvas.rect(left - 4, 676, 220, 14, fill=1, stroke=0)
                canvas.setFillGray(0)
            for n, row in enumerate(cells):
                placed = [(left + 80 * k, 680 - 16 * n, cell) for k, cell in enumerate(row)]
                put(canvas, placed, font=REGULAR if n else BOLD)

    document = read(draw(tmp_path / "a.pdf", page))
    whole = [line for title, cells in tables for line in (title, *map(" | ".join, cells))]
    assert shown(document, MarkKind.HEADING, MarkKind.ROW) == whole
    assert [number for number, _ in rows(document)] == [0, 1, 2, 0, 1, 2]


def test_one_table_drawn_in_two_parts_keeps_the_names_of_its_rows(tmp_path: Path) -> None:
    """Figures that the file draws beside the rest of their rows are no table by themselves."""
    cells = [("Ward", "2023", "2024", "Change"), ("North", "204", "231", "+13%")]
    cells += [("Quay", "87", "79", "-9%"), ("Mill", "65", "80", "+23%")]

    def page(canvas: Any) -> None:
        for half in (0, 2):
            for n, row in enumerate(cells):
                placed = [(MARGIN + 120 * k, 700 - 16 * n, row[k]) for k in (half, half + 1)]
                put(canvas, placed, font=REGULAR if n else BOLD)

    found = rows(read(draw(tmp_path / "a.pdf", page)))
    assert [text for _, text in found] == [*map(" | ".join, cells)]


@pytest.mark.parametrize("column", [0, 1])
def test_names_of_groups_stand_in_the_table_whose_header_they_are_set_as(
    tmp_path: Path, column: int
) -> None:
    """Groups of any number of rows keep the table's header; a bold line above prose heads that.

    What begins in a later column may follow rows without such a name.
    """
    cells = [("No", "Hall", "Fee"), ("1", "Meadow hall", "£12"), ("Weekends",)]
    cells[1:1] = [] if column else [("Weekdays",)]
    cells += [
        ("2", "Quay rooms", "£15"),
        ("3", "Old mill", "£18"),
        ("Feasts",),
        ("4", "Barn", "£9"),
    ]
    lefts = (MARGIN, 140, 330)

    def page(canvas: Any) -> None:
        for n, row in enumerate(cells):
            is_bold = len(row) == 1 or not n
            at = lefts if len(row) > 1 else lefts[column:]
            placed = [(x, 740 - 20 * n, cell) for x, cell in zip(at, row, strict=False)]
            put(canvas, placed, font=BOLD if is_bold else REGULAR)
        put(canvas, [(MARGIN, 570, "Keys")], font=BOLD)
        put(canvas, set_in(MARGIN, 550, 400, prose(1, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    group = "{} |  | " if column == 0 else " | {} | "
    whole = [" | ".join(row) if len(row) > 1 else group.format(*row) for row in cells]
    assert rows(document) == [*enumerate(whole)]
    assert shown(document, MarkKind.HEADING) == ["Keys"]


def test_a_heading_below_a_table_is_no_group_of_its_rows(tmp_path: Path) -> None:
    """Where no name stands above the first rows, what is set as the header heads what is below."""
    tables = [
        [("Hall", "Fee", "Key"), ("Meadow", "£12", "£5"), ("Quay", "£15", "£5")],
        [("Pay by", "From", "To"), ("Card", "May", "June"), ("Cheque", "May", "July")],
    ]
    lines = [*tables[0], ("How to pay",), *tables[1]]

    def page(canvas: Any) -> None:
        for n, row in enumerate(lines):
            placed = [
                (x, 740 - 18 * n, cell) for x, cell in zip((MARGIN, 200, 330), row, strict=False)
            ]
            put(canvas, placed, font=BOLD if n in (0, 3) else REGULAR)

    document = read(draw(tmp_path / "a.pdf", page))
    assert [text for _, text in rows(document)] == [" | ".join(r) for t in tables for r in t]
    assert shown(document, MarkKind.HEADING) == ["How to pay"]


@pytest.mark.parametrize("said", ["Yes", "No", "Free of charge"])
def test_what_is_said_of_a_sentence_stays_with_it(tmp_path: Path, said: str) -> None:
    """However far right it stands."""
    sentence = "You live here but the branch of another town has sent you."

    def page(canvas: Any) -> None:
        put(canvas, [*set_in(MARGIN, 760, 460, prose(1, 3))])
        put(canvas, [(MARGIN, 700, sentence), (480, 700, said)])

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.PARAGRAPH)
    assert found[-1] == f"{sentence} {said}"


def test_items_side_by_side_are_items_by_themselves(tmp_path: Path) -> None:
    """The file draws them line by line."""
    items = [f"• {said[0].upper()}{said[1:]}." for said in (*BULLETS[:2], "pay", "hours")]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 460, prose(1, 3)))
        for y, pair in ((700, items[::2]), (685, items[1::2])):
            put(canvas, [(x, y, item) for x, item in zip((MARGIN, 330), pair, strict=True)])

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ITEM)
    assert sorted(found) == sorted(items)


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_initials_of_who_is_to_act_stand_apart_from_the_sentence(tmp_path: Path, font: str) -> None:
    """In minutes, paragraphs that hang behind their numbers are whole."""
    minutes = [
        ("2", "Hall", ""),
        ("2.1", "The roof of the hall was said to leak, and the trust was not told of it by", ""),
        ("", "the clerk. Members thanked those who keep the hall warm in the winter.", ""),
        ("2.2", "Members asked for the list of builders whom the trust had paid in March.", ""),
        ("", "They wished to see it, without sums, before the meeting of the board in May.", "AB"),
        ("3", "Buses", ""),
        ("3.1", "The late bus was kept, and its driver was thanked by all the members.", "CDE"),
        ("4", "Next meeting", ""),
        ("4.1", "The board will meet in May.", ""),
    ]

    def page(canvas: Any) -> None:
        put(canvas, [(500, 708, "Action")], font=BOLD)
        for n, (number, text, who) in enumerate(minutes):
            y = 700.0 - 13 * n - 8 * sum(bool(m[0]) for m in minutes[: n + 1])
            words = [(x, y, word) for x, word in ((MARGIN, number), (100, text)) if word]
            put(canvas, words, font=BOLD if len(number) == 1 else REGULAR)
            put(canvas, [(500, y, who)] if who else [], font=font)

    document = read(draw(tmp_path / "a.pdf", page))
    said = [f"{number} {text}".strip() for number, text, _ in minutes]
    assert shown(document, MarkKind.HEADING) == ["Action", said[0], said[5], said[7]]
    assert shown(document, MarkKind.PARAGRAPH) == [
        *(" ".join(said[1:3]), " ".join(said[3:5]), "AB", said[6], "CDE", said[8])
    ]


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
