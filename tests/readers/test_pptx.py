"""Presentations: every word a person sees on a slide, on its slide and under its title."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from assistant.readers.pptx import read_pptx
from assistant.records import MarkKind, Problem
from tests.readers.decks import (
    BLANK,
    MC,
    TITLE_AND_CONTENT,
    Deck,
    H,
    I,
    L,
    N,
    P,
    box,
    on_slide,
    only_slide,
    run,
    with_paragraphs,
)

WORDS = [
    (run("Members’ pay: 80–20 — “fair”…"), "Members’ pay: 80–20 — “fair”…"),
    (run("Fair ") + run("pay"), "Fair pay"),
    (run("one") + "<a:br/>" + run("two"), "one\ntwo"),
    (run("one_x000B_two_x0009_three_x0007_"), "one\ntwo\tthree"),
    (run("plain _x0041_ text"), "plain _x0041_ text"),
    (run("one\ntwo"), "one two"),
    (run("cam\u00adpaign"), "campaign"),
    (run("10\u00a0000 non\u2011stop"), "10\u00a0000 non\u2011stop"),
    (run("a &lt;b&gt; &amp; *c*"), "a <b> & *c*"),
    ("<a:fld type='datetime1'><a:t>1 May</a:t></a:fld>" + run(" rally"), "1 May rally"),
    ("<a:r><a:rPr cap='all'/><a:t>Capitals</a:t></a:r>", "Capitals"),
    (
        "<a:r><a:rPr><a:sym typeface='Wingdings'/></a:rPr><a:t>\uf0fc</a:t></a:r>" + run(" done"),
        "✓ done",
    ),
    (
        "<a:r><a:rPr><a:sym typeface='Wingdings'/></a:rPr><a:t>à</a:t></a:r>" + run(" à Paris"),
        "→ à Paris",
    ),
    (
        "<a:r><a:rPr><a:latin typeface='Wingdings'/></a:rPr><a:t>\uf0fc</a:t></a:r>" + run(" ok"),
        "✓ ok",
    ),
    (
        "<mc:AlternateContent><mc:Choice>" + run("once") + "</mc:Choice><mc:Fallback>"
        + run("once") + "</mc:Fallback></mc:AlternateContent>",
        "once",
    ),
    (
        "<m:m xmlns:m='http://schemas.microsoft.com/office/drawing/2010/main'><o:f xmlns:o="
        "'http://schemas.openxmlformats.org/officeDocument/2006/math'><o:fPr/><o:num><o:r><o:t>1"
        "</o:t></o:r></o:num><o:den><o:r><o:t>2</o:t></o:r></o:den></o:f></m:m>",
        "1/2",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "expected"), WORDS)
def test_words_are_those_on_the_slide(paragraph: str, expected: str) -> None:
    """A quotation has the very characters that stand on the slide."""
    deck = Deck()
    slide = deck.slide("Pay")
    with_paragraphs(box(slide, ""), paragraph)
    assert only_slide(deck) == [(H, 1, "Pay"), (P, None, expected)]


LISTS = [
    (["", ' lvl="1"', ""], ["• x", "– x", "• x"], [1, 2, 1]),
    ([' lvl="4"', ' lvl="9"'], ["» x", "• x"], [5, 9]),
    (["><a:buNone/></a:pPr", ""], ["x", "• x"], [None, 1]),
    (['><a:buChar char="→"/></a:pPr'], ["→ x"], [1]),
    (['><a:buFont typeface="Wingdings"/><a:buChar char="ü"/></a:pPr'], ["✓ x"], [1]),
    (["><a:buBlip/></a:pPr"], ["• x"], [1]),
]


def paragraph(properties: str, words: str = "x") -> str:
    closed = properties.endswith("</a:pPr")
    return f"<a:pPr{properties}{'>' if closed else '/>'}{run(words)}"


@pytest.mark.parametrize(("written", "texts", "levels"), LISTS)
def test_bullets_are_those_that_the_design_gives(
    written: Sequence[str], texts: Sequence[str], levels: Sequence[int | None]
) -> None:
    """A point has the bullet that is seen, from wherever in the design it comes."""
    deck = Deck()
    slide = deck.slide("Points", TITLE_AND_CONTENT)
    with_paragraphs(slide.placeholders[1], *map(paragraph, written))
    assert [(n, t) for k, n, t in only_slide(deck)[1:]] == list(zip(levels, texts, strict=True))


def numbered(scheme: str, level: int = 0, more: str = "") -> str:
    return f' lvl="{level}"><a:buAutoNum type="{scheme}"{more}/></a:pPr'


NUMBERED = [
    ([numbered("arabicPeriod")] * 3, ["1. x", "2. x", "3. x"]),
    ([numbered("alphaLcParenR"), numbered("alphaLcParenR")], ["a) x", "b) x"]),
    ([numbered("romanUcPeriod", more=' startAt="4"')] * 2, ["IV. x", "V. x"]),
    ([numbered("alphaUcParenBoth"), numbered("arabicPlain")], ["(A) x", "1 x"]),
    ([numbered("somethingNew")], ["1 x"]),
    (
        [numbered("arabicPeriod"), numbered("romanLcParenR", 1), numbered("romanLcParenR", 1),
         numbered("arabicPeriod"), numbered("romanLcParenR", 1)],
        ["1. x", "i) x", "ii) x", "2. x", "i) x"],
    ),
    (
        [numbered("arabicPeriod"), "><a:buNone/></a:pPr", numbered("arabicPeriod")],
        ["1. x", "x", "1. x"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "texts"), NUMBERED)
def test_numbers_are_counted_as_powerpoint_counts(
    written: Sequence[str], texts: Sequence[str]
) -> None:
    """A numbered point carries the number that is seen, which the file does not hold."""
    deck = Deck()
    slide = deck.slide("Points", TITLE_AND_CONTENT)
    with_paragraphs(slide.placeholders[1], *map(paragraph, written))
    assert [t for _, _, t in only_slide(deck)[1:]] == texts


def test_a_paragraph_before_points_leads_into_them() -> None:
    """'Bring:' stays with what to bring; typed bullets are bullets, too."""
    deck = Deck()
    box(deck.slide("Rally"), "Bring:\n• rules\n•\tminutes\nThen go.")
    assert only_slide(deck)[1:] == [
        (L, None, "Bring:"), (I, 1, "• rules"), (I, 1, "•\tminutes"), (P, None, "Then go."),
    ]  # fmt: skip


def test_titles_are_headings_and_untitled_slides_have_none() -> None:
    """A title with a line break is one heading; nothing is made up for a slide without one."""
    deck = Deck()
    deck.slide("Fair pay\vfor all", 0).placeholders[1].text = "A subtitle"
    box(deck.slide(layout=BLANK), "Only text")
    deck.slide(" ")
    document = deck.read()
    assert on_slide(document, 1) == [(H, 1, "Fair pay\nfor all"), (P, None, "A subtitle")]
    assert on_slide(document, 2) == [(P, None, "Only text")]
    assert on_slide(document, 3) == []
    assert document.numbers(MarkKind.SLIDE) == (1, 2, 3)
    assert document.entry.title == "Fair pay for all"
    assert document.problems == ()


def test_shapes_are_read_from_the_top_and_from_the_left() -> None:
    """Text comes in the order in which it is read, not in which it was drawn; the title first."""
    deck = Deck()
    slide = deck.slide("Title")
    box(slide, "below", 5)
    box(slide, "right", 3, 5)
    box(slide, "left, a little lower", 3.1, 1)
    box(slide, "above the title", 0)
    assert [t for _, _, t in only_slide(deck)] == [
        "Title", "above the title", "left, a little lower", "right", "below",
    ]  # fmt: skip


def test_what_is_compared_stays_with_its_heading() -> None:
    """Two columns with headings are read one after the other, however they get their places."""
    deck = Deck()
    slide = deck.slide("Pay", layout=4)
    for place, words in enumerate(["Now", "Low\nLate", "With a rise", "Higher\nOn time"], 1):
        slide.placeholders[place].text = words
    boxes = deck.slide("Hours")
    for words, top, left, height in (
        ("Long", 2, 1, 0.5), ("Short", 2, 5, 0.5), ("tired", 3, 1, 2), ("rested", 3, 5, 2),
    ):  # fmt: skip
        box(boxes, words, top, left, height)
    document = deck.read()
    assert [t for _, _, t in on_slide(document, 1)] == [
        "Pay", "Now", "• Low", "• Late", "With a rise", "• Higher", "• On time",
    ]  # fmt: skip
    assert [t for _, _, t in on_slide(document, 2)] == ["Hours", "Long", "tired", "Short", "rested"]


def test_columns_stay_with_their_heading_however_many_boxes_they_have() -> None:
    """The price of one offer is not read as the other's; boxes that make a table stay rows."""
    deck = Deck()
    offers = deck.slide("Offers")
    for left, name in ((1, "A"), (5, "B")):
        for words, top, height in ((name, 1.6, 0.5), ("text", 2.2, 1.5), ("price", 4, 0.5)):
            box(offers, f"{words} of {name}", top, left, height)
    uneven = deck.slide("Change")
    for words, top, left, height in (
        ("Before", 1.6, 1, 0.5), ("one", 2.2, 1, 0.6), ("two", 3, 1, 0.6),
        ("After", 1.6, 5, 0.5), ("all", 2.4, 5, 2.5),
    ):  # fmt: skip
        box(uneven, words, top, left, height)
    grid = deck.slide("Fees")
    for place, words in enumerate(["Who", "Fee", "Adults", "10", "Children", "5"]):
        box(grid, words, 2 + place // 2, 1 + 4 * (place % 2))
    document = deck.read()
    texts = [[t for _, _, t in on_slide(document, n)[1:]] for n in (1, 2, 3)]
    assert texts[0] == [f"{w} of {n}" for n in "AB" for w in (n, "text", "price")]
    assert texts[1] == ["Before", "one", "two", "After", "all"]
    assert texts[2] == ["Who", "Fee", "Adults", "10", "Children", "5"]


TILES = [
    (["83%", "1 in 4", "were seen", "were not"], ["83%", "were seen", "1 in 4", "were not"]),
    (["Seen", "Not seen", "83%", "17%"], ["Seen", "83%", "Not seen", "17%"]),
    (["9", "£2m", "posts", "a year", "8", "5", "days", "weeks"],
     ["9", "posts", "£2m", "a year", "8", "days", "5", "weeks"]),
    (["Age", "Fee", "16", "£1", "17", "£2"], ["Age", "Fee", "16", "£1", "17", "£2"]),
    (["Seen", "83%", "Not seen", "17%"], ["Seen", "83%", "Not seen", "17%"]),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "expected"), TILES)
