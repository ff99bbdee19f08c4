"""The commands that export answers, and that check what was quoted."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app import FAILED_CHECK, IndexOption, JsonOption, commands, index_folder
from assistant.errors import QuestionError, UsageError
from assistant.settings import PASSAGES_SHOWN
from assistant.terminal import count, say, show, show_json

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
    from assistant.asking import Assistant, checked
    from assistant.exporting import Made, exported, format_of
    from assistant.exporting.saving import check_target, save

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
    from assistant.quotes import Shelf, Verdict, check_quotes, read_written
    from assistant.quotes.checking import file_states
    from assistant.quotes.report import as_object, as_text

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
