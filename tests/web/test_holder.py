from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from assistant.assistant import Assistant
from assistant.errors import NoIndexError
from assistant.web.service import Holder, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.web.conftest import FakeAssistant


def test_a_newly_published_index_answers_the_next_question(assistant: FakeAssistant) -> None:
    """Nobody has to restart the chat after a rebuild."""
    holder = Holder(assistant)
    assert holder.current() is assistant
    assistant.next = type(assistant)("20261123-b")
    assert holder.current() is assistant.next
    assert holder.last.snapshot == "20261123-b"


def test_an_index_that_does_not_open_leaves_the_last_one(
    assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged rebuild does not take the chat down, and the log says what is wrong."""
    holder = Holder(assistant)
    assistant.next = NoIndexError("index/ holds no index")
    with caplog.at_level(logging.WARNING):
        assert holder.current() is assistant
    assert "index/ holds no index" in caplog.text


def test_it_is_told_what_the_first_question_waits_for(
    assistant: FakeAssistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An engine that loads an index for minutes is not taken for a chat that hangs."""

    def slowly(_: Path, progress: Callable[[str, int, int], None]) -> FakeAssistant:
        for done in (0, 12_000):
            progress("Loading into Milvus", done, 12_000)
        return assistant

    monkeypatch.setattr(Assistant, "open", slowly)
    assert opened(tmp_path) is assistant
    assert caplog.messages == [
        "Loading into Milvus: 12,000 passages; questions are answered when that is done"
    ]
