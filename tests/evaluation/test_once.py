"""What taking a question up spares: encoding it, or searching for it, more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import assistant
from assistant.assistant import Assistant
from assistant.encoder import Encoded
from assistant.evaluation.comparison import Gate, asked_of_both
from assistant.evaluation.questions import LabelledQuestion, judge
from assistant.index.build import BuildReport
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import Snapshot
from tests.conftest import TinyEncoder, TinyReader

CORPUS = {
    "homes.txt": "Homes not hospitals.",
    "pay.txt": "Carers in Leeds are paid weekly.",
    "work.txt": "Students on placement get no bursary in Wales, and pay their travel themselves.",
}
QUESTIONS = (
    LabelledQuestion("pay", ("When are carers paid?",), True, ("pay.txt",), "paid weekly"),
    LabelledQuestion("slip", ("When are carrers paid?",), True, ("pay.txt",), "paid weekly"),
    LabelledQuestion(
        "later", ("Is there a bursary in Wales?", "And travel?"), True, ("work.txt",), "travel"
    ),
    LabelledQuestion("hello", ("Hello, who has homes?",), True, ("homes.txt",), "Homes"),
    LabelledQuestion("cake", ("lemon cake recipe",), False),
)


class Counting(TinyEncoder):
    """Counts how often each question was encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: Counter[str] = Counter()

    def encode_query(self, question: str) -> Encoded:
        self.questions[question] += 1
        return super().encode_query(question)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """The encoder of every assistant that is opened."""
    encoder = Counting()
    monkeypatch.setattr(assistant, "Encoder", lambda *_: encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)
    return encoder


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[LocalIndex]:
    """The index of each search for candidates."""
    made: list[LocalIndex] = []
    search = LocalIndex.interact

    def noting(index: LocalIndex, *values: object) -> object:
        made.append(index)
        return search(index, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(LocalIndex, "interact", noting)
    return made


@pytest.fixture
def snapshots(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
) -> tuple[Snapshot, Snapshot]:
    """The newer of two snapshots, and the older."""
    old = tiny_build(write_corpus(CORPUS)).snapshot
    new = tiny_build(write_corpus({"homes.txt": "Homes, not hospitals or wards."})).snapshot
    return new, old


def test_a_question_is_encoded_once_for_each_snapshot(
    tmp_path: Path, snapshots: tuple[Snapshot, Snapshot], counting: Counting
) -> None:
    """On neither snapshot is a text encoded twice, slips and topics neither."""
    assert Gate(tmp_path / "index", QUESTIONS, 0.0)(*snapshots)
    assert set(counting.questions.values()) == {2}
    assert counting.questions.keys() >= {question.turns[-1] for question in QUESTIONS}


@pytest.mark.usefixtures("counting")
def test_a_question_is_searched_for_once_in_each_snapshot(
    tmp_path: Path, snapshots: tuple[Snapshot, Snapshot], searches: list[LocalIndex]
) -> None:
    """The outcome and the ranking, which goes further down, come of the same search."""
    asked_of_both(tmp_path / "index", *snapshots, QUESTIONS[:1], lambda *_: None)
    assert len(searches) == 2
    assert len({id(index) for index in searches}) == 2


@pytest.mark.usefixtures("counting")
def test_what_is_spared_changes_nothing(
    tmp_path: Path, snapshots: tuple[Snapshot, Snapshot]
) -> None:
    """Every question comes out as it does when it is asked by itself, whatever came before it."""
    index = tmp_path / "index"
    asked = QUESTIONS * 2
    moved = asked_of_both(index, *snapshots, asked, lambda *_: None)
    for snapshot, found in zip(
        snapshots, ([one.now for one in moved], [one.before for one in moved]), strict=True
    ):
        with Assistant.on(index, snapshot) as assistant:
            assert found == [judge(assistant, question) for question in asked]


@pytest.mark.usefixtures("snapshots")
def test_the_chat_keeps_no_question(tmp_path: Path, counting: Counting) -> None:
    """What people ask is encoded each time, since nothing of it is kept."""
    with Assistant.open(tmp_path / "index") as assistant:
        assistant.ask("When are carers paid?")
        assistant.ask("When are carers paid?")
    assert counting.questions["When are carers paid?"] == 2
