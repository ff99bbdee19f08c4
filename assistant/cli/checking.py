"""The commands that check: the index, what was quoted of it, and how well it answers."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from assistant import comprehension
from assistant.cli.terminal import (
    FAILED_CHECK,
    CorpusOption,
    IndexOption,
    JsonOption,
    ReplaceOption,
    index_folder,
    passage_object,
    progress_bars,
    say,
    show,
    show_as,
    show_json,
)
from assistant.errors import AssistantError, EngineError, NoIndexError, UsageError
from assistant.evaluation.questions import load_questions
from assistant.feedback import Verdict, kept, question_file
from assistant.index import snapshot
from assistant.records import Outcome
from assistant.settings import Settings
from assistant.text.files import content, save
from assistant.wording import count

if TYPE_CHECKING:
    from assistant.evaluation.calibrating import Refit
    from assistant.index.verify import Discrepancy

_OUTCOMES = {
    Outcome.FOUND: "answered",
    Outcome.UNCONFIRMED: "nearest passages only",
    Outcome.NOT_FOUND: "not answered",
}


def verify(
    deep: Annotated[bool, Option("--deep", help="Read every passage again from its file.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every file of the index against the digests taken when it was built.

    With --deep, also that each passage stands in its file of the corpus, word for word.
    """
    folder = index_folder(index)
    name, damages = _damages(folder)
    found = _discrepancies(corpus, folder) if deep and not damages else []
    if as_json:
        told: dict[str, object] = {"snapshot": name or None, "damages": damages}
        if deep:
            told["discrepancies"] = [
                asdict(one) | {"passages": list(map(passage_object, one.passages))} for one in found
            ]
        show_json(told)
    elif not damages and not found:
        also = ", and every passage stands in its file" if deep else ""
        show(f"{name}: every file is what the build wrote{also}")
    say(*(f"error: {damage}" for damage in damages))
    for one in found:
        number = count(len(one.passages), "passage")
        lost = f"; {number} cannot be found at the place quoted" if one.passages else ""
        say(f"error: {one.path} {one.reason}{lost}")
    if damages or found:
        raise typer.Exit(FAILED_CHECK)


def _damages(folder: Path) -> tuple[str, list[str]]:
    from assistant.index import verify

    engine = Settings.from_environment().engine
    try:
        name = snapshot.current_name(folder)
        found = folder / snapshot.SNAPSHOTS / name
        manifest = snapshot.read_manifest(found)
        wrong = list(map(str, snapshot.damages(found, manifest)))
        if engine.is_milvus and not wrong:
            wrong = verify.collection_problems(snapshot.Snapshot(found, manifest), engine)
        return name, [*wrong, *snapshot.strays(found, manifest)]
    except EngineError as error:
        return name, [str(error)]
    except NoIndexError:
        raise
    except AssistantError as error:
        return "", [str(error)]


def _discrepancies(corpus: Path | None, folder: Path) -> list[Discrepancy]:
    """Returns what differs between the live snapshot and the files of the corpus."""
    from assistant.index.reuse import reading_reasons
    from assistant.index.verify import discrepancies

    settings, opened = Settings.from_environment(), snapshot.open_snapshot(folder)
    for reason in reading_reasons(opened.manifest.recipe, settings.reading):
        say(f"warning: files are read otherwise now than by the build: {reason}")
    with progress_bars() as progress:
        of = corpus or Path(opened.manifest.corpus or settings.corpus)
        return discrepancies(opened, of, settings.reading, progress)


