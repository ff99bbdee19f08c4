"""The commands about what is set."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.settings import Settings
from assistant.web.signin import matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran

PASSWORD = "plum kettle ørsted 9"


def test_settings_say_where_they_come_from(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wonders why the chat is on another port finds the place to change it."""
    monkeypatch.chdir(tmp_path)
    Path("assistant.toml").write_text('port = 8080\nlog = "json"\n')
    monkeypatch.setenv("ASSISTANT_LOG", "plain")
    found = run("settings", "--json").json
    assert found["port"] == {"value": 8080, "source": "assistant.toml"}
    assert found["log"] == {"value": "plain", "source": "ASSISTANT_LOG"}
    shown = run("settings").out.splitlines()
    assert [line.split()[1:] for line in shown if line.startswith("port ")] == [
        ["8080", "assistant.toml"]
    ]


def test_a_wrong_file_is_told_by_every_command(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip is not passed over: the command says which file and key, and does nothing."""
    monkeypatch.chdir(tmp_path)
    Path("assistant.toml").write_text("prot = 8080\n")
    for command in (["settings"], ["chat"], ["status"]):
        ran = run(*command)
        assert ran.status == 2
        assert "assistant.toml: unknown key 'prot'; did you mean 'port'?" in ran.err


def test_a_password_becomes_a_setting(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line printed can be put into the file as it is, and no command shows the hash."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    made = run("password")
    assert made.status == 0
    assert PASSWORD not in made.out + made.err
    Path("assistant.toml").write_text(made.out, "utf-8")
    assert matches(PASSWORD, Settings.from_environment({}).access.password_hash)
    assert "(set)" in run("settings").out
    assert "scrypt" not in run("settings").out + run("settings", "--json").out


@pytest.mark.parametrize("typed", ["", "short", "x" * 201])
def test_a_password_of_no_use_is_refused(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """What is guessed fast, or could not be typed, is not taken."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
    ran = run("password")
    assert (ran.status, ran.out) == (2, "")
    assert "from 12 to 200 characters" in ran.err


def test_the_chat_is_not_opened_to_others_by_mistake(run: Callable[..., Ran]) -> None:
    """Another address is refused with what it would mean and what to do."""
    ran = run("chat", "--host", "0.0.0.0")
    assert ran.status == 2
    assert "without a password" in ran.err
    assert "--without-sign-in" in ran.err
    assert "needs hosts" in run("chat", "--host", "0.0.0.0", "--without-sign-in").err
