"""What is to be seen on a page is read, and nothing else: edges, odd fonts, what was typed on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from assistant.readers import pdf
from assistant.readers.pdf.drawn import Rectangle
from assistant.readers.pdf.gather import filled
from assistant.readers.pdf.layout import laid_out
from assistant.readers.pdf.lines import PdfLine, Setting
from assistant.records import MarkKind, Problem
from tests.readers.damage import pdf_with, stream
from tests.readers.drawing import (
    BOLD,
    HEIGHT,
    MARGIN,
    REGULAR,
    SIZE,
    WIDTH,
    draw,
    prose,
    put,
    read,
    set_in,
    shown,
)
from tests.readers.printed_pages import rewritten

# What is drawn over letters

NAMED = "The plan of Ann Example is kept."
NAMED_FROM_TO = ("The plan of ", "The plan of Ann Example")


def blacked_out(canvas: Any, *, alpha: float = 1.0, late: bool = True, times: int = 1) -> None:
    """A line, drawn once or twice for bold, with an area on the name after it or before."""

    def area() -> None:
        canvas.saveState()
        canvas.setFillAlpha(alpha)
        left, right = (canvas.stringWidth(words, REGULAR, SIZE) for words in NAMED_FROM_TO)
        canvas.rect(MARGIN + left, 697, right - left, SIZE + 2, stroke=0, fill=1)
        canvas.restoreState()

    if not late:
        canvas.setFillGray(0.9)
        area()
        canvas.setFillGray(0)
    put(canvas, [(MARGIN, 700, NAMED)] * times)
    if late:
        area()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, "The plan of is kept."),
        ({"times": 2}, "The plan of is kept."),
        ({"alpha": 0.4}, NAMED),
        ({"late": False}, NAMED),
    ],
    ids=["blacked out", "drawn twice", "highlighted", "shaded"],
)
def test_a_name_that_is_blacked_out_is_not_read(
    tmp_path: Path, how: dict[str, Any], expected: str
) -> None:
    """What an area hides is not on the page; a highlight or a shade below hides nothing."""
    path = draw(tmp_path / "a.pdf", lambda canvas: blacked_out(canvas, **how))
    assert shown(read(path), MarkKind.PARAGRAPH) == [expected]


@settings(max_examples=25, deadline=None)
@given(
    size=st.floats(6, 18),
    x=st.floats(60, 62),
    y=st.floats(600, 602),
    how=st.sampled_from(["highlighted later", "white on a colour", "blacked out"]),
)
def test_thin_letters_are_read_where_they_are_seen_and_only_there(
    size: float, x: float, y: float, how: str
) -> None:
    """No 'l' is lost from a word that is highlighted or white, and none stays under a black bar."""
    said = "Call us all: it is still 0113 I will fill it."

    def page(canvas: Any) -> None:
        put(canvas, [(60, 700, "So much is known.")])
        canvas.setFillColorRGB(0.9, 0.8, 0.2)
        if how == "white on a colour":
            canvas.rect(50, y - 4, 480, size + 6, stroke=0, fill=1)
        canvas.setFillGray(1 if how == "white on a colour" else 0)
        put(canvas, [(x, y, said)], size)
        if how != "white on a colour":
            canvas.setFillGray(0)
            canvas.setFillAlpha(1 if how == "blacked out" else 0.4)
            canvas.rect(x, y - 0.3 * size, stringWidth(said, REGULAR, size), 1.2 * size, 0, 1)

    with TemporaryDirectory() as folder:
        found = read(draw(Path(folder) / "a.pdf", page)).text
    expected = ["So much is known."] if how == "blacked out" else ["So much is known.", said]
    assert found.split("\n\n") == expected


def test_a_white_line_under_its_successor_is_not_read(tmp_path: Path) -> None:
    """A cover that was copied from an old one: the new band and year are drawn over the old.

    Of the street's name, drawn twice at one place, the seen one is read.
    """

    def page(canvas: Any) -> None:
        for year in ("2010", "2014"):
            canvas.setFillColorRGB(0.3, 0.5, 0.7)
            canvas.rect(MARGIN - 10, 640, 250, 120, stroke=0, fill=1)
            canvas.setFillGray(1)
            put(canvas, [(MARGIN, 700, f"Plan of {year}"), (MARGIN, 670, "Hill Street")])

    assert read(draw(tmp_path / "a.pdf", page)).text == "Plan of 2014\n\nHill Street"


@pytest.mark.parametrize("whole", [False, True])
def test_letters_under_a_picture_are_read_only_where_it_is_the_page(
    tmp_path: Path, whole: bool
) -> None:
    """A layer under a poster's picture is none of its words; those of a scan stand under it."""
    picture = ImageReader(Image.new("RGB", (40, 40), (0, 90, 160)))

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 700, "ALCOHOL IS LIKE FOOD"), (MARGIN, 500, "Ask at the desk.")])
        if whole:
            canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
        else:
            canvas.drawImage(picture, 0, 650, WIDTH, 100)

    document = read(draw(tmp_path / "a.pdf", page))
    assert ("ALCOHOL" in document.text, "Ask at the desk." in document.text) == (whole, True)


