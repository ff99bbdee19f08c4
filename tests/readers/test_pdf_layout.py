"""Lines of a page: what heads it, what goes on, and what is set large or in bold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    LEADING,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    by_row,
    columns_of,
    draw,
    in_order,
    prose,
    put,
    read,
    ruled,
    set_in,
    shown,
)

pytestmark = pytest.mark.slow


def test_a_copy_by_another_program_reads_the_same(tmp_path: Path) -> None:
    """Columns and tables do not hang on how a file is written."""

    def page(canvas: Any) -> None:
        put(canvas, by_row(columns_of(prose(1, 10), 2, 760)))
        ruled(canvas, TABLE, 500)

    path = draw(tmp_path / "a.pdf", page)
    before = read(path).text
    PdfWriter(clone_from=PdfReader(path)).write(path)
    assert read(path).text == before


@pytest.mark.parametrize(
    "line",
    [
        "Chart 1, Members by branch",
        "Figure 3: Votes in each of the regions",
        "Table 12 – Hours and pay",
        "Table: 12: Hours and pay",
        "6 | Strategy of the branch 2020-23",
        "Strategy of the branch | 6",
        "www.branch.example",
        "https://branch.example/votes | pay@branch.example",
        "June 2017",
        "07 November 2016",
        "Report of the branch by the",
    ],
)
@pytest.mark.parametrize(("size", "font"), [(10, BOLD), (16, REGULAR)])
def test_captions_feet_addresses_and_dates_are_no_headings(
    tmp_path: Path, line: str, size: float, font: str
) -> None:
    """However large they are set, what follows is not of them."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 700, "What we found")], 16, BOLD)
        put(canvas, set_in(MARGIN, 660, 450, prose(1, 4)))
        put(canvas, [(MARGIN, 560, line)], size, font)
        put(canvas, set_in(MARGIN, 520, 450, prose(5, 4)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.HEADING) == ["What we found"]
    assert line in document.text


def test_a_line_broken_in_a_sentence_is_no_heading(tmp_path: Path) -> None:
    """Nor are large lines from which it goes on in small ones, or more lines than titles have."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 700, "Members of all branches who")], 14, BOLD)
        put(canvas, [(MARGIN, 686, "have met since May voted for it.")], 10)
        put(canvas, set_in(MARGIN, 640, 450, prose(1, 4)))
        large = ["Of all", "members", "seven in", "ten were", "there and", "said so"]
        put(canvas, [(MARGIN, 500 - 17 * n, text) for n, text in enumerate(large)], 14, BOLD)
        put(canvas, set_in(MARGIN, 340, 450, prose(5, 4)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.HEADING) == []
    assert in_order(document, [*prose(1, 4), *prose(5, 4)])


def test_a_term_farther_left_is_not_glued_to_the_definition_above(tmp_path: Path) -> None:
    """As browsers print a glossary, without bold terms."""
    lines = [
        (MARGIN, "Advocate"),
        (MARGIN + 30, "A person who speaks up for you and does not decide for you."),
        (MARGIN, "Best interests"),
        (MARGIN + 30, "What is right for the person, not for others."),
        (MARGIN, "Deputy"),
        (MARGIN + 30, "A person named by the Court of Protection."),
    ]
    placed = [(x, 700 - 15 * place, text) for place, (x, text) in enumerate(lines)]
    document = read(draw(tmp_path / "a.pdf", lambda canvas: put(canvas, placed)))
    assert shown(document, MarkKind.PARAGRAPH) == [text for _, text in lines]


def test_the_text_of_a_slide_is_no_heading_for_being_larger_than_notes(tmp_path: Path) -> None:
    """A dense slide sets the size of most letters; each slide's own tells its headings."""
    said = ["Waiting fell by a tenth in the year to March", "It did not fall in two of the areas"]

    def slide(canvas: Any) -> None:
        canvas.setPageSize((960, 540))
        put(canvas, [(MARGIN, 460, "Findings")], 36)
        put(canvas, [(MARGIN, 390, said[0]), (MARGIN, 347, said[1])], 24)

    def notes(canvas: Any) -> None:
        canvas.setPageSize((960, 540))
        put(canvas, [(MARGIN, 460, "Notes")], 36)
        put(canvas, [(MARGIN, 400 - 20 * row, text) for row, text in enumerate(prose(1, 8))], 14)

    document = read(draw(tmp_path / "a.pdf", slide, notes))
    assert shown(document, MarkKind.HEADING) == ["Findings", "Notes"]
    assert shown(document, MarkKind.PARAGRAPH)[:2] == said


@pytest.mark.parametrize("order", ["row by row", "column by column"])
@pytest.mark.parametrize("is_centred", [False, True])
def test_large_figures_in_a_row_each_go_with_their_words(
    tmp_path: Path, order: str, is_centred: bool
) -> None:
    """Read line by line, '93%' would seem to be of what stands below '1 in 4'."""
    facts = (
        ("4,210", "members were asked about", "their pay, up from", "3,990"),
        ("93%", "of branches held a vote"),
        ("1 in 4", "Leaflets went to homes", "that had none before"),
    )

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 450, prose(1, 4)))
        places = [(row, place) for row in range(4) for place in range(3)]
        if order == "column by column":
            places.sort(key=lambda at: at[1])
        for row, place in places:
            if row < len(facts[place]):
                text, size, font = facts[place][row], 10 if row else 26, REGULAR if row else BOLD
                left = MARGIN + 160 * place
                if is_centred:
                    left += (130 - stringWidth(text, font, size)) / 2
                put(canvas, [(left, 640 - (6 + 13 * row if row else 0), text)], size, font)
        put(canvas, set_in(MARGIN, 540, 450, prose(5, 4)))

    document = read(draw(tmp_path / "a.pdf", page))
    told = [" ".join(lines) for lines in facts]
    assert shown(document, MarkKind.PARAGRAPH) == [
        " ".join(prose(1, 4)),
        *told,
        " ".join(prose(5, 4)),
    ]


