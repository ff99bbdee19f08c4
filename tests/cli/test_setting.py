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
    from collections.abc import Callable, Mapping

    from tests.conftest import Ran

OTHER = "Homes not hospitals is a campaign."
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


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Collects what the chat is served with, in the place of serving it."""
    made: list[Settings] = []
    monkeypatch.setattr("assistant.web.server.serve", made.append)
    return made


def test_the_chat_builds_what_is_missing_from_the_corpus_named(
    run: Callable[..., Ran],
    write_corpus: Callable[[Mapping[str, str]], Path],
    tmp_path: Path,
    served: list[Settings],
) -> None:
    """One command serves a folder; another folder than the index's is told and not built from."""
    corpus = write_corpus({"pay.txt": "Fair pay for all social workers."})
    mine, other = corpus.rename(tmp_path / "mine"), tmp_path / "other"
    first = run("chat", "--corpus", str(mine))
    assert (first.status, served[0].corpus) == (0, mine)
    assert "Built the index: 1 document, 1 passage" in first.err
    assert run("chat", "--corpus", str(mine)).err == ""
    other.mkdir()
    (other / "homes.txt").write_text(OTHER)
    assert run("chat", "--corpus", str(other)).err == (
        f"warning: the index in {tmp_path / 'index'} was built from {mine}, not from {other}; "
        "'assistant chat --build' builds it from there\n"
    )
    assert "Built the index" in run("chat", "--corpus", str(other), "--build").err
    assert [source["path"] for source in run("documents", "--json").json] == ["homes.txt"]


def test_a_chat_that_has_nothing_to_build_from_says_so_and_waits(
    run: Callable[..., Ran], tmp_path: Path, served: list[Settings]
) -> None:
    """It is served all the same, for an index may come later."""
    ran = run("chat")
    assert (ran.status, len(served)) == (0, 1)
    assert ran.err == (
        f"warning: there is no corpus folder {tmp_path / 'corpus'}: make it and put documents into "
        "it, or name another with --corpus; the chat answers once there is an index\n"
    )
