"""Documents made up of blocks, each of which comes back whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.passages import cut
from assistant.records import MarkKind
from assistant.settings import PassageSettings
from tests.readers.drawing import (
    HEIGHT,
    LEADING,
    MARGIN,
    REGULAR,
    SIZE,
    WIDTH,
    by_column,
    by_row,
    columns_of,
    in_order,
    prose,
    put,
    read,
    rows,
    ruled,
    set_in,
    shown,
)
from tests.readers.printed_pages import heading_at, page_marks

pytestmark = pytest.mark.slow


@dataclass
class Plan:
    """A made-up document: its sentences in order, each with its page and heading."""

    sentences: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Printer:
    """Sets a made-up document and keeps account of what stands where."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self.plan = canvas, Plan()
        self.number, self.heading = 1, ""
        self.notes: list[str] = []
        self.y = HEIGHT - 90
        self.begin()

    def begin(self) -> None:
        """Set the running head and foot of a page."""
        put(self.canvas, [(MARGIN, HEIGHT - 30, "Handbook of the campaign")], 8)
        put(self.canvas, [(280, 25, f"page {self.number} of 9")], 8)
        self.y, self.notes = HEIGHT - 90, []

    def end(self) -> None:
        """Set the page's notes and turn it."""
        put(self.canvas, [(MARGIN, 80 - 9 * n, text) for n, text in enumerate(self.notes)], 7)
        self.plan.notes += self.notes
        self.canvas.showPage()

    def room(self, height: float) -> None:
        """Turn the page where there is not so much room on it."""
        if self.y - height < 100:
            self.end()
            self.number += 1
            self.begin()

    def block(self, kind: str, count: int) -> None:
        """Set one block."""
        getattr(self, kind)(count)

    def keep(self, count: int) -> list[str]:
        """So many sentences that the plan knows of."""
        new = prose(100 + len(self.plan.sentences), count)
        self.plan.sentences += new
        self.plan.pages += [self.number] * count
        self.plan.headings += [self.heading] * count
        return new

    def heading_(self, count: int) -> None:
        """A heading over the whole width, with a paragraph below."""
        self.room(200)
        self.heading = (
            f"What members of branch {len(self.plan.sentences)} did and what it cost them"
        )
        put(self.canvas, [(MARGIN, self.y, self.heading)], 16)
        self.y -= 26
        self.single(count)

    def single(self, count: int) -> None:
        """A paragraph over the whole width; sometimes with a note."""
        self.room(30 * count + 40)
        placed = set_in(MARGIN, self.y, WIDTH - 2 * MARGIN, self.keep(count))
        put(self.canvas, placed)
        if count % 2 and len(self.notes) < 3:
            mark = str(len(self.plan.notes) + len(self.notes) + 1)
            x, y, last = placed[-1]
            put(self.canvas, [(x + stringWidth(last, REGULAR, SIZE), y + 4, mark)], 6)
            self.notes.append(f"{mark} This is what note {mark} says of it.")
        self.y = placed[-1][1] - 24

    def double(self, count: int) -> None:
        """Two columns."""
        self.columns(2, count + 5)

    def triple(self, count: int) -> None:
        """Three columns."""
        self.columns(3, count + 8)

    def columns(self, columns: int, count: int) -> None:
        """Columns of one paragraph, drawn by column or line by line."""
        self.room(28 * count)
        placed = columns_of(self.keep(count), columns, self.y)
        put(self.canvas, (by_row if count % 2 else by_column)(placed))
        self.y = min(y for column in placed for _, y, _ in column) - 30

    def items(self, count: int) -> None:
        """A list."""
        self.room(30 * count)
        for text in self.keep(count):
            placed = set_in(MARGIN + 20, self.y, WIDTH - 2 * MARGIN - 20, [f"• {text}"])
            put(self.canvas, placed)
            self.y = placed[-1][1] - LEADING
        self.y -= 12

    def table(self, count: int) -> None:
        """A ruled table with a bold header."""
        self.room(30 * count + 100)
        start = len(self.plan.cells)
        body = [(f"Row{start + n}", f"{n + 1},{start:03}", "agreed by all") for n in range(count)]
        ruled(self.canvas, [("Matter", "Votes", "Notes"), *body], self.y)
        self.plan.cells += [" | ".join(cells) for cells in body]
        self.y -= 30 * (count + 1) + 24


made_up = st.lists(
    st.tuples(
        st.sampled_from(["heading_", "single", "double", "triple", "items", "table"]),
        st.integers(2, 5),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_up)
def test_made_up_pages_come_back_whole(blocks: Sequence[tuple[str, int]]) -> None:
    """Each sentence, row and note comes back once, exact, in order, on its page, in its section."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        printer = Printer(canvas)
        printer.block("single", 4)
        for kind, count in blocks:
            printer.block(kind, count)
        printer.end()
        canvas.save()
        document = read(path)
    plan, text = printer.plan, document.text
    assert in_order(document, plan.sentences)
    assert [row for place, row in rows(document) if place] == plan.cells
    assert shown(document, MarkKind.FOOTNOTE) == plan.notes
    places = [text.index(s) for s in plan.sentences]
    marked = page_marks(document)
    on_pages = [marked[number - 1] for number in plan.pages]
    assert all(on.start <= p < on.end for p, on in zip(places, on_pages, strict=True))
    assert [heading_at(document, p) for p in places] == plan.headings
    for passage in cut(document, PassageSettings()):
        assert text[passage.start : passage.end] == passage.text
        assert printer.number < 3 or "Handbook of" not in passage.text
    written = [m for m in document.marks if m.kind is not MarkKind.PAGE]
    assert all(a.end <= b.start for a, b in pairwise(written))
