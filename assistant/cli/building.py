"""The commands that change the corpus or the index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assistant.adding import Addition
from assistant.cli.added import add_one
from assistant.cli.app import (
    BAD_INPUT,
    FAILED_CHECK,
    INTERRUPTED,
    CorpusOption,
    IndexOption,
    JsonOption,
    commands,
)
from assistant.cli.report import build_object, refused_object, say_built, say_problems
from assistant.errors import StrictError
from assistant.settings import Settings
from assistant.terminal import Bars, say, show_json


@commands.command()
def build(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    full: Annotated[bool, typer.Option("--full", help="Read and encode everything anew.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Publish nothing unless every file is read whole.")
    ] = False,
    ocr: Annotated[
        bool, typer.Option("--ocr", help="Recognise pages that are images, with tesseract.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from the corpus; the live index stays as it is until the new one is whole."""
    settings = Settings.from_environment()
    if ocr:
        settings = replace(settings, reading=replace(settings.reading, ocr=True))
    folders = (corpus or settings.corpus, index or settings.index)
    build_now(*folders, settings, full=full, strict=strict, as_json=as_json)
    if ocr and not Settings.from_environment().reading.ocr:
        say("set ASSISTANT_OCR=1, so that a build without --ocr does not leave these pages out")


@commands.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="The files to add.", metavar="FILE...")],
    corpus: CorpusOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Add a file even if it cannot be read.")
    ] = False,
    build_after: Annotated[
        bool, typer.Option("--build", help="Build the index when the files are added.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy files into the corpus, each checked, and list them in the catalogue.

    Each file is added or refused by itself; where one was refused, the exit status is 2.
    """
    settings = Settings.from_environment()
    folder = corpus or settings.corpus
    told = [add_one(file, folder, settings.reading, force=force) for file in files]
    if as_json:
        show_json([one.to_dict() for one in told])
    added = any(one.added and one.added.outcome is Addition.ADDED for one in told)
    if added and build_after:
        build_now(folder, settings.index, settings)
    elif added:
        say("run 'assistant build' to have them answered from")
    if any(one.added is None for one in told):
        raise typer.Exit(BAD_INPUT)


def build_now(
    corpus: Path,
    index: Path,
    settings: Settings,
    *,
    full: bool = False,
    strict: bool = False,
    as_json: bool = False,
) -> None:
    """Build, and tell how it went."""
    from assistant.index.build import build as run

    try:
        with Bars() as bars:
            report = run(corpus, index, settings, full=full, strict=strict, progress=bars)
    except KeyboardInterrupt:
        say("stopped; the index is as it was before")
        raise typer.Exit(INTERRUPTED) from None
    except StrictError as error:
        say_problems(error.files)
        say(f"error: {error}")
        if as_json:
            show_json(refused_object(error.files))
        raise typer.Exit(FAILED_CHECK) from None
    say_built(report)
    if as_json:
        show_json(build_object(report))
