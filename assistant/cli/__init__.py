"""The command line: parses, calls the library, prints.

Results go to stdout, messages for people to stderr. Exit status 0 done, 1 a failed check, 2 bad
usage or input.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import sqlite3
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from assistant.cli import asking, building, checking, index
from assistant.cli.terminal import BAD_INPUT, say, show
from assistant.errors import AssistantError

_MOST_ARENAS = -8  # glibc's name for the option
_MAKE_ROOM = "; make room on the disk and try again (the index is as it was before)"
_EXTRAS = {"ir_measures": "evaluate", "sklearn": "evaluate", "mcp": "mcp", "mcp_types": "mcp"}
"""The packages that come with an extra of ours only."""
_COMMANDS: dict[str, Callable[..., None]] = {  # in the order of --help
    "build": building.build,
    "add": building.add,
    "ask": asking.ask,
    "evaluate": checking.evaluate,
    "chat": asking.chat,
    "mcp": asking.mcp,
    "calibrate": checking.calibrate,
    "feedback": checking.feedback,
    "show": index.show_document,
    "documents": index.documents,
    "status": building.status,
    "verify": checking.verify,
    "rollback": index.rollback,
    "diff": index.diff,
    "export": asking.export,
    "check-quotes": checking.check_quotes,
    "settings": asking.settings,
    "password": asking.password,
}

commands = typer.Typer(
    name="assistant",
    help="Answers questions with the matching passages of your documents, word for word and cited.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _function in _COMMANDS.items():
    commands.command(_name)(_function)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns the exit status."""
    _share_memory()
    try:
        commands(None if arguments is None else list(arguments), prog_name="assistant")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else BAD_INPUT
    except AssistantError as error:
        say(f"error: {error}")
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").split(".")[0])
        if extra is None:
            raise
        say(
            f"error: this needs the package {error.name}, which is not installed: install the "
            f"assistant with [{extra}], as 'make setup' does"
        )
    except OSError as error:
        where = error.filename2 or error.filename or "the disk"
        say(f"error: {where}: {error.strerror or error}{_what_to_do(error)}")
    except sqlite3.Error as error:
        advice = _MAKE_ROOM if "full" in str(error) else ""
        say(f"error: the index's library: {error}{advice}")
    return BAD_INPUT


def _share_memory() -> None:
    """Has all threads take memory from one place, which takes a few megabytes less; glibc only."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_MOST_ARENAS, 1)


def _what_to_do(error: OSError) -> str:
    """Returns what helps against an error of the disk, where that is plain."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _MAKE_ROOM
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "; see who may read and write there, and try again"
    return ""


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # takes a while to load

        show(f"assistant {version('campaign-assistant')}")
        raise typer.Exit


@commands.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version)
    ] = False,
) -> None:
    """Options of the command itself."""
