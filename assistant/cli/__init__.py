"""The command line: parses, calls the library, prints.

Results go to stdout, messages for people to stderr. Exit status 0 done, 1 a failed check, 2 bad
usage or input.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from assistant.cli import asking, building, keeping, listing, showing, verifying
from assistant.cli.app import BAD_INPUT, commands
from assistant.errors import AssistantError
from assistant.terminal import say, show

__all__ = ["asking", "building", "commands", "keeping", "listing", "main", "showing", "verifying"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status."""
    try:
        commands(None if arguments is None else list(arguments), prog_name="assistant")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else BAD_INPUT
    except AssistantError as error:
        say(f"error: {error}")
    except OSError as error:
        where = error.filename2 or error.filename or "the disk"
        say(f"error: {where}: {error.strerror or error}")
    except sqlite3.Error as error:
        say(f"error: the index's library: {error}")
    return BAD_INPUT


def _show_version(asked: bool) -> None:
    if asked:
        show(f"assistant {version('campaign-assistant')}")
        raise typer.Exit


@commands.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version)
    ] = False,
) -> None:
    """Options of the command itself."""
