"""A small model finds names of private persons where no rule tells of them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.encoder import Encoded
from assistant.screening import found
from assistant.screening.name_model import Naming, naming_for

pytestmark = pytest.mark.slow

HELD_OUT = Path(__file__).parent / "personal_data"
IN_ANY_CONTEXT = {
    "tell me about professional curiosity, i missed things with the Brannigans": "Brannigans",
    "Is Hetty too old for direct payments": "Hetty",
    "why was Amber's case closed when she is still at risk": "Amber",
}


@pytest.fixture(scope="module")
def campaign_assistant(campaign_index: Path) -> Assistant:
    """The packaged encoder on the campaign's documents."""
    return Assistant.open(campaign_index)


def encoded(*spans: tuple[int, int]) -> Encoded:
    """Tokens that stand at some places, all with the same vector."""
    tokens = np.tile(np.array([1.0, 0.0], np.float32), (len(spans), 1))
    return Encoded(tokens[0], tokens, tuple(range(len(spans))), spans)


def test_words_of_one_name_are_one_place() -> None:
    """A word that may be a name goes on one that is; a mark between ends it."""
    model = Naming(-2.0, {"word ola": 3.0, "word bright": 1.5}, (0.0, 0.0, 0.0, 0.0))
    text = "ask Ola Bright, bright"
    places = model.names(text, encoded((0, 3), (4, 7), (8, 14), (16, 22)), lambda _: 1)
    assert [text[start:end] for start, end in places] == ["Ola Bright"]


def test_with_another_encoder_there_is_no_model() -> None:
    """Weights fitted to one encoder's vectors say nothing of another's: the rules decide alone."""
    assert naming_for("0" * 64) is None


@pytest.mark.parametrize("text", IN_ANY_CONTEXT)
def test_a_name_is_found_where_no_rule_tells(text: str, campaign_assistant: Assistant) -> None:
    """Plain words around a name are enough."""
    places = campaign_assistant.take(text).personal_data
    assert IN_ANY_CONTEXT[text] in [text[f.start : f.end] for f in places]


def test_names_nobody_fitted_anything_on_are_found(campaign_assistant: Assistant) -> None:
    """Of 200 questions at least 95 in 100 are flagged, and of 120 ordinary ones at most 2."""
    lines = (HELD_OUT / "holding-eleventh.txt").read_text("utf-8").splitlines()
    holding = [re.sub(r"\[[A-Za-z -]*:([^\]]*)\]", r"\1", line) for line in lines]
    assert len(holding) == 200
    assert sum(bool(campaign_assistant.take(text).personal_data) for text in holding) >= 190
    ordinary = (HELD_OUT / "ordinary-eleventh.txt").read_text("utf-8").splitlines()
    assert sum(bool(campaign_assistant.take(text).personal_data) for text in ordinary) <= 2


def test_what_a_pattern_took_is_not_found_again() -> None:
    """A name within an address is part of it."""
    text = "lives at 12 Jane Close"
    assert len(found(text, named=[(12, 16)])) == 1


@pytest.mark.parametrize(
    "text", ["?", ". . .", "\x00", "😀" * 300, "a " * 900, "\u202e" * 30, "é x"]
)
def test_any_text_can_be_judged(text: str, campaign_assistant: Assistant) -> None:
    """No question raises, whatever is in it, and no place is outside it."""
    places = campaign_assistant.take(text).personal_data
    assert all(0 <= f.start < f.end <= len(text) for f in places)
