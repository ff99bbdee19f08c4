"""The commands about what is set."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from assistant.cli.app import JsonOption, commands
from assistant.errors import UsageError
from assistant.settings.sources import Value, in_force, settings_file, settings_of
from assistant.terminal import say, show, show_json


@commands.command()
def settings(as_json: JsonOption = False) -> None:
    """Print every setting in force and where it comes from."""
    values = in_force()
    settings_of(values)
    if as_json:
        show_json({v.key.name: {"value": _plain(v), "source": v.source} for v in values})
        return
    file = settings_file(os.environ)
    say(f"the settings file is {file}" if file else "there is no settings file here")
    wide = max(len(v.key.name) for v in values)
    shown = [(v.key.name.ljust(wide), _shown(v), v.source) for v in values]
    most = max(len(value) for _, value, _ in shown)
    show("\n".join(f"{name}  {value.ljust(most)}  {source}" for name, value, source in shown))


@commands.command()
def password() -> None:
    """Ask for a password twice and print its hash, for the setting password_hash."""
    from assistant.web.passwords import LONGEST, SHORTEST, hashed

    typed = _typed()
    if not SHORTEST <= len(typed) <= LONGEST:
        raise UsageError(
            f"a password has from {SHORTEST} to {LONGEST} characters; found {len(typed)}: "
            "three or four words that nobody would guess are easy to remember"
        )
    say("put this line into assistant.toml; the password itself is kept nowhere")
    show(f'password_hash = "{hashed(typed)}"')


def _typed() -> str:
    """The password: typed twice at a terminal, else the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _plain(one: Value) -> object:
    """A value as JSON holds it; of a secret only whether it is set."""
    if one.key.is_secret:
        return bool(one.value)
    if isinstance(one.value, tuple):
        return list(one.value)
    return str(one.value) if isinstance(one.value, Path) else one.value


def _shown(one: Value) -> str:
    value = _plain(one)
    if one.key.is_secret:
        return "(set)" if value else "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(value) or "(none)"
    return "(none)" if value in (None, "") else str(value)
