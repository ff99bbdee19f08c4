from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.asking import Assistant
from assistant.errors import UsageError
from assistant.evaluation import LabelledQuestion, evaluate, judge, load_questions
from assistant.records import Answer, Citation, Entry, Locator, Outcome, Passage, Quotation, Source

ANSWERABLE = {
    "id": "a",
    "turns": ["What is it?"],
    "answerable": True,
    "source": "a.txt",
    "quote": "pay",
}

NOT_QUESTIONS = {
    "not JSON": "{",
    "not an object": "[1, 2]",
    "a number": "7",
    "no id": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "id"}),
    "no turns": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "turns"}),
    "no answerable": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "answerable"}),
    "no source": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "source"}),
    "no quote": json.dumps({k: v for k, v in ANSWERABLE.items() if k != "quote"}),
    "turns a text": json.dumps(ANSWERABLE | {"turns": "What is it?"}),
    "turns empty": json.dumps(ANSWERABLE | {"turns": []}),
    "a turn no text": json.dumps(ANSWERABLE | {"turns": [7]}),
    "an empty question": json.dumps(ANSWERABLE | {"turns": [" "]}),
    "answerable no boolean": json.dumps(ANSWERABLE | {"answerable": "false"}),
    "source no text": json.dumps(ANSWERABLE | {"source": None}),
    "sources a text": json.dumps(ANSWERABLE | {"sources": "a.txt"}),
    "sources empty": json.dumps(ANSWERABLE | {"sources": []}),
    "quote no text": json.dumps(ANSWERABLE | {"quote": None}),
    "quote empty": json.dumps(ANSWERABLE | {"quote": " "}),
}


class Ranked(Assistant):
    """Gives each question its own ranking of made-up passages."""

    def __init__(
        self,
        documents: Mapping[str, Sequence[str]],
        rankings: Mapping[str, Sequence[tuple[str, int]]],
        outcomes: Mapping[str, Outcome] | None = None,
    ) -> None:
        self._documents = documents
        self._rankings = rankings
        self._outcomes = outcomes or {}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def passages(self, path: str) -> list[Passage]:
        return [_passage(path, text) for text in self._documents.get(path, ())]

    def ask(self, question: str, history: Sequence[str] = (), *, k: int = 3) -> Answer:
        self.asked.append((question, tuple(history)))
        ranking = self._rankings.get(question, ())[:k]
        return Answer(
            question=question,
            searched_for=question,
            outcome=self._outcomes.get(question, Outcome.FOUND),
            probability=0.75,
            quotations=tuple(
                _quotation(_passage(path, self._documents[path][n])) for path, n in ranking
            ),
            snapshot="made up",
        )


def _passage(path: str, text: str) -> Passage:
    return Passage(path, 0, len(text), text, Locator())


def _quotation(passage: Passage) -> Quotation:
    source = Source(passage.path, "0" * 64, Entry(), None, None, 1)
    return Quotation(passage, 1.0, (), Citation(source, passage.locator), "cited")


def labelled(question: str, quote: str = "right", *sources: str) -> LabelledQuestion:
    return LabelledQuestion(question, (question,), True, sources or ("a.txt",), quote)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a question file."""

    def written(content: str) -> Path:
        path = tmp_path / "questions.jsonl"
        path.write_text(content, "utf-8", newline="")
        return path

    return written


def test_questions_are_read_line_by_line(write: Callable[[str], Path]) -> None:
    """Answerable, many-source, many-turn and unanswerable questions are read; blank lines pass."""
    lines = [
        ANSWERABLE,
        {"id": 2, "turns": ["Who?", "And then?"], "answerable": False},
        {"id": "c", "turns": ["x"], "answerable": True, "sources": ["a", "b"], "quote": "q q"},
    ]
    content = "\n\n".join(json.dumps(line) for line in lines) + "\n"
    assert load_questions(write(content)) == [
        LabelledQuestion("a", ("What is it?",), True, ("a.txt",), "pay"),
        LabelledQuestion("2", ("Who?", "And then?"), False),
        LabelledQuestion("c", ("x",), True, ("a", "b"), "q q"),
    ]


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\u2029"])
def test_only_a_newline_ends_a_line(write: Callable[[str], Path], character: str) -> None:
    """A quote copied from a document may hold other line ends, which JSON allows in text."""
    quote = f"one{character}two"
    content = json.dumps(ANSWERABLE | {"quote": quote}, ensure_ascii=False)
    assert [q.quote for q in load_questions(write(f"{content}\r\n"))] == [quote]


@pytest.mark.parametrize("line", NOT_QUESTIONS.values(), ids=NOT_QUESTIONS)
def test_a_line_that_is_no_question_is_named(write: Callable[[str], Path], line: str) -> None:
    """A mistake in a question file is reported with file and line, before anything is asked."""
    path = write(f"{json.dumps(ANSWERABLE)}\n\n{line}\n")
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}, line 3 ")
    assert "\n" not in str(caught.value)


def test_a_file_without_questions_is_named(write: Callable[[str], Path]) -> None:
    """Figures over no questions at all are never given."""
    path = write("\n \n")
    with pytest.raises(UsageError, match=r"questions\.jsonl holds no questions"):
        load_questions(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing question file, or one that is no text, is reported with its path."""
    with pytest.raises(UsageError, match=r"gone\.jsonl cannot be read: .*No such file"):
        load_questions(tmp_path / "gone.jsonl")
    (tmp_path / "bad.jsonl").write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"bad\.jsonl cannot be read"):
        load_questions(tmp_path / "bad.jsonl")


