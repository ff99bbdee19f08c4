from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.passages import cut
from assistant.records import Document, MarkKind
from assistant.settings import PassageSettings
from tests.readers.drawing import (
    BOLD,
    HEIGHT,
    LEADING,
    MARGIN,
    REGULAR,
    SIZE,
    TABLE,
    WIDTH,
    Draw,
    by_column,
    by_row,
    columns_of,
    draw,
    in_order,
    prose,
    put,
    read,
    referred,
    rows,
    ruled,
    set_in,
    shown,
)
from tests.readers.printed_pages import page_marks

pytestmark = pytest.mark.slow

# Footnotes


def test_footnotes_follow_the_body_of_their_page(tmp_path: Path) -> None:
    """A note does not stand in the middle of a sentence that goes on overleaf."""

    def first(canvas: Any) -> None:
        referred(canvas, MARGIN, 700, "The council paid for social care", "1")
        put(canvas, [(MARGIN, 687, "in each of the regions before the branch asked it to do")])
        put(canvas, [(MARGIN, 80, "1 See the report of the council."), (MARGIN, 71, "of 2024.")], 7)

    def second(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "so, and has paid ever since. That is what was agreed.")])

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert shown(document, MarkKind.FOOTNOTE) == ["1 See the report of the council. of 2024."]
    assert (
        "paid for social care ¹ in each of the regions before the branch asked it to do so, and"
        in (document.text)
    )
    assert document.text.index("1 See") < document.text.index("so, and has")


@pytest.mark.parametrize("lines", [1, 2])
def test_notes_that_stand_side_by_side_are_two(tmp_path: Path, lines: int) -> None:
    """Each is at the foot of its column; neither goes on in the other."""
    notes = ("1 See the report", "of the council."), ("2 It is not law", "until the vote.")

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 760, 400, prose(1, 6)))
        referred(canvas, MARGIN, 600, "The council paid", "1")
        referred(canvas, MARGIN, 580, "The branch may pay", "2")
        for row in range(lines):
            left, right = (note[row] for note in notes)
            put(canvas, [(MARGIN, 80 - 9 * row, left), (320, 80 - 9 * row, right)], 7)

    said = [" ".join(note[:lines]) for note in notes]
    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.FOOTNOTE) == said


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (".", "They agreed¹."),
        (" to meet again.", "They agreed ¹ to meet again."),
        (". The branch met again.", "They agreed¹. The branch met again."),
    ],
)
def test_a_sentence_goes_on_after_a_reference(tmp_path: Path, rest: str, expected: str) -> None:
    """What stands on the same line after a raised number is of the same paragraph."""

    def page(canvas: Any) -> None:
        referred(canvas, MARGIN, 700, "They agreed", "1")
        begins = MARGIN + stringWidth("They agreed", REGULAR, SIZE) + stringWidth("1", REGULAR, 6)
        put(canvas, [(begins, 700, rest)])
        put(canvas, set_in(MARGIN, 600, 400, prose(1, 6)))
        put(canvas, [(MARGIN, 80, "1 See the minutes.")], 7)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH)[0] == expected


def test_a_raised_number_after_a_figure_stays(tmp_path: Path) -> None:
    """Ten to the second power is not a reference to a note."""
    path = draw(tmp_path / "a.pdf", lambda c: referred(c, MARGIN, 700, "The room is 10 m", "2"))
    assert read(path).text == "The room is 10 m²"


