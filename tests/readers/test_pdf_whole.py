from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from assistant.records import Document, MarkKind
from tests.readers.printed_pages import (
    HEIGHT,
    LEFT,
    LETTERS,
    REGULAR,
    WIDTH,
    Page,
    heading_at,
    page_marks,
    read,
)

pytestmark = pytest.mark.slow

WORDS = [
    *("campaign", "member", "branch", "pay", "hours", "rota", "‘fair’", "well-being", "2019–20"),
    *("council", "£9.30", "vote"),
]


@dataclass
class Plan:
    """A made-up document: its sentences in order, each with its page and heading."""

    sentences: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


blocks = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "paragraph", "list", "page", "blank page"]),
        st.lists(st.lists(st.sampled_from(WORDS), min_size=5, max_size=30), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=12,
)


class Printer:
    """Sets a made-up document and keeps account of what stands where."""

    def __init__(self, canvas: Any) -> None:
        """Begin with a paragraph, so that running text outweighs headings."""
        self.canvas = canvas
        self.plan = Plan()
        self.page = Page(canvas)
        self.number = 1
        self.heading = ""
        self.block("paragraph", [WORDS, WORDS])

    def turn(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self.page = Page(self.canvas)
        self.number += 1

    def block(self, kind: str, drawn: Sequence[Sequence[str]]) -> None:
        """Set a heading with its paragraph, a paragraph, a list, or turn the page once or twice."""
        if kind.endswith("page"):
            for _ in kind.split():
                self.turn()
        elif kind == "heading":
            self.heading = f"Heading {LETTERS[len(self.plan.sentences) % 26]} of {drawn[0][0]}"
            self.print([self.heading], 16, LEFT)
            self.block("paragraph", drawn)
        elif kind == "list":
            for words in drawn:
                self.print([*self.sentence(words, "• ")], 10, LEFT + 10)
        else:
            self.print([s for words in drawn for s in self.sentence(words)], 10, LEFT)

    def sentence(self, words: Sequence[str], bullet: str = "") -> list[str]:
        """A sentence that is told from all others by its number."""
        self.plan.sentences.append(f"No{len(self.plan.sentences)} {' '.join(words)}.")
        self.plan.headings.append(self.heading)
        return [bullet + self.plan.sentences[-1]]

    def print(self, sentences: Sequence[str], size: float, x: float) -> None:
        """Set sentences one after the other, turning the page where it is full."""
        left = " ".join(sentences)
        room = WIDTH - LEFT - x
        for line in simpleSplit(left, REGULAR, size, room):
            if self.page.y < 120:
                self.turn()
            self.plan.pages += [self.number] * len(re.findall(r"\bNo\d+\b", line))
            self.page.line(line, size, x=x)
        self.page.y -= size


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks)
def test_made_up_documents_come_back_whole(
    drawn: Sequence[tuple[str, Sequence[Sequence[str]]]],
) -> None:
    """Each sentence comes back once, exact, in order, on its page and under its heading."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        printer = Printer(canvas)
        for kind, sentences in drawn:
            printer.block(kind, sentences)
        canvas.showPage()
        canvas.save()
        document = read(path)
    plan, text = printer.plan, document.text
    assert [text.count(s) for s in plan.sentences] == [1] * len(plan.sentences)
    places = [text.index(s) for s in plan.sentences]
    assert places == sorted(places)
    assert document.numbers(MarkKind.PAGE) == tuple(range(1, printer.number + 1))
    for place, page, heading in zip(places, plan.pages, plan.headings, strict=True):
        assert heading_at(document, place) == heading
        mark = page_marks(document)[page - 1]
        assert mark.start <= place < mark.end
    assert_marks_hold(document)


def assert_marks_hold(document: Document) -> None:
    """Marks are in order and in bounds, blocks do not overlap, and all words are in a block."""
    marks = document.marks
    assert [m.start for m in marks] == sorted(m.start for m in marks)
    assert all(0 <= m.start <= m.end <= len(document.text) for m in marks)
    blocks = [m for m in marks if m.kind is not MarkKind.PAGE]
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    kept = "".join(document.text[m.start : m.end] for m in blocks)
    assert "".join(kept.split()) == "".join(document.text.split())
