"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.cli import commands, main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(
    c.name or str(c.callback.__name__).replace("_", "-")
    for c in commands.registered_commands
    if c.callback
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user finds each command in the README, and `--help` says what it does."""
    assert f"| `assistant {command}" in README
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"assistant {command}" in shown
    assert len(shown.splitlines()) > 4


def test_the_readme_names_no_command_that_is_not_there() -> None:
    """No command of the README is refused as unknown."""
    assert set(re.findall(r"`assistant ([\w-]+)", README)) <= set(COMMANDS)


def test_every_make_target_of_the_readme_is_there() -> None:
    """The two commands that do all the set-up are the Makefile's."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) == {"chat", "test"} <= targets


def test_the_python_of_the_readme_compiles() -> None:
    """The example for programs can be pasted as it is."""
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(example, "README.md", "exec")
    assert "Assistant.open(" in example


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_what_the_readme_links_to_is_there(path: str) -> None:
    """No picture or page of the README is missing."""
    assert (ROOT / path).is_file()
