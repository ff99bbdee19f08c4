"""An answer as it is cited: for a case note, a reference list, a reference manager."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.citation import Style, cite
from assistant.citation.styles import once
from assistant.cli.building import build_now
from assistant.cli.terminal import (
    Bars,
    IndexOption,
    JsonOption,
    commands,
    index_folder,
    say,
    show,
    show_answer,
    show_json,
)
from assistant.errors import UsageError
from assistant.records import Answer, Filters, Outcome
from assistant.settings import PASSAGES_SHOWN, Settings
from assistant.wording import is_reworded, notes, read_line


def show_cited(answer: Answer, documents: int, style: Style, read: date) -> None:
    """Print an answer's passages, cited in a style; `documents` is how many there are.

    What is to be pasted or saved stands alone on stdout; what is to be known of it is on stderr.
    """
    if style is Style.SHORT:
        show_answer(answer, documents)
        return
    searched = f"Searched for: {answer.searched_for}" if is_reworded(answer) else ""
    outcome = answer.message if answer.outcome is not Outcome.FOUND else ""
    for line in (answer.caution, read_line(answer), searched, *notes(answer), outcome):
        if line:
            say(line)
    if answer.outcome is Outcome.NOT_FOUND:
        return
    quotations = answer.answering or answer.near
    cited = [cite(quotation, style, read) for quotation in quotations]
    if style is Style.FULL:
        texts = [textwrap.indent(q.passage.text, "   ") for q in quotations]
        pairs = enumerate(zip(cited, texts, strict=True), 1)
        cited = [f"{number}. {reference}\n{text}" for number, (reference, text) in pairs]
    show(once(cited))


def cited_object(answer: Answer, style: Style, read: date, *, explained: bool) -> dict[str, object]:
    """The answer as an object for JSON, each passage with its citation in a style, too."""
    made = answer.to_dict(explained=explained)
    made["passages"] = [
        {
            **quotation.to_dict(explained=explained),
            "citations": {style: cite(quotation, style, read)},
        }
        for quotation in answer.quotations
    ]
    return made


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
    nation: Annotated[str | None, typer.Option(help="Only documents of this nation.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only documents of this campaign.")] = None,
    audience: Annotated[str | None, typer.Option(help="Only documents for these readers.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only documents published then or later.", metavar="DATE")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only documents published then or before.", metavar="DATE")
    ] = None,
    easy_read: Annotated[
        bool | None,
        typer.Option("--easy-read/--no-easy-read", help="Only Easy Read documents, or none."),
    ] = None,
    current: Annotated[
        bool, typer.Option("--current", help="Only documents that are not superseded.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each passage was found.")
    ] = False,
    style: Annotated[
        Style | None,
        typer.Option("--cite", help="How to cite the passages; they are cited short otherwise."),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question and print the passages that answer it, or that none does."""
    from assistant.assistant import Assistant, checked
    from assistant.screening.personal_data import in_words

    checked(question)
    if style and explain and not as_json:
        raise UsageError("--cite and --explain go together only with --json; leave one out")
    filters = Filters(nation, campaign, audience, since, until, easy_read, current)
    with Assistant.open(index_folder(index)) as assistant:
        if assistant.warning:
            say(f"warning: {assistant.warning}")
        personal = assistant.personal_data(question)
        answer = assistant.ask(question, after or (), k=k, filters=filters)
        documents = len(assistant.sources())
    if personal:
        say(
            f"note: the question seems to hold {in_words(personal)}; it is kept nowhere here, "
            "but your shell may remember it, and the search finds more without"
        )
    today = datetime.now(UTC).astimezone().date()
    if as_json and style:
        show_json(cited_object(answer, style, today, explained=explain))
    elif as_json:
        show_json(answer.to_dict(explained=explain))
    elif style:
        show_cited(answer, documents, style, today)
    else:
        show_answer(answer, documents, explained=explain)


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
        typer.Option(help="Draw the probabilities, and risk by coverage.", metavar="PNG|SVG"),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst questions.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Ask labelled questions and print how often passage, mark and outcome are right."""
    from assistant.evaluation import runs
    from assistant.evaluation.runs import evaluate_files

    runs.check_files(save, plot)
    settings = Settings.from_environment()
    folder = index or settings.index
    with Bars() as bars:
        found = evaluate_files(files, folder, settings, against=against, progress=bars)
    runs.write_files(found, save, plot)
    if as_json:
        show_json(runs.as_object(found))
    else:
        show(runs.as_text(found, worst))


@commands.command()
def chat(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port.", show_default=False)
    ] = None,
    without_sign_in: Annotated[
        bool,
        typer.Option(
            "--without-sign-in", help="Let others than this machine open it without a password."
        ),
    ] = False,
    index: IndexOption = None,
    build_first: Annotated[
        bool, typer.Option("--build", help="Build the index first if it is missing or stale.")
    ] = False,
) -> None:
    """Serve the chat in a browser."""
    given = Settings.from_environment()
    settings = replace(
        given, index=index or given.index, host=host or given.host, port=port or given.port
    )
    if without_sign_in:
        settings = replace(settings, access=replace(settings.access, without_sign_in=True))
    if build_first:
        build_now(settings.corpus, settings.index, settings)
    from assistant.web.server import serve

    serve(settings)


@commands.command()
def mcp(index: IndexOption = None) -> None:
    """Answer another program, as a tool of the Model Context Protocol on stdin and stdout."""
    from assistant.cli.mcp_server import serve

    serve(index_folder(index))
