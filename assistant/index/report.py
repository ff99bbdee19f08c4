"""What there is to tell of each file of an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.records import FileReport, Problem, Source, outcome_of


def file_reports(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """A report of each file of a snapshot, by path."""
    library = Library(snapshot.library)
    try:
        return reports_of(library.sources(), snapshot.manifest.problems)
    finally:
        library.close()


def lost_since(before: Snapshot, files: Sequence[FileReport]) -> list[str]:
    """A warning for each file that had passages in the snapshot before and now has none."""
    held = {report.path for report in file_reports(before) if report.passages}
    return [
        f"{file.path} could be read by the build before, and cannot be read now; put back "
        "the file as it was"
        for file in files
        if file.path in held and not file.passages
    ]


def reports_of(
    sources: Iterable[Source],
    problems: Sequence[Problem],
    seconds: Mapping[str, float] | None = None,
) -> tuple[FileReport, ...]:
    """A report of each file that became a source or has a problem, by path."""
    known = {source.path: source for source in sources}
    told: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        told[problem.path].append(problem)
    return tuple(
        _report(path, known.get(path), tuple(told[path]), (seconds or {}).get(path))
        for path in sorted({*known, *told})
    )


def _report(
    path: str, source: Source | None, problems: tuple[Problem, ...], seconds: float | None
) -> FileReport:
    passages = source.passages if source else 0
    return FileReport(
        path=path,
        outcome=outcome_of(problems, passages),
        pages=source.pages if source else None,
        slides=source.slides if source else None,
        passages=passages,
        problems=problems,
        seconds=seconds,
    )