RISE = "• Voting rose in the north of the county, and in most areas around Ely"
FALL = "• Pay fell."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [(0, 22, "3,100"), (0, 10, "members took part in the vote.")],
            ["3,100 members took part in the vote."],
        ),
        (
            [(0, 16, "More than 3,100 members lived alone"), (0, 10, "and far.")],
            ["More than 3,100 members lived alone and far."],
        ),
        (
            [(0, 10, f"{RISE}, by 490"), (12, 10, "- higher than in the south."), (0, 10, FALL)],
            [f"{RISE}, by 490 - higher than in the south.", FALL],
        ),
        (
            [(0, 10, RISE), (12, 10, "- in the first year"), (12, 10, "- in the last year")],
            [RISE, "- in the first year", "- in the last year"],
        ),
        (
            [(0, 10, RISE), (22, 10, "– nurses and teachers"), (0, 10, FALL)],
            [RISE, "– nurses and teachers", FALL],
        ),
    ],
)
def test_a_sentence_goes_on_in_other_type_or_behind_a_dash(
    tmp_path: Path, lines: Sequence[tuple[float, float, str]], expected: Sequence[str]
) -> None:
    """A figure set large goes with what it counts; several dashes below each other are items."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 320, prose(1, 4)))
        y = 600.0
        for indent, size, text in lines:
            put(canvas, [(MARGIN + indent, y, text)], size)
            y -= LEADING

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH, MarkKind.ITEM)[1:] == expected


@pytest.mark.parametrize(
    "cells",
    [
        (("2020", "2021", "2022", "2023"), ("Low", "High", "Low", "High"), ("4", "9", "7", "6")),
        (("1,204", "410", "877", "640"), ("Low", "High", "Low", "High"), ("84", "9", "7", "6")),
    ],
)
def test_rows_of_figures_in_a_table_are_no_large_figures(
    tmp_path: Path, cells: Sequence[Sequence[str]]
) -> None:
    """Years over names, and figures with words and figures below, are read row by row."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 450, prose(1, 4)))
        for n, row in enumerate(cells):
            placed = [
                (MARGIN + 110 * k, 640 - (8 + 12 * n if n else 0), c) for k, c in enumerate(row)
            ]
            put(canvas, placed, 10 if n else 14)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH)[1:] == [" ".join(row) for row in cells]


def test_a_reference_with_a_title_in_bold_is_one_paragraph(tmp_path: Path) -> None:
    """Its type changes at a line's end, and before that within a line."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 320, prose(1, 4)))
        text = canvas.beginText(MARGIN, 600)
        text.setFont(REGULAR, SIZE, LEADING)
        text.textOut("Green, Jo and Brown, Al (2009) ")
        text.setFont(BOLD, SIZE, LEADING)
        text.textLine("Voting in the branches of the")
        text.textLine("north: who takes part, and who would if they could?")
        text.setFont(REGULAR, SIZE, LEADING)
        text.textLine("International Journal of Votes 7(2), with all its figures.")
        text.setFont(BOLD, SIZE, LEADING)
        text.textLine("Action: Anna Brown to write to the council of it, by the end of May.")
        canvas.drawText(text)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH)[1:] == [
        "Green, Jo and Brown, Al (2009) Voting in the branches of the north: who takes part, and "
        "who would if they could? International Journal of Votes 7(2), with all its figures.",
        "Action: Anna Brown to write to the council of it, by the end of May.",
    ]
