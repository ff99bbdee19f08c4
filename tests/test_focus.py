"""Which stretch of a passage answers."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.focus import focus
from assistant.sentences import points

PROSE = "The fund pays £40. It opened in May. Others may apply."
LISTED = (
    "We ask for three things:\n- fair pay\n- smaller caseloads\n- time to think\nJoin us today."
)


def answering(text: str, *met: tuple[float, ...]) -> str | None:
    """The stretch of a text whose points met the question's tokens, which weigh alike, so well."""
    weights = np.full(len(met[0]), 1 / len(met[0]), np.float32)
    spans = tuple((start, start + len(text[start:end].rstrip(".:"))) for start, end in points(text))
    found = focus(text, spans, np.array(met, np.float32), weights)
    return None if found is None else text[found.start : found.end]


def test_a_sentence_that_stands_out_is_marked_alone() -> None:
    """The sentence that met the question far better than the others is the answer."""
    assert answering(PROSE, (0.2, 0.2), (0.9, 0.9), (0.2, 0.2)) == "It opened in May."


def test_where_none_stands_out_the_next_sentence_is_marked_too() -> None:
    """The answer often follows the sentence that names its subject."""
    assert (
        answering(PROSE, (0.5, 0.5), (0.45, 0.5), (0.4, 0.4))
        == "The fund pays £40. It opened in May."
    )


def test_the_sentence_before_is_marked_where_it_adds_to_what_was_met() -> None:
    """A sentence that speaks of 'it' is marked with the one that says what it is."""
    found = answering(PROSE, (0.9, 0.1), (0.1, 0.95), (0.0, 0.0))
    assert found == "The fund pays £40. It opened in May. Others may apply."


def test_a_list_is_marked_with_the_sentence_that_opens_it() -> None:
    """Who asks what is in a list is shown all of it, and not what follows it."""
    found = answering(LISTED, (0.9,), (0.1,), (0.1,), (0.1,), (0.1,))
    assert found is not None
    assert found.startswith("We ask for three things:\n- fair pay")
    assert "time to think" in found


def test_marks_that_touch_the_words_belong_to_them() -> None:
    """A pound sign in front and a full stop behind are marked with the sentence."""
    text = "£40 is paid. Nothing else is."
    assert answering(text, (0.9,), (0.1,)) == "£40 is paid."


@pytest.mark.parametrize("tokens", [0, 3])
def test_a_passage_without_words_has_none(tokens: int) -> None:
    """A passage of rules and dots has nothing to mark."""
    assert focus("…", (), np.zeros((0, tokens), np.float32), np.zeros(tokens, np.float32)) is None
