"""The commands that ask."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app import IndexOption, JsonOption, commands, index_folder
from assistant.cli.building import build_now
from assistant.settings import PASSAGES_SHOWN, Settings
from assistant.terminal import Bars, say, show, show_answer, show_json


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
    with Assistant.open(index_folder(index)) as assistant:
        if assistant.warning:
            say(f"warning: {assistant.warning}")
        answer = assistant.ask(question, after or (), k=k)
    if as_json:
        show_json(answer.to_dict(explained=explain))
    else:
        show_answer(answer, explained=explain)


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
        build_now(settings.corpus, index or settings.index, settings)
    from assistant.web.server import serve

    serve(index or settings.index, host or settings.host, port or settings.port)
