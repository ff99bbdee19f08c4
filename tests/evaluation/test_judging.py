"""What is right, at which rank, and what an index lacks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UsageError
from assistant.evaluation.figures import figures as figures_of
from assistant.evaluation.questions import (
    Extract,
    JudgedMark,
    LabelledQuestion,
    Metric,
    absent_sources,
    check_labels,
    judge,
    judge_all,
)
from assistant.records import Elsewhere, Outcome

if TYPE_CHECKING:
    from tests.evaluation.conftest import Ranked

Make = Callable[..., LabelledQuestion]
RECALLS = (Metric.RECALL_1, Metric.RECALL_3, Metric.RECALL_10)


def test_recall_and_mrr_of_known_ranks(ranked: type[Ranked], labelled: Make) -> None:
    """Ranks 1, 2, 4, 10, 11 and none give the figures worked out by hand."""
    wrong = [("w.txt", 0)] * 9
    right = ("a.txt", 0)
    assistant = ranked(
        {"a.txt": ["the right one"], "w.txt": ["the wrong one"]},
        {
            "first": [right, *wrong],
            "second": [wrong[0], right, *wrong[:8]],
            "fourth": [*wrong[:3], right, *wrong[:6]],
            "tenth": [*wrong, right],
            "eleventh": [*wrong, wrong[0], right],
            "never": wrong,
            "off topic": wrong,
        },
        {"second": Outcome.UNCONFIRMED, "off topic": Outcome.NOT_FOUND},
    )
    names = ["first", "second", "fourth", "tenth", "eleventh", "never"]
    questions = [labelled(name) for name in names]
    questions.append(LabelledQuestion("off topic", ("off topic",), False))
    steps: list[tuple[str, int, int]] = []
    found = judge_all(assistant, questions, lambda *step: steps.append(step))
    assert [j.rank for j in found] == [1, 2, 4, 10, 11, None, None]
    assert steps == [("Asking", done, 7) for done in range(8)]
    figures = figures_of(judge_all(assistant, questions))
    assert (figures.answerable, figures.unanswerable, figures.questions) == (6, 1, 7)
    recalls = [figures.metrics[metric] for metric in RECALLS]
    assert recalls == pytest.approx([1 / 6, 2 / 6, 4 / 6])
    assert figures.metrics[Metric.MRR] == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 / 10) / 6)
    gains = 1 + 1 / math.log2(3) + 1 / math.log2(5) + 1 / math.log2(11)
    assert figures.metrics[Metric.NDCG] == pytest.approx(gains / 6)
    assert [figures.outcomes[outcome] for outcome in Outcome] == [5, 1, 0]
    assert [figures.outcomes_unanswerable[outcome] for outcome in Outcome] == [0, 0, 1]


def test_every_passage_that_holds_the_quote_is_right(ranked: type[Ranked], labelled: Make) -> None:
    """Where the quote stands in two passages, nDCG is full only when both come first."""
    documents = {"a.txt": ["right here", "other", "right there"]}
    assistant = ranked(documents, {"q": [("a.txt", 0), ("a.txt", 1), ("a.txt", 2)]})
    found = judge(assistant, labelled("q"))
    assert found.rank == 1
    assert found.metrics[Metric.NDCG] == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_the_first_and_the_right_passage_are_named(ranked: type[Ranked], labelled: Make) -> None:
    """A report can say what came first and what should have, each with citation and beginning."""
    long = "right\n\n" + "words and " * 60
    assistant = ranked({"a.txt": [long], "w.txt": ["wrong"]}, {"q": [("w.txt", 0), ("a.txt", 0)]})
    found = judge(assistant, labelled("q"))
    assert found.first == Extract("w.txt", 0, 5, "W.TXT", "wrong")
    assert found.right is not None
    assert (found.right.cited, found.right.end) == ("A.TXT", len(long))
    assert found.right.opening == f"{' '.join(long.split())[:200]}…"


def test_a_right_passage_that_was_not_found_is_named_too(
    ranked: type[Ranked], labelled: Make
) -> None:
    """What the search missed altogether is looked up in the index."""
    assistant = ranked({"a.txt": ["x", "right"], "w.txt": ["wrong"]}, {"q": [("w.txt", 0)]})
    found = judge(assistant, labelled("q"))
    assert (found.rank, found.right) == (None, Extract("a.txt", 1, 6, "A.TXT", "right"))


def test_a_question_with_nothing_found_has_no_rank(ranked: type[Ranked], labelled: Make) -> None:
    """An answer without passages counts as a miss and not as an error."""
    found = judge(ranked({"a.txt": ["right"]}, {}), labelled("unheard of"))
    assert (found.rank, found.first) == (None, None)
    assert set(found.metrics.values()) == {0.0}


def test_only_unanswerable_questions_give_no_recall(ranked: type[Ranked]) -> None:
    """A set without answerable questions is counted without dividing by nothing."""
    found = judge_all(ranked({}, {}), [LabelledQuestion("u", ("u",), False)])
    figures = figures_of(found)
    assert (figures.answerable, [figures.metrics[metric] for metric in RECALLS]) == (0, [0, 0, 0])


def test_an_unanswerable_question_has_a_first_passage_and_no_metrics(ranked: type[Ranked]) -> None:
    """What was shown for it is kept; nothing is right for it."""
    assistant = ranked({"a.txt": ["one", "two"]}, {"u": [("a.txt", 1), ("a.txt", 0)]})
    found = judge(assistant, LabelledQuestion("u", ("u",), False))
    assert (found.rank, found.metrics, found.right) == (None, {}, None)
    assert found.first == Extract("a.txt", 1, 4, "A.TXT", "two")


@pytest.mark.parametrize(
    ("marked", "mark"),
    [
        ("Leeds: 40", JudgedMark("Leeds: 40", True, 1.0)),
        ("York: 55", JudgedMark("York: 55", False, 8 / 9)),
        ("absent", JudgedMark("", False, None)),
    ],
)
def test_the_mark_of_the_first_passage_is_held_against_the_quote(
    ranked: type[Ranked], labelled: Make, marked: str, mark: JudgedMark
) -> None:
    """The right passage comes first each time; only one of the marks is on the right figure."""
    documents = {"a.txt": ["Leeds: 40\nYork: 55"], "b.txt": ["Leeds: 40"]}
    assistant = ranked(documents, {"q": [("a.txt", 0), ("b.txt", 0)]}, marked=marked)
    found = judge(assistant, labelled("q", "Leeds: 40"))
    assert (found.rank, found.mark) == (1, mark)


def test_nothing_is_said_of_a_mark_where_the_first_passage_is_not_right(
    ranked: type[Ranked], labelled: Make
) -> None:
    """A mark is judged apart from the ranking, which counts the passage as missed already."""
    documents = {"a.txt": ["Leeds: 40", "York"], "b.txt": ["Leeds: 40"]}
    assistant = ranked(documents, {"q": [("b.txt", 0), ("a.txt", 0)]}, marked="Leeds: 40")
    assert judge(assistant, labelled("q", "Leeds: 40")).mark is None
    assert judge(assistant, labelled("q", "no passage holds it", "b.txt")).mark is None
    assert judge(assistant, labelled("unheard of", "Leeds: 40")).mark is None
    assert judge(assistant, LabelledQuestion("q", ("q",), True, ("b.txt",))).mark is None
    assert judge(assistant, LabelledQuestion("q", ("q",), False)).mark is None


def test_a_mark_is_judged_in_a_passage_that_says_the_same(
    ranked: type[Ranked], labelled: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A passage of the right source may be shown as another place of one that repeats it."""
    documents = {"a.txt": ["Leeds: 40"], "b.txt": ["Leeds: 40"]}
    assistant = ranked(documents, {"q": [("b.txt", 0), ("a.txt", 0)]}, marked="40")
    answer = assistant.ask("q")
    first, second = answer.quotations
    also = (Elsewhere(second.passage, second.citation, second.cited),)
    folded = replace(answer, quotations=(replace(first, also=also),))
    monkeypatch.setattr(assistant, "ask", lambda *_: folded)
    assert judge(assistant, labelled("q", "Leeds")).mark == JudgedMark("40", False, 2 / 9)


