from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.passages import cut
from assistant.readers.pdf import character_boxes, read_pdf
from assistant.records import Document, MarkKind
from assistant.settings import PassageSettings

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 60.0
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
SIZE, LEADING = 10.0, 12.5
BULLETS = ("a leaflet for each member", "a list of the branch’s stalls", "two pens")
WORDS = [
    *("members", "of", "the", "branch", "wrote", "to", "council", "about", "pay", "and", "hours"),
    *("before", "vote", "was", "held"),
]
TABLE = (("Region", "Members", "Votes"), ("North", "1,204", "61"), ("South", "987", "48"))


def sentence(number: int, words: int = 14) -> str:
    """A sentence that is told from all others by its number."""
    said = " ".join(WORDS[(number + k) % len(WORDS)] for k in range(words))
    return f"No{number} {said}."


def prose(first: int, count: int) -> list[str]:
    """So many numbered sentences."""
    return [sentence(number) for number in range(first, first + count)]


Placed = tuple[float, float, str]
Draw = Callable[[Any], None]


def set_in(left: float, top: float, width: float, sentences: Sequence[str]) -> list[Placed]:
    """Where the lines of a paragraph stand in a column."""
    wrapped = simpleSplit(" ".join(sentences), REGULAR, SIZE, width)
    return [(left, top - LEADING * place, line) for place, line in enumerate(wrapped)]


def put(canvas: Any, placed: Sequence[Placed], size: float = SIZE, font: str = REGULAR) -> None:
    """Draw lines in the order given."""
    canvas.setFont(font, size)
    for x, y, text in placed:
        canvas.drawString(x, y, text)


def draw(path: Path, *pages: Draw) -> Path:
    """The path of a PDF with these pages."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> Document:
    """The document in a file called campaign.pdf in the corpus."""
    return read_pdf(path, "campaign.pdf", "0" * 64)


def shown(document: Document, *kinds: MarkKind) -> list[str]:
    """The texts of all marks of some kinds."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind in kinds]


def rows(document: Document) -> list[tuple[int | None, str]]:
    """The rows of tables with their places."""
    marks = [m for m in document.marks if m.kind is MarkKind.ROW]
    return [(m.number, document.text[m.start : m.end]) for m in marks]


def by_column(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """All lines of one column, then those of the next."""
    return [line for column in columns for line in column]


def by_row(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """Line by line across all columns."""
    return sorted(by_column(columns), key=lambda line: (-line[1], line[0]))


def backwards(columns: Sequence[Sequence[Placed]]) -> list[Placed]:
    """The last column first."""
    return by_column(columns[::-1])


def columns_of(sentences: Sequence[str], count: int, top: float) -> list[list[Placed]]:
    """The lines of a text in so many columns of about equal length."""
    gutter = 18.0
    width = (WIDTH - 2 * MARGIN - gutter * (count - 1)) / count
    lines = [text for _, _, text in set_in(0, 0, width, sentences)]
    height = -(-len(lines) // count)
    return [
        [
            (MARGIN + place * (width + gutter), top - LEADING * row, text)
            for row, text in enumerate(lines[place * height : (place + 1) * height])
        ]
        for place in range(count)
    ]


def in_order(document: Document, sentences: Sequence[str]) -> bool:
    """Whether all sentences stand there once, exact, in this order."""
    places = [document.text.find(s) for s in sentences]
    once = all(document.text.count(s) == 1 for s in sentences)
    return once and places == sorted(places)


# Columns


@pytest.mark.parametrize("drawn", [by_column, by_row, backwards])
@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(
    tmp_path: Path, count: int, drawn: Callable[[Sequence[Sequence[Placed]]], list[Placed]]
) -> None:
    """A sentence that goes on in the next column is quoted whole, however the file draws it."""
    text = prose(1, 14)
    path = draw(tmp_path / "a.pdf", lambda c: put(c, drawn(columns_of(text, count, 700))))
    document = read(path)
    assert in_order(document, text)
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(text)]


@pytest.mark.parametrize("drawn", [by_column, by_row])
def test_a_heading_across_parts_the_columns(
    tmp_path: Path, drawn: Callable[[Sequence[Sequence[Placed]]], list[Placed]]
) -> None:
    """What stands above a heading comes before it, in all columns."""
    above, below = prose(1, 10), prose(20, 10)

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760, "Annual report of the campaign for fair pay")], 20)
        put(canvas, drawn(columns_of(above, 2, 700)))
        put(canvas, [(MARGIN, 560, "What the regions say of it and want to do next")], 16)
        put(canvas, drawn(columns_of(below, 2, 530)))

    document = read(draw(tmp_path / "a.pdf", page))
    headings = shown(document, MarkKind.HEADING)
    assert in_order(document, [headings[0], *above, headings[1], *below])


def test_a_short_heading_of_its_own_row_parts_the_columns(tmp_path: Path) -> None:
    """A heading over both columns need not be as wide as they are."""
    above, below = prose(1, 10), prose(20, 10)

    def page(canvas: Any) -> None:
        put(canvas, by_column(columns_of(above, 2, 700)))
        put(canvas, [(MARGIN, 560, "The regions")], 16)
        put(canvas, by_column(columns_of(below, 2, 530)))

    assert in_order(read(draw(tmp_path / "a.pdf", page)), [*above, "The regions", *below])


