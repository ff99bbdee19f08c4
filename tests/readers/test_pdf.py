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
    BOLD,
    HEIGHT,
    LEFT,
    PROSE,
    REGULAR,
    WIDTH,
    Draw,
    Page,
    draw,
    lines,
    outline,
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
        (("see https://a.org/pay-", "and-hours/ for the rest"), "", "https://a.org/pay-and-hours/"),
    ],
)
def test_words_broken_at_a_line_end(
    tmp_path: Path, printed: tuple[str, str], elsewhere: str, expected: str
) -> None:
    """A word broken at a line's end can be found, and a hyphen that belongs to it is kept."""
    path = draw(tmp_path / "a.pdf", [lines(*printed), prose(elsewhere or PROSE)])
    assert expected in read(path).text


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


# Headings


def test_heading_levels_follow_type_size(tmp_path: Path) -> None:
    """A passage is shown under its section, and the section under its chapter."""

    def page(on: Page) -> None:
        on.line("Annual campaign report", 24)
        on.y -= 10
        for section in ("Recruitment", "Retention"):
            on.line(section, 16)
            on.y -= 6
            on.paragraph(PROSE)
            on.line("In the regions", 10, BOLD)
            on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert outline(document) == [
        ("Annual campaign report", 1),
        ("Recruitment", 2),
        ("In the regions", 3),
        ("Retention", 2),
        ("In the regions", 3),
    ]
    assert document.entry.title == "Annual campaign report"


def test_headings_may_be_lighter_than_the_text_if_they_are_larger(tmp_path: Path) -> None:
    """As word processors set them: a point larger, in a light face; a light note is none."""

    def page(on: Page) -> None:
        for section in ("Recruitment", "Retention"):
            on.line(section, 11)
            on.paragraph(PROSE, font=BOLD)
        on.line("Counted in May", 10)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert outline(document) == [("Recruitment", 1), ("Retention", 1)]


def test_a_colon_ends_a_bold_heading_only_behind_its_number(tmp_path: Path) -> None:
    """'2.6 Care; and after:' opens a section, 'Members may:' the list below it."""

    def page(on: Page) -> None:
        on.line("2.6 Care; and after:", 10, BOLD)
        on.paragraph(PROSE)
        on.line("Members may:", 10, BOLD)
        on.line("• vote")

    assert outline(read(draw(tmp_path / "a.pdf", [page]))) == [("2.6 Care; and after:", 1)]


def test_a_heading_over_two_lines_is_one_heading(tmp_path: Path) -> None:
    """A long heading does not become two sections."""

    def page(on: Page) -> None:
        on.line("What members can do in the first", 16)
        on.line("week of a campaign", 16)
        on.y -= 10
        on.paragraph(PROSE)

    assert outline(read(draw(tmp_path / "a.pdf", [page]))) == [
        ("What members can do in the first week of a campaign", 1)
    ]


def test_a_question_of_many_words_over_two_bold_lines_is_a_heading(tmp_path: Path) -> None:
    """As surveys are reported; a bold sentence as long is none."""
    words = "Do you find that what the branch does for you in the year is told to"

    def page(on: Page) -> None:
        for end in ("all of its members?", "all of its members."):
            on.paragraph(PROSE)
            on.line(words, font=BOLD)
            on.line(end, font=BOLD)
            on.y -= 6
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert outline(document) == [(f"{words} all of its members?", 1)]


def test_the_outline_names_headings_that_look_like_text(tmp_path: Path) -> None:
    """A bookmarked heading in ordinary type still heads its section."""
    path = draw(
        tmp_path / "a.pdf", [prose("1 Aims", PROSE, "1.1 Pay and hours", PROSE), prose(PROSE)]
    )

    def bookmarked(writer: PdfWriter) -> None:
        aims = writer.add_outline_item(title="Aims", page_number=0)
        writer.add_outline_item(title="1.1 Pay and  hours", page_number=0, parent=aims)
        writer.add_outline_item(title="Not on this page", page_number=1)

    assert outline(read(rewritten(path, bookmarked))) == [("1 Aims", 1), ("1.1 Pay and hours", 2)]


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


def test_what_is_called_a_numbered_part_is_a_heading_with_room_behind_it(tmp_path: Path) -> None:
    """'Appendix 2   Rates' is no row of a table."""

    def page(on: Page) -> None:
        on.line("Appendix 2", 16, BOLD)
        on.y += 1.2 * 16
        on.line("Rates of pay", 16, BOLD, x=LEFT + 130)
        on.paragraph(PROSE)

    assert outline(read(draw(tmp_path / "a.pdf", [page]))) == [("Appendix 2 Rates of pay", 1)]