def test_the_last_turn_is_asked_after_the_others_and_once(ranked: type[Ranked]) -> None:
    """A conversation's earlier questions are given as such, in order."""
    assistant = ranked({"a.txt": ["right"]}, {"And now?": [("a.txt", 0)]})
    question = LabelledQuestion("c", ("What?", "Who?", "And now?"), True, ("a.txt",), "right")
    assert judge(assistant, question).rank == 1
    assert assistant.asked == [("And now?", ("What?", "Who?"))]


def test_the_quote_must_stand_in_a_right_source(ranked: type[Ranked], labelled: Make) -> None:
    """The same words in another document, or other words in the right one, are not right."""
    documents = {"a.txt": ["other words", "the right words"], "b.txt": ["the right words"]}
    assistant = ranked(documents, {"q": [("b.txt", 0), ("a.txt", 0), ("a.txt", 1)]})
    assert judge(assistant, labelled("q", "right words")).rank == 3
    assert judge(assistant, labelled("q", "right words", "b.txt")).rank == 1
    assert judge(assistant, labelled("q", "right words", "a.txt", "b.txt")).rank == 1


def test_white_space_in_a_quote_is_folded(ranked: type[Ranked], labelled: Make) -> None:
    """A quote matches a passage whatever the line breaks and spaces between its words."""
    assistant = ranked({"a.txt": ["x", "the\u00a0right\n\n   words"]}, {"q": [("a.txt", 1)]})
    assert judge(assistant, labelled("q", " the right\twords ")).rank == 1


