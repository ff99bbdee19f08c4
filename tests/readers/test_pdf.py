from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import UnreadableFileError
from assistant.readers.allowance import Allowance
from assistant.readers.pdf import character_boxes, read_pdf
from assistant.readers.pdf import facts as pdf_facts
from assistant.readers.pdf import page as pdf_page
from assistant.records import Document, Mark, MarkKind, Problem

WIDTH, HEIGHT = 595.0, 842.0
LEFT = 72.0
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PROSE = (
    "Campaigns begin with one person who tells another what has to change. "
    "Members then write it down, and the branch takes it to the council."
)


@dataclass
class Page:
    """Draws text from the top of a page downwards."""

    canvas: Any
    y: float = HEIGHT - 150

    def line(self, text: str, size: float = 10, font: str = REGULAR, x: float = LEFT) -> None:
        """Draw one line."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= 1.2 * size

    def paragraph(self, text: str, size: float = 10, font: str = REGULAR, x: float = LEFT) -> None:
        """Draw lines up to the right margin and leave room below."""
        for line in simpleSplit(text, font, size, WIDTH - LEFT - x):
            self.line(line, size, font, x)
        self.y -= 0.8 * size

    def at(self, y: float, text: str, size: float = 10) -> None:
        """Draw one line at a height of the page."""
        self.canvas.setFont(REGULAR, size)
        self.canvas.drawString(LEFT, y, text)


Draw = Callable[[Page], None]


def draw(path: Path, pages: Iterable[Draw], **facts: str) -> Path:
    """The path of a PDF with these pages."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for name, value in facts.items():
        getattr(canvas, f"set{name.title()}")(value)
    for page in pages:
        page(Page(canvas))
        canvas.showPage()
    canvas.save()
    return path


def rewritten(path: Path, change: Callable[[PdfWriter], object]) -> Path:
    """The same PDF after pypdf changed it."""
    writer = PdfWriter(clone_from=PdfReader(path))
    change(writer)
    writer.write(path)
    return path


def read(path: Path) -> Document:
    """The document in a file called campaign.pdf in the corpus."""
    return read_pdf(path, "campaign.pdf", "0" * 64)


def lines(*texts: str, **setting: Any) -> Draw:
    """A page with these lines, one below the other."""

    def page(on: Page) -> None:
        for text in texts:
            on.line(text, **setting)

    return page


def prose(*texts: str) -> Draw:
    """A page with these paragraphs."""

    def page(on: Page) -> None:
        for text in texts:
            on.paragraph(text)

    return page


def shown(document: Document, *kinds: MarkKind) -> list[str]:
    """The texts of all marks of some kinds."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind in kinds]


def outline(document: Document) -> list[tuple[str, int | None]]:
    """The headings with their levels."""
    headings = [m for m in document.marks if m.kind is MarkKind.HEADING]
    return [(document.text[m.start : m.end], m.number) for m in headings]


def page_marks(document: Document) -> list[Mark]:
    """The marks of the pages."""
    return [m for m in document.marks if m.kind is MarkKind.PAGE]


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
    """A ligature comes as its letters and an emoji as one character, each with its box."""
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
    assert np.isfinite(character_boxes(path, "campaign.pdf")).all()


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


# Lists


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
    """A citation names the document and its author; when a file was made is not a date to cite."""
    path = draw(
        tmp_path / "a.pdf", [prose(PROSE)], title="Microsoft Word - Fair pay now", author="A Member"
    )
    entry = read(path).entry
    assert (entry.title, entry.author, entry.published) == ("Fair pay now", "A Member", None)


@pytest.mark.parametrize("title", ["untitled", "Report_final2.docx", "(anonymous)", " "])
def test_a_title_put_there_by_a_program_is_not_used(tmp_path: Path, title: str) -> None:
    """Nobody is shown 'untitled' as the name of a document."""
    assert read(draw(tmp_path / "a.pdf", [prose(PROSE)], title=title)).entry.title is None


# Files and pages that cannot be read


def test_a_password_is_said_to_be_the_reason(tmp_path: Path) -> None:
    """Staff learn that a locked file needs a copy without its password."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    rewritten(path, lambda w: w.encrypt("secret", algorithm="AES-256"))
    with pytest.raises(UnreadableFileError, match="password") as raised:
        read(path)
    assert raised.value.path == "campaign.pdf"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_user_password_opens_silently(tmp_path: Path, algorithm: str) -> None:
    """A file that any viewer opens without asking is read with all it says of itself."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)], title="Fair pay now")
    rewritten(path, lambda w: w.encrypt("", "owner", algorithm=algorithm))
    document = read(path)
    assert (document.text, document.entry.title) == (PROSE, "Fair pay now")


def test_a_file_that_is_no_pdf_is_named_so(tmp_path: Path) -> None:
    """A web page saved with the wrong suffix is told from a damaged PDF."""
    path = tmp_path / "a.pdf"
    path.write_text("<html>Sign in to read this document</html>")
    with pytest.raises(UnreadableFileError, match=r"is named \.pdf but is not a PDF file"):
        read(path)


def test_a_damaged_file_is_named_so(tmp_path: Path) -> None:
    """A download that broke off is reported, and no other error gets out."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read(path)