def test_small_type_without_a_reference_is_no_footnote(tmp_path: Path) -> None:
    """A caption or imprint in small type stays a paragraph."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 700, 400, prose(1, 4)))
        put(canvas, [(MARGIN, 80, "12 Main Street is where the branch meets.")], 7)

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.FOOTNOTE) == []


# Running heads


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


# Made-up documents


@dataclass
class Plan:
    """A made-up document: its sentences in order, each with its page and heading."""

    sentences: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Printer:
    """Sets a made-up document and keeps account of what stands where."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self.plan = canvas, Plan()
        self.number, self.heading = 1, ""
        self.notes: list[str] = []
        self.y = HEIGHT - 90
        self.begin()

    def begin(self) -> None:
        """Set the running head and foot of a page."""
        put(self.canvas, [(MARGIN, HEIGHT - 30, "Handbook of the campaign")], 8)
        put(self.canvas, [(280, 25, f"page {self.number} of 9")], 8)
        self.y, self.notes = HEIGHT - 90, []

    def end(self) -> None:
        """Set the page's notes and turn it."""
        put(self.canvas, [(MARGIN, 80 - 9 * n, text) for n, text in enumerate(self.notes)], 7)
        self.plan.notes += self.notes
        self.canvas.showPage()

    def room(self, height: float) -> None:
        """Turn the page where there is not so much room on it."""
        if self.y - height < 100:
            self.end()
            self.number += 1
            self.begin()

    def block(self, kind: str, count: int) -> None:
        """Set one block."""
        getattr(self, kind)(count)

    def keep(self, count: int) -> list[str]:
        """So many sentences that the plan knows of."""
        new = prose(100 + len(self.plan.sentences), count)
        self.plan.sentences += new
        self.plan.pages += [self.number] * count
        self.plan.headings += [self.heading] * count
        return new

    def heading_(self, count: int) -> None:
        """A heading over the whole width, with a paragraph below."""
        self.room(200)
        self.heading = (
            f"What members of branch {len(self.plan.sentences)} did and what it cost them"
        )
        put(self.canvas, [(MARGIN, self.y, self.heading)], 16)
        self.y -= 26
        self.single(count)

    def single(self, count: int) -> None:
        """A paragraph over the whole width; sometimes with a note."""
        self.room(30 * count + 40)
        placed = set_in(MARGIN, self.y, WIDTH - 2 * MARGIN, self.keep(count))
        put(self.canvas, placed)
        if count % 2 and len(self.notes) < 3:
            mark = str(len(self.plan.notes) + len(self.notes) + 1)
            x, y, last = placed[-1]
            put(self.canvas, [(x + stringWidth(last, REGULAR, SIZE), y + 4, mark)], 6)
            self.notes.append(f"{mark} This is what note {mark} says of it.")
        self.y = placed[-1][1] - 24

    def double(self, count: int) -> None:
        """Two columns."""
        self.columns(2, count + 5)

    def triple(self, count: int) -> None:
        """Three columns."""
        self.columns(3, count + 8)

    def columns(self, columns: int, count: int) -> None:
        """Columns of one paragraph, drawn by column or line by line."""
        self.room(28 * count)
        placed = columns_of(self.keep(count), columns, self.y)
        put(self.canvas, (by_row if count % 2 else by_column)(placed))
        self.y = min(y for column in placed for _, y, _ in column) - 30

    def items(self, count: int) -> None:
        """A list."""
        self.room(30 * count)
        for text in self.keep(count):
            placed = set_in(MARGIN + 20, self.y, WIDTH - 2 * MARGIN - 20, [f"• {text}"])
            put(self.canvas, placed)
            self.y = placed[-1][1] - LEADING
        self.y -= 12

    def table(self, count: int) -> None:
        """A ruled table with a bold header."""
        self.room(30 * count + 100)
        start = len(self.plan.cells)
        body = [(f"Row{start + n}", f"{n + 1},{start:03}", "agreed by all") for n in range(count)]
        ruled(self.canvas, [("Matter", "Votes", "Notes"), *body], self.y)
        self.plan.cells += [" | ".join(cells) for cells in body]
        self.y -= 30 * (count + 1) + 24


made_up = st.lists(
    st.tuples(
        st.sampled_from(["heading_", "single", "double", "triple", "items", "table"]),
        st.integers(2, 5),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_up)
def test_made_up_pages_come_back_whole(blocks: Sequence[tuple[str, int]]) -> None:
    """Each sentence, row and note comes back once, exact, in order, on its page, in its section."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        printer = Printer(canvas)
        printer.block("single", 4)
        for kind, count in blocks:
            printer.block(kind, count)
        printer.end()
        canvas.save()
        document = read(path)
    plan, text = printer.plan, document.text
    assert in_order(document, plan.sentences)
    assert [row for place, row in rows(document) if place] == plan.cells
    assert shown(document, MarkKind.FOOTNOTE) == plan.notes
    places = [text.index(s) for s in plan.sentences]
    marked = page_marks(document)
    on_pages = [marked[number - 1] for number in plan.pages]
    assert all(on.start <= p < on.end for p, on in zip(places, on_pages, strict=True))
    assert [heading_at(document, p) for p in places] == plan.headings
    for passage in cut(document, PassageSettings()):
        assert text[passage.start : passage.end] == passage.text
        assert printer.number < 3 or "Handbook of" not in passage.text
    written = [m for m in document.marks if m.kind is not MarkKind.PAGE]
    assert all(a.end <= b.start for a, b in pairwise(written))


def heading_at(document: Document, place: int) -> str:
    """The heading under which a place stands; empty above the first."""
    above = [m for m in document.marks if m.kind is MarkKind.HEADING and m.start <= place]
    return document.text[above[-1].start : above[-1].end] if above else ""


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


def test_the_comments_of_reviewers_are_no_text(tmp_path: Path) -> None:
    """A word processor prints them in the margin with the reviewer's initials."""
    comments = ["Commented [AB1]: Is this still", "so?", "Commented [CD12]: No."]

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 350, prose(1, 8)))
        put(canvas, [(430, y, n) for y, n in zip((720, 711, 640), comments, strict=True)], 7)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.BOILERPLATE) == comments
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(prose(1, 8))]


