"""Paragraphs, lists and pages of PDFs, and what a file says of itself."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.utils import simpleSplit

from assistant.records import MarkKind, Origin
from tests.readers.printed_pages import (
    HEIGHT,
    LEFT,
    PROSE,
    REGULAR,
    WIDTH,
    Draw,
    Page,
    draw,
    lines,
    page_marks,
    prose,
    read,
    rewritten,
    shown,
)

# Paragraphs


def test_lines_of_a_paragraph_are_joined_with_one_space(tmp_path: Path) -> None:
    """A sentence that wraps in the PDF is found as one sentence."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE, "A second paragraph stands below the first.")])
    assert shown(read(path), MarkKind.PARAGRAPH) == [
        PROSE,
        "A second paragraph stands below the first.",
    ]


def test_a_short_last_line_ends_a_paragraph(tmp_path: Path) -> None:
    """Paragraphs set without room between them stay apart."""

    def page(on: Page) -> None:
        for line in simpleSplit(PROSE, REGULAR, 10, 300):
            on.line(line)
        for line in simpleSplit("Another matter is the rota. " + PROSE, REGULAR, 10, 300):
            on.line(line)

    found = shown(read(draw(tmp_path / "a.pdf", [page])), MarkKind.PARAGRAPH)
    assert found == [PROSE, "Another matter is the rota. " + PROSE]


@pytest.mark.parametrize(
    ("printed", "elsewhere", "expected"),
    [
        (("a regional commit-", "tee met the members"), "", "regional committee met"),
        (("the long-", "term plan of the branch"), "A long-term view.", "the long-term plan"),
        (("they work part-", "time for the members"), "In part, time tells.", "work part-time for"),
        (("the short-", "and long-term plan is ready"), "", "the short- and long-term plan"),
        (("in the year 2019-", "20 the branch grew again"), "", "year 2019-20 the branch"),
        (("the workers were NHS-", "funded for a year or more"), "", "were NHS-funded for"),
        (("an Anglo-", "Irish accord was signed that day"), "", "an Anglo-Irish accord"),
        (("they are self-", "employed and have no cover"), "", "are self-employed and"),
        (("there is more well-", "being among members now"), "", "more well-being among"),
        (("it rests on co-", "ordination of all the branches"), "", "on co-ordination of"),
        (("the branch re-", "views each of the cases soon"), "", "branch reviews each"),
        (("nurses or health/so-", "cial workers of the branch"), "", "health/social workers"),
        (("no one waits by the end of 2024–", "25 for a visit"), "", "of 2024–25 for"),
        (("they lose what they need, at £40–", "£50 a week"), "", "at £40–£50 a week"),
        (
            ("she has been their chair since 2021–", "2017–2021: clerk"),
            "",
            "2021– 2017–2021: clerk",
        ),
        (("the line is open all day Saturday–", "Sunday and on Monday"), "", "Saturday–Sunday and"),
        (("the vote was lost –", "but not by many of the branches"), "", "lost – but not"),
        (("see https://a.org/pay-", "and-hours/ for the rest"), "", "https://a.org/pay-and-hours/"),
    ],
)
def test_words_broken_at_a_line_end(
    tmp_path: Path, printed: tuple[str, str], elsewhere: str, expected: str
) -> None:
    """A word broken at a line's end can be found, and a hyphen that belongs to it is kept."""
    path = draw(tmp_path / "a.pdf", [lines(*printed), prose(elsewhere or PROSE)])
    assert expected in read(path).text


def test_a_line_that_leaves_a_range_open_early_ends_there(tmp_path: Path) -> None:
    """It goes on in no figure that stands below it and had room on it."""
    said = [
        "The branch met and agreed on all of its rules.",
        "In force: 2023–",
        "12 pages, 3 forms",
    ]
    document = read(draw(tmp_path / "a.pdf", [lines(*said)]))
    assert shown(document, MarkKind.PARAGRAPH)[-1] == said[-1]


def test_a_dash_and_quotation_marks_stay_what_they_are(tmp_path: Path) -> None:
    """Quoted text has the document's own punctuation."""
    text = "In 2019–20 the ‘living wage’ rose by 5 % — to £9.30 * an hour."
    assert shown(read(draw(tmp_path / "a.pdf", [prose(text)])), MarkKind.PARAGRAPH) == [text]


