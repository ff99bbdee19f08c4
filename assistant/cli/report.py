"""How a build went and what an index holds: lines for people, objects for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.dates import written_time
from assistant.records import DenseSearch, FileReport, Manifest, ProblemKind
from assistant.records.codec import problem_object
from assistant.remarks import counted, problem_lines
from assistant.terminal import count, say

if TYPE_CHECKING:
    from assistant.index.build import BuildReport
    from assistant.index.history import Kept


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
