"""Raised and lowered figures, and what is struck out, in every format that can say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from assistant.readers.docx import read_docx
from assistant.readers.html import read_html
from assistant.readers.pptx import read_pptx

Part = tuple[str, str]  # what is said; '', 'up', 'down' or 'struck'
_TAGS = {"up": "sup", "down": "sub", "struck": "s"}
_BASELINES = {"up": "30000", "down": "-25000"}


def page(parts: Sequence[Part]) -> str:
    """What is read of a web page with one paragraph."""
    tagged = (f"<{_TAGS[how]}>{said}</{_TAGS[how]}>" if how else said for said, how in parts)
    return read_html(f"<p>{''.join(tagged)}</p>", "a.html", "").text


def word(parts: Sequence[Part]) -> str:
    """What is read of a Word file with one paragraph."""
    file = docx.Document()
    paragraph = file.add_paragraph()
    for said, how in parts:
        font = paragraph.add_run(said).font
        font.superscript = True if how == "up" else None
        font.subscript = True if how == "down" else font.subscript
        font.strike = how == "struck"
    saved = BytesIO()
    file.save(saved)
    return read_docx(saved.getvalue(), "a.docx", "").text


def slide(parts: Sequence[Part]) -> str:
    """What is read of a slide with one paragraph."""
    file: Any = Presentation()
    shapes = file.slides.add_slide(file.slide_layouts[6]).shapes
    box = shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    for said, how in parts:
        run = box.text_frame.paragraphs[0].add_run()
        run.text = said
        if how in _BASELINES:
            run.font._element.set("baseline", _BASELINES[how])
        if how == "struck":
            run.font._element.set("strike", "dblStrike")
    saved = BytesIO()
    file.save(saved)
    return read_pptx(saved.getvalue(), "a.pptx", "").text


READERS = pytest.mark.parametrize("read", [page, word, slide])


@READERS
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("A room of 25", ""), ("2", "up"), (" is enough.", "")], "A room of 25² is enough."),
        ([("In May 2021", ""), ("12", "up"), (" it fell.", "")], "In May 2021¹² it fell."),
        ([("All agreed.", ""), ("3,4", "up"), (" It rose.", "")], "All agreed.³,⁴ It rose."),
        ([("A rate of 7%", ""), ("[2]", "up"), (".", "")], "A rate of 7%[²]."),
        ([("It is 10", ""), ("-3", "up"), (" of it.", "")], "It is 10⁻³ of it."),
        ([("After 7", ""), ("1", "up"), ("/", ""), ("2", "down"), (" days", "")], "After 7½ days"),
        ([("Is 3", ""), ("7", "up"), ("/", ""), ("16", "down"), (" more", "")], "Is 3⁷/₁₆ more"),
        ([("The 3", ""), ("rd", "up"), (" of June", "")], "The 3rd of June"),
        ([("Less CO", ""), ("2", "down"), (" and x", ""), ("2", "down")], "Less CO2 and x2"),
        ([("Base 10", ""), ("2", "down"), (" is two", "")], "Base 10₂ is two"),
        ([("Paid", ""), ("a", "up"), (" twice", "")], "Paidᵃ twice"),
        ([("Now ", ""), ("£40 ", "struck"), ("£45.", "")], "Now £45."),
    ],
)
def test_figures_stay_apart_and_what_is_struck_out_is_not_said(
    read: Callable[[Sequence[Part]], str], parts: list[Part], expected: str
) -> None:
    """No digit is added to a figure, ordinals stay words, and old prices are not in force."""
    assert read(parts) == expected


said = st.sampled_from(["members", "in 2019", "of 25", "25.5", "a rate of 7%", "(see below)"])


@READERS
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(said, st.integers(1, 999).map(str)), min_size=1, max_size=4))
def test_any_raised_figure_keeps_its_digits(
    read: Callable[[Sequence[Part]], str], pairs: list[tuple[str, str]]
) -> None:
    """Each figure on the line is followed by its own raised one, and no digit is lost."""
    parts = [part for words, up in pairs for part in ((words, ""), (up, "up"), (" and ", ""))]
    small = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    expected = "".join(f"{words}{up.translate(small)} and " for words, up in pairs)
    assert read(parts) == expected.strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('Pay rose in 2020<a href="#note-1">1</a> again', "Pay rose in 2020¹ again"),
        ('See section <a href="#s4">4</a> of it', "See section 4 of it"),
        ('A room of 25<span style="vertical-align: super">2</span>', "A room of 25²"),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math> people", "10⁶ people"),
        ("<math><mfrac><mn>3</mn><mn>8</mn></mfrac></math> of it", "3/8 of it"),
        ('Fee <span style="text-decoration:line-through">£1</span> £2', "Fee £2"),
        ("Fee <del>£1</del> <ins>£2</ins>", "Fee £2"),
        ("Fee <strike>£1</strike> £2", "Fee £2"),
    ],
)
def test_a_page_says_in_many_ways_what_is_raised_or_struck_out(written: str, expected: str) -> None:
    """Styles, formulas and links to notes count as the tags do."""
    assert read_html(f"<p>{written}</p>", "a.html", "").text == expected


def test_a_style_of_word_raises_figures() -> None:
    """The mark of a note is raised by its style alone."""
    file: Any = docx.Document()
    style = file.styles.add_style("Mark", 2)
    style.font.superscript = True
    paragraph = file.add_paragraph("Paid in 2020")
    paragraph.add_run("7").style = style
    saved = BytesIO()
    file.save(saved)
    assert read_docx(saved.getvalue(), "a.docx", "").text == "Paid in 2020⁷"
