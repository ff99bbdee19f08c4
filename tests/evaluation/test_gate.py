from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import assistant, readers
from assistant.errors import UsageError
from assistant.evaluation import comparison
from assistant.evaluation.comparison import (
    Change,
    Gate,
    asked_of_both,
    is_right,
    judge_both,
    verdict_object,
)
from assistant.evaluation.questions import Extract, Judged, JudgedMark, LabelledQuestion, Metric
from assistant.evaluation.report import verdict_lines
from assistant.index.build import BuildReport
from assistant.records import CorpusFile, Document, Mark, MarkKind, Outcome
from tests.conftest import TinyReader

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

PAY = LabelledQuestion("pay", ("When are carers paid?",), True, ("pay.txt",), "paid weekly")
HOMES = LabelledQuestion("homes", ("Homes or hospitals?",), True, ("homes.txt",), "not hospitals")
CAKE = LabelledQuestion("cake", ("lemon cake recipe",), False)
RIGHT, BESIDE = JudgedMark("Paid weekly.", True, 1.0), JudgedMark("Paid monthly.", False, 1.0)
NONE = JudgedMark("", False, None)
CORPUS = {"homes.txt": "Homes not hospitals.", "pay.txt": "Carers in Leeds are paid weekly."}


def judged(
    question: LabelledQuestion, rank: int | None, outcome: Outcome, mark: JudgedMark | None = None
) -> Judged:
    score = 1 / rank if rank else 0.0
    metrics = dict.fromkeys(Metric, score) if question.answerable else {}
    first = Extract("pay.txt", 0, 5, "Pay", "Paid.")
    return Judged(question, rank, metrics, outcome, 0.5, first, None, mark)


def asked(before: int | None, now: int | None, number: int = 0) -> Change:
    """An answerable question that ranked so before, and ranks so now."""
    question = replace(PAY, id=f"q{number}")
    return Change(judged(question, now, Outcome.FOUND), judged(question, before, Outcome.FOUND))


def remarked(before: JudgedMark | None, now: JudgedMark | None, number: int = 0) -> Change:
    """A question whose right passage comes first with one mark before and with another now."""
    question = replace(PAY, id=f"q{number}")
    return Change(
        judged(question, 1, Outcome.FOUND, now), judged(question, 1, Outcome.FOUND, before)
    )


