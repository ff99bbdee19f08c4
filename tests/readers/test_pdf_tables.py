from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.readers.pdf import character_boxes
from assistant.records import MarkKind
from tests.readers.drawing import (
    BOLD,
    BULLETS,
    MARGIN,
    REGULAR,
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
    boxes = character_boxes(tmp_path / "a.pdf", "campaign.pdf")
    start = document.text.index("1,204")
    assert 190 < boxes[start][1] < 200
    assert np.isnan(boxes[start - 2][1:]).all()


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