def test_a_missing_file_is_named_so(tmp_path: Path) -> None:
    """A file removed during a build is reported like any other that cannot be read."""
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read(tmp_path / "none.pdf")


def test_a_file_without_pages_is_named_so(tmp_path: Path) -> None:
    """An empty export is reported instead of being indexed as nothing."""
    path = tmp_path / "a.pdf"
    PdfWriter().write(path)
    with pytest.raises(UnreadableFileError, match="has no pages"):
        read(path)


def test_pages_without_text_are_one_problem(tmp_path: Path) -> None:
    """Staff learn which pages are scans that need text recognition."""
    path = draw(tmp_path / "a.pdf", [lines(), prose(PROSE), lines(), lines()])
    document = read(path)
    reason = "no text on these pages (scanned images?)"
    assert document.problems == (Problem("campaign.pdf", reason, (1, 3, 4)),)
    assert [m.number for m in page_marks(document)] == [1, 2, 3, 4]
    assert [m.end - m.start for m in page_marks(document)] == [0, len(PROSE), 0, 0]


def test_a_document_of_scans_comes_back_with_its_problem(tmp_path: Path) -> None:
    """A scanned document is listed as unread, not left out silently."""
    document = read(draw(tmp_path / "a.pdf", [lines(), lines()]))
    assert (document.text, document.problems[0].pages) == ("", (1, 2))


def test_a_page_that_fails_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad page does not cost the whole report."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3)
    fail_at(monkeypatch, 2)
    monkeypatch.setattr(PageObject, "extract_text", refuse)
    document = read(path)
    assert [(p.pages, "damaged" in p.reason) for p in document.problems] == [((2,), True)]
    assert shown(document, MarkKind.PARAGRAPH) == [PROSE, PROSE]
    assert document.numbers(MarkKind.PAGE) == (1, 2, 3)


def fail_at(monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """Make pdfium fail at one page."""
    reader = pdf_page._Lines

    def failing(number: int, *others: Any) -> pdf_page._Lines:
        if number == page:
            raise RuntimeError("bad page")
        return reader(number, *others)

    monkeypatch.setattr(pdf_page, "_Lines", failing)


def refuse(*_: object) -> None:
    """Stand in for what fails in a way of its own."""
    raise RecursionError("broken")


def test_a_page_that_pdfium_cannot_read_comes_from_pypdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that one library fails at is read with the other, without boxes."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3)
    fail_at(monkeypatch, 2)
    document = read(path)
    assert (document.problems, document.text.count("Campaigns begin")) == ((), 3)
    boxes = character_boxes(path, "campaign.pdf")
    assert np.isnan(boxes[boxes[:, 0] == 2][:, 1:]).all()
    assert not np.isnan(boxes[boxes[:, 0] == 3][:, 1:]).all()


def test_a_file_that_pdfium_cannot_open_comes_from_pypdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged file that pypdf can mend is read."""

    def failing(*_: object) -> None:
        raise pypdfium2.PdfiumError("damaged")

    monkeypatch.setattr(pypdfium2, "PdfDocument", failing)
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 2, title="Fair pay now")
    document = read(path)
    assert document.numbers(MarkKind.PAGE) == (1, 2)
    assert document.text.count("Campaigns begin") == 2
    assert document.entry.title == "Fair pay now"


# Limits


def test_pages_read_before_the_time_is_up_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow file gives what was read of it, and a problem names the rest."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 4)
    clock = iter([0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock, 9.0))
    document = read_pdf(path, "campaign.pdf", "0" * 64, Allowance(most_seconds=2.0))
    assert [(p.pages, "not read" in p.reason) for p in document.problems] == [((3, 4), True)]
    assert document.text.count("Campaigns begin") == 2
    assert document.numbers(MarkKind.PAGE) == (1, 2, 3, 4)


def test_pages_to_skip_are_not_touched_and_progress_is_told(tmp_path: Path) -> None:
    """Who reads in a child process can leave out the page that ended it."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3, title="Fair pay now")
    begun: list[int] = []
    allowance = Allowance(skip=frozenset({0, 2}), progress=begun.append)
    document = read_pdf(path, "campaign.pdf", "0" * 64, allowance)
    assert begun == [1, 3]
    assert [p.pages for p in document.problems] == [(2,)]
    assert document.entry.title is None


def test_text_is_kept_where_only_the_metadata_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flaw in a file's metadata does not cost its text."""
    monkeypatch.setattr(pdf_facts, "PdfReader", refuse)
    document = read(draw(tmp_path / "a.pdf", [prose(PROSE)], title="Fair pay now"))
    assert (document.text, document.entry.title) == (PROSE, None)


def test_flaws_that_are_coped_with_are_not_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The build's report is not drowned in a library's warnings."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    assert read(path).text == PROSE
    assert (capfd.readouterr().err, caplog.records) == ("", [])


def test_several_threads_may_read_at_once(tmp_path: Path) -> None:
    """The chat may show a page while another is being read."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 5)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: read(path).text, range(12)))
    assert set(texts) == {read(path).text}


# Boxes


def test_each_character_has_its_box(tmp_path: Path) -> None:
    """A passage can be marked on the picture of its page."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE), lines("the commit-", "tee met again")])
    text = read(path).text
    boxes = character_boxes(path, "campaign.pdf")
    assert boxes.shape == (len(text), 5)
    assert boxes.dtype == np.dtype(np.float32)
    inked = np.array([not c.isspace() for c in text])
    assert np.isfinite(boxes[inked]).all()
    start = text.index("committee")
    page, left, bottom, right, top = boxes[start]
    assert page == 2
    assert LEFT <= left < right < LEFT + 60
    assert HEIGHT - 152 < bottom < top < HEIGHT - 140
    assert boxes[start + 6][4] < bottom
    assert boxes[start + 6][1] < left
    assert np.isnan(boxes[text.index("\n\n")]).all()


# Made-up documents

WORDS = [
    *("campaign", "member", "branch", "pay", "hours", "rota", "‘fair’", "well-being", "2019–20"),
    *("council", "£9.30", "vote"),
]


@dataclass
class Plan:
    """A made-up document: its sentences in order, each with its page and heading."""

    sentences: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


blocks = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "paragraph", "list", "page", "blank page"]),
        st.lists(st.lists(st.sampled_from(WORDS), min_size=5, max_size=30), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=12,
)


