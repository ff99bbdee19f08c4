"""Presentations whole: whatever they hold is read once, and so are those that others made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Inches

from assistant.readers.pptx import read_pptx
from assistant.records import Mark, MarkKind
from tests.readers.decks import (
    TITLE_AND_CONTENT,
    Deck,
    Found,
    H,
    I,
    N,
    P,
    R,
    box,
    on_slide,
    table,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "pptx"

# Whatever a presentation holds


@dataclass(frozen=True)
class Planned:
    """A slide to be made: each text is given by how many words it has."""

    titled: bool
    hidden: bool
    points: list[int]
    """The levels of the points of its body."""
    boxes: list[bool]
    """Whether each stands in a group, from the top."""
    rows: int
    notes: int


PLANS = st.lists(
    st.builds(
        Planned,
        st.booleans(),
        st.booleans(),
        st.lists(st.integers(0, 4), max_size=4),
        st.lists(st.booleans(), max_size=3),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=3,
)
TEXTS = st.text("abc éß’“”–—&<>*_ﬁ→٣", min_size=1, max_size=30).map(lambda t: " ".join(t.split()))


class Plans:
    """Makes slides to plan, and keeps what must be read on each."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self.deck = Deck()
        self.expected: list[Found] = []
        self._draw = draw
        self._count = 0

    def sentence(self) -> str:
        """A sentence that no other is like."""
        self._count += 1
        code = "".join(chr(ord("g") + int(d)) for d in str(self._count))
        return f"S{code} {self._draw()}.".replace(" .", ".")

    def slide(self, plan: Planned, shuffle: Callable[[list[Any]], None]) -> None:
        """One slide, its shapes drawn in any order."""
        title = self.sentence() if plan.titled else None
        slide = self.deck.slide(title, TITLE_AND_CONTENT)
        found: Found = [(H, 1, title)] if title else []
        found += self._points(slide, plan)
        found += self._boxes(slide, plan)
        if plan.rows:
            texts = [
                [self.sentence().replace("|", ""), self.sentence().replace("|", "")]
                for _ in range(plan.rows)
            ]
            table(slide, texts, 9)
            found += [(R, n, " | ".join(row)) for n, row in enumerate(texts)]
        notes = [self.sentence() for _ in range(plan.notes)]
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        if plan.hidden:
            slide._element.set("show", "0")
        tree = slide.shapes._spTree
        shapes = list(tree)[2:]
        shuffle(shapes)
        tree.extend(shapes)
        self.expected.append([*found, *((N, None, text) for text in notes)])

    def _points(self, slide: Any, plan: Planned) -> Found:
        texts = [self.sentence() for _ in plan.points]
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join(texts)
        for paragraph, level in zip(frame.paragraphs, plan.points, strict=False):
            paragraph.level = level
        signs = [("•", "–", "•", "–", "»")[level] for level in plan.points]
        listed = zip(plan.points, signs, texts, strict=True)
        return [(I, level + 1, f"{sign} {text}") for level, sign, text in listed]

    def _boxes(self, slide: Any, plan: Planned) -> Found:
        found: Found = []
        for place, grouped in enumerate(plan.boxes):
            text = self.sentence()
            holder = slide.shapes.add_group_shape() if grouped else slide
            box(holder, text, 6.5 + place * 0.6)
            found.append((P, None, text))
        return found


@given(PLANS, st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_sentence_is_read_once_in_order_on_its_slide(
    plans: list[Planned], data: st.DataObject
) -> None:
    """document.text[p.start:p.end] == p.text, for each thing planted and nothing else."""
    made = Plans(lambda: data.draw(TEXTS))
    made.deck.file.slide_height = Inches(20)
    for plan in plans:
        made.slide(plan, data.draw(st.randoms(use_true_random=False)).shuffle)
    document = made.deck.read()
    assert [on_slide(document, n) for n in range(1, len(plans) + 1)] == made.expected
    slides = [m for m in document.marks if m.kind is MarkKind.SLIDE]
    assert [m.label == "hidden" for m in slides] == [p.hidden for p in plans]
    covered = "".join(document.text[m.start : m.end] for m in document.marks if m not in slides)
    assert "".join(covered.split()) == "".join(document.text.split())


# Files that others made

KNOWN = {
    "markitdown--test.pptx": (6, "AutoGen: Enabling Next-Gen", 3, "13 | 14 | 15 | 16 | 17 | 18"),
    "markitdown--pptx_complex_layout.pptx": (1, "Product Comparison", 1, "lead the market"),
    "markitdown--pptx_image_end.pptx": (2, "Presentation", 2, "Thank You"),
    "markitdown--pptx_image_middle.pptx": (3, "Introduction", 3, "Conclusion"),
    "markitdown--pptx_image_start.pptx": (1, "Welcome", 1, "Welcome"),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_files_that_others_made_are_read() -> None:
    """Slides are counted, titled and filled as in the rendered file."""
    for path in sorted(SAMPLES.glob("*.pptx")):
        document = read_pptx(path.read_bytes(), path.name, "")
        assert all(0 <= m.start <= m.end <= len(document.text) for m in document.marks)
        if path.name in KNOWN:
            slides, first, place, needle = KNOWN[path.name]
            assert document.numbers(MarkKind.SLIDE) == tuple(range(1, slides + 1))
            assert on_slide(document, 1)[0][2].startswith(first)
            assert any(needle in text for _, _, text in on_slide(document, place))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_a_deck_of_pictures_only_says_so() -> None:
    """A deck that shows two pictures and no word is read as one silent slide."""
    path = SAMPLES / "markitdown--pptx_multiple_images.pptx"
    document = read_pptx(path.read_bytes(), path.name, "")
    assert document.marks == (Mark(MarkKind.SLIDE, 0, 0, 1),)
    assert [p.pages for p in document.problems] == [(1,)]