def test_a_word_broken_at_a_columns_end_is_whole(tmp_path: Path) -> None:
    """Hyphens at the end of a column are lifted like those at the end of a line."""
    columns = columns_of(prose(1, 10), 2, 700)
    columns[0][-1] = (*columns[0][-1][:2], "and the regional commit-")
    columns[1][0] = (*columns[1][0][:2], "tee of members met once")
    path = draw(tmp_path / "a.pdf", lambda c: put(c, by_column(columns)))
    assert "the regional committee of members" in read(path).text


def test_a_sidebar_does_not_cut_into_the_text(tmp_path: Path) -> None:
    """A box beside the text is read by itself."""
    text, aside = prose(1, 12), prose(40, 4)

    def page(canvas: Any) -> None:
        body = set_in(MARGIN, 700, 300, text)
        put(canvas, body)
        canvas.rect(385, 600, 150, 110)
        put(canvas, set_in(390, 690, 140, aside))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, text)
    assert in_order(document, aside)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_columns_are_read_on_a_turned_page(tmp_path: Path, turn: int) -> None:
    """Columns set sideways are columns all the same."""
    text = prose(1, 12)

    def page(canvas: Any) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        put(canvas, by_row(columns_of(text, 2, 600)))

    document = read(draw(tmp_path / "a.pdf", page))
    assert in_order(document, text)
    boxes = character_boxes(tmp_path / "a.pdf", "campaign.pdf")
    assert np.isfinite(boxes[[not c.isspace() for c in document.text]]).all()


def test_labels_and_values_of_a_form_are_not_columns(tmp_path: Path) -> None:
    """A form that is drawn field by field is read field by field."""

    def page(canvas: Any) -> None:
        for place, (label, value) in enumerate((("Name", "A. Member"), ("Branch", "North West"))):
            put(canvas, [(MARGIN, 700 - 30 * place, label), (200, 700 - 30 * place, value)])

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.PARAGRAPH) == [
        "Name A. Member",
        "Branch North West",
    ]


def test_text_drawn_from_the_bottom_is_read_from_the_top(tmp_path: Path) -> None:
    """Where one line stands below the other, height decides, not the file's order."""
    text = prose(1, 8)
    placed = set_in(MARGIN, 700, 400, text)[::-1]
    assert in_order(read(draw(tmp_path / "a.pdf", lambda c: put(c, placed))), text)


# Tables


def ruled(canvas: Any, cells: Sequence[Sequence[str]], top: float, bold: bool = True) -> None:
    """Draw a table with all its rules."""
    widths = [MARGIN + 130.0 * n for n in range(len(cells[0]) + 1)]
    canvas.grid(widths, [top - 30 * n for n in range(len(cells) + 1)])
    for row, texts in enumerate(cells):
        canvas.setFont(BOLD if bold and row == 0 else REGULAR, 9)
        for left, text in zip(widths, texts, strict=False):
            for line, part in enumerate(text.split("\n")):
                canvas.drawString(left + 3, top - 30 * row - 11 - 10 * line, part)


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


# Footnotes


def referred(canvas: Any, x: float, y: float, text: str, mark: str) -> None:
    """Draw a line with a raised mark right after it."""
    put(canvas, [(x, y, text)])
    put(canvas, [(x + stringWidth(text, REGULAR, SIZE), y + 4, mark)], 6)


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
        "paid for social care in each of the regions before the branch asked it to do so, and"
        in (document.text)
    )
    assert document.text.index("1 See") < document.text.index("so, and has")


def test_a_raised_number_after_a_figure_stays(tmp_path: Path) -> None:
    """Ten to the second power is not a reference to a note."""
    path = draw(tmp_path / "a.pdf", lambda c: referred(c, MARGIN, 700, "The room is 10 m", "2"))
    assert read(path).text == "The room is 10 m2"


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
        document, boxes = read(path), character_boxes(path, "campaign.pdf")
    plan, text = printer.plan, document.text
    assert in_order(document, plan.sentences)
    assert [row for place, row in rows(document) if place] == plan.cells
    assert shown(document, MarkKind.FOOTNOTE) == plan.notes
    places = [text.index(s) for s in plan.sentences]
    assert [int(boxes[p][0]) for p in places] == plan.pages
    assert [heading_at(document, p) for p in places] == plan.headings
    for passage in cut(document, PassageSettings()):
        assert text[passage.start : passage.end] == passage.text
        assert printer.number < 3 or "Handbook of" not in passage.text
    assert_boxes_agree(document, boxes)


def heading_at(document: Document, place: int) -> str:
    """The heading under which a place stands; empty above the first."""
    above = [m for m in document.marks if m.kind is MarkKind.HEADING and m.start <= place]
    return document.text[above[-1].start : above[-1].end] if above else ""


def assert_boxes_agree(document: Document, boxes: np.ndarray[Any, Any]) -> None:
    """Each character of a word has a box, and the letters of a word on one line run rightwards."""
    assert len(boxes) == len(document.text)
    for word in re.finditer(r"\bNo\d+\b", document.text):
        found = boxes[word.start() : word.end()]
        assert np.isfinite(found).all()
        assert (np.diff(found[:, 1]) > 0).all()
    blocks = [m for m in document.marks if m.kind is not MarkKind.PAGE]
    assert all(a.end <= b.start for a, b in pairwise(blocks))


def test_a_copy_by_another_program_reads_the_same(tmp_path: Path) -> None:
    """Columns and tables do not hang on how a file is written."""

    def page(canvas: Any) -> None:
        put(canvas, by_row(columns_of(prose(1, 10), 2, 760)))
        ruled(canvas, TABLE, 500)

    path = draw(tmp_path / "a.pdf", page)
    before = read(path).text
    PdfWriter(clone_from=PdfReader(path)).write(path)
    assert read(path).text == before
