"""How a build went and what an index holds: lines for people, objects for JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.terminal import (
    BAD_INPUT,
    FAILED_CHECK,
    INTERRUPTED,
    Bars,
    CorpusOption,
    IndexOption,
    JsonOption,
    commands,
    count,
    say,
    show,
    show_json,
)
from assistant.corpus import adding
from assistant.corpus.adding import Added, Addition
from assistant.errors import AssistantError, CatalogueError, StrictError, UnreadableFileError
from assistant.records import DenseSearch, FileReport, Manifest, ProblemKind, outcome_of
from assistant.records.manifest import problem_object
from assistant.settings import GateSettings, ReadSettings, Settings
from assistant.text.files import written_time
from assistant.wording import counted, problem_lines

if TYPE_CHECKING:
    from assistant.evaluation.gate import Gate, Verdict
    from assistant.index.build import BuildReport
    from assistant.index.history import Kept

    Bar = Callable[[str, int, int], None]


def say_problems(files: Sequence[FileReport]) -> None:
    """Tell of each file that was not, or not quite, read, and how many there are."""
    for line in problem_lines(files):
        say(line)
    if counted(files):
        say(f"{counted(files)}, of {count(len(files), 'file')}")


def say_built(report: BuildReport) -> None:
    """Tell what a build did."""
    for reason in report.reasons:
        say(reason)
    for warning in report.warnings:
        say(f"warning: {warning}")
    say_problems(report.files)
    manifest = report.snapshot.manifest
    done = "The index is up to date" if report.up_to_date else "Built the index"
    done = "Built an index that is not published" if report.held else done
    made = f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}"
    say(f"{done}: {made} ({report.encoded} encoded), {_lost(report.files)}{report.seconds:.1f} s")


def _lost(files: Sequence[FileReport]) -> str:
    """How many pages and slides have no text, could not be read, or not whole; '' if none."""
    found = {"page": 0, "slide": 0}
    for file in files:
        lost = {n for p in file.problems if p.kind is ProblemKind.PARTLY_READ for n in p.pages}
        found["slide" if file.slides else "page"] += len(lost)
    parts = [count(number, noun) for noun, number in found.items() if number]
    return f"{' and '.join(parts)} not read whole, " if parts else ""


def build_object(report: BuildReport) -> dict[str, object]:
    """What a build did as an object for JSON."""
    manifest = report.snapshot.manifest
    return {
        "published": not report.held,
        "up_to_date": report.up_to_date,
        "snapshot": report.snapshot.name,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "read": report.read,
        "encoded": report.encoded,
        "reasons": list(report.reasons),
        "seconds": round(report.seconds, 3),
        "warnings": list(report.warnings),
        "files": [file_object(file) for file in report.files],
    }


def refused_object(files: Sequence[FileReport]) -> dict[str, object]:
    """What a strict build that published nothing found, as an object for JSON."""
    return {"published": False, "files": [file_object(file) for file in files]}


def kept_line(kept: Kept) -> str:
    """A snapshot that is kept, as a line for people."""
    said = {"live": "live", "before": "before it", "held": "held back by the gate"}[kept.state]
    if kept.opened is None:
        return f"{said}: {kept.name}, which cannot be used: {kept.damage}"
    manifest = kept.opened.manifest
    made = f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}"
    return f"{said}: {kept.name}, built {written_time(manifest.built_at)}, {made}"


def kept_object(kept: Kept) -> dict[str, object]:
    """A snapshot that is kept, as an object for JSON."""
    manifest = kept.opened.manifest if kept.opened else None
    return {
        "snapshot": kept.name,
        "state": kept.state.value,
        "built_at": manifest.built_at.isoformat() if manifest else None,
        "documents": manifest.documents if manifest else None,
        "passages": manifest.passages if manifest else None,
        "damage": kept.damage,
    }


def status_object(
    name: str, manifest: Manifest, files: Sequence[FileReport], kept: Sequence[Kept]
) -> dict[str, object]:
    """What an index holds as an object for JSON."""
    return {
        "snapshots": [kept_object(one) for one in kept],
        "snapshot": name,
        "built_at": manifest.built_at.isoformat(),
        "encoder": manifest.encoder,
        "encoder_sha256": manifest.encoder_sha256,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "dense": asdict(manifest.dense) if manifest.dense else None,
        "problems": [problem_object(problem) for problem in manifest.problems],
        "files": [file_object(file) for file in files],
    }


def dense_line(dense: DenseSearch) -> str:
    """How the sentences nearest to a question are found, as a line for people."""
    if dense.cells:
        return (
            f"Nearest sentences: {dense.probes:,} of {dense.cells:,} cells of {dense.vectors:,} "
            f"are looked into, which finds {dense.recall:.1%} of the ten nearest passages "
            f"(measured on {count(dense.questions, 'made-up question')})"
        )
    if dense.tried is not None:
        return (
            f"Nearest sentences: each of {dense.vectors:,} is compared, as a quicker way found "
            f"only {dense.tried:.1%} of the ten nearest passages"
        )
    return f"Nearest sentences: each of {dense.vectors:,} is compared"


def file_object(file: FileReport) -> dict[str, object]:
    """How a file was read as an object for JSON."""
    return {
        "path": file.path,
        "outcome": file.outcome.value,
        "pages": file.pages,
        "slides": file.slides,
        "passages": file.passages,
        "seconds": file.seconds,
        "problems": [
            {"kind": p.kind.value, "pages": list(p.pages), "reason": p.reason}
            for p in file.problems
        ],
    }


@dataclass(frozen=True, slots=True)
class Told:
    """A file, and what came of it: where it is in the corpus, or why it is not."""

    file: Path
    added: Added | None
    reason: str | None = None

    def to_dict(self) -> dict[str, object]:
        """It as an object for JSON."""
        return {
            "file": str(self.file),
            "outcome": self.added.outcome.value if self.added else "refused",
            "path": self.added.path if self.added else None,
            "reason": self.reason,
        }


def add_one(file: Path, folder: Path, settings: ReadSettings, *, force: bool) -> Told:
    """Add a file and tell what came of it.

    Raises:
        CatalogueError: the catalogue cannot be added to, for this file or any other.
    """
    try:
        added = adding.add(file, folder, settings, force=force)
    except CatalogueError:
        raise
    except UnreadableFileError as error:
        reason = f"{error.reason} (--force adds it all the same)"
        say(f"error: {file} was not added: {reason}")
        return Told(file, None, reason)
    except AssistantError as error:
        say(f"error: {error}")
        return Told(file, None, str(error))
    for line in _lines(file, added):
        say(line)
    return Told(file, added)


def _lines(file: Path, added: Added) -> list[str]:
    if added.outcome is Addition.ALREADY_THERE:
        return [f"{file} is already in the corpus as {added.path}; nothing was added"]
    entry = added.entry
    known = [f"“{entry.title}”" if entry and entry.title else ""]
    known += [f"by {entry.author}" if entry and entry.author else ""]
    described = " ".join(part for part in known if part)
    lines = [f"added {added.path}{': ' if described else ''}{described}"]
    if added.instead_of:
        lines.append(
            f"it is not named {added.instead_of}, as another file is; if it replaces that one, "
            f'remove the old file, or give its entry superseded_by = "{added.path}"'
        )
    outcome = outcome_of(added.problems, 1)
    return lines + problem_lines([FileReport(added.path, outcome, None, None, 1, added.problems)])


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
    from assistant.index.history import publish_held

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
