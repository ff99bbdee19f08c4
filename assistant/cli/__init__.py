"""The command line: parses, calls the library, prints.

Results go to stdout, messages for people to stderr. Exit status 0 done, 1 a failed check, 2 bad
usage or input.
"""

from __future__ import annotations

import contextlib
import ctypes
import difflib
import errno
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Option
from typer.exceptions import TyperException

from assistant.cli import asking, building, checking, index
from assistant.cli.terminal import BAD_INPUT, INTERRUPTED, say, show
from assistant.errors import AssistantError

_MOST_ARENAS = -8  # glibc's name for the option
_MAKE_ROOM = "; make room on the disk and try again (the index is as it was before)"
_EXTRAS = {"ir_measures": "evaluate", "sklearn": "evaluate", "mcp": "mcp", "mcp_types": "mcp"}
"""The packages that come with an extra of ours only."""
_LOCKED = "; see who may read and write there, and try again"
_ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _MAKE_ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _LOCKED),
}
"""What helps against an error of the disk, where that is plain."""

commands = typer.Typer(
    name="assistant",
    help="Answers questions with the matching passages of your documents, word for word and cited.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _function in (  # in the order of --help
    *(building.build, building.add, asking.ask, checking.evaluate, asking.chat, asking.mcp),
    *(checking.calibrate, checking.feedback, index.show_document, index.documents),
    *(building.status, checking.verify, index.rollback, index.diff, asking.export),
    *(checking.check_quotes, asking.settings, asking.password),
):
    commands.command("show" if _function is index.show_document else None)(_function)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns the exit status."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # there is none but in glibc
        ctypes.CDLL(None).mallopt(_MOST_ARENAS, 1)  # all threads share one: a few megabytes less
    try:
        return _run(None if arguments is None else list(arguments))
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
        say(f"error: {where}: {error.strerror or error}{_ADVICE.get(error.errno or 0, '')}")
    except sqlite3.Error as error:
        advice = _MAKE_ROOM if "full" in str(error) else ""
        say(f"error: the index's library: {error}{advice}")
    return BAD_INPUT


def _run(arguments: list[str] | None) -> int:
    """Runs a command, or tells what is wrong with it as it was typed; returns the exit status."""
    try:
        ended = commands(arguments, prog_name="assistant", standalone_mode=False)
    except typer.Abort:
        say("stopped; nothing was changed")
        return INTERRUPTED
    except TyperException as misuse:
        say(_misused(misuse, sys.argv[1:] if arguments is None else arguments))
        return BAD_INPUT
    return ended if isinstance(ended, int) else 0


def _misused(error: Any, typed: Sequence[str]) -> str:
    """Returns what is wrong with a command as it was typed, and what to type; the help for none.

    typer keeps the classes of its errors to itself: they are told apart by what they hold.
    """
    if not typed:
        return str(error.format_message())
    if name := getattr(error, "option_name", ""):
        return f"error: {_wrong_option(name, error.ctx, typed)}"
    context, param = error.ctx, getattr(error, "param", None)
    after = typed[typed.index(context.info_name) + 1 :] if context.parent else typed
    given, left, _ = context.command.make_parser(context).parse_args(list(after))
    command = context.command_path
    see = f"see '{command} --help'"
    if param is None and context.parent is None:
        name = str(left[0] if left else "")
        near = difflib.get_close_matches(name.lower(), context.command.commands, n=1)
        meant = f"did you mean 'assistant {near[0]}'?" if near else "'assistant --help' lists them"
        told = f"there is no command {name!r}: {meant}"
    elif param is None:
        extra = " ".join(left)
        told = f"'{command}' takes no {extra!r}: {_folder_option(context, extra) or see}"
    elif not error.message:
        option = param.opts[0] if param.param_type_name == "option" else param.human_readable_name
        told = f"'{command}' needs {option}, {param.help[:1].lower()}{param.help[1:-1]}: {see}"
    else:
        value = str(given[param.name])
        found = value if value.lstrip("-").isdigit() else repr(value)
        told = f"{param.opts[0]} takes {_taken(param.type)}; found {found}"
    return f"error: {told}"


def _wrong_option(name: str, context: Any, typed: Sequence[str]) -> str:
    if context is None:
        has_value = any(word.startswith(f"{name}=") for word in typed)
        wrong = "takes no value" if has_value else "needs a value after it"
        return f"{name} {wrong}: see 'assistant COMMAND --help'"
    if context.parent is None:
        return f"{name} stands before the command: type '{context.command_path} COMMAND {name}'"
    known = {option.lstrip("-"): option for option in _options_of(context)}
    bare = name.lstrip("-").lower()
    alike = [other for other in known if other.startswith(bare)]
    near = [known[other] for other in alike or difflib.get_close_matches(bare, known, n=2)]
    meant = f"did you mean {' or '.join(near)}?" if near else f"see '{context.command_path} --help'"
    return f"'{context.command_path}' has no option {name}: {meant}"


def _options_of(context: Any) -> list[str]:
    return [option for param in context.command.params for option in param.opts]


def _folder_option(context: Any, name: str) -> str:
    """Returns how to name a folder of documents, or an index, to a command; '' if it has none."""
    known = _options_of(context)
    is_index = Path(name, "current").exists() or "--corpus" not in known
    option, what = ("--index", "index") if is_index else ("--corpus", "documents")
    typed = f'"{name}"' if " " in name else name
    is_meant = option in known and (option == "--corpus" or Path(name).is_dir())
    return f"to name the folder of the {what}, type {option} {typed}" if is_meant else ""


def _taken(kind: Any) -> str:
    if choices := getattr(kind, "choices", None):
        return f"one of {', '.join(choices)}"
    if not hasattr(kind, "min"):
        return "a number"
    return f"a whole number from {kind.min}{' on' if kind.max is None else f' to {kind.max}'}"


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # takes a while to load

        show(f"assistant {version('campaign-assistant')}")
        raise typer.Exit


@commands.callback()
def _options(
    _version: Annotated[
        bool, Option("--version", help="Print the version.", callback=_show_version)
    ] = False,
) -> None:
    """Options of the command itself."""
