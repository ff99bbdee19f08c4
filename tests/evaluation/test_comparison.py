"""Two evaluations of the same questions side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.evaluation.comparison import COMPARED, compare, comparison_object, conclusion
from assistant.evaluation.questions import Judged, Metric
from assistant.records import Outcome

Make = Callable[..., Judged]


def many(judged: Make, rank: int | None, count: int = 20) -> list[Judged]:
    return [judged(f"q{number}", rank) for number in range(count)]


def test_questions_are_paired_by_their_labels(judged: Make) -> None:
    """Order and type do not matter; a question that is new or labelled otherwise is left out."""
    there = [judged("b", 2, kind="fact"), judged("a", 1), judged("c", 1), judged("u", None)]
    relabelled = replace(there[2], question=replace(there[2].question, quote="other"))
    now = [judged("a", 1), judged("b", 1, kind="list"), relabelled, judged("new", 1)]
    found = compare(now, there)
    assert (found.now.questions, found.against.questions, found.left_out) == (2, 2, 2)
    assert found.now.metrics[Metric.RECALL_1] == 1
    assert found.against.metrics[Metric.RECALL_1] == 0.5
    assert [change.now.question.id for change in found.better] == ["b"]
    assert found.worse == ()


def test_differences_are_now_less_the_other(judged: Make) -> None:
    """Each metric compared has the difference of the means, with its interval and p."""
    found = compare(many(judged, 1), many(judged, 4))
    assert tuple(found.differences) == COMPARED
    assert found.differences[Metric.MRR].difference == pytest.approx(0.75)
    assert found.differences[Metric.RECALL_3].difference == 1
    assert found.differences[Metric.RECALL_3].p < 0.001


def test_what_changed_most_comes_first(judged: Make) -> None:
    """Questions that got worse and better are listed apart, the largest change first."""
    now = [judged("a", 2), judged("b"), judged("c", 1), judged("d", 1), judged("e", 1)]
    there = [judged("a", 1), judged("b", 1), judged("c", 2), judged("d"), judged("e", 1)]
    found = compare(now, there)
    assert [change.now.question.id for change in found.worse] == ["b", "a"]
    assert [change.now.question.id for change in found.better] == ["d", "c"]
    assert [change.gain for change in found.worse] == [-1, pytest.approx(-0.369, abs=0.001)]


def test_outcomes_of_both_are_kept(judged: Make) -> None:
    """An unanswerable question that is now told apart shows in the counts."""
    now = [judged("u", None, Outcome.NOT_FOUND, answerable=False)]
    found = compare(now, [judged("u", answerable=False)])
    assert found.now.outcomes_unanswerable[Outcome.NOT_FOUND] == 1
    assert found.against.outcomes_unanswerable[Outcome.FOUND] == 1
    assert found.differences == {}
    assert conclusion(found).startswith("No answerable question is in both")


def test_the_conclusion_says_when_nothing_changed(judged: Make) -> None:
    """Identical rankings are called alike."""
    found = compare(many(judged, 2), many(judged, 2))
    assert conclusion(found) == "The two rank the right passages alike for every question."


def test_the_conclusion_says_when_it_could_be_chance(judged: Make) -> None:
    """One question of twenty that moved is no evidence."""
    found = compare([*many(judged, 1), judged("last", 1)], [*many(judged, 1), judged("last", 2)])
    assert conclusion(found) == (
        "No difference that could not be chance: with 21 questions, none of the metrics has p "
        "below 0.05."
    )


def test_the_conclusion_names_what_is_better_and_what_is_worse(judged: Make) -> None:
    """Every metric that moved by more than chance is named, and which way it moved."""
    better = compare(many(judged, 1), many(judged, 3))
    assert conclusion(better) == (
        "This one is better than the other in nDCG@10, MRR@10 and recall@1, by more than chance "
        "gives (p below 0.05); what differs in recall@3 could be chance."
    )
    worse = conclusion(compare(many(judged, 4), many(judged, 1)))
    assert worse.startswith("This one is worse than the other in nDCG@10, MRR@10, recall@1 and ")
    both = compare(
        [judged(f"a{n}", 2) for n in range(20)] + [judged(f"b{n}", 3) for n in range(30)],
        [judged(f"a{n}", 1) for n in range(20)] + [judged(f"b{n}", 4) for n in range(30)],
    )
    assert "better than the other in recall@3 and worse than the other in " in conclusion(both)


def test_a_comparison_as_json_has_everything(judged: Make) -> None:
    """Programs get both columns, each difference, the changed questions and the sentence."""
    now, there = [judged("a", 2), judged("b", 1)], [judged("a", 1), judged("b", 1)]
    made = json.loads(json.dumps(comparison_object(compare(now, there))))
    assert set(made) == {
        "left_out",
        "now",
        "against",
        "differences",
        "worse",
        "better",
        "conclusion",
    }
    assert made["differences"]["recall@1"]["difference"] == -0.5
    assert made["better"] == []
    (change,) = made["worse"]
    assert (change["id"], change["rank"]) == ("a", {"now": 2, "against": 1})
    assert change["first"]["now"]["opening"] == "first for a"
