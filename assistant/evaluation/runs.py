"""Question files asked on an index: their results, kept as JSON and compared."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evaluation.comparison import SideBySide, compare, comparison_object
from assistant.evaluation.figures import PLOT_SUFFIXES, by_kind, figures, figures_object, save_plot
from assistant.evaluation.questions import (
    Judged,
    LabelledQuestion,
    absent_sources,
    check_labels,
    is_squad,
    judge_all,
    load_questions,
    write_corpus,
)
from assistant.index import Progress, snapshot
from assistant.settings import Settings
from assistant.text.files import check_target, content, decoded

_File = tuple[Path, Sequence[LabelledQuestion], Path | None]
"""A file, its questions, and the folder of its documents where it brings them (SQuAD)."""


@dataclass(frozen=True, slots=True)
class AskedIndex:
    """The index that questions were asked on."""

    snapshot: str
    encoder: str
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the questions of one file gave on one index."""

    file: str
    asked: AskedIndex
    judged: tuple[Judged, ...]
    absent_sources: tuple[str, ...] = ()
    """Documents that questions name as right and the index does not hold."""

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.file).name


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What question files gave; beside what they gave elsewhere where that was asked for."""

    results: tuple[Result, ...]
    sides: tuple[SideBySide, ...] = ()
    """One for each result, or none."""
    overall: SideBySide | None = None
    """All files' questions together, where there are several files."""
    against: str = ""
    """What the sides are compared with."""


def evaluate_files(
    paths: Sequence[Path],
    index: Path,
    settings: Settings,
    *,
    against: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Evaluation:
    """Asks the questions of files on an index; `against` is another index, or saved results.

    A SQuAD file's questions are asked on an index of its paragraphs, built for that with the
    settings and removed again.

    Raises:
        UsageError: a file is not what it should be, or cannot be compared as asked.
        SearchIndexError: an index cannot be used.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files: list[_File] = []
        for place, path in enumerate(paths):
            corpus = folder / str(place) / "corpus" if is_squad(path) else None
            questions = write_corpus(path, corpus) if corpus else load_questions(path)
            files.append((path, questions, corpus))
        if not all(corpus for *_, corpus in files):
            snapshot.current_name(index)  # known to be there before minutes go into other files
        others = _others(files, against, settings, progress) if against else []
        results = _results(files, index, settings, progress)
    return _beside(results, others, against) if against else Evaluation(results)


def _others(
    files: Sequence[_File], against: Path, settings: Settings, progress: Progress
) -> Sequence[Result]:
    """Returns what to compare with: saved results, or the same questions asked on another index."""
    if not against.is_dir():
        return load_results(against)
    for path, _, corpus in files:
        if corpus:
            raise UsageError(
                f"{path} brings its own documents, so its questions cannot be asked of the "
                f"index in {against}: evaluate it under the other settings with --save FILE, then "
                "name that file with --against"
            )
    return _results(files, against, settings, progress, f" of {against}")


def _results(
    files: Sequence[_File], index: Path, settings: Settings, progress: Progress, where: str = ""
) -> tuple[Result, ...]:
    results = []
    for path, questions, corpus in files:
        home = corpus.with_name("index") if corpus else index
        if corpus:
            from assistant.index.build import build  # loads what only a build needs

            build(corpus, home, settings, progress=progress)
        with Assistant.open(home, progress) as assistant:
            if not where:  # what is compared with may hold other versions of the documents
                check_labels(questions, assistant)
            judged = judge_all(assistant, questions, progress, f"Asking {path.name}{where}")
            absent = absent_sources(assistant, questions)
            held = assistant.manifest
            asked = AskedIndex(assistant.snapshot, held.encoder, held.documents, held.passages)
            results.append(Result(str(path), asked, judged, tuple(absent)))
    return tuple(results)


def _beside(results: tuple[Result, ...], others: Sequence[Result], against: Path) -> Evaluation:
    judged = [j for other in others for j in other.judged]
    sides = tuple(compare(result.judged, judged) for result in results)
    overall = compare([j for result in results for j in result.judged], judged)
    if not overall.now.questions:
        raise UsageError(
            f"{against} has none of these questions as they are labelled here: there is nothing "
            "to compare"
        )
    return Evaluation(results, sides, overall if len(results) > 1 else None, str(against))


def check_files(save: Path | None, plot: Path | None) -> None:
    """Refuses files that cannot be written, before minutes go into the asking.

    Raises:
        UsageError: a file is a folder, is in no folder, or a plot has no suffix known.
    """
    for path in filter(None, (save, plot)):
        check_target(path, force=True)
    if plot is not None and plot.suffix.lower() not in PLOT_SUFFIXES:
        raise UsageError(f"{plot}: a plot is saved as {' or '.join(PLOT_SUFFIXES)}; name it so")


def write_files(found: Evaluation, save: Path | None, plot: Path | None) -> None:
    """Writes the results and the plot, where they were asked for."""
    if save is not None:
        written = json.dumps(as_object(found), ensure_ascii=False, indent=2)
        save.write_text(f"{written}\n", "utf-8")
    if plot is not None:
        save_plot([(one.name, one.judged) for one in found.results], plot)


def as_object(found: Evaluation) -> dict[str, object]:
    """Returns an evaluation as an object for JSON."""
    made = results_object(found.results)
    if found.sides:
        made["against"] = {
            "name": found.against,
            "files": [comparison_object(side) for side in found.sides],
            "overall": comparison_object(found.overall) if found.overall else None,
        }
    return made


def results_object(results: Sequence[Result]) -> dict[str, object]:
    """Returns results as an object for JSON: the figures over all questions, then file by file."""
    files = [
        {
            "file": result.file,
            **asdict(result.asked),
            "absent_sources": result.absent_sources,
            **figures_object(figures(result.judged)),
            "types": {kind: figures_object(f) for kind, f in by_kind(result.judged).items()},
            "questions": [_judged_object(judged) for judged in result.judged],
        }
        for result in results
    ]
    everything = [judged for result in results for judged in result.judged]
    return {**figures_object(figures(everything)), "files": files}


def _judged_object(judged: Judged) -> dict[str, object]:
    told = asdict(judged)
    return {**told.pop("question"), "type": judged.question.kind, **told}


def load_results(path: Path) -> list[Result]:
    """Reads the results in a file that `evaluate --save` or `--json` wrote.

    Raises:
        UsageError: the file cannot be read, or holds something else.
    """
    from pydantic import TypeAdapter

    written = decoded(content(path), path)
    try:
        return TypeAdapter(list[Result]).validate_python(
            [
                file | {"asked": file, "judged": [q | {"question": q} for q in file["questions"]]}
                for file in json.loads(written)["files"]
            ]
        )
    except (ValueError, KeyError, TypeError) as error:
        wrong = repr(error).splitlines()[0]
        raise UsageError(
            f"{path} holds no results of 'assistant evaluate' ({wrong}); name "
            "an index folder, or a file written by 'assistant evaluate --save'"
        ) from error