def test_figures_are_read_with_their_labels(boxes: list[str], expected: list[str]) -> None:
    """'83%' is followed by what it is of, not by the next figure; a table stays one of rows."""
    deck = Deck()
    slide = deck.slide("Title")
    for place, words in enumerate(boxes):
        box(slide, words, 1.5 + place // 2, 1 + 4 * (place % 2), 0.8)
    assert [t for _, _, t in only_slide(deck)[1:]] == expected


def test_groups_stay_together_and_are_read_inwards() -> None:
    """What was grouped is one thing to the reader, however deep the groups go."""
    deck = Deck()
    slide = deck.slide("Title")
    box(slide, "beside the group", 3.2, 6)
    group = slide.shapes.add_group_shape()
    box(group, "second", 4)
    inner = group.shapes.add_group_shape()
    box(inner, "first right", 3, 3)
    box(inner, "first left", 3, 1)
    box(slide, "last", 6)
    assert [t for _, _, t in only_slide(deck)] == [
        "Title", "first left", "first right", "second", "beside the group", "last",
    ]  # fmt: skip


def test_deep_groups_are_read() -> None:
    """As many groups in each other as a file can hold are no trouble."""
    deck = Deck()
    box(deck.slide("Title"), "deep")
    opening = "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>"

    def wrap(name: str, part: str) -> str:
        deep = re.sub(r"<p:sp>(?=(?:(?!<p:sp>).)*deep)", opening * 200 + "<p:sp>", part, flags=re.S)
        return (
            deep.replace("</p:spTree>", "</p:grpSp>" * 200 + "</p:spTree>")
            if "slides/" in name
            else part
        )

    assert on_slide(deck.read(wrap), 1) == [(H, 1, "Title"), (P, None, "deep")]


def test_a_damaged_design_costs_bullets_only() -> None:
    """A layout that cannot be read takes no word of the slides with it."""
    deck = Deck()
    deck.slide("Aims", TITLE_AND_CONTENT).placeholders[1].text = "Fair pay"
    document = deck.read(lambda name, part: "<" if "Layouts/slideLayout2.xml" in name else part)
    assert on_slide(document, 1)[:2] == [(H, 1, "Aims"), (P, None, "Fair pay")]
    assert deck.read(lambda name, part: "<" if "core" in name else part).entry.title == "Aims"


def test_shapes_that_are_given_twice_are_read_once() -> None:
    """What PowerPoint writes for itself and for older programs is one shape."""
    deck = Deck()
    box(deck.slide("Title"), "once")

    def twice(part: str) -> str:
        shape = part[part.rindex("<p:sp>") : part.rindex("</p:sp>") + len("</p:sp>")]
        both = (
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice>{shape}</mc:Choice>'
            f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>"
        )
        return part.replace(shape, both)

    document = deck.read(
        lambda name, part: twice(part) if name == "ppt/slides/slide1.xml" else part
    )
    assert on_slide(document, 1) == [(H, 1, "Title"), (P, None, "once")]


def test_notes_stand_after_their_slide() -> None:
    """What the speaker says is found with its slide, and told apart from what is shown."""
    deck = Deck()
    slide = deck.slide("Pay")
    box(slide, "Shown")
    slide.notes_slide.notes_text_frame.text = "Said first.\nSaid second."
    deck.slide("Next")
    assert on_slide(deck.read(), 1) == [
        (H, 1, "Pay"), (P, None, "Shown"), (N, None, "Said first."), (N, None, "Said second."),
    ]  # fmt: skip


def test_hidden_slides_are_read_and_marked_and_hidden_shapes_are_not() -> None:
    """A hidden slide can be found and says so; a hidden shape is seen by nobody."""
    deck = Deck()
    deck.slide("One")
    hidden = deck.slide("Two")
    hidden._element.set("show", "0")
    box(hidden, "secret")._element.nvSpPr.cNvPr.set("hidden", "1")
    deck.slide("Three")
    document = deck.read()
    slides = [m for m in document.marks if m.kind is MarkKind.SLIDE]
    assert [(m.number, m.label) for m in slides] == [(1, None), (2, "hidden"), (3, None)]
    assert on_slide(document, 2) == [(H, 1, "Two")]


def test_slides_come_in_the_order_in_which_they_are_shown() -> None:
    """Slides that were moved are numbered by their place, not by their file's name."""
    deck = Deck()
    for title in ("One", "Two", "Three"):
        deck.slide(title)
    listing = deck.file.slides._sldIdLst
    listing.insert(0, listing[2])
    document = deck.read()
    assert [on_slide(document, n)[0][2] for n in (1, 2, 3)] == ["Three", "One", "Two"]


def test_slides_that_show_only_pictures_are_told() -> None:
    """Staff learn which slides say nothing that can be found; an empty slide is no news."""
    deck = Deck()
    picture = io.BytesIO(bytes.fromhex(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
    ))  # fmt: skip
    for title in ("Titled", None, None):
        slide = deck.slide(title)
        if title or not deck.file.slides.index(slide) % 2:
            continue
        slide.shapes.add_picture(picture, 0, 0)
    document = deck.read()
    assert document.problems == (
        Problem("a.pptx", "no text on these slides (pictures of text?)", (2,)),
    )


TITLES = [
    ("First steps", "First steps"),
    ("Campaigns in 2020", "First"),
    ("PowerPoint Presentation", "First"),
    ("", "First"),
    ("Slide 1", "First"),
    ("Microsoft PowerPoint - First steps", "First steps"),
    ("draft_v2.pptx", "First"),
]


@pytest.mark.parametrize(("said", "expected"), TITLES)
def test_the_title_is_one_that_a_person_gave(said: str, expected: str) -> None:
    """What a program wrote into a file by itself names nothing; what the slides say does."""
    deck = Deck()
    deck.slide("First")
    deck.slide("First steps")
    deck.file.core_properties.title = said
    assert deck.read().entry.title == expected


@pytest.mark.parametrize(
    ("left", "top", "is_read"),
    [(1, 1, True), (-1, 1, True), (9.5, 7, True), (-3, 1, False), (11, 1, False), (1, 8, False)],
)
def test_what_is_parked_off_a_slide_is_not_on_it(left: float, top: float, is_read: bool) -> None:
    """A box that nobody sees is not read; one that is partly on the slide is."""
    file: Any = Presentation()
    shapes = file.slides.add_slide(file.slide_layouts[6]).shapes
    for words, at in (("Fair pay", (1, 3)), ("Old fee", (left, top))):
        box = shapes.add_textbox(*map(Inches, (*at, 2, 1)))
        box.text_frame.text = words
    saved = io.BytesIO()
    file.save(saved)
    assert ("Old fee" in read_pptx(saved.getvalue(), "a.pptx", "").text) == is_read