@pytest.mark.parametrize(
    ("bold", "below", "is_heading"),
    [
        ("5 key asks of the council", PROSE, True),
        ("50% of members", PROSE, True),
        ("All who answered (n = 212)", PROSE, True),
        ("Interpretation", "(1) In this policy a member is one who pays.", True),
        ("80.5 years", PROSE, False),
        ("Women = 6.8 years", PROSE, False),
        ("Six thousand members", "(12% of all)", False),
    ],
)
def test_what_is_only_bold_heads_what_follows_unless_it_is_a_measure(
    tmp_path: Path, bold: str, below: str, is_heading: bool
) -> None:
    """A figure on a poster heads nothing, and a note in brackets goes on with its line."""

    def page(on: Page) -> None:
        on.paragraph(PROSE)
        on.line(bold, font=BOLD)
        on.paragraph(below)

    found = [text for text, _ in outline(read(draw(tmp_path / "a.pdf", [page])))]
    assert found == ([bold] if is_heading else [])


def test_options_side_by_side_are_no_heading(tmp_path: Path) -> None:
    """Two numbered parts in one line are the head of a table."""

    def page(on: Page) -> None:
        for x, said in ((LEFT, "Option A"), (LEFT + 150, "Option B")):
            on.line(said, 14, x=x)
            on.y += 1.2 * 14
        on.y -= 40
        on.paragraph(PROSE)

    assert outline(read(draw(tmp_path / "a.pdf", [page]))) == []


def test_a_plain_list_called_contents_is_read(tmp_path: Path) -> None:
    """What a kit holds is an answer; no dots lead to a page's number."""
    kit = ["Torches 2", "Blankets 4", "Bandages 12", "Plasters 20"]
    document = read(draw(tmp_path / "a.pdf", [prose("Contents", *kit, PROSE)]))
    assert shown(document, MarkKind.BOILERPLATE) == []


def test_white_words_on_a_bar_of_colour_are_a_heading(tmp_path: Path) -> None:
    """They stand out, though no larger and no bolder than the text."""

    def page(on: Page) -> None:
        for title in ("Area 1: Who is under pressure", "Area 2: What helps earlier"):
            on.canvas.setFillColorRGB(0.2, 0.3, 0.6)
            on.canvas.rect(LEFT - 5, on.y - 3, WIDTH - 2 * LEFT, 14, stroke=0, fill=1)
            on.canvas.setFillColorRGB(1, 1, 1)
            on.line(title)
            on.canvas.setFillColorRGB(0, 0, 0)
            on.y -= 4
            on.paragraph(PROSE)

    found = [text for text, _ in outline(read(draw(tmp_path / "a.pdf", [page])))]
    assert found == ["Area 1: Who is under pressure", "Area 2: What helps earlier"]


def test_capitals_in_lighter_type_head_what_follows(tmp_path: Path) -> None:
    """On posters a title may be lighter than the text, and no larger."""

    def page(on: Page) -> None:
        for title in ("AIMS", "COSTS"):
            on.line(title)
            on.y -= 20
            on.paragraph(PROSE, font=BOLD)

    assert [text for text, _ in outline(read(draw(tmp_path / "a.pdf", [page])))] == [
        "AIMS",
        "COSTS",
    ]


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


def test_numbered_headings_at_the_top_of_pages_are_kept(tmp_path: Path) -> None:
    """'Part 1' and 'Part 2' differ only in a digit and are headings all the same."""

    def page(number: int) -> Draw:
        def drawn(on: Page) -> None:
            on.at(HEIGHT - 60, f"Part {number}", 18)
            on.paragraph(PROSE)

        return drawn

    document = read(draw(tmp_path / "a.pdf", [page(n) for n in (1, 2, 3)]))
    assert outline(document) == [("Part 1", 1), ("Part 2", 1), ("Part 3", 1)]


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


# What heads what


def test_the_size_of_running_text_is_not_that_of_a_table(tmp_path: Path) -> None:
    """Short paragraphs are text though most words of the file stand in a table of smaller type."""

    def page(on: Page) -> None:
        for title in ("1. Costs", "2. Duties", "3. Risks"):
            on.line(title, 13, BOLD)
            on.y -= 8
            on.paragraph("None that members have to decide on.", 12)
        for row in range(1, 14):
            for x, said in enumerate(
                (f"R{row}", "Visits may come too late", "More posts were let")
            ):
                on.line(said, 9, x=LEFT + 150 * x)
                on.y += 1.2 * 9
            on.y -= 18

    found = read(draw(tmp_path / "a.pdf", [page]))
    assert [text for text, _ in outline(found)] == ["1. Costs", "2. Duties", "3. Risks"]
    assert len(shown(found, MarkKind.ROW)) == 13


@pytest.mark.parametrize(
    "titles",
    [
        [f"Theme {theme}: What has to change" for theme in (1, 2, 3)],
        ["Staff are friendly.", "I find what I am looking for.", "The branches are clean."],
        ["Department: Finance", "Department: Housing", "Department: Culture"],
    ],
)
def test_titles_in_larger_type_over_tables_stay_headings(tmp_path: Path, titles: list[str]) -> None:
    """They are no running text, though they are all that stands outside the tables."""

    def page(on: Page) -> None:
        for title in titles:
            on.line(title, 12)
            on.y -= 8
            for row in range(1, 6):
                for x, said in enumerate((f"R{row}", "Visits come too late", "More posts let")):
                    on.line(said, 9, x=LEFT + 150 * x)
                    on.y += 1.2 * 9
                on.y -= 18
            on.y -= 20

    assert [text for text, _ in outline(read(draw(tmp_path / "a.pdf", [page])))] == titles


