"""The commands that add documents, build the index, and say how that went and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from assistant import comprehension
from assistant.cli.terminal import (
    BAD_INPUT,
    FAILED_CHECK,
    INTERRUPTED,
    CorpusOption,
    IndexOption,
    JsonOption,
    index_folder,
    progress_bars,
    say,
    serving,
    show,
    show_json,
)
from assistant.corpus import Added, Addition
from assistant.corpus import add as add_file
from assistant.corpus.catalogue import FILE_NAME
from assistant.errors import AssistantError, CatalogueError, FilesLostError, UnreadableFileError
from assistant.evaluation.questions import load_questions
from assistant.index import Progress, history
from assistant.index.snapshot import Snapshot
from assistant.readers.canonical import NO_TEXT
from assistant.records import DenseSearch, Entry, FileReport, Manifest, ProblemKind, outcome_of
from assistant.settings import GateSettings, Settings
from assistant.text.files import written_time
from assistant.wording import count, counted, problem_lines

if TYPE_CHECKING:
    from assistant.evaluation.comparison import Gate
    from assistant.index.build import BuildReport

_REFUSED = "refused"


def build(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    full: Annotated[bool, Option("--full", help="Read and encode everything anew.")] = False,
    strict: Annotated[
        bool, Option("--strict", help="Publish nothing unless every file is read whole.")
    ] = False,
    without_lost: Annotated[
        bool,
        Option("--without-lost", help="Publish also without files that could be read before."),
    ] = False,
    ocr: Annotated[
        bool, Option("--ocr", help="Recognise pages that are images, with tesseract.")
    ] = False,
    gate: Annotated[
        Path | None,
        Option(help="Publish only what answers these labelled questions no worse.", metavar="FILE"),
    ] = None,
    tolerance: Annotated[
        float | None, Option(help="By how much a measure of the gate may fall.", metavar="SHARE")
    ] = None,
    accept: Annotated[
        bool, Option("--accept", help="Publish what the gate held back; build nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from the corpus; the live index stays as it is until the new one is whole."""
    tell_unlimited()
    given = Settings.from_environment()
    settings = replace(
        given,
        corpus=corpus or given.corpus,
        index=index or given.index,
        reading=replace(given.reading, ocr=ocr or given.reading.ocr),
        gate=GateSettings(
            gate or given.gate.questions, given.gate.tolerance if tolerance is None else tolerance
        ),
    )
    if accept:
        _accept_held(settings.index, as_json=as_json)
    elif not build_now(
        settings, full=full, strict=strict, without_lost=without_lost, as_json=as_json
    ):
        raise typer.Exit(FAILED_CHECK)
    elif ocr and not given.reading.ocr:
        say("put ocr = true into assistant.toml: a build without --ocr leaves these pages out")


def tell_unlimited() -> None:
    """Tells, before files are read, what is not enforced on this system."""
    from assistant.readers.sandbox.worker import UNLIMITED

    if UNLIMITED:
        say(f"note: {UNLIMITED}")


def build_now(
    settings: Settings,
    *,
    full: bool = False,
    strict: bool = False,
    without_lost: bool = False,
    as_json: bool = False,
) -> bool:
    """Builds, tells how it went, and returns whether what was built, if anything, is published."""
    from assistant.index.build import build as run

    folders = (settings.corpus, settings.index)
    try:
        with progress_bars() as progress:
            gate = _gate(settings, progress)
            run_now = partial(run, *folders, settings, gate=gate, progress=progress)
            report = run_now(full=full, strict=strict, without_lost=without_lost)
    except KeyboardInterrupt:
        say("stopped; the index is as it was before, and what was encoded is kept")
        raise typer.Exit(INTERRUPTED) from None
    except FilesLostError as error:
        _say_problems(error.files)
        say(f"error: {error}")
        if as_json:
            show_json({"published": False, "files": list(map(_file_object, error.files))})
        return False
    _say_built(report, ocr=settings.reading.ocr)
    told = _tell_verdict(gate, as_json=as_json)
    if report.held:
        say(
            f"error: the gate held back {report.snapshot.name}; the index is as it was before. "
            "See 'assistant diff held'; 'assistant build --accept' publishes it all the same"
        )
    else:
        _make_examples(settings.index, report.snapshot)
    if as_json:
        show_json(_build_object(report) | told)
    return not report.held


def _make_examples(index: Path, published: Snapshot) -> None:
    """Makes the questions that the chat offers to start from, unless they were made before."""
    from assistant.answers import examples
    from assistant.assistant import Assistant

    if examples.read(index, published.name) is not None:
        return
    try:
        with Assistant.on(index, published) as assistant:
            examples.keep(index, published.name, examples.examples(assistant))
    except (AssistantError, OSError) as error:
        say(f"warning: no questions were made for the chat to start from: {error}")


