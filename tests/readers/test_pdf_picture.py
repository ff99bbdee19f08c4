"""A page's picture and where a passage stands on it, checked against what stands in the boxes."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import UnreadableFileError
from assistant.readers.pdf.pages import Box, found_in, page_picture
from assistant.readers.sandbox.child import picture_of
from assistant.settings import ReadSettings

LEFT = [
    "The first column tells of home visits and of the",
    "travel that they take each working day.",
]
RIGHT = ["The second column is about supervi-", "sion, which every worker is to have."]


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    """Two columns, drawn line by line across both, on the second page of two."""
    path = tmp_path / "columns.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(50, 700, "Another page.")
    canvas.showPage()
    canvas.setFontSize(10)
    for place, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        canvas.drawString(50, 700 - 14 * place, left)
        canvas.drawString(320, 700 - 14 * place, right)
    canvas.save()
    return path


def inside(path: Path, page: int, box: Box) -> str:
    """The text that stands in a box of an unturned page."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        width, height = pdf[page - 1].get_size()
        left, top = box.left * width - 1, height - box.top * height + 1
        right, bottom = left + box.width * width + 2, top - box.height * height - 2
        text: str = pdf[page - 1].get_textpage().get_text_bounded(left, bottom, right, top)
        return " ".join(text.split())


def test_the_boxes_hold_the_passage_and_nothing_else(columns: Path) -> None:
    """Of a column only its own lines are marked, whatever order the file draws them in."""
    picture = page_picture(columns, 2, " ".join(LEFT))
    assert [inside(columns, 2, box) for box in picture.boxes] == LEFT
    image = Image.open(io.BytesIO(picture.png))
    assert image.size == picture.size()
    assert image.width == pytest.approx(1200, abs=2)
    assert image.height / image.width == pytest.approx(A4[1] / A4[0], abs=0.01)


def test_a_word_broken_at_the_lines_end_is_found(columns: Path) -> None:
    """The passage says 'supervision' where the page says 'supervi-' and 'sion'."""
    text = "The second column is about supervision, which every worker is to have."
    boxes = page_picture(columns, 2, text).boxes
    assert [inside(columns, 2, box).replace("\x02", "-") for box in boxes][-1] == RIGHT[1]
    assert len(boxes) == 2


def test_what_is_not_on_the_page_is_not_marked(columns: Path) -> None:
    """A page before the passage's own shows no mark, and neither does a page without text."""
    assert page_picture(columns, 1, " ".join(LEFT)).boxes == ()
    assert page_picture(columns, 2, "").boxes == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_turn_with_the_page(tmp_path: Path, turn: int) -> None:
    """On a page that is shown turned, the marked part of the picture is where there is ink."""
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setPageRotation(turn)
    canvas.drawString(100, 400, "Only these few words are there.")
    canvas.save()
    picture = page_picture(path, 1, "Only these few words are there.")
    [box] = picture.boxes
    image = Image.open(io.BytesIO(picture.png)).convert("L").point(lambda dot: 255 - dot)
    ink = image.getbbox()
    assert ink is not None
    left, top = box.left * image.width, box.top * image.height
    marked = (left, top, left + box.width * image.width, top + box.height * image.height)
    assert marked == pytest.approx(ink, abs=12)


@given(st.lists(st.text("abc\x02 \n-é", max_size=6), max_size=30), st.text(max_size=60))
def test_stretches_are_in_order_and_hold_the_words(parts: list[str], text: str) -> None:
    """Whatever a page holds, stretches are of it and do not overlap; a page's own text is found."""
    page = " ".join(parts)
    for sought in (text, page):
        found = found_in(page, sought)
        places = [place for stretch in found for place in stretch]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(page) for start, end in found)
    assert bool(found_in(page, page)) == any(c.isalnum() or c == "_" for c in page)


def test_a_process_of_its_own_draws_the_same(columns: Path) -> None:
    """The chat gets the picture from a process that a hostile file may break."""
    text = " ".join(LEFT)
    assert picture_of(columns, 2, text, ReadSettings()) == page_picture(columns, 2, text)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nrubbish", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_cannot_be_drawn_is_an_error(tmp_path: Path, content: bytes) -> None:
    """A file that broke since it was read is refused with its name and the page."""
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"broken\.pdf.*page 3 cannot be drawn"):
        picture_of(path, 3, "text", ReadSettings())


def test_a_page_that_is_not_there_is_an_error(columns: Path) -> None:
    """A document of two pages has no third."""
    with pytest.raises(UnreadableFileError, match="page 3"):
        picture_of(columns, 3, "text", ReadSettings())
