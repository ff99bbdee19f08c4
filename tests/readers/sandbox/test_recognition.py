from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assistant import corpus
from assistant.errors import SettingError
from assistant.passages import cut
from assistant.readers.canonical import Canonical
from assistant.readers.sandbox import document_of, read_file, worker
from assistant.readers.sandbox.worker import check, inserted, with_recognised
from assistant.records import Document, Mark, MarkKind, Problem, ProblemKind
from assistant.settings import PassageSettings, ReadSettings

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

A4 = (595, 842)
TYPED, SCANNED = "Fair pay is what we ask for.", "Homes are not hospitals."

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)


def pdf(*pages: Callable[[Canvas], object]) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def typed(canvas: Canvas, text: str = TYPED) -> None:
    canvas.drawString(72, 700, text)


def scanned(canvas: Canvas) -> None:
    original = pypdfium2.PdfDocument(pdf(lambda c: typed(c, SCANNED)))
    picture = original[0].render(scale=2).to_pil()
    original.close()
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)


def document(*pages: str) -> Document:
    """A page for each text; one that is '' is empty."""
    canonical = Canonical()
    for number, text in enumerate(pages, 1):
        canonical.open_page(number)
        canonical.block(MarkKind.PARAGRAPH, text)
    empty = tuple(number for number, text in enumerate(pages, 1) if not text)
    problems = (Problem("a.pdf", "no text", empty),)
    return Document("a.pdf", "0" * 64, canonical.text, canonical.marks, problems=problems)


def page_texts(document: Document) -> list[str]:
    return [document.text[m.start : m.end] for m in document.marks if m.kind is MarkKind.PAGE]


@given(st.lists(st.sampled_from(["", "Some words.", "Others."]), min_size=1, max_size=6))
def test_filled_pages_are_in_their_places(pages: list[str]) -> None:
    """Whichever pages are recognised, every page holds its own text, and passages are exact."""
    found = document(*pages)
    empty = [number for number, text in enumerate(pages, 1) if not text]
    for number in reversed(empty):
        found = inserted(found, number, f"Page {number}.\n\nMore.")
    expected = [text or f"Page {n}.\n\nMore." for n, text in enumerate(pages, 1)]
    assert page_texts(found) == expected
    assert found.numbers(MarkKind.PAGE) == tuple(range(1, len(pages) + 1))
    for passage in cut(found, PassageSettings()):
        assert found.text[passage.start : passage.end] == passage.text
        assert passage.locator.pages is not None
        number = passage.locator.pages[0]
        assert ("recognised text" in passage.locator.remarks) == (number in empty)


def test_a_paragraph_that_goes_on_over_an_image_is_parted() -> None:
    """A page of its own between two halves of a paragraph does not become part of it."""
    canonical = Canonical()
    canonical.open_page(1)
    canonical.block(MarkKind.PARAGRAPH, "It begins here ")
    canonical.open_page(2)
    canonical.open_page(3)
    canonical.run_on("and ends here.")
    found = inserted(Document("a.pdf", "0" * 64, canonical.text, canonical.marks), 2, "Between.")
    assert [found.text[m.start : m.end] for m in found.marks if m.kind is MarkKind.PARAGRAPH] == [
        "It begins here ",
        "Between.",
        "and ends here.",
    ]
    assert page_texts(found) == ["It begins here ", "Between.", "and ends here."]


def test_recognised_pages_are_a_remark_and_no_longer_a_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was recognised is told, what could not be stays a gap, and skipped pages are left."""
    texts = {1: "One.", 3: ""}
    monkeypatch.setattr(worker, "_text", lambda _path, number, _seconds: texts[number])
    found = with_recognised(document("", "Words.", "", ""), Path("a.pdf"), seconds=1, skip={4})
    assert found.problems == (
        Problem("a.pdf", "no text", (3, 4)),
        Problem(
            "a.pdf",
            "recognised from images; check quotes against the page",
            (1,),
            ProblemKind.REMARK,
        ),
    )
    assert Mark(MarkKind.RECOGNISED, 0, 4) in found.marks


@pytest.mark.parametrize(
    "failure",
    [FileNotFoundError(), subprocess.TimeoutExpired("tesseract", 1)],
    ids=["gone", "too slow"],
)
def test_a_page_that_cannot_be_recognised_stays_a_gap(
    write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """Where tesseract fails or takes too long on a page, the document is as it was."""

    def fail(*_: object, **__: object) -> Any:
        raise failure

    folder = write_corpus({"a.pdf": pdf(scanned)})
    monkeypatch.setattr(subprocess, "run", fail)
    before = replace(document(""), path="a.pdf")
    assert with_recognised(before, folder / "a.pdf", seconds=1) == before


def test_tesseract_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without tesseract the message says what to install."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SettingError, match="apt install tesseract-ocr"):
        check()


@needs_tesseract
def test_scanned_pages_are_read_where_that_is_wanted(write_corpus: WriteCorpus) -> None:
    """The words of an image can be found, on its page, and are marked as recognised."""
    (file,) = corpus.files(write_corpus({"a.pdf": pdf(typed, scanned, typed)}))
    plain = document_of(read_file(file, ReadSettings()))
    assert page_texts(plain) == [TYPED, "", TYPED]
    assert plain.problems[0].pages == (2,)
    assert plain.problems[0].kind is ProblemKind.PARTLY_READ
    found = document_of(read_file(file, ReadSettings(ocr=True)))
    assert page_texts(found) == [TYPED, SCANNED, TYPED]
    assert [(p.kind, p.pages) for p in found.problems] == [(ProblemKind.REMARK, (2,))]
