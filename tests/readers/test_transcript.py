"""Transcripts of presentations, with a sharing site's words around the slides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import cut
from assistant.readers.text import read_text
from assistant.records import MarkKind, Passage
from assistant.settings import PassageSettings

TRANSCRIPT = """foster care today
play

Foster care today A talk for - PowerPoint PPT Presentation

Foster care today A talk for carers Numbers 400 carers 30

  1. Foster care today A talk for carers

  2. Numbers • 400 carers • 30 leaving each year DRAFT

  3. • A point without a title • another DRAFT

  4.

  5. What is next • More homes • See 2. above DRAFT

Recommend


More recommend"""


def passages(text: str, name: str = "foster-care-today.txt") -> list[Passage]:
    return cut(read_text(text, name, ""), PassageSettings())


def test_slides_are_numbered_as_shown() -> None:
    """An untitled slide and an empty one count, so a citation names the slide a reader sees."""
    assert [(p.locator.slides, p.locator.headings, p.text) for p in passages(TRANSCRIPT)] == [
        ((1, 1), ("Foster care today",), "Foster care today A talk for carers"),
        ((2, 2), ("Numbers",), "Numbers • 400 carers • 30 leaving each year"),
        ((3, 3), (), "• A point without a title • another"),
        ((5, 5), ("What is next",), "What is next • More homes • See 2. above"),
    ]
    document = read_text(TRANSCRIPT, "foster-care-today.txt", "")
    assert document.numbers(MarkKind.SLIDE) == (1, 2, 3, 4, 5)


def test_the_presentation_is_named_by_its_first_slide() -> None:
    """The title is the words of slide 1 that the site or the file's name repeats."""
    assert read_text(TRANSCRIPT, "a.txt", "").entry.title == "Foster care today"


def test_site_words_and_marks_are_boilerplate() -> None:
    """'play', 'Recommend' and DRAFT are in the document's text but never in an answer."""
    document = read_text(TRANSCRIPT, "foster-care-today.txt", "")
    boilerplate = [
        document.text[m.start : m.end] for m in document.marks if m.kind is MarkKind.BOILERPLATE
    ]
    assert boilerplate == [
        "foster care today",
        "play",
        "Foster care today A talk for - PowerPoint PPT Presentation",
        "Foster care today A talk for carers Numbers 400 carers 30",
        "DRAFT",
        "DRAFT",
        "DRAFT",
        "Recommend",
        "More recommend",
    ]


def test_what_a_site_says_of_its_own_stays() -> None:
    """A sentence above the slides that they do not repeat can be found."""
    said = "This talk was given at the autumn meeting of carers in Dundee."
    text = TRANSCRIPT.replace("play\n", f"play\n\n{said}\n")
    found = passages(text)
    assert found[0].text == said
    assert found[0].locator.slides is None


def test_labelled_slides_and_footers() -> None:
    """'Slide 2' on its own line opens a slide; a footer on every slide is left out."""
    text = (
        "Slide 1: Kinship care\n© Net 2020\nSlide 2\nWhat we know\n- 120,000 children\n"
        "- grandparents\n© Net 2020\nSlide 3: Money\nAllowances vary between councils.\n© Net 2020"
    )
    assert [(p.locator.slides, p.text) for p in passages(text)] == [
        ((1, 1), "Kinship care"),
        ((2, 2), "What we know\n- 120,000 children\n- grandparents"),
        ((3, 3), "Money\nAllowances vary between councils."),
    ]


def test_words_that_slides_share_are_kept() -> None:
    """A point or title is whole though other slides end or begin with the same words."""
    text = (
        "plans\nplay\n\n1. OFFICIAL FIGURES • Staff of the NHS • Plan the week\n\n"
        "2. DRAFT PLANS • Pay in the NHS • Plan the week\n\n3. Next • Plan the week\n\n"
        "4. End • Beds in the NHS"
    )
    assert [p.text for p in passages(text)] == [
        "OFFICIAL FIGURES • Staff of the NHS • Plan the week",
        "DRAFT PLANS • Pay in the NHS • Plan the week",
        "Next • Plan the week",
        "End • Beds in the NHS",
    ]


