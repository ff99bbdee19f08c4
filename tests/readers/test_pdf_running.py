"""Running heads and feet, and what only repeats as they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.passages import cut
from assistant.records import MarkKind
from assistant.settings import PassageSettings
from tests.readers.drawing import (
    BOLD,
    HEIGHT,
    LEADING,
    MARGIN,
    REGULAR,
    SIZE,
    Draw,
    by_column,
    columns_of,
    draw,
    prose,
    put,
    read,
    set_in,
    shown,
)


def test_running_titles_and_page_numbers_are_in_no_passage(tmp_path: Path) -> None:
    """What is printed on every page ranks nowhere."""

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, HEIGHT - 30, "Handbook of the campaign")], 8)
            put(canvas, [(280, 25, f"page {number} of 4")], 8)
            put(canvas, by_column(columns_of(prose(20 * number, 30), 2, 760)))

        return drawn

    document = read(draw(tmp_path / "a.pdf", *map(page, range(1, 5))))
    passages = cut(document, PassageSettings())
    assert shown(document, MarkKind.BOILERPLATE).count("Handbook of the campaign") == 4
    assert not [p for p in passages if "Handbook of" in p.text or re.search(r"page \d of", p.text)]


def test_a_running_head_is_one_though_its_size_differs_a_little(tmp_path: Path) -> None:
    """Made to fit a band on each page, it heads no section on any."""

    def page(size: float) -> Callable[[Any], None]:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, 770, "Branches of the north")], size, BOLD)
            put(canvas, [(MARGIN, 740, f"Votes of year {size}")], 16, BOLD)
            put(canvas, set_in(MARGIN, 700, 450, prose(1, 12)))

        return drawn

    sizes = (15.2, 15.4, 15.6, 15.3)
    document = read(draw(tmp_path / "a.pdf", *map(page, sizes)))
    assert shown(document, MarkKind.HEADING) == [f"Votes of year {size}" for size in sizes]
    assert shown(document, MarkKind.BOILERPLATE) == ["Branches of the north"] * 4


def test_a_foot_with_a_pages_number_is_boilerplate(tmp_path: Path) -> None:
    """A running title beside a number is no text, on one page as on many."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 660, 450, prose(1, 12)))
        put(canvas, [(MARGIN, 40, "1 | Strategy of the branch 2020-23")], 16)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.BOILERPLATE) == ["1 | Strategy of the branch 2020-23"]


@pytest.mark.parametrize("size", [9, SIZE])
@pytest.mark.parametrize("pages", [2, 3, 4])
def test_a_running_head_of_a_few_pages_parts_no_sentence(
    tmp_path: Path, pages: int, size: float
) -> None:
    """In a letter of two pages too: '… a carer does not have to pay' goes on below the head."""
    text = prose(1, 24 * pages)
    column = set_in(MARGIN, 740, 450, text)
    most = len(column) // pages + 1

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, 800, "Northern branch – charging policy")], size)
            lines = column[most * number : most * (number + 1)]
            put(canvas, [(x, 740 - LEADING * n, line) for n, (x, _, line) in enumerate(lines)])

        return drawn

    document = read(draw(tmp_path / "a.pdf", *map(page, range(pages))))
    assert shown(document, MarkKind.BOILERPLATE) == ["Northern branch – charging policy"] * pages
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(text)]


@pytest.mark.parametrize("feet", [("Branch guide", "7", "8"), ("Branch guide", "2026", "2026")])
def test_a_foot_at_both_margins_of_two_pages_parts_no_sentence(
    tmp_path: Path, feet: tuple[str, str, str]
) -> None:
    """A title at the left margin and what counts the pages at the right are no text."""
    title, *numbers = feet
    text = prose(1, 40)
    column = set_in(MARGIN, 740, 450, text)

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            lines = column[24 * number : 24 * (number + 1)]
            put(canvas, [(x, 740 - LEADING * n, line) for n, (x, _, line) in enumerate(lines)])
            put(canvas, [(MARGIN, 30, title), (500, 30, numbers[number])], 8)

        return drawn

    document = read(draw(tmp_path / "a.pdf", page(0), page(1)))
    assert shown(document, MarkKind.BOILERPLATE) == [f"{title} {n}" for n in numbers]
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(text)]


def test_a_foot_is_one_though_its_spaces_differ(tmp_path: Path) -> None:
    """Set in '| campaign' on two pages and '|campaign' on one, it is text on none."""
    feet = ("Branch of the north | campaign", "Branch of the north |campaign")

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, set_in(MARGIN, 740, 450, prose(10 * number, 8)))
            put(canvas, [(MARGIN, 60, feet[number == 1])])

        return drawn

    document = read(draw(tmp_path / "a.pdf", *map(page, range(3))))
    assert shown(document, MarkKind.BOILERPLATE) == [feet[0], feet[1], feet[0]]


@pytest.mark.parametrize(
    ("lines", "height", "size", "font"),
    [
        (("Case study 1", "Case study 2"), 770, 10, BOLD),
        (("Case study", "Case study"), 810, 9, BOLD),
        (("Step 1", "Step 2"), 810, 10, REGULAR),
        (("Signed by the parent",) * 2, 100, 10, REGULAR),
        (("If you are in danger, ring for help now.",) * 2, 40, 9, REGULAR),
        (("Helpline: 0800 123 4567 (weekdays)",) * 2, 40, 9, REGULAR),
    ],
)
def test_what_is_said_on_two_pages_stays_text(
    tmp_path: Path, lines: Sequence[str], height: int, size: int, font: str
) -> None:
    """Titles with their numbers, what is set as text, and whom to ring are no running heads."""

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, height, lines[number])], size, font)
            put(canvas, set_in(MARGIN, 740, 450, prose(1 + 8 * number, 8)))

        return drawn

    document = read(draw(tmp_path / "a.pdf", page(0), page(1)))
    assert shown(document, MarkKind.BOILERPLATE) == []
    said = [m for kind in (MarkKind.HEADING, MarkKind.PARAGRAPH) for m in shown(document, kind)]
    assert [text for text in said if text in lines] == [*lines]


def test_a_title_on_two_pages_stays_a_heading(tmp_path: Path) -> None:
    """Set larger than the text, 'Notes' on each of two pages heads what stands below it."""

    def page(number: int) -> Draw:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, 800, "Notes")], 16, BOLD)
            put(canvas, set_in(MARGIN, 760, 450, prose(number, 12)))

        return drawn

    document = read(draw(tmp_path / "a.pdf", page(1), page(20)))
    assert shown(document, MarkKind.HEADING) == ["Notes", "Notes"]
