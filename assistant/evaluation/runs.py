"""Question files asked on an index: their results, kept as JSON, compared and drawn."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, chain
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from assistant.assistant import Assistant
from assistant.comprehension import shipped
from assistant.errors import UsageError
from assistant.evaluation.comparison import SideBySide, compare, comparison_object
from assistant.evaluation.figures import by_kind, figures, figures_object, metrics_object
from assistant.evaluation.judging import (
    Extract,
    Judged,
    JudgedMark,
    Metric,
    Progress,
    absent_sources,
    judge_all,
)
from assistant.evaluation.questions import (
    LabelledQuestion,
    is_squad,
    load_questions,
    read_text,
    write_corpus,
)
from assistant.index import snapshot
from assistant.records import Outcome
from assistant.settings import PASSAGES_SHOWN, Settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")
_BINS = 25
_FILL, _LINE = "0.55", "0.0"


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


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file, and the folder of its documents where it brings them (SQuAD)."""

    path: Path
    questions: Sequence[LabelledQuestion]
    corpus: Path | None = None


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
        files = []
        for place, path in enumerate(paths):
            corpus = folder / str(place) / "corpus" if is_squad(path) else None
            questions = write_corpus(path, corpus) if corpus else load_questions(path)
            files.append(QuestionFile(path, questions, corpus))
        if not all(file.corpus for file in files):
            snapshot.current_name(index)  # known to be there before minutes go into other files
        others = _others(files, against, settings, progress) if against else []
        results = _results(files, index, settings, progress)
    return _beside(results, others, against) if against else Evaluation(results)


def _others(
    files: Sequence[QuestionFile], against: Path, settings: Settings, progress: Progress
) -> Sequence[Result]:
    """Returns what to compare with: saved results, or the same questions asked on another index."""
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
        home = index
        if file.corpus:
            from assistant.index.build import build  # loads what only a build needs

            home = file.corpus.with_name("index")
            build(file.corpus, home, settings, progress=progress)
        with Assistant.open(home) as assistant:
            stage = f"Asking {file.path.name}{where}"
            judged = judge_all(assistant, file.questions, progress, stage)
            absent = absent_sources(assistant, file.questions)
            held = assistant.manifest
            asked = AskedIndex(assistant.snapshot, held.encoder, held.documents, held.passages)
            results.append(Result(str(file.path), asked, judged, tuple(absent)))
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
    for path in (save, plot):
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise UsageError(f"{path} cannot be written: name a file in a folder that is there")
    if plot is not None:
        check_plot(plot)