def test_a_sharing_site_makes_numbered_lines_slides() -> None:
    """Slides without points, and 'Slide 1 of 2', are cited by slide where a site shows them."""
    site = "PPT – Ponds PowerPoint presentation | free to download - id: 3f2a\nDr Ann Hill\n\n"
    shown = [(None, "Dr Ann Hill"), ((1, 1), "Ponds"), ((2, 2), "Frogs?")]
    for text in ("1. Ponds\n\n2. Frogs?", "Slide 1 of 2\nPonds\nSlide 2 of 2\nFrogs?"):
        found = passages(site + text)
        assert [(p.locator.slides, p.text) for p in found] == shown
        assert found[-1].locator.headings == ("Frogs?",)


@pytest.mark.parametrize(
    "text",
    [
        "How to record\n\n1. Write the date.\n\n2. Write who was there.\n\n3. Sign it.\n",
        "A street party\n\n1. Choose a date\n\n• Ask neighbours\n\n2. Apply\n\n• Allow a month\n",
        "How to give a presentation\n\n1. Plan what you want to say, who will hear it, and "
        "which three points they should keep.\n\n2. Make your slides simple.\n",
        "Title: Minutes\nDate: 4 March\n\n1. Apologies\nMrs Khan.\n\n2. Repairs\nIn May.\n",
        "Slide 1 to the playground is closed\n\nIt is being mended.\n\nSlide 2 is open.\n",
    ],
)
def test_a_numbered_list_is_not_a_presentation(text: str) -> None:
    """Steps of a guide are cited by heading, not as slides."""
    assert {p.locator.slides for p in passages(text)} == {None}


WORDS = st.sampled_from(["families", "carers", "councils", "safe", "pay", "homes", "children"])
PHRASES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)


@st.composite
def slides(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    """Slides with a title or none, and points; words carry their slide's number."""
    made = []
    for number in range(1, draw(st.integers(2, 9)) + 1):
        title = f"{draw(PHRASES)} title{number}x" if draw(st.booleans()) else ""
        points = [f"{draw(PHRASES)} point{number}x{i}" for i in range(draw(st.integers(1, 7)))]
        made.append((title, points))
    return made


@given(slides(), st.sampled_from(["", " DRAFT", " CONFIDENTIAL"]), st.sampled_from("•●▪"))
def test_planted_points_come_back_on_their_slide(
    planted: list[tuple[str, list[str]]], mark: str, bullet: str
) -> None:
    """Every point of a made-up presentation is in one passage, exact, on its titled slide."""
    lines = [
        f"  {number}. {title} {' '.join(f'{bullet} {p}' for p in points)}{mark}"
        for number, (title, points) in enumerate(planted, 1)
    ]
    text = "some talk\nplay\n\n" + "\n\n".join(lines) + "\n\nRecommend\n\n\nMore recommend"
    document = read_text(text, "some-talk.txt", "")
    found = cut(document, PassageSettings())
    assert document.numbers(MarkKind.SLIDE) == tuple(range(1, len(planted) + 1))
    assert not any(w in p.text.split() for p in found for w in ("DRAFT", "play", "Recommend"))
    for number, (title, points) in enumerate(planted, 1):
        for point in points:
            holders = [p for p in found if f"{bullet} {point}" in p.text]
            assert [p.locator.slides for p in holders] == [(number, number)]
            assert holders[0].locator.headings == ((title,) if title else ())
            assert text[holders[0].start : holders[0].end] == holders[0].text


def test_a_draft_mark_on_one_slide_is_no_content() -> None:
    """DRAFT at a slide's end is a mark even where no other slide has it."""
    text = TRANSCRIPT.replace(" DRAFT", "", 2)
    assert text.count("DRAFT") == 1
    assert not any("DRAFT" in p.text for p in passages(text))