@pytest.mark.parametrize(
    ("quoted", "x", "top"),
    [
        ("Commented [AB1]: Is this still so?", MARGIN, 740),
        ("Comment [AB1]: Is this still so?", MARGIN + 20, 800),
        ("Requirement [R1]: Keep all loans.", 420, 740),
    ],
)
def test_comments_quoted_in_a_text_stay(tmp_path: Path, quoted: str, x: float, top: int) -> None:
    """Where text stands beside and below them, or they begin as others do, they are no margin's."""

    def page(canvas: Any) -> None:
        put(canvas, [*set_in(MARGIN, top, 340, prose(1, 8)), (x, 500, quoted)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert sorted(shown(document, MarkKind.PARAGRAPH)) == sorted([" ".join(prose(1, 8)), quoted])


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


@pytest.mark.parametrize("radius", [0, 6])
@pytest.mark.parametrize("fill", [0, 1])
def test_boxes_in_a_row_are_read_one_by_one(tmp_path: Path, radius: int, fill: int) -> None:
    """Each text stands in the middle of its box, so that lines of two are at about one height."""
    boxes = (
        ("Report it today to the duty team.",),
        ("Ask a manager. Do", "not report yet."),
        ("Write it down and", "keep what you wrote", "for six years."),
    )

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 720, "What to do next")], 20, BOLD)
        for place, lines in enumerate(boxes):
            left = 40 + 180 * place
            canvas.setFillGray(0.9)
            canvas.roundRect(left, 560, 165, 80, radius, stroke=1 - fill, fill=fill)
            canvas.setFillGray(0)
            top = 597 + 6.5 * (len(lines) - 1)
            put(canvas, [(left + 8, top - 13 * n, line) for n, line in enumerate(lines)], SIZE)
        put(canvas, set_in(MARGIN, 500, 450, prose(1, 6)))

    document = read(draw(tmp_path / "a.pdf", page))
    paragraphs = [" ".join(lines) for lines in boxes]
    assert shown(document, MarkKind.PARAGRAPH) == [*paragraphs, " ".join(prose(1, 6))]


