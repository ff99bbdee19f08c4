"""The commands that change the corpus or the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from assistant.settings import GateSettings, Settings
from assistant.terminal import Bars, say, show, show_json

if TYPE_CHECKING:
    from assistant.evaluation.gate import Gate, Verdict

    Bar = Callable[[str, int, int], None]


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
    gate: Annotated[
        Path | None,
        typer.Option(
            help="Publish only what answers these labelled questions no worse.", metavar="FILE"
        ),
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(help="By how much a measure of the gate may fall.", metavar="SHARE"),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Publish what the gate held back; build nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from the corpus; the live index stays as it is until the new one is whole."""
    settings = Settings.from_environment()
    if ocr:
        settings = replace(settings, reading=replace(settings.reading, ocr=True))
    asked = GateSettings(
        gate or settings.gate.questions,
        settings.gate.tolerance if tolerance is None else tolerance,
    )
    settings = replace(settings, gate=asked)
    folders = (corpus or settings.corpus, index or settings.index)
    if accept:
        accept_held(folders[1], as_json=as_json)
        return
    if not build_now(*folders, settings, full=full, strict=strict, as_json=as_json):
        raise typer.Exit(FAILED_CHECK)
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
) -> bool:
    """Build, tell how it went, and return whether the gate, if there is one, let it through."""
    from assistant.index.build import build as run

    try:
        with Bars() as bars:
            gate = _gate(index, settings.gate, bars)
            report = run(
                corpus, index, settings, full=full, strict=strict, gate=gate, progress=bars
            )
    except KeyboardInterrupt:
        say("stopped; the index is as it was before, and what was encoded is kept")
        raise typer.Exit(INTERRUPTED) from None
    except StrictError as error:
        say_problems(error.files)
        say(f"error: {error}")
        if as_json:
            show_json(refused_object(error.files))
        raise typer.Exit(FAILED_CHECK) from None
    say_built(report)
    told = tell_verdict(gate.verdict, as_json=as_json) if gate and gate.verdict else {}
    if report.held:
        say(
            f"error: the gate held back {report.snapshot.name}; the index is as it was before. "
            "See 'assistant diff held'; 'assistant build --accept' publishes it all the same"
        )
    if as_json:
        show_json(build_object(report) | told)
    return not report.held


def accept_held(index: Path, *, as_json: bool) -> None:
    """Publish what the gate held back, and tell."""
    from assistant.index.publishing import publish_held

    done = publish_held(index)
    for warning in done.warnings:
        say(f"warning: {warning}")
    say(f"published {done.snapshot.name}, which the gate had held back")
    if as_json:
        show_json({"published": True, "snapshot": done.snapshot.name})


def _gate(index: Path, settings: GateSettings, progress: Bar) -> Gate | None:
    """The gate that is set, its questions read before anything else is done."""
    if settings.questions is None:
        return None
    from assistant.evaluation.gate import Gate
    from assistant.evaluation.questions import load_questions

    return Gate(index, load_questions(settings.questions), settings.tolerance, progress)


def tell_verdict(verdict: Verdict, *, as_json: bool) -> dict[str, object]:
    """Show what the gate found; returns it for JSON."""
    from assistant.evaluation.gate import verdict_lines, verdict_object

    if not as_json:
        show("\n".join(verdict_lines(verdict)))
    return {"gate": verdict_object(verdict)}