def test_a_quote_that_spans_passages_is_met_by_any_of_the_right_source(
    ranked: type[Ranked], labelled: Make
) -> None:
    """Where no passage holds the whole quote, every passage of a right source is right."""
    documents = {"a.txt": ["the right", "words"], "b.txt": ["the right words"]}
    assistant = ranked(documents, {"q": [("b.txt", 0), ("a.txt", 1), ("a.txt", 0)]})
    assert judge(assistant, labelled("q", "the right words")).rank == 2


def test_a_whole_quote_in_one_of_several_sources_is_the_only_right_one(
    ranked: type[Ranked], labelled: Make
) -> None:
    """Where one right source holds the whole quote, passages of the others do not count."""
    documents = {"a.txt": ["the right", "words"], "b.txt": ["the right words"]}
    assistant = ranked(documents, {"q": [("a.txt", 0), ("b.txt", 0)]})
    assert judge(assistant, labelled("q", "the right words", "a.txt", "b.txt")).rank == 2


def test_without_a_quote_documents_are_ranked(ranked: type[Ranked]) -> None:
    """A document counts once, where its best passage stands; any of its passages will do."""
    documents = {"a.txt": ["one", "two"], "b.txt": ["three", "four"], "c.txt": ["five"]}
    ranking = [("b.txt", 1), ("b.txt", 0), ("c.txt", 0), ("a.txt", 1), ("a.txt", 0)]
    question = LabelledQuestion("q", ("q",), True, ("a.txt",))
    found = judge(ranked(documents, {"q": ranking}), question)
    assert found.rank == 3
    assert found.metrics[Metric.NDCG] == pytest.approx(1 / 2)
    assert found.right == Extract("a.txt", 1, 4, "A.TXT", "two")
    either = LabelledQuestion("q", ("q",), True, ("a.txt", "b.txt"))
    gain = judge(ranked(documents, {"q": ranking}), either).metrics[Metric.NDCG]
    assert gain == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_documents_that_the_index_lacks_are_named(ranked: type[Ranked], labelled: Make) -> None:
    """A source spelt wrongly, or never built, is found out and not just counted as missed."""
    assistant = ranked({"a.txt": ["right"]}, {})
    questions = [labelled("p"), labelled("q", "x", "z.txt", "a.txt"), labelled("r", "x", "B.txt")]
    assert absent_sources(assistant, questions) == ["B.txt", "z.txt"]
    assert judge(assistant, questions[2]).right is None


def test_a_quote_that_stands_in_no_source_is_refused(ranked: type[Ranked], labelled: Make) -> None:
    """A quote remembered wrongly is named, and does not let any passage pass for right."""
    old = ranked({"a.txt": ["paid weekly", "in cash"], "b.txt": ["at home"]}, {})
    questions = [
        labelled("spans passages", "weekly\n in", "a.txt"),
        labelled("in the second", "at home", "a.txt", "b.txt"),
        labelled("not in the index", "at home", "z.txt"),
        LabelledQuestion("no quote", ("q",), True, ("a.txt",)),
    ]
    check_labels(questions, old)
    wrong = labelled("monthly", "paid monthly", "a.txt")
    with pytest.raises(UsageError, match=r"1 question stands nowhere.*: 'monthly' of a\.txt\."):
        check_labels([*questions, wrong], old)
    check_labels([wrong], old, ranked({"a.txt": ["paid monthly"]}, {}))
