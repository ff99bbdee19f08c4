"""The command line: parses, calls the library, prints.

Results go to stdout, messages for people to stderr. Exit status 0 done, 1 a failed check, 2 bad
usage or input.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import AssistantError, NoIndexError
from assistant.settings import PASSAGES_SHOWN, Settings
from assistant.terminal import (
    Bars,
    count,
    extent,
    problem_line,
    say,
    show,
    show_answer,
    show_json,
    source_object,
    status_object,
)

FAILED_CHECK, BAD_INPUT, INTERRUPTED = 1, 2, 130

commands = typer.Typer(
    name="assistant",
    help="Answers questions with the matching passages of your documents, word for word and cited.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="The index folder.", metavar="DIR", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


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


@commands.command()
def build(
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents.", metavar="DIR")
    ] = None,
    index: IndexOption = None,
    full: Annotated[bool, typer.Option("--full", help="Read and encode everything anew.")] = False,
) -> None:
    """Build the index from the corpus; the live index stays as it is until the new one is whole."""
    settings = Settings.from_environment()
    _build(corpus or settings.corpus, index or settings.index, settings, full=full)


@commands.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = (
        PASSAGES_SHOWN
    ),
    after: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question of the conversation; may be repeated, in order."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each passage was found.")
    ] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question and print the passages that answer it, or that none does."""
    from assistant.asking import Assistant, checked

    checked(question)
    with Assistant.open(_index(index)) as assistant:
        answer = assistant.ask(question, after or (), k=k)
    if as_json:
        show_json(answer.to_dict(explained=explain))
    else:
        show_answer(answer, explained=explain)


@commands.command()
def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index import snapshot
    from assistant.index.library import Library

    library = Library(snapshot.open_snapshot(_index(index)).library)
    sources = library.sources()
    library.close()
    if as_json:
        show_json([source_object(source) for source in sources])
        return
    for source in sources:
        show(f"{source.title}: {extent(source)} ({source.path})")


@commands.command()
def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what the index holds, when it was built and what could not be read."""
    from assistant.index import snapshot

    opened = snapshot.open_snapshot(_index(index))
    manifest = opened.manifest
    if as_json:
        show_json(status_object(opened.name, manifest))
        return
    show(
        f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}, built "
        f"{manifest.built_at:%d %B %Y %H:%M} UTC with {manifest.encoder} (snapshot {opened.name})"
    )
    for problem in manifest.problems:
        show(f"not read: {problem_line(problem)}")


@commands.command()
def verify(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every file of the index against the digests taken when it was built."""
    from assistant.index import snapshot

    folder = _index(index)
    try:
        name = snapshot.current_name(folder)
        found = folder / "snapshots" / name
        damages = [str(d) for d in snapshot.damages(found, snapshot.read_manifest(found))]
    except NoIndexError:
        raise
    except AssistantError as error:
        name, damages = "", [str(error)]
    if as_json:
        show_json({"snapshot": name or None, "damages": damages})
    elif not damages:
        show(f"{name}: every file is what the build wrote")
    for damage in damages:
        say(f"error: {damage}")
    if damages:
        raise typer.Exit(FAILED_CHECK)


@commands.command()
def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="Labelled questions: JSON Lines, or SQuAD 2.0.")
    ],
    index: IndexOption = None,
    against: Annotated[
        Path | None,
        typer.Option(
            help="Compare with another index folder, or with results that --save wrote.",
            metavar="DIR|FILE",
        ),
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Keep the results as JSON in a file.", metavar="FILE")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw the distribution of the probabilities.", metavar="PNG|SVG"),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst questions.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Ask labelled questions and print how often the right passage is near the top."""
    from assistant.evaluation import output
    from assistant.evaluation.runs import evaluate_files

    output.check_files(save, plot)
    settings = Settings.from_environment()
    folder = index or settings.index
    with Bars() as bars:
        found = evaluate_files(files, folder, settings, against=against, progress=bars)
    output.write_files(found, save, plot)
    if as_json:
        show_json(output.as_object(found))
    else:
        show(output.as_text(found, worst))


@commands.command()
def chat(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port.", show_default=False)
    ] = None,
    index: IndexOption = None,
    build_first: Annotated[
        bool, typer.Option("--build", help="Build the index first if it is missing or stale.")
    ] = False,
) -> None:
    """Serve the chat in a browser."""
    settings = Settings.from_environment()
    if build_first:
        _build(settings.corpus, index or settings.index, settings)
    from assistant.web.server import serve

    serve(index or settings.index, host or settings.host, port or settings.port)


def _build(corpus: Path, index: Path, settings: Settings, *, full: bool = False) -> None:
    from assistant.index.build import build as run

    try:
        with Bars() as bars:
            report = run(corpus, index, settings, full=full, progress=bars)
    except KeyboardInterrupt:
        say("stopped; the index is as it was before")
        raise typer.Exit(INTERRUPTED) from None
    manifest = report.snapshot.manifest
    for warning in report.warnings:
        say(f"warning: {warning}")
    for problem in manifest.problems:
        say(f"not read: {problem_line(problem)}")
    textless = sum(len(problem.pages) for problem in manifest.problems)
    done = "The index is up to date" if report.up_to_date else "Built the index"
    made = f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}"
    say(
        f"{done}: {made} ({report.encoded} encoded), "
        f"{count(textless, 'page')} without text, {report.seconds:.1f} s"
    )


def _index(given: Path | None) -> Path:
    return given or Settings.from_environment().index