def check_plot(path: Path) -> None:
    """Refuses a file that a plot cannot be saved as, before anything is asked.

    Raises:
        UsageError: its name does not end in .png or .svg.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path}: a plot is saved as {' or '.join(SUFFIXES)}; name it so")


def write_files(found: Evaluation, save: Path | None, plot: Path | None) -> None:
    """Writes the results and the plot, where they were asked for."""
    if save is not None:
        written = json.dumps(as_object(found), ensure_ascii=False, indent=2)
        save.write_text(f"{written}\n", "utf-8")
    if plot is not None:
        save_plot(found.results, plot)


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
    everything = list(chain.from_iterable(result.judged for result in results))
    return {**figures_object(figures(everything)), "files": [_result(r) for r in results]}


def _result(result: Result) -> dict[str, object]:
    return {
        "file": result.file,
        **asdict(result.asked),
        "absent_sources": list(result.absent_sources),
        **figures_object(figures(result.judged)),
        "types": {kind: figures_object(f) for kind, f in by_kind(result.judged).items()},
        "questions": [_judged_object(judged) for judged in result.judged],
    }


def _judged_object(judged: Judged) -> dict[str, object]:
    question = judged.question
    return {
        "id": question.id,
        "turns": list(question.turns),
        "type": question.kind,
        "answerable": question.answerable,
        "sources": list(question.sources),
        "quote": question.quote,
        "rank": judged.rank,
        "metrics": metrics_object(judged.metrics),
        "outcome": judged.outcome.value,
        "probability": judged.probability,
        "first": asdict(judged.first) if judged.first else None,
        "right": asdict(judged.right) if judged.right else None,
        "mark": asdict(judged.mark) if judged.mark else None,
    }


def load_results(path: Path) -> list[Result]:
    """Reads the results in a file that `evaluate --save` or `--json` wrote.

    Raises:
        UsageError: the file cannot be read, or holds something else.
    """
    try:
        return [_loaded(file) for file in json.loads(read_text(path))["files"]]
    except UsageError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} holds no results of 'assistant evaluate' ({error!r}); name an index folder, "
            "or a file written by 'assistant evaluate --save'"
        ) from error


def _loaded(file: Mapping[str, Any]) -> Result:
    asked = AskedIndex(*(file[name] for name in AskedIndex.__slots__))
    judged = tuple(map(_loaded_judged, file["questions"]))
    return Result(str(file["file"]), asked, judged, tuple(file["absent_sources"]))


def _loaded_judged(found: Mapping[str, Any]) -> Judged:
    question = LabelledQuestion(
        id=str(found["id"]),
        turns=tuple(found["turns"]),
        answerable=bool(found["answerable"]),
        sources=tuple(found["sources"]),
        quote=str(found["quote"]),
        type=str(found["type"]),
    )
    needed = Metric if question.answerable else ()
    metrics = {metric: float(found["metrics"][metric.value]) for metric in needed}
    return Judged(
        question=question,
        rank=found["rank"],
        metrics=metrics,
        outcome=Outcome(found["outcome"]),
        probability=float(found["probability"]),
        first=Extract(**found["first"]) if found["first"] else None,
        right=Extract(**found["right"]) if found["right"] else None,
        mark=JudgedMark(**found["mark"]) if found.get("mark") else None,  # not kept up to 0.1.0
    )


def save_plot(results: Sequence[Result], path: Path) -> None:
    """Draws the distribution of the probability for each group of questions, and the risk below.

    Each file is a column.
    """
    from matplotlib.figure import Figure  # a figure of its own draws without a display

    names = list(groups([judged for result in results for judged in result.judged]))
    figure = Figure(figsize=(1.5 + 4.5 * len(results), 3.6 + 1.2 * len(names)), dpi=150)
    heights = [*([1] * len(names)), 1.8]
    axes = figure.subplots(
        len(heights), len(results), sharex="row", squeeze=False, height_ratios=heights
    )
    for column, result in enumerate(results):
        found = groups(result.judged)
        for row, name in enumerate(names):
            _draw(axes[row][column], name, found.get(name, []))
        axes[0][column].annotate(
            result.name, (0.5, 1), (0, 20), "axes fraction", "offset points", ha="center"
        )
        axes[-2][column].set_xlabel("probability that the passages answer the question")
        _draw_risk(axes[-1][column], result.judged)
    for row in axes[:-1]:
        row[0].set_ylabel("questions")
    axes[-1][0].set_ylabel("risk: share wrong")
    lines = axes[0][0].get_lines()
    figure.legend(handles=lines, loc="lower center", ncols=len(lines), frameon=False)
    figure.tight_layout(rect=(0, 0.35 / figure.get_figheight(), 1, 1))
    figure.savefig(path, format=path.suffix[1:].lower())


def groups(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """Returns the probabilities of the questions, by whether and how they should be answered."""
    found: dict[str, list[float]] = {}
    for one in sorted(judged, key=_group):
        found.setdefault(_group(one)[1], []).append(one.probability)
    return found


def _group(one: Judged) -> tuple[int, str]:
    """Returns the group of a question, after its place among the groups."""
    if not one.question.answerable:
        kind = one.question.type
        return 2, f"unanswerable questions, {kind}" if kind else "unanswerable questions"
    if one.rank is not None and one.rank <= PASSAGES_SHOWN:
        return 0, f"answerable questions, a right passage in the first {PASSAGES_SHOWN}"
    return 1, f"answerable questions, no right passage in the first {PASSAGES_SHOWN}"


def risk(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Returns the coverage and the risk at each probability that a question has, the surest first.

    Coverage is the share of the questions that are at least as probable; risk is the share of
    those that are unanswerable, or whose first passage is not right (El-Yaniv and Wiener 2010).
    """
    surest = sorted(judged, key=lambda one: -one.probability)
    wrong = accumulate(not one.question.answerable or one.rank != 1 for one in surest)
    chances = [*(one.probability for one in surest), -1.0]
    return [
        (number / len(surest), wrong_ones / number)
        for number, wrong_ones in enumerate(wrong, 1)
        if chances[number] < chances[number - 1]  # those as probable are answered together
    ]


def _draw(axes: Axes, name: str, values: Sequence[float]) -> None:
    """Draws one distribution: how many of its questions are in each step of probability."""
    axes.hist(values, bins=_BINS, range=(0, 1), color=_FILL)
    used = shipped()  # an organisation's own has the same threshold
    label = f"found from {used.found_from:g}"
    axes.axvline(used.found_from, linestyle="--", linewidth=1.2, color=_LINE, label=label)
    axes.set_title(f"{name}: {len(values):,}", loc="left", fontsize="small")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, axes.get_ylim()[1] if values else 1)
    axes.locator_params("y", integer=True, nbins=3)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_risk(axes: Axes, judged: Sequence[Judged]) -> None:
    """Draws the share wrong of those answered, for each share that may be answered."""
    axes.plot(*zip(*risk(judged), strict=True), color=_LINE, marker=".", markersize=3)
    surer = [one.probability >= shipped().found_from for one in judged]
    axes.axvline(fmean(surer), linestyle="--", linewidth=1.2, color=_LINE)
    axes.set_xlabel("coverage: share answered, the surest first")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.spines[["top", "right"]].set_visible(False)