def test_signs_that_the_font_maps_to_several_or_long_codes(tmp_path: Path) -> None:
    """A ligature comes as its letters and an emoji as one character."""
    path = draw(tmp_path / "a.pdf", [lines("A B C")])
    mapped = DecodedStreamObject()
    mapped.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def"
        b" 1 begincodespacerange <00> <FF> endcodespacerange"
        b" 2 beginbfchar <41> <D83DDE00> <43> <FB01> endbfchar endcmap end end"
    )

    def change(writer: PdfWriter) -> None:
        fonts: Any = writer.pages[0]["/Resources"]
        for font in fonts["/Font"].values():
            font.get_object()[NameObject("/ToUnicode")] = writer._add_object(mapped)

    document = read(rewritten(path, change))
    assert document.text == "\N{GRINNING FACE} B fi"


# Lists


def test_numbers_without_room_behind_them_are_items(tmp_path: Path) -> None:
    """Each goes on over its lines, which stand farther right."""
    items = [
        ("21.Consider what is said in all of those", "Branches of the union that took part in it."),
        ("22.Ask each of the members who work for", "Boroughs of the county to say more of it."),
    ]

    def page(on: Page) -> None:
        for first, rest in items:
            on.line(first)
            on.line(rest, x=LEFT + 20)
            on.y -= 5
        on.line("So it was said by all of us here.")

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert shown(document, MarkKind.ITEM) == [" ".join(item) for item in items]


def test_lists_are_items_below_their_lead_in(tmp_path: Path) -> None:
    """A list comes as its points, each whole, with the sentence that opens it."""

    def page(on: Page) -> None:
        on.paragraph(PROSE)
        on.line("Bring to the meeting:")
        on.line("• the branch’s rules and last year’s minutes, as they were agreed by", x=80)
        on.line("all those who were there", x=88)
        on.line("– signed if possible", x=100)
        on.line("• a list of members", x=80)
        on.y -= 10
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert shown(document, MarkKind.LEAD_IN) == ["Bring to the meeting:"]
    items = [m for m in document.marks if m.kind is MarkKind.ITEM]
    assert [(document.text[m.start : m.end], m.number) for m in items] == [
        (
            "• the branch’s rules and last year’s minutes, as they were agreed by all those who"
            " were there",
            1,
        ),
        ("– signed if possible", 2),
        ("• a list of members", 1),
    ]
    assert shown(document, MarkKind.PARAGRAPH) == [PROSE, PROSE]


def test_rows_of_a_table_stay_rows(tmp_path: Path) -> None:
    """Figures of one row are not run together with the next row's."""

    def page(on: Page) -> None:
        on.paragraph(PROSE)
        for cells in (("Region", "Members"), ("North", "1,204"), ("South", "987")):
            on.canvas.drawString(250, on.y, cells[1])
            on.line(f"Branch {cells[0]}")

    found = shown(read(draw(tmp_path / "a.pdf", [page])), MarkKind.ROW)
    assert found == ["Branch Region | Members", "Branch North | 1,204", "Branch South | 987"]


# Pages