def test_recall_and_mrr_of_known_ranks() -> None:
    """Ranks 1, 2, 4, 10 and none give the recall and reciprocal rank worked out by hand."""
    wrong = [("w.txt", 0)] * 9
    right = ("a.txt", 0)
    assistant = Ranked(
        {"a.txt": ["the right one"], "w.txt": ["the wrong one"]},
        {
            "first": [right, *wrong],
            "second": [wrong[0], right, *wrong[:8]],
            "fourth": [*wrong[:3], right, *wrong[:6]],
            "tenth": [*wrong, right],
            "eleventh": [*wrong, wrong[0], right],
            "first and third": [right, wrong[0], right],
            "off topic": wrong,
        },
        {"first": Outcome.FOUND, "second": Outcome.UNCONFIRMED, "off topic": Outcome.NOT_FOUND},
    )
    names = ["first", "second", "fourth", "tenth", "eleventh", "first and third"]
    questions = [labelled(name) for name in names]
    questions.append(LabelledQuestion("off topic", ("off topic",), False))
    steps: list[tuple[int, int]] = []
    figures = evaluate(assistant, questions, lambda _, done, total: steps.append((done, total)))
    assert (figures.answerable, figures.unanswerable) == (6, 1)
    assert figures.recall == pytest.approx({1: 2 / 6, 3: 3 / 6, 10: 5 / 6})
    assert figures.mrr == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 / 10 + 0 + 1) / 6)
    assert figures.outcomes == {
        "answerable": {"found": 5, "unconfirmed": 1},
        "unanswerable": {"not_found": 1},
    }
    missed = [(j.question.id, j.rank, j.first) for j in figures.missed]
    assert missed == [
        ("fourth", 4, "the wrong one"),
        ("tenth", 10, "the wrong one"),
        ("eleventh", None, "the wrong one"),
    ]
    assert steps == [(done, 7) for done in range(8)]


def test_a_question_with_nothing_found_has_no_rank() -> None:
    """An answer without passages counts as a miss and not as an error."""
    figures = evaluate(Ranked({"a.txt": ["the right one"]}, {}), [labelled("unheard of")])
    assert (figures.recall[10], figures.mrr) == (0, 0)
    assert [(j.rank, j.first) for j in figures.missed] == [(None, "")]


def test_only_unanswerable_questions_give_no_recall() -> None:
    """A set without answerable questions is counted without dividing by nothing."""
    figures = evaluate(Ranked({}, {}), [LabelledQuestion("u", ("u",), False)])
    assert (figures.answerable, figures.recall, figures.mrr) == (0, {1: 0, 3: 0, 10: 0}, 0)
    assert figures.missed == ()


def test_the_last_turn_is_asked_after_the_others() -> None:
    """A conversation's earlier questions are given as such, in order."""
    assistant = Ranked({"a.txt": ["right"]}, {"And now?": [("a.txt", 0)]})
    question = LabelledQuestion("c", ("What?", "Who?", "And now?"), True, ("a.txt",), "right")
    assert judge(assistant, question).rank == 1
    assert assistant.asked == [("And now?", ("What?", "Who?"))]


def test_the_quote_must_stand_in_a_right_source() -> None:
    """The same words in another document, or other words in the right one, are not right."""
    documents = {"a.txt": ["other words", "the right words"], "b.txt": ["the right words"]}
    ranking = [("b.txt", 0), ("a.txt", 0), ("a.txt", 1)]
    assistant = Ranked(documents, {"q": ranking})
    assert judge(assistant, labelled("q", "right words")).rank == 3
    assert judge(assistant, labelled("q", "right words", "b.txt")).rank == 1
    assert judge(assistant, labelled("q", "right words", "a.txt", "b.txt")).rank == 1


def test_white_space_in_a_quote_is_folded() -> None:
    """A quote matches a passage whatever the line breaks and spaces between its words."""
    assistant = Ranked({"a.txt": ["x", "the\u00a0right\n\n   words"]}, {"q": [("a.txt", 1)]})
    assert judge(assistant, labelled("q", " the right\twords ")).rank == 1


def test_a_quote_that_spans_passages_is_met_by_any_of_the_right_source() -> None:
    """Where no passage holds the whole quote, every passage of a right source is right."""
    documents = {"a.txt": ["the right", "words"], "b.txt": ["the right words"]}
    ranking = [("b.txt", 0), ("a.txt", 1), ("a.txt", 0)]
    assistant = Ranked(documents, {"q": ranking})
    assert judge(assistant, labelled("q", "the right words")).rank == 2


def test_a_whole_quote_in_one_of_several_sources_is_the_only_right_one() -> None:
    """Where one right source holds the whole quote, passages of the others do not count."""
    documents = {"a.txt": ["the right", "words"], "b.txt": ["the right words"]}
    assistant = Ranked(documents, {"q": [("a.txt", 0), ("b.txt", 0)]})
    assert judge(assistant, labelled("q", "the right words", "a.txt", "b.txt")).rank == 2