class Printer:
    """Sets a made-up document and keeps account of what stands where."""

    def __init__(self, canvas: Any) -> None:
        """Begin with a paragraph, so that running text outweighs headings."""
        self.canvas = canvas
        self.plan = Plan()
        self.page = Page(canvas)
        self.number = 1
        self.heading = ""
        self.block("paragraph", [WORDS, WORDS])

    def turn(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self.page = Page(self.canvas)
        self.number += 1

    def block(self, kind: str, drawn: Sequence[Sequence[str]]) -> None:
        """Set a heading with its paragraph, a paragraph, a list, or turn the page once or twice."""
        if kind.endswith("page"):
            for _ in kind.split():
                self.turn()
        elif kind == "heading":
            self.heading = f"Heading {LETTERS[len(self.plan.sentences) % 26]} of {drawn[0][0]}"
            self.print([self.heading], 16, LEFT)
            self.block("paragraph", drawn)
        elif kind == "list":
            for words in drawn:
                self.print([*self.sentence(words, "• ")], 10, LEFT + 10)
        else:
            self.print([s for words in drawn for s in self.sentence(words)], 10, LEFT)

    def sentence(self, words: Sequence[str], bullet: str = "") -> list[str]:
        """A sentence that is told from all others by its number."""
        self.plan.sentences.append(f"No{len(self.plan.sentences)} {' '.join(words)}.")
        self.plan.headings.append(self.heading)
        return [bullet + self.plan.sentences[-1]]

    def print(self, sentences: Sequence[str], size: float, x: float) -> None:
        """Set sentences one after the other, turning the page where it is full."""
        left = " ".join(sentences)
        room = WIDTH - LEFT - x
        for line in simpleSplit(left, REGULAR, size, room):
            if self.page.y < 120:
                self.turn()
            self.plan.pages += [self.number] * len(re.findall(r"\bNo\d+\b", line))
            self.page.line(line, size, x=x)
        self.page.y -= size


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks)
def test_made_up_documents_come_back_whole(
    drawn: Sequence[tuple[str, Sequence[Sequence[str]]]],
) -> None:
    """Each sentence comes back once, exact, in order, on its page and under its heading."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        printer = Printer(canvas)
        for kind, sentences in drawn:
            printer.block(kind, sentences)
        canvas.showPage()
        canvas.save()
        document = read(path)
        boxes = character_boxes(path, "campaign.pdf")
    plan, text = printer.plan, document.text
    assert [text.count(s) for s in plan.sentences] == [1] * len(plan.sentences)
    places = [text.index(s) for s in plan.sentences]
    assert places == sorted(places)
    assert [int(boxes[p][0]) for p in places] == plan.pages
    assert document.numbers(MarkKind.PAGE) == tuple(range(1, printer.number + 1))
    for place, page, heading in zip(places, plan.pages, plan.headings, strict=True):
        assert heading_at(document, place) == heading
        mark = page_marks(document)[page - 1]
        assert mark.start <= place < mark.end
    assert len(boxes) == len(text)
    assert_marks_hold(document)


def heading_at(document: Document, place: int) -> str:
    """The heading under which a place stands; empty above the first."""
    above = [m for m in document.marks if m.kind is MarkKind.HEADING and m.start <= place]
    return document.text[above[-1].start : above[-1].end] if above else ""


def assert_marks_hold(document: Document) -> None:
    """Marks are in order and in bounds, blocks do not overlap, and all words are in a block."""
    marks = document.marks
    assert [m.start for m in marks] == sorted(m.start for m in marks)
    assert all(0 <= m.start <= m.end <= len(document.text) for m in marks)
    blocks = [m for m in marks if m.kind is not MarkKind.PAGE]
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    kept = "".join(document.text[m.start : m.end] for m in blocks)
    assert "".join(kept.split()) == "".join(document.text.split())
