"""What was filled into the fields of a form, and typed on a page."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

from tests.readers.drawing import (
    HEIGHT,
    MARGIN,
    REGULAR,
    SIZE,
    WIDTH,
    draw,
    put,
    read,
)
from tests.readers.printed_pages import rewritten


def form(path: Path, values: dict[str, str], printed: bool = True) -> Path:
    """A form with its fields filled."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont(REGULAR, SIZE)
    for place, (label, value) in enumerate(values.items()):
        if printed:
            put(canvas, [(MARGIN, 700 - 40 * place, label)])
        canvas.acroForm.textfield(
            name=label, value=value, x=200, y=694 - 40 * place, width=300, height=20
        )
    canvas.save()
    return path


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.sampled_from(["Jo Smith", "Leeds", "3 May 2024", "£40"]), min_size=1, max_size=6)
)
def test_what_fields_are_filled_with_stands_by_their_labels(filled: list[str]) -> None:
    """A filled form says what was filled in, each value after what it answers."""
    values = {f"Question number {n}:": value for n, value in enumerate(filled)}
    with TemporaryDirectory() as folder:
        path = form(Path(folder) / "a.pdf", values)
        document = read(path)
    said = document.text.replace(" | ", "\n").split("\n")
    assert [part for part in said if part] == [part for pair in values.items() for part in pair]


def test_what_was_typed_into_a_field_that_is_too_small_is_read(tmp_path: Path) -> None:
    """Who filled the form wrote it, though the field shows its first lines alone."""
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    put(canvas, [(MARGIN, 700, "What happened?")])
    said = ["Nobody has answered me.", "I have asked twice.", "My health is worse each month."]
    canvas.acroForm.textfield(
        name="told",
        value="\n".join(said),
        x=60,
        y=640,
        width=300,
        height=34,
        fieldFlags="multiline",
    )
    canvas.save()
    assert all(words in read(path).text for words in said)


def test_fields_without_a_picture_are_read(tmp_path: Path) -> None:
    """A field that a program filled without drawing it is read all the same."""
    path = form(tmp_path / "a.pdf", {"Name:": "Jo Smith"})

    def undrawn(writer: PdfWriter) -> None:
        notes: Any = writer.pages[0]["/Annots"]
        for note in notes:
            del note.get_object()[NameObject("/AP")]

    assert read(rewritten(path, undrawn)).text.split() == ["Name:", "Jo", "Smith"]


def test_a_page_with_nothing_but_filled_fields_is_no_scan(tmp_path: Path) -> None:
    """Nobody is told to scan a form that is read."""
    document = read(form(tmp_path / "a.pdf", {"Name:": "Jo Smith"}, printed=False))
    assert (document.text, document.problems) == ("Jo Smith", ())


@pytest.mark.parametrize("hidden", [False, True])
def test_text_typed_on_a_page_is_read(tmp_path: Path, hidden: bool) -> None:
    """A correction typed on a page stands where it was typed; one that is hidden does not."""
    path = draw(
        tmp_path / "a.pdf",
        lambda c: put(c, [(60, 700, "The fee is £30 a week."), (60, 600, "It is paid monthly.")]),
    )
    note = FreeText(text="Since May it is £40.\nAsk first.", rect=(60, 640, 300, 680))
    if hidden:
        note[NameObject("/F")] = NumberObject(2)

    def typed(writer: PdfWriter) -> None:
        writer.add_annotation(0, note)

    found = read(rewritten(path, typed)).text.split("\n\n")
    expected = ["The fee is £30 a week.", "Since May it is £40. Ask first.", "It is paid monthly."]
    assert found == (expected[::2] if hidden else expected)
