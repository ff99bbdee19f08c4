"""The commands that export answers, and that check what was quoted."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.terminal import (
    FAILED_CHECK,
    IndexOption,
    JsonOption,
    commands,
    count,
    index_folder,
    say,
    show,
    show_json,
)
from assistant.errors import QuestionError, UsageError
from assistant.settings import PASSAGES_SHOWN, Value, in_force, settings_file, settings_of

_STDIN = "-"


@commands.command()
def export(
    to: Annotated[Path, typer.Option(help="The file to write.", metavar="FILE.md|FILE.docx")],
    questions: Annotated[
        list[str] | None, typer.Argument(help="The questions, in words.", metavar="QUESTION...")
    ] = None,
    questions_in: Annotated[
        Path | None,
        typer.Option("--questions", help="A text file of questions, one a line.", metavar="FILE"),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = (
        PASSAGES_SHOWN
    ),
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    index: IndexOption = None,
) -> None:
    """Ask questions and write the answers to one document, with references and digests."""
    from assistant.answer_export import Made, exported, format_of
    from assistant.assistant import Assistant, checked
    from assistant.text.files import check_target, save

    asked = [*(questions or ()), *(_questions(questions_in) if questions_in else ())]
    if not asked:
        raise QuestionError("there is no question: give one or more, or a file with --questions")
    form = format_of(to)
    check_target(to, force=force)
    for question in asked:
        checked(question)
    with Assistant.open(index_folder(index)) as assistant:
        answers = [assistant.ask(question, k=k) for question in asked]
        made = Made(datetime.now(UTC), assistant.snapshot, assistant.manifest.built_at)
    save(to, exported(answers, made, form), force=force)
    say(f"wrote {to}: {count(len(answers), 'question')}")


@commands.command()
def check_quotes(
    file: Annotated[str, typer.Argument(help="A .md, .docx or .txt file; - for stdin.")],
    index: IndexOption = None,
    words: Annotated[
        bool,
        typer.Option("--words", help="Let white space and forms of quotation marks differ."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check that each quotation of a text stands in the documents, character by character.

    Exit status 1 if one does not, or if there is none.
    """
    from assistant.quotes import Shelf, Verdict, as_object, as_text, check_quotes, read_written
    from assistant.quotes.checking import file_states

    written = read_written(_content(file), "stdin" if file == _STDIN else file)
    with Shelf.open(index_folder(index)) as shelf:
        checked = check_quotes(written, shelf)
        states = file_states(written.files, shelf)
        name = shelf.snapshot
    if as_json:
        show_json(as_object(checked, states, name))
    else:
        show(as_text(checked, states, "paragraph" if file.lower().endswith(".docx") else "line"))
    if written.short:
        say(f"passed over {count(written.short, 'quotation')} of fewer than four words")
    good = {Verdict.EXACT, Verdict.SAME_WORDS} if words else {Verdict.EXACT}
    if not checked or any(one.verdict not in good for one in checked):
        raise typer.Exit(FAILED_CHECK)


def _content(file: str) -> bytes:
    """The bytes of a file, or of stdin."""
    if file == _STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{file} cannot be read: {reason}; check its name") from error


def _questions(path: Path) -> list[str]:
    """The questions of a text file, one a line; blank lines count for nothing."""
    content = _content(str(path))
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not valid UTF-8; save it as UTF-8") from error
    return [line.strip() for line in lines if line.strip()]


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
    from assistant.web.signin import LONGEST, SHORTEST, hashed

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
