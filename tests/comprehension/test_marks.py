"""What is marked of a passage that was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.comprehension.reader import both, mark
from assistant.records import Highlight, Reading, Unit


def reading(*units: tuple[float, float]) -> Reading:
    """Units of ten characters, each with its share and the probability that it is inside."""
    spans = [(10 * place, 10 * place + 9) for place in range(len(units))]
    return Reading(1.0, tuple(Unit(*s, *u) for s, u in zip(spans, units, strict=True)))


def test_the_best_unit_is_marked_alone() -> None:
    """Of three bullets the one that answers, not its neighbours."""
    assert mark(reading((0.03, 0.4), (0.95, 0.9), (0.02, 0.6))) == Highlight(10, 19)
    assert mark(reading((0.2, 0.1), (0.7, 0.9), (0.1, 0.1))) == Highlight(10, 19)


def test_two_figures_that_are_hardly_told_apart_are_both_marked() -> None:
    """Rather than one of them by a hair: the reader sees that there are two."""
    assert mark(reading((0.45, 0.96), (0.55, 0.97))) == Highlight(0, 19)


def test_a_run_that_belongs_together_is_marked_whole() -> None:
    """A list that was asked for, from its lead-in to its last item, and not what follows it."""
    run = reading((0.1, 0.1), (0.3, 0.9), (0.4, 0.8), (0.2, 0.6), (0.0, 0.5), (0.0, 0.9))
    assert mark(run) == Highlight(10, 39)


def test_a_unit_that_only_leads_to_the_answer_is_left_out() -> None:
    """A heading over two figures that both answer: without them it would say nothing."""
    assert mark(reading((0.0, 0.8), (0.48, 0.9), (0.45, 0.8))) == Highlight(10, 29)


def test_of_two_readings_the_unit_that_answers_both_is_marked() -> None:
    """A follow-up's topic is answered by the first bullet, what it asks of it by the second."""
    with_topic = reading((0.6, 0.9), (0.38, 0.4), (0.02, 0.1))
    by_itself = reading((0.1, 0.1), (0.5, 0.9), (0.4, 0.9))
    found = both(with_topic, replace(by_itself, answers=-1.0), 0.25)
    assert found.answers == 0.5
    assert sum(unit.share for unit in found.units) == pytest.approx(1)
    assert mark(with_topic) == Highlight(0, 9)
    assert mark(found) == Highlight(10, 19)


def test_something_is_marked_however_unsure() -> None:
    """The nearest passage, which is no answer, shows where it comes nearest."""
    assert mark(reading((0.6, 0.02), (0.4, 0.01))) == Highlight(0, 9)


def test_nothing_is_marked_where_there_is_nothing() -> None:
    """A passage without words."""
    assert mark(Reading(0.0, ())) is None
