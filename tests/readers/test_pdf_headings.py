"""What heads what in a PDF, and what only looks like a heading."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.lib.utils import simpleSplit

from assistant.records import MarkKind
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
    outline,
    prose,
    read,
    rewritten,
    shown,
)


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


def test_numbered_headings_at_the_top_of_pages_are_kept(tmp_path: Path) -> None:
    """'Part 1' and 'Part 2' differ only in a digit and are headings all the same."""

    def page(number: int) -> Draw:
        def drawn(on: Page) -> None:
            on.at(HEIGHT - 60, f"Part {number}", 18)
            on.paragraph(PROSE)

        return drawn

    document = read(draw(tmp_path / "a.pdf", [page(n) for n in (1, 2, 3)]))
    assert outline(document) == [("Part 1", 1), ("Part 2", 1), ("Part 3", 1)]


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


def test_a_sentence_in_large_type_right_below_a_heading_opens_its_text(tmp_path: Path) -> None:
    """Sentences that are set alike all over a page are headings."""
    opening = "This year the branch asks every council to pay its carers for the miles they drive."
    findings = [
        f"Members in ward {n} were paid too late in most of the months we saw." for n in "AB"
    ]

    def chapter(on: Page) -> None:
        on.line("Foreword", 22, BOLD)
        on.paragraph(opening, 14)
        on.paragraph(PROSE)

    def results(on: Page) -> None:
        on.line("Findings", 22, BOLD)
        for finding in findings:
            on.paragraph(finding, 14)
            on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [chapter, results]))
    assert [text for text, _ in outline(document)] == ["Foreword", "Findings", *findings]
    assert opening in shown(document, MarkKind.PARAGRAPH)


@pytest.mark.parametrize(
    ("title", "font"),
    [
        ("Most members said that they were paid too late in the year.", BOLD),
        ("Finding 2: Most members were paid too late in the months we saw.", REGULAR),
        ("2.1 Most members were paid too late in all the months we saw.", REGULAR),
    ],
)
def test_a_bold_or_numbered_sentence_below_a_larger_heading_is_one(
    tmp_path: Path, title: str, font: str
) -> None:
    """It is the only one on its page."""

    def page(on: Page) -> None:
        on.line("What we found", 22, BOLD)
        on.paragraph(title, 14, font)
        on.paragraph(PROSE)

    document = read(draw(tmp_path / "a.pdf", [page]))
    assert outline(document) == [("What we found", 1), (title, 2)]
