"""Documents cut into passages."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import contexts, cut
from assistant.readers.canonical import Canonical
from assistant.readers.text import read_text
from assistant.records import Document, Entry, Locator, Mark, MarkKind, Passage, in_order
from assistant.settings import PassageSettings

SETTINGS = PassageSettings(least=60, most=160)


def sentence(words: int, name: str) -> str:
    return " ".join([name, *["word"] * (words - 1)]) + "."


def paragraphs(*texts: str) -> Document:
    """A document of paragraphs, one below the other."""
    text, marks = "", []
    for paragraph in texts:
        marks.append(Mark(MarkKind.PARAGRAPH, len(text), len(text) + len(paragraph)))
        text += paragraph + "\n\n"
    return Document("made-up.txt", "", text, tuple(marks))


def test_a_short_section_is_one_passage() -> None:
    """What fits into one passage is not cut."""
    first, second = sentence(70, "First"), sentence(80, "Second")
    assert [p.text for p in cut(paragraphs(first, second), SETTINGS)] == [f"{first}\n\n{second}"]


def test_a_long_section_is_cut_between_paragraphs() -> None:
    """Two paragraphs that are too long together become two passages, each whole."""
    first, second = sentence(100, "First"), sentence(90, "Second")
    assert [p.text for p in cut(paragraphs(first, second), SETTINGS)] == [first, second]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    """No quotation ends in the middle of a sentence, and no abbreviation ends one."""
    sentences = [f"{sentence(44, f'Number{n}')[:-1]} e.g. Dr. Jones." for n in range(5)]
    found = [p.text for p in cut(paragraphs(" ".join(sentences)), SETTINGS)]
    assert found == [" ".join(sentences[:2]), " ".join(sentences[2:])] or found == [
        " ".join(sentences[:3]),
        " ".join(sentences[3:]),
    ]


def test_a_list_keeps_its_lead_in() -> None:
    """A list that fits one passage is not parted from the words that open it."""
    opening = sentence(70, "Opening")
    items = "\n".join(f"- {sentence(14, f'item{n}')}" for n in range(7))
    text = f"{opening}\nThe documents include:\n{items}\n"
    found = [p.text for p in cut(read_text(text, "a.txt", ""), SETTINGS)]
    assert found == [opening, f"The documents include:\n{items}"]


def test_the_rest_of_a_long_list_knows_its_lead_in() -> None:
    """Items parted from a long list's opening carry it as context, not as text."""
    items = [f"- {sentence(30, f'item{n}')}" for n in range(8)]
    text = "The documents include:\n" + "\n".join(items) + "\n"
    first, second = cut(read_text(text, "a.txt", ""), SETTINGS)
    assert (first.lead_in, second.lead_in) == (None, "The documents include:")
    assert first.text.startswith("The documents include:\n- item0")
    assert second.text.startswith("- item")
    document = read_text(text, "a.txt", "")
    assert contexts(document, [first, second])[1] + second.text == (
        f"The documents include:\n{second.text}"
    )


def test_boilerplate_is_in_no_passage() -> None:
    """A footer between two paragraphs parts them and is quoted by neither."""
    text = "One thing.\nFOOTER\nAnother thing."
    marks = in_order(
        [
            Mark(MarkKind.PARAGRAPH, 18, 32),
            Mark(MarkKind.BOILERPLATE, 11, 17),
            Mark(MarkKind.PARAGRAPH, 0, 10),
        ]
    )
    found = cut(Document("a.txt", "", text, marks), SETTINGS)
    assert [p.text for p in found] == ["One thing.", "Another thing."]


def test_a_passage_over_a_page_break_says_so() -> None:
    """A paragraph that runs on overleaf is cited with both its pages."""
    text = "It begins here and ends overleaf."
    marks = in_order(
        [
            Mark(MarkKind.PAGE, 0, 15, 1),
            Mark(MarkKind.PAGE, 15, 33, 2),
            Mark(MarkKind.PARAGRAPH, 0, 33),
        ]
    )
    (found,) = cut(Document("a.pdf", "", text, marks), SETTINGS)
    assert found.locator == Locator(pages=(1, 2))


def test_a_heading_above_a_deeper_one_is_no_passage() -> None:
    """A chapter's title alone answers nothing; it names the passages under it."""
    text = "Chapter\nSection\nThe text."
    marks = (
        Mark(MarkKind.HEADING, 0, 7, 1),
        Mark(MarkKind.HEADING, 8, 15, 2),
        Mark(MarkKind.PARAGRAPH, 16, 25),
    )
    (found,) = cut(Document("a.md", "", text, marks), SETTINGS)
    assert (found.text, found.locator.headings) == ("Section\nThe text.", ("Chapter", "Section"))