# The page's edges


@pytest.mark.parametrize("box", ["cropbox", "mediabox"])
@pytest.mark.parametrize("turn", [0, 90])
def test_what_lies_beyond_the_edges_is_not_read(tmp_path: Path, box: str, turn: int) -> None:
    """A printer's slug, and the other half of a spread that was cut in two, are not on the page."""

    def spread(canvas: Any) -> None:
        for place, words in enumerate(("Left side is first.", "Right side is second.")):
            put(canvas, [(MARGIN + place * WIDTH / 2, 700 - 40 * n, words) for n in range(3)])
        put(canvas, [(MARGIN, 10, "Job 4711 proof")])

    path = draw(tmp_path / "a.pdf", spread, spread)
    left = RectangleObject((0, 50, WIDTH / 2, HEIGHT))
    right = RectangleObject((WIDTH / 2, 50, WIDTH, HEIGHT))

    def halves(writer: PdfWriter) -> None:
        for page, edges in zip(writer.pages, (left, right), strict=True):
            setattr(page, box, edges)
            page.rotate(turn)

    document = read(rewritten(path, halves))
    assert shown(document, MarkKind.PARAGRAPH) == [
        *["Left side is first."] * 3,
        *["Right side is second."] * 3,
    ]


edge = st.integers(150, 700)


@settings(max_examples=25, deadline=None)
@given(edge, edge)
def test_only_what_stands_within_the_crop_box_is_read(bottom: int, top: int) -> None:
    """Whole lines are read or left out, as they stand within the edges or beyond."""
    lines = [(MARGIN, 800.0 - 20 * n, f"This is line number {n}.") for n in range(38)]
    with TemporaryDirectory() as folder:
        path = draw(Path(folder) / "a.pdf", lambda canvas: put(canvas, lines))
        edges = RectangleObject((0, min(bottom, top), WIDTH, max(bottom, top) + 40))
        document = read(rewritten(path, lambda w: setattr(w.pages[0], "cropbox", edges)))
    inside = [text for _, y, text in lines if edges.bottom <= y + 3 and y + 3 < edges.top]
    beyond = [text for _, y, text in lines if y + 9 < edges.bottom or y > edges.top]
    assert not [text for text in beyond if text in document.text]
    assert not [text for text in inside[1:-1] if text not in document.text]


# Fonts that a file draws itself


def drawn_font(text: bytes, size: float, unit: float) -> bytes:
    """A page set in a font of boxes, whose em is so many units."""
    names = b" ".join(b"/c%d" % code for code in range(32, 127))
    glyphs = b" ".join(b"/c%d 7 0 R" % code for code in range(32, 127))
    box = b"%f 0 d0 0 0 %f %f re f" % (0.6 * unit, 0.5 * unit, 0.7 * unit)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0]"
        b" /CharProcs << " + glyphs + b" >> /Encoding << /Differences [32 " + names + b"] >>"
        b" /FirstChar 32 /LastChar 126 /Widths [" + b"%f " % (0.6 * unit) * 95 + b"]"
        b" /Resources << >> /ToUnicode 8 0 R >>"
    )
    mapped = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange"
        b" 1 beginbfrange <20> <7E> <0020> endbfrange endcmap"
    )
    lines = b"".join(b"1 0 0 1 60 %d Tm (%s) Tj " % (700 - 14 * n, text) for n in range(3))
    content = stream(b"BT /F1 %f Tf " % size + lines + b" ET")
    return pdf_with({4: content, 5: font, 7: stream(box), 8: stream(mapped)})


@settings(max_examples=25, deadline=None)
@given(st.floats(0.0005, 12.0))
def test_a_font_of_any_size_is_read(size: float) -> None:
    """A font that the file draws itself may be set in size .2, or 0.02, and read as any other."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(drawn_font(b"Visits are weekly", size, 10 / size))
        document = read(path)
    assert document.text.split() == ["Visits", "are", "weekly"] * 3
    assert document.problems == ()


def test_a_page_that_cannot_be_laid_out_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines come as the file draws them, and the report names it."""
    pages = [prose(n, 2) for n in (1, 11, 21)]
    path = draw(
        tmp_path / "a.pdf", *[lambda c, p=p: put(c, set_in(60, 700, 400, p)) for p in pages]
    )
    whole, orderly = read(path).text, laid_out

    def failing(page: Any, *others: Any) -> Any:
        if page.number == 2:
            raise ZeroDivisionError
        return orderly(page, *others)

    monkeypatch.setattr(pdf, "laid_out", failing)
    document = read(path)
    assert document.text.split() == whole.split()
    reason = "the text of these pages stands as the file draws it; its order may be wrong"
    assert document.problems == (Problem("campaign.pdf", reason, (2,)),)


def test_what_a_form_draws_beyond_its_edges_is_not_read(tmp_path: Path) -> None:
    """Nobody sees the figures of an older chart that was cropped away."""

    def page(canvas: Any) -> None:
        put(canvas, [(60, 700, "The rate is 4.1.")])
        canvas.beginForm("cropped", 50, 300, 300, 400)
        put(canvas, [(60, 500, "The rate is 3.3."), (60, 350, "All of it is shown.")])
        canvas.endForm()
        canvas.doForm("cropped")

    assert read(draw(tmp_path / "a.pdf", page)).text == "The rate is 4.1.\n\nAll of it is shown."


