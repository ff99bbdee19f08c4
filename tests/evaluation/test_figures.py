"""Judged questions, counted and ordered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.evaluation.figures import (
    Marking,
    by_kind,
    figures,
    missed_marks,
    worst,
    wrongly_found,
)
from assistant.evaluation.questions import Judged, JudgedMark, Metric
from assistant.records import Outcome

Make = Callable[..., Judged]


def test_figures_are_given_for_each_kind_the_commonest_first(judged: Make) -> None:
    """Near misses and off-topic questions are told apart; equal counts go by name."""
    found = by_kind(
        [
            judged("one", 1, kind="fact"),
            judged("two", 2, kind="fact"),
            judged("three", 4, Outcome.UNCONFIRMED, kind="fact"),
            judged("four", answerable=False, kind="near-miss"),
            judged("five", None, Outcome.NOT_FOUND, answerable=False, kind="near-miss"),
            judged("six", None, Outcome.NOT_FOUND, answerable=False, kind="apart"),
            judged("seven", answerable=True),
        ]
    )
    assert list(found) == ["fact", "near-miss", "apart", "what"]
    fact, near = found["fact"], found["near-miss"]
    assert (fact.answerable, fact.unanswerable) == (3, 0)
    recalls = [fact.metrics[m] for m in (Metric.RECALL_1, Metric.RECALL_3, Metric.RECALL_10)]
    assert recalls == pytest.approx([1 / 3, 2 / 3, 1])
    assert fact.metrics[Metric.MRR] == pytest.approx((1 + 1 / 2 + 1 / 4) / 3)
    assert [fact.outcomes[outcome] for outcome in Outcome] == [2, 1, 0]
    assert (near.answerable, near.unanswerable) == (0, 2)
    assert [near.outcomes_unanswerable[outcome] for outcome in Outcome] == [1, 0, 1]


def test_marks_are_counted_by_kind_and_in_all(judged: Make) -> None:
    """A mark beside the quote and a missing one count alike as misses; only marks have a length."""
    questions = [
        judged("a", 1, kind="fact", mark=JudgedMark("x", True, 1.0)),
        judged("b", 1, kind="fact", mark=JudgedMark("y", False, 2.0)),
        judged("c", 1, kind="fact", mark=JudgedMark("z", True, 3.0)),
        judged("d", 1, kind="list", mark=JudgedMark("", False, None)),
        judged("e", 2, kind="list"),
        judged("f", 2, kind="why"),
    ]
    assert figures(questions).marking == Marking(4, 0.5, 2.0)
    kinds = by_kind(questions)
    assert kinds["fact"].marking == Marking(3, 2 / 3, 2.0)
    assert kinds["list"].marking == Marking(1, 0.0, None)
    assert kinds["why"].marking is None


def test_a_mark_on_the_wrong_figure_is_no_full_score(judged: Make) -> None:
    """Every passage is right and first, and none of the marks holds what was asked for."""
    questions = [judged(name, 1, mark=JudgedMark("x", False, 1.0)) for name in "abc"]
    found = figures(questions)
    assert found.metrics[Metric.NDCG] == 1
    assert found.marking == Marking(3, 0.0, 1.0)


def test_what_passes_where_85_percent_do_is_worked_out_by_hand(judged: Make) -> None:
    """Of twenty answerable questions seventeen have .30 and more, as do three of four others."""
    questions = [judged(f"a{n}", 1, probability=0.95 - n * 0.04) for n in range(16)]
    questions += [judged(f"a{n}", 1, probability=p) for n, p in enumerate((0.3, 0.2, 0.1, 0), 16)]
    others = {"near": (0.9, 0.3), "off": (0.29, 0.31)}
    for kind, chances in others.items():
        questions += [
            judged(f"{kind}{p}", answerable=False, kind=kind, probability=p) for p in chances
        ]
    found = figures(questions).separation
    assert found is not None
    assert found.passing == 3 / 4
    # .9 has 2 above it; .3 has 16 and a tie; .29 has 17; .31 has 16
    assert found.area == pytest.approx((2 + 16.5 + 17 + 16) / 80)
    kinds = {kind: found.separation for kind, found in by_kind(questions).items()}
    near, off = kinds["near"], kinds["off"]
    assert near is not None
    assert off is not None
    assert (near.passing, off.passing) == (1.0, 0.5)
    assert (near.area, off.area) == pytest.approx((18.5 / 40, 33 / 40))


@pytest.mark.parametrize(("number", "passing"), [(1, 1.0), (6, 1.0), (7, 0.0)])
def test_at_least_85_percent_pass(judged: Make, number: int, passing: float) -> None:
    """Of six answerable questions all are needed for 85 %, of seven six will do."""
    questions = [judged(f"a{n}", 1, probability=0.9) for n in range(number - 1)]
    questions += [judged("least", 1, probability=0.1)]
    questions += [judged("other", answerable=False, probability=0.5)]
    found = figures(questions).separation
    assert found is not None
    assert found.passing == passing


@pytest.mark.parametrize("answerable", [True, False])
def test_of_one_class_nothing_is_told_apart(judged: Make, answerable: bool) -> None:
    """Without the other class there is nothing to tell from it, and no share of it is found."""
    found = figures([judged("a", 1, answerable=answerable), judged("b", answerable=answerable)])
    assert found.separation is None
    shares = (found.found, found.found_unanswerable)
    assert shares == ((1.0, None) if answerable else (None, 1.0))


def test_the_share_found_is_of_either_class(judged: Make) -> None:
    """One in two of the answerable is found, and one in three of the others."""
    questions = [judged("a", 1), judged("b", 1, Outcome.UNCONFIRMED)]
    outcomes = (Outcome.FOUND, Outcome.UNCONFIRMED, Outcome.NOT_FOUND)
    questions += [judged(o.value, None, o, answerable=False) for o in outcomes]
    found = figures(questions)
    assert (found.found, found.found_unanswerable) == (1 / 2, 1 / 3)


def test_the_surest_marks_beside_the_quote_come_first(judged: Make) -> None:
    """A mark that holds the quote is none of them, nor is a passage that could have none."""
    questions = [
        judged("a", 1, probability=0.6, mark=JudgedMark("x", False, 1.0)),
        judged("b", 1, probability=0.9, mark=JudgedMark("", False, None)),
        judged("c", 1, probability=1.0, mark=JudgedMark("x", True, 1.0)),
        judged("d", 1, probability=1.0),
    ]
    assert [j.question.id for j in missed_marks(questions)] == ["b", "a"]


def test_the_worst_questions_come_first(judged: Make) -> None:
    """What was not found at all is worst, then the deepest rank; what came first is not bad."""
    questions = [judged("b", 2), judged("a", 1), judged("d"), judged("c", 40)]
    questions.append(judged("u", answerable=False))
    assert [j.question.id for j in worst(questions, 10)] == ["d", "c", "b"]
    assert [j.question.id for j in worst(questions, 1)] == ["d"]


def test_the_surest_wrong_answers_come_first(judged: Make) -> None:
    """Of the unanswerable questions only those whose outcome was 'found' count as wrong."""
    questions = [
        judged("a", answerable=False, probability=0.5),
        judged("b", answerable=False, probability=0.9),
        judged("c", None, Outcome.UNCONFIRMED, answerable=False, probability=0.99),
        judged("d", 1, probability=1.0),
    ]
    assert [j.question.id for j in wrongly_found(questions)] == ["b", "a"]
