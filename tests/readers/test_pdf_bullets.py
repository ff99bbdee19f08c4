"""Dots, circles and squares that a page draws: bullets of lists, and what is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.records import MarkKind
from tests.readers.drawing import (
    MARGIN,
    draw,
    put,
    read,
    shown,
)


def put_dot(canvas: Any, kind: str, left: float, baseline: float) -> None:
    """A bullet as programs draw it."""
    if kind == "square":
        canvas.rect(left, baseline + 1, 3.6, 3.6, stroke=0, fill=1)
    else:
        hollow = kind == "ring"
        canvas.circle(left + 1.8, baseline + 3, 1.8, stroke=int(hollow), fill=int(not hollow))


@pytest.mark.parametrize("step", [15, 6], ids=["bullets", "a dotted line"])
@pytest.mark.parametrize("kind", ["disc", "ring", "square"])
def test_dots_before_lines_are_bullets(tmp_path: Path, kind: str, step: int) -> None:
    """Browsers and programs for posters draw them; dots that are nearer than lines are a line."""
    said = ("Seven hubs in the county", "Delivered by each district", "Planned together")

    def page(canvas: Any) -> None:
        for place in range(0, 45, step):
            put_dot(canvas, kind, MARGIN, 700 - place)
        put(canvas, [(MARGIN + 14, 700 - 15 * place, words) for place, words in enumerate(said)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.ITEM) == (
        [f"• {words}" for words in said] if step == 15 else []
    )


@pytest.mark.parametrize("deep", [(0, 1, 0, 1), (0, 1, 0, 0)], ids=["several", "one"])
def test_hollow_bullets_open_the_items_within_an_item(tmp_path: Path, deep: Sequence[int]) -> None:
    """What must and what must not be done is not one sentence."""
    said = ("ask the person", "not for them", "do not charge", "unless told")

    def page(canvas: Any) -> None:
        for place, (words, inner) in enumerate(zip(said, deep, strict=True)):
            left, baseline = MARGIN + 30 * inner, 700 - 15 * place
            put_dot(canvas, "ring" if inner else "disc", left, baseline)
            put(canvas, [(left + 14, baseline, words)])

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.ITEM) == [f"• {words}" for words in said]
    levels = [mark.number for mark in document.marks if mark.kind is MarkKind.ITEM]
    assert levels == [inner + 1 for inner in deep]


def test_squares_of_several_colours_are_the_keys_of_a_chart(tmp_path: Path) -> None:
    """What they name is no list."""

    def page(canvas: Any) -> None:
        for place, (name, grey) in enumerate([("Adults", 0.2), ("Children", 0.6)]):
            canvas.setFillGray(grey)
            put_dot(canvas, "square", MARGIN, 700 - 15 * place)
            canvas.setFillGray(0)
            put(canvas, [(MARGIN + 14, 700 - 15 * place, name)])

    assert shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ITEM) == []


@pytest.mark.parametrize("dotted", [(1, 2, 3), (1, 3)], ids=["a list", "a drawing"])
def test_circles_before_lines_that_go_on_are_bullets_where_they_follow_each_other(
    tmp_path: Path, dotted: tuple[int, ...]
) -> None:
    """Points in small letters are a list; the rungs of a ladder beside a paragraph are not."""
    said = ("We campaign for all of these and", "better pay for all,", "fair hours,", "safe work.")

    def page(canvas: Any) -> None:
        for place in dotted:
            canvas.circle(MARGIN, 703 - 15 * place, 1.8, stroke=0, fill=1)
        put(canvas, [(MARGIN + 14, 700 - 15 * place, words) for place, words in enumerate(said)])

    items = shown(read(draw(tmp_path / "a.pdf", page)), MarkKind.ITEM)
    assert items == ([f"• {words}" for words in said[1:]] if len(dotted) == 3 else [])
