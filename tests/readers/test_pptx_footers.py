"""Footers and headers of slides are boilerplate; figures and titles that look like them are not."""

from __future__ import annotations

from tests.readers.decks import (
    BLANK,
    B,
    Deck,
    H,
    P,
    box,
    footer,
    on_slide,
)


def test_footers_and_what_repeats_on_most_slides_are_boilerplate() -> None:
    """A footer is never an answer, be it a placeholder or a text box on each slide."""
    deck = Deck()
    for number in range(1, 6):
        slide = deck.slide(f"Slide {number}")
        footer(slide, "sldNum", str(number))
        footer(slide, "ftr", "Branch meeting")
        box(slide, f"© Union {2015 + number}", 6.5)
        box(slide, "Twice only" if number < 3 else f"Point {'abc'[number - 3]}")
    document = deck.read()
    assert on_slide(document, 2) == [
        (H, 1, "Slide 2"), (P, None, "Twice only"),
        (B, None, "© Union 2017"), (B, None, "2"), (B, None, "Branch meeting"),
    ]  # fmt: skip
    assert [k for k, _, t in on_slide(document, 4)] == [H, P, B, B, B]


def test_key_figures_are_no_footers() -> None:
    """'72%' in a box of its own answers how many; the slide's number and a dated footer do not."""
    deck = Deck()
    for number, figure in enumerate(("72%", "85%", "3%", "14%"), 1):
        slide = deck.slide(f"Slide {'abcd'[number - 1]}")
        box(slide, figure)
        box(slide, f"Fee from 1 May: {number}0 €", 4)
        box(slide, f"Page {number} of 40", 5)
        box(slide, f"Visited on {number + 7} May", 6.5)
    document = deck.read()
    assert on_slide(document, 3)[1:] == [
        (P, None, "3%"), (P, None, "Fee from 1 May: 30 €"),
        (B, None, "Page 3 of 40"), (B, None, "Visited on 10 May"),
    ]  # fmt: skip


def test_titles_in_plain_boxes_are_no_footers() -> None:
    """'Case study 1' is of its slide where that has no other title; a page's number is not."""
    deck = Deck()
    for number in range(1, 5):
        slide = deck.slide(layout=BLANK)
        box(slide, f"Case study {number}", 0.3)
        box(slide, f"Child {'abcd'[number - 1]}", 2)
        box(slide, f"{number}", 5)
        box(slide, f"Training, page {number}", 7)
    assert on_slide(deck.read(), 3) == [
        (P, None, "Case study 3"), (P, None, "Child c"),
        (B, None, "3"), (B, None, "Training, page 3"),
    ]  # fmt: skip


def test_a_counted_header_is_no_text() -> None:
    """What stands at one place at the top of all slides, but for its figures, is a header."""
    deck = Deck()
    for number in range(1, 5):
        slide = deck.slide(f"Slide {'abcd'[number - 1]}")
        box(slide, f"Session 3 – {number + 4}/12", 0.05)
        box(slide, f"Child {'abcd'[number - 1]}", 3)
    assert on_slide(deck.read(), 3) == [
        (H, 1, "Slide c"), (P, None, "Child c"), (B, None, "Session 3 – 7/12"),
    ]  # fmt: skip
    deck = Deck()
    for number in range(1, 5):
        slide = deck.slide(layout=BLANK)
        box(slide, f"Module 2: Neglect, page {number + 10}", 0.1)
        box(slide, f"Child {'abcd'[number - 1]}", 3)
    assert on_slide(deck.read(), 3) == [
        (P, None, "Child c"), (B, None, "Module 2: Neglect, page 13"),
    ]  # fmt: skip