def _gate(settings: Settings, progress: Progress) -> Gate | None:
    """Returns the gate that is set, its questions read before anything else is done."""
    if settings.gate.questions is None:
        return None
    from assistant.evaluation.comparison import Gate

    try:
        questions = load_questions(settings.gate.questions)
    except AssistantError as error:
        raise type(error)(f"the questions of the gate (setting or --gate): {error}") from error
    return Gate(settings.index, questions, settings.gate.tolerance, progress)


def _tell_verdict(gate: Gate | None, *, as_json: bool) -> dict[str, object]:
    """Shows what the gate found, if it was asked, and returns it for JSON."""
    if gate is None or gate.verdict is None:
        return {}
    from assistant.evaluation.comparison import verdict_object
    from assistant.evaluation.report import verdict_lines

    if not as_json:
        show(*verdict_lines(gate.verdict))
    return {"gate": verdict_object(gate.verdict)}


def _accept_held(index: Path, *, as_json: bool) -> None:
    done = history.publish_held(index)
    say(*(f"warning: {warning}" for warning in done.warnings))
    say(f"published {done.snapshot.name}, which the gate had held back")
    _make_examples(index, done.snapshot)
    if as_json:
        show_json({"published": True, "snapshot": done.snapshot.name})


def _say_built(report: BuildReport, *, ocr: bool) -> None:
    say(*report.reasons, *(f"warning: {warning}" for warning in report.warnings))
    _say_problems(report.files)
    if not ocr and any(p.reason == NO_TEXT for file in report.files for p in file.problems):
        say("'assistant build --ocr' recognises the text of pages that are images, with tesseract")
    done = "The index is up to date" if report.up_to_date else "Built the index"
    done = "Built an index that is not published" if report.held else done
    made = f"{_size(report.snapshot.manifest)} ({report.encoded} encoded)"
    say(f"{done}: {made}, {_lost(report.files)}{report.seconds:.1f} s")


def _say_problems(files: Sequence[FileReport]) -> None:
    say(*problem_lines(files))
    if counted(files):
        say(f"{counted(files)}, of {count(len(files), 'file')}")


def _lost(files: Sequence[FileReport]) -> str:
    """Returns how many pages and slides have no text or were not read, or not whole; '' if none."""
    found = {"page": 0, "slide": 0}
    for file in files:
        lost = {n for p in file.problems if p.kind is ProblemKind.PARTLY_READ for n in p.pages}
        found["slide" if file.slides else "page"] += len(lost)
    parts = [count(number, noun) for noun, number in found.items() if number]
    return f"{' and '.join(parts)} not read whole, " if parts else ""


def _size(manifest: Manifest) -> str:
    return f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}"


def _build_object(report: BuildReport) -> dict[str, object]:
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
        "files": list(map(_file_object, report.files)),
    }


def _file_object(file: FileReport) -> dict[str, object]:
    told = asdict(file)
    for problem in told["problems"]:
        del problem["path"]  # which is the file's
    return told