def test_embedded_text_names_what_the_passage_lacks() -> None:
    """Title and heading are put in front once, and never changed in the passage itself."""
    entry = Entry(title="Guide", author="A Union", published="2019")
    document = Document("a.md", "", "", (), entry)
    passage = Passage("a.md", 0, 9, "The text.", Locator(headings=("Chapter", "Section")))
    own = Passage("a.md", 9, 26, "Section\nThe text.", Locator(headings=("Section",)))
    before = contexts(document, [passage, own])
    assert [before[0] + passage.text, before[1] + own.text] == [
        "Guide\nDocument, written by A Union, 2019\nSection\nThe text.",
        "Guide\nSection\nThe text.",
    ]


@given(
    st.lists(
        st.lists(st.integers(1, 60), min_size=1, max_size=12).map(
            lambda lengths: " ".join(sentence(n, f"S{i}") for i, n in enumerate(lengths))
        ),
        min_size=1,
        max_size=6,
    )
)
def test_passages_are_exact_and_hold_everything(texts: list[str]) -> None:
    """Passages are slices in order, none over the limit, and no word of a document is lost."""
    document = paragraphs(*texts)
    found = cut(document, SETTINGS)
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(len(p.text.split()) <= SETTINGS.most for p in found)
    assert " ".join(p.text for p in found).split() == document.text.split()


@given(st.text(min_size=1, max_size=3000).filter(lambda t: t.strip()))
def test_no_text_makes_an_endless_passage(text: str) -> None:
    """Text without a space or full stop is cut all the same, and nothing of it is lost."""
    document = paragraphs(text)
    found = cut(document, PassageSettings(least=2, most=5))
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert "".join("".join(p.text.split()) for p in found) == "".join(text.split())
    assert all(len(p.text) <= 5 * 12 + 12 for p in found)


def written(canonical: Canonical) -> Document:
    return Document("a.pptx", "", canonical.text, canonical.marks)


def test_a_long_table_keeps_its_header() -> None:
    """Rows that are quoted without the header of their table come with it as their lead-in."""
    canonical = Canonical()
    canonical.row(["Region", "Said"], 0)
    for place in range(1, 9):
        canonical.row([f"Region {place}", sentence(35, "Said")], place)
    passages = cut(written(canonical), SETTINGS)
    assert len(passages) > 1
    assert passages[0].text.startswith("Region | Said\nRegion 1 | Said")
    assert {p.lead_in for p in passages} == {None, "Region | Said"}
    assert passages[0].lead_in is None


def test_a_stamp_on_a_page_is_told_of_what_stands_there() -> None:
    """Of a page that is marked DRAFT every passage says so, and of other pages none."""
    canonical = Canonical()
    for number, stamp in enumerate(("DRAFT", "Menu", ""), 1):
        canonical.open_page(number)
        canonical.block(MarkKind.PARAGRAPH, sentence(30, "Said"))
        canonical.block(MarkKind.BOILERPLATE, stamp)
    remarks = [p.locator.remarks for p in cut(written(canonical), SETTINGS)]
    assert remarks == [("marked DRAFT",), (), ()]


def test_notes_and_footnotes_stand_by_themselves_and_are_named() -> None:
    """What a speaker's notes say is never quoted as if the slide said it."""
    canonical = Canonical()
    canonical.open_slide(1)
    canonical.block(MarkKind.HEADING, "Pay", 1)
    canonical.block(MarkKind.ITEM, "• Fair pay", 1)
    canonical.block(MarkKind.NOTE, "Mention the survey.")
    canonical.block(MarkKind.NOTE, "Pause here.")
    canonical.block(MarkKind.FOOTNOTE, "1 Survey of 2018.")
    canonical.open_slide(2, hidden=True)
    canonical.block(MarkKind.PARAGRAPH, "Spare figures.")
    found = [
        (p.text, p.locator.slides, p.locator.remarks) for p in cut(written(canonical), SETTINGS)
    ]
    assert found == [
        ("Pay\n\n• Fair pay", (1, 1), ()),
        ("Mention the survey.\n\nPause here.", (1, 1), ("speaker notes",)),
        ("1 Survey of 2018.", (1, 1), ("footnote",)),
        ("Spare figures.", (2, 2), ("hidden slide",)),
    ]
