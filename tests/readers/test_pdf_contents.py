"""Tables of contents: in no passage, and none of their entries a heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records import MarkKind
from tests.readers.printed_pages import (
    BOLD,
    PROSE,
    REGULAR,
    Page,
    draw,
    lines,
    outline,
    prose,
    read,
    shown,
)


def test_table_of_contents_is_not_headings(tmp_path: Path) -> None:
    """The contents page does not stand in for the sections it lists."""
    contents = lines("1 Aims of the campaign 2", "2 Who decides 3", "3 What next 4", font=BOLD)
    assert outline(read(draw(tmp_path / "a.pdf", [contents, prose(PROSE)]))) == []


@pytest.mark.parametrize(
    ("entries", "is_contents"),
    [
        (["1 Aims of the campaign 2", "2 Who decides .... 3", "What is next 12"], True),
        (["10 leaflets", "5 posters", "2 pens"], False),
        (["Branch of the north 12", "Branch of the south 3", "Others 9"], False),
        (["Members in 2023", "Members in 2024", "Members in 2025"], False),
    ],
    ids=["entries", "a pack's contents", "figures", "years"],
)
def test_a_table_of_contents_is_in_no_passage(
    tmp_path: Path, entries: list[str], is_contents: bool
) -> None:
    """Who asks for the aims is shown the aims, not on which page they stand."""

    def page(on: Page) -> None:
        on.line("Contents", 18)
        on.y -= 20
        for entry in entries:
            on.paragraph(entry)
        on.y -= 20
        on.line("Aims", 18)
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    left_out = shown(document, MarkKind.BOILERPLATE)
    assert left_out == (entries if is_contents else [])
    assert [text for text, _ in outline(document)] == ["Contents", "Aims"]


def test_entries_that_dots_lead_from_stay_apart_below_a_plain_title(tmp_path: Path) -> None:
    """A centred 'CONTENTS' in no other type is enough, and each entry is one of its own."""
    entries = [
        f"{name} {'.' * 90} {page}" for name, page in (("AIMS", 3), ("PAY", 5), ("NOTES", 8))
    ]

    def page(on: Page) -> None:
        on.line("CONTENTS", x=280)
        on.y -= 6
        for entry in entries:
            on.line(entry)
            on.y -= 6

    document = read(draw(tmp_path / "a.pdf", [page, prose(PROSE)]))
    assert shown(document, MarkKind.BOILERPLATE) == entries
    assert shown(document, MarkKind.PARAGRAPH) == ["CONTENTS", PROSE]


def test_headings_among_the_entries_of_a_table_of_contents_are_entries(tmp_path: Path) -> None:
    """Bold ones without a number of a page; and a part's contents may be those of the whole."""
    listed = ["Contents", "Foreword", "Aims 8", "Members 19", "Branches 28", "Regions 40"]

    def contents(on: Page) -> None:
        on.line("Contents", 18)
        on.y -= 20
        for entry in listed:
            on.line(entry, font=REGULAR if entry[-1].isdigit() else BOLD)
            on.y -= 12

    def foreword(on: Page) -> None:
        on.line("Foreword", 18)
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [contents, foreword, prose(*[PROSE] * 3)]))
    assert shown(document, MarkKind.BOILERPLATE) == listed
    assert [text for text, _ in outline(document)] == ["Contents", "Foreword"]


def test_a_plain_list_called_contents_is_read(tmp_path: Path) -> None:
    """What a kit holds is an answer; no dots lead to a page's number."""
    kit = ["Torches 2", "Blankets 4", "Bandages 12", "Plasters 20"]
    document = read(draw(tmp_path / "a.pdf", [prose("Contents", *kit, PROSE)]))
    assert shown(document, MarkKind.BOILERPLATE) == []