@pytest.mark.parametrize(
    ("words", "found"),
    [(("Yes", "No"), []), (("Annex", "Terms of reference"), ["Annex Terms of reference"])],
)
def test_labels_beside_two_arrows_head_nothing(
    tmp_path: Path, words: tuple[str, str], found: list[str]
) -> None:
    """Single words far apart in one bold line are cells of a row; a part's name has a title."""

    def page(on: Page) -> None:
        on.paragraph(PROSE)
        on.y -= 10
        for x, said in zip((LEFT, LEFT + 90), words, strict=True):
            on.line(said, 10, BOLD, x=x)
            on.y += 12
        on.y -= 40
        on.paragraph(PROSE)

    assert [text for text, _ in outline(read(draw(tmp_path / "a.pdf", [page])))] == found


@pytest.mark.parametrize(
    ("first", "bold", "rest", "is_heading"),
    [
        (
            "Since most of the branches in the towns of the county have by now been shut in Upper",
            "Sussex,",
            "where few are left, members wrote to the council of it.",
            False,
        ),
        ("Where branches closed", "Upper Sussex:", "few are left, and members wrote.", True),
        (
            "Misunderstandings between representatives, administrators and neighbourhoods",
            "Councillors agreed that",
            "they will hear all members.",
            True,
        ),
    ],
)
def test_bold_words_that_go_on_in_the_next_line_are_no_heading(
    tmp_path: Path, first: str, bold: str, rest: str, *, is_heading: bool
) -> None:
    """A sentence that opens in bold is whole; a title that had room for the next word is one."""

    def page(on: Page) -> None:
        on.paragraph(PROSE + " " + PROSE)
        on.line(first, 10, BOLD)
        on.line(bold, 10, BOLD)
        on.y += 12
        on.line(rest, 10, x=LEFT + on.canvas.stringWidth(bold + " ", BOLD, 10))

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert outline(document) == ([(first, 1)] if is_heading else [])
    assert is_heading or f"{first} {bold} {rest}" in shown(document, MarkKind.PARAGRAPH)


@pytest.mark.parametrize("is_ground", [False, True])
def test_what_heads_a_box_of_text_on_many_pages_is_read(tmp_path: Path, *, is_ground: bool) -> None:
    """It repeats as running heads do; these head no text of a box, only of a page's ground."""

    def page(on: Page) -> None:
        on.at(HEIGHT - 40, "Branch plan", 8)
        edge = 0 if is_ground else LEFT - 10
        on.canvas.rect(edge, HEIGHT - 400, WIDTH - 2 * edge, 400 if is_ground else 320)
        on.y = HEIGHT - 100
        on.line("Key points")
        on.y -= 10
        for _ in range(3):
            on.paragraph(f"Page {on.canvas.getPageNumber()}. {PROSE}")

    document = read(draw(tmp_path / "a.pdf", [page] * 3))
    assert shown(document, MarkKind.BOILERPLATE) == (
        ["Branch plan", "Key points"] * 3 if is_ground else ["Branch plan"] * 3
    )
    assert document.text.count("Key points") == 3


def test_the_heading_of_a_side_box_does_not_reach_beyond_the_box(tmp_path: Path) -> None:
    """What stands across the foot of the page is under the page's heading, not the box's."""

    def page(on: Page) -> None:
        on.line("What members ask for", 16, BOLD)
        top = on.y = on.y - 20
        for line in simpleSplit(PROSE + " " + PROSE, REGULAR, 10, 220):
            on.line(line)
        on.canvas.rect(LEFT + 250, top - 90, 200, 110)
        on.y = top
        on.line("Key facts", 12, BOLD, x=LEFT + 260)
        for fact in ("One member in nine is a carer", "Four in ten are under fifty"):
            on.line(fact, x=LEFT + 260)
        on.y = top - 150
        on.paragraph("We promise that no member will wait longer than a month. " + PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert document.text.index("We promise") < document.text.index("Key facts")
    assert [text for text, _ in outline(document)] == ["What members ask for", "Key facts"]


def test_text_below_boxes_with_nothing_beside_them_stays_there(tmp_path: Path) -> None:
    """Boxes narrower than the text may open its parts: what is below them is of them."""
    titles, texts = ("Activity 1", "Activity 2"), (f"Alone. {PROSE}", f"In pairs. {PROSE}")

    def page(on: Page) -> None:
        on.line("Lesson 4", 16, BOLD)
        on.paragraph(PROSE)
        for title, text in zip(titles, texts, strict=True):
            on.y -= 20
            on.canvas.rect(LEFT, on.y - 30, 200, 50)
            on.line(title, 12, BOLD, x=LEFT + 10)
            on.line("For 15 minutes", x=LEFT + 10)
            on.y -= 40
            on.paragraph(text)

    document = read(draw(tmp_path / "a.pdf", [page]))
    found = [
        place for of in zip(titles, texts, strict=True) for place in map(document.text.rindex, of)
    ]
    assert found == sorted(found)
