"""How much of a quote a marked stretch holds."""

from __future__ import annotations

from assistant.evaluation.questions import LabelledQuestion
from benchmarks.highlights import Marked, marked

QUESTION = LabelledQuestion("1", ("What is paid?",), True, ("a.txt",), "forty pounds a week")
PASSAGE = "The fund opened in May. It pays forty\npounds a week."


def test_a_stretch_that_holds_the_quote_counts_whole() -> None:
    """Line ends inside the quote do not matter."""
    assert marked(PASSAGE, "It pays forty\npounds a week.", QUESTION) == Marked(True, 1.0, 6, 11)


def test_a_stretch_that_holds_half_of_its_words_counts_half() -> None:
    """A stretch beside the answer counts for the words that it has."""
    assert marked(PASSAGE, "a week", QUESTION) == Marked(False, 0.5, 2, 11)
    assert marked(PASSAGE, "", QUESTION) == Marked(False, 0.0, 0, 11)