@pytest.mark.parametrize("fill", [0, 1])
@pytest.mark.parametrize(
    "table",
    [
        [("Age", "London", "Elsewhere"), ("0 to 2", "£198", "£170"), ("3 to 4", "£201", "£176")],
        [("Who", "What", "When"), ("Midwife", "Visits", "Monday"), ("School", "Plans", "Friday")],
        [("Do", "Do not"), ("Listen to her", "Promise secrets"), ("Tell others", "Wait")],
    ],
)
def test_columns_that_are_boxes_are_one_table(
    tmp_path: Path, table: Sequence[Sequence[str]], fill: int
) -> None:
    """Where the lines of each box stand level with those of the others, they are its rows."""
    whole = [*table, *table[1:]]

    def page(canvas: Any) -> None:
        canvas.setFillGray(0.9)
        lefts = [MARGIN + 150 * place for place, _ in enumerate(table[0])]
        for left in lefts:
            canvas.rect(left - 6, 600, 130, 120, stroke=1 - fill, fill=fill)
        canvas.setFillGray(0)
        for row, cells in enumerate(whole):
            placed = [(x, 700 - 20 * row, cell) for x, cell in zip(lefts, cells, strict=True)]
            put(canvas, placed, SIZE, REGULAR if row else BOLD)
        put(canvas, set_in(MARGIN, 560, 450, prose(1, 6)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.ROW) == [" | ".join(cells) for cells in whole]


@pytest.mark.parametrize("following", [True, False])
def test_a_line_at_the_head_of_a_box_heads_it_where_its_section_ends(
    tmp_path: Path, following: bool
) -> None:
    """Text that goes on below the box is not under the box's title."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Branches")], 14, BOLD)
        put(canvas, set_in(MARGIN, 750, 400, prose(1, 3)))
        canvas.setFillGray(0.9)
        canvas.rect(MARGIN - 10, 560, 440, 110, fill=1)
        canvas.setFillGray(0)
        put(canvas, [(MARGIN, 650, "Key points")])
        put(canvas, set_in(MARGIN, 625, 400, prose(4, 3)))
        if following:
            put(canvas, set_in(MARGIN, 500, 400, prose(7, 3)))
        else:
            put(canvas, [(MARGIN, 500, "Councils")], 14, BOLD)

    found = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.HEADING)
    assert found == (["Branches"] if following else ["Branches", "Key points", "Councils"])


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        (
            "Members who had a carer were asked less often although the law says it should",
            "not make any difference whether a carer is there.",
        ),
        ("Of the members in the north who had a carer,", "61% were asked less often."),
    ],
)
def test_a_sentence_goes_on_over_a_box_and_a_caption(tmp_path: Path, whole: str, rest: str) -> None:
    """A shaded box at a page's foot and a caption overleaf part no sentence from its section."""

    def first(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Findings")], 14, BOLD)
        put(canvas, [*set_in(MARGIN, 750, 400, prose(1, 3)), (MARGIN, 690, whole)])
        canvas.setFillGray(0.9)
        canvas.rect(MARGIN - 10, 80, 460, 80, fill=1, stroke=0)
        canvas.setFillGray(0)
        put(canvas, [(MARGIN, 140, "A member’s story")], SIZE, BOLD)
        put(canvas, [(MARGIN, 122, "She was told that she could not have a break.")])

    def second(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "Figure 2: Breaks by area")], 9)
        put(canvas, [(MARGIN, 730, rest)])

    document = read(draw(tmp_path / "a.pdf", first, second))
    assert shown(document, MarkKind.PARAGRAPH)[-2:] == [
        f"{whole} {rest}",
        "Figure 2: Breaks by area",
    ]
    assert shown(document, MarkKind.HEADING) == ["Findings"]
    assert [mark.number for mark in page_marks(document)] == [1, 2]


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


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [(0, REGULAR, 22, "3,100"), (0, REGULAR, 10, "members took part in the vote.")],
            ["3,100 members took part in the vote."],
        ),
        (
            [(0, REGULAR, 16, "More than 3,100 members lived alone"), (0, REGULAR, 10, "and far.")],
            ["More than 3,100 members lived alone and far."],
        ),
        (
            [
                (
                    0,
                    REGULAR,
                    10,
                    "• Voting rose in all areas in the north of the county, an increase of 490",
                ),
                (12, REGULAR, 10, "- higher than in the south."),
                (0, REGULAR, 10, "• Pay fell."),
            ],
            [
                "• Voting rose in all areas in the north of the county, an increase of 490 - "
                "higher than in the south.",
                "• Pay fell.",
            ],
        ),
        (
            [
                (
                    0,
                    REGULAR,
                    10,
                    "• Voting rose in the north of the county, and in most areas around Ely",
                ),
                (12, REGULAR, 10, "- in the first year of three"),
                (12, REGULAR, 10, "- in the last year of three"),
            ],
            [
                "• Voting rose in the north of the county, and in most areas around Ely",
                "- in the first year of three",
                "- in the last year of three",
            ],
        ),
        (
            [
                (
                    0,
                    REGULAR,
                    10,
                    "• Voting rose in the north of the county, and in most areas around Ely",
                ),
                (22, REGULAR, 10, "– nurses and teachers"),
                (0, REGULAR, 10, "• Pay fell."),
            ],
            [
                "• Voting rose in the north of the county, and in most areas around Ely",
                "– nurses and teachers",
                "• Pay fell.",
            ],
        ),
    ],
)
def test_a_sentence_goes_on_in_other_type_or_behind_a_dash(
    tmp_path: Path, lines: Sequence[tuple[float, str, float, str]], expected: Sequence[str]
) -> None:
    """A figure set large goes with what it counts; several dashes below each other are items."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 740, 320, prose(1, 4)))
        y = 600.0
        for indent, font, size, text in lines:
            put(canvas, [(MARGIN + indent, y, text)], size, font)
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


def test_a_box_below_one_of_several_columns_goes_with_what_it_is_set_like(tmp_path: Path) -> None:
    """On a poster, small print right below the last question of a column is not headed by it."""
    boxes = (
        (60, 600, 18, ("Is it", "enough?")),
        (220, 598, 18, ("Will they", "want to", "take part", "in a vote?")),
        (380, 600, 18, ("Will it do", "any harm?")),
        (200, 446, 9, ("From a guide for members, to be read before a vote is held, or", "later.")),
        (226, 494, 18, ("Are they", "willing?")),
        (60, 540, 18, ("Is it paid", "to all?")),
    )

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "What to ask first")], 40, BOLD)
        for left, top, size, lines in boxes:
            leading = 1.22 * size
            put(canvas, [(left, top - leading * n, line) for n, line in enumerate(lines)], size)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH) == [
        " ".join(boxes[place][3]) for place in (0, 5, 1, 4, 2, 3)
    ]
