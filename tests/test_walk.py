"""The walk of a question through the rooms at the root of the package."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from unittest.mock import Mock

import pytest

import assistant as package
from assistant.assistant import Assistant
from assistant.encoder import Encoded
from assistant.index import snapshot
from assistant.index.build import BuildReport
from assistant.records import Outcome
from assistant.web.replies import Replier, Session, Turn
from assistant.web.service import Holder
from tests.conftest import TinyEncoder, TinyReader

ROOT = f"{Path(package.__file__).parent}/"
LEAVES = frozenset(
    {"records", "text", "errors", "settings", "wording", "citation", "encoder", "index"}
)
"""What every room may ask: records and words, texts' vectors, the files of the index."""
CORPUS = {
    "pay.txt": "Pay\nCarers in Leeds are paid weekly. The rate rose in 2021.\n",
    "homes.txt": "Homes\nEvery council must offer a settled home in Wales.\n",
}


class Counting(TinyEncoder):
    """Counts how often each question was encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: Counter[str] = Counter()

    def encode_query(self, question: str) -> Encoded:
        self.questions[question] += 1
        return super().encode_query(question)


@pytest.fixture
def walked(
    tmp_path: Path,
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
) -> Iterator[tuple[Assistant, Counting]]:
    """An assistant on two documents, and its encoder."""
    tiny_build(write_corpus(CORPUS))
    index, encoder = tmp_path / "index", Counting()
    with Assistant(index, snapshot.open_snapshot(index), encoder, TinyReader()) as opened:
        yield opened, encoder


def room_of(frame: FrameType | None) -> str:
    """The room whose code called, leaves and other packages passed over; '' outside of all."""
    while frame is not None:
        name = frame.f_code.co_filename
        room = name.removeprefix(ROOT).split("/")[0].removesuffix(".py")
        if name.startswith(ROOT) and room not in LEAVES:
            return room
        frame = frame.f_back
    return ""


@contextmanager
def callers() -> Iterator[dict[str, set[str]]]:
    """Notes from which rooms each room is entered."""
    found: dict[str, set[str]] = defaultdict(set)

    def note(frame: FrameType, event: str, _: object) -> None:
        name = frame.f_code.co_filename
        if event != "call" or not name.startswith(ROOT):
            return
        room = name.removeprefix(ROOT).split("/")[0].removesuffix(".py")
        caller = room_of(frame.f_back)
        if room not in LEAVES and caller != room:
            found[room].add(caller)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)


def in_session(history: list[str]) -> Session:
    """The session of a browser that asked some questions."""
    return Session(len(history), tuple(map(Turn, history)))


def test_no_room_is_entered_twice(walked: tuple[Assistant, Counting]) -> None:
    """Each room is entered from one other, and there are few."""
    opened, _ = walked
    with callers() as found:
        question = opened.take("when are carers paid?", ["what about homes in Wales?"])
        assert question.personal_data == ()
        assert question.answer().outcome is Outcome.FOUND
    assert found == {
        "assistant": {""},
        "screening": {"assistant"},
        "answers": {"assistant"},
        "conversation": {"answers"},
        "retrieval": {"conversation"},
        "comprehension": {"answers"},
        "passages": {"answers"},
    }


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("when are carers paid?", []),
        ("and in Wales?", ["what homes must councils offer in Leeds?"]),
        ("when are carers paid and who must offer a home?", []),
    ],
)
def test_no_text_is_encoded_twice(
    question: str, history: list[str], walked: tuple[Assistant, Counting]
) -> None:
    """Neither for what is looked at before, nor for topics, slips, parts and the ranking beside."""
    opened, encoder = walked
    taken = opened.take(question, history)
    assert taken.personal_data == ()
    taken.answer()
    taken.hits(10)
    assert set(encoder.questions.values()) == {1}
    assert encoder.questions[question] == 1
    encoder.questions.clear()
    reply = Replier(Holder(opened)).reply(question, in_session(history))
    assert reply.session.history == (*history, question)
    assert set(encoder.questions.values()) == {1}
    assert encoder.questions[question] == 1


@pytest.mark.parametrize("way", ["reply", "reply_without", "reply_anyway"])
def test_the_page_takes_a_question_up_once_on_one_snapshot(
    way: str, walked: tuple[Assistant, Counting], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks at it for personal data and what answers it is one question of one assistant."""
    opened, encoder = walked
    holder = Holder(opened)
    current, take = Mock(wraps=holder.current), Mock(wraps=opened.take)
    monkeypatch.setattr(holder, "current", current)
    monkeypatch.setattr(opened, "take", take)
    reply = getattr(Replier(holder), way)("when are carers paid?", Session())
    assert f'data-snapshot="{opened.snapshot}"' in reply.turn
    current.assert_called_once_with()
    take.assert_called_once_with("when are carers paid?", ())
    assert set(encoder.questions.values()) == {1}
