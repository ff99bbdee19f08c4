"""Question files, asked on an index, or on one of their own where they bring their documents."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.asking import Assistant
from assistant.errors import UsageError
from assistant.evaluation.comparison import SideBySide, compare
from assistant.evaluation.judging import absent_sources, judge_all
from assistant.evaluation.questions import LabelledQuestion, load_questions
from assistant.evaluation.results import Asked, Result, load_results
from assistant.evaluation.squad import is_squad, write_corpus
from assistant.index import snapshot
from assistant.settings import Settings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file, and the folder of its documents where it brings them (SQuAD)."""

    path: Path
    questions: Sequence[LabelledQuestion]
    corpus: Path | None = None


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
    """Ask the questions of files on an index; `against` is another index, or saved results.

    A SQuAD file's questions are asked on an index of its paragraphs, built for that with the
    settings and removed again.

    Raises:
        UsageError: a file is not what it should be, or cannot be compared as asked.
        SearchIndexError: an index cannot be used.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = [_question_file(path, folder / str(place)) for place, path in enumerate(paths)]
        if not all(file.corpus for file in files):
            snapshot.current_name(index)  # known to be there before minutes go into other files
        others = _others(files, against, settings, progress) if against else []
        results = _results(files, index, settings, progress)
    return _beside(results, others, against) if against else Evaluation(results)


def _question_file(path: Path, folder: Path) -> QuestionFile:
    if is_squad(path):
        return QuestionFile(path, write_corpus(path, folder / "corpus"), folder / "corpus")
    return QuestionFile(path, load_questions(path))


def _others(
    files: Sequence[QuestionFile], against: Path, settings: Settings, progress: Progress
) -> Sequence[Result]:
    """What to compare with: saved results, or the same questions asked on another index."""
    if not against.is_dir():
        return load_results(against)
    for file in files:
        if file.corpus:
            raise UsageError(
                f"{file.path} brings its own documents, so its questions cannot be asked of the "
                f"index in {against}: evaluate it under the other settings with --save FILE, then "
                "name that file with --against"
            )
    return _results(files, against, settings, progress, f" of {against}")


def _results(
    files: Sequence[QuestionFile],
    index: Path,
    settings: Settings,
    progress: Progress,
    where: str = "",
) -> tuple[Result, ...]:
    results = []
    for file in files:
        home = _built(file.corpus, settings, progress) if file.corpus else index
        with Assistant.open(home) as assistant:
            stage = f"Asking {file.path.name}{where}"
            judged = judge_all(assistant, file.questions, progress, stage)
            absent = absent_sources(assistant, file.questions)
            results.append(Result(str(file.path), _asked(assistant), judged, tuple(absent)))
    return tuple(results)


def _asked(assistant: Assistant) -> Asked:
    manifest = assistant.manifest
    return Asked(assistant.snapshot, manifest.encoder, manifest.documents, manifest.passages)


def _built(corpus: Path, settings: Settings, progress: Progress) -> Path:
    """The index of a folder of documents, beside it."""
    from assistant.index.build import build  # loads what only a build needs

    index = corpus.with_name("index")
    build(corpus, index, settings, progress=progress)
    return index


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
