from __future__ import annotations

import pytest

from assistant.cli.index import marked_object, marked_text
from assistant.errors import UsageError
from assistant.readers.canonical import Canonical
from assistant.records import Document, Entry, Mark, MarkKind, in_order

PAGED = """— page 1 (iv) —

[left out] The Union
[left out] Draft

# Fair pay

We ask for:
• more pay
  – much more

| Year | Pay
| 2023 | 5%

A paragraph that

— page 2 —

goes on.

[footnote] 1 See above.

— page 3 —

[recognised] Scanned words."""

SLIDES = """— slide 1 —

## Wages

Wages rise.

[notes] Say it
[notes] slowly.

— slide 2, hidden —

Grants fall."""


def paged() -> Document:
    canonical = Canonical()
    canonical.open_page(1, "iv")
    canonical.block(MarkKind.BOILERPLATE, "The Union\nDraft")
    canonical.block(MarkKind.HEADING, "Fair pay", 1)
    canonical.block(MarkKind.LEAD_IN, "We ask for:")
    canonical.block(MarkKind.ITEM, "• more pay", 1)
    canonical.block(MarkKind.ITEM, "– much more", 2)
    canonical.row(["Year", "Pay"], 0)
    canonical.row(["2023", "5%"], 1)
    canonical.block(MarkKind.PARAGRAPH, "A paragraph that ")
    canonical.open_page(2)
    canonical.run_on("goes on.")
    canonical.block(MarkKind.FOOTNOTE, "1 See above.")
    canonical.open_page(3)
    canonical.block(MarkKind.PARAGRAPH, "Scanned words.")
    text = canonical.text
    scanned = Mark(MarkKind.RECOGNISED, text.index("Scanned"), len(text))
    return Document(
        "a.pdf", "0" * 64, text, in_order([*canonical.marks, scanned]), Entry(title="A")
    )


def slides() -> Document:
    canonical = Canonical()
    canonical.open_slide(1)
    canonical.block(MarkKind.HEADING, "Wages", 2)
    canonical.block(MarkKind.PARAGRAPH, "Wages rise.")
    canonical.block(MarkKind.NOTE, "Say it\nslowly.")
    canonical.open_slide(2, hidden=True)
    canonical.block(MarkKind.PARAGRAPH, "Grants fall.")
    return Document("a.pptx", "0" * 64, canonical.text, canonical.marks)


def test_every_block_says_what_it_is() -> None:
    """Pages, headings, lists, tables, notes and what is left out can be told apart."""
    assert marked_text(paged()) == PAGED


def test_slides_and_notes_are_told_apart() -> None:
    """A hidden slide and a speaker's notes are marked as such."""
    assert marked_text(slides()) == SLIDES


def test_one_page_is_shown_alone() -> None:
    """A page or slide is shown with its own line and no other."""
    assert marked_text(paged(), 2) == "— page 2 —\n\ngoes on.\n\n[footnote] 1 See above."
    assert marked_text(slides(), 2) == "— slide 2, hidden —\n\nGrants fall."


def test_a_page_without_text_is_shown_empty() -> None:
    """A scanned page is there, and it can be seen that nothing was read of it."""
    canonical = Canonical()
    canonical.open_page(1)
    canonical.open_page(2)
    canonical.block(MarkKind.PARAGRAPH, "Words.")
    canonical.open_page(3)
    document = Document("a.pdf", "0" * 64, canonical.text, canonical.marks)
    assert marked_text(document) == "— page 1 —\n\n— page 2 —\n\nWords.\n\n— page 3 —"
    assert marked_text(document, 3) == "— page 3 —"


def test_text_without_marks_is_shown_too() -> None:
    """Nothing that was read is hidden, whatever a reader made of it."""
    assert marked_text(Document("a.txt", "0" * 64, "One\ntwo.\n", ())) == "One\ntwo."


def test_a_page_that_is_not_there_is_named() -> None:
    """A wrong page number says which there are."""
    with pytest.raises(UsageError, match=r"a\.pdf has no page 9; it has pages 1–3"):
        marked_text(paged(), 9)
    with pytest.raises(UsageError, match=r"a\.pptx has no slide 3; it has slides 1–2"):
        marked_object(slides(), 3)
    with pytest.raises(UsageError, match=r"a\.txt has neither pages nor slides"):
        marked_text(Document("a.txt", "0" * 64, "Words.", ()), 1)


def test_as_an_object_it_has_the_text_and_every_mark() -> None:
    """Programs get the canonical text itself, and each mark with its offsets in it."""
    document = slides()
    whole = marked_object(document)
    assert whole["text"] == document.text
    marks = whole["marks"]
    assert isinstance(marks, list)
    assert len(marks) == len(document.marks)
    assert marks[0] == {"kind": "slide", "start": 0, "end": 34, "number": 1, "label": None}
    second = marked_object(document, 2)
    assert (second["start"], second["text"]) == (36, "Grants fall.")
