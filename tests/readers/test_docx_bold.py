"""Headings in Word files that are only set bold."""

from __future__ import annotations

import io

import docx
import pytest

from assistant.readers.docx import read_docx
from assistant.records import Document, MarkKind


def read(*lines: str) -> Document:
    """The document of a file; a line in ** is bold, one with # is a heading, one with | a row.

    One with + in front is numbered by Word, one with ^ is a caption.
    """
    file = docx.Document()
    for line in lines:
        if line.startswith("#"):
            file.add_heading(line.lstrip("# "), line.count("#"))
        elif "|" in line:
            cells = file.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = line.split("|")
        else:
            style = {"+": "List Number", "^": "Caption"}.get(line[:1])
            words = file.add_paragraph(style=style)
            for place, part in enumerate(line.lstrip("+^").split("**")):
                words.add_run(part).bold = place % 2 == 1 or None
    saved = io.BytesIO()
    file.save(saved)
    return read_docx(saved.getvalue(), "a.docx", "")


def headings(document: Document) -> list[tuple[str, int | None]]:
    marks = [m for m in document.marks if m.kind is MarkKind.HEADING]
    return [(document.text[m.start : m.end], m.number) for m in marks]


def test_a_short_bold_line_above_text_is_a_heading() -> None:
    """A letter or rules without heading styles are cited by section all the same."""
    document = read("**Who we are**", "We are a branch.", "**1. Rules**", "We meet.", "We vote.")
    assert headings(document) == [("Who we are", 1), ("1. Rules", 1)]
    assert document.entry.title == "Who we are"


def test_a_bold_line_is_below_the_styled_heading_above_it() -> None:
    """The levels nest as the page looks."""
    document = read(
        "# Rules", "Of 2024.", "**Votes**", "By hand.", "## Money", "None.", "**Fees**", "a|b"
    )
    assert headings(document) == [("Rules", 1), ("Votes", 2), ("Money", 2), ("Fees", 3)]


def test_a_bold_line_that_word_numbers_is_a_heading_as_any_other() -> None:
    """'2. Complaints' is not cited as the section above it."""
    document = read("# Foreword", "For all.", "+**Aims**", "We aim.", "+**Rules**", "• one", "So.")
    assert headings(document) == [("Foreword", 1), ("1. Aims", 2), ("2. Rules", 2)]
    listed = read("**Be safe**", "+**Listen**", "+**Write**", "We met.", "We ate.", "So.")
    assert headings(listed) == [("Be safe", 1)]
    mixed = read("+**Listen**", "+Write it down.", "We met.", "We ate.")
    assert headings(mixed) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("We **all** agree", "to this."),
        ("**Bring a coat.**", "It is cold."),
        ("**Dear members,**", "We write to you."),
        ("We met.", "**The end**"),
        (
            "**One Street**",
            "**Some Town**",
            "**Any County**",
            "We met.",
            "We ate.",
            "We left.",
            "So.",
        ),
        ("**All of it**", "**is bold**", "**here**", "but one."),
    ],
    ids=["a word", "a sentence", "a greeting", "the last line", "an address", "a poster"],
)
def test_other_bold_words_are_text(lines: tuple[str, ...]) -> None:
    """A sentence that is stressed is quoted, not cited as a section."""
    assert headings(read(*lines)) == []


def test_a_caption_in_bold_heads_but_its_table() -> None:
    """What stands below the table is cited with the heading above it; Word's captions are bold."""
    document = read(
        "# Leave", "^Table 1: Days", "Year|Days", "3.2 Ask in good time.", "^Figure 1", "3.3 Ask."
    )
    assert headings(document) == [("Leave", 1)]
    held = [m for m in document.marks if m.kind is MarkKind.LEAD_IN]
    assert [document.text[m.start : m.end] for m in held] == ["Table 1: Days"]


@pytest.mark.parametrize(
    "lines", [("Day|4", "^Table 1: In May", "Day|9", "^Table 2: In June"), ("^Figure 1", "Day|9")]
)
def test_a_caption_of_what_stands_above_leads_to_no_table(lines: tuple[str, ...]) -> None:
    """The figures of June are not read as those of May, nor a table as a picture."""
    assert MarkKind.LEAD_IN not in {mark.kind for mark in read("# Leave", *lines).marks}
