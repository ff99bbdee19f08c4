"""The smallest parts of a text that say something."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import points

CASES = {
    "Rates of pay rose. Carers, e.g. in Wales, left.": [
        "Rates of pay rose.",
        "Carers, e.g. in Wales, left.",
    ],
    "Now • 115,000 in all • c. 4700 left": ["Now", "• 115,000 in all", "• c. 4700 left"],
    "They include:\n- a guide\n\n- a form": ["They include:", "- a guide", "- a form"],
    "one": ["one"],
}


@pytest.mark.parametrize(("text", "parts"), CASES.items())
def test_points_are_lines_bullets_and_sentences(text: str, parts: list[str]) -> None:
    """A bullet of a slide is a point of its own, and so is each sentence of a paragraph."""
    assert [text[a:b] for a, b in points(text)] == parts


@given(st.text(max_size=500))
def test_points_hold_every_character_that_shows(text: str) -> None:
    """Points are slices in order, there is at least one, and no word falls between two."""
    found = points(text)
    assert found
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