def check_quotes(
    file: Annotated[str, Argument(help="A .md, .docx or .txt file; - for stdin.")],
    index: IndexOption = None,
    words: Annotated[
        bool, Option("--words", help="Let white space and forms of quotation marks differ.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check that each quotation of a text stands in the documents, character by character.

    Exit status 1 if one does not, or if there is none.
    """
    from assistant import quotes
    from assistant.quotes import QuoteState
    from assistant.quotes.written import Shelf, read_written

    is_stdin = file == "-"
    given = sys.stdin.buffer.read() if is_stdin else content(Path(file))
    written = read_written(given, "stdin" if is_stdin else file)
    with Shelf.open(index_folder(index)) as shelf:
        checked = quotes.check_quotes(written, shelf)
        states = quotes.file_states(written.files, shelf)
        name = shelf.snapshot
    unit = "paragraph" if file.lower().endswith(".docx") else "line"
    text = quotes.as_text(checked, states, unit)
    show_as([text], quotes.as_object(checked, states, name), as_json=as_json)
    if written.short:
        say(f"passed over {count(len(written.short), 'quotation')} of fewer than four words:")
        say(*(f"  {quotes.opening(quote, unit)}" for quote in written.short))
    good = {QuoteState.EXACT, QuoteState.SAME_WORDS} if words else {QuoteState.EXACT}
    if not checked or any(one.verdict not in good for one in checked):
        raise typer.Exit(FAILED_CHECK)


def evaluate(
    files: Annotated[list[Path], Argument(help="Labelled questions: JSON Lines, or SQuAD 2.0.")],
    index: IndexOption = None,
    against: Annotated[
        Path | None,
        Option(
            help="Compare with another index folder, or with results that --save wrote.",
            metavar="DIR|FILE",
        ),
    ] = None,
    save: Annotated[
        Path | None, Option(help="Keep the results as JSON in a file.", metavar="FILE")
    ] = None,
    plot: Annotated[
        Path | None, Option(help="Draw the probabilities, and risk by coverage.", metavar="PNG|SVG")
    ] = None,
    worst: Annotated[int, Option(min=0, help="How many of the worst questions.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Ask labelled questions and print how often passage, mark and outcome are right."""
    from assistant.evaluation import report, runs

    runs.check_files(save, plot)
    settings = Settings.from_environment()
    folder = index or settings.index
    with progress_bars() as progress:
        found = runs.evaluate_files(files, folder, settings, against=against, progress=progress)
    runs.write_files(found, save, plot)
    show_as([report.as_text(found, worst)], runs.as_object(found), as_json=as_json)


def calibrate(
    files: Annotated[
        list[Path] | None,
        Argument(
            help="Labelled questions about the documents of the index: JSON Lines, as for evaluate."
        ),
    ] = None,
    index: IndexOption = None,
    reset: Annotated[bool, Option("--reset", help="Go back to the calibration shipped.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit to your own questions how sure an answer has to look to be shown as found.

    What was fitted is kept in the index folder, where builds leave it, if it does better on
    questions held out than what was shipped; else nothing changes and the exit status is 1.
    """
    folder = index_folder(index)
    if reset == bool(files):
        raise UsageError("name files of labelled questions, or --reset alone")
    if reset:
        _reset(folder, as_json=as_json)
    else:
        _fit(folder, files or [], as_json=as_json)


def _reset(folder: Path, *, as_json: bool) -> None:
    snapshot.current_name(folder)  # known to be an index
    path = folder / comprehension.FILE_NAME
    removed = path.exists()
    path.unlink(missing_ok=True)
    say(f"removed {path}" if removed else f"{folder} has no calibration of its own")
    if as_json:
        show_json({"removed": removed})


def _fit(folder: Path, files: list[Path], *, as_json: bool) -> None:
    from assistant.assistant import Assistant
    from assistant.evaluation.calibrating import refit

    questions = [question for file in files for question in load_questions(file)]
    with progress_bars() as progress, Assistant.open(folder, progress) as assistant:
        found = refit(assistant, questions, comprehension.shipped(), progress)
    path = folder / comprehension.FILE_NAME
    if found.better:
        comprehension.save(found.calibration, path)
    show_as(_refit_lines(found), _refit_object(found, path), as_json=as_json)
    if not found.better:
        say("not better than the calibration shipped on questions held out; nothing was changed")
        raise typer.Exit(FAILED_CHECK)
    say(f"wrote {path}; a chat that is running uses it from its next question on")


def _refit_lines(found: Refit) -> list[str]:
    from assistant.evaluation.report import figure, table

    cells = [
        (
            *(name, figure(one.area), figure(one.log_loss), figure(one.error)),
            f"{one.found} of {one.answerable}",
            f"{one.found_unanswerable} of {one.unanswerable}",
        )
        for name, one in (("shipped", found.before), ("refitted", found.after))
    ]
    names = ("", "area under ROC", "log loss", "calibration error")
    rows = zip((*names, "answerable found", "unanswerable found"), *cells, strict=True)
    answerable, unanswerable = found.before.answerable, found.before.unanswerable
    likely, least, most = map(figure, found.moved)
    left_out = f", {count(found.left_out, 'question')} left out" if found.left_out else ""
    return [
        f"{answerable:,} answerable and {unanswerable:,} unanswerable questions{left_out}"
        "; refitted: each question by a fit without it",
        *("", *table(list(rows)), ""),
        f"what was as likely as not to answer is now {likely} likely "
        f"(95 %: {least} to {most}, {answerable + unanswerable} questions)",
    ]


def _refit_object(found: Refit, path: Path) -> dict[str, object]:
    return {
        "answerable": found.before.answerable,
        "unanswerable": found.before.unanswerable,
        "left_out": found.left_out,
        "half_becomes": list(found.moved),
        "before": found.before.to_dict(),
        "after": found.after.to_dict(),
        "file": path if found.better else None,
        "weights": {name: term.weight for name, term in found.calibration.terms.items()},
        "intercept": found.calibration.intercept,
    }


def feedback(
    write: Annotated[
        Path | None, Option(help="Write the questions answered as a question file.", metavar="FILE")
    ] = None,
    force: ReplaceOption = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count what users of the chat say of its answers, and list the questions they let keep."""
    verdicts = kept(index_folder(index))
    if write:
        questions = question_file(verdicts)
        if not questions:
            raise UsageError(
                "there is no question to write: nobody said yes and let the question be kept"
            )
        save(write, "".join(f"{line}\n" for line in questions).encode(), force=force)
        say(f"wrote {write}: {count(len(questions), 'question')}")
    told = list(map(asdict, verdicts))
    show_as(_feedback_lines(verdicts), told, as_json=as_json)


def _feedback_lines(verdicts: Sequence[Verdict]) -> list[str]:
    counts = Counter((v.outcome, v.helped) for v in verdicts)
    lines = ["Did this answer it?"]
    lines += [
        f"  {told}: {counts[outcome, True]:,} yes, {counts[outcome, False]:,} no"
        for outcome, told in _OUTCOMES.items()
        if counts[outcome, True] or counts[outcome, False]
    ]
    if not verdicts:
        lines.append("  nobody has said")
    asked = [v for v in verdicts if v.question]
    for told, helped in (("Questions answered", True), ("Questions not answered", False)):
        listed = [v for v in asked if v.helped is helped]
        if listed:
            lines += ["", f"{told}:"]
            lines += [f"  {v.day}  {' '.join(v.question.split())}" for v in listed]
    return lines