# What is drawn after the rest, and letters that lean

WORDS = "In this area most of the patients were not given any of the tablets before they fell ill"


@given(
    late=st.sets(st.integers(1, len(WORDS.split()) - 2), max_size=6),
    size=st.sampled_from((8, 11, 14)),
    bold=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_a_word_that_is_drawn_last_stands_in_its_line(
    late: set[int], size: int, bold: bool
) -> None:
    """Without 'not' a line would say the opposite; programs draw what is underlined last."""
    late = {place for place in late if place - 1 not in late}

    def page(canvas: Any) -> None:
        x, put_last = MARGIN, []
        for place, word in enumerate(WORDS.split()):
            font = BOLD if bold and place in late else REGULAR
            put_last.append((place in late, x, word, font))
            x += stringWidth(f"{word} ", font, size)
        for is_late in (False, True):
            for _, left, word, font in (one for one in put_last if one[0] is is_late):
                canvas.setFont(font, size)
                canvas.drawString(left, 600, word)
        canvas.setFont(REGULAR, size)
        canvas.drawString(MARGIN, 600 - 1.2 * size, "and it was told to everybody who asked.")

    with TemporaryDirectory() as folder:
        document = read(draw(Path(folder) / "a.pdf", page))
    assert document.text == f"{WORDS} and it was told to everybody who asked."


def test_a_word_in_words_that_are_drawn_last_is_not_lost() -> None:
    """A stretch may be drawn apart from its line, and a word of it apart from that."""

    def line(text: str, *columns: int) -> PdfLine:
        left, right = 5.0 * columns[0], 5.0 * columns[-1] + 5
        set_so = (Setting(0, len(text), 10.0, 400.0),)
        return PdfLine(1, text, columns, left, right, 100.0, 10.0, settings=set_so)

    def box_of(line: PdfLine, place: int) -> Rectangle | None:
        column = line.places[place]
        return Rectangle(5.0 * column, 98.0, 5.0 * column + 5, 108.0) if column >= 0 else None

    whole = filled(
        [line("at us", 0, 1, 2, 12, 13), line("if is", 3, 4, 5, 9, 10), line("no", 6, 7)], box_of
    )
    assert [one.text for one in whole] == ["at if no is us"]
    assert [place for place in whole[0].places if place not in (-1, 2, 5)] == [
        *(0, 1, 3, 4, 6, 7, 9, 10, 12, 13)
    ]


def test_letters_that_a_program_slants_are_text(tmp_path: Path) -> None:
    """Where a font has no italics programs lean its letters: they stand on a level line."""

    def page(canvas: Any) -> None:
        canvas.setFont(REGULAR, SIZE)
        canvas.drawString(MARGIN, 620, "The survey asked what worries people have:")
        leaning = canvas.beginText()
        leaning.setFont(REGULAR, SIZE)
        leaning.setTextTransform(1, 0, 0.33, 1, MARGIN, 590)
        leaning.textOut("What are your three main worries now?")
        canvas.drawText(leaning)
        canvas.drawString(MARGIN, 560, "Up to three answers could be given by each.")

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.BOILERPLATE) == []
    assert "What are your three main worries now?" in document.text
    first, second, third = (document.text.index(word) for word in ("survey", "main", "Up to"))
    assert first < second < third


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_white_letters_are_read_where_they_can_be_seen(tmp_path: Path, turn: int) -> None:
    """On a colour they are text; on white paper nobody sees them, and they say nothing."""

    def page(canvas: Any) -> None:
        canvas.setFillColorRGB(0.1, 0.3, 0.6)
        canvas.rect(MARGIN, 690, 300, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont(REGULAR, SIZE)
        canvas.drawString(MARGIN + 5, 700, "Seen on a blue box")
        canvas.drawString(MARGIN, 650, "Hidden on the white paper")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(MARGIN, 600, "Printed in black below.")

    path = rewritten(draw(tmp_path / "a.pdf", page), lambda w: w.pages[0].rotate(turn))
    assert read(path).text.split("\n\n") == ["Seen on a blue box", "Printed in black below."]


@pytest.mark.parametrize("white", [False, True])
def test_what_was_read_in_a_scan_is_kept_in_any_colour(tmp_path: Path, white: bool) -> None:
    """Text that is not drawn at all, over the picture of a page, is that page's: 'white' or not."""
    scan = ImageReader(Image.new("RGB", (40, 40), (248, 246, 240)))

    def page(canvas: Any) -> None:
        canvas.drawImage(scan, 0, 0, WIDTH, HEIGHT)
        text = canvas.beginText(MARGIN, 700)
        text.setFont(REGULAR, SIZE)
        text.setTextRenderMode(3)
        text.setFillGray(1 if white else 0)
        text.textOut("The fee is £30 a week.")
        canvas.drawText(text)

    assert read(draw(tmp_path / "a.pdf", page)).text == "The fee is £30 a week."