def test_pages_are_physical_and_carry_their_labels(tmp_path: Path) -> None:
    """A citation can give the printed page number and still open the right page."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE), prose(PROSE), prose(PROSE)])
    rewritten(path, lambda w: w.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN))
    document = read(
        rewritten(path, lambda w: w.set_page_label(2, 2, style=PageLabelStyle.DECIMAL, start=1))
    )
    assert [(m.number, m.label) for m in page_marks(document)] == [(1, "i"), (2, "ii"), (3, "1")]


def test_a_label_equal_to_the_number_is_left_out(tmp_path: Path) -> None:
    """An ordinary PDF is cited by its page numbers alone."""
    assert page_marks(read(draw(tmp_path / "a.pdf", [prose(PROSE)])))[0].label is None


def test_running_headers_and_footers_are_boilerplate(tmp_path: Path) -> None:
    """The words printed on every page are no answer to anything."""

    def page(number: int) -> Draw:
        def drawn(on: Page) -> None:
            on.at(HEIGHT - 40, "Campaign handbook 2024")
            on.at(30, f"Page {number} of 12")
            on.paragraph(f"Chapter {number} says: {PROSE} So says {'abcd'[number - 9]}.")

        return drawn

    document = read(draw(tmp_path / "a.pdf", [page(n) for n in range(9, 13)]))
    assert shown(document, MarkKind.BOILERPLATE) == [
        text for n in range(9, 13) for text in ("Campaign handbook 2024", f"Page {n} of 12")
    ]
    assert shown(document, MarkKind.PARAGRAPH) == [
        f"Chapter {n} says: {PROSE} So says {'abcd'[n - 9]}." for n in range(9, 13)
    ]


def test_lines_that_each_name_what_they_give_stay_apart(tmp_path: Path) -> None:
    """A contact block or an imprint is no running text, though each line fills its column."""
    said = [
        "Last updated: October 2015",
        "Next updated: October 2016",
        "Contact: The research unit",
    ]
    document = read(draw(tmp_path / "a.pdf", [lines(*said), prose(PROSE)]))
    assert shown(document, MarkKind.PARAGRAPH) == [*said, PROSE]


def test_a_paragraph_in_brackets_does_not_go_on_in_a_quotation(tmp_path: Path) -> None:
    """Whose words are quoted stays on its page."""
    first = prose(PROSE, "‘We were never asked.’", "(survey, 2015)")
    document = read(draw(tmp_path / "a.pdf", [first, prose("‘They came at last.’", PROSE)]))
    expected = [PROSE, "‘We were never asked.’", "(survey, 2015)", "‘They came at last.’", PROSE]
    assert shown(document, MarkKind.PARAGRAPH) == expected


def test_a_slanted_watermark_is_boilerplate(tmp_path: Path) -> None:
    """DRAFT across the page is not part of a paragraph."""

    def page(on: Page) -> None:
        on.paragraph(PROSE)
        on.canvas.saveState()
        on.canvas.translate(200, 300)
        on.canvas.rotate(45)
        on.canvas.drawString(0, 0, "DRAFT")
        on.canvas.restoreState()
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert shown(document, MarkKind.BOILERPLATE) == ["DRAFT"]
    assert shown(document, MarkKind.PARAGRAPH) == [PROSE, PROSE]


def test_a_paragraph_over_a_page_break_is_one_paragraph_on_two_pages(tmp_path: Path) -> None:
    """A sentence that goes on overleaf is quoted whole, with both pages."""
    first, second = textwrap.wrap(PROSE, 110)[0], " ".join(textwrap.wrap(PROSE, 110)[1:])
    document = read(draw(tmp_path / "a.pdf", [lines(first), lines(second)]))
    assert shown(document, MarkKind.PARAGRAPH) == [PROSE]
    one, two = page_marks(document)
    assert document.text[one.start : one.end].strip() == first
    assert document.text[two.start : two.end] == second


def test_a_page_turned_for_display_reads_the_same(tmp_path: Path) -> None:
    """A page scanned or printed sideways loses nothing."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE, PROSE)])
    straight = read(path)
    assert read(rewritten(path, lambda w: w.pages[0].rotate(90))).text == straight.text


def test_text_set_upwards_reads_as_lines(tmp_path: Path) -> None:
    """A table set sideways on an upright page has its words in order."""

    def page(on: Page) -> None:
        on.canvas.translate(WIDTH, 0)
        on.canvas.rotate(90)
        on.y = WIDTH - 150
        on.paragraph(PROSE)
        on.paragraph("Below it stands more.")

    found = shown(read(draw(tmp_path / "a.pdf", [page])), MarkKind.PARAGRAPH)
    assert found == [PROSE, "Below it stands more."]


# What the file says of itself


def test_title_and_author_come_from_the_file(tmp_path: Path) -> None:
    """A citation names the document and its author; when a file was made is told as that."""
    path = draw(
        tmp_path / "a.pdf",
        [prose(f"By A Member. {PROSE}")],
        title="Microsoft Word - Fair pay now",
        author="A Member",
    )
    entry = read(path).entry
    assert (entry.title, entry.author) == ("Fair pay now", "A Member")
    files = dict.fromkeys(("title", "published"), Origin.FILE)
    assert entry.origins == {**files, "author": Origin.COVER}


@pytest.mark.parametrize("title", ["untitled", "Report_final2.docx", "(anonymous)", " "])
def test_a_title_put_there_by_a_program_is_not_used(tmp_path: Path, title: str) -> None:
    """Nobody is shown 'untitled' as the name of a document."""
    assert read(draw(tmp_path / "a.pdf", [prose(PROSE)], title=title)).entry.title is None
