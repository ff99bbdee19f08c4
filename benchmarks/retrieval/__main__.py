"""`python -m benchmarks.retrieval [SQUAD_FILE ...]`: measure, print and keep the figures."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.encoder.export import load, weights_digest
from assistant.errors import AssistantError
from assistant.settings import PACKAGED_ENCODER
from benchmarks.retrieval import environment, figures, methods, reranker
from benchmarks.retrieval.collection import WORK, Collection, collections
from benchmarks.retrieval.figures import Failure, Row, Table
from benchmarks.retrieval.judging import judged
from benchmarks.retrieval.systems import OURS, SYSTEMS, Run, System, SystemFailedError, run
from benchmarks.retrieval.worker import Job

_EXPECTED = (
    AssistantError,
    environment.EnvironmentSetupError,
    reranker.RerankerError,
    SystemFailedError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; the figures are kept only where all systems were asked for."""
    options = _options().parse_args(arguments)
    chosen = [s for s in SYSTEMS if _is_chosen(s, options)]
    try:
        cross_encoder = Path()
        if any(system.is_peer for system in chosen):
            environment.python()
            options.work.mkdir(parents=True, exist_ok=True)
            base = options.base or options.work / "base"
            cross_encoder = reranker.saved(base, options.work / "reranker")
        tables: list[Table] = []
        versions: dict[str, str] = {}
        for collection in collections(options.squad_files, options.work, options.every):
            table, used = measured(
                collection, chosen, options.work, cross_encoder, fresh=options.fresh
            )
            show(table)
            tables.append(table)
            versions |= used
    except _EXPECTED as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if len(chosen) == len(SYSTEMS):
        figures.write(figures.results(tables, versions, os.cpu_count() or 1), options.output)
        sys.stderr.write(f"figures written to {options.output.name}\n")
    return 0


def measured(
    collection: Collection,
    chosen: Sequence[System],
    work: Path,
    cross_encoder: Path,
    *,
    fresh: bool,
) -> tuple[Table, dict[str, str]]:
    """The table of one collection, and the versions of the libraries used.

    Raises:
        SystemFailedError: ours failed; where another does, the table says so.
    """
    runs, failures = _runs(collection, chosen, work, cross_encoder, fresh=fresh)
    sys.stderr.write(f"{collection.name}: usual methods …\n")
    found = dict(methods.found(collection))
    found |= {system.label: done.asked.found for system, done in runs.items()}
    by_label = {system.label: done for system, done in runs.items()}
    each = {label: judged(collection, one) for label, one in found.items()}
    rows = [
        figures.row(label, one, each[OURS.label], by_label.get(label))
        for label, one in each.items()
    ]
    table = Table(
        collection.name,
        len(collection.ids),
        len(collection.questions),
        rows,
        failures,
        len(collection.unanswerable),
    )
    versions = {name: v for done in runs.values() for name, v in done.asked.versions.items()}
    return table, versions


def _runs(
    collection: Collection,
    chosen: Sequence[System],
    work: Path,
    cross_encoder: Path,
    *,
    fresh: bool,
) -> tuple[dict[System, Run], list[Failure]]:
    job = Job(
        encoder=str(_encoder(work)),
        corpus=str(collection.corpus),
        ids=collection.ids,
        texts=collection.texts,
        questions=collection.asked,
        reranker=str(cross_encoder),
        units=collection.units,
    )
    runs, failures = {}, []
    for system in chosen:
        sys.stderr.write(f"{collection.name}: {system.label} …\n")
        try:
            runs[system] = run(system, job, work / collection.name / "runs", fresh=fresh)
        except SystemFailedError as error:
            if system is OURS:
                raise
            sys.stderr.write(f"{collection.name}: {error}\n")
            failures.append(Failure(system.label, str(error)))
    return runs, failures


def _encoder(work: Path) -> Path:
    """The folder of our encoder, with what it was taught, for the others to load."""
    folder = work / f"encoder-{weights_digest(PACKAGED_ENCODER)[:12]}"
    if not folder.exists():
        beside = folder.with_suffix(".unfinished")
        load(PACKAGED_ENCODER).save(str(beside))
        beside.replace(folder)
    return folder


def show(table: Table) -> None:
    """Print a table."""
    print(
        f"\n{table.collection}: {table.passages} passages, {table.questions} answerable questions, "
        f"{table.unanswerable} others"
    )
    print(
        f"{'':41}{'nDCG@10':>8}{'r@1':>6}{'r@3':>6}{'AUC':>6}{'marks':>7}"
        f"  {'ours less this':25}{'p':>6}"
        f"{'build s':>9}{'ready s':>9}{'p50 ms':>8}{'p95 ms':>8}{'MB RAM':>8}{'MB disk':>9}"
    )
    for row in table.rows:
        print(_line(row))
    for failure in table.failures:
        print(failure.reason)


def _line(row: Row) -> str:
    area = "none" if row.area is None else f"{row.area:.3f}"
    marks = "none" if row.marking is None else f"{row.marking.holding:.3f}"
    line = f"{row.label:41}{row.ndcg:8.3f}{row.recall_1:6.3f}{row.recall_3:6.3f}"
    line += f"{area:>6}{marks:>7}  "
    compared, cost = row.ours_less_this, row.cost
    line += (
        f"{compared.difference:+.3f} ({compared.low:+.3f}…{compared.high:+.3f})  {compared.p:.4f}"
        if compared
        else " " * 31
    )
    return line + (
        f"{cost.build_seconds:9.1f}{cost.ready_seconds:9.1f}{cost.p50_ms:8.1f}{cost.p95_ms:8.1f}"
        f"{cost.memory_mb:8.0f}{cost.disk_mb:9.2f}"
        if cost
        else ""
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{number} is not positive")
    return number


def _absolute(path: str) -> Path:
    return Path(path).resolve()


def _is_chosen(system: System, options: argparse.Namespace) -> bool:
    if system is OURS:
        return True
    return options.peers and (not options.only or system.name in options.only)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("squad_files", metavar="SQUAD_FILE", nargs="*", type=Path)
    parser.add_argument(
        "--peers",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="measure other libraries as well; the first time installs them (default: yes)",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        choices=[system.name for system in SYSTEMS],
        help="of the libraries measure this one; may be given again (%(choices)s)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="measure again what an earlier run measured"
    )
    parser.add_argument(
        "--every",
        metavar="N",
        type=_positive,
        default=1,
        help="ask only each Nth question of a SQuAD file (default: all, which takes hours)",
    )
    parser.add_argument(
        "--base",
        metavar="DIR",
        type=_absolute,
        help="where the base weights of the cross-encoder are (default: fetched into the work)",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, default=figures.FILE, help="where figures are kept"
    )
    parser.add_argument(
        "--work", metavar="DIR", type=_absolute, default=WORK, help="where runs are kept for later"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