def add(
    files: Annotated[list[Path], Argument(help="The files to add.", metavar="FILE...")],
    corpus: CorpusOption = None,
    force: Annotated[bool, Option("--force", help="Add a file even if it cannot be read.")] = False,
    build_after: Annotated[
        bool, Option("--build", help="Build the index when the files are added.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy files into the corpus, each checked, and list them in the catalogue.

    Each file is added or refused by itself; where one was refused, the exit status is 2.
    """
    tell_unlimited()
    settings = Settings.from_environment()
    settings = replace(settings, corpus=corpus or settings.corpus)
    told = [_add_one(file, settings, force=force) for file in files]
    if as_json:
        show_json(told)
    outcomes = {one["outcome"] for one in told}
    is_built = build_now(settings) if Addition.ADDED in outcomes and build_after else True
    if Addition.ADDED in outcomes and not build_after:
        say("run 'assistant build' to have them answered from")
    if _REFUSED in outcomes or not is_built:
        raise typer.Exit(BAD_INPUT if _REFUSED in outcomes else FAILED_CHECK)


def _add_one(file: Path, settings: Settings, *, force: bool) -> dict[str, str | None]:
    """Adds a file, and tells what came of it; returns that as an object for JSON."""
    try:
        added = add_file(file, settings.corpus, settings.reading, force=force)
    except CatalogueError:  # nor can any other file be added
        raise
    except UnreadableFileError as error:
        reason = f"{error.reason} (--force adds it all the same)"
        say(f"error: {file} was not added: {reason}")
    except AssistantError as error:
        reason = str(error)
        say(f"error: {reason}")
    else:
        _say_added(file, added)
        return {"file": str(file), "outcome": added.outcome, "path": added.path, "reason": None}
    return {"file": str(file), "outcome": _REFUSED, "path": None, "reason": reason}


def _say_added(file: Path, added: Added) -> None:
    """Tells where a file is in the corpus, and what could not be read of it."""
    if added.outcome is Addition.ALREADY_THERE:
        say(f"{file} is already in the corpus as {added.path}; nothing was added")
        return
    entry = added.entry or Entry()
    title = f"“{entry.title}”" if entry.title else ""
    author = f"by {entry.author}" if entry.author else ""
    described = " ".join(filter(None, (title, author)))
    guessed = f"; {entry.guessed()}: see {FILE_NAME}" if entry.origins else ""
    say(f"added {added.path}{': ' if described else ''}{described}{guessed}")
    if added.instead_of:
        say(
            f"it is not named {added.instead_of}, as another file is; if it replaces that one, "
            f'remove the old file, or give its entry superseded_by = "{added.path}"'
        )
    outcome = outcome_of(added.problems, 1)
    say(*problem_lines([FileReport(added.path, outcome, None, None, 1, added.problems)]))


def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what the index holds, when it was built and what could not be read."""
    from assistant.comprehension.reader import shipped_sha256
    from assistant.index import engines
    from assistant.index.library import file_reports

    engine = Settings.from_environment().engine
    folder = index_folder(index)
    opened, snapshots = serving(folder), history.kept(folder)
    manifest, files = opened.manifest, file_reports(opened)
    searched = [file.path for file in files if file.passages]
    used = comprehension.in_use(folder, manifest.encoder_sha256, shipped_sha256(), searched)
    if as_json:
        held_by = {"engine": engines.told(opened, engine)} if engine.is_milvus else {}
        told = {
            **held_by,
            "snapshots": list(map(_kept_object, snapshots)),
            "snapshot": opened.name,
            "built_at": manifest.built_at.isoformat(),
            "encoder": manifest.encoder,
            "encoder_sha256": manifest.encoder_sha256,
            "documents": manifest.documents,
            "passages": manifest.passages,
            "dense": asdict(manifest.dense) if manifest.dense else None,
            "problems": list(map(asdict, manifest.problems)),
            "files": list(map(_file_object, files)),
            "calibration": {
                "file": used.file,
                "answerable": used.calibration.answerable,
                "unanswerable": used.calibration.unanswerable,
                "problem": used.problem or used.notice or None,
            },
        }
        show_json(told)
        return
    built = f"built {written_time(manifest.built_at)} with {manifest.encoder}"
    show(f"{_size(manifest)}, {built} (snapshot {opened.name})")
    if engine.is_milvus:
        show(f"searched in {engines.told(opened, engine)}")
    if manifest.dense:
        show(_dense_line(manifest.dense))
    fitted = used.calibration
    on = f"{fitted.answerable:,} answerable and {fitted.unanswerable:,} unanswerable questions"
    show(f"calibration: {used.file or 'the one shipped'}, fitted on {on}")
    if used.problem or used.notice:
        show(used.problem or used.notice)
    show(*problem_lines(files), *map(_kept_line, snapshots))


def _dense_line(dense: DenseSearch) -> str:
    if dense.cells:
        return (
            f"Nearest sentences: {dense.probes:,} of {dense.cells:,} cells of {dense.vectors:,} "
            f"are looked into, which finds {dense.recall:.1%} of the ten nearest passages "
            f"(measured on {count(dense.questions, 'made-up question')})"
        )
    told = f"Nearest sentences: each of {dense.vectors:,} is compared"
    if dense.tried is not None:
        told += f", as a quicker way found only {dense.tried:.1%} of the ten nearest passages"
    return told


def _kept_line(kept: history.Kept) -> str:
    said = {"live": "live", "before": "before it", "held": "held back by the gate"}[kept.state]
    if kept.opened is None:
        return f"{said}: {kept.name}, which cannot be used: {kept.damage}"
    manifest = kept.opened.manifest
    return f"{said}: {kept.name}, built {written_time(manifest.built_at)}, {_size(manifest)}"


def _kept_object(kept: history.Kept) -> dict[str, object]:
    manifest = kept.opened.manifest if kept.opened else None
    return {
        "snapshot": kept.name,
        "state": kept.state.value,
        "built_at": manifest.built_at.isoformat() if manifest else None,
        "documents": manifest.documents if manifest else None,
        "passages": manifest.passages if manifest else None,
        "damage": kept.damage,
    }
