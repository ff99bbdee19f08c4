"""The tools of the Model Context Protocol, as another program calls them."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from assistant.cli.mcp_server import server
from tests.web.conftest import CAMPAIGN, FakeAssistant


def called(served: Any, tool: str, arguments: dict[str, Any]) -> Any:
    """What a tool gives; a server in this process, or the command of one."""

    async def call() -> Any:
        async with Client(served) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(call())


def test_a_program_gets_passages_word_for_word() -> None:
    """The tool gives the object that `ask --json` prints."""
    given = called(server(FakeAssistant()), "ask", {"question": "there?", "history": ["pay?"]})
    answer = given.structured_content
    assert (answer["outcome"], answer["searched_for"]) == ("found", "there? pay")
    [passage] = answer["passages"]
    assert passage["text"] == CAMPAIGN[passage["start"] : passage["end"]]
    assert json.loads(given.content[0].text) == answer


@pytest.mark.parametrize("question", ["", " "])
def test_a_question_that_cannot_be_asked_is_an_error(question: str) -> None:
    """The program is told what was wrong, in the words that a person gets."""
    given = called(server(FakeAssistant()), "ask", {"question": question})
    assert given.is_error
    assert "Please type a question." in given.content[0].text


WRONG: list[dict[str, Any]] = [
    {}, {"question": None}, {"question": ["a"]}, {"question": "a", "k": 0},
    {"question": "a", "k": 101},
    {"question": "a", "k": "3; rm"}, {"question": "a", "history": "b"},
    {"question": "a", "history": [None]}, {"question": "a", "filters": {"path": "/etc/passwd"}},
    {"question": "a", "filters": {"nation": ["x"]}},
    {"question": "fail\x1b[2J\r\nlog: all is well"},
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG)
def test_what_a_program_may_not_send_is_an_error(
    arguments: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    """A wrong argument is told to the program, names no file of ours, and is in no log."""
    given = called(server(FakeAssistant()), "ask", arguments)
    assert given.is_error
    assert "Traceback" not in given.content[0].text
    assert 'File "' not in given.content[0].text
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "it lacks 'question'"),
        ({"Question": "a", "k": 101}, "it lacks 'question'; of 'k': input should be less than or"),
        ({"question": "a", "filters": {"nation": ["x"]}}, "of 'filters.nation': input should be"),
    ],
)
def test_what_is_wrong_with_a_call_is_a_sentence(arguments: dict[str, Any], said: str) -> None:
    """A missing or wrong argument is named, with where to look; no library's own report."""
    text = called(server(FakeAssistant()), "ask", arguments).content[0].text
    assert text.startswith(f"the arguments of 'ask' are wrong: {said}")
    assert text.endswith("; see its input schema")
    assert "\n" not in text


def test_the_documents_are_listed() -> None:
    """A program can see what it may ask about."""
    given = called(server(FakeAssistant()), "documents", {})
    listed = given.structured_content["result"]
    assert [document["path"] for document in listed] == ["homes.txt", "<b>hostile</b>.txt"]


def test_a_failure_is_not_logged(capfd: pytest.CaptureFixture[str]) -> None:
    """What was asked is in no log, even where answering fails."""
    given = called(server(FakeAssistant()), "ask", {"question": "fail for Canary Smith"})
    assert given.is_error
    assert "Canary" not in "".join(capfd.readouterr())


@pytest.mark.real
def test_the_command_serves_the_index(campaign_index: Path) -> None:
    """`assistant mcp` answers on standard input and output."""
    arguments = ["-c", "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"]
    command = StdioServerParameters(
        command=sys.executable, args=[*arguments, "mcp", "--index", str(campaign_index)]
    )
    given = called(command, "ask", {"question": "What is the 80-20 campaign?"})
    assert given.structured_content["outcome"] == "found"