@pytest.fixture(autouse=True)
def small_encoder(maker: TinyEncoderMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assistants are opened with the tiny encoder."""
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)


@pytest.mark.parametrize(
    ("rank", "tolerance", "passed"), [(1, 0.0, True), (2, 0.01, False), (2, 0.05, True)]
)
def test_a_fall_within_its_tolerance_passes(rank: int, tolerance: float, passed: bool) -> None:
    """One question in twenty that falls from first to second costs .025, and no more."""
    moved = [asked(1, rank), *(asked(1, 1, number) for number in range(1, 20))]
    verdict = judge_both(moved, tolerance)
    assert verdict.passed is passed
    ranking = {one.name: one for one in verdict.measured}
    assert ranking["nDCG@10"].now == pytest.approx(1 - (1 - 1 / rank) / 20)
    assert [one.now.question.id for one in verdict.worse] == (["q0"] if rank > 1 else [])


def test_what_gets_better_never_holds_anything_back() -> None:
    """A gate is for falls alone."""
    assert judge_both([asked(3, 1), asked(None, 2)], 0.0).passed


def test_a_fall_to_the_very_tolerance_passes() -> None:
    """Sums of fractions do not decide: a fall by as much as is allowed is allowed."""
    moved = [asked(1, None), *(asked(1, 1, number) for number in range(1, 50))]
    assert judge_both(moved, 0.02).passed


@pytest.mark.parametrize(
    ("question", "outcome", "right"),
    [
        (PAY, Outcome.FOUND, True),
        (PAY, Outcome.UNCONFIRMED, False),
        (PAY, Outcome.NOT_FOUND, False),
        (CAKE, Outcome.FOUND, False),
        (CAKE, Outcome.UNCONFIRMED, True),
        (CAKE, Outcome.NOT_FOUND, True),
    ],
)
def test_an_outcome_is_right_where_it_says_what_the_documents_do(
    question: LabelledQuestion, outcome: Outcome, right: bool
) -> None:
    """'Found' is right for what the documents answer, and for nothing else."""
    assert is_right(judged(question, 1, outcome)) is right


def test_an_unanswerable_question_that_is_now_found_is_worse() -> None:
    """An answer where there is none counts against an index as a lost one does."""
    worse = Change(judged(CAKE, None, Outcome.FOUND), judged(CAKE, None, Outcome.NOT_FOUND))
    verdict = judge_both([worse], 0.02)
    assert verdict.worse == (worse,)
    assert [(one.name, one.fell) for one in verdict.measured] == [
        ("outcomes right", True),
        ("unanswerable not found", True),
    ]


def test_unanswerable_questions_are_held_to_by_themselves() -> None:
    """One of two that is now found is not lost among fifty questions answered as before."""
    lost = Change(judged(CAKE, None, Outcome.FOUND), judged(CAKE, None, Outcome.NOT_FOUND))
    kept = Change(judged(CAKE, None, Outcome.NOT_FOUND), judged(CAKE, None, Outcome.NOT_FOUND))
    verdict = judge_both([lost, kept, *(asked(1, 1, number) for number in range(50))], 0.02)
    assert [(one.name, one.questions) for one in verdict.measured if one.fell] == [
        ("unanswerable not found", 2)
    ]


@pytest.mark.parametrize("now", [BESIDE, NONE])
def test_an_index_that_marks_worse_is_held_back(
    now: JudgedMark,
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The passage is right and first as before; its mark shows another figure, or none."""
    moved = [remarked(RIGHT, now), remarked(RIGHT, RIGHT, 1), remarked(None, BESIDE, 2)]
    monkeypatch.setattr(comparison, "asked_of_both", lambda *_: moved)
    new = tiny_build(write_corpus(CORPUS)).snapshot
    gate = Gate(tmp_path / "index", [PAY], 0.4)
    assert not gate(new, new)
    assert gate.verdict is not None
    assert [(m.name, m.questions, m.now, m.before) for m in gate.verdict.measured if m.fell] == [
        ("marks right", 2, 0.5, 1.0)
    ]
    assert [one.now.question.id for one in gate.verdict.worse] == ["q0"]
    shown = "\n".join(verdict_lines(gate.verdict))
    assert "marks right, fell by more than 0.4" in shown
    assert "q0: rank 1, found, marked beside the quote; before: rank 1, found" in shown
    assert Gate(tmp_path / "index", [PAY], 0.5)(new, new)


def test_a_mark_that_differs_is_another_answer() -> None:
    """Who reads the answer sees something else marked."""
    assert remarked(RIGHT, BESIDE).differs
    assert not remarked(RIGHT, RIGHT).differs


def test_what_the_reading_loses_of_a_file_is_held_back_and_shown(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The report names the question with what came first before and what comes first now."""
    old = tiny_build(write_corpus(CORPUS)).snapshot
    read = readers.document

    def cut_short(file: CorpusFile) -> Document:
        found = read(file)
        kept = found.text.removesuffix(" paid weekly.")
        return replace(found, text=kept, marks=(Mark(MarkKind.PARAGRAPH, 0, len(kept)),))

    monkeypatch.setattr(readers, "document", cut_short)
    new = tiny_build(write_corpus({}), full=True).snapshot
    gate = Gate(tmp_path / "index", [PAY, HOMES, CAKE], 0.02)
    assert not gate(new, old)
    assert gate.verdict is not None
    shown = "\n".join(verdict_lines(gate.verdict))
    assert "recall@3, fell by more than 0.02" in shown
    assert "pay: not in the first 50" in shown
    assert "before: rank 1, found" in shown
    assert "“Carers in Leeds are paid weekly.”" in shown
    assert "Left out" not in shown
    told = verdict_object(gate.verdict)
    assert (told["passed"], told["outdated"]) == (False, {})
    assert gate(old, new)
    for before in (old, None):
        with pytest.raises(UsageError, match="'pay' of pay"):
            Gate(tmp_path / "index", [replace(PAY, quote="paid daily")], 0.0)(old, before)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ("Carers in Leeds are paid monthly.", "its quote no longer stands in pay.txt"),
        (None, "pay.txt is no longer in the index"),
    ],
)
def test_a_question_that_its_document_outdates_is_named_and_left_out(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    now: str | None,
    reason: str,
) -> None:
    """A figure that changed holds nothing back, unless hardly a question is left to compare."""
    old = tiny_build(write_corpus(CORPUS)).snapshot
    (tmp_path / "corpus" / "pay.txt").unlink()
    new = tiny_build(write_corpus({"pay.txt": now} if now else {})).snapshot
    gate = Gate(tmp_path / "index", [PAY, HOMES], 0.0)
    assert gate(new, old)
    assert gate.verdict is not None
    assert verdict_object(gate.verdict)["outdated"] == {"pay": reason}
    assert gate.verdict.worse == ()
    assert list(verdict_lines(gate.verdict))[-2:] == [
        "Left out unless most are such: correct these questions",
        f"    pay: {reason}",
    ]
    most = Gate(tmp_path / "index", [PAY, replace(PAY, id="pay too"), HOMES], 0.0)
    assert not most(new, old)
    assert most.verdict is not None
    assert [one.now.question.id for one in most.verdict.worse] == ["pay", "pay too"]
    if now:
        assert Gate(tmp_path / "index", [replace(PAY, quote="paid monthly"), HOMES], 0.0)(new, old)


def test_without_an_index_before_figures_are_told_and_nothing_is_held_back(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Callable[..., BuildReport]
) -> None:
    """The first index has nothing to be worse than."""
    new = tiny_build(write_corpus(CORPUS)).snapshot
    gate = Gate(tmp_path / "index", [PAY, CAKE], 0.0)
    assert gate(new, None)
    assert gate.verdict is not None
    assert [(m.name, m.questions, m.before) for m in gate.verdict.measured] == [
        ("recall@3", 1, None),
        ("nDCG@10", 1, None),
        ("marks right", 1, None),
        ("outcomes right", 2, None),
        ("unanswerable not found", 1, None),
    ]


def test_only_what_is_answered_differently_differs(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Callable[..., BuildReport]
) -> None:
    """A passage that moves within its document is the same answer; another passage is not."""
    old = tiny_build(write_corpus(CORPUS)).snapshot
    new = tiny_build(write_corpus({"pay.txt": f"\n\n{CORPUS['pay.txt']}"})).snapshot
    (same,) = asked_of_both(tmp_path / "index", new, old, [PAY], lambda *_: None)
    assert not same.differs
    (tmp_path / "corpus" / "pay.txt").unlink()
    lost = tiny_build(write_corpus({})).snapshot
    (other,) = asked_of_both(tmp_path / "index", lost, new, [PAY], lambda *_: None)
    assert other.differs
    assert other.is_worse
