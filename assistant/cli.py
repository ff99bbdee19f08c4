"""The command line: parses, calls the library, prints.

Results go to stdout, messages for people to stderr. Exit status 0 done, 1 a failed check, 2 bad
usage or input.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import citation
from assistant.errors import AssistantError, NoIndexError
from assistant.records import Answer, Manifest, Outcome, Problem, Source
from assistant.settings import PASSAGES_SHOWN, Settings

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
        _say(f"error: {error}")
    except OSError as error:
        _say(f"error: {error.filename or 'the disk'}: {error.strerror or error}")
    return BAD_INPUT


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
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question and print the passages that answer it, or that none does."""
    from assistant.asking import Assistant, checked

    checked(question)
    with Assistant.open(_index(index)) as assistant:
        answer = assistant.ask(question, after or (), k=k)
    if as_json:
        _print_json(answer.to_dict())
    else:
        _print_answer(answer)


@commands.command()
def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index import snapshot
    from assistant.index.library import Library

    sources = Library(snapshot.open_snapshot(_index(index)).library).sources()
    if as_json:
        _print_json([_source_object(source) for source in sources])
        return
    for source in sources:
        _print(f"{source.title}: {_extent(source)} ({source.path})")


@commands.command()
def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what the index holds, when it was built and what could not be read."""
    from assistant.index import snapshot

    opened = snapshot.open_snapshot(_index(index))
    manifest = opened.manifest
    if as_json:
        _print_json(_status_object(opened.name, manifest))
        return
    _print(
        f"{manifest.documents} documents, {manifest.passages} passages, built "
        f"{manifest.built_at:%d %B %Y %H:%M} UTC with {manifest.encoder} (snapshot {opened.name})"
    )
    for problem in manifest.problems:
        _print(f"not read: {_problem(problem)}")


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
        _print_json({"snapshot": name or None, "damages": damages})
    elif not damages:
        _print(f"{name}: every file is what the build wrote")
    for damage in damages:
        _say(f"error: {damage}")
    if damages:
        raise typer.Exit(FAILED_CHECK)


@commands.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled questions, JSON Lines.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask labelled questions and print how often the right passage is near the top."""
    from assistant.asking import Assistant
    from assistant.evaluation import evaluate as run
    from assistant.evaluation import load_questions

    questions = [question for file in files for question in load_questions(file)]
    with Assistant.open(_index(index)) as assistant, _Bars() as bars:
        figures = run(assistant, questions, bars)
    if as_json:
        _print_json(asdict(figures))
        return
    _print(f"{figures.answerable} answerable and {figures.unanswerable} unanswerable questions")
    for depth, share in figures.recall.items():
        _print(f"recall@{depth:<3} {share:.3f}")
    _print(f"MRR@10     {figures.mrr:.3f}")
    for kind, counts in figures.outcomes.items():
        shares = (f"{outcome} {counts.get(outcome, 0)}" for outcome in Outcome)
        _print(f"{kind}: {', '.join(shares)}")
    for judged in figures.missed:
        _print(f"missed (rank {judged.rank or 'over 10'}): {' / '.join(judged.question.turns)}")


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
        with _Bars() as bars:
            report = run(corpus, index, settings, full=full, progress=bars)
    except KeyboardInterrupt:
        _say("stopped; the index is as it was before")
        raise typer.Exit(INTERRUPTED) from None
    manifest = report.snapshot.manifest
    for warning in report.warnings:
        _say(f"warning: {warning}")
    for problem in manifest.problems:
        _say(f"not read: {_problem(problem)}")
    textless = sum(len(problem.pages) for problem in manifest.problems)
    done = "The index is up to date" if report.up_to_date else "Built the index"
    _say(
        f"{done}: {manifest.documents} documents, {manifest.passages} passages "
        f"({report.encoded} encoded), {textless} pages without text, {report.seconds:.1f} s"
    )


class _Bars:
    """Progress bars on stderr, one a stage; nothing where stderr is not a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def _show(self, stage: str, done: int, total: int) -> None:
        from tqdm import tqdm

        if stage != self._stage:
            self.__exit__()
            pause = 0.1 if sys.stderr.isatty() else 5
            self._bar = tqdm(total=total, desc=stage, file=sys.stderr, mininterval=pause)
            self._stage = stage
        self._bar.update(done - self._bar.n)


def _print_answer(answer: Answer) -> None:
    openings = {
        Outcome.FOUND: "",
        Outcome.UNCONFIRMED: "No document answers this directly. The nearest passages are:",
        Outcome.NOT_FOUND: "The documents do not answer this.",
    }
    if answer.searched_for != answer.question:
        _print(f"Searched for: {answer.searched_for}")
    if openings[answer.outcome]:
        _print(openings[answer.outcome])
    if answer.outcome is Outcome.NOT_FOUND:
        return
    for number, quotation in enumerate(answer.quotations, 1):
        _print(f"\n{number}. {quotation.cited}")
        _print(textwrap.indent(quotation.passage.text, "   "))
        if quotation.citation.source.entry.url:
            _print(f"   {quotation.citation.source.entry.url}")


def _source_object(source: Source) -> dict[str, object]:
    return {
        "path": source.path,
        "sha256": source.sha256,
        "pages": source.pages,
        "slides": source.slides,
        "passages": source.passages,
        **asdict(source.entry),
        "title": source.title,
    }


def _status_object(name: str, manifest: Manifest) -> dict[str, object]:
    return {
        "snapshot": name,
        "built_at": manifest.built_at.isoformat(),
        "encoder": manifest.encoder,
        "encoder_sha256": manifest.encoder_sha256,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "problems": [
            {"path": p.path, "pages": list(p.pages), "reason": p.reason} for p in manifest.problems
        ],
    }


def _extent(source: Source) -> str:
    counts = ((source.pages, "pages"), (source.slides, "slides"), (source.passages, "passages"))
    return ", ".join(f"{count} {name}" for count, name in counts if count is not None)


def _problem(problem: Problem) -> str:
    where = f", {citation.pages(problem.pages)}" if problem.pages else ""
    return f"{problem.path}{where}: {problem.reason}"


def _index(given: Path | None) -> Path:
    return given or Settings.from_environment().index


def _print(text: str) -> None:
    typer.echo(_inert(text))


def _say(text: str) -> None:
    typer.echo(_inert(text), err=True)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace"))


def _inert(text: str) -> str:
    """The text without characters that could steer a terminal."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
