"""What the README and the pages under docs/ promise is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.cli import commands, main
from assistant.settings import KEYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
USE = (ROOT / "docs" / "use.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
COMMANDS = sorted(
    c.name or str(c.callback.__name__).replace("_", "-")
    for c in commands.registered_commands
    if c.callback
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_and_has_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user finds each command in docs/use.md, and `--help` says what it does."""
    assert f"| `assistant {command}" in USE
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"assistant {command}" in shown
    assert len(shown.splitlines()) > 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_command_that_is_not_there(page: Path) -> None:
    """No command of a page is refused as unknown; every module it has one run can be found."""
    text = page.read_text("utf-8")
    assert set(re.findall(r"`assistant ([a-z][\w-]*)", text)) <= set(COMMANDS)
    assert all(find_spec(name) for name in re.findall(r"python -m ([\w.]+[a-z])", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_names_on_a_page_are_there(page: Path) -> None:
    """Files of the package, settings and make targets that a page names exist."""
    text = page.read_text("utf-8")
    for path in re.findall(
        r"`((?:assistant|tests|benchmarks|training|docs|corpus)/[\w./-]*)`", text
    ):
        assert (ROOT / path).exists(), path
    variables = {key.variable for key in KEYS} | {"ASSISTANT_CONFIG"}
    assert set(re.findall(r"\bASSISTANT_\w+", text)) <= variables
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", text)) <= targets


def test_the_rooms_of_the_architecture_are_those_of_the_package() -> None:
    """Each module and package at the root has its place in the table."""
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)/?`", table))
    rooms = {path.stem for path in (ROOT / "assistant").iterdir() if path.suffix == ".py"}
    rooms |= {path.parent.name for path in (ROOT / "assistant").glob("*/__init__.py")}
    assert rooms - {"__init__"} <= named


def test_every_make_target_of_the_readme_is_there() -> None:
    """The two commands that do all the set-up are the Makefile's."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) == {"chat", "test"} <= targets


def test_the_python_of_the_readme_compiles() -> None:
    """The example for programs can be pasted as it is."""
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(example, "README.md", "exec")
    assert "Assistant.open(" in example


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    """No picture or page that a page links to is missing."""
    links = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).is_file()] == []


def test_the_readme_is_short() -> None:
    """A manager and an IT person read all of it."""
    assert len(README.splitlines()) <= 120
