"""Numbers in even steps that are no axis of a chart, and tables that stand on one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.records import MarkKind
from tests.readers.drawing import MARGIN, WIDTH, draw, prose, put, read, set_in, shown

TABLES: dict[str, list[tuple[str, ...]]] = {
    "years down": [("2023", "61", "104"), ("2022", "48", "97"), ("2021", "52", "88"),
                   ("2020", "47", "95"), ("2019", "70", "91")],
    "years across": [("Region", "2019", "2020", "2021", "2022", "2023"),
                     ("North", "61", "48", "52", "47", "70"),
                     ("South", "12", "19", "17", "40", "31"),
                     ("West", "33", "35", "28", "27", "90")],
    "beside its columns": [
        ("Age", *(str(n) for n in range(8, 14))), ("Boys", *"635784"), ("Girls", *"223665"),
    ],
    "ranks": [("5", "Leaflets", "by hand"), ("4", "Stalls", "on market days"),
              ("3", "Letters", "to the council"), ("2", "Calls", "in the evening"),
              ("1", "Meetings", "each month")],
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_cells_of_a_table_are_no_axis(name: str, tmp_path: Path) -> None:
    """Numbers in even steps are a table's where others stand in their rows or below them."""

    def page(canvas: Any) -> None:
        for row, cells in enumerate(TABLES[name]):
            put(canvas, [(MARGIN + 75 * n, 700 - 20 * row, cell) for n, cell in enumerate(cells)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.LABEL) == []
    assert document.text.replace(" |", "").split() == [
        word for cells in TABLES[name] for cell in cells for word in cell.split()
    ]


def test_numbers_in_running_text_are_no_axis(tmp_path: Path) -> None:
    """Words beside them, or uneven steps, tell."""
    said = ["In 2019 2020 2021 and 2022 it met.", "3 5 8 13 21", "Weeks 10 20 30 40"]

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 700.0 - 30 * row, text) for row, text in enumerate(said)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.LABEL) == []
    assert all(text in document.text for text in said)


def test_the_ruled_table_on_which_bars_stand_is_one(tmp_path: Path) -> None:
    """Its names and figures are cells, and the axis' figures stand apart."""
    edges = (150.0, 240.0, 330.0, 420.0, 510.0)
    cells = (("By bus?", "By train?", "By car?", "On foot?"), ("72", "31", "12", "48"))

    def with_table(canvas: Any) -> None:
        canvas.grid(edges, [460, 474, 488])
        canvas.grid([90, 150], [460, 474])
        canvas.line(150, 488, 150, 600)
        for left, height in zip(edges, (72, 31, 12, 48), strict=False):
            canvas.rect(left + 25, 488, 40, height)
        at = [(132.0, 485.0 + 20 * n, str(20 * n)) for n in range(6)]
        at += [
            (left + 30, 478 - 14 * row, said)
            for row, texts in enumerate(cells)
            for left, said in zip(edges, texts, strict=False)
        ]
        put(canvas, [*at, (93, 464, "Our branch")], 8)
        put(canvas, set_in(MARGIN, 400, WIDTH - 2 * MARGIN, prose(0, 8)))

    document = read(draw(tmp_path / "a.pdf", with_table))
    assert shown(document, MarkKind.LABEL) == ["100 80 60 40 20 0"]
    found = [" | By bus? | By train? | By car? | On foot?", "Our branch | 72 | 31 | 12 | 48"]
    assert shown(document, MarkKind.ROW) == found
